import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Measured } from './measured';

/** Synthesises generated platforms of growing size, and the same objects by plain cdk8s: `npm run bench [sizes]`. */
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [10, 100, 1000, 3000];
const compareAt = sizes.includes(1000) ? 1000 : Math.max(...sizes);

const all = sizes.map((size) => {
  const args = [require.resolve('tsx/cli'), join(__dirname, 'one.ts'), String(size)];
  const printed = execFileSync(process.execPath, [...args, ...(size === compareAt ? ['compare'] : [])], {
    encoding: 'utf8',
  });
  const measured = JSON.parse(printed) as Measured;
  const { tenants, objects, files, cpuSeconds, peakMiB } = measured;
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
  return measured;
});

const compared = all.find(({ tenants }) => tenants === compareAt);
if (compared?.cdk8sSeconds !== undefined && compared.yamlSeconds !== undefined) {
  const { cpuSeconds, cdk8sSeconds, yamlSeconds } = compared;
  console.log(`at ${compareAt} tenants, on the same objects:`);
  console.log(
    `  plain cdk8s, a chart per tenant: ${cdk8sSeconds.toFixed(2)} s CPU, ${(cdk8sSeconds / cpuSeconds).toFixed(1)} times Plinth's`,
  );
  console.log(
    `  writing YAML alone:              ${yamlSeconds.toFixed(2)} s CPU, ${(yamlSeconds / cpuSeconds).toFixed(2)} of Plinth's`,
  );
}
const large = all.filter(({ tenants }) => tenants >= 100);
const [first, last] = [large[0], large.at(-1)];
if (first && last && first !== last) {
  const exponent = Math.log(last.cpuSeconds / first.cpuSeconds) / Math.log(last.tenants / first.tenants);
  console.log(`growth from ${first.tenants} to ${last.tenants} tenants: exponent ${exponent.toFixed(2)}`);
}
console.log(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? '?'}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
);
