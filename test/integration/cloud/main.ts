import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Argument, Command } from 'commander';
import { run } from '../../../tools/command';
import { Report } from '../../../tools/report';
import { hasProvider, type CloudName } from '../../support/cloud';
import { readOutput } from '../cluster/output';
import { Providers } from '../terraform/providers';
import { Stack } from '../terraform/stack';
import { describeStandIns } from '../terraform/stack-test';
import { cloudAccounts, type CloudAccount } from './accounts';
import { listRemainingStacks, removeDestroyProtection } from './remaining-stacks';

const command = new Command('npm run test:cloud --')
  .description(
    'Creates a small platform in an account of yours, checks it, and destroys it. This costs money; it asks first. No account was at hand when it was written: only --dry-run was run by its authors.',
  )
  .addArgument(new Argument('[cloud]', 'cloud of the account').choices(Object.keys(cloudAccounts)))
  .option(
    '--dry-run',
    'write the stacks and validate them with Terraform, of all clouds unless one is named; contacts no cloud',
  )
  .option('--destroy', 'only destroy what an earlier run has created')
  .parse();

const options = command.opts<{ readonly dryRun?: boolean; readonly destroy?: boolean }>();
const namedCloud = command.args[0] as CloudName | undefined;
const root = join(__dirname, '../../..');
const report = new Report('cloud', { folder: join(root, '.plinth/reports') });

void main();

async function main(): Promise<void> {
  if (options.dryRun === true)
    for (const cloud of Object.keys(cloudAccounts) as CloudName[]) {
      if (namedCloud !== undefined && cloud !== namedCloud) continue;
      if (hasProvider(cloud)) await dryRun(createRun(cloud));
      else report.skip(cloudAccounts[cloud].title, 'the package of its provider is not installed: run npm run clouds');
    }
  else if (namedCloud === undefined) command.error('name the cloud of the account: aws, azure or google');
  else if (!hasProvider(namedCloud)) command.error('the package of its provider is not installed: run npm run clouds');
  else await testAccount(createRun(namedCloud));
  process.exitCode = report.close();
}

/** Run of the test in one cloud. */
interface CloudRun {
  readonly account: CloudAccount;
  /** Program with the definition of the platform. */
  readonly program: string;
  /** Folder of output and states: an interrupted run is continued, or destroyed, from it. */
  readonly folder: string;
}

function createRun(cloud: CloudName): CloudRun {
  const folder = join(root, '.plinth/cloud', options.dryRun === true ? `${cloud}-dry-run` : cloud);
  // A dry run has no state to retain, and lock files of providers from an earlier run would not match.
  if (options.dryRun === true) rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return { account: cloudAccounts[cloud], program: join(__dirname, 'platforms', `${cloud}.ts`), folder };
}

/** Synthesizes the platform with made-up values, and validates every stack. */
async function dryRun(cloudRun: CloudRun): Promise<void> {
  const { account, program, folder } = cloudRun;
  const isSynthesized = await report.check(`${account.title}: the platform is synthesised`, () =>
    plinth(cloudRun, ['synth', program], {
      ...account.sampleValues,
      PLINTH_CLOUD_ZONE: account.sampleZone,
      PLINTH_CLOUD_DOMAIN: 'plinthtest.example',
      PLINTH_CLOUD_EMAIL: 'ops@plinthtest.example',
    }),
  );
  if (!isSynthesized) return;
  const providers = new Providers();
  const stacks = readOutput(folder).order.apply;
  const uses = stacks.map((stack) => new Stack(folder, stack, ''));
  const configuration = await providers.install(join(folder, 'terraform'), uses);
  for (const name of stacks) {
    const stack = new Stack(folder, name, configuration);
    const standIns = describeStandIns(stack, providers);
    await report.check(`${account.title}: Terraform validates ${name}${standIns}`, async () => {
      await stack.terraform(['init', '-backend=false']);
      await stack.terraform(['validate']);
    });
  }
}

/** Creates the platform, checks it, and destroys it, also after a failed check. */
async function testAccount(cloudRun: CloudRun): Promise<void> {
  const { account, program, folder } = cloudRun;
  checkVariables(account);
  await run(account.program, ['--version']);
  if (!(await confirm(account))) {
    report.skip(`${account.title}: the platform is created`, 'not confirmed');
    return;
  }
  if (options.destroy !== true) {
    const title = `${account.title}: the platform is created; a second apply changes nothing`;
    const isApplied = await report.check(title, async () => {
      await plinth(cloudRun, ['apply', '--file', program, '--yes']);
      await plinth(cloudRun, ['apply', '--file', program, '--yes']);
    });
    if (isApplied) await checkPlatform(cloudRun);
  }
  const isDestroyed = await report.check(`${account.title}: the cluster is destroyed`, () =>
    plinth(cloudRun, ['destroy', '--file', program, '--confirm', 'plinthtest']),
  );
  if (isDestroyed)
    await report.check(`${account.title}: networks and data are destroyed`, () => destroyRemainingStacks(folder));
  console.log(`${account.title} keeps ${account.remains}. The states are in ${folder}.`);
}

async function checkPlatform(cloudRun: CloudRun): Promise<void> {
  const { account, program, folder } = cloudRun;
  const kubeconfig = join(folder, 'kubeconfig');
  const kubectl = (args: readonly string[]) => run('kubectl', ['--kubeconfig', kubeconfig, ...args]);
  const check = (title: string, action: () => Promise<unknown>) =>
    report.check(`${account.title}: ${title}`, async () => {
      await action();
    });
  await check('the cluster records what was applied', () => plinth(cloudRun, ['status', program]));
  await check('a kubeconfig is written', () => plinth(cloudRun, ['kubeconfig', 'test', kubeconfig, '--file', program]));
  await check('all nodes are ready', () =>
    kubectl(['wait', 'node', '--all', '--for=condition=Ready', '--timeout=10m']),
  );
  await check('the application runs', () =>
    kubectl(['--namespace=shop', 'rollout', 'status', 'deployment/web', '--timeout=10m']),
  );
  await check('jobs log in to the database, and write to bucket and queue with the identity of their pods', () =>
    kubectl(['--namespace=shop', 'wait', 'job', '--all', '--for=condition=Complete', '--timeout=15m']),
  );
  const domain = process.env.PLINTH_CLOUD_DOMAIN ?? '';
  if (domain === '')
    report.skip(
      `${account.title}: DNS, certificate and ingress`,
      'set PLINTH_CLOUD_ZONE, PLINTH_CLOUD_DOMAIN and PLINTH_CLOUD_EMAIL',
    );
  else
    await check("the application responds at its host, with a certificate of Let's Encrypt", () =>
      waitForHost(`web.${domain}`),
    );
}

/** Waits until the application responds at its host, with a certificate that the client trusts. */
async function waitForHost(host: string): Promise<void> {
  const end = Date.now() + 20 * 60_000;
  for (;;) {
    const status = await fetch(`https://${host}/`).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return;
    if (Date.now() > end) throw new Error(`https://${host}/ does not respond`);
    await new Promise((resolve) => setTimeout(resolve, 10_000));
  }
}

/** Destroys the stacks that `plinth destroy` retains: networks, and the data of tenants. */
async function destroyRemainingStacks(folder: string): Promise<void> {
  for (const stack of listRemainingStacks(readOutput(folder).order)) {
    const stackFolder = join(folder, 'cdktf.out/stacks', stack);
    if (!existsSync(stackFolder)) continue;
    const file = join(stackFolder, 'cdk.tf.json');
    writeFileSync(file, removeDestroyProtection(readFileSync(file, 'utf8')));
    await run('terraform', [`-chdir=${stackFolder}`, 'init', '-input=false']);
    // Terraform destroys buckets with objects only where the state permits it.
    await run('terraform', [`-chdir=${stackFolder}`, 'apply', '-auto-approve', '-input=false']);
    await run('terraform', [`-chdir=${stackFolder}`, 'destroy', '-auto-approve', '-input=false']);
  }
}

function plinth({ folder }: CloudRun, args: readonly string[], values: Readonly<Record<string, string>> = {}) {
  const cli = [require.resolve('tsx/cli'), join(root, 'src/cli/plinth.ts')];
  const file = join(folder, 'plinth.lock.json');
  // Before the first apply, there is no lock that synth could read.
  const lock = args[0] === 'kubeconfig' || (args[0] === 'synth' && !existsSync(file)) ? [] : ['--lock', file];
  return run(process.execPath, [...cli, ...args, '--out', folder, ...lock], { cwd: root, env: values });
}

function checkVariables({ variables }: CloudAccount): void {
  const missing = Object.entries(variables).filter(([name]) => (process.env[name] ?? '') === '');
  if (missing.length === 0) return;
  throw new Error(
    `set these environment variables:\n${missing.map(([name, text]) => `  ${name}: ${text}`).join('\n')}`,
  );
}

/** Asks for the ID of the account, so that no run creates resources in another one. */
async function confirm({ title, cost, remains }: CloudAccount): Promise<boolean> {
  const id = process.env.PLINTH_CLOUD_ACCOUNT ?? '';
  console.log(
    [
      `This creates a platform in ${title}, account ${id}, and destroys it after about an hour.`,
      `Cost: ${cost}. An estimate from list prices; your bill decides.`,
      `Afterwards remains: ${remains}.`,
      'If the run is interrupted, destroy the platform with --destroy: until then, it costs money.',
    ].join('\n'),
  );
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`Write the ID of the account to continue: `);
  terminal.close();
  return answer.trim() === id;
}
