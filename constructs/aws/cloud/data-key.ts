import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { TerraformRelease } from '../../../src/kinds/release';
import { getAwsCloud } from './aws-cloud';
import { addEncryptionKey } from './encryption-key';
import { formatName } from './names';
import type { PolicyStatement } from './policy-document';

const releaseName = 'encryption-key';

/** Expression of the ARN of the key, for the resources of the same data stack. */
export const dataKeyArn = `\${aws_kms_key.${releaseName}_key.arn}`;

/** Returns the release with the key of a tenant's data. All data services of the tenant in an environment share it. */
export function dataKeyRelease(tenant: string, cluster: ClusterInfo): TerraformRelease {
  return {
    name: releaseName,
    stack: 'data',
    add: (scope) => {
      addEncryptionKey(scope, 'key', {
        region: getAwsCloud(cluster).region,
        name: [cluster.platform, cluster.environment, tenant, 'data'],
        description: `Data of ${tenant} in ${cluster.environment}`,
        users: ['logs'],
      });
    },
  };
}

/**
 * Returns the permission to use the key of a tenant's data, which is found by its alias: the stack of a cluster does not
 * know its ID.
 * @param tenant name, or `*` for all tenants of the environment
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
 */
export function dataKeyStatement(
  tenant: string,
  { platform, environment }: ClusterInfo,
  keys: string,
  actions: readonly string[],
): PolicyStatement {
  const alias =
    tenant === '*'
      ? `${platform}-${environment}-*-data`
      : formatName('kms-alias', platform, environment, tenant, 'data');
  return {
    Effect: 'Allow',
    Action: actions,
    Resource: keys,
    Condition: { 'ForAnyValue:StringLike': { 'kms:ResourceAliases': `alias/${alias}` } },
  };
}
