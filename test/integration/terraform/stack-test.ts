import { CommandError } from '../../../tools/command';
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
    const advice =
      'install its bindings (`npm run bindings`) for a stand-in, or set PLINTH_TERRAFORM_PROVIDERS to a folder, or PLINTH_TERRAFORM_REGISTRY=1';
    report.skip(`${label}: init, validate, plan, apply, destroy`, `providers are not available: ${names}; ${advice}`);
    return 'nothing';
  }
  const cloudProviders = stack.providers.filter(
    (provider) => providerAddress(provider) !== helm && typeof providers.tryGetSource(provider) === 'string',
  );
  if (cloudProviders.length > 0) {
    report.skip(
      `${label}: apply, destroy`,
      `${cloudProviders.map(providerAddress).join(', ')} would create real resources`,
    );
    return 'plan';
  }
  if (stack.provisionedResources.length > 0)
    report.skip(`${label}: provisioners`, `require hosts (npm run test:lab): ${stack.provisionedResources.join(', ')}`);
  return 'apply';
}

/** True if a stack installs Helm releases with the real provider, so that even its plan requires a cluster. */
export function needsCluster(stack: Stack, providers: Providers): boolean {
  return stack.providers.some(
    (provider) => providerAddress(provider) === helm && typeof providers.tryGetSource(provider) === 'string',
  );
}

/** Returns the suffix of a stack's checks that names all stand-ins: without one, the providers are real. */
export function describeStandIns(stack: Stack, providers: Providers): string {
  const names = providers.listStandIns(stack).map(({ name }) => name);
  return names.length === 0 ? '' : ` (${names.join(', ')})`;
}

/** Stack with the label of its checks and what can be tested. */
export interface TestedStack {
  readonly stack: Stack;
  readonly label: string;
  readonly depth: TestDepth;
  /** Suffix of all checks that names the stand-ins. */
  readonly standIns: string;
}

/** Tests a stack as far as possible. Returns true if it may have been applied and must be destroyed. */
export async function testStack(report: Report, { stack, label, depth, standIns }: TestedStack): Promise<boolean> {
  if (depth === 'nothing') return false;
  const isValid = await report.check(`${label}: init and validate${standIns}`, async () => {
    await stack.terraform(['init']);
    await stack.terraform(['validate']);
  });
  if (!isValid) return false;
  const isPlanned = await report.check(`${label}: plan${standIns}`, () => stack.terraform(['plan', '-out=tfplan']));
  if (!isPlanned || depth === 'plan') return false;
  const isApplied =
    stack.provisionedResources.length === 0
      ? await report.check(`${label}: apply${standIns}`, () => stack.terraform(['apply', 'tfplan']))
      : await report.check(`${label}: apply without provisioners${standIns}`, async () => {
          stack.removeProvisioners();
          await stack.terraform(['apply', '-auto-approve']);
        });
  if (isApplied) {
    await report.check(`${label}: a second plan has no changes${standIns}`, () =>
      stack.terraform(['plan', '-detailed-exitcode']),
    );
  }
  return true;
}

/** Destroys an applied stack and checks that its state is empty. */
export async function testDestroy(report: Report, { stack, label, standIns }: TestedStack): Promise<void> {
  if (stack.isProtected) {
    await report.check(`${label}: destroy is refused, since a resource is protected${standIns}`, async () => {
      const error: unknown = await stack.terraform(['destroy', '-auto-approve']).catch((reason: unknown) => reason);
      if (error instanceof CommandError && error.output.includes('Instance cannot be destroyed')) return;
      throw new Error('Terraform did not refuse to destroy the stack');
    });
    return;
  }
  await report.check(`${label}: destroy${standIns}`, async () => {
    await stack.terraform(['destroy', '-auto-approve']);
    const { stdout } = await stack.terraform(['state', 'list']);
    if (stdout.trim() !== '') throw new Error(`still in the state: ${stdout.trim().split('\n').join(', ')}`);
  });
}
