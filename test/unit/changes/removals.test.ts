import { formatProblem } from '../../../src/schema/problem';
import { testing } from '../../support/kinds';
import { cluster, validPlatform } from '../../support/problems';

const shop = { clusters: ['a', 'b'], owners: 'o', namespaces: { shop: {}, 'shop-jobs': {} } };
const bank = { clusters: ['a'], owners: 'o' };
const before = { ...validPlatform, tenants: { shop, bank } };

const told = (now: object, allowedRemovals?: readonly string[] | 'all') =>
  testing.check({ ...validPlatform, ...now }, before, { allowedRemovals }).map(formatProblem);

describe('what a tenant has on the clusters', () => {
  it('goes only when that was asked for', () => {
    expect(told({ tenants: { shop } })).toEqual([
      "tenants.bank: is gone from the description, and all that it runs would stop on a; put it back, or allow it: write allowRemoval: ['tenants.bank'], or add --allow-removal tenants.bank",
    ]);
    expect(told({ tenants: { shop }, allowRemoval: ['tenants.bank'] })).toEqual([]);
    expect(told({ tenants: { shop } }, ['tenants.bank'])).toEqual([]);
    expect(told({ tenants: { shop } }, 'all')).toEqual([]);
    expect(told({ tenants: {} }, ['tenants.bank'])).toEqual([expect.stringMatching(/^tenants\.shop: is gone/)]);
  });

  it('goes from one cluster, or with one namespace, only when just that was asked for', () => {
    const left = { tenants: { bank, shop: { ...shop, clusters: ['b'] } } };
    expect(told(left)).toEqual([expect.stringMatching(/^tenants\.shop\.clusters\[a\]: is gone/)]);
    expect(told(left, ['tenants.shop.clusters[a]'])).toEqual([]);
    const closed = { tenants: { bank, shop: { ...shop, namespaces: { shop: {} } } } };
    expect(told(closed)).toEqual([
      expect.stringMatching(/^tenants\.shop\.namespaces\.shop-jobs: .* its volumes would stay behind; put it back/),
    ]);
    expect(told({ ...closed, allowRemoval: ['tenants.shop.namespaces.shop-jobs'] })).toEqual([]);
  });

  it('goes with a cluster that is torn down, which was asked for itself', () => {
    const { clusters } = cluster({ state: 'removed' }) as typeof validPlatform;
    expect(told({ clusters, tenants: { shop: { ...shop, clusters: ['b'] } } })).toEqual([]);
  });

  it('may come, change, and lose applications, which is everyday work', () => {
    const application = { image: 'registry.test.example/app:1' };
    const running = { ...validPlatform, tenants: { bank: { ...bank, applications: { web: application } } } };
    const check = (tenants: object) => testing.check({ ...validPlatform, tenants }, running);
    expect(check({ bank, shop })).toEqual([]);
  });

  it('is allowed by no line that stays behind: it would allow the next mistake', () => {
    expect(told({ tenants: { shop, bank }, allowRemoval: ['tenants.bank'] })).toEqual([
      'allowRemoval[0] is "tenants.bank": allows what does not happen; delete the line',
    ]);
  });
});
