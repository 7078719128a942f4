import { z } from 'zod';
import { componentKind, kinds } from '../../../../../src';
import { namespaceRelease } from '../../../../../constructs/kubernetes/component-namespace';
import { language } from '../../../../../src/language';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import { reaches } from '../../../../support/network-evaluator';
import { rendered } from '../../../../support/rendered';

/** A collector that is none of Plinth's. */
const vector = componentKind({
  kind: 'vector',
  summary: 'Brings logs and metrics of the machines.',
  schema: z.strictObject({}),
  provides: () => ({ 'log-collection': { namespace: 'vector' }, 'node-metrics': { namespace: 'vector' } }),
  releases: ({ name }) => [{ name, namespace: 'vector', podSecurity: 'privileged', objects: {} }],
});

/** Whether pods of a namespace reach a port of pods, on a cluster with these components. */
function reached(
  components: readonly object[],
  from: string,
  to: string,
  labels: Record<string, string>,
  port: number,
) {
  const { namespaces = [], clusterInfo } =
    language([...kinds, vector]).plan({
      name: 'acme',
      domain: 'acme.example',
      environments: ['dev'],
      clusters: {
        dc1: {
          kind: 'existing',
          environment: 'dev',
          kubeconfig: 'dc1.yaml',
          provides: { network: {}, 'network-policy': {}, dns: {}, storage: {} },
          components,
        },
      },
    }).clusters[0] ?? {};
  if (!clusterInfo) throw new Error('no cluster was planned');
  const objects = namespaces.flatMap((namespace) =>
    Object.values(namespaceRelease(namespace, clusterInfo).objects).flatMap((draw) => rendered(draw)),
  );
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy') as unknown as readonly NetworkPolicy[];
  const namespaceLabels = (name: string) => ({
    'kubernetes.io/metadata.name': name,
    ...objects.find(({ kind, metadata }) => kind === 'Namespace' && metadata.name === name)?.metadata.labels,
  });
  const end = (namespace: string, of: Record<string, string>) => ({
    ip: '10.244.0.9',
    pod: { namespace, namespaceLabels: namespaceLabels(namespace), labels: of },
  });
  // Who sends them says by itself where to.
  const received = policies.filter(({ metadata }) => metadata?.namespace === to);
  return reaches(received, end(from, {}), end(to, labels), { port, protocol: 'TCP' });
}

describe('what keeps logs and metrics', () => {
  const loki = { 'app.kubernetes.io/name': 'loki' };
  const influx = { 'app.kubernetes.io/instance': 'influxdb' };
  const elastic = { 'elasticsearch.k8s.elastic.co/cluster-name': 'elasticsearch' };

  test.each([
    ['loki', { kind: 'loki', collector: false }, loki, 3100],
    ['elasticsearch', { kind: 'elasticsearch' }, elastic, 9200],
    ['influxdb', { kind: 'influxdb' }, influx, 8086],
  ])('lets in a collector of nobody it knows (%s)', (namespace, component, labels, port) => {
    const components = [component, { kind: 'vector' }];
    expect(reached(components, 'vector', namespace, labels, port)).toBe(true);
    expect(reached(components, 'elsewhere', namespace, labels, port)).toBe(false);
    expect(reached([component], 'vector', namespace, labels, port)).toBe(false);
  });

  test('lets in each of two, whichever is asked for by the others', () => {
    const components = [{ kind: 'influxdb' }, { kind: 'vector' }, { kind: 'telegraf' }];
    expect(reached(components, 'vector', 'influxdb', influx, 8086)).toBe(true);
    expect(reached(components, 'telegraf', 'influxdb', influx, 8086)).toBe(true);
  });
});
