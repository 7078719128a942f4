import { application } from '../../src/definition/application';
import { disk, gate, names, net, rack, rented, testing } from '../support/kinds';

/**
 * Type tests. The compiler checks them (`npm run typecheck`): `@ts-expect-error` above a line that compiles is an error.
 * At run time they show that definitions are returned unchanged.
 */
const { definePlatform } = testing;
const platform = { name: 'p', domain: 'p.example', environments: ['dev', 'prod'] } as const;
const dc1 = rented({ environment: 'dev' });
const image = 'registry.test.example/app:1';

/** Never called: the compiler checks it. */
export function defineWithoutParentheses(): void {
  definePlatform({
    ...platform,
    // @ts-expect-error: "components: write parentheses after the function of 'gate'"
    clusters: { dc1: rented({ environment: 'dev', components: [gate] }) },
  });
}

describe('a definition in TypeScript', () => {
  it('compiles where every name in it exists, and is returned unchanged', () => {
    const definition = definePlatform({
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
    expect(definition.clusters.dc1).toEqual({
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
    expect(definition.tenants?.shop.applications?.api).toEqual({ image, allows: ['bank/teller'] });
  });

  it('does not compile with an unknown cluster', () => {
    definePlatform({
      ...platform,
      clusters: { dc1 },
      // @ts-expect-error 'dc2' is not a cluster
      tenants: { shop: { clusters: ['dc1', 'dc2'], owners: 'devs' } },
    });
    definePlatform({
      ...platform,
      clusters: { dc1 },
      // @ts-expect-error 'dc2' is not a cluster
      tenants: { shop: { clusters: ['dc1'], owners: 'devs', applications: { web: { image, clusters: ['dc2'] } } } },
    });
    definePlatform({
      ...platform,
      clusters: { dc1 },
      tenants: {
        shop: {
          clusters: ['dc1'],
          owners: 'devs',
          // @ts-expect-error 'dc2' is not a cluster
          applications: { web: application({ image, clusters: ['dc2'] }) },
        },
      },
    });
  });

  it('does not compile with a call of an unknown application', () => {
    const tenant = { clusters: ['dc1'], owners: 'devs' } as const;
    definePlatform({
      ...platform,
      clusters: { dc1 },
      tenants: {
        // @ts-expect-error 'apii' is not an application of this tenant
        shop: { ...tenant, applications: { api: { image }, web: { image, calls: ['apii'] } } },
      },
    });
    definePlatform({
      ...platform,
      clusters: { dc1 },
      tenants: {
        // @ts-expect-error 'apii' is not an application of this tenant
        shop: { ...tenant, applications: { api: { image }, web: application({ image, calls: ['apii'] }) } },
      },
    });
    definePlatform({
      ...platform,
      clusters: { dc1 },
      tenants: {
        // @ts-expect-error 'ledgerr' is not an application of tenant 'bank'
        shop: { ...tenant, applications: { web: application({ image, calls: ['bank/ledgerr'] }) } },
        bank: { ...tenant, applications: { ledger: { image } } },
      },
    });
    definePlatform({
      ...platform,
      clusters: { dc1 },
      tenants: {
        shop: { ...tenant, applications: { web: { image } } },
        // @ts-expect-error 'shop/wbe' is not an application
        bank: { ...tenant, applications: { ledger: application({ image, allows: ['shop/wbe'] }) } },
      },
    });
    // Only applications of the same tenant are referenced without the name of the tenant.
    definePlatform({
      ...platform,
      clusters: { dc1 },
      tenants: {
        shop: { ...tenant, applications: { web: { image } } },
        // @ts-expect-error 'web' is an application of another tenant
        bank: { ...tenant, applications: { ledger: { image, calls: ['web'] } } },
      },
    });
  });

  it('does not compile with an unknown environment', () => {
    definePlatform({
      ...platform,
      // @ts-expect-error 'test' is not an environment
      clusters: { dc1: rented({ environment: 'test' }) },
    });
    definePlatform({
      ...platform,
      clusters: { dc1 },
      tenants: {
        shop: {
          clusters: ['dc1'],
          owners: 'devs',
          // @ts-expect-error 'test' is not an environment
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
          // @ts-expect-error 'test' is not an environment
          applications: { web: application({ image, perEnvironment: { test: { replicas: 1 } } }) },
        },
      },
    });
  });

  it('does not compile with an unknown option of a component', () => {
    // @ts-expect-error 'gate' has no 'replica'
    gate({ replica: 2 });
    // @ts-expect-error 'tuning' has no 'mut'
    net({ tuning: { mut: 1400 } });
    // @ts-expect-error 'names' has no options
    names({ replicas: 2 });
    // @ts-expect-error 'loud' is not a level
    gate({ level: 'loud' });
    // @ts-expect-error 'one' is not a number
    gate({ replicas: 'one' });
    definePlatform({
      ...platform,
      // @ts-expect-error 'gate' as a plain object has no 'replica'
      clusters: { dc1: { kind: 'rented', environment: 'dev', components: [{ kind: 'gate', replica: 2 }] } },
    });
    definePlatform({
      ...platform,
      // @ts-expect-error 'gaet' is not a kind
      clusters: { dc1: { kind: 'rented', environment: 'dev', components: [{ kind: 'gaet' }] } },
    });
  });

  it('does not compile with an unknown option of a cluster or an application', () => {
    const ssh = { user: 'ops' };
    // @ts-expect-error 'rack' has no 'controlPlane'
    rack({ environment: 'dev', ssh, controlPlanes: {}, controlPlane: {} });
    // @ts-expect-error 'ssh' has no 'prot'
    rack({ environment: 'dev', ssh: { user: 'ops', prot: 22 }, controlPlanes: {} });
    // @ts-expect-error 'ssh' is required
    rack({ environment: 'dev', controlPlanes: {} });
    // @ts-expect-error 1.20 is not a supported version
    rented({ environment: 'dev', kubernetes: '1.20' });
    definePlatform({
      ...platform,
      // @ts-expect-error 'ssh' of a plain object has no 'prot'
      clusters: { dc1: { kind: 'rack', environment: 'dev', ssh: { user: 'ops', prot: 22 }, controlPlanes: {} } },
    });
    definePlatform({
      ...platform,
      // @ts-expect-error 'gaet' is not a kind in the argument of a kind either
      clusters: { dc1: rented({ environment: 'dev', components: [{ kind: 'gaet' }] }) },
    });
    definePlatform({
      ...platform,
      // @ts-expect-error 'one' is not a number in the argument of a kind either
      clusters: { dc1: rented({ environment: 'dev', components: [{ kind: 'gate', replicas: 'one' }] }) },
    });
    // @ts-expect-error an application has no 'prot'
    application({ image, prot: 8080 });
    // @ts-expect-error 'resources' has no 'cpus'
    application({ image, resources: { cpus: '1' } });
    // @ts-expect-error an egress target has no 'prots'
    application({ image, calls: ['api', { host: 'api.example', prots: [443] }] });
  });

  it('does not compile with a secret value in the place of a reference', () => {
    // @ts-expect-error a reference consists of the name and the key of a Secret
    gate({ admin: { password: 'hunter2' } });
    // @ts-expect-error a reference has no 'value'
    gate({ admin: { password: { secret: 'admin', key: 'password', value: 'hunter2' } } });
    gate({ admin: { password: { secret: 'admin', key: 'password' } } });
    // @ts-expect-error a reference has no 'value'
    application({ image, env: { PASSWORD: { secret: 'admin', key: 'password', value: 'hunter2' } } });
  });
});
