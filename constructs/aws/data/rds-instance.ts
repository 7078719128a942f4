import { DataAwsDbInstance } from '@cdktf/provider-aws/lib/data-aws-db-instance';
import { DbInstance } from '@cdktf/provider-aws/lib/db-instance';
import { DbParameterGroup } from '@cdktf/provider-aws/lib/db-parameter-group';
import { DbSubnetGroup } from '@cdktf/provider-aws/lib/db-subnet-group';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import type { Construct } from 'constructs';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { getAwsCloud } from '../cloud/aws-cloud';
import { dataKeyArn } from '../cloud/data-key';
import { formatName } from '../cloud/names';
import { partition } from '../cloud/partition';
import { renderPolicy } from '../cloud/policy-document';
import { lookUpSubnets, lookUpVpc } from '../network/lookup';
import { addCredentials } from './credentials';
import { finalSnapshotName } from './final-snapshot';
import type { ResolvedRdsOptions } from './rds-options';

/** Name of the release of an instance in the data stack. */
export const instanceRelease = 'postgresql';

/**
 * Name of the release that looks up an existing instance: another name, so that an instance that Plinth has created is removed
 * from the state when it becomes an existing one, and not destroyed.
 */
export const existingInstanceRelease = 'postgresql-existing';

/** Looks up an existing instance. */
export function lookUpDatabaseInstance(scope: Construct, instance: string): void {
  new DataAwsDbInstance(scope, 'instance', { dbInstanceIdentifier: instance });
}

/** Returns the name of the instance of a tenant in an environment. */
export function databaseInstanceName(tenant: string, { platform, environment }: ClusterInfo): string {
  return formatName('rds-instance', platform, environment, tenant);
}

/** Returns the name of the security group of the databases of a tenant. */
export function databaseSecurityGroup(tenant: string, { platform, environment }: ClusterInfo): string {
  return formatName('security-group', platform, environment, tenant, 'postgresql');
}

/** Properties of the instance of a tenant. */
export interface DatabaseInstanceProps {
  /** Name of the instance. */
  readonly instance: string;
  readonly tenant: string;
  readonly options: ResolvedRdsOptions;
  readonly cluster: ClusterInfo;
}

/**
 * Adds an instance: encrypted, private, backed up and protected, with TLS only. RDS generates the password of its
 * administrator, keeps it in Secrets Manager, and rotates it.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
 */
export function addDatabaseInstance(
  scope: Construct,
  { instance, tenant, options, cluster }: DatabaseInstanceProps,
): void {
  const { network, region } = getAwsCloud(cluster);
  const vpcId = lookUpVpc(scope, network);
  const subnetGroup = new DbSubnetGroup(scope, 'subnets', {
    name: instance,
    description: `Databases of ${tenant}`,
    subnetIds: lookUpSubnets(scope, network, vpcId, 'data'),
  });
  // Without rules: the stack of each cluster allows its own nodes.
  const securityGroup = new SecurityGroup(scope, 'security-group', {
    name: databaseSecurityGroup(tenant, cluster),
    description: `Databases of ${tenant} in ${cluster.environment}`,
    vpcId,
  });
  const parameters = new DbParameterGroup(scope, 'parameters', {
    name: `${instance}-${options.version}`,
    family: `postgres${options.version}`,
    parameter: [
      { name: 'rds.force_ssl', value: '1' },
      { name: 'log_connections', value: '1' },
      { name: 'log_statement', value: 'ddl' },
      { name: 'log_min_duration_statement', value: '1000' },
    ],
    lifecycle: { createBeforeDestroy: true },
  });
  const monitoringRole = new IamRole(scope, 'monitoring-role', {
    name: formatName('iam-role', cluster.platform, cluster.environment, tenant, 'rds-monitoring'),
    assumeRolePolicy: renderPolicy([
      { Effect: 'Allow', Principal: { Service: 'monitoring.rds.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ]),
  });
  const monitoringPolicy = new IamRolePolicyAttachment(scope, 'monitoring-policy', {
    role: monitoringRole.name,
    policyArn: `arn:${partition(region)}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole`,
  });
  new DbInstance(scope, 'instance', {
    identifier: instance,
    engine: 'postgres',
    engineVersion: options.version,
    allowMajorVersionUpgrade: true,
    autoMinorVersionUpgrade: true,
    instanceClass: options.instanceClass,
    storageType: 'gp3',
    allocatedStorage: options.storageGiB,
    maxAllocatedStorage: options.maxStorageGiB,
    storageEncrypted: true,
    kmsKeyId: dataKeyArn,
    multiAz: options.multiZone,
    dbSubnetGroupName: subnetGroup.name,
    vpcSecurityGroupIds: [securityGroup.id],
    publiclyAccessible: false,
    parameterGroupName: parameters.name,
    username: 'administrator',
    manageMasterUserPassword: true,
    masterUserSecretKmsKeyId: dataKeyArn,
    iamDatabaseAuthenticationEnabled: true,
    backupRetentionPeriod: options.backupDays,
    copyTagsToSnapshot: true,
    deleteAutomatedBackups: false,
    deletionProtection: options.deletionProtection,
    skipFinalSnapshot: false,
    finalSnapshotIdentifier: finalSnapshotName(instance),
    enabledCloudwatchLogsExports: ['postgresql', 'upgrade'],
    performanceInsightsEnabled: true,
    performanceInsightsKmsKeyId: dataKeyArn,
    monitoringInterval: 60,
    monitoringRoleArn: monitoringRole.arn,
    // RDS extends the storage itself.
    lifecycle: {
      ignoreChanges: ['allocated_storage', 'final_snapshot_identifier'],
      preventDestroy: options.deletionProtection,
    },
    dependsOn: [monitoringPolicy],
  });
}

/** Credentials of a use in Secrets Manager. */
export interface DatabaseSecret {
  /** Name of the secret in Secrets Manager. */
  readonly secret: string;
  readonly database: string;
  readonly username: string;
  /** Whether the instance exists without Plinth. */
  readonly isExistingInstance: boolean;
}

/** Adds the secret with the endpoint and the credentials of a use. */
export function addDatabaseSecret(
  scope: Construct,
  { secret, database, username, isExistingInstance }: DatabaseSecret,
): void {
  const instance = isExistingInstance
    ? `data.aws_db_instance.${existingInstanceRelease}_instance`
    : `aws_db_instance.${instanceRelease}_instance`;
  addCredentials(scope, {
    secret,
    fields: {
      type: '"postgresql"',
      host: `${instance}.address`,
      port: `tostring(${instance}.port)`,
      database: JSON.stringify(database),
      username: JSON.stringify(username),
    },
    version: `${instance}.resource_id`,
  });
}
