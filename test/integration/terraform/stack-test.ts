import type { Report } from '../../../tools/report';
import { address, type Providers } from './providers';
import type { Stack } from './stack';

const helm = 'registry.terraform.io/hashicorp/helm';

/** How far a stack can be taken here. */
export type Reach = 'nothing' | 'plan' | 'apply';

/** What can be tried of a stack; what cannot is named in the report, with the reason. */
export function reachOf(report: Report, label: string, stack: Stack, providers: Providers): Reach {
  const missing = stack.providers.filter((provider) => providers.sourceOf(provider) === undefined);
  if (missing.length > 0) {
    const names = missing.map((provider) => `${address(provider)} ${provider.version}`).join(', ');
    const advice = 'name a folder by PLINTH_TERRAFORM_PROVIDERS, or allow the registry by PLINTH_TERRAFORM_REGISTRY=1';
    report.skip(`${label}: init, validate, plan, apply, destroy`, `no provider ${names}: ${advice}`);
    return 'nothing';
  }
  const foreign = stack.providers.filter((provider) => address(provider) !== helm);
  if (foreign.length > 0) {
    report.skip(`${label}: apply, destroy`, `${foreign.map(address).join(', ')} would make real machines`);
    return 'plan';
  }
  if (stack.onMachines.length > 0) {
    report.skip(`${label}: apply, destroy`, `needs hosts (npm run test:lab): ${stack.onMachines.join(', ')}`);
    return 'plan';
  }
  return 'apply';
}

/** Whether a stack brings releases to a cluster, so that even its plan asks one. */
export function needsCluster(stack: Stack): boolean {
  return stack.providers.some((provider) => address(provider) === helm);
}

/** Takes a stack as far as it goes; says whether it was applied, so that it must be destroyed. */
export async function testStack(report: Report, label: string, stack: Stack, reach: Reach): Promise<boolean> {
  if (reach === 'nothing') return false;
  const isValid = await report.check(`${label}: init and validate`, async () => {
    await stack.terraform(['init']);
    await stack.terraform(['validate']);
  });
  if (!isValid) return false;
  const isPlanned = await report.check(`${label}: plan`, () => stack.terraform(['plan', '-out=tfplan']));
  if (!isPlanned || reach === 'plan') return false;
  const isApplied = await report.check(`${label}: apply`, () => stack.terraform(['apply', 'tfplan']));
  if (isApplied) {
    await report.check(`${label}: planned again, nothing changes`, () =>
      stack.terraform(['plan', '-detailed-exitcode']),
    );
  }
  return true;
}

/** Destroys a stack that was applied, and looks that nothing of it is left in the state. */
export async function testDestroy(report: Report, label: string, stack: Stack): Promise<void> {
  await report.check(`${label}: destroy`, async () => {
    await stack.terraform(['destroy', '-auto-approve']);
    const { stdout } = await stack.terraform(['state', 'list']);
    if (stdout.trim() !== '') throw new Error(`left in the state: ${stdout.trim().split('\n').join(', ')}`);
  });
}
