import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { renderHelmChartArguments } from '../src/cli/render';
import type { ChartVersion } from '../src/kinds/release';
import { charts } from '../constructs/components/charts';
import { chartsCache, findChart } from '../test/integration/cluster/charts';
import { run, tellFailure } from './command';
import { tool } from './tool';

const known: readonly ChartVersion[] = Object.values(charts);

const command = new Command('npm run charts --')
  .description('Pulls the pinned charts from their repositories into the cache folder, where the tests find them.')
  .argument('[names...]', `charts: ${known.map(({ name }) => name).join(', ')}; all without one`)
  .parse();

void main(command.args);

async function main(names: readonly string[]): Promise<void> {
  const unknown = names.find((name) => !known.some((chart) => chart.name === name));
  if (unknown !== undefined) command.error(`there is no chart ${unknown}: \`npm run charts -- --help\` lists them`);
  const wanted = known.filter(({ name }) => names.length === 0 || names.includes(name));
  for (const chart of wanted) {
    const label = `${chart.name} ${chart.version}`;
    try {
      const there = findChart(chart);
      if (there === undefined) await pull(chart);
      console.log(`${label}: ${there === undefined ? 'pulled' : `is in ${there}`}`);
    } catch (error) {
      tellFailure(label, error);
    }
  }
}

/** What is half pulled never stands under its name. */
async function pull(chart: ChartVersion): Promise<void> {
  mkdirSync(chartsCache(), { recursive: true });
  const aside = mkdtempSync(join(chartsCache(), 'pull-'));
  try {
    await run(await tool('helm'), ['pull', ...renderHelmChartArguments(chart), '--destination', aside]);
    for (const file of readdirSync(aside)) renameSync(join(aside, file), join(chartsCache(), file));
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}
