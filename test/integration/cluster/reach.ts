import { join } from 'node:path';
import fc from 'fast-check';
import type { Report } from '../../../tools/report';
import {
  listActors,
  workloadsArbitrary,
  isConnectionAllowed,
  listActorPairs,
  renderPolicies,
  ports,
  formatActor,
  type Workload,
} from '../../support/access-model';
import { askCyclonus } from './cyclonus';

/** How many generated platforms are looked at; the seed makes each run look at the same. */
const sample = { numRuns: 15, seed: 7 };

/** Asks a public evaluator who reaches whom by the policies of generated tenants, and compares with the description. */
export async function testReach(report: Report, scratch: string): Promise<void> {
  await report.check('generated tenants: a public evaluator finds who reaches whom as described', async () => {
    for (const [index, workloads] of fc.sample(workloadsArbitrary, sample).entries())
      await compare(workloads, join(scratch, `reach-${index}`));
  });
}

async function compare(workloads: readonly Workload[], folder: string): Promise<void> {
  const questions = listActorPairs(listActors(workloads)).flatMap(([from, to]) =>
    ports.map((port) => ({ from, to, port })),
  );
  const asked = questions.map(({ from, to, port }) => ({ from: from.end, to: to.end, port }));
  const answers = await askCyclonus(renderPolicies(workloads), asked, folder);
  const wrong = questions.filter(({ from, to, port }, index) => answers[index] !== isConnectionAllowed(from, to, port));
  if (wrong.length > 0) {
    const lines = wrong
      .slice(0, 10)
      .map(({ from, to, port }) => `${formatActor(from)} to ${formatActor(to)} ${port.protocol} ${port.port}`);
    throw new Error(`${wrong.length} of ${questions.length} differ:\n${lines.join('\n')}`);
  }
}
