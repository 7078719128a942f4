import { checkTenants } from '../../support/tenant-definitions';

const image = 'registry.acme.example/x:1';
const onBothClusters = { clusters: ['dev1', 'prod1'], owners: 'devs' };

test('rejects a call of an unknown application', () => {
  expect(
    checkTenants({ shop: { ...onBothClusters, applications: { api: { image }, web: { image, calls: ['apii'] } } } }),
  ).toEqual(['tenants.shop.applications.web.calls[0]: is not a defined application']);
});

test('rejects a call of another tenant whose application does not allow it', () => {
  const tenants = (allows: readonly string[]) => ({
    bank: { ...onBothClusters, owners: 'bank-devs', applications: { ledger: { image, allows } } },
    shop: { ...onBothClusters, applications: { web: { image, calls: ['bank/ledger'] } } },
  });
  expect(checkTenants(tenants([]))).toEqual([
    'tenants.shop.applications.web.calls[0]: does not allow calls from this application',
  ]);
  expect(checkTenants(tenants(['shop/web']))).toEqual([]);
});

test('rejects a call of a job, which accepts no connections', () => {
  const applications = { migrate: { kind: 'job', image }, web: { image, calls: ['migrate'] } };
  expect(checkTenants({ shop: { ...onBothClusters, applications } })).toEqual([
    'tenants.shop.applications.web.calls[0]: is a job, and jobs accept no connections',
  ]);
});

test('a job may call applications of its tenant, and those of other tenants that allow it', () => {
  const tenants = {
    bank: { ...onBothClusters, owners: 'bank-devs', applications: { ledger: { image, allows: ['shop/report'] } } },
    shop: {
      ...onBothClusters,
      applications: {
        api: { image },
        report: { kind: 'job', image, schedule: '@daily', calls: ['api', 'bank/ledger'] },
      },
    },
  };
  expect(checkTenants(tenants)).toEqual([]);
});

test('rejects a call from dev to an application that runs in prod only', () => {
  const applications = { api: { image, clusters: ['prod1'] }, web: { image, clusters: ['dev1'], calls: ['api'] } };
  expect(checkTenants({ shop: { ...onBothClusters, applications } })).toEqual([
    "tenants.shop.applications.web.calls[0]: runs on no cluster of environment 'dev', where web calls it on cluster 'dev1'",
  ]);
});

test('accepts host names outside the platform only where the network enforces them', () => {
  const tenants = {
    shop: { ...onBothClusters, applications: { web: { image, calls: [{ host: 'api.pay.example' }] } } },
  };
  expect(checkTenants(tenants)[0]).toBe(
    "tenants.shop.applications.web.calls[0].host: the network of cluster 'dev1' cannot enforce host names",
  );
  expect(checkTenants(tenants, { 'network-policy-hosts': { api: 'cilium' } })).toEqual([]);
});

describe('a host that an application of the platform serves', () => {
  const hostEnforcement = { 'network-policy-hosts': { api: 'cilium' } };
  const tenants = (
    callerClusters: readonly string[],
    callee: { readonly clusters: readonly string[]; readonly perEnvironment?: object },
    host = 'api.acme.example',
  ) => ({
    shop: { ...onBothClusters, applications: { web: { image, clusters: callerClusters, calls: [{ host }] } } },
    bank: {
      ...onBothClusters,
      owners: 'bank-devs',
      applications: { api: { image, ingress: 'api.acme.example', ...callee } },
    },
  });

  test('may be called from the environment that serves it', () => {
    expect(checkTenants(tenants(['prod1'], { clusters: ['prod1'] }), hostEnforcement)).toEqual([]);
  });

  test.each([
    { from: 'dev', caller: ['dev1'], to: 'prod', callee: ['prod1'] },
    { from: 'prod', caller: ['prod1'], to: 'dev', callee: ['dev1'] },
    { from: 'dev', caller: ['dev1', 'prod1'], to: 'prod', callee: ['prod1'] },
    { from: 'dev', caller: ['dev1'], to: 'prod', callee: ['dev1', 'prod1'] },
    { from: 'dev', caller: ['dev1', 'prod1'], to: 'prod', callee: ['dev1', 'prod1'] },
  ])(
    'may not be called from $from where $to serves it: called on $caller, served on $callee',
    ({ from, caller, to, callee }) => {
      expect(checkTenants(tenants(caller, { clusters: callee }), hostEnforcement)).toEqual([
        `tenants.shop.applications.web.calls[0].host: is bank/api in environment '${to}', but web calls it from '${from}'`,
      ]);
    },
  );

  test('belongs to the environment whose options contain it', () => {
    const perEnvironment = { prod: { ingress: 'live.acme.example' } };
    const callee = { clusters: onBothClusters.clusters, perEnvironment };
    expect(checkTenants(tenants(['dev1'], callee), hostEnforcement)).toEqual([]);
    expect(checkTenants(tenants(['dev1'], callee, 'live.acme.example'), hostEnforcement)).toHaveLength(1);
    expect(checkTenants(tenants(['prod1'], callee, 'live.acme.example'), hostEnforcement)).toEqual([]);
  });
});

test('rejects an address range outside the platform that is part of the pod range', () => {
  const applications = { web: { image, clusters: ['dev1'], calls: [{ cidr: '10.244.3.0/24' }] } };
  expect(checkTenants({ shop: { ...onBothClusters, applications } })).toEqual([
    "tenants.shop.applications.web.calls[0].cidr: is within podCidr 10.244.0.0/16 of cluster 'dev1', but must be outside the cluster",
  ]);
});

test('rejects a call of a capability that is not in the capabilities of the tenant', () => {
  const tenants = (capabilities: readonly string[]) => ({
    dssys: { ...onBothClusters, capabilities, applications: { portal: { image, calls: [{ capability: 'metrics' }] } } },
  });
  expect(checkTenants(tenants([]))).toEqual([
    'tenants.dssys.applications.portal.calls[0].capability: is not in tenants.dssys.capabilities',
  ]);
  expect(checkTenants(tenants(['metrics']))).toEqual([]);
});

test.each([
  ['169.254.169.254', 'is an address and no host name'],
  ['metadata.google.internal', 'is a name of the cluster or of the metadata service of a cloud'],
  ['kubernetes.default.svc', 'is a name of the cluster'],
  ['kubernetes.default.svc.cluster.local', 'is a name of the cluster'],
])('the host %s of a call is an error on every network', (host, message) => {
  const applications = { web: { image: 'registry.acme.example/web:1', calls: [{ host, ports: [80] }] } };
  const tenants = { shop: { clusters: ['dev1'], owners: 'devs', applications } };
  expect(checkTenants(tenants, { 'network-policy-hosts': { api: 'cilium' } })).toEqual([
    expect.stringContaining(message),
  ]);
});
