import { listTenantProblems } from '../../../support/tenant-definitions';

const image = 'registry.acme.example/x:1';

/** Returns what the API server would refuse of an application, or of an object, of a tenant. */
function listRefused(tenant: object): readonly string[] {
  return listTenantProblems({ shop: { clusters: ['dev1'], owners: 'devs', domains: ['acme.example'], ...tenant } })
    .map(({ message }) => message)
    .filter((message) => message.startsWith('the API server would refuse'));
}

test.each([
  ['a Service of type LoadBalancer', { Service: { spec: { type: 'LoadBalancer' } } }, 'the type of a Service is'],
  ['a Service of type NodePort', { Service: { spec: { type: 'NodePort' } } }, 'the type of a Service is ClusterIP'],
  ['a host of others', { Ingress: { spec: { rules: [{ host: 'other.example' }] } } }, 'may serve web.acme.example'],
  ['another ingress class', { Ingress: { spec: { ingressClassName: 'other' } } }, 'must use the ingress class default'],
  ['the host network', { Deployment: { spec: { template: { spec: { hostNetwork: true } } } } }, 'hostNetwork is true'],
])('the plan refuses a patch with %s, as the API server would', (_, patch, message) => {
  const refused = listRefused({ applications: { web: { image, ingress: 'web.acme.example', patch } } });
  expect(refused).toEqual([expect.stringContaining(message)]);
});

test('the plan refuses an object of a tenant, as the API server would', () => {
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'x' }, spec: { type: 'LoadBalancer' } };
  const ingress = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'y' },
    spec: { ingressClassName: 'default', rules: [{ host: 'other.example' }] },
  };
  expect(listRefused({ objects: [service, ingress] })).toEqual([
    expect.stringContaining("the API server would refuse the Service 'x': tenant shop is reached from outside by"),
    expect.stringContaining("the API server would refuse the Ingress 'y': tenant shop may serve no host"),
  ]);
});

test('what the API server would refuse is reported in one run with other errors, except for the entries that have these', () => {
  const patch = { Service: { spec: { type: 'NodePort' } } };
  const problems = listTenantProblems({
    shop: {
      ...{ clusters: ['dev1', 'prod1'], owners: 'devs', domains: ['acme.example'] },
      applications: {
        patched: { image, patch },
        unknown: { image, patch, calls: ['nobody'] },
        misspelt: { image, patch, prot: 8080 },
      },
      objects: [{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'x' }, spec: { type: 'NodePort' } }],
    },
    bank: { clusters: ['dev1'], owners: 'kube:admin', quota: { cpu: -1 } },
  });
  const paths = problems.filter(({ severity }) => severity === 'error').map(({ path }) => path.join('.'));
  expect(paths.sort()).toEqual([
    'tenants.bank.quota.cpu',
    'tenants.shop.applications.misspelt.prot',
    'tenants.shop.applications.patched.patch',
    'tenants.shop.applications.unknown.calls.0',
    'tenants.shop.objects.0',
  ]);
});
