import { application } from '../../src/definition/application';
import { disk, gate, names, net, rack, rented, testing } from '../support/kinds';

/**
 * What must not compile. The compiler holds these (`npm run typecheck`): a comment that expects an error where there is
 * none is an error itself. Run, they only show that the data goes through unchanged.
 */
const { definePlatform } = testing;
const platform = { name: 'p', domain: 'p.example', environments: ['dev', 'prod'] } as const;
const dc1 = rented({ environment: 'dev' });
const image = 'registry.test.example/app:1';

describe('a description in TypeScript', () => {
  it('compiles where every name in it is known, and goes through unchanged', () => {
    const described = definePlatform({
      ...platform,
      clusters: {
        dc1: rack({
          environment: 'dev',
          ssh: { user: 'ops' },
          controlPlanes: { cp1: '10.0.0.11' },
          components: [net({ tuning: { mtu: 1400 } }), names(), gate({ name: 'inner', replicas: 3 }), disk()],
        }),
        eu1: dc1,
      },
      tenants: {
        shop: {
          clusters: ['dc1', 'eu1'],
          owners: 'devs',
          applications: {
            api: application({ image, allows: ['bank/teller'] }),
            web: application({ image, calls: ['api', { host: 'api.example', ports: [443] }], clusters: ['dc1'] }),
            job: { image, calls: ['bank/ledger'], perEnvironment: { prod: { replicas: 5 } } },
          },
        },
        bank: {
          clusters: ['dc1'],
          owners: 'bankers',
          applications: {
            ledger: application({ image, allows: ['shop/job'] }),
            teller: { image, calls: ['shop/api'] },
          },
        },
      },
    });
    expect(described.clusters.dc1).toEqual({
      kind: 'rack',
      environment: 'dev',
      ssh: { user: 'ops' },
      controlPlanes: { cp1: '10.0.0.11' },
      components: [
        { kind: 'net', tuning: { mtu: 1400 } },
        { kind: 'names' },
        { kind: 'gate', name: 'inner', replicas: 3 },
        { kind: 'disk' },
      ],
    });
    expect(described.tenants?.shop.applications?.api).toEqual({ image, allows: ['bank/teller'] });
  });

  it('does not compile with a cluster that is not there', () => {
    definePlatform({
      ...platform,
      clusters: { dc1 },
      // @ts-expect-error 'dc2' is no cluster
      tenants: { shop: { clusters: ['dc1', 'dc2'], owners: 'devs' } },
    });
    definePlatform({
      ...platform,
      clusters: { dc1 },
      // @ts-expect-error 'dc2' is no cluster
      tenants: { shop: { clusters: ['dc1'], owners: 'devs', applications: { web: { image, clusters: ['dc2'] } } } },
    });
    definePlatform({
      ...platform,
      clusters: { dc1 },
      tenants: {
        shop: {
          clusters: ['dc1'],
          owners: 'devs',
          // @ts-expect-error 'dc2' is no cluster
          applications: { web: application({ image, clusters: ['dc2'] }) },
        },
      },
    });
  });

  it('does not compile with a call to an application that is not there', () => {
    const tenants = { clusters: ['dc1'], owners: 'devs' } as const;
    definePlatform({
      ...platform,
      clusters: { dc1 },
      tenants: {
        // @ts-expect-error 'apii' is no application of this tenant
        shop: { ...tenants, applications: { api: { image }, web: { image, calls: ['apii'] } } },
      },
    });
    definePlatform({
      ...platform,
      clusters: { dc1 },
      tenants: {
        // @ts-expect-error 'apii' is no application of this tenant
        shop: { ...tenants, applications: { api: { image }, web: application({ image, calls: ['apii'] }) } },
      },
    });
    definePlatform({
      ...platform,
      clusters: { dc1 },
      tenants: {
        // @ts-expect-error 'ledgerr' is no application of tenant 'bank'
        shop: { ...tenants, applications: { web: application({ image, calls: ['bank/ledgerr'] }) } },
        bank: { ...tenants, applications: { ledger: { image } } },
      },
    });
    definePlatform({
      ...platform,
      clusters: { dc1 },
      tenants: {
        shop: { ...tenants, applications: { web: { image } } },
        // @ts-expect-error nobody is called 'shop/wbe'
        bank: { ...tenants, applications: { ledger: application({ image, allows: ['shop/wbe'] }) } },
      },
    });
    // The own tenant's applications are known by their names alone.
    definePlatform({
      ...platform,
      clusters: { dc1 },
      tenants: {
        shop: { ...tenants, applications: { web: { image } } },
        // @ts-expect-error 'web' is an application of another tenant
        bank: { ...tenants, applications: { ledger: { image, calls: ['web'] } } },
      },
    });
  });

  it('does not compile with an environment that is not there', () => {
    definePlatform({
      ...platform,
      // @ts-expect-error 'test' is no environment
      clusters: { dc1: rented({ environment: 'test' }) },
    });
    definePlatform({
      ...platform,
      clusters: { dc1 },
      tenants: {
        shop: {
          clusters: ['dc1'],
          owners: 'devs',
          // @ts-expect-error 'test' is no environment
          applications: { web: { image, perEnvironment: { test: { replicas: 1 } } } },
        },
      },
    });
    definePlatform({
      ...platform,
      clusters: { dc1 },
      tenants: {
        shop: {
          clusters: ['dc1'],
          owners: 'devs',
          // @ts-expect-error 'test' is no environment
          applications: { web: application({ image, perEnvironment: { test: { replicas: 1 } } }) },
        },
      },
    });
  });

  it('does not compile with an option that a component does not have', () => {
    // @ts-expect-error gate has no 'replica'
    gate({ replica: 2 });
    // @ts-expect-error net's tuning has no 'mut'
    net({ tuning: { mut: 1400 } });
    // @ts-expect-error names has no options
    names({ replicas: 2 });
    // @ts-expect-error 'loud' is no level
    gate({ level: 'loud' });
    // @ts-expect-error one is no number
    gate({ replicas: 'one' });
    definePlatform({
      ...platform,
      // @ts-expect-error gate, as data, has no 'replica'
      clusters: { dc1: { kind: 'rented', environment: 'dev', components: [{ kind: 'gate', replica: 2 }] } },
    });
    definePlatform({
      ...platform,
      // @ts-expect-error 'gaet' is no kind
      clusters: { dc1: { kind: 'rented', environment: 'dev', components: [{ kind: 'gaet' }] } },
    });
  });

  it('does not compile with an option that a cluster or an application does not have', () => {
    const ssh = { user: 'ops' };
    // @ts-expect-error rack has no 'controlPlane'
    rack({ environment: 'dev', ssh, controlPlanes: {}, controlPlane: {} });
    // @ts-expect-error its ssh has no 'prot'
    rack({ environment: 'dev', ssh: { user: 'ops', prot: 22 }, controlPlanes: {} });
    // @ts-expect-error ssh is missing
    rack({ environment: 'dev', controlPlanes: {} });
    // @ts-expect-error 1.20 is no version that is supported
    rented({ environment: 'dev', kubernetes: '1.20' });
    definePlatform({
      ...platform,
      // @ts-expect-error a rack's ssh has no 'prot'
      clusters: { dc1: { kind: 'rack', environment: 'dev', ssh: { user: 'ops', prot: 22 }, controlPlanes: {} } },
    });
    definePlatform({
      ...platform,
      // @ts-expect-error in a wrapper, too, 'gaet' is no kind
      clusters: { dc1: rented({ environment: 'dev', components: [{ kind: 'gaet' }] }) },
    });
    definePlatform({
      ...platform,
      // @ts-expect-error in a wrapper, too, one is no number
      clusters: { dc1: rented({ environment: 'dev', components: [{ kind: 'gate', replicas: 'one' }] }) },
    });
    // @ts-expect-error an application has no 'prot'
    application({ image, prot: 8080 });
    // @ts-expect-error its resources have no 'cpus'
    application({ image, resources: { cpus: '1' } });
    // @ts-expect-error a host outside has no 'prots'
    application({ image, calls: ['api', { host: 'api.example', prots: [443] }] });
  });

  it('does not compile with a secret value where a reference belongs', () => {
    // @ts-expect-error a Secret and its key are named, the value never
    gate({ admin: { password: 'hunter2' } });
    // @ts-expect-error there is no place for a value beside the reference
    gate({ admin: { password: { secret: 'admin', key: 'password', value: 'hunter2' } } });
    gate({ admin: { password: { secret: 'admin', key: 'password' } } });
    // @ts-expect-error there is no place for a value beside the reference
    application({ image, env: { PASSWORD: { secret: 'admin', key: 'password', value: 'hunter2' } } });
  });
});
