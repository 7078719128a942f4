import { ProjectIamMember } from '@cdktf/provider-google/lib/project-iam-member';
import { z } from 'zod';
import { flatKeySeparator } from '../../../src/definition/secret-keys';
import { platformStorePrefix } from '../../../src/kinds/component-secret';
import { dnsLabel } from '../../../src/schema/field-types';
import { componentKind } from '../../../src/kinds/component-kind';
import { getGoogleCloud, type GoogleCloud } from '../cloud/google-cloud';
import { podPermissions, type AddPermission } from '../cloud/pod-permissions';
import { podPrincipal } from '../cloud/principals';
import { checkRequiresGoogle } from '../cloud/requires-google';

/**
 * Permission of External Secrets Operator to read the secrets of the project in Secret Manager, with names `<tenant>--…`, and
 * to write those of components, with names `platform--<cluster>--…`. The operator has no other credential.
 * @see https://external-secrets.io/latest/provider/google-secrets-manager/
 * @example
 * secretManager()
 */
export const secretManager = componentKind({
  kind: 'google-secret-manager',
  summary: 'Permission of External Secrets Operator to read Google Secret Manager, and to write Secrets of components.',
  schema: z.strictObject({
    operator: dnsLabel.default('external-secrets').describe('name of the component externalSecrets()'),
  }),
  requires: () => ['secrets'],
  validate: (_, cluster) => checkRequiresGoogle('google-secret-manager', cluster),
  terraformReleases: ({ name, operator }, cluster) => [
    podPermissions(name, () => listOperatorPermissions(operator, getGoogleCloud(cluster))),
  ],
  releases: () => [],
});

/** Returns the permissions of the operator. Components of several clusters may have operators of different names. */
function listOperatorPermissions(operator: string, cloud: GoogleCloud): Readonly<Record<string, AddPermission>> {
  const { project, projectNumber } = cloud;
  const member = podPrincipal(cloud, { namespace: operator, name: operator });
  return {
    [`${operator}-reads`]: (scope, id) => {
      new ProjectIamMember(scope, id, { project, role: 'roles/secretmanager.secretAccessor', member });
    },
    [`${operator}-writes`]: (scope, id) => {
      new ProjectIamMember(scope, id, {
        project,
        role: 'roles/secretmanager.admin',
        member,
        condition: { title: 'Secrets of components', expression: renderComponentSecretsCondition(projectNumber) },
      });
    },
  };
}

/**
 * Returns the condition of a permission to write Secrets of components. Secrets are created in the project, by any name.
 * @see https://cloud.google.com/iam/docs/conditions-resource-attributes
 */
function renderComponentSecretsCondition(projectNumber: string): string {
  const prefix = `projects/${projectNumber}/secrets/${platformStorePrefix}${flatKeySeparator}`;
  return [
    `resource.name.startsWith("${prefix}")`,
    'resource.type == "cloudresourcemanager.googleapis.com/Project"',
  ].join(' || ');
}

/**
 * Returns the field `provider` of a ClusterSecretStore of Secret Manager, for `externalSecrets({ store })`.
 * @example
 * externalSecrets({ store: secretManagerStore({ project: 'acme-prod' }) })
 */
export function secretManagerStore({ project }: { readonly project: string }) {
  return { gcpsm: { projectID: project } };
}
