import { traefik } from '../../../../../constructs/components';
import { clusterInfo, type ClusterInfo } from '../../../../../src/kinds/cluster-info';
import { valueAtPath } from '../../../../../src/schema/problem';
import { isChart } from '../../../../../src/kinds/release';

const value = (path: string, cluster: Partial<ClusterInfo> = {}, options: Parameters<typeof traefik>[0] = {}) =>
  valueAtPath(traefik.releases(options, clusterInfo(cluster)).find(isChart)?.values, path.split('/'));

test('serves the class that every application names, as the default one', () => {
  expect(value('ingressClass')).toEqual({ enabled: true, isDefaultClass: true, name: 'default' });
});

test('takes a path of an Ingress for whole steps: /api is not /apiary', () => {
  expect(value('providers/kubernetesIngress/strictPrefixMatching')).toBe(true);
});

test('sends people from http to https where there are certificates, and only there', () => {
  const redirect = 'ports/web/http/redirections/entryPoint';
  expect(value(redirect, { capabilities: { certificates: {} } })).toMatchObject({ to: 'websecure', scheme: 'https' });
  expect(value(redirect)).toEqual({});
});

test('shows its metrics where somebody reads them, and brings no monitor elsewhere', () => {
  const monitor = 'metrics/prometheus/serviceMonitor/enabled';
  expect(value(monitor, { capabilities: { metrics: {} } })).toBe(true);
  expect(value(monitor)).toBe(false);
});

test('needs a load balancer only where it asks for one', () => {
  expect(traefik.requires({})).toEqual(['load-balancer']);
  expect(traefik.requires({ serviceType: 'NodePort' })).toEqual([]);
});

test('takes values of a person last', () => {
  expect(value('deployment', {}, { values: { deployment: { kind: 'DaemonSet' } } })).toEqual({
    replicas: 2,
    kind: 'DaemonSet',
  });
});

test('lets itself be reached on the ports that it serves, and scraped by who reads metrics', () => {
  const traffic = traefik.releases({}, clusterInfo()).find(isChart)?.networkRules;
  expect(traffic?.all?.ingress).toEqual([
    { peer: 'world', ports: [8000, 8443] },
    { peer: { capability: 'metrics' }, ports: [9100] },
  ]);
});
