import { application } from '../../../src/definition/application';
import { cronJob, job } from '../../../src/definition/job';
import { rented, testing } from '../../support/kinds';

/** Type tests of jobs, products and patches. The compiler checks them (`npm run typecheck`). */
const { definePlatform } = testing;
const platform = {
  name: 'p',
  domain: 'p.example',
  environments: ['dev'],
  clusters: { dc1: rented({ environment: 'dev' }) },
} as const;
const image = 'registry.test.example/app:1';
const tenant = { clusters: ['dc1'], owners: 'devs' } as const;

describe('a definition of tenants in TypeScript', () => {
  it('compiles where jobs call existing applications, and is returned unchanged', () => {
    const { tenants } = definePlatform({
      ...platform,
      tenants: {
        shop: {
          ...tenant,
          applications: {
            api: application({ image }),
            migrate: job({ image, run: 'v1', calls: ['api'] }),
            nightly: cronJob({ image, schedule: '@daily', calls: ['api', 'bank/ledger', { cidr: '192.0.2.0/24' }] }),
          },
        },
        bank: {
          ...tenant,
          owners: 'bankers',
          applications: { ledger: application({ image, allows: ['shop/nightly'] }) },
        },
      },
    });
    expect(tenants?.shop.applications?.migrate).toEqual({ kind: 'job', image, run: 'v1', calls: ['api'] });
  });

  it('does not compile with a job that calls an unknown application', () => {
    definePlatform({
      ...platform,
      tenants: {
        shop: {
          ...tenant,
          // @ts-expect-error 'apii' is not an application of this tenant
          applications: { api: { image }, nightly: cronJob({ image, schedule: '@daily', calls: ['apii'] }) },
        },
      },
    });
  });

  it('does not compile with a cron job without a schedule, or a job with one', () => {
    // @ts-expect-error 'schedule' is required
    cronJob({ image });
    // @ts-expect-error a job that runs once has no 'schedule'
    job({ image, schedule: '@daily' });
    // @ts-expect-error a job has no 'port'
    job({ image, port: 8080 });
  });

  it('does not compile with a patch of an unknown field or of a NetworkPolicy', () => {
    // @ts-expect-error NetworkPolicies derive from `calls` and `allows` only
    application({ image, patch: { NetworkPolicy: { spec: {} } } });
    // @ts-expect-error a Deployment has no 'replica'
    application({ image, patch: { Deployment: { spec: { replica: 2 } } } });
    application({ image, patch: { Deployment: { spec: { minReadySeconds: 5 } } } });
  });

  it('does not compile with a product for an unknown environment', () => {
    const product = { namespaces: ['shop'], projects: { web: { repository: 'https://git.p.example/web.git' } } };
    const runtime = { project: 'web', path: 'deploy', namespaces: ['shop'] };
    definePlatform({
      ...platform,
      tenants: {
        shop: {
          ...tenant,
          applications: {},
          // @ts-expect-error 'prod' is not an environment
          products: { checkout: { ...product, runtimes: { main: { ...runtime, environment: 'prod' } } } },
        },
      },
    });
  });

  it('does not compile with an unknown option of a tenant', () => {
    definePlatform({
      ...platform,
      // @ts-expect-error a tenant has no 'quotas'
      tenants: { shop: { ...tenant, applications: {}, quotas: { cpu: 1 } } },
    });
  });
});
