import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from '../../../../src/create-language';
import type { Report } from '../../../../tools/report';
import { synthesizeTo } from '../../../support/output-files';
import { readOutput } from '../../cluster/output';
import { Providers } from '../providers';
import { Stack } from '../stack';
import { describeStandIns, testDepth } from '../stack-test';

/** A platform in a cloud that is changed step by step, each change against the definition of the step before. */
export interface Lifecycle {
  /** Name in the report, such as `AWS`. */
  readonly name: string;
  readonly language: Language;
  readonly steps: readonly LifecycleStep[];
}

/** Definition that is applied, with what Terraform must do. */
export interface LifecycleStep {
  /** Title in the report. */
  readonly title: string;
  readonly definition: object;
  /**
   * Addresses of resources that Terraform destroys or replaces, as `stack: address`; `all` where `states` has the stacks
   * that are emptied.
   * @default none
   */
  readonly destroyed?: readonly string[] | 'all';
  /**
   * Addresses of resources that Terraform removes from a state without destroying them, as `stack: address`.
   * @default none
   */
  readonly released?: readonly string[];
  /**
   * Numbers of resources in the states of stacks afterwards: 0 for none, `some` for at least one.
   * @default not checked
   */
  readonly states?: Readonly<Record<string, 0 | 'some'>>;
  /**
   * Patterns of `stack: address` that no state matches afterwards: resources that exist without Plinth.
   * @default not checked
   */
  readonly absent?: readonly RegExp[];
  /**
   * Addresses of resources that Terraform refuses to replace afterwards, as `stack: address`.
   * @default not checked
   */
  readonly protected?: readonly string[];
  /**
   * Changes without Terraform, after the apply, each of which the next plan must show.
   * @default none
   */
  readonly drift?: readonly Drift[];
}

/** Change without Terraform. */
export interface Drift {
  /** Completes the sentence "a plan shows …". */
  readonly title: string;
  readonly stack: string;
  /** Entry of the file in PLINTH_STAND_IN_REMOTE_CHANGES. */
  readonly change: object;
  readonly expected: RegExp;
}

/** Applies all steps with stand-ins for the providers, and checks what Terraform does in each. */
export async function testLifecycle(report: Report, folder: string, { name, language, steps }: Lifecycle) {
  const providers = new Providers('stand-ins');
  // The provider must not change between the steps, and knows the types of all.
  const uses = steps.flatMap(({ definition }, index) =>
    synthesizeStep(join(folder, 'types', String(index)), definition, steps[index - 1]?.definition, language, ''),
  );
  const cliConfiguration = await providers.install(join(folder, 'terraform'), uses);
  for (const [index, step] of steps.entries()) {
    const previous = steps[index - 1]?.definition;
    const stacks = synthesizeStep(folder, step.definition, previous, language, cliConfiguration);
    const label = `lifecycle of a platform in ${name}: ${step.title}`;
    const depths = stacks.map((stack) => testDepth(report, label, stack, providers));
    if (depths.includes('nothing')) return;
    const suffix = stacks[0] ? describeStandIns(stacks[0], providers) : '';
    if (!(await report.check(`${label}${suffix}`, () => applyStep(stacks, step)))) return;
    if (step.protected)
      await report.check(`${label}: Terraform refuses to replace what has data${suffix}`, () =>
        assertProtected(stacks, step.protected ?? []),
      );
    for (const drift of step.drift ?? [])
      await report.check(`${label}: a plan shows ${drift.title}${suffix}`, () => assertDrift(folder, stacks, drift));
  }
}

function synthesizeStep(
  folder: string,
  definition: object,
  previous: object | undefined,
  language: Language,
  cliConfiguration: string,
): readonly Stack[] {
  mkdirSync(folder, { recursive: true });
  synthesizeTo(folder, definition, previous, language);
  return readOutput(folder).order.apply.map((stack) => new Stack(folder, stack, cliConfiguration));
}

async function applyStep(
  stacks: readonly Stack[],
  { destroyed = [], released = [], states = {}, absent = [] }: LifecycleStep,
): Promise<void> {
  const actual: { destroyed: string[]; released: string[] } = { destroyed: [], released: [] };
  for (const stack of stacks) {
    await stack.terraform(['init']);
    await stack.terraform(['validate']);
    const { stdout } = await stack.terraform(['plan', '-out=tfplan']);
    actual.destroyed.push(...listAddresses(stack, stdout, /^ *# (\S+) (?:will be destroyed|must be replaced)/gm));
    actual.released.push(...listAddresses(stack, stdout, /^ *# (\S+) will no longer be managed/gm));
    await stack.terraform(['apply', 'tfplan']);
    await stack.terraform(['plan', '-detailed-exitcode']);
  }
  if (destroyed !== 'all') assertEqual('destroys', actual.destroyed, destroyed);
  assertEqual('removes from the state', actual.released, released);
  await assertAbsent(stacks, absent);
  for (const [name, expected] of Object.entries(states)) {
    const stack = stacks.find((candidate) => candidate.name === name);
    const addresses = stack ? (await stack.terraform(['state', 'list'])).stdout.trim() : '';
    if ((addresses === '') !== (expected === 0))
      throw new Error(`the state of ${name} has ${addresses === '' ? 'no resources' : addresses.replace(/\n/g, ', ')}`);
  }
}

/** Checks that no state has a resource that exists without Plinth. */
async function assertAbsent(stacks: readonly Stack[], absent: readonly RegExp[]): Promise<void> {
  for (const stack of absent.length === 0 ? [] : stacks) {
    const { stdout } = await stack.terraform(['state', 'list'], { exitCodes: [0, 1] });
    const found = stdout
      .split('\n')
      .find((address) => absent.some((pattern) => pattern.test(`${stack.name}: ${address}`)));
    if (found !== undefined) throw new Error(`the state of ${stack.name} has ${found}, which exists without Plinth`);
  }
}

/** Checks that Terraform refuses to replace resources, each of which it names. */
async function assertProtected(stacks: readonly Stack[], resources: readonly string[]): Promise<void> {
  for (const resource of resources) {
    const [name, address] = resource.split(': ');
    const stack = stacks.find((candidate) => candidate.name === name);
    if (!stack || address === undefined) throw new Error(`there is no stack of ${resource}`);
    const { stdout, stderr } = await stack.terraform(['plan', `-replace=${address}`], { exitCodes: [0, 1] });
    const text = `${stdout}${stderr}`.replace(/[\s│╷╵]+/g, ' ');
    if (!text.includes(`Resource ${address} has lifecycle.prevent_destroy set`))
      throw new Error(`Terraform does not refuse to replace ${resource}: ${text.slice(0, 2000)}`);
  }
}

function listAddresses({ name }: Stack, plan: string, pattern: RegExp): readonly string[] {
  return [...plan.matchAll(pattern)].map(([, address]) => `${name}: ${address ?? ''}`);
}

function assertEqual(verb: string, actual: readonly string[], expected: readonly string[]): void {
  const [first, second] = [actual, expected].map((addresses) => [...addresses].sort().join('\n') || 'nothing');
  if (first !== second) throw new Error(`Terraform ${verb}:\n${first ?? ''}\nexpected:\n${second ?? ''}`);
}

async function assertDrift(folder: string, stacks: readonly Stack[], { stack: name, change, expected }: Drift) {
  const stack = stacks.find((candidate) => candidate.name === name);
  if (!stack) throw new Error(`there is no stack ${name}`);
  const file = join(folder, 'remote-changes.json');
  writeFileSync(file, JSON.stringify([change]));
  const env = { PLINTH_STAND_IN_REMOTE_CHANGES: file };
  const { stdout } = await stack.terraform(['plan', '-detailed-exitcode'], { exitCodes: [2], env });
  rmSync(file);
  const text = stdout.replace(/[\s│]+/g, ' ');
  if (!expected.test(text)) throw new Error(`the plan does not match ${expected.source}: ${text.slice(0, 2000)}`);
}
