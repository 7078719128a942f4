import type { Api, KubernetesObject } from '../api';
import { eventually, type Check } from '../check';

const kinds = ['Deployment', 'StatefulSet', 'DaemonSet'];

/** Pods of every workload are admitted, fit their quota, are scheduled and run, on simulated nodes. */
export const check: Check = {
  name: 'the pods of every workload are admitted and run',
  skip: ({ objects }) => (objects.some(({ kind }) => kinds.includes(kind)) ? undefined : 'no workload'),
  async run({ api, objects }) {
    const workloads = objects.filter(({ kind }) => kinds.includes(kind));
    await eventually(20, async () => {
      const states = await Promise.all(workloads.map((workload) => missingPods(api, workload)));
      const missing = states.filter((state) => state !== undefined);
      const answer = missing.length === 0 ? undefined : missing.join('\n');
      // No patience helps here.
      if (answer?.includes('violates PodSecurity') === true) throw new Error(answer);
      return answer;
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

async function missingPods(api: Api, workload: KubernetesObject): Promise<string | undefined> {
  const now = (await api.tryGet(workload)) as { spec?: { replicas?: number }; status?: Status } | undefined;
  const { status = {} } = now ?? {};
  const isDaemon = workload.kind === 'DaemonSet';
  const wanted = isDaemon ? status.desiredNumberScheduled : (now?.spec?.replicas ?? 1);
  const running = (isDaemon ? status.numberAvailable : status.availableReplicas) ?? 0;
  if (status.observedGeneration !== undefined && wanted !== undefined && running >= wanted) return undefined;
  const { kind, metadata } = workload;
  const events = await warnings(api, metadata.namespace ?? '', metadata.name);
  return `${kind} ${metadata.namespace ?? ''}/${metadata.name}: ${running} of ${wanted ?? 'unknown'} pods${events}`;
}

async function warnings(api: Api, namespace: string, name: string): Promise<string> {
  const { items } = (await api.get(`/api/v1/namespaces/${namespace}/events?fieldSelector=type%3DWarning`)) as {
    items: readonly { message: string; involvedObject: { name: string } }[];
  };
  const found = items
    .filter(({ involvedObject }) => involvedObject.name.startsWith(name))
    .map(({ message }) => message);
  return [...new Set(found)]
    .slice(0, 2)
    .map((message) => `; ${message}`)
    .join('');
}
