import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../tools/command';
import { Report } from '../../../tools/report';
import { createAwsPlatform } from '../../golden/aws/platform';
import { createAwsLanguage, loadAws } from '../../support/aws';
import { synthesizeTo } from '../../support/output-files';

/**
 * Failed checks that are accepted for the defaults of `plinth/aws`, with the reason.
 * @see https://www.checkov.io/5.Policy%20Index/terraform.html
 */
const acceptedChecks: Readonly<Record<string, string>> = {
  CKV_AWS_18: 'access logs of S3 need a bucket of the account; CloudTrail records data events without one',
  CKV_AWS_31: 'the users of a cache have passwords; a token would be in the state',
  CKV_AWS_144: 'data stay in the region of the environment; objects are versioned',
  CKV2_AWS_57: 'the job that sets the password runs in the cluster: a rotation by Lambda could not reach it',
  CKV2_AWS_62: 'events of a bucket are of use to a receiver only, and the platform has none',
};

interface CheckovResult {
  readonly summary: { readonly passed: number; readonly failed: number; readonly parsing_errors: number };
  readonly results: { readonly failed_checks: readonly { readonly check_id: string; readonly resource: string }[] };
}

const report = new Report('checkov', { folder: join(__dirname, '../../../.plinth/reports') });
const scratch = mkdtempSync(join(tmpdir(), 'plinth-checkov-'));

void main();

/** Runs checkov (PyPI) on the Terraform stacks of a platform in AWS, with the defaults of all kinds. */
async function main(): Promise<void> {
  const aws = loadAws();
  synthesizeTo(scratch, createAwsPlatform(aws), undefined, createAwsLanguage(aws));
  const stacks = join(scratch, 'cdktf.out/stacks');
  for (const stack of readdirSync(stacks))
    await report.check(`${stack}: no failed check without a reason`, () => checkStack(stacks, stack));
  rmSync(scratch, { recursive: true });
  process.exitCode = report.close();
}

async function checkStack(stacks: string, stack: string): Promise<void> {
  const folder = join(scratch, 'checkov', stack);
  mkdirSync(folder, { recursive: true });
  cpSync(join(stacks, stack, 'cdk.tf.json'), join(folder, 'cdk.tf.json'));
  const options = ['--framework', 'terraform_json', '--output', 'json', '--soft-fail'];
  const { stdout } = await run('checkov', ['--directory', folder, ...options]);
  const result = JSON.parse(stdout) as CheckovResult | { readonly passed: number };
  // A stack without checked resources has no results.
  if (!('results' in result)) return;
  const { failed_checks: failed } = result.results;
  if (result.summary.parsing_errors > 0) throw new Error('checkov cannot parse the stack');
  const unexplained = failed.filter(({ check_id: id }) => acceptedChecks[id] === undefined);
  if (unexplained.length > 0)
    throw new Error(unexplained.map(({ check_id: id, resource }) => `${id} ${resource}`).join('\n'));
  console.log(`${stack}: ${result.summary.passed} passed, ${failed.length} accepted`);
}
