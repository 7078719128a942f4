import { ProjectIamMember } from '@cdktf/provider-google/lib/project-iam-member';
import { z } from 'zod';
import { flatKeySeparator } from '../../../src/definition/secret-keys';
import { platformStorePrefix } from '../../../src/kinds/component-secret';
import { dnsLabel } from '../../../src/schema/field-types';
import { componentKind } from '../../../src/kinds/component-kind';
import { getGoogleCloud } from '../cloud/google-cloud';
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
    {
      name,
      stack: 'data',
      // Clusters of one project share the principal of the operator.
      holdsNoData: true,
      add: (scope) => {
        const cloud = getGoogleCloud(cluster);
        const member = podPrincipal(cloud, { namespace: operator, name: operator });
        new ProjectIamMember(scope, 'read-secrets', {
          project: cloud.project,
          role: 'roles/secretmanager.secretAccessor',
          member,
        });
        new ProjectIamMember(scope, 'write-component-secrets', {
          project: cloud.project,
          role: 'roles/secretmanager.admin',
          member,
          condition: {
            title: 'Secrets of components',
            expression: renderComponentSecretsCondition(cloud.projectNumber),
          },
        });
      },
    },
  ],
  releases: () => [],
});

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
