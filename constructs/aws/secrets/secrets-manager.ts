import { z } from 'zod';
import { dnsLabel } from '../../../src/schema/field-types';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { platformStorePath } from '../../../src/kinds/component-secret';
import { componentKind } from '../../../src/kinds/component-kind';
import { getAwsCloud } from '../cloud/aws-cloud';
import { lookUpArns } from '../cloud/arns';
import { dataKeyStatement } from '../cloud/data-key';
import { checkRequiresAws } from '../cloud/requires-aws';
import { addPodIdentity } from '../identity/pod-identity';

/** Returns the beginning of the names of all secrets of an environment: `acme/prod/`. */
export function secretPrefix({ platform, environment }: Pick<ClusterInfo, 'platform' | 'environment'>): string {
  return `${platform}/${environment}/`;
}

/**
 * Permission of External Secrets Operator to read the secrets of the environment in AWS Secrets Manager, with names
 * `<platform>/<environment>/<tenant>/…`, and to write those of components of the cluster. The operator has no other credential.
 * @see https://external-secrets.io/latest/provider/aws-secrets-manager/
 * @example
 * secretsManager()
 */
export const secretsManager = componentKind({
  kind: 'secrets-manager',
  summary: 'Permission of External Secrets Operator to read AWS Secrets Manager.',
  schema: z.strictObject({
    operator: dnsLabel.default('external-secrets').describe('name of the component externalSecrets()'),
  }),
  requires: () => ['secrets'],
  validate: (_, cluster) => checkRequiresAws('secrets-manager', cluster),
  terraformReleases: ({ name, operator }, cluster) => [
    {
      name,
      stack: 'infrastructure',
      add: (scope) => {
        const arn = lookUpArns(scope, getAwsCloud(cluster).region);
        addPodIdentity(scope, 'operator', {
          name: [cluster.platform, cluster.cluster, name],
          serviceAccount: { namespace: operator, name: operator },
          cluster,
          policies: {
            'read-secrets': [
              {
                Effect: 'Allow',
                Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
                Resource: arn('secretsmanager', `secret:${secretPrefix(cluster)}*`),
              },
              dataKeyStatement('*', cluster, arn('kms', 'key/*'), ['kms:Decrypt']),
            ],
            'write-component-secrets': [
              {
                Effect: 'Allow',
                // The operator deletes the resource policy of an entry whenever it writes another value to it.
                Action: ['CreateSecret', 'PutSecretValue', 'TagResource', 'DeleteResourcePolicy'].map(
                  (action) => `secretsmanager:${action}`,
                ),
                Resource: arn(
                  'secretsmanager',
                  `secret:${secretPrefix(cluster)}${platformStorePath(cluster.cluster).join('/')}/*`,
                ),
              },
            ],
          },
        });
      },
    },
  ],
  releases: () => [],
});

/**
 * Returns the field `provider` of a ClusterSecretStore of AWS Secrets Manager, for `externalSecrets({ store })`.
 * @example
 * externalSecrets({ store: secretsManagerStore({ platform: 'acme', environment: 'prod', region: 'eu-north-1' }) })
 */
export function secretsManagerStore({
  region,
  ...names
}: {
  readonly platform: string;
  readonly environment: string;
  readonly region: string;
}) {
  return { aws: { service: 'SecretsManager', region, prefix: secretPrefix(names) } };
}
