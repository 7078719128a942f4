import { isDeepStrictEqual } from 'node:util';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../../../../tools/command';
import type { Report } from '../../../../tools/report';
import { readProviderSchema } from '../../../../tools/stand-in/bindings';
import type { ProviderSchema } from '../../../../tools/stand-in/schema-json';
import { tryGetStandIn, type StandIn } from '../../../../tools/stand-in/stand-in';
import { Providers } from '../providers';
import { Stack } from '../stack';
import { testDestroy, testStack } from '../stack-test';
import { cases, type ProviderCase } from './cases';

/** Tests the stand-ins themselves, on small configurations for which the right result is known. */
export async function testStandIns(report: Report, scratch: string): Promise<void> {
  for (const [provider, providerCase] of Object.entries(cases)) {
    const standIn = tryGetStandIn(provider);
    if (standIn) await testStandIn(report, join(scratch, `stand-in-${provider}`), standIn, providerCase);
    else
      report.skip(
        `stand-in for ${provider}`,
        `its bindings are not installed: run \`npm run bindings -- ${provider}\``,
      );
  }
}

async function testStandIn(report: Report, output: string, standIn: StandIn, { errors, drift }: ProviderCase) {
  const { provider, name } = standIn;
  const folder = join(output, 'cdktf.out/stacks', provider);
  cpSync(join(__dirname, 'fixture', provider), folder, { recursive: true });
  const use = new Stack(output, provider, '');
  const cliConfiguration = await new Providers('stand-ins').install(join(output, 'terraform'), [use]);
  const stack = new Stack(output, provider, cliConfiguration);
  const suffix = ` (${name})`;
  const label = `stand-in for ${provider}`;
  const isApplied = await testStack(report, { stack, label, depth: 'apply', standIns: suffix });
  if (!isApplied) return;

  await report.check(`${label}: Terraform reads the schema of the bindings${suffix}`, async () => {
    await assertSchemaIsRead(stack, readProviderSchema(standIn.bindings, stack));
  });
  await report.check(`${label}: no secret of a write-only attribute is in the state${suffix}`, () => {
    const state = readFileSync(join(output, `${provider}.tfstate`), 'utf8');
    if (state.includes('only in memory')) throw new Error('the state contains the secret');
  });
  const changes = join(output, 'remote-changes.json');
  for (const { name: title, change, expected } of drift)
    await report.check(`${label}: a plan shows ${title}${suffix}`, async () => {
      writeFileSync(changes, JSON.stringify([change]));
      const env = { PLINTH_STAND_IN_REMOTE_CHANGES: changes };
      const { stdout } = await stack.terraform(['plan', '-detailed-exitcode'], { exitCodes: [2], env });
      rmSync(changes);
      assertMatches(stdout, expected);
    });
  const file = join(folder, 'cdk.tf.json');
  const original = readFileSync(file, 'utf8');
  for (const { name: title, search, replacement, expected } of errors)
    await report.check(`${label}: validate rejects ${title}${suffix}`, async () => {
      if (!original.includes(search)) throw new Error(`the fixture does not contain ${search}`);
      writeFileSync(file, original.replace(search, replacement));
      const error: unknown = await stack.terraform(['validate']).catch((reason: unknown) => reason);
      writeFileSync(file, original);
      if (!(error instanceof CommandError)) throw new Error('Terraform did not report the error');
      assertMatches(error.output, expected);
    });
  await testDestroy(report, { stack, label, depth: 'apply', standIns: suffix });
}

/** Compares what Terraform prints with what was read from the bindings; Terraform adds values that are defaults. */
async function assertSchemaIsRead(stack: Stack, expected: ProviderSchema): Promise<void> {
  const { stdout } = await stack.terraform(['providers', 'schema', '-json']);
  const printed = JSON.parse(stdout) as { provider_schemas: Readonly<Record<string, ProviderSchema>> };
  const [schema] = Object.values(printed.provider_schemas);
  if (!isDeepStrictEqual(withoutDefaults(schema), withoutDefaults(expected))) throw new Error('the schemas differ');
}

/** Removes what has its default, and empty objects. */
function withoutDefaults(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDefaults);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([key, item]) => key !== 'description_kind' && item !== 0 && item !== false)
    .map(([key, item]) => [key, withoutDefaults(item)] as const)
    .filter(([, item]) => typeof item !== 'object' || item === null || Object.keys(item).length > 0);
  return Object.fromEntries(entries);
}

/** Terraform wraps lines at any position. */
function assertMatches(output: string, expected: RegExp): void {
  const text = output.replace(/[\s│]+/g, ' ');
  if (!expected.test(text)) throw new CommandError(`the output does not match ${expected.source}`, output, 0);
}
