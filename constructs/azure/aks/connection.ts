import { DataAzurermKubernetesCluster } from '@cdktf/provider-azurerm/lib/data-azurerm-kubernetes-cluster';
import type { Construct } from 'constructs';
import type { ExecConnection } from '../../../src/kinds/connection';
import { clusterGroupName } from '../cloud/cluster-references';
import type { AksOptions } from './schema';

/**
 * Application of Microsoft Entra that stands for the API servers of all AKS clusters.
 * @see https://azure.github.io/kubelogin/concepts/aks.html
 */
const serverApplication = '6dae42f8-4368-4678-94ff-3960e28e3630';

/**
 * Returns the connection to a cluster: the API server is looked up by the name of the cluster, and kubelogin issues tokens
 * for the identity that runs it. The environment variable AAD_LOGIN_METHOD selects another log-in than the Azure CLI's.
 * @see https://azure.github.io/kubelogin/cli/get-token.html
 */
export function aksConnection({ subscription, entraTenant, clusterName }: AksOptions, name: string): ExecConnection {
  const cluster = clusterName ?? name;
  const group = clusterGroupName(cluster);
  return renderConnection({
    ...{ subscription, entraTenant, cluster, group },
    addLookup: (scope) =>
      new DataAzurermKubernetesCluster(scope, 'Cluster', { name: cluster, resourceGroupName: group }).fqn,
  });
}

/** Properties of the connection to a cluster. */
export interface AksConnectionProps {
  readonly subscription: string;
  readonly entraTenant: string;
  /** Name of the cluster in Azure, and of its resource group. */
  readonly cluster: string;
  readonly group: string;
  /** Adds the data source of the cluster, and returns its address. */
  addLookup(scope: Construct): string;
}

/** Returns the connection to a cluster with its names. */
export function renderConnection(props: AksConnectionProps): ExecConnection {
  const { subscription, entraTenant, cluster, group } = props;
  return {
    type: 'exec',
    addLookup: (scope) => {
      const fqn = props.addLookup(scope);
      return {
        host: `\${${fqn}.kube_config[0].host}`,
        clusterCaCertificate: `\${base64decode(${fqn}.kube_config[0].cluster_ca_certificate)}`,
      };
    },
    command: 'kubelogin',
    args: ['get-token', '--login', 'azurecli', '--server-id', serverApplication, '--tenant-id', entraTenant],
    kubeconfigCommand: [
      ...['az', 'aks', 'get-credentials', '--subscription', subscription, '--resource-group', group],
      ...['--name', cluster, '--overwrite-existing', '--file'],
    ],
  };
}
