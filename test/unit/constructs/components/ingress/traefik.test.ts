import { nginx, traefik } from '../../../../../constructs/components';
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

describe('on a cluster whose load balancer has annotations', () => {
  const loadBalancer = { annotations: { type: 'nlb' }, internalAnnotations: { internal: 'true' }, addresses: [] };
  const cloud = { provider: 'aws', region: 'eu-north-1' };
  const cluster = { cloud, capabilities: { 'load-balancer': loadBalancer } };
  const serviceOf = (kind: typeof traefik | typeof nginx, options: object, path: string) =>
    valueAtPath(
      kind.releases(options as never, clusterInfo(cluster)).find(isChartRelease)?.values,
      `${path}/annotations`.split('/'),
    );

  test.each([
    ['traefik', traefik, {}, 'service'],
    ['nginx', nginx, {}, 'controller/service'],
    ['ingress-nginx', nginx, { controller: 'ingress-nginx' }, 'controller/service'],
  ])('%s has them, and further ones for an internal load balancer', (_, kind, options, path) => {
    expect(serviceOf(kind, options, path)).toEqual({ type: 'nlb' });
    expect(serviceOf(kind, { ...options, internal: true }, path)).toEqual({ type: 'nlb', internal: 'true' });
    expect(serviceOf(kind, { ...options, serviceType: 'NodePort' }, path)).toBeUndefined();
  });

  test('pods see the addresses of clients', () => {
    expect(value('service/spec/externalTrafficPolicy', cluster)).toBe('Local');
    expect(value('service/spec/externalTrafficPolicy', { capabilities: cluster.capabilities })).toBeUndefined();
  });

  test('a fixed address is refused where the load balancer assigns none', () => {
    const problems = traefik.bind({ address: '10.0.0.9' }).validate(clusterInfo(cluster));
    expect(problems.map(({ message }) => message)).toEqual(['the load balancer of the cluster has no fixed addresses']);
  });
});

test.each([
  [{ internal: true }, 'the load balancer of the cluster assigns no internal addresses'],
  [{ internal: true, serviceType: 'NodePort' }, "requires a load balancer, and serviceType is 'NodePort'"],
])('refuses an internal load balancer that the cluster cannot have: %j', (options, message) => {
  const capabilities = { 'load-balancer': {} };
  const problems = traefik.bind(options).validate(clusterInfo({ capabilities }));
  expect(problems.map((problem) => problem.message)).toEqual([message]);
});
