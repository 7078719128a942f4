import { clusterInfo, type ClusterInfo } from '../../src/kinds/cluster-info';
import { kubernetesVersions } from '../../src/definition/kubernetes-versions';

const everything = {
  network: {},
  'network-policy': {},
  dns: {},
  'load-balancer': {},
  storage: {},
  certificates: {},
  ingress: { namespace: 'ingress', podLabels: { app: 'ingress' } },
  metrics: { namespace: 'monitoring', podLabels: { app: 'prometheus' }, url: 'http://prometheus.monitoring:9090' },
  'node-metrics': { api: 'prometheus' },
  'metrics-store': { namespace: 'influxdb', url: 'http://influxdb.influxdb:8086', api: 'influxdb' },
  logs: { namespace: 'loki', url: 'http://loki.loki:3100', api: 'loki' },
  dashboards: { namespace: 'grafana' },
  alerts: { namespace: 'monitoring' },
  identity: { namespace: 'identity', url: 'https://login.platform.example' },
  secrets: {},
  delivery: { api: 'argo-cd', namespace: 'argo-cd' },
};

/** Clusters that differ in all that a component may look at, by what is special about them. */
export const clusters: Readonly<Record<string, ClusterInfo>> = {
  'a bare one': clusterInfo(),
  'one with everything': clusterInfo({
    capabilities: everything,
    controlPlaneAddresses: ['10.0.0.11', '10.0.0.12', '10.0.0.13'],
  }),
  'one whose logs Elasticsearch keeps': clusterInfo({
    capabilities: {
      ...everything,
      logs: { namespace: 'elasticsearch', url: 'https://es.elasticsearch:9200', api: 'elasticsearch' },
    },
  }),
  'one behind a mirror': clusterInfo({ capabilities: everything, registryMirror: 'mirror.platform.example/hub' }),
  'one that Argo CD serves': clusterInfo({ capabilities: everything, delivery: 'argo-cd' }),
  'one of IPv6': clusterInfo({
    capabilities: everything,
    podCidr: 'fd00:1::/48',
    serviceCidr: 'fd00:2::/112',
    dnsAddress: 'fd00:2::a',
  }),
  ...Object.fromEntries(
    Object.keys(kubernetesVersions).map((kubernetes) => [
      `one of Kubernetes ${kubernetes}`,
      clusterInfo({ capabilities: everything, kubernetes }),
    ]),
  ),
};
