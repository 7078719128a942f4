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

/** ID of the role of nodes in the infrastructure stack. */
export const nodeRoleId = 'node-role';

/** Terraform expressions of the role of nodes. */
export const nodeRoleReferences = {
  name: `\${aws_iam_role.${nodeRoleId}.name}`,
  arn: `\${aws_iam_role.${nodeRoleId}.arn}`,
} as const;

/** ID of a node group in the infrastructure stack. */
export function nodeGroupId(pool: string): string {
  return `${pool}-nodes`;
}
