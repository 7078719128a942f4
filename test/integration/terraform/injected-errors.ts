import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../../../tools/command';
import type { ControlPlane } from '../cluster/control-plane';
import { assertDelivered } from './assert-delivered';
import { copyFixtureStacks } from './fixture';
import { Stack } from './stack';

/** Error injected into a copy of the fixture stacks, which Terraform or Helm must report. */
export interface InjectedError {
  readonly name: string;
  readonly stack: 'lab-infrastructure' | 'lab-platform';
  /** Modifies the files in the stack's folder. */
  inject(folder: string): void;
  /** Terraform commands; the last one must fail. */
  readonly commands: readonly (readonly string[])[];
  /** Pattern that the output of the last command must match, with whitespace collapsed. */
  readonly expectedOutput: RegExp;
}

/** Errors that Terraform must report without a cluster. */
export const stackErrors: readonly InjectedError[] = [
  {
    name: 'validate rejects a mistyped argument',
    stack: 'lab-infrastructure',
    inject: (folder) => {
      replaceInFile(join(folder, 'cdk.tf.json'), '"input"', '"inputs"');
    },
    commands: [['init'], ['validate']],
    expectedOutput: /No argument or block type is named "inputs"/,
  },
  {
    name: 'validate rejects a reference to an undeclared resource',
    stack: 'lab-infrastructure',
    inject: (folder) => {
      replaceInFile(join(folder, 'cdk.tf.json'), 'terraform_data.nodes.output', 'terraform_data.undeclared.output');
    },
    commands: [['init'], ['validate']],
    expectedOutput: /has not been declared/,
  },
];

/** Errors in objects of a chart, which the Helm provider must report when it applies them to a cluster. */
export const releaseErrors: readonly InjectedError[] = [
  {
    name: 'apply rejects a mistyped kind in a release',
    stack: 'lab-platform',
    inject: (folder) => {
      addToChart(folder, { ...invalidPolicy, kind: 'NetworkPolice' });
    },
    commands: [['init'], ['apply', '-auto-approve']],
    expectedOutput: /no matches for kind "NetworkPolice"/,
  },
];

const invalidPolicy = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'invalid', namespace: 'default' },
  spec: { podSelector: {}, ingres: [] },
};

/** Checks that the comparison with `dist` reports a mistyped key, which Helm ignores. @throws if it does not */
export async function assertComparisonFindsError(scratch: string, cliConfiguration: string, plane: ControlPlane) {
  const stack = createStack('lab-platform', join(scratch, 'mistyped-policy'), cliConfiguration);
  addToChart(stack.folder, invalidPolicy);
  stack.adaptToLab(plane.kubeconfig);
  await stack.terraform(['init']);
  await stack.terraform(['apply', '-auto-approve', '-target=helm_release.namespaces']);
  const error = await assertDelivered(plane.api, [invalidPolicy]).catch(String);
  await stack.terraform(['destroy', '-auto-approve']);
  if (!String(error).includes('.spec.ingres: field not declared'))
    throw new Error(`the comparison did not report the mistyped key: ${String(error)}`);
}

/** Checks that Terraform fails with the expected output. @throws if it succeeds or fails for another reason */
export async function assertErrorFound(
  injectedError: InjectedError,
  scratch: string,
  cliConfiguration: string,
  plane?: ControlPlane,
): Promise<void> {
  const stack = createStack(
    injectedError.stack,
    join(scratch, injectedError.name.replaceAll(' ', '-')),
    cliConfiguration,
  );
  injectedError.inject(stack.folder);
  if (plane && injectedError.stack === 'lab-platform') stack.adaptToLab(plane.kubeconfig);
  const last = injectedError.commands.length - 1;
  for (const [index, command] of injectedError.commands.entries()) {
    try {
      await stack.terraform(command);
    } catch (error) {
      // Terraform wraps long lines at any position.
      const output = error instanceof CommandError ? error.output.replace(/\s+/g, ' ') : '';
      if (index === last && injectedError.expectedOutput.test(output)) return;
      throw error;
    }
  }
  throw new Error('Terraform did not report the error');
}

function replaceInFile(file: string, search: string, replacement: string): void {
  const text = readFileSync(file, 'utf8');
  if (!text.includes(search)) throw new Error(`${file} does not contain ${search}`);
  writeFileSync(file, text.replace(search, replacement));
}

function createStack(name: string, output: string, cliConfiguration: string): Stack {
  copyFixtureStacks(output);
  return new Stack(output, name, cliConfiguration);
}

function addToChart(folder: string, object: object): void {
  writeFileSync(join(folder, 'charts/namespaces/templates/injected.json'), JSON.stringify(object));
}
