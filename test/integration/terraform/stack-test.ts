import type { Report } from '../../../tools/report';
import { providerAddress, type Providers } from './providers';
import type { Stack } from './stack';

const helm = 'registry.terraform.io/hashicorp/helm';

/** Last Terraform command of a stack's test that can run on this machine. */
export type TestDepth = 'nothing' | 'plan' | 'apply';

/** Returns how far a stack can be tested here, and reports the skipped commands with the reason. */
export function testDepth(report: Report, label: string, stack: Stack, providers: Providers): TestDepth {
  const missing = stack.providers.filter((provider) => providers.tryGetSource(provider) === undefined);
  if (missing.length > 0) {
    const names = missing.map((provider) => `${providerAddress(provider)} ${provider.version}`).join(', ');
    const advice = 'set PLINTH_TERRAFORM_PROVIDERS to a folder, or PLINTH_TERRAFORM_REGISTRY=1';
    report.skip(`${label}: init, validate, plan, apply, destroy`, `providers are not available: ${names}; ${advice}`);
    return 'nothing';
  }
  const cloudProviders = stack.providers.filter((provider) => providerAddress(provider) !== helm);
  if (cloudProviders.length > 0) {
    report.skip(
      `${label}: apply, destroy`,
      `${cloudProviders.map(providerAddress).join(', ')} would create real resources`,
    );
    return 'plan';
  }
  if (stack.provisionedResources.length > 0) {
    report.skip(
      `${label}: apply, destroy`,
      `requires hosts (npm run test:lab): ${stack.provisionedResources.join(', ')}`,
    );
    return 'plan';
  }
  return 'apply';
}

/** True if a stack installs Helm releases, so that even its plan requires a cluster. */
export function needsCluster(stack: Stack): boolean {
  return stack.providers.some((provider) => providerAddress(provider) === helm);
}

/** Tests a stack up to the given depth. Returns true if it may have been applied and must be destroyed. */
export async function testStack(report: Report, label: string, stack: Stack, reach: TestDepth): Promise<boolean> {
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
    await report.check(`${label}: a second plan has no changes`, () => stack.terraform(['plan', '-detailed-exitcode']));
  }
  return true;
}

/** Destroys an applied stack and checks that its state is empty. */
export async function testDestroy(report: Report, label: string, stack: Stack): Promise<void> {
  await report.check(`${label}: destroy`, async () => {
    await stack.terraform(['destroy', '-auto-approve']);
    const { stdout } = await stack.terraform(['state', 'list']);
    if (stdout.trim() !== '') throw new Error(`still in the state: ${stdout.trim().split('\n').join(', ')}`);
  });
}
