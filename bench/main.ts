import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Measurement } from './measurement';

/** Measures the synthesis of generated platforms with a growing number of tenants, and of the same objects with plain cdk8s: `npm run bench [sizes]`. */
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [10, 100, 1000, 3000];
const comparedSize = sizes.includes(1000) ? 1000 : Math.max(...sizes);

const measurements = sizes.map((size) => {
  const args = [require.resolve('tsx/cli'), join(__dirname, 'measure.ts'), String(size)];
  const output = execFileSync(process.execPath, [...args, ...(size === comparedSize ? ['compare'] : [])], {
    encoding: 'utf8',
  });
  const measurement = JSON.parse(output) as Measurement;
  const { tenants, objects, files, cpuSeconds, peakMiB } = measurement;
  console.log(
    [
      `${tenants} tenants`.padStart(13),
      `${objects} objects`.padStart(15),
      `${files} files`.padStart(13),
      `${cpuSeconds.toFixed(2)} s CPU`.padStart(12),
      `${Math.round(peakMiB)} MiB`.padStart(9),
      `${Math.round(objects / cpuSeconds)} objects/s`.padStart(16),
    ].join(' '),
  );
  return measurement;
});

const comparison = measurements.find(({ tenants }) => tenants === comparedSize);
if (comparison?.cdk8sSeconds !== undefined && comparison.yamlSeconds !== undefined) {
  const { cpuSeconds, cdk8sSeconds, yamlSeconds } = comparison;
  console.log(`at ${comparedSize} tenants, on the same objects:`);
  console.log(
    `  plain cdk8s, a chart per tenant: ${cdk8sSeconds.toFixed(2)} s CPU, ${(cdk8sSeconds / cpuSeconds).toFixed(1)} times the CPU of Plinth`,
  );
  console.log(
    `  writing YAML alone:              ${yamlSeconds.toFixed(2)} s CPU, ${(yamlSeconds / cpuSeconds).toFixed(2)} of the CPU of Plinth`,
  );
}
const largeMeasurements = measurements.filter(({ tenants }) => tenants >= 100);
const [first, last] = [largeMeasurements[0], largeMeasurements.at(-1)];
if (first && last && first !== last) {
  const exponent = Math.log(last.cpuSeconds / first.cpuSeconds) / Math.log(last.tenants / first.tenants);
  console.log(`growth from ${first.tenants} to ${last.tenants} tenants: exponent ${exponent.toFixed(2)}`);
}
for (const module of listStartModules()) {
  const args = [require.resolve('tsx/cli'), join(__dirname, 'load.ts'), module];
  const output = execFileSync(process.execPath, args, { encoding: 'utf8' });
  const { cpuSeconds, peakMiB } = JSON.parse(output) as Pick<Measurement, 'cpuSeconds' | 'peakMiB'>;
  console.log(`start-up of ${module}: ${cpuSeconds.toFixed(2)} s CPU, ${Math.round(peakMiB)} MiB`);
}
console.log(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? '?'}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
);

/** Lists the modules whose start-up is measured: Plinth itself, and the clouds whose package is installed. */
function listStartModules(): readonly string[] {
  const clouds = {
    aws: '@cdktf/provider-aws',
    azure: '@cdktf/provider-azurerm',
    google: '@cdktf/provider-google',
  };
  const installed = Object.entries(clouds).filter(([, name]) => existsSync(join(__dirname, '../node_modules', name)));
  return ['src', ...installed.map(([cloud]) => `constructs/${cloud}`)];
}
