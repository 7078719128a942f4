import { traefik } from '../../../../../constructs/components';
import { clusterInfo, type ClusterInfo } from '../../../../../src/kinds/cluster-info';
import { valueAtPath } from '../../../../../src/schema/problem';
import { isChartRelease } from '../../../../../src/kinds/release';

const value = (path: string, cluster: Partial<ClusterInfo> = {}, options: Parameters<typeof traefik>[0] = {}) =>
  valueAtPath(traefik.releases(options, clusterInfo(cluster)).find(isChartRelease)?.values, path.split('/'));

test('serves IngressClass `default` and makes it the default class', () => {
  expect(value('ingressClass')).toEqual({ enabled: true, isDefaultClass: true, name: 'default' });
});

test('matches path prefixes by whole segments: /api does not match /apiary', () => {
  expect(value('providers/kubernetesIngress/strictPrefixMatching')).toBe(true);
});

test('redirects HTTP to HTTPS only if the cluster provides `certificates`', () => {
  const redirect = 'ports/web/http/redirections/entryPoint';
  expect(value(redirect, { capabilities: { certificates: {} } })).toMatchObject({ to: 'websecure', scheme: 'https' });
  expect(value(redirect)).toEqual({});
});

test('creates a ServiceMonitor only if the cluster provides `metrics`', () => {
  const monitor = 'metrics/prometheus/serviceMonitor/enabled';
  expect(value(monitor, { capabilities: { metrics: {} } })).toBe(true);
  expect(value(monitor)).toBe(false);
});

test('requires a load balancer only for Service type LoadBalancer', () => {
  expect(traefik.requires({})).toEqual(['load-balancer']);
  expect(traefik.requires({ serviceType: 'NodePort' })).toEqual([]);
});

test('merges `values` last', () => {
  expect(value('deployment', {}, { values: { deployment: { kind: 'DaemonSet' } } })).toEqual({
    replicas: 2,
    kind: 'DaemonSet',
  });
});

test('allows ingress to its HTTP and HTTPS ports, and to its metrics port from `metrics`', () => {
  const networkRules = traefik.releases({}, clusterInfo()).find(isChartRelease)?.networkRules;
  expect(networkRules?.all?.ingress).toEqual([
    { peer: 'outside-cluster', ports: [8000, 8443] },
    { peer: { capability: 'metrics' }, ports: [9100] },
  ]);
});
