import fc from 'fast-check';
import type { PodSpec } from 'kubernetes-types/core/v1';
import { evaluateClaimLimits, evaluatePodLimits } from '../../../../constructs/tenants/admission/limit-range';
import type { Report } from '../../../../tools/report';
import { ApiError, type Api } from '../api';
import { eventually } from '../check';

const namespace = 'limit-range';

/** Maxima of containers and claims, as a tenant's `limits` set them. */
const limits = { maxCpu: '1', maxMemory: '1Gi', maxStorage: '10Gi' } as const;

/** Number of generated pods and claims; the seed makes every run generate the same ones. */
const sample = { numRuns: 150, seed: 13 };

/** Creates generated pods and volume claims, and compares the API server's decision with that of the plan. */
export async function testLimitRange(report: Report, api: Api): Promise<void> {
  const pods = fc.sample(podArbitrary, sample);
  const claims = fc.sample(claimArbitrary, { ...sample, numRuns: 20 });
  await report.check(
    `attacks: the plan and the API server agree on ${pods.length + claims.length} generated pods and claims at a LimitRange`,
    async () => {
      await addLimitRange(api);
      const differences = await Promise.all([
        ...pods.map((spec) => compare(api, { kind: 'Pod', spec }, evaluatePodLimits(spec, getLimits()))),
        ...claims.map((spec) =>
          compare(api, { kind: 'PersistentVolumeClaim', spec }, evaluateClaimLimits(spec, getLimits())),
        ),
      ]);
      if (differences.flat().length > 0) throw new Error(differences.flat().join('\n'));
    },
  );
}

/** The plan reads the maxima only. */
function getLimits(): Parameters<typeof evaluatePodLimits>[1] {
  return limits as Parameters<typeof evaluatePodLimits>[1];
}

async function addLimitRange(api: Api): Promise<void> {
  await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  await api.apply({
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: { name: 'limits', namespace },
    spec: {
      limits: [
        { type: 'Container', max: { cpu: limits.maxCpu, memory: limits.maxMemory } },
        { type: 'PersistentVolumeClaim', max: { storage: limits.maxStorage } },
      ],
    },
  });
  await eventually(30, async () => {
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } };
    return (await api.tryGet(account)) ? undefined : `namespace ${namespace} has no default ServiceAccount`;
  });
  // The API server learns of a LimitRange shortly after its creation.
  await eventually(30, async () =>
    (await tryCreate(api, { kind: 'Pod', spec: excessivePod })) === undefined
      ? 'the LimitRange is not in force'
      : undefined,
  );
}

async function compare(
  api: Api,
  object: { readonly kind: 'Pod' | 'PersistentVolumeClaim'; readonly spec: object },
  excesses: readonly string[],
): Promise<readonly string[]> {
  const refusal = await tryCreate(api, object);
  if ((refusal !== undefined) === excesses.length > 0) return [];
  return [`${JSON.stringify(object)}: plan [${excesses.join('; ')}], API server [${refusal ?? 'accepted'}]`];
}

/** Returns the refusal by the LimitRange; undefined if the object is accepted. */
async function tryCreate(
  api: Api,
  { kind, spec }: { readonly kind: 'Pod' | 'PersistentVolumeClaim'; readonly spec: object },
): Promise<string | undefined> {
  const collection = `/api/v1/namespaces/${namespace}/${kind === 'Pod' ? 'pods' : 'persistentvolumeclaims'}`;
  try {
    await api.create({ apiVersion: 'v1', kind, metadata: { name: 'generated' }, spec }, collection, { dryRun: true });
    return undefined;
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return error.message;
    throw error;
  }
}

const excessivePod = { containers: [{ name: 'main', image: 'main:1', resources: resources('2', '64Mi', undefined) }] };

const cpu = fc.constantFrom('100m', '0.999', '999m', '1', '1000m', '1001m', '1.001', '1e0', '1k');
const memory = fc.constantFrom('64Mi', '1Gi', '1024Mi', '1073741824', '1073741825', '1.5Gi', '1G', '2G', '1025Mi');

/** Equal requests and limits where both are generated: a request above the limit is another error. */
function resources(cpuLimit: string, memoryLimit: string, requests: 'equal' | undefined) {
  const values = { cpu: cpuLimit, memory: memoryLimit };
  return { limits: values, ...(requests === undefined ? {} : { requests: values }) };
}

const containerArbitrary = fc
  .record({ cpu, memory, requests: fc.constantFrom('equal' as const, undefined) })
  .map((generated) => resources(generated.cpu, generated.memory, generated.requests));

const podArbitrary: fc.Arbitrary<PodSpec> = fc
  .record({
    containers: fc.array(containerArbitrary, { minLength: 1, maxLength: 2 }),
    initContainers: fc.array(containerArbitrary, { maxLength: 1 }),
  })
  .map(({ containers, initContainers }) => ({
    containers: containers.map((generated, index) => ({ name: `c${index}`, image: 'main:1', resources: generated })),
    initContainers: initContainers.map((generated, index) => ({
      ...{ name: `i${index}`, image: 'main:1', resources: generated },
    })),
  }));

const claimArbitrary = fc
  .constantFrom('1Gi', '10Gi', '10240Mi', '10.001Gi', '10737418241', '11G', '10G', '1Ti')
  .map((storage) => ({ accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } }));
