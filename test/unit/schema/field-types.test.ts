import { dnsLabel } from '../../../src/schema/field-types';

it('rejects `constructor` as a name, which objects in the trees of cdktf and cdk8s inherit', () => {
  expect(dnsLabel.safeParse('constructor').success).toBe(false);
  expect(dnsLabel.safeParse('constructors').success).toBe(true);
});
