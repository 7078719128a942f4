import type { Construct } from 'constructs';
import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { getAwsCloud } from '../cloud/aws-cloud';
import { partition } from '../cloud/partition';
import { addPodIdentity } from '../identity/pod-identity';

/**
 * Adds the permissions of the operator of Cilium, which gives pods addresses of the VPC: it creates network interfaces of nodes,
 * and assigns addresses to them. The component of another network adds its own permissions.
 * @see https://docs.cilium.io/en/stable/network/concepts/ipam/eni/#required-privileges
 */
export function addCiliumIdentity(scope: Construct, cluster: ClusterInfo): void {
  const { api, namespace } = tryGetEndpoint(cluster, 'network-policy-hosts') ?? {};
  if (api !== 'cilium' || namespace === undefined) return;
  addPodIdentity(scope, 'cilium-operator', {
    name: [cluster.platform, cluster.cluster, 'cilium-operator'],
    serviceAccount: { namespace, name: 'cilium-operator' },
    cluster,
    managedPolicyArn: `arn:${partition(getAwsCloud(cluster).region)}:iam::aws:policy/AmazonEKS_CNI_Policy`,
    policies: {
      // The policy of AWS does not include these, and they cannot be limited to resources.
      lookups: [
        {
          Effect: 'Allow',
          Action: ['ec2:DescribeRouteTables', 'ec2:DescribeSecurityGroups', 'ec2:DescribeVpcs'],
          Resource: '*',
        },
      ],
    },
  });
}
