import { z } from 'zod';
import { addObject } from '../../../constructs/kubernetes/object';
import { existing } from '../../../constructs/clusters';
import { flannel } from '../../../constructs/components';
import { tenantRelease } from '../../../constructs/tenants';
import { componentKind } from '../../../src/kinds/component-kind';
import type { ProvidedCapability } from '../../../src/kinds/provides';
import { language } from '../../../src/language';
import { formatProblem, warning } from '../../../src/schema/problem';
import { getObject, synthesizeObjects } from '../../support/rendered';

const image = 'registry.acme.example/shop/web:1';

/** Returns the language with a component that provides `search` in this way. */
function languageWith(search: ProvidedCapability) {
  const engine = componentKind({
    kind: 'engine',
    summary: 'Search engine.',
    schema: z.strictObject({}),
    provides: () => ({ search }),
    releases: () => [],
  });
  return language([existing, flannel, engine]);
}

function definitionWith(web: object) {
  return {
    name: 'acme',
    domain: 'acme.example',
    environments: ['dev'],
    clusters: {
      dc1: {
        ...{ kind: 'existing', environment: 'dev', kubeconfig: '~/.kube/config', provides: { dns: {} } },
        components: [{ kind: 'flannel' }, { kind: 'engine' }],
      },
    },
    tenants: {
      shop: { clusters: ['dc1'], owners: 'shop-devs', applications: { web: { image, ...web }, api: { image } } },
    },
  };
}

/** Returns the definition with permission of the tenant to use `search`. */
function withCapabilities(definition: ReturnType<typeof definitionWith>) {
  return { ...definition, tenants: { shop: { ...definition.tenants.shop, capabilities: ['search'] } } };
}

const indexSchema = z.strictObject({ index: z.string(), shards: z.int().min(1).default(3) });
const endpoint = { namespace: 'search', url: 'http://search.search.svc', bindingKeys: ['type', 'host'] };

const check = (search: ProvidedCapability, web: object) =>
  languageWith(search).check(definitionWith(web)).map(formatProblem);

function planTenant(search: ProvidedCapability, web: object) {
  const [cluster] = languageWith(search).plan(definitionWith(web)).clusters;
  const [tenant] = cluster?.tenants ?? [];
  if (!cluster || !tenant) throw new Error('no tenant');
  return { cluster, tenant, files: tenantRelease(tenant, cluster.clusterInfo).objects };
}

describe('the options of a use', () => {
  const search = { endpoint, useSchema: indexSchema };

  test('are checked by the schema of the provider, at their path', () => {
    expect(check(search, { uses: { search: { index: 'products' } } })).toEqual([]);
    expect(check(search, { uses: { search: { indx: 'products' } } })).toEqual([
      expect.stringMatching(/uses\.search\.index: is required/),
      expect.stringMatching(/uses\.search\.indx: no such option; write 'index'/),
    ]);
    expect(check(search, { uses: { search: { index: 'products', shards: 0 } } })).toEqual([
      expect.stringMatching(/uses\.search\.shards is 0: must be at least 1/),
    ]);
  });

  test('are not allowed where the provider has no schema', () => {
    const definition = withCapabilities(definitionWith({ uses: { search: { index: 'products' } } }));
    expect(languageWith({ endpoint }).check(definition).map(formatProblem)).toEqual([
      expect.stringMatching(/uses\.search\.index: no such option/),
    ]);
  });

  test.each([{}, { named: {} }, { env: { TYPE: 'type' } }])(
    'need permission of the platform where the provider has no schema (%j)',
    (search) => {
      const web = { uses: { search } };
      const refusal =
        /uses\.search[.a-z]*: workloads may use 'search' only if it is in tenants\.shop\.capabilities; let/;
      expect(check({ endpoint }, web)).toEqual([expect.stringMatching(refusal)]);
      const permitted = withCapabilities(definitionWith(web));
      expect(languageWith({ endpoint }).check(permitted).map(formatProblem)).toEqual([]);
    },
  );

  test('name keys of the Secret that the provider creates', () => {
    const uses = { search: { index: 'products', env: { HOST: 'host', USER: 'username' } } };
    expect(check(search, { uses })).toEqual([
      expect.stringMatching(/uses\.search\.env\.USER is "username": is not a key of the Secret of this use/),
    ]);
  });

  test('belong to a capability that the cluster provides', () => {
    expect(check(search, { uses: { serch: {} } })).toEqual([
      expect.stringMatching(/uses\.serch: nothing on cluster 'dc1' provides 'serch'; write 'search'/),
    ]);
  });

  test('reach the provider with their defaults, each with its name', () => {
    const received = new Map<string, unknown>();
    const provider: ProvidedCapability = {
      ...search,
      forWorkload: (workload, { uses }) => {
        // The checks and the plan call it.
        const options = uses.map((use) => [use.name, use.options.index, use.options.shards]);
        received.set(workload.name, options);
        return {};
      },
    };
    planTenant(provider, { uses: { search: { products: { index: 'p' }, orders: { index: 'o', shards: 1 } } } });
    const webUses = [
      ['orders', 'o', 1],
      ['products', 'p', 3],
    ];
    expect([...received]).toEqual([
      ['web', webUses],
      ['api', []],
    ]);
  });
});

describe('what a provider adds for a workload', () => {
  const search: ProvidedCapability = {
    endpoint,
    useSchema: indexSchema,
    forWorkload: (workload, { uses }) =>
      uses.length === 0
        ? {}
        : {
            objects: (scope) => {
              const metadata = { name: `${workload.name}-search`, namespace: workload.namespace };
              addObject(scope, 'Index', { apiVersion: 'search.acme.example/v1', kind: 'Index', metadata });
            },
            images: ['registry.acme.example/indexer:1'],
            egress: [{ peer: { namespace: 'indexes' }, ports: [9300] }],
            ingress: [{ peer: { namespace: 'crawler' }, ports: [8080] }],
            ingressAnnotations: { 'search.acme.example/index': 'products' },
            podLabels: { 'search.acme.example/client': 'true', 'app.kubernetes.io/name': 'other' },
            env: { INDEX_ID: { secret: 'index', key: 'id' }, OWN: { secret: 'index', key: 'own' } },
          },
  };
  const web = { uses: { search: { index: 'products' } }, ingress: 'web.acme.example', env: { OWN: 'mine' } };
  const withIngress = (definition: ReturnType<typeof definitionWith>) => ({
    ...definition,
    clusters: { dc1: { ...definition.clusters.dc1, provides: { dns: {}, ingress: { namespace: 'ingress' } } } },
  });

  test('is part of the files, connections, Ingress and images of the workload', () => {
    const [cluster] = languageWith(search).plan(withIngress(definitionWith(web))).clusters;
    const [tenant] = cluster?.tenants ?? [];
    if (!cluster || !tenant) throw new Error('no tenant');
    const release = tenantRelease(tenant, cluster.clusterInfo);
    const objects = synthesizeObjects((chart) => release.objects['web.yaml']?.(chart));
    expect(getObject(objects, 'Index').metadata).toMatchObject({ name: 'web-search', namespace: 'shop' });
    expect(getObject(objects, 'Ingress').metadata.annotations).toEqual({ 'search.acme.example/index': 'products' });
    const { template } = getObject(objects, 'Deployment').spec as {
      template: { metadata: { labels: object }; spec: { containers: { env: object[] }[] } };
    };
    expect(template.metadata.labels).toMatchObject({
      'search.acme.example/client': 'true',
      'app.kubernetes.io/name': 'web',
    });
    expect(template.spec.containers[0]?.env).toEqual([
      { name: 'OWN', value: 'mine' },
      { name: 'INDEX_ID', valueFrom: { secretKeyRef: { name: 'index', key: 'id' } } },
    ]);
    const { ingress, egress } = getObject(objects, 'NetworkPolicy').spec as { ingress: object[]; egress: object[] };
    const namespaced = (name: string) => [
      { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } },
    ];
    expect(egress).toContainEqual({ to: namespaced('indexes'), ports: [{ port: 9300, protocol: 'TCP' }] });
    expect(ingress).toContainEqual({ from: namespaced('crawler'), ports: [{ port: 8080, protocol: 'TCP' }] });
    expect(release.images).toContain('registry.acme.example/indexer:1');
  });

  test('is absent from workloads that do not use the capability', () => {
    const { files } = planTenant(search, { uses: { search: { index: 'products' } } });
    const objects = synthesizeObjects((chart) => files['api.yaml']?.(chart));
    expect(objects.filter(({ kind }) => kind === 'Index')).toEqual([]);
  });

  test('must have a namespace', () => {
    const provider: ProvidedCapability = {
      endpoint,
      forWorkload: () => ({
        objects: (scope) => {
          addObject(scope, 'Index', { apiVersion: 'search.acme.example/v1', kind: 'Index', metadata: { name: 'i' } });
        },
      }),
    };
    expect(() => planTenant(provider, {})).toThrow("Index 'i' for 'web' has no namespace");
  });
});

test('a provider adds objects for a tenant, in a file of the tenant', () => {
  const search: ProvidedCapability = {
    forTenant: (tenant) => ({
      objects: (scope) => {
        const metadata = { name: tenant.name, namespace: 'search' };
        addObject(scope, 'Account', { apiVersion: 'search.acme.example/v1', kind: 'Account', metadata });
      },
    }),
  };
  const { files } = planTenant(search, {});
  expect(
    getObject(
      synthesizeObjects((chart) => files['05-search.yaml']?.(chart)),
      'Account',
    ).metadata.name,
  ).toBe('shop');
});

test('a provider checks workloads, at the path of the workload', () => {
  const search: ProvidedCapability = {
    validateWorkload: () => [warning(['image'], image, 'is not indexed', 'write another image')],
  };
  expect(check(search, {})).toEqual([
    expect.stringContaining('tenants.shop.applications.web.image'),
    expect.stringContaining('tenants.shop.applications.api.image'),
  ]);
});
