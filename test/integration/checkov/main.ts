import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../tools/command';
import { Report } from '../../../tools/report';
import type { Language } from '../../../src/create-language';
import { createAwsPlatform } from '../../golden/aws/platform';
import { createAzurePlatform } from '../../golden/azure/platform';
import { createGooglePlatform } from '../../golden/google/platform';
import { createAwsLanguage, loadAws } from '../../support/aws';
import { createAzureLanguage, loadAzure } from '../../support/azure';
import { createGoogleLanguage, loadGoogle } from '../../support/google';
import { hasProvider, type CloudName } from '../../support/cloud';
import { synthesizeTo } from '../../support/output-files';
import { acceptedChecks } from './accepted-checks';

interface CheckovResult {
  readonly summary: { readonly passed: number; readonly failed: number; readonly parsing_errors: number };
  readonly results: { readonly failed_checks: readonly { readonly check_id: string; readonly resource: string }[] };
}

const report = new Report('checkov', { folder: join(__dirname, '../../../.plinth/reports') });
const scratch = mkdtempSync(join(tmpdir(), 'plinth-checkov-'));

const platforms: Readonly<Record<CloudName, () => { readonly definition: object; readonly language: Language }>> = {
  aws: () => {
    const aws = loadAws();
    return { definition: createAwsPlatform(aws), language: createAwsLanguage(aws) };
  },
  azure: () => {
    const azure = loadAzure();
    return { definition: createAzurePlatform(azure), language: createAzureLanguage(azure) };
  },
  google: () => {
    const google = loadGoogle();
    return { definition: createGooglePlatform(google), language: createGoogleLanguage(google) };
  },
};

void main();

/** Runs checkov (PyPI) on the Terraform stacks of a platform in each cloud, with the defaults of all kinds. */
async function main(): Promise<void> {
  for (const cloud of Object.keys(platforms) as CloudName[]) {
    if (hasProvider(cloud)) await checkCloud(cloud);
    else report.skip(cloud, 'the package of its provider is not installed: run npm run clouds');
  }
  rmSync(scratch, { recursive: true });
  process.exitCode = report.close();
}

async function checkCloud(cloud: CloudName): Promise<void> {
  const { definition, language } = platforms[cloud]();
  synthesizeTo(join(scratch, cloud), definition, undefined, language);
  const stacks = join(scratch, cloud, 'cdktf.out/stacks');
  for (const stack of readdirSync(stacks))
    await report.check(`${cloud}: ${stack}: no failed check without a reason`, () => checkStack(cloud, stacks, stack));
}

async function checkStack(cloud: CloudName, stacks: string, stack: string): Promise<void> {
  const folder = join(scratch, 'checkov', cloud, stack);
  mkdirSync(folder, { recursive: true });
  cpSync(join(stacks, stack, 'cdk.tf.json'), join(folder, 'cdk.tf.json'));
  const options = ['--framework', 'terraform_json', '--output', 'json', '--soft-fail'];
  const { stdout } = await run('checkov', ['--directory', folder, ...options]);
  const result = JSON.parse(stdout) as CheckovResult | { readonly passed: number };
  // A stack without checked resources has no results.
  if (!('results' in result)) return;
  const { failed_checks: failed } = result.results;
  if (result.summary.parsing_errors > 0) throw new Error('checkov cannot parse the stack');
  const unexplained = failed.filter(({ check_id: id }) => acceptedChecks[cloud][id] === undefined);
  if (unexplained.length > 0)
    throw new Error(unexplained.map(({ check_id: id, resource }) => `${id} ${resource}`).join('\n'));
  console.log(`${stack}: ${result.summary.passed} passed, ${failed.length} accepted`);
}
