import { DataGoogleContainerCluster } from '@cdktf/provider-google/lib/data-google-container-cluster';
import { clusterKind } from '../../../src/kinds/cluster-kind';
import { createNetworkRanges } from '../../../src/kinds/network-range';
import type { ClusterPlace } from '../../../src/kinds/cloud';
import { listPermissionReferences } from '../../clouds/cluster-options';
import { checkRegionName } from '../../clouds/region-names';
import { rangeCondition, renderConditions } from '../../clouds/existing-clusters';
import { provideExistingCapabilities } from '../../clusters/existing-capabilities';
import type { GoogleCloud } from '../cloud/google-cloud';
import { checkPermissionConditions } from '../cloud/permission';
import { addGoogleProvider } from '../cloud/provider';
import { renderDeclaredIdentity } from '../identity/workload-identity';
import { googleLoadBalancer } from '../network/load-balancer';
import { renderConnection } from './connection';
import { existingGkeSchema, type ExistingGkeOptions } from './existing-schema';

/**
 * A GKE cluster that exists without Plinth. Its name, and the IDs of its network, are all that components of Google Cloud need
 * of it; Plinth creates nothing of the cluster itself, and destroys nothing of it. It must have Workload Identity and no client
 * certificate, which Terraform checks.
 * @see https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity
 * @example
 * existingGke({
 *   environment: 'prod',
 *   region: 'europe-north1',
 *   project: 'acme-prod',
 *   projectNumber: '123456789012',
 *   clusterName: 'acme-prod',
 *   podCidr: '10.4.0.0/14',
 *   serviceCidr: '34.118.224.0/20',
 *   network: {
 *     id: 'projects/acme-prod/global/networks/acme',
 *     subnet: 'projects/acme-prod/regions/europe-north1/subnetworks/acme',
 *   },
 * })
 */
export const existingGke = clusterKind({
  kind: 'existing-gke',
  summary: 'An existing cluster of Google Kubernetes Engine.',
  schema: existingGkeSchema,
  provides: ({ provides }) => provideExistingCapabilities(provides, { 'load-balancer': googleLoadBalancer }),
  cloud: resolveCloud,
  networkRanges: ({ network: { nodeCidr, dataCidr, endpointCidr } }) =>
    createNetworkRanges({
      'the nodes': nodeCidr,
      'the data services': [dataCidr, endpointCidr].flatMap((range) => range ?? []),
    }),
  immutableFields: ({ region, project, clusterName, network, podCidr, serviceCidr }) => ({
    region,
    project,
    clusterName: clusterName ?? 'the name of the cluster',
    network: network.subnet,
    podCidr,
    serviceCidr,
  }),
  validate: ({ region, permissions }) => [
    ...checkRegionName('google', region),
    ...checkPermissionConditions(permissions),
  ],
  workloadReferences: listPermissionReferences,
  workloadIdentity: renderDeclaredIdentity,
  connection: (options, name) => {
    const { project, region, zone, clusterName = name, podCidr, serviceCidr } = options;
    const location = zone === undefined ? region : `${region}-${zone}`;
    return renderConnection({
      ...{ project, location, cluster: clusterName },
      addLookup: (scope) =>
        new DataGoogleContainerCluster(scope, 'Cluster', {
          name: clusterName,
          location,
          lifecycle: renderConditions([
            {
              condition: 'self.master_auth[0].client_key == ""',
              message:
                'The cluster has a client certificate, whose key would be in the state: rotate the credentials of the cluster without it.',
            },
            {
              condition: `try(self.workload_identity_config[0].workload_pool, "") == ${JSON.stringify(`${project}.svc.id.goog`)}`,
              message: 'The cluster has no Workload Identity: enable it, with --workload-pool of gcloud.',
            },
            rangeCondition('podCidr', 'cluster_ipv4_cidr', podCidr),
            rangeCondition('serviceCidr', 'services_ipv4_cidr', serviceCidr),
          ]),
        }).fqn,
    });
  },
  addProviders: (scope, options) => {
    addGoogleProvider(scope, options);
  },
});

function resolveCloud(options: ExistingGkeOptions, { cluster }: ClusterPlace): GoogleCloud {
  const { region, project, projectNumber, clusterName = cluster, encryptionKey, resourceLabels, groups } = options;
  const { id, subnet, dataCidr, endpointCidr } = options.network;
  return {
    provider: 'google',
    region,
    account: project,
    sharesIdentities: true,
    networkId: subnet,
    podNetworkId: id,
    project,
    projectNumber,
    clusterName,
    network: { id, subnet, dataCidr, endpointCidr },
    keyRing: undefined,
    clusterKey: encryptionKey,
    hasDiskDriver: true,
    labels: resourceLabels,
    groups,
  };
}
