import { testing } from '../../support/kinds';
import { cluster, validPlatform } from '../../support/problems';

const gate = (replicas: number) => ({ kind: 'gate', replicas });
const courier = (repository: string) => ({ kind: 'courier', repository: `https://git.test.example/${repository}.git` });
const components = [gate(2), courier('platform')];
const shop = { clusters: ['a'], owners: 'o' };
const terraform = { kind: 'rented', environment: 'dev', components };
const argoCd = { ...terraform, delivery: 'argo-cd' };

const digest = (options: object, tenants: object = { shop }, previous?: object) => {
  const [plan] = testing.plan({ ...validPlatform, ...cluster(options), tenants }, previous).clusters;
  return plan?.digest;
};

describe('the digest of a cluster', () => {
  it('is a SHA-256 in hex', () => {
    expect(digest(terraform)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('differs for another option, component or tenant', () => {
    const other = [
      digest({ ...terraform, kubernetes: '1.35' }),
      digest({ ...terraform, components: [...components, { kind: 'disk' }] }),
      digest({ ...terraform, components: [gate(3), courier('platform')] }),
      digest(terraform, { shop: { ...shop, owners: 'p' } }),
    ];
    expect(new Set([digest(terraform), ...other]).size).toBe(5);
  });

  it('does not depend on the order of keys, or on what was applied before', () => {
    const reordered = Object.fromEntries(Object.entries(terraform).reverse());
    expect(digest(reordered)).toBe(digest(terraform));
    const previous = { ...validPlatform, ...cluster(argoCd), tenants: {} };
    expect(digest(terraform, { shop }, previous)).toBe(digest(terraform));
  });

  it('does not depend on tenants of other clusters', () => {
    const clusters = { a: terraform, b: terraform };
    const plan = (tenants: object) => testing.plan({ ...validPlatform, clusters, tenants }).clusters;
    const [before, after] = [plan({ shop }), plan({ shop, other: { clusters: ['b'], owners: 'o' } })];
    expect(after[0]?.digest).toBe(before[0]?.digest);
    expect(after[1]?.digest).not.toBe(before[1]?.digest);
  });

  it('contains only the bootstrap where Argo CD delivers the rest', () => {
    expect(digest(argoCd, { shop: { ...shop, owners: 'p' } })).toBe(digest(argoCd));
    expect(digest({ ...argoCd, components: [gate(3), courier('platform')] })).toBe(digest(argoCd));
    expect(digest({ ...argoCd, components: [gate(2), courier('other')] })).not.toBe(digest(argoCd));
  });
});
