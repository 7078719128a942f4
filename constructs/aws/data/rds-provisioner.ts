import type { Construct } from 'constructs';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { provisionerServiceAccount } from '../../clouds/data-service-jobs';
import { provisionDatabaseStatements, psqlImage } from '../../clouds/provision-databases';
import { getAwsCloud } from '../cloud/aws-cloud';
import { lookUpArns } from '../cloud/arns';
import { dataKeyStatement } from '../cloud/data-key';
import { addPodIdentity } from '../identity/pod-identity';
import type { ExistingInstance } from './rds-options';
import { secretPrefix } from '../secrets/secrets-manager';
import { addProvisioningJob, awsCliImage, provisioningContainer } from './provisioning-job';

/** Images of the jobs. */
export const provisionerImages = [awsCliImage, psqlImage];

/** Properties of the jobs of a tenant. */
export interface ProvisionerProps {
  /** Namespace of the component. */
  readonly namespace: string;
  readonly tenant: string;
  /** Name of the instance. */
  readonly instance: string;
  /** Names of the secrets with the credentials of uses. */
  readonly secrets: readonly string[];
  readonly cluster: ClusterInfo;
}

/**
 * Reads the credentials from Secrets Manager into a folder in memory. The secret of RDS is a JSON object, whose escape
 * sequences `printf %b` knows.
 */
const readCredentialsScript = `set -eu
export HOME=/work
read -r host secret user <<EOF
$(aws rds describe-db-instances --db-instance-identifier "$INSTANCE" --query 'DBInstances[0].[Endpoint.Address,MasterUserSecret.SecretArn,MasterUsername]' --output text)
EOF
printf '%s' "$host" >/work/host
printf '%s' "$user" >/work/user
aws secretsmanager get-secret-value --secret-id "$secret" --query SecretString --output text |
  sed -n 's/.*"password" *: *"\\(\\([^"\\\\]\\|\\\\.\\)*\\)".*/\\1/p' >/work/escaped
printf '%b' "$(cat /work/escaped)" >/work/password
index=0
for name in $SECRETS; do
  index=$((index + 1))
  aws secretsmanager get-secret-value --secret-id "$name" --query SecretString --output text >"/work/use-$index.json"
done
`;

/** Creates user and database of each use, or sets the password again. */
const provisionScript = `set -eu
export PGHOST="$(cat /work/host)" PGUSER="$(cat /work/user)" PGPASSWORD="$(cat /work/password)" PGDATABASE=postgres PGSSLMODE=require
for file in /work/use-*.json; do
  FILE="$file" psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 <<'SQL'
${provisionDatabaseStatements}
SQL
done
`;

/** Adds the jobs that create the databases and users of a tenant. */
export function addProvisioner(
  scope: Construct,
  { namespace, tenant, instance, secrets, cluster }: ProvisionerProps,
): void {
  addProvisioningJob(scope, {
    namespace,
    tenant,
    containers: [
      provisioningContainer(cluster, 'read-credentials', {
        image: awsCliImage,
        script: readCredentialsScript,
        env: [
          { name: 'AWS_REGION', value: getAwsCloud(cluster).region },
          { name: 'INSTANCE', value: instance },
          { name: 'SECRETS', value: secrets.join(' ') },
        ],
      }),
      provisioningContainer(cluster, 'provision', { image: psqlImage, script: provisionScript }),
    ],
  });
}

/** Properties of the permissions of the jobs. */
export interface ProvisionerIdentityProps {
  /** Namespace of the component. */
  readonly namespace: string;
  /** Existing instances. */
  readonly existing: readonly ExistingInstance[];
  readonly cluster: ClusterInfo;
}

/** Adds the permissions of the jobs: the administrator's secrets of the environment's instances, and those of uses. */
export function addProvisionerIdentity(
  scope: Construct,
  { namespace, existing, cluster }: ProvisionerIdentityProps,
): void {
  const { platform, environment } = cluster;
  const arn = lookUpArns(scope, getAwsCloud(cluster).region);
  const created = arn('rds', `db:${platform}-${environment}-*`);
  const instances =
    existing.length === 0 ? created : [created, ...existing.map(({ instance }) => arn('rds', `db:${instance}`))];
  const keys = existing.flatMap(({ encryptionKey }) => (encryptionKey === undefined ? [] : [encryptionKey]));
  addPodIdentity(scope, 'provisioner', {
    name: [platform, cluster.cluster, namespace, 'provisioner'],
    serviceAccount: { namespace, name: provisionerServiceAccount },
    cluster,
    policies: {
      provision: [
        { Effect: 'Allow', Action: 'rds:DescribeDBInstances', Resource: instances },
        {
          Effect: 'Allow',
          Action: 'secretsmanager:GetSecretValue',
          Resource: arn('secretsmanager', 'secret:rds!db-*'),
          // RDS tags the secrets that it manages with the ARN of the instance.
          Condition: { ArnLike: { 'aws:ResourceTag/aws:rds:primaryDBInstanceArn': instances } },
        },
        {
          Effect: 'Allow',
          Action: 'secretsmanager:GetSecretValue',
          Resource: arn('secretsmanager', `secret:${secretPrefix(cluster)}*/database/*`),
        },
        dataKeyStatement('*', cluster, arn('kms', 'key/*'), ['kms:Decrypt']),
        ...(keys.length === 0
          ? []
          : [{ Effect: 'Allow' as const, Action: 'kms:Decrypt', Resource: [...new Set(keys)] }]),
      ],
    },
  });
}
