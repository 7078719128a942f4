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

/** What a pod answers: which application it is of, and what reached it. */
export interface Answer {
  readonly application: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/**
 * Waits for the simulated pods of a namespace, takes their addresses into this network namespace, and answers there on
 * their ports. Gives what ends it.
 */
export async function answeringPods(api: Api, namespace: string, count: number): Promise<() => void> {
  const servers: Server[] = [];
  for (const { metadata, spec, status } of await readyPods(api, namespace, count)) {
    const [container] = spec.containers;
    await run('ip', ['address', 'replace', `${status.podIP ?? ''}/32`, 'dev', 'lo']);
    const server = answering(metadata.labels?.['app.kubernetes.io/name'] ?? '');
    servers.push(server.listen(container?.ports?.[0]?.containerPort, status.podIP));
    await once(server, 'listening');
  }
  return () => {
    for (const server of servers) server.close().closeAllConnections();
  };
}

async function readyPods(api: Api, namespace: string, count: number): Promise<readonly Pod[]> {
  let ready: readonly Pod[] = [];
  await eventually(60, async () => {
    const { items } = (await api.get(`/api/v1/namespaces/${namespace}/pods`)) as { items: readonly Pod[] };
    ready = items.filter(({ status }) =>
      status.conditions?.some((one) => one.type === 'Ready' && one.status === 'True'),
    );
    return ready.length === count ? undefined : `${ready.length} of ${count} pods of ${namespace} are ready`;
  });
  return ready;
}

function answering(application: string): Server {
  return createServer(({ url, headers }, response) => {
    response.end(JSON.stringify({ application, url, headers }));
  });
}
