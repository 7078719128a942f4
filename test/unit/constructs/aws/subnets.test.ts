import { dataRange, privateRange, resolveSubnets, type SubnetTier } from '../../../../constructs/aws/network/subnets';
import { isWithinRange, rangesOverlap } from '../../../../src/schema/address-range';

const tiers: readonly SubnetTier[] = ['private', 'public', 'data', 'control-plane'];
const zones = ['a', 'b', 'c', 'd'];

describe('the subnets of a network', () => {
  test.each(['10.0.0.0/16', '10.200.16.0/20'])('of %s are within it and do not overlap', (cidr) => {
    const ranges = tiers.flatMap((tier) => Object.values(resolveSubnets(cidr, zones, tier)));
    expect(ranges).toHaveLength(16);
    for (const [index, range] of ranges.entries()) {
      expect(isWithinRange(range, cidr)).toBe(true);
      expect(ranges.slice(index + 1).filter((other) => rangesOverlap(range, other))).toEqual([]);
    }
  });

  test('have known ranges', () => {
    expect(resolveSubnets('10.0.0.0/16', ['a', 'b', 'c'], 'private')).toEqual({
      a: '10.0.0.0/19',
      b: '10.0.32.0/19',
      c: '10.0.64.0/19',
    });
    expect(resolveSubnets('10.0.0.0/16', ['a'], 'data')).toEqual({ a: '10.0.144.0/22' });
  });

  test('of nodes and of databases are in one range each, which network policies use', () => {
    const cidr = '10.0.0.0/16';
    const inside = (tier: SubnetTier, range: string) =>
      Object.values(resolveSubnets(cidr, zones, tier)).every((subnet) => isWithinRange(subnet, range));
    expect(inside('private', privateRange(cidr))).toBe(true);
    expect(inside('data', dataRange(cidr))).toBe(true);
    expect(rangesOverlap(privateRange(cidr), dataRange(cidr))).toBe(false);
  });

  test('do not change when a zone is added', () => {
    expect(resolveSubnets('10.0.0.0/16', zones, 'data')).toMatchObject(resolveSubnets('10.0.0.0/16', ['a'], 'data'));
  });
});
