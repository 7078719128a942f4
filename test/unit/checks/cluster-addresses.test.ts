import fc from 'fast-check';
import { onPrem } from '../../../constructs/clusters';
import { clusterInfo } from '../../../src/kinds/cluster-info';
import { countAddresses, isWithinRange, listCidrs } from '../../../src/schema/address-range';
import { formatProblem } from '../../../src/schema/problem';
import { applications, checkPlatformWith, machineCluster } from '../../support/problems';
import { checkOnPremOptions } from '../../../constructs/clusters/on-prem/validation';

/** Returns the problems of an on-premises cluster with this number of workers and these ranges. */
function checkRanges(ranges: { podCidr?: string; serviceCidr?: string }, workers = 2): readonly string[] {
  const hosts = Object.fromEntries(Array.from({ length: workers }, (_, i) => [`w${i}`, `10.0.1.${i + 1}`]));
  const options = onPrem.schema.parse({ ssh: { user: 'ops' }, controlPlanes: { cp1: '10.0.0.11' }, workers: hosts });
  return checkOnPremOptions(options, { ...clusterInfo(), ...ranges }).map(formatProblem);
}

describe('the ranges of a cluster that kubeadm creates', () => {
  it.each([
    ['10.244.0.0/24', 'has ranges (/24) for 1 node, but the cluster has 3: the others get no pods'],
    ['10.244.0.0/23', 'has ranges (/24) for 2 nodes, but the cluster has 3'],
    ['10.244.0.0/26', 'is smaller than the range of one node, which has the prefix length /24'],
    ['10.0.0.0/7', 'is too large for kubeadm'],
    ['fd00::/65', 'is smaller than the range of one node, which has the prefix length /64'],
    ['fd00::/47', 'is too large for kubeadm'],
  ])('must have room for pods of every node: podCidr %s', (podCidr, message) => {
    expect(checkRanges({ podCidr })).toEqual([expect.stringContaining(message)]);
  });

  it.each([
    ['10.96.0.0/29', 'has 8 addresses, but kubeadm requires 10'],
    ['10.96.0.0/31', 'has 2 addresses'],
    ['10.96.0.10/32', 'has 1 address,'],
    ['10.0.0.0/11', 'is too large for kubeadm'],
    ['fd00:10:96::/64', 'is too large for kubeadm'],
    ['fd00:10:96::/125', 'has 8 addresses'],
  ])('must have a size that kubeadm accepts: serviceCidr %s', (serviceCidr, message) => {
    expect(checkRanges({ serviceCidr })).toEqual([expect.stringContaining(message)]);
  });

  it.each(['10.96.0.0/12', '10.96.0.0/28', 'fd00:10:96::/108', 'fd00:10:96::/124'])(
    'may have serviceCidr %s',
    (serviceCidr) => {
      expect(checkRanges({ serviceCidr })).toEqual([]);
    },
  );

  it('are accepted exactly if each node gets a /24', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 6, max: 28 }), (workers, bits) => {
        const accepted = bits >= 8 && bits <= 24 && workers + 1 <= 2 ** (24 - bits);
        expect(checkRanges({ podCidr: `10.0.0.0/${bits}` }, workers).length === 0).toBe(accepted);
      }),
    );
  });
});

describe('addresses of a cluster', () => {
  const oneControlPlane = { controlPlanes: { cp1: '10.0.0.11' } };
  const ipv6 = { podCidr: 'fd00:10:244::/56', serviceCidr: 'fd00:10:96::/112' };

  it.each([
    [{ controlPlanes: { cp1: 'fd00::11' } }, 'is IPv6, but serviceCidr is IPv4, 10.96.0.0/16'],
    [
      { controlPlanes: { a: '10.0.0.11', b: 'fd00::12', c: '10.0.0.13' } },
      'clusters.a.controlPlanes.b is "fd00::12": is IPv6',
    ],
    [{ ...oneControlPlane, ...ipv6 }, 'is IPv4, but serviceCidr is IPv6'],
    [
      { ...oneControlPlane, podCidr: 'fd00:10:244::/56' },
      'podCidr is "fd00:10:244::/56": is IPv6, but serviceCidr is IPv4',
    ],
  ])('must be of one IP family: %j', (options, message) => {
    expect(checkPlatformWith(machineCluster(options))).toEqual([expect.stringContaining(message)]);
  });

  it('may all be IPv6', () => {
    expect(checkPlatformWith(machineCluster({ controlPlanes: { cp1: 'fd00::11' }, ...ipv6 }))).toEqual([]);
  });

  it.each(['255.255.255.255', '0.0.0.0', '224.0.0.1', '127.0.0.1', '169.254.1.1', '240.0.0.1'])(
    'must be addresses that hosts can have, unlike %s',
    (address) => {
      expect(checkPlatformWith(machineCluster({ ...oneControlPlane, workers: { w1: address } }))).toEqual([
        expect.stringContaining(`clusters.a.workers.w1 is "${address}": no host can have this address`),
      ]);
    },
  );

  it.each(['192.0.2.21', '198.51.100.1', '203.0.113.7'])(
    'are a warning if they are for documentation, as `plinth new cluster` writes them: %s',
    (address) => {
      expect(checkPlatformWith(machineCluster({ ...oneControlPlane, workers: { w1: address } }))).toEqual([
        expect.stringContaining(`clusters.a.workers.w1 is "${address}": is an address for documentation`),
      ]);
    },
  );

  it.each([
    [{ podCidr: '127.0.0.0/8' }, 'overlaps with 127.0.0.0/8, loopback addresses'],
    [{ serviceCidr: '169.254.0.0/16' }, 'overlaps with 169.254.0.0/16'],
    [{ podCidr: '8.8.0.0/16' }, 'is a range of public addresses'],
  ])('must not be ranges for other purposes: %j', (options, message) => {
    expect(checkPlatformWith(machineCluster({ ...oneControlPlane, ...options }))).toEqual([
      expect.stringContaining(message),
    ]);
  });
});

describe('addresses of two clusters', () => {
  const provides = (addresses: readonly string[]) => ({
    provides: { network: {}, 'network-policy': {}, dns: {}, 'load-balancer': { addresses } },
  });
  const rented = (environment: string, addresses: readonly string[]) => ({
    ...{ kind: 'rented', environment },
    ...provides(addresses),
  });
  const rack = (address: string, endpoint?: string) => ({
    ...{ kind: 'rack', environment: 'prod', ssh: { user: 'ops' }, controlPlanes: { p1: address } },
    ...(endpoint === undefined ? {} : { endpoint }),
    components: [{ kind: 'net' }, { kind: 'names' }],
  });

  it('must not be in the load-balancer ranges of both', () => {
    const clusters = { a: rented('dev', ['10.0.9.0/24']), b: rented('prod', ['10.0.9.200-10.0.10.20']) };
    expect(checkPlatformWith({ clusters })).toEqual([
      'clusters.b.provides.load-balancer.addresses is "10.0.9.200-10.0.10.20": overlaps with load-balancer range 10.0.9.0/24 of cluster \'a\'; write addresses that no other cluster uses',
    ]);
    expect(
      checkPlatformWith({ clusters: { a: rented('dev', ['10.0.9.0/24']), b: rented('prod', ['10.0.10.0/24']) } }),
    ).toEqual([]);
  });

  it('must not be hosts or the endpoint of one, and in a load-balancer range of the other', () => {
    const a = rented('dev', ['10.0.9.0/24']);
    expect(checkPlatformWith({ clusters: { a, b: rack('10.0.9.11') } })).toEqual([
      expect.stringContaining("overlaps with host 'p1' of cluster 'b'"),
    ]);
    expect(checkPlatformWith({ clusters: { a, b: rack('10.1.0.11', '10.0.9.1') } })).toEqual([
      expect.stringContaining("overlaps with the endpoint of cluster 'b'"),
    ]);
  });

  it('must not be the endpoint of both, or a host of the other', () => {
    const other = (address: string, endpoint: string) => {
      const { controlPlanes: _, ...cluster } = rack(address, endpoint);
      return { ...cluster, controlPlanes: { q1: address } };
    };
    expect(checkPlatformWith({ clusters: { a: rack('10.0.0.11'), b: other('10.0.1.11', '10.0.0.11') } })).toEqual([
      expect.stringContaining(`clusters.b.endpoint is "10.0.0.11": overlaps with host 'p1' of cluster 'a'`),
    ]);
    const [a, b] = [rack('10.0.0.11', '10.0.5.1'), other('10.0.1.11', '10.0.5.1')];
    expect(checkPlatformWith({ clusters: { a, b } })).toEqual([
      expect.stringContaining(`clusters.b.endpoint is "10.0.5.1": overlaps with the endpoint of cluster 'a'`),
    ]);
  });

  it('have an endpoint whose host name no tenant can use', () => {
    const a = { ...rack('10.0.0.11', 'api.acme.example') };
    const components = [...a.components, { kind: 'gate' }];
    const image = 'registry.test.example/app:1';
    expect(
      checkPlatformWith({
        clusters: { a: { ...a, components } },
        ...applications({ web: { image, ingress: 'api.acme.example' } }),
      }),
    ).toEqual([expect.stringContaining("the host is already used by the endpoint of cluster 'a'")]);
  });
});

describe('the CIDRs of a range', () => {
  it('have exactly its addresses, each once', () => {
    fc.assert(
      fc.property(fc.nat(65535), fc.nat(600), (start, length) => {
        const format = (number: number) => `10.0.${number >> 8}.${number & 255}`;
        const last = Math.min(start + length, 65535);
        const range = `${format(start)}-${format(last)}`;
        const cidrs = listCidrs(range);
        expect(cidrs.every((cidr) => isWithinRange(cidr, range))).toBe(true);
        expect(cidrs.reduce((sum, cidr) => sum + countAddresses(cidr), 0n)).toBe(BigInt(last - start + 1));
      }),
    );
  });
});
