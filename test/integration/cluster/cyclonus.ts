import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../tools/command';
import { tool } from '../../../tools/tool';
import { memoryForTime } from './daemon';
import type { End, Port } from '../../support/network-evaluator';

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
  const selectors = JSON.stringify(policies);
  const isNamed = (label: string) => selectors.includes(JSON.stringify(label));
  writeFileSync(traffic, JSON.stringify(questions.map((question) => trafficOf(question, isNamed))));
  const paths = ['--policy-path', join(folder, 'policies'), '--traffic-path', traffic];
  const { stdout } = await run(await tool('cyclonus'), ['analyze', '--mode', 'query-traffic', ...paths], {
    env: memoryForTime,
  });
  const answers = [...stdout.matchAll(/IS ALLOWED\? \|\s+(TRUE|FALSE)/g)].map(([, answer]) => answer === 'TRUE');
  if (answers.length !== questions.length)
    throw new Error(`${answers.length} answers to ${questions.length} questions`);
  return answers;
}

function trafficOf({ from, to, port }: Question, isNamed: (label: string) => boolean): unknown {
  return {
    Source: endOf(from, isNamed),
    Destination: endOf(to, isNamed),
    Protocol: port.protocol,
    ResolvedPort: port.port,
    ResolvedPortName: '',
  };
}

/** Less the labels that no policy names: they decide nothing, and to print each of them is half of the work. */
function endOf({ ip, pod }: End, isNamed: (label: string) => boolean): unknown {
  if (!pod) return { IP: ip };
  const named = (labels: object) => Object.fromEntries(Object.entries(labels).filter(([label]) => isNamed(label)));
  const { namespace, namespaceLabels, labels } = pod;
  return {
    IP: ip,
    Internal: { Namespace: namespace, NamespaceLabels: named(namespaceLabels), PodLabels: named(labels) },
  };
}
