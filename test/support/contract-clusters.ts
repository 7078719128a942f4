import { clusterInfo, type ClusterInfo } from '../../src/kinds/cluster-info';
import { kubernetesVersions } from '../../src/definition/kubernetes-versions';

const allCapabilities = {
  network: {},
  'network-policy': {},
  dns: {},
  'load-balancer': {},
  'dns-zones': {
    api: 'azure',
    zoneAccess: {
      solver: { azureDNS: { subscriptionID: 'subscription', resourceGroupName: 'dns' } },
      arguments: ['--azure-zones-cache-duration=1h'],
      configFile: { path: '/etc/kubernetes/azure.json', content: '{}' },
      podLabels: { 'azure.workload.identity/use': 'true' },
      identity: { secret: 'azure-dns-identity', variables: { AZURE_CLIENT_ID: 'client-id' } },
    },
  },
  storage: {},
  certificates: {},
  ingress: { namespace: 'ingress', podLabels: { app: 'ingress' } },
  metrics: { namespace: 'monitoring', podLabels: { app: 'prometheus' }, url: 'http://prometheus.monitoring:9090' },
  'node-metrics': { api: 'prometheus' },
  'metrics-store': { namespace: 'influxdb', url: 'http://influxdb.influxdb:8086', api: 'influxdb' },
  logs: { namespace: 'loki', url: 'http://loki.loki:3100', api: 'loki' },
  'traces-store': { namespace: 'tempo', url: 'http://tempo.tempo:3200', api: 'tempo' },
  traces: { namespace: 'telemetry', podLabels: { app: 'receiver' } },
  'telemetry-export': { namespace: 'telemetry', podLabels: { app: 'gateway' } },
  dashboards: { namespace: 'grafana' },
  alerts: { namespace: 'monitoring' },
  identity: { namespace: 'identity', url: 'https://login.platform.example' },
  secrets: {},
  delivery: { api: 'argo-cd', namespace: 'argo-cd' },
};

/** Clusters for the contract test, by description: they vary every property that component kinds depend on. */
export const clusters: Readonly<Record<string, ClusterInfo>> = {
  'a cluster without capabilities': clusterInfo(),
  'a cluster with all capabilities': clusterInfo({
    capabilities: allCapabilities,
    controlPlaneAddresses: ['10.0.0.11', '10.0.0.12', '10.0.0.13'],
  }),
  'a cluster with buckets of SeaweedFS': clusterInfo({
    capabilities: {
      ...allCapabilities,
      bucket: {
        ...{ api: 's3', namespace: 'seaweedfs', url: 'http://seaweedfs-all-in-one.seaweedfs.svc:8333' },
        bucketClaims: 'secret',
      },
    },
  }),
  'a cluster with logs in Elasticsearch': clusterInfo({
    capabilities: {
      ...allCapabilities,
      logs: { namespace: 'elasticsearch', url: 'https://es.elasticsearch:9200', api: 'elasticsearch' },
    },
  }),
  'a cluster with a registry mirror': clusterInfo({
    capabilities: allCapabilities,
    registryMirror: 'mirror.platform.example/hub',
  }),
  'a cluster deployed by Argo CD': clusterInfo({ capabilities: allCapabilities, delivery: 'argo-cd' }),
  'an IPv6 cluster': clusterInfo({
    capabilities: allCapabilities,
    podCidr: 'fd00:1::/48',
    serviceCidr: 'fd00:2::/112',
    dnsAddress: 'fd00:2::a',
  }),
  ...Object.fromEntries(
    Object.keys(kubernetesVersions).map((kubernetes) => [
      `a cluster with Kubernetes ${kubernetes}`,
      clusterInfo({ capabilities: allCapabilities, kubernetes }),
    ]),
  ),
};
