import { checkTenants } from '../../support/tenant-definitions';

const securityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
const pod = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [{ name: 'db', image: 'registry.acme.example/db:1', securityContext }],
};
const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'db' };
const issuerRef = { kind: 'ClusterIssuer', name: 'default' };

function check(...objects: readonly object[]): readonly string[] {
  const withNames = objects.map((object) => {
    const name = 'kind' in object && object.kind === 'Certificate' ? 'db.acme.example' : 'db';
    return { metadata: { name }, ...object };
  });
  const shop = { clusters: ['dev1'], owners: 'devs', hosts: ['db.acme.example'], objects: withNames };
  return checkTenants({ shop }).map((message) => message.replace('tenants.shop.objects[0].', ''));
}

test.each([
  ['StatefulSet', 'apps/v1', { selector: {}, template: { spec: pod } }],
  ['DaemonSet', 'apps/v1', { selector: {}, template: { spec: pod } }],
  ['ReplicaSet', 'apps/v1', { selector: {}, template: { spec: pod } }],
  ['Pod', 'v1', pod],
  ['HorizontalPodAutoscaler', 'autoscaling/v1', { scaleTargetRef, maxReplicas: 2, targetCPUUtilizationPercentage: 5 }],
  [
    'Certificate',
    'cert-manager.io/v1',
    { issuerRef, secretName: 'db.acme.example', dnsNames: ['db.acme.example'], any: 'field' },
  ],
])('a %s of %s has no errors', (kind, apiVersion, spec) => {
  expect(check({ apiVersion, kind, spec })).toEqual([]);
});

test.each([
  ['a misspelt field', { spec: { containers: [{ ...pod.containers[0], comand: ['x'] }] } }, 'is not a field'],
  ['an item that is null', { spec: { containers: [null] } }, 'must not be null'],
  ['a value of another type', { spec: { containers: 5 } }, 'must be a list'],
  ['a missing field', { spec: {} }, 'is required by PodSpec'],
  ['a container without name', { spec: { containers: [{ image: 'a:1' }] } }, 'is required'],
  ['the status of an exported object', { spec: pod, status: {} }, 'is not a field of Pod'],
])('%s in an object is an error', (_, fields, message) => {
  expect(check({ apiVersion: 'v1', kind: 'Pod', ...fields })).toContainEqual(expect.stringContaining(message));
});

test('a version of the API that Kubernetes has removed is an error', () => {
  expect(check({ apiVersion: 'apps/v1beta2', kind: 'Deployment' })).toEqual([
    'apiVersion: is not served by Kubernetes for Deployment',
  ]);
});
