import { checkPlatformWith, validPlatform } from '../../support/problems';
import { testing } from '../../support/kinds';

const tenants = { shop: { clusters: ['a'], owners: 'devs', quota: { cpu: 1, memoryGiB: 1 }, hostEgress: true } };
const path = 'tenants.shop.hostEgress';
const withAccepted = (acceptedWarnings: object, entries: object = {}) => ({ tenants, acceptedWarnings, ...entries });

describe('a warning that the definition accepts', () => {
  it('is in the plan, and no warning any more', () => {
    expect(checkPlatformWith({ tenants })).toEqual([expect.stringMatching(/^tenants\.shop\.hostEgress is true: /)]);
    expect(checkPlatformWith(withAccepted({ [path]: 'the tenant runs the monitoring' }))).toEqual([]);
    const plan = testing.plan({ ...validPlatform, ...withAccepted({ [path]: 'the tenant runs the monitoring' }) });
    expect(plan.acceptedWarnings).toMatchObject([{ severity: 'warning', value: true }]);
  });

  it('must exist: an entry without it is an error, with the path that was most likely meant', () => {
    expect(checkPlatformWith(withAccepted({ 'tenants.shop.hostEgres': 'x', 'tenants.shop.quota': 'y' }))).toEqual([
      expect.stringMatching(/^tenants\.shop\.hostEgress is true: /),
      "acceptedWarnings.tenants.shop.hostEgres: is the path of no warning; write 'tenants.shop.hostEgress'",
      'acceptedWarnings.tenants.shop.quota: is the path of no warning; remove it, or write the path as the warning prints it',
    ]);
  });

  it('is not missed while errors may be the reason, and is never an error', () => {
    const kindless = { clusters: { a: { kind: 'rentd', environment: 'dev' }, b: validPlatform.clusters.b } };
    expect(checkPlatformWith(withAccepted({ 'clusters.a.nodeCidrs': 'x', 'clusters.a.kind': 'y' }, kindless))).toEqual([
      expect.stringMatching(/^clusters\.a\.kind is "rentd": /),
      expect.stringMatching(/^tenants\.shop\.hostEgress is true: /),
    ]);
  });

  it('has a reason', () => {
    expect(checkPlatformWith(withAccepted({ [path]: '' }))).toContainEqual(
      expect.stringMatching(/^acceptedWarnings\.tenants\.shop\.hostEgress is "": must not be empty; /),
    );
  });
});
