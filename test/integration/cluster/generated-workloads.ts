import fc from 'fast-check';
import { kinds } from '../../../constructs/kinds';
import { renderObjects } from '../../../constructs/kubernetes/manifest';
import { language } from '../../../src/language';
import { listDeliverySteps } from '../../../stacks/delivery-steps';
import type { Report } from '../../../tools/report';
import type { Api, KubernetesObject } from './api';
import { eventuallyPasses } from './check';
import { check as podsRun } from './checks/workloads';

/** Number of generated tenants; the seed makes every run generate the same ones. */
const sample = { numRuns: 80, seed: 13 };

const image = 'registry.acme.example/shop/web:1';

/** Applies generated tenants that the plan accepts: the API server admits all of their objects and pods. */
export async function testGeneratedWorkloads(report: Report, api: Api, scratch: string): Promise<void> {
  const tenants = fc.sample(tenantArbitrary, sample);
  const accepted = tenants.filter((tenant) => listErrors({ shop: tenant }).length === 0);
  // Most of them are at a limit, on one side or the other.
  const title = `generated workloads: the API server admits the pods and objects of ${accepted.length} tenants that the plan accepts, of ${tenants.length}`;
  await report.check(title, async () => {
    if (accepted.length < 20 || accepted.length > 60) throw new Error('the tenants are too similar');
    const objects = renderPlatform(Object.fromEntries(accepted.map((tenant, index) => [`tenant${index}`, tenant])));
    for (const object of objects)
      await eventuallyPasses(60, async () => {
        await api.apply(object);
      });
    await podsRun.run({ api, objects, label: 'generated workloads', scratch });
  });
}

function definePlatform(tenants: Readonly<Record<string, object>>): object {
  const provides = { network: {}, 'network-policy': {}, dns: {} };
  return {
    name: 'acme',
    domain: 'acme.example',
    environments: ['prod'],
    clusters: { prod: { kind: 'existing', environment: 'prod', kubeconfig: 'kubeconfig/prod', provides } },
    tenants,
  };
}

function listErrors(tenants: Readonly<Record<string, object>>): readonly string[] {
  return language(kinds)
    .check(definePlatform(tenants))
    .filter(({ severity }) => severity === 'error')
    .map(({ message }) => message);
}

function renderPlatform(tenants: Readonly<Record<string, object>>): readonly KubernetesObject[] {
  const [cluster] = language(kinds).plan(definePlatform(tenants)).clusters;
  if (!cluster) throw new Error('the platform has no cluster');
  return listDeliverySteps(cluster).flatMap(({ release }) =>
    'objects' in release ? Object.values(release.objects).flatMap(renderObjects) : [],
  ) as readonly KubernetesObject[];
}

const cpu = fc.constantFrom('50m', '100m', '250m', '500m', '1');
const memory = fc.constantFrom('64Mi', '128Mi');
const memoryLimit = fc.constantFrom('128Mi', '512Mi', '1Gi');

/** Fields of a pod, some of which the API server refuses. */
const podPatch = fc.constantFrom(
  ...[{ terminationGracePeriodSeconds: 3600 }, { terminationGracePeriodSeconds: 3601 }, { hostNetwork: true }],
  ...[{ nodeSelector: { 'kubernetes.io/os': 'linux' } }, { nodeSelector: { 'kubernetes.io/hostname': 'node-1' } }],
  ...[
    { tolerations: [{ key: 'node.kubernetes.io/not-ready', operator: 'Exists' }] },
    { tolerations: [{ operator: 'Exists' }] },
  ],
  ...[{ priorityClassName: 'system-node-critical' }, { automountServiceAccountToken: true }, { hostUsers: true }],
  ...[{ securityContext: { runAsUser: 0 } }, { securityContext: { runAsUser: 1000 } }, { nodeName: 'node-1' }],
);

const object = fc.constantFrom<object>(
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'own' }, data: { a: 'b' } },
  { apiVersion: 'v1', kind: 'Service', metadata: { name: 'own' }, spec: { clusterIP: 'None', ports: [{ port: 80 }] } },
  { apiVersion: 'v1', kind: 'Service', metadata: { name: 'own' }, spec: { type: 'NodePort', ports: [{ port: 80 }] } },
  {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'own' },
    spec: { maxUnavailable: 1, selector: { matchLabels: { 'app.kubernetes.io/name': 'own' } } },
  },
  {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'own' },
    spec: { minAvailable: 1, selector: { matchLabels: { 'app.kubernetes.io/name': 'own' } } },
  },
);

const applicationArbitrary = fc
  .record({
    replicas: fc.integer({ min: 1, max: 3 }),
    cpu,
    memory,
    memoryLimit,
    patch: fc.option(podPatch, { nil: undefined, freq: 2 }),
  })
  .map(({ replicas, patch, ...resources }) => ({
    image,
    replicas,
    resources,
    ...(patch === undefined ? {} : { patch: { Deployment: { spec: { template: { spec: patch } } } } }),
  }));

const quotaEntry = fc.oneof(
  fc.record({ cpu: fc.constantFrom(0.1, 0.25, 0.5, 1, 2, 4) }),
  fc.record({ memoryGiB: fc.constantFrom(0.25, 0.5, 1, 2, 4, 8) }),
  fc.record({ pods: fc.integer({ min: 1, max: 10 }) }),
  fc.record({ services: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ configMaps: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ ephemeralStorageGiB: fc.integer({ min: 1, max: 10 }) }),
);

/** A tenant with limits that are near to what its applications need. */
const tenantArbitrary = fc
  .record({
    quota: fc.array(quotaEntry, { maxLength: 2 }).map((entries) => Object.assign({}, ...entries) as object),
    limits: fc.option(
      fc.record({ maxCpu: fc.constantFrom('250m', '1'), maxMemory: memoryLimit }, { requiredKeys: [] }),
      { nil: {}, freq: 1 },
    ),
    applications: fc.dictionary(fc.constantFrom('web', 'api', 'worker'), applicationArbitrary, {
      minKeys: 1,
      maxKeys: 3,
    }),
    objects: fc.option(
      object.map((entry) => [entry]),
      { nil: [], freq: 1 },
    ),
  })
  .map((tenant) => ({ clusters: ['prod'], owners: 'developers', ...tenant }));
