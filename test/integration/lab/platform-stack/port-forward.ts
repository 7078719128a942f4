import { spawn } from 'node:child_process';
import { networkCommand } from '../../../../lab/network';
import { waitFor } from '../../../../lab/wait-for';
import { tool } from '../../../../tools/tool';
import type { OnPremCluster } from '../terraform/cluster';

/** Service of the cluster that is forwarded by `kubectl port-forward`. */
export interface ForwardedService {
  /** Sends a GET request for a path and returns the parsed JSON response. */
  readonly get: <T>(path: string) => Promise<T>;
}

/** Forwards a Service of the cluster to the lab's network while `use` runs, and returns the result of `use`. */
export async function withPortForward<T>(
  { context, kubeconfig }: OnPremCluster,
  [namespace, service, port]: readonly [namespace: string, service: string, port: number],
  use: (service: ForwardedService) => Promise<T>,
): Promise<T> {
  const target = ['-n', namespace, 'port-forward', `service/${service}`, `:${String(port)}`];
  const [program, args] = networkCommand(context.lab, [await tool('kubectl'), '--kubeconfig', kubeconfig, ...target]);
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  try {
    const findAddress = () => /Forwarding from (127\.0\.0\.1:\d+)/.exec(output)?.[1];
    const localAddress = await waitFor(30, findAddress, `kubectl does not forward ${service}.${namespace}`).catch(
      (error: unknown) => {
        throw new Error(`${String(error)}: ${output}`);
      },
    );
    return await use({
      get: async <A>(path: string) => {
        const { stdout } = await context.runInNetwork([
          'curl',
          '-s',
          '-g',
          '-m',
          '20',
          `http://${localAddress}${path}`,
        ]);
        try {
          return JSON.parse(stdout) as A;
        } catch {
          throw new Error(`the response of ${service}${path} is not JSON: ${stdout.slice(0, 200)}`);
        }
      },
    });
  } finally {
    child.kill();
  }
}
