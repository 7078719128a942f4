import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { EksCluster } from '@cdktf/provider-aws/lib/eks-cluster';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import type { Construct } from 'constructs';
import type { ClusterPlan } from '../../../src/kinds/cluster-plan';
import { getAwsCloud } from '../cloud/aws-cloud';
import { formatName } from '../cloud/names';
import { lookUpSubnets, lookUpVpc } from '../network/lookup';
import { partition } from '../cloud/partition';
import { renderPolicy } from '../cloud/policy-document';
import { clusterId, createdCluster } from '../cloud/cluster-references';
import type { EksOptions } from './schema';

/** All logs of the control plane. */
const logTypes = ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'];

/** Port of the API. */
const apiPort = 443;

/** What other parts of the cluster need of its network. */
export interface ControlPlane {
  readonly cluster: InstanceType<typeof EksCluster>;
  readonly vpcId: string;
}

/**
 * Adds the control plane, with its role and its logs.
 * @param keyArn key of Secrets and logs
 */
export function addControlPlane(
  scope: Construct,
  { clusterInfo }: ClusterPlan,
  options: EksOptions,
  keyArn: string,
): ControlPlane {
  const { region, api, kubernetes, serviceCidr, support, deletionProtection, logDays } = options;
  const { clusterName, network } = getAwsCloud(clusterInfo);
  const role = new IamRole(scope, 'cluster-role', {
    name: formatName('iam-role', clusterInfo.platform, clusterInfo.cluster, 'cluster'),
    assumeRolePolicy: renderPolicy([
      { Effect: 'Allow', Principal: { Service: 'eks.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ]),
  });
  const policy = new IamRolePolicyAttachment(scope, 'cluster-policy', {
    role: role.name,
    policyArn: `arn:${partition(region)}:iam::aws:policy/AmazonEKSClusterPolicy`,
  });
  // EKS writes to the group of this name, and would create it without encryption and retention.
  const logs = new CloudwatchLogGroup(scope, 'cluster-logs', {
    name: `/aws/eks/${clusterName}/cluster`,
    retentionInDays: logDays,
    kmsKeyId: keyArn,
  });
  const vpcId = lookUpVpc(scope, network);
  const cluster = new EksCluster(scope, clusterId, {
    name: clusterName,
    version: kubernetes,
    roleArn: role.arn,
    deletionProtection,
    enabledClusterLogTypes: logTypes,
    // The add-ons are resources of their own.
    bootstrapSelfManagedAddons: false,
    accessConfig: { authenticationMode: 'API', bootstrapClusterCreatorAdminPermissions: false },
    encryptionConfig: { resources: ['secrets'], provider: { keyArn } },
    kubernetesNetworkConfig: { ipFamily: 'ipv4', serviceIpv4Cidr: serviceCidr },
    upgradePolicy: { supportType: support.toUpperCase() },
    vpcConfig: {
      subnetIds: lookUpSubnets(scope, network, vpcId, 'control-plane'),
      endpointPrivateAccess: true,
      endpointPublicAccess: api !== 'private',
      ...(api === 'private' ? {} : { publicAccessCidrs: [...api.allowedRanges] }),
    },
    dependsOn: [policy, logs],
  });
  for (const range of options.apiClients)
    new VpcSecurityGroupIngressRule(scope, `api-client-${range.replace(/[./]/g, '-')}`, {
      securityGroupId: createdCluster.securityGroupId,
      description: 'Clients of the API',
      cidrIpv4: range,
      ipProtocol: 'tcp',
      fromPort: apiPort,
      toPort: apiPort,
    });
  return { cluster, vpcId };
}
