import { listTenantProblems } from '../../support/tenant-definitions';
import { formatProblem } from '../../../src/schema/problem';

const image = 'registry.acme.example/shop/api:2';

function check(api: object, tenant: object = {}): readonly string[] {
  const tenants = {
    shop: { clusters: ['dev1'], owners: 'devs', applications: { api: { image, ...api } }, ...tenant },
  };
  return listTenantProblems(tenants).map((problem) => {
    const { severity } = problem;
    return `${severity}: ${formatProblem(problem).replace('tenants.shop.applications.api.', '')}`;
  });
}

const deployment = (spec: object) => ({ patch: { Deployment: { spec: { template: { spec } } } } });
const container = (fields: object) => deployment({ containers: [{ name: 'api', ...fields }] });
const securityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
const podPath = 'patch.Deployment.spec.template.spec';

test.each([
  [
    'an exec probe of the container',
    container({ livenessProbe: { exec: { command: ['ls'] } }, resources: { limits: { 'nvidia.com/gpu': 1 } } }),
  ],
  [
    'a variable from a field',
    container({ env: [{ name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }] }),
  ],
  [
    'a sidecar',
    deployment({ initContainers: [{ name: 'side', image: 'a/b:1', restartPolicy: 'Always', securityContext }] }),
  ],
  [
    'labels and annotations',
    { patch: { Deployment: { metadata: { labels: { team: 'x' }, annotations: { a: 'b' } } } } },
  ],
  ['a removed field', { patch: { Deployment: { spec: { strategy: { rollingUpdate: null } } } } }],
  ['a tuned port of the Service', { patch: { Service: { spec: { ports: [{ port: 80, appProtocol: 'http' }] } } } }],
])('a patch with %s is valid', (_, api) => {
  expect(check(api)).toEqual([]);
});

test.each([
  [
    'a misspelt field',
    deployment({ terminationGracePeriodSecond: 60 }),
    `error: ${podPath}.terminationGracePeriodSecond: is not a field of PodSpec; write 'terminationGracePeriodSeconds'`,
  ],
  [
    'a value of the wrong type',
    { patch: { Deployment: { spec: { minReadySeconds: '5' } } } },
    'error: patch.Deployment.spec.minReadySeconds is "5": must be an integer; write an integer',
  ],
  [
    'an object in place of a list',
    deployment({ containers: { name: 'api' } }),
    `error: ${podPath}.containers is {"name":"api"}: must be a list; write a list`,
  ],
  [
    'a list item without its merge key',
    deployment({ containers: [{ livenessProbe: {} }] }),
    `error: ${podPath}.containers[0].name: is required: items of this list are merged by it; add \`name\``,
  ],
  [
    'another image',
    container({ image: 'registry.acme.example/shop/api:1' }),
    `error: ${podPath}.containers[0].image: is set by an option, which a patch must not override; set \`image\` instead`,
  ],
  [
    'a variable that env sets',
    { env: { MODE: 'a' }, ...container({ env: [{ name: 'MODE', value: 'b' }] }) },
    `error: ${podPath}.containers[0].env[0]: is set by an option, which a patch must not override; set \`env.MODE\` instead`,
  ],
  [
    'a variable that env of one environment sets',
    { perEnvironment: { prod: { env: { MODE: 'a' } } }, ...container({ env: [{ name: 'MODE', value: 'b' }] }) },
    `error: ${podPath}.containers[0].env[0]: is set by an option, which a patch must not override; set \`env.MODE\` instead`,
  ],
  [
    'a container without an image',
    deployment({ containers: [{ name: 'apii', livenessProbe: {} }] }),
    `error: ${podPath}.containers[0].image: is required: the workload has no container of this name; write an image, or the name 'api'`,
  ],
  [
    'an image without a tag',
    deployment({ initContainers: [{ name: 'side', image: 'a/b' }] }),
    `error: ${podPath}.initContainers[0].image is "a/b": must have a tag or digest (a bare name resolves to :latest); write a/b:<version>`,
  ],
  [
    'a selector',
    { patch: { Deployment: { spec: { selector: { matchLabels: { a: 'b' } } } } } },
    'error: patch.Deployment.spec.selector is {"matchLabels":{"a":"b"}}: a patch must not change this field; remove it: selectors derive from the name of the workload, and network policies use the same',
  ],
  [
    'the label that selects the pods',
    { patch: { Deployment: { spec: { template: { metadata: { labels: { 'app.kubernetes.io/name': 'x' } } } } } } },
    'error: patch.Deployment.spec.template.metadata.labels.app.kubernetes.io/name is "x": identifies the workload: selectors and network policies use this label; remove it, or write another label',
  ],
  [
    'a removed list of containers',
    deployment({ containers: null }),
    `error: ${podPath}.containers is null: would remove what Plinth sets there; write only the fields that you change`,
  ],
  [
    'a port of the Service that no network policy allows',
    { patch: { Service: { spec: { ports: [{ name: 'grpc', port: 9999, targetPort: 9999 }] } } } },
    'error: patch.Service.spec.ports[0] is 9999: network policies do not allow connections to this port; set `ports` instead',
  ],
  [
    'a kind that the workload does not have',
    { patch: { Ingress: { metadata: { annotations: { a: 'b' } } } } },
    "error: patch.Ingress: the workload has no Ingress; remove it, or patch one of 'Deployment', 'ServiceAccount', 'Service', 'HorizontalPodAutoscaler', 'PodDisruptionBudget'",
  ],
  [
    'a changed user',
    deployment({ securityContext: { runAsUser: 5 } }),
    `warning: ${podPath}.securityContext.runAsUser is 5: overrides what Plinth sets for the security of the pod; set \`user\` instead`,
  ],
  [
    'a list that the API replaces',
    { ingress: 'api.acme.example', patch: { Ingress: { spec: { rules: [{ host: 'api.acme.example' }] } } } },
    'warning: patch.Ingress.spec.rules: replaces the whole list that Plinth sets: the Kubernetes API does not merge it; set `ingress` instead',
  ],
])('reports a patch with %s', (_, api, expected) => {
  expect(check(api)).toEqual([expected]);
});

test('reports tolerations that replace the toleration of the tenant’s nodes, and only then', () => {
  const api = deployment({ tolerations: [{ key: 'node.kubernetes.io/not-ready', operator: 'Exists' }] });
  expect(check(api)).toEqual([]);
  expect(check(api, { nodes: { labels: { pool: 'shop' }, taint: { key: 'pool', value: 'shop' } } })).toEqual([
    expect.stringContaining('tolerations: replaces the whole list'),
  ]);
});

test('images of patches, sidecars and objects must come from the registries of the tenant', () => {
  const registries = ['registry.acme.example'];
  const statefulSet = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'db' },
    spec: {
      selector: {},
      template: { spec: { containers: [{ name: 'db', image: 'docker.io/library/postgres:17' }] } },
    },
  };
  const api = {
    sidecars: { proxy: { image: 'ghcr.io/x/proxy:1' } },
    ...deployment({ initContainers: [{ name: 'side', image: 'ghcr.io/other/side:1' }] }),
  };
  const fromRegistry = expect.stringContaining('is not from a registry in tenants.shop.registries') as string;
  const problems = check(api, { registries, objects: [statefulSet] }).filter((problem) => problem.startsWith('error'));
  expect(problems).toEqual([fromRegistry, fromRegistry, fromRegistry]);
  expect(problems.map((problem) => problem.split(' is ')[0])).toEqual([
    'error: tenants.shop.objects[0].spec.template.spec.containers[0].image',
    'error: sidecars.proxy.image',
    `error: ${podPath}.initContainers[0].image`,
  ]);
});

test('the number of pods is set by options, which the quota is compared with', () => {
  const api = {
    replicas: { min: 1, max: 2 },
    patch: { Deployment: { spec: { replicas: 5000 } }, HorizontalPodAutoscaler: { spec: { maxReplicas: 5000 } } },
  };
  expect(check(api)).toEqual([
    expect.stringContaining('patch.Deployment.spec.replicas is 5000: a patch must not change this field'),
    expect.stringContaining(
      'patch.HorizontalPodAutoscaler.spec.maxReplicas is 5000: a patch must not change this field',
    ),
  ]);
});

test.each([{ serviceAccountName: 'other' }, { automountServiceAccountToken: true }, { shareProcessNamespace: true }])(
  'reports %j in a patch, which weakens the pod',
  (fields) => {
    expect(check(deployment(fields))).toEqual([
      expect.stringContaining('overrides what Plinth sets for the security of the pod; remove it'),
    ]);
  },
);
