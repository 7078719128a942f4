import type { Construct } from 'constructs';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { provisionerServiceAccount } from '../../clouds/data-service-jobs';
import { getAwsCloud } from '../cloud/aws-cloud';
import { lookUpArns } from '../cloud/arns';
import { dataKeyStatement } from '../cloud/data-key';
import { addPodIdentity } from '../identity/pod-identity';
import { secretPrefix } from '../secrets/secrets-manager';
import { addProvisioningJob, awsCliImage, provisioningContainer } from './provisioning-job';

/** Tag of a user with the version of the secret whose password it has. */
const versionTag = 'plinth.dev/secret-version';

/**
 * Sets the password of each user to that of its secret. The request is in a file in memory: arguments of a process are visible
 * to others. A user that has the version of the secret already is left as it is.
 */
const setPasswordsScript = `set -eu
export HOME=/work
for cache in $CACHES; do
  user="\${cache%%=*}" secret="\${cache#*=}"
  version="$(aws secretsmanager get-secret-value --secret-id "$secret" --query VersionId --output text)"
  arn="$(aws elasticache describe-users --user-id "$user" --query 'Users[0].ARN' --output text)"
  current="$(aws elasticache list-tags-for-resource --resource-name "$arn" --query "TagList[?Key=='${versionTag}'].Value" --output text)"
  if [ "$current" = "$version" ]; then continue; fi
  password="$(aws secretsmanager get-secret-value --secret-id "$secret" --query SecretString --output text | sed -n 's/.*"password" *: *"\\([0-9a-f]*\\)".*/\\1/p')"
  test -n "$password"
  printf '{"UserId":"%s","AccessString":"on ~* &* +@all","AuthenticationMode":{"Type":"password","Passwords":["%s"]}}' "$user" "$password" >/work/request.json
  aws elasticache modify-user --cli-input-json file:///work/request.json >/dev/null
  aws elasticache add-tags-to-resource --resource-name "$arn" --tags "Key=${versionTag},Value=$version" >/dev/null
done
`;

/** Properties of the jobs of a tenant. */
export interface CacheProvisionerProps {
  /** Namespace of the component. */
  readonly namespace: string;
  readonly tenant: string;
  /** Users, with the names of their secrets in Secrets Manager. */
  readonly caches: readonly { readonly name: string; readonly secret: string }[];
  readonly cluster: ClusterInfo;
}

/** Adds the jobs that set the passwords of the users of a tenant's caches. */
export function addCacheProvisioner(
  scope: Construct,
  { namespace, tenant, caches, cluster }: CacheProvisionerProps,
): void {
  addProvisioningJob(scope, {
    namespace,
    tenant,
    containers: [
      provisioningContainer(cluster, 'set-passwords', {
        image: awsCliImage,
        script: setPasswordsScript,
        env: [
          { name: 'AWS_REGION', value: getAwsCloud(cluster).region },
          { name: 'CACHES', value: caches.map(({ name, secret }) => `${name}=${secret}`).join(' ') },
        ],
      }),
    ],
  });
}

/** Adds the permissions of the jobs: users of the environment's caches, and the secrets of uses. */
export function addCacheProvisionerIdentity(scope: Construct, namespace: string, cluster: ClusterInfo): void {
  const { platform, environment } = cluster;
  const arn = lookUpArns(scope, getAwsCloud(cluster).region);
  addPodIdentity(scope, 'provisioner', {
    name: [platform, cluster.cluster, namespace, 'provisioner'],
    serviceAccount: { namespace, name: provisionerServiceAccount },
    cluster,
    policies: {
      provision: [
        {
          Effect: 'Allow',
          Action: [
            ...['elasticache:DescribeUsers', 'elasticache:ModifyUser'],
            ...['elasticache:ListTagsForResource', 'elasticache:AddTagsToResource'],
          ],
          Resource: arn('elasticache', `user:${platform}-${environment}-*`),
        },
        {
          Effect: 'Allow',
          Action: 'secretsmanager:GetSecretValue',
          Resource: arn('secretsmanager', `secret:${secretPrefix(cluster)}*/cache/*`),
        },
        dataKeyStatement('*', cluster, arn('kms', 'key/*'), ['kms:Decrypt']),
      ],
    },
  });
}
