import { spawn } from 'node:child_process';
import { inside } from '../../../../lab/network';
import { within } from '../../../../lab/within';
import { tool } from '../../../../tools/tool';
import type { OnPremises } from '../terraformed/cluster';

/** A Service of the cluster that answers on this machine, as `kubectl port-forward` makes it. */
export interface Forwarded {
  /** What a path answers, as JSON. */
  readonly get: <T>(path: string) => Promise<T>;
}

/** Reaches a Service of the cluster from inside the lab for as long as `use` takes. */
export async function forwarded<T>(
  { site, kubeconfig }: OnPremises,
  [namespace, service, port]: readonly [namespace: string, service: string, port: number],
  use: (service: Forwarded) => Promise<T>,
): Promise<T> {
  const target = ['-n', namespace, 'port-forward', `service/${service}`, `:${String(port)}`];
  const [program, args] = inside(site.lab, [await tool('kubectl'), '--kubeconfig', kubeconfig, ...target]);
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
  try {
    const address = () => /Forwarding from (127\.0\.0\.1:\d+)/.exec(printed)?.[1];
    const at = await within(30, address, `${service}.${namespace} is not forwarded`).catch((error: unknown) => {
      throw new Error(`${String(error)}: ${printed}`);
    });
    return await use({
      get: async <A>(path: string) => {
        const { stdout } = await site.inside(['curl', '-s', '-g', '-m', '20', `http://${at}${path}`]);
        try {
          return JSON.parse(stdout) as A;
        } catch {
          throw new Error(`${service}${path} answers ${stdout.slice(0, 200)}`);
        }
      },
    });
  } finally {
    child.kill();
  }
}
