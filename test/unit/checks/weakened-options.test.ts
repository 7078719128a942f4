import { z } from 'zod';
import { kinds } from '../../../constructs/kinds';
import { clusterKind } from '../../../src/kinds/cluster-kind';
import { componentKind } from '../../../src/kinds/component-kind';
import { provideEndpoints } from '../../../src/kinds/provides';
import { language } from '../../../src/language';
import { formatPath } from '../../../src/schema/problem';
import { helmValues } from '../../../src/schema/field-types';
import { createNetworkRanges } from '../../../src/kinds/network-range';

const managed = clusterKind({
  kind: 'managed',
  summary: 'Cluster of a cloud.',
  schema: z.strictObject({
    api: z.union([z.literal('private'), z.strictObject({ allowedRanges: z.array(z.string()) })]).default('private'),
    deletionProtection: z.boolean().default(true),
    logs: z.boolean().default(false),
  }),
  provides: ({ logs }) =>
    provideEndpoints({ network: {}, 'network-policy': {}, dns: {}, ...(logs ? { logs: { namespace: 'logs' } } : {}) }),
  networkRanges: () => createNetworkRanges({ 'the network': '10.0.0.0/16' }),
  connection: (_, name) => ({ type: 'kubeconfig', path: `kubeconfig/${name}.yaml` }),
});

const server = componentKind({
  kind: 'server',
  summary: 'Server with a chart.',
  schema: z.strictObject({ deletionProtection: z.boolean().default(true), values: helmValues.optional() }),
  releases: () => [],
});

const acme = language([...kinds, managed, server]);

/** Returns the warnings of a platform with one cluster, as paths in the cluster or in the tenants. */
function listWarnings(cluster: object, tenants: object = {}): readonly string[] {
  const problems = acme.check({
    name: 'acme',
    domain: 'acme.example',
    environments: ['prod'],
    clusters: { prod: { environment: 'prod', ...cluster } },
    tenants,
  });
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  return problems.map(({ path }) => formatPath(path).replace('clusters.prod.', ''));
}

it('warns about a public API and about data that an error can destroy', () => {
  const components = [{ kind: 'server', deletionProtection: false }];
  const api = { allowedRanges: ['198.51.100.0/24'] };
  expect(listWarnings({ kind: 'managed', api, deletionProtection: false, components })).toEqual([
    'deletionProtection',
    'api.allowedRanges',
    'components[server].deletionProtection',
  ]);
  expect(listWarnings({ kind: 'managed', components: [{ kind: 'server' }] })).toEqual([]);
});

it('warns about values of a chart that restrict its pods less, wherever they are', () => {
  const values = {
    pod: { securityContext: { runAsNonRoot: false, runAsUser: 0 }, hostNetwork: true },
    containerSecurityContext: { enabled: false },
    sidecars: [{ securityContext: { privileged: true, allowPrivilegeEscalation: true } }],
    networkPolicy: { enabled: false },
  };
  expect(listWarnings({ kind: 'managed', components: [{ kind: 'server', values }] })).toEqual(
    [
      'pod.securityContext.runAsNonRoot',
      'pod.securityContext.runAsUser',
      'pod.hostNetwork',
      'containerSecurityContext.enabled',
      'sidecars[0].securityContext.privileged',
      'sidecars[0].securityContext.allowPrivilegeEscalation',
      'networkPolicy.enabled',
    ].map((path) => `components[server].values.${path}`),
  );
  const harmless = {
    securityContext: { runAsNonRoot: true, runAsUser: 1000, readOnlyRootFilesystem: true },
    networkPolicy: { enabled: true },
    ingress: { enabled: false },
  };
  expect(listWarnings({ kind: 'managed', components: [{ kind: 'server', values: harmless }] })).toEqual([]);
});

it('warns about arguments that undo what kubeadm or Plinth sets for security', () => {
  const cluster = (options: object) => ({
    kind: 'on-prem',
    ssh: { user: 'ops' },
    controlPlanes: { cp1: '10.0.0.11' },
    workers: { w1: '10.0.0.21' },
    components: [{ kind: 'flannel' }, { kind: 'core-dns' }],
    ...options,
  });
  const weak = {
    apiServer: {
      'authorization-mode': 'Node,AlwaysAllow',
      'disable-admission-plugins': 'PodSecurity',
      profiling: 'true',
    },
    controllerManager: { profiling: 'true' },
    kubelet: { serverTLSBootstrap: false, podPidsLimit: -1, authentication: { anonymous: { enabled: true } } },
  };
  expect([...listWarnings(cluster(weak))].sort()).toEqual([
    'apiServer.authorization-mode',
    'apiServer.disable-admission-plugins',
    'apiServer.profiling',
    'controllerManager.profiling',
    'kubelet.authentication.anonymous.enabled',
    'kubelet.podPidsLimit',
    'kubelet.serverTLSBootstrap',
  ]);
  const harmless = {
    apiServer: { 'authorization-mode': 'Node,RBAC', 'enable-admission-plugins': 'NodeRestriction,AlwaysPullImages' },
    kubelet: { podPidsLimit: 1024, maxPods: 200 },
  };
  expect(listWarnings(cluster(harmless))).toEqual([]);
});

describe('tenants of one cluster', () => {
  const tenant = (options: object = {}) => ({ clusters: ['prod'], owners: 'o', ...options });
  const quota = { cpu: 8, memoryGiB: 32 };
  const check = (tenants: object, cluster: object = {}) => listWarnings({ kind: 'managed', ...cluster }, tenants);

  it('have a quota of CPU and memory each, of the tenant or of all its namespaces, or there is one warning', () => {
    const warning = ['tenants.bank.quota'];
    expect(check({ shop: tenant({ quota }), bank: tenant({ owners: 'b' }), other: tenant({ owners: 'c' }) })).toEqual(
      warning,
    );
    expect(check({ shop: tenant({ quota }), bank: tenant({ owners: 'b', quota: { cpu: 8 } }) })).toEqual(warning);
    const namespaces = { bank: { quota } };
    expect(check({ shop: tenant({ quota }), bank: tenant({ owners: 'b', namespaces }) })).toEqual([]);
    expect(check({ shop: tenant() })).toEqual([]);
  });

  it('name their registries where nodes do not verify credentials for images that they have', () => {
    const tenants = (options: object) => ({
      shop: tenant({ quota, ...options }),
      bank: tenant({ owners: 'b', quota }),
    });
    const older = { kubernetes: '1.34' };
    expect(check(tenants({ registries: ['registry.acme.example/shop'] }), older)).toEqual(['tenants.bank.registries']);
    expect(check(tenants({}))).toEqual([]);
  });
});

it('warns of a tenant with data of all tenants, and with kinds that programs of the platform act on', () => {
  const options = { capabilities: ['logs'], kinds: ['kafka.strimzi.io/KafkaTopic'] };
  expect(
    listWarnings({ kind: 'managed', logs: true }, { shop: { clusters: ['prod'], owners: 'o', ...options } }),
  ).toEqual(['tenants.shop.capabilities', 'tenants.shop.kinds']);
});
