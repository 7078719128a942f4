import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { run } from '../../tools/command';
import type { Report } from '../../tools/report';
import { tool } from '../../tools/tool';
import {
  actorsOf,
  cast,
  expected,
  pairsOf,
  policiesOf,
  ports,
  told,
  type Actor,
  type Workload,
} from '../constructs/access-model';
import type { Port } from '../constructs/network-evaluator';

/** How many generated platforms are looked at; the seed makes each run look at the same. */
const sample = { numRuns: 15, seed: 7 };

/** Asks a public evaluator who reaches whom by the policies of generated tenants, and compares with the description. */
export async function testReach(report: Report, scratch: string): Promise<void> {
  await report.check('generated tenants: a public evaluator finds who reaches whom as described', async () => {
    const cyclonus = await tool('cyclonus');
    for (const [index, workloads] of fc.sample(cast, sample).entries())
      await compare(cyclonus, workloads, join(scratch, `reach-${index}`));
  });
}

async function compare(cyclonus: string, workloads: readonly Workload[], folder: string): Promise<void> {
  mkdirSync(join(folder, 'policies'), { recursive: true });
  for (const [index, policy] of policiesOf(workloads).entries())
    writeFileSync(join(folder, 'policies', `${index}.json`), JSON.stringify(policy));
  const questions = pairsOf(actorsOf(workloads)).flatMap(([from, to]) => ports.map((port) => ({ from, to, port })));
  const traffic = join(folder, 'traffic.json');
  writeFileSync(traffic, JSON.stringify(questions.map(trafficOf)));
  const paths = ['--policy-path', join(folder, 'policies'), '--traffic-path', traffic];
  const { stdout } = await run(cyclonus, ['analyze', '--mode', 'query-traffic', ...paths]);
  const answers = [...stdout.matchAll(/IS ALLOWED\? \|\s+(TRUE|FALSE)/g)].map(([, answer]) => answer === 'TRUE');
  if (answers.length !== questions.length)
    throw new Error(`${answers.length} answers to ${questions.length} questions`);
  const wrong = questions.filter(({ from, to, port }, index) => answers[index] !== expected(from, to, port));
  if (wrong.length > 0) {
    const lines = wrong
      .slice(0, 10)
      .map(({ from, to, port }) => `${told(from)} to ${told(to)} ${port.protocol} ${port.port}`);
    throw new Error(`${wrong.length} of ${questions.length} differ:\n${lines.join('\n')}`);
  }
}

function trafficOf({ from, to, port }: { readonly from: Actor; readonly to: Actor; readonly port: Port }): unknown {
  return {
    Source: endOf(from),
    Destination: endOf(to),
    Protocol: port.protocol,
    ResolvedPort: port.port,
    ResolvedPortName: '',
  };
}

function endOf({ end: { ip, pod } }: Actor): unknown {
  if (!pod) return { IP: ip };
  const { namespace, namespaceLabels, labels } = pod;
  return { IP: ip, Internal: { Namespace: namespace, NamespaceLabels: namespaceLabels, PodLabels: labels } };
}
