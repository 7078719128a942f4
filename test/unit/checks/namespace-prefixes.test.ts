import { checkPlatformWith, cluster } from '../../support/problems';

const provides = { network: {}, 'network-policy': {}, dns: {} };
const withIngress = cluster({ provides: { ...provides, ingress: { namespace: 'edge-proxy' } } });

function check(tenants: Readonly<Record<string, object>>, platform: object = withIngress): readonly string[] {
  const named = Object.entries(tenants).map(([name, options]) => [
    name,
    { clusters: ['a'], owners: `${name}-owners`, ...options },
  ]);
  return checkPlatformWith({ ...platform, tenants: Object.fromEntries(named) as object });
}

const namespaces = (...names: readonly string[]) => ({
  namespaces: Object.fromEntries(names.map((name) => [name, {}])),
});

describe('a namespace that begins with another one and a hyphen', () => {
  it.each<[string, Readonly<Record<string, object>>, string]>([
    [
      'a tenant',
      { shop: {}, 'shop-eu': {} },
      "tenants.shop-eu is \"shop-eu\": namespace 'shop' of tenant 'shop' and this",
    ],
    ['a longer name', { a: {}, 'a-b-c': {} }, "tenants.a-b-c is \"a-b-c\": namespace 'a' of tenant 'a'"],
    [
      'a namespace',
      { shop: {}, eu: namespaces('shop-eu') },
      "tenants.eu is \"shop-eu\": namespace 'shop' of tenant 'shop'",
    ],
    ['hyphens in a row', { 'a-b': {}, 'a--b': {} }, "namespace 'a--b' of tenant 'a--b' and this one"],
    ['the platform', { edge: {} }, 'tenants.edge is "edge": namespace \'edge-proxy\' of the platform and this one'],
    [
      'a namespace of the platform',
      { 'edge-proxy-2': {} },
      'tenants.edge-proxy-2 is "edge-proxy-2": namespace \'edge-proxy\' of',
    ],
    ['Kubernetes', { kube: {} }, 'tenants.kube is "kube": namespace \'kube-'],
  ])('is an error if it belongs to another owner: %s', (_, tenants, problem) => {
    expect(check(tenants)).toContainEqual(expect.stringContaining(problem));
  });

  it.each<[string, Readonly<Record<string, object>>, object]>([
    ['of the same tenant', { shop: namespaces('shop', 'shop-eu') }, withIngress],
    ['without a hyphen', { shop: {}, shopeu: {} }, withIngress],
    ['without an ingress controller', { shop: {}, 'shop-eu': {} }, cluster({ provides })],
  ])('is accepted %s', (_, tenants, platform) => {
    expect(check(tenants, platform)).toEqual([]);
  });
});
