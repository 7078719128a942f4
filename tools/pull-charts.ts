import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { renderHelmChartArguments } from '../src/cli/render';
import type { ChartVersion } from '../src/kinds/release';
import { charts } from '../constructs/components/charts';
import { chartsCache, findChart } from '../test/integration/cluster/charts';
import { run, printError } from './command';
import { tool } from './tool';

const pinnedCharts: readonly ChartVersion[] = Object.values(charts);

const command = new Command('npm run charts --')
  .description('Pulls the pinned Helm charts from their repositories into the cache folder for tests.')
  .argument('[names...]', `charts: ${pinnedCharts.map(({ name }) => name).join(', ')}; default: all`)
  .parse();

void main(command.args);

async function main(names: readonly string[]): Promise<void> {
  const unknownName = names.find((name) => !pinnedCharts.some((chart) => chart.name === name));
  if (unknownName !== undefined)
    command.error(`chart '${unknownName}' is not pinned: write one of those that \`npm run charts -- --help\` lists`);
  const selectedCharts = pinnedCharts.filter(({ name }) => names.length === 0 || names.includes(name));
  for (const chart of selectedCharts) {
    const label = `${chart.name} ${chart.version}`;
    try {
      const cachedChart = findChart(chart);
      if (cachedChart === undefined) await pull(chart);
      console.log(`${label}: ${cachedChart === undefined ? 'pulled' : `cached in ${cachedChart}`}`);
    } catch (error) {
      printError(label, error);
    }
  }
}

/** Pulls a chart into a staging folder first, so that an interrupted pull leaves no partial chart in the cache. */
async function pull(chart: ChartVersion): Promise<void> {
  mkdirSync(chartsCache(), { recursive: true });
  const staging = mkdtempSync(join(chartsCache(), 'pull-'));
  try {
    await run(await tool('helm'), ['pull', ...renderHelmChartArguments(chart), '--destination', staging]);
    for (const file of readdirSync(staging)) renameSync(join(staging, file), join(chartsCache(), file));
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}
