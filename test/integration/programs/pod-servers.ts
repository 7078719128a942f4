import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { run } from '../../../tools/command';
import type { Api } from '../cluster/api';
import { eventually } from '../cluster/check';

interface Pod {
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec: { readonly containers: readonly { readonly ports?: readonly { readonly containerPort: number }[] }[] };
  readonly status: {
    readonly podIP?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

/** Response body of a simulated pod: its application and the request as it arrived. */
export interface EchoedRequest {
  /** Label `app.kubernetes.io/name` of the pod. */
  readonly application: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/**
 * Waits until the simulated pods of a namespace are ready, adds their addresses to the loopback interface, and starts an
 * HTTP server for each pod on its first container port. Returns a function that stops the servers.
 * @param application application of the pods; default: all in the namespace
 */
export async function startPodServers(
  api: Api,
  namespace: string,
  podCount: number,
  application?: string,
): Promise<() => void> {
  const servers: Server[] = [];
  for (const { metadata, spec, status } of await waitForReadyPods(api, namespace, podCount, application)) {
    const [container] = spec.containers;
    await run('ip', ['address', 'replace', `${status.podIP ?? ''}/32`, 'dev', 'lo']);
    const server = createEchoServer(metadata.labels?.['app.kubernetes.io/name'] ?? '');
    servers.push(server.listen(container?.ports?.[0]?.containerPort, status.podIP));
    await once(server, 'listening');
  }
  return () => {
    for (const server of servers) server.close().closeAllConnections();
  };
}

async function waitForReadyPods(
  api: Api,
  namespace: string,
  podCount: number,
  application: string | undefined,
): Promise<readonly Pod[]> {
  let readyPods: readonly Pod[] = [];
  const selector = application === undefined ? '' : `?labelSelector=app.kubernetes.io%2Fname%3D${application}`;
  await eventually(60, async () => {
    const { items } = (await api.get(`/api/v1/namespaces/${namespace}/pods${selector}`)) as { items: readonly Pod[] };
    readyPods = items.filter(({ status }) =>
      status.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True'),
    );
    return readyPods.length === podCount
      ? undefined
      : `${readyPods.length} of ${podCount} pods of ${namespace} are ready`;
  });
  return readyPods;
}

function createEchoServer(application: string): Server {
  return createServer(({ url, headers }, response) => {
    response.end(JSON.stringify({ application, url, headers }));
  });
}
