import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../../../tools/command';
import type { ControlPlane } from '../cluster/control-plane';
import { assertDelivered } from './delivered';
import { layStacks } from './fixture';
import { Stack } from './stack';

/** A mistake put into a copy of the lab's own stacks, to see that Terraform or Helm finds it. */
export interface Mistake {
  readonly name: string;
  readonly stack: 'lab-infrastructure' | 'lab-platform';
  /** Makes the mistake in the stack's folder. */
  make(folder: string): void;
  /** The Terraform commands up to the one that must fail. */
  readonly commands: readonly (readonly string[])[];
  /** What the last one must say. */
  readonly says: RegExp;
}

/** Mistakes that Terraform must find without a cluster. */
export const mistakesInStacks: readonly Mistake[] = [
  {
    name: 'a mistyped argument is refused by validate',
    stack: 'lab-infrastructure',
    make: (folder) => {
      replace(join(folder, 'cdk.tf.json'), '"input"', '"inputs"');
    },
    commands: [['init'], ['validate']],
    says: /No argument or block type is named "inputs"/,
  },
  {
    name: 'a reference to what is not there is refused by validate',
    stack: 'lab-infrastructure',
    make: (folder) => {
      replace(join(folder, 'cdk.tf.json'), 'terraform_data.nodes.output', 'terraform_data.gone.output');
    },
    commands: [['init'], ['validate']],
    says: /has not been declared/,
  },
];

/** Mistakes in objects that travel as a chart, which the provider must find on the cluster. */
export const mistakesInReleases: readonly Mistake[] = [
  {
    name: 'a mistyped kind is refused when a release is applied',
    stack: 'lab-platform',
    make: (folder) => {
      addToChart(folder, { ...wrongPolicy, kind: 'NetworkPolice' });
    },
    commands: [['init'], ['apply', '-auto-approve']],
    says: /no matches for kind "NetworkPolice"/,
  },
];

const wrongPolicy = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'wrong', namespace: 'default' },
  spec: { podSelector: {}, ingres: [] },
};

/** Helm lets a policy with a mistyped key pass; throws where the comparison with `dist` does not find it either. */
export async function assertDeliveryIsChecked(scratch: string, cliConfiguration: string, plane: ControlPlane) {
  const stack = layStack('lab-platform', join(scratch, 'mistyped-policy'), cliConfiguration);
  addToChart(stack.folder, wrongPolicy);
  stack.fitToLab(plane.kubeconfig);
  await stack.terraform(['init']);
  await stack.terraform(['apply', '-auto-approve', '-target=helm_release.namespaces']);
  const error = await assertDelivered(plane.api, [wrongPolicy]).catch(String);
  await stack.terraform(['destroy', '-auto-approve']);
  if (!String(error).includes('.spec.ingres: field not declared'))
    throw new Error(`nothing finds it: ${String(error)}`);
}

/** Throws where Terraform lets the mistake through, or stumbles over something else. */
export async function assertCaught(
  mistake: Mistake,
  scratch: string,
  cliConfiguration: string,
  plane?: ControlPlane,
): Promise<void> {
  const stack = layStack(mistake.stack, join(scratch, mistake.name.replaceAll(' ', '-')), cliConfiguration);
  mistake.make(stack.folder);
  if (plane && mistake.stack === 'lab-platform') stack.fitToLab(plane.kubeconfig);
  const last = mistake.commands.length - 1;
  for (const [index, command] of mistake.commands.entries()) {
    try {
      await stack.terraform(command);
    } catch (error) {
      // Terraform breaks long lines anywhere.
      const said = error instanceof CommandError ? error.output.replace(/\s+/g, ' ') : '';
      if (index === last && mistake.says.test(said)) return;
      throw error;
    }
  }
  throw new Error('nothing finds the mistake');
}

function replace(file: string, from: string, to: string): void {
  const text = readFileSync(file, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
  writeFileSync(file, text.replace(from, to));
}

function layStack(name: string, output: string, cliConfiguration: string): Stack {
  layStacks(output);
  return new Stack(output, name, cliConfiguration);
}

function addToChart(folder: string, object: object): void {
  writeFileSync(join(folder, 'charts/namespaces/templates/mistake.json'), JSON.stringify(object));
}
