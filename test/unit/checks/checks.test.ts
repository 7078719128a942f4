import { existing } from '../../../constructs/clusters/existing';
import { applications, cluster, checkPlatformWith, machineCluster, validPlatform } from '../../support/problems';

const image = 'registry.test.example/app:1';
const withIngress = { provides: { network: {}, 'network-policy': {}, dns: {}, ingress: {} } };

/** Expects exactly one problem. */
function expectProblem(entries: object, expected: string | RegExp): void {
  expect(checkPlatformWith(entries)).toEqual([
    typeof expected === 'string' ? expect.stringContaining(expected) : expect.stringMatching(expected),
  ]);
}

it('accepts a valid platform', () => {
  expect(checkPlatformWith({})).toEqual([]);
});

it('rejects hosts of applications that the platform names as its own servers, and its domain', () => {
  const clusters = cluster({
    provides: { ...withIngress.provides, logs: { url: 'https://logs.acme.example:9200/api' } },
  });
  const check = (ingress: string, options: object = {}) =>
    checkPlatformWith({ ...clusters, ...applications({ web: { image, ingress } }, options) });
  expect(check('logs.acme.example')).toEqual([
    expect.stringMatching(
      /ingress is "logs\.acme\.example": is the host in clusters\.a\.provides\.logs\.url, which belongs/,
    ),
  ]);
  expect(check('acme.example')).toEqual([expect.stringContaining('is the domain of the platform, which belongs to')]);
  expect(check('shop.acme.example')).toEqual([]);
  expect(check('logs.acme.example', { domains: ['logs.acme.example'] })).toEqual([]);
});

describe('a host of a server that others use', () => {
  const bank = { clusters: ['a'], owners: 'bank' };
  const ledger = { image: 'harbor.acme.example/bank/ledger:1', uses: { database: { server: 'db.acme.example' } } };
  const platform = {
    ...cluster({
      ...withIngress,
      registryMirror: 'mirror.acme.example',
      components: [
        {
          kind: 'disk',
          cookieDomains: ['signed.acme.example/*', '--rfc2136-host=ns1.acme.example,ops@mail.acme.example'],
        },
      ],
    }),
    tenants: {
      bank: { ...bank, registries: ['registry.acme.example/bank', 'harbor.acme.example'], applications: { ledger } },
    },
  };
  const hostsOf = (ingress: string, options: object = {}) => {
    const web = {
      image: 'own-registry.acme.example/shop/web:1',
      ingress,
      uses: { database: { server: 'own-db.acme.example' } },
    };
    const shop = { clusters: ['a'], owners: 'o', applications: { web }, ...options };
    return checkPlatformWith({ ...platform, tenants: { ...platform.tenants, shop } }).filter((problem) =>
      problem.includes(`is "${ingress}": is the host in `),
    );
  };

  it.each(['mirror', 'signed', 'ns1', 'harbor', 'registry', 'db', 'own-registry'])(
    'is not the host of an application: %s.acme.example',
    (name) => {
      expect(hostsOf(`${name}.acme.example`)).toHaveLength(1);
      expect(hostsOf(`${name}.acme.example`, { domains: [`${name}.acme.example`] })).toEqual([]);
    },
  );

  it.each(['mail', 'own-db', 'shop'])('may be named elsewhere: %s.acme.example', (name) => {
    expect(hostsOf(`${name}.acme.example`)).toEqual([]);
  });
});

describe('names and references', () => {
  it.each([
    [
      'a cluster in an undefined environment',
      cluster({ environment: 'test' }),
      'clusters.a.environment is "test": is not a defined environment',
    ],
    [
      'a tenant on an undefined cluster',
      { tenants: { shop: { clusters: ['x'], owners: 'o' } } },
      'tenants.shop.clusters[0] is "x": is not a defined cluster',
    ],
    [
      'an application on a cluster that is not in `clusters` of its tenant',
      applications({ web: { image, clusters: ['b'] } }),
      'is not a cluster of this tenant',
    ],
    [
      'an application in a namespace that its tenant does not have',
      applications({ web: { image, namespace: 'other' } }),
      'is not a namespace of this tenant',
    ],
    [
      'configuration for an undefined environment',
      applications({ web: { image, perEnvironment: { test: { replicas: 1 } } } }),
      'perEnvironment.test is "test": is not a defined environment',
    ],
    [
      'an environment that is listed twice',
      { environments: ['dev', 'prod', 'dev'] },
      'environments[2] is "dev": is listed twice',
    ],
    [
      'two components with the same name',
      cluster({ components: [{ kind: 'disk' }, { kind: 'gate', name: 'disk' }] }),
      'two components of this cluster have the same name',
    ],
  ])('rejects %s', (_, entries, expected) => {
    expect(checkPlatformWith(entries)[0]).toContain(expected);
  });

  it('rejects namespaces of a tenant that belong to Kubernetes, to another tenant or to a component', () => {
    expectProblem(
      { tenants: { 'kube-shop': { clusters: ['a'], owners: 'o' } } },
      'the namespace is reserved for Kubernetes',
    );
    const tenants = {
      shop: { clusters: ['a'], owners: 'o', namespaces: { bank: {} } },
      bank: { clusters: ['b'], owners: 'bankers' },
    };
    expectProblem({ tenants }, /^tenants\.bank is "bank": the namespace already belongs to tenant 'shop'/);
    const disk = {
      ...cluster({ components: [{ kind: 'disk' }] }),
      tenants: { disk: { clusters: ['a'], owners: 'o' } },
    };
    expectProblem(disk, "the namespace already belongs to a component of cluster 'a'");
  });

  it('rejects names that are too long for a Helm release', () => {
    const tenant = 't'.repeat(50);
    expectProblem(
      { tenants: { [tenant]: { clusters: ['a'], owners: 'o' } } },
      'the release name has 57 characters, but Helm allows 53; write a name that is 4 characters shorter',
    );
    expectProblem(
      cluster({ components: [{ kind: 'gate', name: 'g'.repeat(50) }] }),
      'the release name has 60 characters, but Helm allows 53',
    );
  });

  it.each([
    [
      'tenant-shop',
      'tenants.shop is "tenant-shop": the release name is already used by clusters.a.components[tenant-shop]',
    ],
    [
      'admission-policies',
      'clusters.a.components[admission-policies] is "admission-policies": the release name is already used by clusters.a',
    ],
  ])('rejects two releases with the same name (%s)', (name, message) => {
    const components = [{ kind: 'disk', name }];
    expectProblem({ ...cluster({ components }), tenants: { shop: { clusters: ['a'], owners: 'o' } } }, message);
  });
});

describe('the name of a workload', () => {
  const named = (app: string) =>
    checkPlatformWith({
      ...cluster({
        provides: {
          network: {},
          'network-policy': {},
          dns: {},
          database: {
            url: 'postgresql://db.databases:5432',
            namespace: 'databases',
            operatedPods: { labels: ['db.example/'], app },
          },
        },
      }),
      ...applications({ postgresql: { image: 'registry.test.example/app:1' } }),
    });

  it('is not the name label of pods that an operator creates', () => {
    expect(named('postgresql')).toEqual([
      "tenants.shop.applications.postgresql: is reserved for pods of an operator on cluster 'a', which have this name as a label; write another name",
    ]);
    expect(named('mysql')).toEqual([]);
  });
});

describe('capabilities', () => {
  it('rejects a component whose required capability nothing provides', () => {
    expectProblem(
      cluster({ components: [{ kind: 'watch' }] }),
      /^clusters\.a\.components\[watch\] is "watch": requires 'storage'/,
    );
  });

  it('rejects two providers of an exclusive capability', () => {
    expectProblem(
      cluster({ components: [{ kind: 'gate' }, { kind: 'gate', name: 'other' }] }),
      "'ingress' is provided by 'gate' and 'other'",
    );
    const secondNetwork = cluster({ components: [{ kind: 'net', policies: false }] });
    expectProblem(secondNetwork, "'network' is provided by the infrastructure and 'net'");
  });

  it('rejects two components that require exclusive use of a resource', () => {
    expectProblem(
      cluster({
        components: [
          { kind: 'disk', all: true },
          { kind: 'disk', name: 'other', all: true },
        ],
      }),
      "clusters.a.components[other]: requires exclusive use of every empty disk, as 'disk' does; write all: false",
    );
  });

  it('rejects components that depend on each other in a cycle', () => {
    expectProblem(
      cluster({ components: [{ kind: 'chicken' }, { kind: 'egg' }] }),
      "clusters.a.components[chicken]: components 'chicken', 'egg' depend on each other in a cycle",
    );
  });

  it('rejects tenants on a cluster that does not enforce NetworkPolicies', () => {
    const withoutNetworkPolicies = cluster({ provides: { dns: {} }, components: [{ kind: 'net', policies: false }] });
    expect(checkPlatformWith(withoutNetworkPolicies)).toEqual([]);
    expectProblem(
      { ...withoutNetworkPolicies, tenants: { shop: { clusters: ['a'], owners: 'o' } } },
      'isolated by NetworkPolicies, which nothing on this cluster enforces',
    );
  });

  it('warns of tenants on an existing cluster that does not declare NetworkPolicies', () => {
    const check = (provides: object) => checkPlatformWith({ ...cluster({ provides }), ...applications({}) });
    const { provides } = existing.schema.parse({ kubeconfig: 'k' });
    expect(check(provides)).toEqual([
      expect.stringMatching(
        /^clusters\.a: does not declare that its network enforces NetworkPolicies: .* add 'network-policy': {}/,
      ),
    ]);
    expect(check({ ...provides, 'network-policy': {} })).toEqual([]);
    expect(checkPlatformWith(cluster({ provides }))).toEqual([]);
  });

  it('rejects delivery by Argo CD on a cluster without Argo CD', () => {
    expectProblem(
      cluster({ delivery: 'argo-cd' }),
      /^clusters\.a\.delivery is "argo-cd": requires Argo CD, which nothing on this cluster provides/,
    );
    expect(checkPlatformWith(cluster({ delivery: 'argo-cd', components: [{ kind: 'courier' }] }))).toEqual([]);
  });

  it('rejects a chart that does not support the Kubernetes version of the cluster', () => {
    expectProblem(
      cluster({ kubernetes: '1.33', components: [{ kind: 'gate' }] }),
      'chart gate 1.2.3 requires Kubernetes >=1.34.0-0',
    );
  });
});

describe('addresses', () => {
  const oneControlPlane = { controlPlanes: { cp1: '10.0.0.11' } };

  it.each([
    ['ranges that overlap', { ...oneControlPlane, podCidr: '10.96.0.0/12' }, 'overlaps with serviceCidr 10.96.0.0/16'],
    [
      'IPv6 ranges that overlap',
      { controlPlanes: { cp1: 'fd00::11' }, podCidr: 'fd83:67::/64', serviceCidr: 'fd83:67::/108' },
      'overlaps with serviceCidr fd83:67::/108',
    ],
    [
      'a host address within podCidr',
      { controlPlanes: { cp1: '10.244.0.11' } },
      "contains the address 10.244.0.11 of host 'cp1'",
    ],
    [
      'an even number of etcd members',
      { controlPlanes: { a: '10.0.0.1', b: '10.0.0.2' } },
      'clusters.a.controlPlanes is 2: an even number of etcd members',
    ],
    [
      'an address of two hosts',
      { ...oneControlPlane, workers: { w1: '10.0.0.11' } },
      'the address is already used by host cp1',
    ],
  ])('rejects %s', (_, options, expected) => {
    expectProblem(machineCluster(options), expected);
  });

  it('rejects a host name in two clusters', () => {
    const clusterAt = (address: string) =>
      (machineCluster({ controlPlanes: { cp1: address } }) as { clusters: { a: object } }).clusters.a;
    expectProblem(
      { clusters: { a: clusterAt('10.0.0.1'), b: clusterAt('10.0.0.2') } },
      "the host name is already used by host cp1 of cluster 'a'",
    );
  });
});

describe('hostnames', () => {
  const twoTenants = (shopWeb: object, bankWeb: object) => ({
    ...cluster(withIngress),
    tenants: {
      shop: { clusters: ['a'], owners: 'o', applications: { web: { image, ...shopWeb } } },
      bank: { clusters: ['a'], owners: 'bankers', applications: { web: { image, ...bankWeb } } },
    },
  });

  it('rejects a host that two tenants use', () => {
    expectProblem(
      twoTenants({ ingress: 'x.acme.example' }, { ingress: ['y.acme.example', 'x.acme.example'] }),
      /^tenants\.bank\..*the host is already used by shop\/web/,
    );
  });

  it('rejects a host that a component of any cluster uses', () => {
    const withComponentHosts = (...hosts: string[]) => ({
      ...twoTenants({ ingress: 'x.acme.example' }, {}),
      clusters: {
        a: { ...validPlatform.clusters.a, ...withIngress },
        b: { ...validPlatform.clusters.b, components: [{ kind: 'disk', hosts }] },
      },
    });
    expectProblem(
      withComponentHosts('x.acme.example'),
      /^tenants\.shop\.applications\.web\.ingress is "x\.acme\.example": the host is already used by component 'disk' of cluster 'b'/,
    );
    expectProblem(
      withComponentHosts('*.acme.example'),
      "*.acme.example is already used by component 'disk' of cluster 'b'",
    );
    expect(checkPlatformWith(withComponentHosts('acme.example', '*.x.acme.example'))).toEqual([]);
  });

  it('rejects a host that two components of a cluster use', () => {
    const disks = (...hostLists: string[][]) =>
      cluster({ components: hostLists.map((hosts, index) => ({ kind: 'disk', name: `disk-${index}`, hosts })) });
    expectProblem(
      disks(['x.acme.example'], ['x.acme.example']),
      /^clusters\.a\.components\[disk-1\].*the host is already used by component 'disk-0' of cluster 'a'/,
    );
    expectProblem(
      disks(['y.x.acme.example'], ['x.acme.example', '*.x.acme.example']),
      /^clusters\.a\.components\[disk-0\]/,
    );
    expect(checkPlatformWith(disks(['x.acme.example', '*.x.acme.example'], ['y.acme.example']))).toEqual([]);
  });

  it('rejects a host outside the domains of the tenant', () => {
    expectProblem(twoTenants({ ingress: 'x.other.example' }, {}), "is not in a domain of tenant 'shop'");
    expectProblem(twoTenants({ ingress: 'notacme.example' }, {}), "is not in a domain of tenant 'shop'");
  });

  it('rejects `ingress` on a cluster without an ingress controller', () => {
    expectProblem(
      applications({ web: { image, ingress: 'x.acme.example' } }),
      "nothing on cluster 'a' provides 'ingress'",
    );
  });

  it('warns about `metrics` where nothing provides them', () => {
    expectProblem(
      applications({ web: { image, metrics: '/metrics' } }),
      "nothing on cluster 'a' provides 'metrics': no PodMonitor is written",
    );
  });
});

describe('access', () => {
  const callerAndCallee = (web: object, ledger: object, calleeClusters = ['a']) => ({
    tenants: {
      shop: { clusters: ['a'], owners: 'o', applications: { web: { image, ...web } } },
      bank: { clusters: calleeClusters, owners: 'bankers', applications: { ledger: { image, ...ledger } } },
    },
  });

  it('rejects a call to another tenant that the callee does not allow', () => {
    expectProblem(
      callerAndCallee({ calls: ['bank/ledger'] }, {}),
      /does not allow calls from this application; add 'shop\/web' to tenants\.bank/,
    );
    expect(checkPlatformWith(callerAndCallee({ calls: ['bank/ledger'] }, { allows: ['shop/web'] }))).toEqual([]);
  });

  it('rejects a call to an application that does not run in the environment of the caller', () => {
    expectProblem(
      callerAndCallee({ calls: ['bank/ledger'] }, { allows: ['shop/web'] }, ['b']),
      "runs on no cluster of environment 'dev'",
    );
  });

  it('rejects `calls` and `allows` that refer to undefined applications', () => {
    expectProblem(
      applications({ web: { image, calls: ['aip'] }, api: { image } }),
      "is not a defined application; write 'api'",
    );
    // Not the application itself, which needs no permission.
    expectProblem(
      applications({ web: { image, calls: ['wbe'] }, api: { image } }),
      "is not a defined application; write 'api'",
    );
    expectProblem(
      callerAndCallee({ calls: ['bnak/ledger'] }, {}),
      "names the tenant 'bnak', which is not defined; write 'bank/ledger'",
    );
    expectProblem(
      callerAndCallee({ calls: ['bnak/leger'] }, {}),
      "names the tenant 'bnak', which is not defined; write 'bank'",
    );
    expectProblem(callerAndCallee({}, { allows: ['shop/wbe'] }), "is not a defined application; write 'shop/web'");
    expectProblem(
      applications({ web: { image, calls: ['web'] } }),
      'is the application itself, which needs no permission',
    );
  });

  it('accepts calls between applications of one tenant', () => {
    expect(checkPlatformWith(applications({ api: { image }, web: { image, calls: ['api'] } }))).toEqual([]);
  });
});
