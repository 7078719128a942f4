import { DataGoogleContainerCluster } from '@cdktf/provider-google/lib/data-google-container-cluster';
import type { Construct } from 'constructs';
import type { ExecConnection } from '../../../src/kinds/connection';
import type { GkeOptions } from './schema';

/**
 * Returns the connection to a cluster: the API server is looked up by the name of the cluster, and a plugin of gcloud
 * issues tokens for the identity that runs it.
 * @see https://cloud.google.com/kubernetes-engine/docs/how-to/cluster-access-for-kubectl
 */
export function gkeConnection({ project, region, clusterName }: GkeOptions, name: string): ExecConnection {
  const cluster = clusterName ?? name;
  return renderConnection({
    ...{ project, location: region, cluster },
    addLookup: (scope) => new DataGoogleContainerCluster(scope, 'Cluster', { name: cluster, location: region }).fqn,
  });
}

/** Properties of the connection to a cluster. */
export interface GkeConnectionProps {
  readonly project: string;
  /** Region of the cluster, or its zone. */
  readonly location: string;
  /** Name of the cluster in Google Cloud. */
  readonly cluster: string;
  /** Adds the data source of the cluster, and returns its address. */
  addLookup(scope: Construct): string;
}

/** Returns the connection to a cluster with its names. */
export function renderConnection(props: GkeConnectionProps): ExecConnection {
  const { project, location, cluster } = props;
  // gcloud takes the path of the kubeconfig from its environment.
  const getCredentials = `gcloud container clusters get-credentials ${cluster} --location ${location} --project ${project}`;
  return {
    type: 'exec',
    addLookup: (scope) => {
      const fqn = props.addLookup(scope);
      return {
        host: `https://\${${fqn}.endpoint}`,
        clusterCaCertificate: `\${base64decode(${fqn}.master_auth[0].cluster_ca_certificate)}`,
      };
    },
    command: 'gke-gcloud-auth-plugin',
    // Those that Terraform uses, too: without the argument, it is the account that is active in gcloud.
    args: ['--use_application_default_credentials'],
    apiVersion: 'client.authentication.k8s.io/v1beta1',
    kubeconfigCommand: ['sh', '-c', `KUBECONFIG="$0" exec ${getCredentials}`],
  };
}
