import { join } from 'node:path';
import fc from 'fast-check';
import type { Report } from '../../../tools/report';
import {
  formatActor,
  isConnectionAllowed,
  listActorPairs,
  listActors,
  ports,
  renderPolicies,
  workloadsArbitrary,
  type Workload,
} from '../../support/access-model';
import { evaluateWithCyclonus } from './cyclonus';

/** Number of generated platforms; the seed makes every run generate the same ones. */
const sample = { numRuns: 15, seed: 7 };

/** Compares the connections that cyclonus allows between generated tenants with those that the definition declares. */
export async function testGeneratedTenants(report: Report, scratch: string): Promise<void> {
  await report.check('generated tenants: network policies allow exactly the declared connections', async () => {
    for (const [index, workloads] of fc.sample(workloadsArbitrary, sample).entries())
      await assertEvaluatorAgrees(workloads, join(scratch, `reach-${index}`));
  });
}

async function assertEvaluatorAgrees(workloads: readonly Workload[], folder: string): Promise<void> {
  const connections = listActorPairs(listActors(workloads)).flatMap(([from, to]) =>
    ports.map((port) => ({ from, to, port })),
  );
  const isAllowed = await evaluateWithCyclonus(
    renderPolicies(workloads),
    connections.map(({ from, to, port }) => ({ from: from.end, to: to.end, port })),
    folder,
  );
  const differences = connections.filter(
    ({ from, to, port }, index) => isAllowed[index] !== isConnectionAllowed(from, to, port),
  );
  if (differences.length > 0) {
    const lines = differences
      .slice(0, 10)
      .map(({ from, to, port }) => `${formatActor(from)} to ${formatActor(to)} ${port.protocol} ${port.port}`);
    throw new Error(`${differences.length} of ${connections.length} connections differ:\n${lines.join('\n')}`);
  }
}
