import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../tools/command';
import { tool } from '../../tools/tool';
import type { End, Port } from '../constructs/network-evaluator';

/** Whether one end may open a connection to another. */
export interface Question {
  readonly from: End;
  readonly to: End;
  readonly port: Port;
}

/**
 * What cyclonus, a public evaluator of NetworkPolicies, answers to each question under these policies. `folder` is made
 * for what it reads.
 * @see https://github.com/mattfenwick/cyclonus
 */
export async function askCyclonus(
  policies: readonly unknown[],
  questions: readonly Question[],
  folder: string,
): Promise<readonly boolean[]> {
  mkdirSync(join(folder, 'policies'), { recursive: true });
  for (const [index, policy] of policies.entries())
    writeFileSync(join(folder, 'policies', `${index}.json`), JSON.stringify(policy));
  const traffic = join(folder, 'traffic.json');
  writeFileSync(traffic, JSON.stringify(questions.map(trafficOf)));
  const paths = ['--policy-path', join(folder, 'policies'), '--traffic-path', traffic];
  const { stdout } = await run(await tool('cyclonus'), ['analyze', '--mode', 'query-traffic', ...paths]);
  const answers = [...stdout.matchAll(/IS ALLOWED\? \|\s+(TRUE|FALSE)/g)].map(([, answer]) => answer === 'TRUE');
  if (answers.length !== questions.length)
    throw new Error(`${answers.length} answers to ${questions.length} questions`);
  return answers;
}

function trafficOf({ from, to, port }: Question): unknown {
  return {
    Source: endOf(from),
    Destination: endOf(to),
    Protocol: port.protocol,
    ResolvedPort: port.port,
    ResolvedPortName: '',
  };
}

function endOf({ ip, pod }: End): unknown {
  if (!pod) return { IP: ip };
  const { namespace, namespaceLabels, labels } = pod;
  return { IP: ip, Internal: { Namespace: namespace, NamespaceLabels: namespaceLabels, PodLabels: labels } };
}
