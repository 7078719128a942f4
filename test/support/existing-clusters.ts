import { entraTenant, subscription } from './azure';

/** Definition of a cluster that exists without Plinth. */
type ExistingClusterOptions = Readonly<Record<string, unknown>> & { readonly kind: string };

const provides = { network: {}, 'network-policy': {}, 'service-proxy': {}, dns: {}, 'load-balancer': {} };

const places = { environment: 'prod', clusterName: 'acme-existing', provides };

const azureNetwork = `/subscriptions/${subscription}/resourceGroups/existing/providers/Microsoft.Network/virtualNetworks/existing`;

/** Existing EKS cluster, with what all components of AWS need of it. */
export const existingEksCluster: ExistingClusterOptions = {
  ...places,
  kind: 'existing-eks',
  region: 'eu-north-1',
  account: '123456789012',
  serviceCidr: '172.20.0.0/16',
  network: {
    id: 'vpc-0123456789abcdef0',
    podCidr: '10.0.0.0/17',
    privateSubnets: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
    dataSubnets: ['subnet-0123456789abcdef2', 'subnet-0123456789abcdef3'],
    dataCidr: '10.0.144.0/20',
  },
  nodeRole: 'acme-nodes',
};

/** Existing AKS cluster, with what all components of Azure need of it. */
export const existingAksCluster: ExistingClusterOptions = {
  ...places,
  kind: 'existing-aks',
  region: 'swedencentral',
  subscription,
  entraTenant,
  resourceGroup: 'acme',
  podCidr: '10.244.0.0/16',
  serviceCidr: '10.96.0.0/16',
  network: {
    nodeSubnet: `${azureNetwork}/subnets/nodes`,
    dataSubnet: `${azureNetwork}/subnets/data`,
    dataCidr: '10.0.128.0/20',
    dnsZoneGroup: `/subscriptions/${subscription}/resourceGroups/existing`,
  },
  provides: { ...provides, 'resource-metrics': {} },
};

/** Existing GKE cluster, with what all components of Google Cloud need of it. */
export const existingGkeCluster: ExistingClusterOptions = {
  ...places,
  kind: 'existing-gke',
  region: 'europe-north1',
  project: 'acme-prod',
  projectNumber: '123456789012',
  podCidr: '10.244.0.0/16',
  serviceCidr: '10.96.0.0/16',
  network: {
    id: 'projects/acme-shared/global/networks/existing',
    subnet: 'projects/acme-shared/regions/europe-north1/subnetworks/existing',
    dataCidr: '10.0.192.0/18',
    endpointCidr: '10.0.128.0/20',
  },
  provides: { ...provides, 'resource-metrics': {} },
};

/** Golden platform of a cloud. */
interface CloudPlatform {
  readonly clusters: { readonly cloud1: object };
}

/** Options of a created cluster that an existing one has too. */
interface SharedOptions {
  readonly components: readonly object[];
  readonly groups: Readonly<Record<string, unknown>>;
  readonly permissions: object;
  readonly connections: Readonly<
    Record<string, { readonly cidrs: readonly string[]; readonly ports: readonly number[] }>
  >;
}

/**
 * Returns a golden platform with an existing cluster in place of the created one, and with the same components and tenants.
 * @param more further options of the cluster
 */
export function withExistingCluster(platform: CloudPlatform, cluster: ExistingClusterOptions, more: object = {}) {
  const { components, groups, permissions, connections } = platform.clusters.cloud1 as SharedOptions;
  // EKS has entries of access instead, and routes of an existing network exist.
  const shared = { components, permissions, ...(cluster.kind === 'existing-eks' ? {} : { groups }) };
  const routed = Object.entries(connections).map(([name, { cidrs, ports }]) => [name, { cidrs, ports }] as const);
  return {
    ...platform,
    clusters: { cloud1: { ...cluster, ...shared, connections: Object.fromEntries(routed), ...more } },
  };
}
