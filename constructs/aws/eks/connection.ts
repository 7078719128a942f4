import { DataAwsEksCluster } from '@cdktf/provider-aws/lib/data-aws-eks-cluster';
import type { ExecConnection } from '../../../src/kinds/connection';
import type { EksOptions } from './schema';

/**
 * Returns the connection to a cluster: the API server is looked up by the name of the cluster, and the AWS CLI issues
 * tokens for the identity that runs it.
 * @see https://docs.aws.amazon.com/cli/latest/reference/eks/get-token.html
 */
export function eksConnection(
  { region, clusterName }: Pick<EksOptions, 'region' | 'clusterName'>,
  name: string,
): ExecConnection {
  const cluster = clusterName ?? name;
  return {
    type: 'exec',
    addLookup: (scope) => {
      const { endpoint, fqn } = new DataAwsEksCluster(scope, 'Cluster', { name: cluster });
      return { host: endpoint, clusterCaCertificate: `\${base64decode(${fqn}.certificate_authority[0].data)}` };
    },
    command: 'aws',
    args: ['eks', 'get-token', '--cluster-name', cluster, '--region', region, '--output', 'json'],
    kubeconfigCommand: ['aws', 'eks', 'update-kubeconfig', '--name', cluster, '--region', region, '--kubeconfig'],
  };
}
