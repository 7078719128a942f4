import { addressRangePattern } from '../../../../constructs/tenants/admission/address-pattern';

describe('the addresses of Services that are reserved for fixed ones', () => {
  test.each([
    ['10.96.0.0/12', ['10.96.0.1', '10.96.0.10', '10.96.0.255'], ['10.96.0.0', '10.96.1.0', '10.97.0.10', '10196.0.1']],
    ['10.0.0.0/24', ['10.0.0.15'], ['10.0.0.16', '10.0.0.150']],
    ['10.0.0.128/25', ['10.0.0.129', '10.0.0.143'], ['10.0.0.144', '10.0.0.1']],
    ['fd00:10:96::/112', ['fd00:10:96::1', 'fd00:10:96::ff'], ['fd00:10:96::100', 'fd00:10:96::1:1', 'fd00:10:96::']],
  ])('are at the beginning of %s', (range, reserved, others) => {
    const pattern = new RegExp(addressRangePattern(range));
    for (const address of reserved) expect(address).toMatch(pattern);
    for (const address of others) expect(address).not.toMatch(pattern);
  });
});
