import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDiffReport } from '../src/cli/diff-report';
import { formatDiffText } from '../src/cli/diff-text';
import { builtInLanguage, compareWithLastOutput, writeOutput } from '../src/synth';
import { measureCpu } from './measure-cpu';
import { benchPlatform } from './platform';

/**
 * Measures `plinth diff` with and without `--manifests`, relative to the synthesis of the same platform:
 * `npm run bench:diff [sizes]`. One image differs, or all of them.
 */
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [100, 300, 1000];

for (const tenants of sizes) {
  const folder = mkdtempSync(join(tmpdir(), 'plinth-bench-'));
  const folders = { terraform: join(folder, 'cdktf.out'), dist: join(folder, 'dist') };
  const previous = benchPlatform(tenants);
  const [synthSeconds] = measureCpu(() => writeOutput(builtInLanguage.plan(previous), builtInLanguage, folders));
  rmSync(folder, { recursive: true });
  for (const [label, changedTenants] of [
    ['one image', 1],
    ['all images', tenants],
  ] as const) {
    const current = benchPlatform(tenants, changedTenants);
    const [planSeconds, plan] = measureCpu(() => builtInLanguage.plan(current, previous));
    const [outputSeconds, output] = measureCpu(() => compareWithLastOutput(plan, builtInLanguage));
    const [formatSeconds] = measureCpu(() => formatDiffText(createDiffReport(plan, 'plinth.lock.json', output)));
    const total = planSeconds + outputSeconds + formatSeconds;
    console.log(
      [
        `${tenants} tenants`.padStart(12),
        label.padStart(11),
        `diff ${planSeconds.toFixed(2)} s`.padStart(14),
        `diff --manifests ${total.toFixed(2)} s`.padStart(26),
        `${(total / synthSeconds).toFixed(2)} times the CPU of synth (${synthSeconds.toFixed(2)} s)`.padStart(42),
      ].join(' '),
    );
  }
}
