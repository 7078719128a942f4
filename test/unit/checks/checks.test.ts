import { applications, cluster, checkPlatformWith, machineCluster, validPlatform } from '../../support/problems';

const image = 'registry.test.example/app:1';
const served = { provides: { network: {}, 'network-policy': {}, dns: {}, ingress: {} } };

/** Exactly one mistake, which reads so. */
function expectOne(change: object, text: string | RegExp): void {
  expect(checkPlatformWith(change)).toEqual([
    typeof text === 'string' ? expect.stringContaining(text) : expect.stringMatching(text),
  ]);
}

it('finds nothing in a platform that is sound', () => {
  expect(checkPlatformWith({})).toEqual([]);
});

describe('names', () => {
  it.each([
    [
      'a cluster of an unknown environment',
      cluster({ environment: 'test' }),
      'clusters.a.environment is "test": no such environment',
    ],
    [
      'a tenant on an unknown cluster',
      { tenants: { shop: { clusters: ['x'], owners: 'o' } } },
      'tenants.shop.clusters[0] is "x": no such cluster',
    ],
    [
      "an application on a cluster that is not its tenant's",
      applications({ web: { image, clusters: ['b'] } }),
      'no such cluster of this tenant',
    ],
    [
      "an application in a namespace that is not its tenant's",
      applications({ web: { image, namespace: 'other' } }),
      'no such namespace of this tenant',
    ],
    [
      'configuration for an unknown environment',
      applications({ web: { image, perEnvironment: { test: { replicas: 1 } } } }),
      'perEnvironment.test is "test": no such environment',
    ],
    [
      'an environment that stands twice',
      { environments: ['dev', 'prod', 'dev'] },
      'environments[2] is "dev": stands here twice',
    ],
    [
      'two components of one name',
      cluster({ components: [{ kind: 'disk' }, { kind: 'gate', name: 'disk' }] }),
      'two components of one cluster share this name',
    ],
  ])('refuses %s', (_, change, text) => {
    expect(checkPlatformWith(change)[0]).toContain(text);
  });

  it('refuses namespaces that belong to Kubernetes, to another tenant, or to a component', () => {
    expectOne({ tenants: { 'kube-shop': { clusters: ['a'], owners: 'o' } } }, 'belongs to Kubernetes itself');
    const two = {
      shop: { clusters: ['a'], owners: 'o', namespaces: { bank: {} } },
      bank: { clusters: ['b'], owners: 'o' },
    };
    expectOne({ tenants: two }, /^tenants\.bank is "bank": the namespace belongs to tenant 'shop' already/);
    const disk = {
      ...cluster({ components: [{ kind: 'disk' }] }),
      tenants: { disk: { clusters: ['a'], owners: 'o' } },
    };
    expectOne(disk, "the namespace belongs to a component of cluster 'a'");
  });

  it('refuses names that grow too long once composed', () => {
    const long = 't'.repeat(50);
    expectOne(
      { tenants: { [long]: { clusters: ['a'], owners: 'o' } } },
      'has 57 characters, and Helm takes 53; write a name that is shorter by 4',
    );
    expectOne(
      cluster({ components: [{ kind: 'gate', name: 'g'.repeat(50) }] }),
      'has 60 characters, and Helm takes 53',
    );
  });

  it.each(['tenant-shop', 'rules-shop'])('refuses two releases of one name (%s)', (name) => {
    const change = {
      ...cluster({ components: [{ kind: 'disk', name }] }),
      tenants: { shop: { clusters: ['a'], owners: 'o' } },
    };
    expectOne(
      change,
      `tenants.shop is "${name}": two releases of one cluster would have this name: clusters.a.components[${name}]`,
    );
  });
});

describe('capabilities', () => {
  it('refuses a need that nobody meets', () => {
    expectOne(
      cluster({ components: [{ kind: 'watch' }] }),
      /^clusters\.a\.components\[watch\] is "watch": needs 'storage'/,
    );
  });

  it('refuses two that provide what one may', () => {
    expectOne(
      cluster({ components: [{ kind: 'gate' }, { kind: 'gate', name: 'other' }] }),
      "'ingress' is provided by 'gate' and 'other'",
    );
    const twice = cluster({ components: [{ kind: 'net', policies: false }] });
    expectOne(twice, "'network' is provided by the infrastructure and 'net'");
  });

  it('refuses two that take for themselves what a cluster has once', () => {
    expectOne(
      cluster({
        components: [
          { kind: 'disk', all: true },
          { kind: 'disk', name: 'other', all: true },
        ],
      }),
      "clusters.a.components[other]: takes every empty disk, as 'disk' does: a cluster has it once; write all: false",
    );
  });

  it('refuses a circle of needs', () => {
    expectOne(
      cluster({ components: [{ kind: 'chicken' }, { kind: 'egg' }] }),
      "each of 'chicken', 'egg' needs another of them before it",
    );
  });

  it('refuses tenants where nothing enforces network policies', () => {
    const open = cluster({ provides: { dns: {} }, components: [{ kind: 'net', policies: false }] });
    expect(checkPlatformWith(open)).toEqual([]);
    expectOne(
      { ...open, tenants: { shop: { clusters: ['a'], owners: 'o' } } },
      'nothing on this cluster enforces them',
    );
  });

  it('refuses Argo CD as delivery where there is none', () => {
    expectOne(
      cluster({ delivery: 'argo-cd' }),
      /^clusters\.a\.delivery is "argo-cd": there is no Argo CD on this cluster/,
    );
    expect(checkPlatformWith(cluster({ delivery: 'argo-cd', components: [{ kind: 'courier' }] }))).toEqual([]);
  });

  it('refuses a chart on a Kubernetes that it refuses', () => {
    expectOne(
      cluster({ kubernetes: '1.33', components: [{ kind: 'gate' }] }),
      'chart gate 1.2.3 wants Kubernetes >=1.34.0-0',
    );
  });
});

describe('addresses', () => {
  const one = { controlPlanes: { cp1: '10.0.0.11' } };

  it.each([
    ['ranges that overlap', { ...one, podCidr: '10.96.0.0/12' }, 'overlaps with the service range 10.96.0.0/16'],
    [
      'a host inside the pod range',
      { controlPlanes: { cp1: '10.244.0.11' } },
      "the address 10.244.0.11 of host 'cp1' lies in it",
    ],
    [
      'an even number of etcd members',
      { controlPlanes: { a: '10.0.0.1', b: '10.0.0.2' } },
      'an even number of etcd members',
    ],
    ['an address used twice', { ...one, workers: { w1: '10.0.0.11' } }, 'the address is used already, by cp1'],
  ])('refuses %s', (_, options, text) => {
    expectOne(machineCluster(options), text);
  });

  it('refuses one host in two clusters', () => {
    const rack = (address: string) => ({
      ...(machineCluster({ controlPlanes: { cp1: address } }) as { clusters: { a: object } }).clusters.a,
    });
    expectOne(
      { clusters: { a: rack('10.0.0.1'), b: rack('10.0.0.2') } },
      "the host is used already, by cp1 of cluster 'a'",
    );
  });
});

describe('ingress', () => {
  const two = (first: object, second: object) => ({
    ...cluster(served),
    tenants: {
      shop: { clusters: ['a'], owners: 'o', applications: { web: { image, ...first } } },
      bank: { clusters: ['a'], owners: 'o', applications: { web: { image, ...second } } },
    },
  });

  it('refuses a host that two tenants claim', () => {
    expectOne(
      two({ ingress: 'x.acme.example' }, { ingress: ['y.acme.example', 'x.acme.example'] }),
      /^tenants\.bank\..*the host is claimed by shop\/web already/,
    );
  });

  it('refuses a host of a component, on whichever cluster', () => {
    const shown = (...hosts: string[]) => ({
      ...two({ ingress: 'x.acme.example' }, {}),
      clusters: {
        a: { ...validPlatform.clusters.a, ...served },
        b: { ...validPlatform.clusters.b, components: [{ kind: 'disk', hosts }] },
      },
    });
    expectOne(
      shown('x.acme.example'),
      /^tenants\.shop\.applications\.web\.ingress is "x\.acme\.example": the host is claimed by component 'disk' of cluster 'b' already/,
    );
    expectOne(shown('*.acme.example'), "*.acme.example is claimed by component 'disk' of cluster 'b' already");
    expect(checkPlatformWith(shown('acme.example', '*.x.acme.example'))).toEqual([]);
  });

  it('refuses a host that two components of a cluster serve', () => {
    const disks = (...hosts: string[][]) =>
      cluster({ components: hosts.map((each, index) => ({ kind: 'disk', name: `disk-${index}`, hosts: each })) });
    expectOne(
      disks(['x.acme.example'], ['x.acme.example']),
      /^clusters\.a\.components\[disk-1\].*the host is claimed by component 'disk-0' of cluster 'a' already/,
    );
    expectOne(
      disks(['y.x.acme.example'], ['x.acme.example', '*.x.acme.example']),
      /^clusters\.a\.components\[disk-0\]/,
    );
    expect(checkPlatformWith(disks(['x.acme.example', '*.x.acme.example'], ['y.acme.example']))).toEqual([]);
  });

  it("refuses a host outside of the tenant's domains", () => {
    expectOne(two({ ingress: 'x.other.example' }, {}), "lies outside the domains of tenant 'shop'");
    expectOne(two({ ingress: 'notacme.example' }, {}), 'lies outside');
  });

  it('refuses a host where nothing serves ingresses', () => {
    expectOne(applications({ web: { image, ingress: 'x.acme.example' } }), "nothing on cluster 'a' provides 'ingress'");
  });
});

describe('access', () => {
  const shop = (web: object, ledger: object, on = ['a']) => ({
    tenants: {
      shop: { clusters: ['a'], owners: 'o', applications: { web: { image, ...web } } },
      bank: { clusters: on, owners: 'o', applications: { ledger: { image, ...ledger } } },
    },
  });

  it('refuses a call that the callee does not allow: nobody lets himself in', () => {
    expectOne(
      shop({ calls: ['bank/ledger'] }, {}),
      /does not let this application in; add 'shop\/web' to tenants\.bank/,
    );
    expect(checkPlatformWith(shop({ calls: ['bank/ledger'] }, { allows: ['shop/web'] }))).toEqual([]);
  });

  it('refuses a call to an application that no cluster of the environment runs', () => {
    expectOne(
      shop({ calls: ['bank/ledger'] }, { allows: ['shop/web'] }, ['b']),
      "runs on no cluster of environment 'dev'",
    );
  });

  it('refuses calls and leave that name nobody', () => {
    expectOne(applications({ web: { image, calls: ['wbe'] } }), "no such application; write 'web'");
    expectOne(shop({}, { allows: ['shop/wbe'] }), "no such application; write 'shop/web'");
    expectOne(applications({ web: { image, calls: ['web'] } }), 'need not say that it calls itself');
  });

  it('finds nothing wrong in what every tenant of a sound platform does', () => {
    expect(
      checkPlatformWith({ ...validPlatform, ...applications({ api: { image }, web: { image, calls: ['api'] } }) }),
    ).toEqual([]);
  });
});
