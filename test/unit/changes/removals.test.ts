import { formatProblem } from '../../../src/schema/problem';
import { testing } from '../../support/kinds';
import { cluster, validPlatform } from '../../support/problems';

const quota = { cpu: 8, memoryGiB: 32 };
const shop = { clusters: ['a', 'b'], owners: 'o', quota, namespaces: { shop: {}, 'shop-jobs': {} } };
const bank = { clusters: ['a'], owners: 'bankers', quota };
const previousPlatform = { ...validPlatform, tenants: { shop, bank } };

const checkRemovalsIn = (entries: object, allowedRemovals?: readonly string[] | 'all') =>
  testing.check({ ...validPlatform, ...entries }, previousPlatform, { allowedRemovals }).map(formatProblem);

describe('a removal', () => {
  it('of a tenant must be allowed', () => {
    expect(checkRemovalsIn({ tenants: { shop } })).toEqual([
      "tenants.bank: was removed from the definition, and all its workloads on a would stop; add it again, or allow the removal: write allowRemoval: ['tenants.bank'], or add --allow-removal tenants.bank",
    ]);
    expect(checkRemovalsIn({ tenants: { shop }, allowRemoval: ['tenants.bank'] })).toEqual([]);
    expect(checkRemovalsIn({ tenants: { shop } }, ['tenants.bank'])).toEqual([]);
    expect(checkRemovalsIn({ tenants: { shop } }, 'all')).toEqual([]);
    expect(checkRemovalsIn({ tenants: {} }, ['tenants.bank'])).toEqual([
      expect.stringMatching(/^tenants\.shop: was removed/),
    ]);
  });

  it('of a tenant from one cluster, or of one namespace, must be allowed by its path', () => {
    const withoutCluster = { tenants: { bank, shop: { ...shop, clusters: ['b'] } } };
    expect(checkRemovalsIn(withoutCluster)).toEqual([
      expect.stringMatching(/^tenants\.shop\.clusters\[a\]: was removed/),
    ]);
    expect(checkRemovalsIn(withoutCluster, ['tenants.shop.clusters[a]'])).toEqual([]);
    const withoutNamespace = { tenants: { bank, shop: { ...shop, namespaces: { shop: {} } } } };
    expect(checkRemovalsIn(withoutNamespace)).toEqual([
      expect.stringMatching(/^tenants\.shop\.namespaces\.shop-jobs: .* while its volumes would remain; add it again/),
    ]);
    expect(checkRemovalsIn({ ...withoutNamespace, allowRemoval: ['tenants.shop.namespaces.shop-jobs'] })).toEqual([]);
  });

  it("of a tenant needs no permission on a cluster with state: 'removed'", () => {
    const { clusters } = cluster({ state: 'removed' }) as typeof validPlatform;
    expect(checkRemovalsIn({ clusters, tenants: { shop: { ...shop, clusters: ['b'] } } })).toEqual([]);
  });

  it('of an application needs no permission', () => {
    const application = { image: 'registry.test.example/app:1' };
    const withApplication = { ...validPlatform, tenants: { bank: { ...bank, applications: { web: application } } } };
    expect(testing.check({ ...validPlatform, tenants: { bank, shop } }, withApplication)).toEqual([]);
  });

  it('that is allowed but does not happen is a warning, since it would allow a later error', () => {
    expect(checkRemovalsIn({ tenants: { shop, bank }, allowRemoval: ['tenants.bank'] })).toEqual([
      'allowRemoval[0] is "tenants.bank": allows a removal that does not happen; remove the entry',
    ]);
  });
});
