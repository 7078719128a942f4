import { z } from 'zod';
import { componentKind, kinds } from '../../../../../src';
import { namespaceRelease } from '../../../../../constructs/kubernetes/component-namespace';
import { language } from '../../../../../src/language';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import { reaches } from '../../../../support/network-evaluator';
import { synthesizeObjects } from '../../../../support/rendered';

/** A user-defined kind that collects logs and node metrics. */
const vector = componentKind({
  kind: 'vector',
  summary: 'Collects container logs and node metrics.',
  schema: z.strictObject({}),
  provides: () => ({
    'log-collection': { endpoint: { namespace: 'vector' } },
    'node-metrics': { endpoint: { namespace: 'vector' } },
  }),
  releases: ({ name }) => [{ name, namespace: 'vector', podSecurity: 'privileged', objects: {} }],
});

/** True if the network policies of a cluster with these components admit traffic from a namespace to a port of pods. */
function isAdmitted(
  components: readonly object[],
  sourceNamespace: string,
  targetNamespace: string,
  targetLabels: Record<string, string>,
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
    Object.values(namespaceRelease(namespace, clusterInfo).objects).flatMap((addObjects) =>
      synthesizeObjects(addObjects),
    ),
  );
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy') as unknown as readonly NetworkPolicy[];
  const namespaceLabels = (name: string) => ({
    'kubernetes.io/metadata.name': name,
    ...objects.find(({ kind, metadata }) => kind === 'Namespace' && metadata.name === name)?.metadata.labels,
  });
  const endpoint = (namespace: string, labels: Record<string, string>) => ({
    ip: '10.244.0.9',
    pod: { namespace, namespaceLabels: namespaceLabels(namespace), labels },
  });
  // Only ingress is tested: the user-defined collector declares no egress.
  const ingressPolicies = policies.filter(({ metadata }) => metadata?.namespace === targetNamespace);
  return reaches(ingressPolicies, endpoint(sourceNamespace, {}), endpoint(targetNamespace, targetLabels), {
    port,
    protocol: 'TCP',
  });
}

describe('a store of logs or metrics', () => {
  const lokiLabels = { 'app.kubernetes.io/name': 'loki' };
  const influxDbLabels = { 'app.kubernetes.io/instance': 'influxdb' };
  const elasticsearchLabels = { 'elasticsearch.k8s.elastic.co/cluster-name': 'elasticsearch' };

  test.each([
    ['loki', { kind: 'loki', collector: false }, lokiLabels, 3100],
    ['elasticsearch', { kind: 'elasticsearch' }, elasticsearchLabels, 9200],
    ['influxdb', { kind: 'influxdb' }, influxDbLabels, 8086],
  ])('admits traffic from a collector of a user-defined kind (%s)', (namespace, component, labels, port) => {
    const components = [component, { kind: 'vector' }];
    expect(isAdmitted(components, 'vector', namespace, labels, port)).toBe(true);
    expect(isAdmitted(components, 'elsewhere', namespace, labels, port)).toBe(false);
    expect(isAdmitted([component], 'vector', namespace, labels, port)).toBe(false);
  });

  test('admits traffic from every collector of a cluster with two', () => {
    const components = [{ kind: 'influxdb' }, { kind: 'vector' }, { kind: 'telegraf' }];
    expect(isAdmitted(components, 'vector', 'influxdb', influxDbLabels, 8086)).toBe(true);
    expect(isAdmitted(components, 'telegraf', 'influxdb', influxDbLabels, 8086)).toBe(true);
  });
});
