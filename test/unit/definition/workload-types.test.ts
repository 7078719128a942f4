import { application } from '../../../src/definition/application';
import { cronJob, job } from '../../../src/definition/job';
import { rented, testing } from '../../support/kinds';

/** What must not compile of jobs, products and patches; the compiler holds these (`npm run typecheck`). */
const { definePlatform } = testing;
const platform = {
  name: 'p',
  domain: 'p.example',
  environments: ['dev'],
  clusters: { dc1: rented({ environment: 'dev' }) },
} as const;
const image = 'registry.test.example/app:1';
const tenant = { clusters: ['dc1'], owners: 'devs' } as const;

describe('a description of tenants in TypeScript', () => {
  it('compiles where jobs call applications that are there, and goes through unchanged', () => {
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

  it('does not compile with a job that calls an application that is not there', () => {
    definePlatform({
      ...platform,
      tenants: {
        shop: {
          ...tenant,
          // @ts-expect-error 'apii' is no application of this tenant
          applications: { api: { image }, nightly: cronJob({ image, schedule: '@daily', calls: ['apii'] }) },
        },
      },
    });
  });

  it('does not compile with a schedule that is missing, or one for what runs once', () => {
    // @ts-expect-error a cron job has a schedule
    cronJob({ image });
    // @ts-expect-error a job that runs once has none
    job({ image, schedule: '@daily' });
    // @ts-expect-error a job has no port
    job({ image, port: 8080 });
  });

  it('does not compile with a patch of what cannot be patched', () => {
    // @ts-expect-error access is said by `calls` and `allows`
    application({ image, patch: { NetworkPolicy: { spec: {} } } });
    // @ts-expect-error a Deployment has no 'replica'
    application({ image, patch: { Deployment: { spec: { replica: 2 } } } });
    application({ image, patch: { Deployment: { spec: { minReadySeconds: 5 } } } });
  });

  it('does not compile with a product of an environment that is not there', () => {
    const product = { namespaces: ['shop'], projects: { web: { repository: 'https://git.p.example/web.git' } } };
    const runtime = { project: 'web', path: 'deploy', namespaces: ['shop'] };
    definePlatform({
      ...platform,
      tenants: {
        shop: {
          ...tenant,
          applications: {},
          // @ts-expect-error 'prod' is no environment
          products: { checkout: { ...product, runtimes: { main: { ...runtime, environment: 'prod' } } } },
        },
      },
    });
  });

  it('does not compile with an option that a tenant does not have', () => {
    definePlatform({
      ...platform,
      // @ts-expect-error a tenant has no 'quotas'
      tenants: { shop: { ...tenant, applications: {}, quotas: { cpu: 1 } } },
    });
  });
});
