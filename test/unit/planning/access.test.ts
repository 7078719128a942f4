import { checkTenants } from '../../support/tenant-definitions';

const image = 'registry.acme.example/x:1';
const both = { clusters: ['dev1', 'prod1'], owners: 'devs' };

test('fails when a call names nobody, and says whom it may have meant', () => {
  expect(checkTenants({ shop: { ...both, applications: { api: { image }, web: { image, calls: ['apii'] } } } })).toEqual([
    'tenants.shop.applications.web.calls[0]: is not a defined application',
  ]);
});

test('fails when an application of another tenant does not let the caller in', () => {
  const ledger = (allows: readonly string[]) => ({
    bank: { ...both, owners: 'bank-devs', applications: { ledger: { image, allows } } },
    shop: { ...both, applications: { web: { image, calls: ['bank/ledger'] } } },
  });
  expect(checkTenants(ledger([]))).toEqual([
    'tenants.shop.applications.web.calls[0]: does not allow calls from this application',
  ]);
  expect(checkTenants(ledger(['shop/web']))).toEqual([]);
});

test('fails when a job is called, since it serves nobody', () => {
  const applications = { migrate: { kind: 'job', image }, web: { image, calls: ['migrate'] } };
  expect(checkTenants({ shop: { ...both, applications } })).toEqual([
    'tenants.shop.applications.web.calls[0]: is a job, and jobs accept no connections',
  ]);
});

test('a job may call like an application, of its own tenant and of one that lets it in', () => {
  const tenants = {
    bank: { ...both, owners: 'bank-devs', applications: { ledger: { image, allows: ['shop/report'] } } },
    shop: {
      ...both,
      applications: {
        api: { image },
        report: { kind: 'job', image, schedule: '@daily', calls: ['api', 'bank/ledger'] },
      },
    },
  };
  expect(checkTenants(tenants)).toEqual([]);
});

test('fails when a call would have to reach from dev into prod', () => {
  const applications = { api: { image, clusters: ['prod1'] }, web: { image, clusters: ['dev1'], calls: ['api'] } };
  expect(checkTenants({ shop: { ...both, applications } })).toEqual([
    "tenants.shop.applications.web.calls[0]: runs on no cluster of environment 'dev', where web calls it on cluster 'dev1'",
  ]);
});

test('fails when a host outside is named that the network cannot enforce, and takes it where it can', () => {
  const tenants = { shop: { ...both, applications: { web: { image, calls: [{ host: 'api.pay.example' }] } } } };
  expect(checkTenants(tenants)[0]).toBe(
    "tenants.shop.applications.web.calls[0].host: the network of cluster 'dev1' cannot enforce host names",
  );
  expect(checkTenants(tenants, { 'network-policy-hosts': { api: 'cilium' } })).toEqual([]);
});

describe('a host that the platform itself serves', () => {
  const byName = { 'network-policy-hosts': { api: 'cilium' } };
  const described = (
    caller: readonly string[],
    callee: { readonly clusters: readonly string[]; readonly perEnvironment?: object },
    host = 'api.acme.example',
  ) => ({
    shop: { ...both, applications: { web: { image, clusters: caller, calls: [{ host }] } } },
    bank: { ...both, applications: { api: { image, ingress: 'api.acme.example', ...callee } } },
  });

  test('may be called from the one environment that it is served in', () => {
    expect(checkTenants(described(['prod1'], { clusters: ['prod1'] }), byName)).toEqual([]);
  });

  test.each([
    { from: 'dev', caller: ['dev1'], to: 'prod', callee: ['prod1'] },
    { from: 'prod', caller: ['prod1'], to: 'dev', callee: ['dev1'] },
    { from: 'dev', caller: ['dev1', 'prod1'], to: 'prod', callee: ['prod1'] },
    { from: 'dev', caller: ['dev1'], to: 'prod', callee: ['dev1', 'prod1'] },
    { from: 'dev', caller: ['dev1', 'prod1'], to: 'prod', callee: ['dev1', 'prod1'] },
  ])('is no way from $from into $to: called on $caller, served on $callee', ({ from, caller, to, callee }) => {
    expect(checkTenants(described(caller, { clusters: callee }), byName)).toEqual([
      `tenants.shop.applications.web.calls[0].host: is bank/api in environment '${to}', but web calls it from '${from}'`,
    ]);
  });

  test('is that of the environment which names it', () => {
    const perEnvironment = { prod: { ingress: 'live.acme.example' } };
    const callee = { clusters: both.clusters, perEnvironment };
    expect(checkTenants(described(['dev1'], callee), byName)).toEqual([]);
    expect(checkTenants(described(['dev1'], callee, 'live.acme.example'), byName)).toHaveLength(1);
    expect(checkTenants(described(['prod1'], callee, 'live.acme.example'), byName)).toEqual([]);
  });
});

test('fails when a range outside lies in the pods of the cluster', () => {
  const applications = { web: { image, clusters: ['dev1'], calls: [{ cidr: '10.244.3.0/24' }] } };
  expect(checkTenants({ shop: { ...both, applications } })).toEqual([
    "tenants.shop.applications.web.calls[0].cidr: is within podCidr 10.244.0.0/16 of cluster 'dev1', but must be outside the cluster",
  ]);
});

test('fails when an API of the platform is called that the tenant was not given', () => {
  const tenants = (capabilities: readonly string[]) => ({
    dssys: { ...both, capabilities, applications: { portal: { image, calls: [{ capability: 'metrics' }] } } },
  });
  expect(checkTenants(tenants([]))).toEqual([
    'tenants.dssys.applications.portal.calls[0].capability: is not in tenants.dssys.capabilities',
  ]);
  expect(checkTenants(tenants(['metrics']))).toEqual([]);
});
