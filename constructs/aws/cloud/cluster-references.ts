/** ID of the cluster in its infrastructure stack. */
export const clusterId = 'cluster';

const address = `aws_eks_cluster.${clusterId}`;

/** Terraform expressions of the cluster, for all resources of its infrastructure stack. */
export const clusterReferences = {
  address,
  name: `\${${address}.name}`,
  arn: `\${${address}.arn}`,
  version: `\${${address}.version}`,
  /** Security group that EKS creates for the control plane and all nodes. */
  securityGroupId: `\${${address}.vpc_config[0].cluster_security_group_id}`,
} as const;

/** ID of a node group in the infrastructure stack. */
export function nodeGroupId(pool: string): string {
  return `${pool}-nodes`;
}
