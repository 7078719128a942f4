import { tenantRelease } from '../../../constructs/tenants';
import { getObject, synthesizeObjects, type RenderedObject } from '../../support/rendered';
import { checkTenants, getTenant, listTenantProblems, planCluster } from '../../support/tenant-definitions';

const argoCd = { delivery: { api: 'argo-cd', namespace: 'argo-cd' }, logs: { namespace: 'loki' } };

/** Tenant with a product of two projects in one namespace; the calls are those of one runtime. */
const productWith = (calls?: readonly object[], tenant: object = {}) => ({
  shop: {
    clusters: ['dev1', 'prod1'],
    owners: 'shop-devs',
    namespaces: { 'shop-web': {}, 'shop-jobs': {} },
    products: {
      web: {
        namespaces: ['shop-web', 'shop-jobs'],
        projects: { api: { repository: 'https://git.acme.example/shop/api.git' } },
        runtimes: {
          first: { project: 'api', path: 'a', environment: 'dev', namespaces: ['shop-web'], calls },
          second: { project: 'api', path: 'b', environment: 'dev', namespaces: ['shop-web'] },
        },
      },
    },
    ...tenant,
  },
});

function filesOf(tenants: object, cluster = 'dev1'): Readonly<Record<string, readonly RenderedObject[]>> {
  const plan = planCluster(tenants, cluster, argoCd);
  const { objects } = tenantRelease(getTenant(plan, 'shop'), plan.clusterInfo);
  return Object.fromEntries(Object.entries(objects).map(([name, addObjects]) => [name, synthesizeObjects(addObjects)]));
}

function policyOf(tenants: object, namespace: string, cluster?: string) {
  const objects = filesOf(tenants, cluster)['04-product-web.yaml'] ?? [];
  return objects.find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.namespace === namespace)?.spec;
}

const namespacePeer = (name: string) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
});
const productPeers = [namespacePeer('shop-web'), namespacePeer('shop-jobs')];
const database = { cidr: '10.20.0.10/32', ports: [5432] };

describe('pods of a product', () => {
  it('reach each other, and are reached by the ingress controller and Prometheus', () => {
    const infrastructure = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress' } } };
    expect(policyOf(productWith(), 'shop-jobs')).toEqual({
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [...productPeers, infrastructure, namespacePeer('monitoring')] }],
      egress: [{ to: productPeers }],
    });
  });

  it('reach what a runtime of their namespace and environment calls', () => {
    const rule = { to: [{ ipBlock: { cidr: '10.20.0.10/32' } }], ports: [{ port: 5432, protocol: 'TCP' }] };
    expect(policyOf(productWith([database]), 'shop-web')).toMatchObject({ egress: [{ to: productPeers }, rule] });
    expect(policyOf(productWith([database]), 'shop-jobs')).toMatchObject({ egress: [{ to: productPeers }] });
    expect(policyOf(productWith([database]), 'shop-web', 'prod1')).toMatchObject({ egress: [{ to: productPeers }] });
  });

  it('reach an API of the platform that the tenant may use', () => {
    const tenants = productWith([{ capability: 'logs', ports: [3100] }], { capabilities: ['logs'] });
    expect(getObject(filesOf(tenants)['02-platform-access.yaml'] ?? [], 'NetworkPolicy')).toMatchObject({
      metadata: { name: 'logs-from-shop-product.web.shop-web', namespace: 'loki' },
      spec: { ingress: [{ from: [namespacePeer('shop-web')], ports: [{ port: 3100 }] }] },
    });
  });

  it('reach an API once where several calls name it, on the ports of all', () => {
    const calls = [
      { capability: 'logs', ports: [3200] },
      { capability: 'logs', ports: [3100] },
    ];
    const objects = filesOf(productWith(calls, { capabilities: ['logs'] }))['02-platform-access.yaml'] ?? [];
    expect(objects).toMatchObject([{ spec: { ingress: [{ ports: [{ port: 3100 }, { port: 3200 }] }] } }]);
  });

  it('do not share a namespace with an application', () => {
    const web = { image: 'registry.acme.example/shop/web:1', namespace: 'shop-web' };
    expect(checkTenants(productWith([], { applications: { web } }), argoCd)).toEqual([
      expect.stringContaining("tenants.shop.products.web.namespaces[0]: is also the namespace of 'web'"),
    ]);
  });

  it.each([
    [{ capability: 'logs' }, 'capability: is not in tenants.shop.capabilities'],
    [{ cidr: '169.254.169.254/32' }, 'cidr: is within 169.254.0.0/16'],
    [{ ...database, includesHosts: true }, "includesHosts: tenant 'shop' may not call hosts of its clusters"],
    [{ host: 'api.acme.example' }, "host: the network of cluster 'dev1' cannot enforce host names"],
  ])('cannot call what an application may not: %j', (call, message) => {
    const path = 'tenants.shop.products.web.runtimes.first.calls[0]';
    expect(checkTenants(productWith([call]), argoCd)).toEqual([expect.stringContaining(`${path}.${message}`)]);
  });

  it('in `objects` have a network policy: no warning', () => {
    const pod = { containers: [{ name: 'c', image: 'registry.acme.example/shop/x:1' }] };
    const deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      spec: { selector: {}, template: { metadata: { labels: {} }, spec: pod } },
    };
    const objects = ['shop', 'shop-web'].map((namespace) => ({ ...deployment, metadata: { name: 'x', namespace } }));
    const warnings = listTenantProblems(
      productWith([], { objects, namespaces: { shop: {}, 'shop-web': {}, 'shop-jobs': {} } }),
      argoCd,
    )
      .filter(({ message }) => message.includes('can connect to the DNS only'))
      .map(({ path }) => path.at(-1));
    expect(warnings).toEqual([0]);
  });
});
