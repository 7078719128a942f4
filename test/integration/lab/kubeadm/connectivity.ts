import type { ScenarioContext } from '../../../../lab/scenario';
import { artifactsUrl } from '../../../../lab/up';
import { kubectl } from './cluster';

/** Result of all connection attempts. */
export interface ConnectivityResult {
  /** Number of attempts. */
  readonly attempted: number;
  /** Successful connections, as `caller -> callee`. */
  readonly reached: readonly string[];
  /** Returns a sentence for each attempt whose result is not the expected one. */
  readonly differences: (isAllowed: (caller: string, callee: string) => boolean) => readonly string[];
}

interface ConnectionEndpoint {
  /** `tenant/application`, the namespace of a pod without tenant, or `outside` (of the cluster). */
  readonly actor: string;
  readonly name: string;
  readonly url: string;
  readonly pod?: { readonly namespace: string; readonly name: string };
}

interface ConnectionAttempt {
  readonly caller: ConnectionEndpoint;
  readonly callee: ConnectionEndpoint;
  readonly reached: boolean;
}

const tenants = ['shop', 'bank'];

/** Attempts every connection with a tenant workload on at least one end, from within the caller's pod. */
export async function probeConnections(context: ScenarioContext): Promise<ConnectivityResult> {
  const endpoints = await listEndpoints(context);
  const attempts = (await Promise.all(endpoints.map((caller) => connectFrom(context, caller, endpoints)))).flat();
  return {
    attempted: attempts.length,
    reached: attempts.filter(({ reached }) => reached).map(({ caller, callee }) => `${caller.name} -> ${callee.name}`),
    differences: (isAllowed) =>
      attempts
        .filter(({ caller, callee, reached }) => reached !== isAllowed(caller.actor, callee.actor))
        .map(
          ({ caller, callee, reached }) => `${caller.name} ${reached ? 'reaches' : 'does not reach'} ${callee.name}`,
        ),
  };
}

async function listEndpoints(context: ScenarioContext): Promise<readonly ConnectionEndpoint[]> {
  const { stdout } = await kubectl(context, 'get pods -A --field-selector status.phase=Running -o json');
  const { items } = JSON.parse(stdout) as { items: readonly Pod[] };
  const pods = items.flatMap(
    ({ metadata: { name, namespace, labels = {}, deletionTimestamp }, status }): readonly ConnectionEndpoint[] => {
      if (deletionTimestamp !== undefined || !['ingress', 'monitoring', 'elsewhere', ...tenants].includes(namespace))
        return [];
      const actor = tenants.includes(namespace) ? `${namespace}/${labels['app.kubernetes.io/name'] ?? ''}` : namespace;
      return [{ actor, name: `${namespace}/${name}`, url: `http://${status.podIP}:8080/`, pod: { namespace, name } }];
    },
  );
  return [...pods, { actor: 'outside', name: 'outside', url: `${artifactsUrl}/SHA256SUMS` }];
}

interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly status: { readonly podIP: string };
}

async function connectFrom(
  context: ScenarioContext,
  caller: ConnectionEndpoint,
  endpoints: readonly ConnectionEndpoint[],
): Promise<readonly ConnectionAttempt[]> {
  const isTenantWorkload = ({ actor }: ConnectionEndpoint) => actor.includes('/');
  const targets = endpoints.filter(
    (callee) => callee !== caller && (isTenantWorkload(caller) || isTenantWorkload(callee)),
  );
  const urls = targets.map(({ url }) => url);
  const reached = caller.pod
    ? await connectFromPod(context, caller.pod, urls)
    : await connectFromOutside(context, urls);
  return targets.map((callee, index) => ({ caller, callee, reached: reached[index] ?? false }));
}

async function connectFromPod(
  context: ScenarioContext,
  { namespace, name }: NonNullable<ConnectionEndpoint['pod']>,
  urls: readonly string[],
) {
  const { stdout } = await kubectl(context, `-n ${namespace} exec ${name} -- /echo try ${urls.join(' ')}`);
  const results = JSON.parse(stdout) as readonly { readonly status?: number; readonly error?: string }[];
  return results.map(({ status, error = '' }) => {
    // Policies drop packets, so a denied connection times out; any other error is not caused by a policy.
    if (status === undefined && !/deadline|timeout/i.test(error)) throw new Error(`${namespace}/${name}: ${error}`);
    return status !== undefined;
  });
}

async function connectFromOutside(context: ScenarioContext, urls: readonly string[]): Promise<readonly boolean[]> {
  const results = urls.map(async (url) => {
    const [succeeded, timedOut] = [0, 28];
    const command = ['curl', '-s', '-m', '3', '-o', '/dev/null', '-w', '%{exitcode}', url];
    const { stdout } = await context.runInNetwork(command, { exitCodes: [succeeded, timedOut] });
    return stdout.trim() === '0';
  });
  return Promise.all(results);
}
