import fc from 'fast-check';
import type { IPBlock } from 'kubernetes-types/networking/v1';
import { Application } from '../../../constructs/applications';
import { kratosOptions, listCookieDomains } from '../../../constructs/components/identity/ory/kratos';
import { ory } from '../../../constructs/components';
import { apiServerEgressRules, createNetworkPolicy } from '../../../constructs/kubernetes/network-policies';
import { clusterInfo } from '../../../src/kinds/cluster-info';
import type { Machine } from '../../../src/kinds/machine';
import { planApplication } from '../../../src/planning/workload';
import { isWithinRange, rangesOverlap } from '../../../src/schema/address-range';
import { getObject, synthesizeObjects } from '../../support/rendered';
import { checkPlatformWith } from '../../support/problems';
import { testing } from '../../support/kinds';

const metadataRanges = ['169.254.0.0/16', '168.63.129.16/32', '100.100.100.200/32', '192.0.0.192/32'];

const image = 'registry.test.example/app:1';

const prodAddresses = { 'load-balancer': { addresses: ['10.1.9.0/24', '10.1.10.20-10.1.10.40'] } };

/** Platform with a cluster `dev1` on machines and a cluster `prod1` whose addresses differ. */
function twoEnvironments(web: object, tenant: object = {}) {
  const provides = { network: {}, 'network-policy': {}, dns: {}, ingress: {} };
  const rack = (environment: string, addresses: object) => ({
    kind: 'rack',
    environment,
    ssh: { user: 'ops' },
    components: [{ kind: 'net' }, { kind: 'names' }, { kind: 'gate' }],
    ...addresses,
  });
  return {
    clusters: {
      dev1: rack('dev', { controlPlanes: { d1: '10.0.0.11' }, workers: { d2: '10.0.0.21' }, endpoint: '10.0.0.10' }),
      prod1: rack('prod', {
        controlPlanes: { p1: '10.1.0.11' },
        workers: { p2: '10.1.0.21' },
        endpoint: 'api.prod.acme.example',
        podCidr: '10.245.0.0/16',
        serviceCidr: '10.97.0.0/16',
      }),
      prod2: { kind: 'rented', environment: 'prod', provides: { ...provides, ...prodAddresses } },
    },
    tenants: {
      shop: { clusters: ['dev1'], owners: 'o', applications: { web: { image, ...web } }, ...tenant },
    },
  };
}

const hostEgressWarning: unknown = expect.stringContaining(
  'tenants.shop.hostEgress is true: lets workloads connect to kubelet',
);

const call = (cidr: string, options: object = {}) => twoEnvironments({ calls: [{ cidr, ...options }] });

describe('an address range that a workload calls', () => {
  it.each([
    ['10.1.9.0/24', "a load-balancer range of cluster 'prod2' in environment 'prod'"],
    ['10.1.9.7/32', "a load-balancer range, 10.1.9.0/24, of cluster 'prod2'"],
    ['10.1.10.24/30', "a load-balancer range, 10.1.10.20-10.1.10.40, of cluster 'prod2'"],
    ['10.1.0.11/32', "host 'p1' of cluster 'prod1'"],
    ['10.1.0.21/32', "host 'p2' of cluster 'prod1'"],
    ['10.245.7.0/24', "podCidr, 10.245.0.0/16, of cluster 'prod1'"],
    ['10.97.0.0/16', "serviceCidr of cluster 'prod1'"],
  ])('must not be part of a cluster of another environment: %s', (cidr, place) => {
    const [problem, ...others] = checkPlatformWith(call(cidr));
    expect(others).toEqual([]);
    expect(problem).toContain(`tenants.shop.applications.web.calls[0].cidr is "${cidr}": is within ${place}`);
  });

  it.each([
    ['10.244.0.0/16', 'is within podCidr 10.244.0.0/16'],
    ['10.96.0.1/32', 'is within serviceCidr 10.96.0.0/16'],
    ['169.254.169.254/32', 'is within 169.254.0.0/16, link-local addresses, and the instance metadata service'],
    ['169.254.0.0/16', 'is within 169.254.0.0/16'],
    ['fd00:ec2::254/128', 'the instance metadata service of AWS'],
    ['168.63.129.16/32', 'the platform service of Azure'],
    ['100.100.100.200/32', 'the instance metadata service of Alibaba Cloud'],
    ['192.0.0.192/32', 'the instance metadata service of Oracle Cloud'],
    ['64:ff9b::a9fe:a9fe/128', 'is within 169.254.0.0/16'],
    ['64:ff9b::a83f:8110/128', 'the platform service of Azure'],
    ['64:ff9b:1::a9fe:a9fe/128', 'IPv4 addresses behind a local NAT64 gateway'],
    ['64:ff9b::a00:b/128', "is the address of host 'd1' of cluster 'dev1'"],
    ['64:ff9b::a01:b/128', "host 'p1' of cluster 'prod1' in environment 'prod'"],
    ['::a9fe:a9fe/128', 'IPv4 addresses in an obsolete IPv6 notation'],
    ['2002:a9fe:a9fe::/48', 'IPv4 addresses behind a 6to4 relay'],
    ['127.0.0.1/32', 'loopback addresses'],
    ['224.0.0.0/8', 'multicast addresses'],
    ['10.0.0.11/32', "is the address of host 'd1' of cluster 'dev1'"],
    ['10.0.0.10/32', "is the address of the endpoint of cluster 'dev1'"],
    ['10.0.0.10/31', "has only addresses of hosts of cluster 'dev1'"],
  ])('must not be the own cluster or reserved: %s', (cidr, message) => {
    expect(checkPlatformWith(call(cidr))).toEqual([expect.stringContaining(message)]);
  });

  it('may be a host of the cluster that is declared as such, if the platform permits it, with a warning', () => {
    const calls = [{ cidr: '10.0.0.11/32', includesHosts: true }];
    expect(checkPlatformWith(twoEnvironments({ calls }, { hostEgress: true }))).toEqual([hostEgressWarning]);
    expect(checkPlatformWith(twoEnvironments({ calls }))).toEqual([
      expect.stringMatching(
        /^tenants\.shop\.applications\.web\.calls\[0\]\.includesHosts is true: tenant 'shop' may not call hosts/,
      ),
    ]);
  });

  it('may be any server outside of the platform', () => {
    expect(checkPlatformWith(call('192.0.2.10/32'))).toEqual([]);
    expect(checkPlatformWith(call('10.0.0.0/8'))).toEqual([]);
    expect(checkPlatformWith(call('0.0.0.0/0'))).toEqual([]);
  });

  it('may be called from the environment that it belongs to', () => {
    expect(checkPlatformWith({ ...call('10.1.9.0/24'), ...twoEnvironments({}, { clusters: ['prod1'] }) })).toEqual([]);
    const calls = [{ cidr: '10.1.9.0/24' }];
    expect(checkPlatformWith(twoEnvironments({ calls }, { clusters: ['prod1'] }))).toEqual([]);
  });
});

describe('a server that a workload uses', () => {
  const uses = (server: object) => twoEnvironments({ uses: { database: server } });

  it.each([
    [{ server: 'db.other.example', addresses: ['10.244.0.0/16'] }, 'uses.database.addresses[0]', 'podCidr'],
    [{ server: 'db.other.example', addresses: ['10.1.9.0/24'] }, 'uses.database.addresses[0]', 'environment'],
    [{ server: '10.96.0.1' }, 'uses.database.server', 'serviceCidr'],
    [{ server: '169.254.169.254' }, 'uses.database.server', 'metadata'],
    [{ server: '10.1.0.11' }, 'uses.database.server', "host 'p1'"],
    [{ server: 'api.prod.acme.example', addresses: ['192.0.2.1/32'] }, 'uses.database.server', 'endpoint'],
  ])('must not be part of the platform: %j', (server, path, message) => {
    const [problem, ...others] = checkPlatformWith(uses(server));
    expect(others).toEqual([]);
    expect(problem).toContain(`tenants.shop.applications.web.${path} is`);
    expect(problem).toContain(message);
  });

  it('may be outside of the platform, or a host of the cluster that is declared as such', () => {
    expect(checkPlatformWith(uses({ server: '192.0.2.10' }))).toEqual([]);
    const database = { server: '10.0.0.21', includesHosts: true };
    expect(checkPlatformWith(twoEnvironments({ uses: { database } }, { hostEgress: true }))).toEqual([
      hostEgressWarning,
    ]);
    expect(checkPlatformWith(uses(database))).toEqual([
      expect.stringContaining('tenants.shop.applications.web.uses.database.includesHosts is true: tenant'),
    ]);
  });
});

describe('options of access that differ per environment', () => {
  const bothClusters = { clusters: ['dev1', 'prod1'] };
  const teller = (options: object) => ({
    ...twoEnvironments({}, bothClusters).tenants,
    bank: { ...bothClusters, owners: 'b', applications: { teller: { image, ...options } } },
  });

  it('are checked in the environment that has them, at the path where they are written', () => {
    const perEnvironment = { dev: { calls: [{ cidr: '10.1.9.0/24' }] }, prod: { calls: [{ cidr: '10.1.9.0/24' }] } };
    expect(checkPlatformWith(twoEnvironments({ perEnvironment }, bothClusters))).toEqual([
      expect.stringMatching(/^tenants\.shop\.applications\.web\.perEnvironment\.dev\.calls\[0\]\.cidr/),
    ]);
  });

  it('apply to servers', () => {
    const perEnvironment = { dev: { uses: { database: { server: '10.1.0.11' } } } };
    expect(checkPlatformWith(twoEnvironments({ perEnvironment }))).toEqual([
      expect.stringMatching(/^tenants\.shop\.applications\.web\.perEnvironment\.dev\.uses\.database\.server/),
    ]);
  });

  it('let a callee allow a caller in one environment only', () => {
    const platform = (allows: object) => ({
      ...twoEnvironments({}),
      tenants: {
        shop: {
          ...bothClusters,
          owners: 'o',
          applications: { web: { image, perEnvironment: { dev: { calls: ['bank/teller'] } } } },
        },
        bank: teller({ perEnvironment: allows }).bank,
      },
    });
    expect(checkPlatformWith(platform({ dev: { allows: ['shop/web'] } }))).toEqual([]);
    expect(checkPlatformWith(platform({ prod: { allows: ['shop/web'] } }))).toEqual([
      expect.stringContaining("add 'shop/web' to tenants.bank.applications.teller.allows"),
    ]);
    expect(checkPlatformWith(platform({ dev: { allows: [] }, prod: { allows: ['shop/web'] } }))).toEqual([
      expect.stringContaining("add 'shop/web' to tenants.bank.applications.teller.perEnvironment.dev.allows"),
    ]);
  });

  it('open network policies in that environment only', () => {
    const perEnvironment = { dev: { calls: [{ cidr: '192.0.2.0/24' }] } };
    const { clusters } = testing.plan({
      ...{ name: 'acme', domain: 'acme.example', environments: ['dev', 'prod'] },
      ...twoEnvironments({ perEnvironment }, bothClusters),
    });
    const targets = clusters.map(({ name, tenants }) => [name, tenants[0]?.applications[0]?.egressTargets]);
    expect(targets).toEqual([
      ['dev1', [{ cidr: '192.0.2.0/24', ports: [443] }]],
      ['prod1', []],
      ['prod2', undefined],
    ]);
  });
});

describe('the network policy of a called range', () => {
  const isolatedRanges = ['10.1.9.0/24', '10.1.10.20-10.1.10.40', '10.1.0.11', '10.245.0.0/16'];
  const cluster = clusterInfo({
    machines: [{ name: 'd1', address: '10.0.0.11', roles: ['control-plane'] }],
    apiServerAddress: '10.0.0.10',
    isolatedRanges,
  });
  const render = (cidr: string, options: object = {}) => {
    const objects = synthesizeObjects((chart) => {
      const plan = planApplication('shop', 'web', { image }, { egressTargets: [{ cidr, ports: [443], ...options }] });
      new Application(chart, 'web', { plan, cluster });
    });
    const { spec } = getObject(objects, 'NetworkPolicy');
    return (spec?.egress as { to: { ipBlock: { cidr: string; except?: string[] } }[] }[])[1]?.to[0]?.ipBlock;
  };
  const expectedExclusions = ['10.244.0.0/16', '10.96.0.0/16', ...metadataRanges, '10.0.0.10', ...isolatedRanges];

  it('excludes own pods, Services, hosts, metadata services and other environments from a larger range', () => {
    const { except = [] } = render('0.0.0.0/0') ?? {};
    for (const range of expectedExclusions) {
      const [first = ''] = range.split('-');
      expect(except.some((part) => isWithinRange(first, part))).toBe(true);
    }
    expect(except).toContain('10.0.0.11/32');
    expect(render('0.0.0.0/0', { includesHosts: true })?.except).not.toContain('10.0.0.11/32');
  });

  it('has exceptions that the API server accepts, and that exclude every isolated address, for any range', () => {
    const address = fc.tuple(fc.constantFrom(0, 1, 9, 96, 244, 245), fc.constantFrom(0, 9, 10), fc.nat(255));
    fc.assert(
      fc.property(address, fc.integer({ min: 0, max: 31 }), address, ([a, b, c], bits, [d, e, f]) => {
        const cidr = networkCidr(`10.${a}.${b}.${c}`, bits);
        const block = render(cidr);
        const except = block?.except ?? [];
        for (const part of except) {
          expect(isWithinRange(part, cidr) && !isWithinRange(cidr, part)).toBe(true);
          expect(except.filter((other) => rangesOverlap(part, other))).toEqual([part]);
        }
        const probe = `10.${d}.${e}.${f}`;
        const isExcluded = isolatedRanges.some((range) => isWithinRange(probe, range));
        const isWhole = isolatedRanges.some((range) => isWithinRange(cidr, range));
        if (isExcluded && isWithinRange(probe, cidr) && !isWhole)
          expect(except.some((part) => isWithinRange(probe, part))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

/** Returns the CIDR of an IPv4 address with the host bits set to zero. */
function networkCidr(address: string, bits: number): string {
  const number = address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
  const network = Math.floor(number / 2 ** (32 - bits)) * 2 ** (32 - bits);
  return `${[24, 16, 8, 0].map((shift) => Math.floor(network / 2 ** shift) % 256).join('.')}/${bits}`;
}

describe('the network of the nodes of an existing cluster', () => {
  const rented = (environment: string, options: object) => ({ kind: 'rented', environment, ...options });
  const web = (calls: readonly object[]) => ({ image, calls });
  const check = (calls: readonly object[], tenant: object = {}, dev: object = { nodeCidrs: ['10.7.0.0/24'] }) =>
    checkPlatformWith({
      clusters: {
        a: rented('dev', dev),
        b: rented('prod', { nodeCidrs: ['10.8.0.0/24'], apiServerCidrs: ['10.9.0.1/32'] }),
      },
      tenants: { shop: { clusters: ['a'], owners: 'o', applications: { web: web(calls) }, ...tenant } },
    });

  it.each([
    ['10.7.0.0/28', 'is within the range of the nodes, 10.7.0.0/24, of cluster', "of cluster 'a'"],
    ['10.8.0.9/32', 'is within the nodes, 10.8.0.0/24, of cluster', "'b' in environment 'prod'"],
    ['10.9.0.1/32', 'is within the control plane', "of cluster 'b' in environment 'prod'"],
  ])('is called by no workload: %s', (cidr, problem, place) => {
    const problems = check([{ cidr }]);
    expect(problems).toEqual([expect.stringContaining(problem)]);
    expect(problems[0]).toContain(place);
  });

  it('is called by workloads that the platform permits it', () => {
    const calls = [{ cidr: '10.7.0.0/28', includesHosts: true }];
    expect(check(calls, { hostEgress: true })).toEqual([hostEgressWarning]);
    expect(check(calls)).toEqual([expect.stringContaining('may not call hosts of its clusters')]);
  });

  it('is a warning where it is not known and workloads call ranges', () => {
    expect(check([{ cidr: '192.0.2.0/24' }], {}, { nodeCidrs: [] })).toEqual([
      'clusters.a: does not declare the addresses of its nodes, so the address ranges that workloads call may include ' +
        'them: tenants.shop.applications.web calls one; set `nodeCidrs`',
    ]);
    expect(check([], {}, { nodeCidrs: [] })).toEqual([]);
    expect(check([{ cidr: '192.0.2.0/24' }])).toEqual([]);
  });

  it('is excluded from larger ranges, as its API servers are, and data services in it are reached by uses only', () => {
    const networkRanges = [{ range: '10.7.0.0/16', owner: 'the network' }] as const;
    const cluster = clusterInfo({ networkRanges, apiServerRanges: ['10.9.0.1/32'] });
    const egress = [
      { peer: { cidr: '10.7.3.0/24' }, ports: [5432] },
      { peer: 'outside-cluster' as const, ports: [443] },
    ];
    const plan = planApplication(
      'shop',
      'web',
      { image },
      { egressTargets: [{ cidr: '10.0.0.0/8', ports: [443] }], additions: [{ egress }] },
    );
    const objects = synthesizeObjects((chart) => {
      new Application(chart, 'web', { plan, cluster });
    });
    const rules = getObject(objects, 'NetworkPolicy').spec?.egress as { to: { ipBlock: IPBlock }[] }[];
    const [, called, data, outside] = rules.map(({ to }) => to[0]?.ipBlock);
    expect(called?.except).toEqual(expect.arrayContaining(['10.7.0.0/16', '10.9.0.1/32']));
    expect(outside?.except).toEqual(expect.arrayContaining(['10.7.0.0/16', '10.9.0.1/32']));
    expect(data).toEqual({ cidr: '10.7.3.0/24' });
  });
});

describe('egress to the API server of an existing cluster', () => {
  it('is limited to the ranges of its API servers where they are known', () => {
    const networkRanges = [{ range: '10.9.0.0/16', owner: 'the network' }] as const;
    const rules = apiServerEgressRules(clusterInfo({ apiServerRanges: ['10.9.0.1/32'], networkRanges }));
    expect(rules).toEqual([
      {
        to: [{ ipBlock: { cidr: '10.9.0.1/32' } }],
        ports: [
          { port: 443, protocol: 'TCP' },
          { port: 6443, protocol: 'TCP' },
        ],
      },
      { to: [{ ipBlock: { cidr: '10.96.0.1/32' } }], ports: [{ port: 443, protocol: 'TCP' }] },
    ]);
  });

  it('includes neither Services, except that of the API, nor metadata services and other environments', () => {
    const isolatedRanges = ['10.1.0.0/16'];
    const [outside, service] = apiServerEgressRules(clusterInfo({ isolatedRanges }));
    expect(outside?.to).toEqual([
      {
        ipBlock: { cidr: '0.0.0.0/0', except: ['10.244.0.0/16', '10.96.0.0/16', ...metadataRanges, ...isolatedRanges] },
      },
    ]);
    expect(service?.to).toEqual([{ ipBlock: { cidr: '10.96.0.1/32' } }]);
  });

  it('includes neither hosts of the cluster nor connections, but its endpoint, which may be the API server', () => {
    const worker = { name: 'w1', address: '192.0.2.11', roles: ['worker'] } as unknown as Machine;
    const connections = { partner: { cidrs: ['198.51.100.0/24'], ports: [443] } };
    const [outside] = apiServerEgressRules(
      clusterInfo({ machines: [worker], connections, apiServerAddress: '192.0.2.10' }),
    );
    const except = outside?.to.flatMap(({ ipBlock }) => ipBlock?.except ?? []);
    expect(except).toEqual(expect.arrayContaining(['192.0.2.11/32', '198.51.100.0/24']));
    expect(except).not.toContain('192.0.2.10/32');
  });

  it('of any kind excludes metadata services, except where a component declares them', () => {
    const cluster = clusterInfo({ capabilities: { logs: {} }, infrastructureCapabilities: ['logs'] });
    const objects = synthesizeObjects((chart) => {
      const egress = [{ peer: { capability: 'logs' } }, { peer: 'outside-cluster' as const }];
      createNetworkPolicy(chart, { name: 'echo', namespace: 'echo' }, { egress }, cluster);
    });
    const rules = getObject(objects, 'NetworkPolicy').spec?.egress as { to: { ipBlock: { except: string[] } }[] }[];
    for (const { to } of rules) expect(to[0]?.ipBlock.except).toContain('169.254.0.0/16');
  });
});

describe('hosts of environments', () => {
  const disks = (dev: object, prod: object) => ({
    clusters: {
      a: { kind: 'rented', environment: 'dev', components: [{ kind: 'disk', ...dev }] },
      b: { kind: 'rented', environment: 'prod', components: [{ kind: 'disk', ...prod }] },
    },
  });

  it('must not be the same for components of two environments', () => {
    const host = 'login.acme.example';
    expect(checkPlatformWith(disks({ hosts: [host] }, { hosts: [host] }))).toEqual([
      `clusters.b.components[disk] is "${host}": the host is already used in environment 'dev', by component 'disk' of cluster 'a'; write a host of environment 'prod', such as one in prod.acme.example`,
    ]);
    expect(checkPlatformWith(disks({ hosts: ['*.acme.example'] }, { hosts: [host] }))).toHaveLength(1);
    expect(checkPlatformWith(disks({ hosts: ['login.dev.acme.example'] }, { hosts: [host] }))).toEqual([]);
  });

  it.each([
    [{ cookieDomains: ['acme.example'] }, { hosts: ['grafana.prod.acme.example'] }],
    [{ cookieDomains: ['acme.example'] }, { cookieDomains: ['acme.example'] }],
    [{ hosts: ['dev.acme.example'] }, { cookieDomains: ['acme.example'] }],
  ])('must not be covered by a cookie domain of another environment: %j and %j', (dev, prod) => {
    const problems = checkPlatformWith(disks(dev, prod));
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems) expect(problem).toContain('its cookie domain covers');
  });

  it('may have a cookie domain of their own environment', () => {
    const dev = { hosts: ['login.dev.acme.example'], cookieDomains: ['dev.acme.example'] };
    expect(checkPlatformWith(disks(dev, { cookieDomains: ['prod.acme.example'] }))).toEqual([]);
  });

  it('include those of applications: a cookie domain of another environment must not cover them', () => {
    const platform = disks({ cookieDomains: ['acme.example'] }, {});
    const withIngress = { provides: { network: {}, 'network-policy': {}, dns: {}, ingress: {} } };
    const clusters = { ...platform.clusters, b: { ...platform.clusters.b, ...withIngress } };
    const web = { image, ingress: 'shop.acme.example' };
    const tenants = { shop: { clusters: ['b'], owners: 'o', applications: { web } } };
    expect(checkPlatformWith({ clusters, tenants })).toEqual([expect.stringContaining('covers shop.acme.example')]);
  });

  it('of an application are a warning if two environments share one', () => {
    const web = { ingress: 'x.acme.example' };
    expect(checkPlatformWith(twoEnvironments(web, { clusters: ['dev1', 'prod1'] }))).toEqual([
      "tenants.shop.applications.web.ingress is \"x.acme.example\": is the same host in environments 'dev' and 'prod', but a DNS name can point to one of them only; write a host for each environment in `perEnvironment`",
    ]);
    expect(checkPlatformWith(twoEnvironments(web, { clusters: ['prod1'] }))).toEqual([]);
  });
});

describe('ORY', () => {
  const dev = clusterInfo({ domain: 'acme.example', environmentDomain: 'dev.acme.example' });
  const single = clusterInfo({ domain: 'acme.example' });

  it('has hosts of the environment by default, and cookies of one host', () => {
    expect(ory.hosts({}, dev)).toEqual(['accounts.dev.acme.example', 'login.dev.acme.example']);
    expect(ory.hosts({}, single)).toEqual(['accounts.acme.example', 'login.acme.example']);
    expect(ory.cookieDomains({}, dev)).toEqual([]);
  });

  it('has a cookie domain for pages on another host, that its host is in', () => {
    const pages = 'https://people.acme.example';
    expect(ory.cookieDomains({ kratos: { pages } }, dev)).toEqual(['dev.acme.example']);
    expect(ory.cookieDomains({ kratos: { pages, host: 'accounts.acme.example' } }, dev)).toEqual(['acme.example']);
    expect(ory.cookieDomains({ kratos: { pages } }, single)).toEqual(['acme.example']);
  });

  it('declares cookie domains that its values set', () => {
    const values = {
      kratos: { config: { cookies: { domain: '.acme.example' }, session: { cookie: { domain: 'x.y' } } } },
    };
    const context = {
      ...{ name: 'ory', realm: false, gateNamespace: 'tenant-login', cluster: dev },
      databases: 'secrets' as const,
    };
    expect(listCookieDomains(kratosOptions.parse({ values }), context)).toEqual(['acme.example', 'x.y']);
  });
});
