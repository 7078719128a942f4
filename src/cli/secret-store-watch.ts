import { z } from 'zod';
import type { ClusterPlan } from '../kinds/cluster-plan';
import { runKubectl, type KubectlOptions, type KubectlResult } from './kubectl';

/** Labels that OpenBao sets on its pods, by `service_registration "kubernetes"`. */
const podList = z.object({
  items: z.array(
    z.object({
      metadata: z.object({
        // Printed as part of a command, so restricted to what Kubernetes accepts as a name.
        name: z.string().regex(/^[a-z0-9.-]+$/),
        labels: z.record(z.string(), z.string()).default({}),
      }),
    }),
  ),
});

/** State of the servers of a secret store. */
export type SecretStoreState =
  | { readonly type: 'uninitialized'; readonly pod: string }
  | { readonly type: 'sealed'; readonly pods: readonly string[] }
  | { readonly type: 'ready' };

/**
 * Returns the state of OpenBao from the JSON of its pods; undefined if there are none yet, or if they have not reported
 * their state.
 */
export function tryReadSecretStoreState(json: string): SecretStoreState | undefined {
  const list = podList.safeParse(tryParseJson(json));
  if (!list.success) return undefined;
  const pods = list.data.items.map(({ metadata: { name, labels } }) => ({
    name,
    isInitialized: labels['openbao-initialized'],
    isSealed: labels['openbao-sealed'],
  }));
  const reported = pods.filter(({ isSealed }) => isSealed !== undefined);
  const [first] = reported;
  if (!first) return undefined;
  // A server that has not joined the others yet is not initialized either.
  if (reported.every(({ isInitialized }) => isInitialized === 'false'))
    return { type: 'uninitialized', pod: first.name };
  const sealed = reported.filter(({ isSealed }) => isSealed === 'true').map(({ name }) => name);
  return sealed.length > 0 ? { type: 'sealed', pods: sealed } : { type: 'ready' };
}

/**
 * Formats what a person has to do while an apply waits for the secret store; undefined if there is nothing to report.
 * @param previous state that was reported before
 */
export function formatSecretStoreNotice(
  { name: cluster, clusterInfo }: Pick<ClusterPlan, 'name' | 'clusterInfo'>,
  state: SecretStoreState,
  previous: SecretStoreState | undefined,
): string | undefined {
  const namespace = clusterInfo.capabilities['secret-store']?.namespace ?? '';
  if (state.type === 'ready')
    return previous === undefined ? undefined : `${cluster}: OpenBao is unsealed: the apply continues\n`;
  if (JSON.stringify(state) === JSON.stringify(previous)) return undefined;
  const execute = (pod: string) => `kubectl -n ${namespace} exec -ti ${pod} --`;
  const [problem, commands] =
    state.type === 'uninitialized'
      ? ['is not initialized', [`${execute(state.pod)} sh /openbao/setup/initialize.sh`]]
      : ['is sealed', state.pods.map((pod) => `${execute(pod)} bao operator unseal`)];
  return [
    `${cluster}: OpenBao ${problem}: components whose Secrets it stores wait for it, up to 15 minutes each.`,
    'Leave this command running, and run in another terminal:',
    ...commands.map((command) => `  ${command}`),
    'If this command has ended before, run it again: it continues.',
    '',
  ].join('\n');
}

/** Source of the JSON of the pods of a secret store. */
type ReadPods = () => Promise<KubectlResult>;

/**
 * Prints a notice when the secret store of a cluster is found uninitialized or sealed during an apply, and when it is
 * unsealed. A cluster that cannot be read, such as one that does not exist yet, has no notice.
 */
export class SecretStoreWatch {
  private previous: SecretStoreState | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly cluster: Pick<ClusterPlan, 'name' | 'clusterInfo'>,
    private readonly readPods: ReadPods,
    private readonly write: (text: string) => void,
  ) {}

  /** Returns the watch of a cluster; undefined if none of its components is OpenBao. */
  static tryCreate(cluster: ClusterPlan, options: KubectlOptions): SecretStoreWatch | undefined {
    const { api, namespace, podLabels = {} } = cluster.clusterInfo.capabilities['secret-store'] ?? {};
    if (api !== 'openbao' || namespace === undefined || cluster.destroyed === true) return undefined;
    const selector = Object.entries(podLabels).map(([key, value]) => `${key}=${value}`);
    const args = ['get', 'pods', `--namespace=${namespace}`, `--selector=${selector.join(',')}`, '--output=json'];
    const readPods = () => runKubectl(cluster, args, options);
    return new SecretStoreWatch(cluster, readPods, (text) => process.stdout.write(text));
  }

  /** Reads the state now, and prints what is new. */
  async check(): Promise<void> {
    const result = await this.readPods().catch(() => undefined);
    const state = result && 'stdout' in result ? tryReadSecretStoreState(result.stdout) : undefined;
    if (state === undefined) return;
    const notice = formatSecretStoreNotice(this.cluster, state, this.previous);
    this.previous = state.type === 'ready' ? undefined : state;
    if (notice !== undefined) this.write(notice);
  }

  /** Checks every so many seconds, until the watch is stopped. */
  start(intervalSeconds = 15): void {
    const checkAgain = () => {
      this.timer = setTimeout(() => {
        void this.check().then(() => {
          if (this.timer !== undefined) checkAgain();
        });
      }, intervalSeconds * 1000);
      this.timer.unref();
    };
    checkAgain();
  }

  /** Checks a last time: with Argo CD, an apply ends before the components that wait are deployed. */
  async stop(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.check();
  }
}

function tryParseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
