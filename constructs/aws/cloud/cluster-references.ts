import { DataAwsEksCluster } from '@cdktf/provider-aws/lib/data-aws-eks-cluster';
import { DataAwsIamRole } from '@cdktf/provider-aws/lib/data-aws-iam-role';
import type { Construct } from 'constructs';
import type { TerraformDependable } from '../../../src/kinds/bound-cluster';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { rangeCondition, renderConditions } from '../../clouds/existing-clusters';
import { addOncePerStack } from '../../terraform/once-per-stack';
import { getAwsCloud, type ExistingCluster } from './aws-cloud';
import { formatName } from './names';

/** ID of the cluster in its infrastructure stack. */
export const clusterId = 'cluster';

/** IDs of the data sources of an existing cluster. No name of a definition has capital letters. */
const lookupIds = { cluster: 'Cluster', nodeRole: 'NodeRole' } as const;

/** Terraform expressions of a cluster, for all resources of its infrastructure stack. */
export interface ClusterReferences {
  readonly name: string;
  readonly arn: string;
  readonly version: string;
  /** Security group of the nodes: the one that EKS creates for the control plane and all nodes, where no other is given. */
  readonly securityGroupId: string;
}

/** Terraform expressions of a cluster that Plinth creates. */
export const createdCluster = renderReferences(`aws_eks_cluster.${clusterId}`);

/**
 * Returns the Terraform expressions of a cluster. An existing one is looked up by its name, once in a stack, and so is one that
 * Plinth creates, in the bootstrap stack.
 */
export function clusterReferences(scope: Construct, cluster: ClusterInfo): ClusterReferences {
  const { existing } = getAwsCloud(cluster);
  if (!existing)
    return isInBootstrap(scope) ? renderReferences(`data.aws_eks_cluster.${lookupIds.cluster}`) : createdCluster;
  addClusterLookup(scope, cluster, existing);
  const references = renderReferences(`data.aws_eks_cluster.${lookupIds.cluster}`);
  return { ...references, securityGroupId: existing.nodeSecurityGroup ?? references.securityGroupId };
}

/** Returns whether the stack of a scope is the bootstrap stack, whose connection to the cluster has the data source of it. */
function isInBootstrap(scope: Construct): boolean {
  const [, stack] = scope.node.scopes;
  return stack?.node.tryFindChild(lookupIds.cluster) !== undefined;
}

function addClusterLookup(scope: Construct, cluster: ClusterInfo, { vpcId }: ExistingCluster): void {
  addOncePerStack(scope, lookupIds.cluster, (stack) => {
    new DataAwsEksCluster(stack, lookupIds.cluster, {
      name: getAwsCloud(cluster).clusterName,
      lifecycle: renderConditions([
        rangeCondition('serviceCidr', 'kubernetes_network_config[0].service_ipv4_cidr', cluster.serviceCidr),
        {
          condition: `self.vpc_config[0].vpc_id == ${JSON.stringify(vpcId)}`,
          message: `The cluster is not in the network ${vpcId}: write the ID of its VPC as network.id.`,
        },
      ]),
    });
  });
}

function renderReferences(address: string): ClusterReferences {
  return {
    name: `\${${address}.name}`,
    arn: `\${${address}.arn}`,
    version: `\${${address}.version}`,
    securityGroupId: `\${${address}.vpc_config[0].cluster_security_group_id}`,
  };
}

/** ID of the role of nodes in the infrastructure stack. */
export const nodeRoleId = 'node-role';

/** Returns the name of the role of nodes that Plinth creates. */
export function nodeRoleName({ platform, cluster }: ClusterInfo): string {
  return formatName('iam-role', platform, cluster, 'node');
}

/** Terraform expressions of the role of nodes. */
export interface NodeRoleReferences {
  readonly name: string;
  readonly arn: string;
}

/** Returns the Terraform expressions of the role of nodes. An existing one, or one of another stack, is looked up by its name. */
export function nodeRoleReferences(scope: Construct, cluster: ClusterInfo): NodeRoleReferences {
  const { existing } = getAwsCloud(cluster);
  if (!existing && !isInBootstrap(scope)) return renderRoleReferences(`aws_iam_role.${nodeRoleId}`);
  const nodeRole = existing ? existing.nodeRole : nodeRoleName(cluster);
  if (nodeRole !== undefined)
    addOncePerStack(scope, lookupIds.nodeRole, (stack) => {
      new DataAwsIamRole(stack, lookupIds.nodeRole, { name: nodeRole });
    });
  return renderRoleReferences(`data.aws_iam_role.${lookupIds.nodeRole}`);
}

function renderRoleReferences(address: string): NodeRoleReferences {
  return { name: `\${${address}.name}`, arn: `\${${address}.arn}` };
}

/** ID of a node group in its stack. */
export function nodeGroupId(pool: string): string {
  return `${pool}-nodes`;
}

/** Lists the node groups of a cluster, for resources of their stack. */
export function listNodeGroups(cluster: ClusterInfo): readonly TerraformDependable[] {
  const prefix = getAwsCloud(cluster).nodeStack === 'bootstrap' ? 'Nodes_' : '';
  return (cluster.nodePools ?? []).map(({ name }) => ({ fqn: `aws_eks_node_group.${prefix}${nodeGroupId(name)}` }));
}
