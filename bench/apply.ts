import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tool } from '../tools/tool';
import { run } from '../tools/command';
import { kinds } from '../constructs/kinds';
import { renderObjects } from '../constructs/kubernetes/manifest';
import { restrictionAnnotation } from '../constructs/tenants/admission/restrictions';
import { language } from '../src/language';
import { listDeliverySteps } from '../stacks/delivery-steps';
import { ApiError, type Api, type KubernetesObject } from '../test/integration/cluster/api';
import type { ControlPlane } from '../test/integration/cluster/control-plane';
import { Session } from '../test/integration/cluster/session';

/**
 * Measures on a real API server what admission of a write costs as tenants are added: `npm run bench:apply [tenants]`.
 * A tenant is its namespace with all that isolates it.
 */
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [10, 100, 1000];
const rounds = 10;
const writesOfRound = 100;
const profileSeconds = 10;

const session = new Session('bench-apply');
void main();

async function main(): Promise<void> {
  if (await session.prepare())
    await session.withControlPlane('bench', async (plane) => {
      let tenants = 0;
      for (const size of sizes) {
        await addTenants(plane.api, tenants, size);
        tenants = size;
        await measure(plane, size);
      }
      for (const delay of [0, 10, 50])
        console.log(
          `an Ingress ${delay} ms after its host is allowed: ${await countEarly(plane.api, delay)} of 100 refused`,
        );
    });
  session.close();
}

/** Applies everything of tenants `from` to `to`, and of the cluster with the first of them. */
async function addTenants(api: Api, from: number, to: number): Promise<void> {
  const names = Array.from({ length: to - from }, (_, index) => `tenant-${from + index}`);
  const [cluster] = language(kinds).plan({
    name: 'bench',
    domain: 'bench.example',
    environments: ['prod'],
    clusters: { prod: { kind: 'existing', environment: 'prod', kubeconfig: 'kubeconfig/prod' } },
    tenants: Object.fromEntries(
      names.map((name) => [
        name,
        { clusters: ['prod'], owners: name, hosts: [`${name}.bench.example`], registries: ['registry.bench.example'] },
      ]),
    ),
  }).clusters;
  const steps = cluster
    ? listDeliverySteps(cluster).filter(({ isTenantRelease }) => isTenantRelease || from === 0)
    : [];
  for (let index = 0; index < steps.length; index += 8)
    await Promise.all(steps.slice(index, index + 8).map((step) => applyRelease(api, step.release)));
}

async function applyRelease(api: Api, release: object): Promise<void> {
  if (!('objects' in release)) return;
  for (const file of Object.values(release.objects as Parameters<typeof Object.values>[0]))
    for (const object of renderObjects(file as Parameters<typeof renderObjects>[0]))
      await api.apply(object as KubernetesObject);
}

/** Writes that are measured: the first ones in every namespace, the others in one of a tenant. */
const measuredWrites = [
  { label: 'a ConfigMap outside of tenants', namespace: 'default', collection: 'configmaps', object: configMap },
  { label: 'a ConfigMap of a tenant', namespace: 'tenant-0', collection: 'configmaps', object: configMap },
  { label: 'a Service of a tenant', namespace: 'tenant-0', collection: 'services', object: service },
  { label: 'a Pod of a tenant', namespace: 'tenant-0', collection: 'pods', object: pod },
] as const;

/**
 * Writes each object in several rounds, and prints the round with the shortest admission, since other load of the machine only
 * adds to it, and the CPU time of admission, on which other load has little influence.
 */
async function measure(plane: ControlPlane, tenants: number): Promise<void> {
  // Controllers of the API server still work on new namespaces.
  await sleep(15_000);
  for (const { label, namespace, collection, object } of measuredWrites) {
    const results: { readonly mean: number; readonly median: number; readonly residentMiB: number }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const before = await admission(plane);
      const durations: number[] = [];
      for (let index = 0; index < writesOfRound; index += 1) {
        const start = process.hrtime.bigint();
        await plane.api.create(object(`bench-${index}`), `/api/v1/namespaces/${namespace}/${collection}`, {
          dryRun: true,
        });
        durations.push(Number(process.hrtime.bigint() - start) / 1e6);
      }
      const after = await admission(plane);
      results.push({
        mean: ((after.seconds - before.seconds) / (after.requests - before.requests)) * 1000,
        median: durations.sort((a, b) => a - b)[Math.floor(durations.length / 2)] ?? 0,
        residentMiB: after.residentMiB,
      });
    }
    const cpu = await measureCpu(plane, (index) =>
      plane.api.create(object(`bench-${index}`), `/api/v1/namespaces/${namespace}/${collection}`, { dryRun: true }),
    );
    const [best] = results.sort((a, b) => a.mean - b.mean);
    const middle = results[Math.floor(results.length / 2)];
    console.log(
      `${String(tenants).padStart(6)} tenants, ${label.padEnd(30)}: admission policies ${cpu.toFixed(3)} ms of CPU time, ${best?.mean.toFixed(3) ?? ''} ms (median of the rounds ${middle?.mean.toFixed(3) ?? ''} ms), whole request ${best?.median.toFixed(1) ?? ''} ms; API server ${best?.residentMiB ?? ''} MiB`,
    );
  }
}

/**
 * Returns the CPU time in ms that the API server spends on the admission policies of a write, by its own profile.
 * @see https://pkg.go.dev/net/http/pprof
 */
async function measureCpu({ kubeconfig }: ControlPlane, write: (index: number) => Promise<unknown>): Promise<number> {
  const file = join(session.scratch, 'profile');
  const kubectl = `${await tool('kubectl')} --kubeconfig=${kubeconfig}`;
  let isRunning = true;
  const profile = run('sh', ['-c', `${kubectl} get --raw '/debug/pprof/profile?seconds=${profileSeconds}' > ${file}`]);
  const finished = profile.finally(() => (isRunning = false));
  let writes = 0;
  const writeRepeatedly = async () => {
    while (isRunning) await write((writes += 1));
  };
  await Promise.all([finished, ...Array.from({ length: 4 }, writeRepeatedly)]);
  const { stdout } = await run('go', [
    'tool',
    'pprof',
    '-top',
    '-cum',
    '-unit=ms',
    '-focus=validating.*Dispatch',
    file,
  ]);
  const line = stdout.split('\n').find((entry) => entry.includes('validating.(*dispatcher).Dispatch'));
  return Number.parseFloat(line?.trim().split(/\s+/)[3] ?? 'NaN') / writes;
}

/** What the API server reports of all ValidatingAdmissionPolicies together, and its resident memory. */
async function admission({ kubeconfig }: ControlPlane) {
  const { stdout } = await run(await tool('kubectl'), [`--kubeconfig=${kubeconfig}`, 'get', '--raw=/metrics']);
  const lines = stdout.split('\n');
  const sum = (metric: string) =>
    lines
      .filter((line) => line.startsWith(`${metric}{`) && line.includes('name="ValidatingAdmissionPolicy"'))
      .reduce((total, line) => total + Number(line.split(' ').at(-1)), 0);
  const resident = lines.find((line) => line.startsWith('process_resident_memory_bytes '));
  return {
    seconds: sum('apiserver_admission_controller_admission_duration_seconds_sum'),
    requests: sum('apiserver_admission_controller_admission_duration_seconds_count'),
    residentMiB: Math.round(Number(resident?.split(' ')[1]) / 2 ** 20),
  };
}

/** Allows a new host and creates its Ingress shortly after, a hundred times: policies read Namespaces from a cache. */
async function countEarly(api: Api, delay: number): Promise<number> {
  let refused = 0;
  for (let index = 0; index < 100; index += 1) {
    const host = `new-${index}-${delay}.bench.example`;
    await api.patch('/api/v1/namespaces/tenant-0', {
      metadata: { annotations: { [restrictionAnnotation('hosts')]: host } },
    });
    await sleep(delay);
    try {
      await api.create(ingress(host), '/apis/networking.k8s.io/v1/namespaces/tenant-0/ingresses', { dryRun: true });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      refused += 1;
    }
  }
  return refused;
}

function configMap(name: string) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } };
}

function service(name: string) {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { ports: [{ port: 80 }] } };
}

/** A pod that the Pod Security Standard `restricted` accepts. */
function pod(name: string) {
  const securityContext = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { containers: [{ name, image: 'registry.bench.example/app:1', securityContext }] },
  };
}

function ingress(host: string) {
  const backend = { service: { name: 'web', port: { number: 80 } } };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'bench' },
    spec: {
      ingressClassName: 'default',
      rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
    },
  };
}
