import { join } from 'node:path';
import { Command } from 'commander';
import { newestKubernetes } from '../../tools/catalogue';
import { tool } from '../../tools/tool';
import { controlPlanePrograms } from '../cluster/control-plane';
import { exampleNames, synthesise } from '../cluster/examples';
import { objectsOf, releasesOf } from '../cluster/output';
import { Session } from '../cluster/session';
import { testCoreDns } from './core-dns';
import { isolate } from './isolated';
import { testLoki } from './loki';
import { makeAll } from './releases';
import { testRules } from './rules';

new Command('npm run test:programs')
  .description(
    'Lets the real programs load the configuration that Plinth, with the charts of PLINTH_CHARTS, makes for them.',
  )
  .parse();

void main();

async function main(): Promise<void> {
  // Whatever is not built yet needs the network, which is left then.
  await Promise.allSettled([
    ...['helm', 'promtool', 'loki', 'coredns'].map(tool),
    controlPlanePrograms(newestKubernetes),
  ]);
  const shared = isolate();
  const session = new Session('programs');
  const { report, scratch } = session;

  for (const name of exampleNames()) {
    const output = await synthesise(name, join(scratch, name));
    const releases = Object.keys(output.order.clusters).flatMap((cluster) => releasesOf(output, cluster));
    const objects = releases.flatMap((release) => objectsOf(output, release));
    await testRules(report, name, objects, scratch);
  }
  const { made, missing } = await makeAll(scratch);
  if (missing.length > 0) report.skip('all charts', `no folder of PLINTH_CHARTS has ${missing.join(', ')}`);
  for (const { label, objects } of made) await testRules(report, label, objects, scratch);

  await testLoki(
    report,
    made.filter(({ kind, whole }) => kind === 'loki' && whole),
    scratch,
  );

  const coreDns = made.filter(({ kind, whole }) => kind === 'core-dns' && whole);
  if (shared !== undefined) report.skip('CoreDNS', `there is no network namespace for it: ${shared}`);
  else if (coreDns.length > 0 && (await session.prepare()))
    await session.withControlPlane('CoreDNS', (plane) => testCoreDns(report, coreDns, plane));
  session.close();
}
