import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../tools/command';
import { tool } from '../../../tools/tool';
import { goEnvironment } from './daemon';
import type { End, Port } from '../../support/network-evaluator';

/** Connection whose permission is evaluated. */
export interface Connection {
  readonly from: End;
  readonly to: End;
  readonly port: Port;
}

/**
 * Evaluates with cyclonus which connections network policies allow. Returns one boolean per connection.
 * @param folder created for the input files of cyclonus
 * @see https://github.com/mattfenwick/cyclonus
 */
export async function evaluateWithCyclonus(
  policies: readonly unknown[],
  connections: readonly Connection[],
  folder: string,
): Promise<readonly boolean[]> {
  mkdirSync(join(folder, 'policies'), { recursive: true });
  for (const [index, policy] of policies.entries())
    writeFileSync(join(folder, 'policies', `${index}.json`), JSON.stringify(policy));
  const trafficFile = join(folder, 'traffic.json');
  const selectors = JSON.stringify(policies);
  const isSelected = (label: string) => selectors.includes(JSON.stringify(label));
  writeFileSync(trafficFile, JSON.stringify(connections.map((connection) => renderTraffic(connection, isSelected))));
  const paths = ['--policy-path', join(folder, 'policies'), '--traffic-path', trafficFile];
  const { stdout } = await run(await tool('cyclonus'), ['analyze', '--mode', 'query-traffic', ...paths], {
    env: goEnvironment,
  });
  const results = [...stdout.matchAll(/IS ALLOWED\? \|\s+(TRUE|FALSE)/g)].map(([, result]) => result === 'TRUE');
  if (results.length !== connections.length)
    throw new Error(`cyclonus printed ${results.length} results for ${connections.length} connections`);
  return results;
}

function renderTraffic({ from, to, port }: Connection, isSelected: (label: string) => boolean): unknown {
  return {
    Source: renderEnd(from, isSelected),
    Destination: renderEnd(to, isSelected),
    Protocol: port.protocol,
    ResolvedPort: port.port,
    ResolvedPortName: '',
  };
}

/** Omits labels that no policy selects: they have no effect, and cyclonus spends half of its time on printing them. */
function renderEnd({ ip, pod }: End, isSelected: (label: string) => boolean): unknown {
  if (!pod) return { IP: ip };
  const selectedLabels = (labels: object) =>
    Object.fromEntries(Object.entries(labels).filter(([label]) => isSelected(label)));
  const { namespace, namespaceLabels, labels } = pod;
  return {
    IP: ip,
    Internal: {
      Namespace: namespace,
      NamespaceLabels: selectedLabels(namespaceLabels),
      PodLabels: selectedLabels(labels),
    },
  };
}
