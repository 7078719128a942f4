import type { Api, KubernetesObject } from '../api';
import { eventually, type Check } from '../check';

const kinds = ['Deployment', 'StatefulSet', 'DaemonSet'];

/** The pods of every workload are admitted, fit into their quota, are scheduled, and run on simulated nodes. */
export const check: Check = {
  name: 'the pods of every workload are admitted and run',
  skip: ({ objects }) => (objects.some(({ kind }) => kinds.includes(kind)) ? undefined : 'no workload'),
  async run({ api, objects }) {
    const workloads = objects.filter(({ kind }) => kinds.includes(kind));
    await eventually(20, async () => {
      const results = await Promise.all(workloads.map((workload) => findMissingPods(api, workload)));
      const problems = results.filter((problem) => problem !== undefined);
      const message = problems.length === 0 ? undefined : problems.join('\n');
      // Permanent, so there is no need to wait.
      if (message?.includes('violates PodSecurity') === true) throw new Error(message);
      return message;
    });
  },
};

interface Status {
  readonly observedGeneration?: number;
  readonly replicas?: number;
  readonly availableReplicas?: number;
  readonly desiredNumberScheduled?: number;
  readonly numberAvailable?: number;
}

/** Returns a problem with recent warning events if a workload has fewer available pods than desired. */
async function findMissingPods(api: Api, workload: KubernetesObject): Promise<string | undefined> {
  const current = (await api.tryGet(workload)) as { spec?: { replicas?: number }; status?: Status } | undefined;
  const { status = {} } = current ?? {};
  const isDaemonSet = workload.kind === 'DaemonSet';
  const desired = isDaemonSet ? status.desiredNumberScheduled : (current?.spec?.replicas ?? 1);
  const available = (isDaemonSet ? status.numberAvailable : status.availableReplicas) ?? 0;
  if (status.observedGeneration !== undefined && desired !== undefined && available >= desired) return undefined;
  const { kind, metadata } = workload;
  const events = await readWarnings(api, metadata.namespace ?? '', metadata.name);
  return `${kind} ${metadata.namespace ?? ''}/${metadata.name}: ${available} of ${desired ?? 'unknown'} pods${events}`;
}

async function readWarnings(api: Api, namespace: string, name: string): Promise<string> {
  const { items } = (await api.get(`/api/v1/namespaces/${namespace}/events?fieldSelector=type%3DWarning`)) as {
    items: readonly { message: string; involvedObject: { name: string } }[];
  };
  const messages = items
    .filter(({ involvedObject }) => involvedObject.name.startsWith(name))
    .map(({ message }) => message);
  return [...new Set(messages)]
    .slice(0, 2)
    .map((message) => `; ${message}`)
    .join('');
}
