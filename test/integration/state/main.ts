import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { App, TerraformStack } from 'cdktf';
import { TerraformData } from '../../../constructs/terraform/terraform-data';
import type { Backend } from '../../../src/definition/backend';
import { addBackend } from '../../../stacks/backend';
import { run, type CommandOutput } from '../../../tools/command';
import { Daemon } from '../cluster/daemon';
import { Session } from '../cluster/session';
import { findFreePort } from '../data/free-port';
import { installMoto } from './moto';

const session = new Session('state');
const { report, scratch } = session;
const terraform = process.env.TERRAFORM_BINARY_NAME ?? 'terraform';
const state = { backend: 's3', bucket: 'acme-state', region: 'eu-north-1' } as const;
void main();

/** Tests `plinth state create` with the AWS CLI, and Terraform's S3 backend with locks, on moto, a stand-in for AWS. */
async function main(): Promise<void> {
  let bin = '';
  if (await report.check('moto and the AWS CLI are installed', async () => void (bin = await installMoto()))) {
    const port = await findFreePort();
    const url = `http://127.0.0.1:${port}`;
    const server = new Daemon('moto', join(bin, 'moto_server'), ['-p', String(port)], join(scratch, 'moto.log'));
    const isReady = await report.check('moto answers', () =>
      server.waitUntil(async () => (await fetch(`${url}/moto-api/`)).ok, 120),
    );
    if (isReady) await testStates(bin, url);
    server.stop();
  }
  session.close();
}

async function testStates(bin: string, url: string): Promise<void> {
  const env = {
    PATH: `${bin}:${process.env.PATH ?? ''}`,
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_EC2_METADATA_DISABLED: 'true',
    CHECKPOINT_DISABLE: '1',
  };
  const aws = (operation: string, ...args: readonly string[]) =>
    run('aws', ['s3api', operation, '--bucket', state.bucket, '--region', state.region, ...args], { env });
  await report.check('plinth state create: creates a bucket that is private, encrypted and versioned', async () => {
    expectOutput(await createStorage(env, state), /bucket acme-state: done/);
    expectOutput(await aws('get-public-access-block'), /"RestrictPublicBuckets": true/);
    expectOutput(await aws('get-bucket-encryption'), /"SSEAlgorithm": "AES256"/);
    expectOutput(await aws('get-bucket-versioning'), /"Status": "Enabled"/);
    expectOutput(await aws('get-bucket-policy'), /aws:SecureTransport/);
    expectOutput(await aws('get-bucket-lifecycle-configuration'), /"NoncurrentDays": 90/);
  });
  await report.check('plinth state create: can be repeated', async () => {
    expectOutput(await createStorage(env, state), /bucket acme-state: exists/);
  });
  // It refuses connections without TLS, such as those to moto.
  await aws('delete-bucket-policy');

  const first = new StateStack('first', state, env);
  await report.check('S3: the state of a stack is at a key of names', async () => {
    await first.terraform('init');
    await first.terraform('apply', '-auto-approve');
    expectOutput(await aws('head-object', '--key', 'acme/first.tfstate'), /"ServerSideEncryption": "AES256"/);
  });
  await report.check('S3: an apply refuses a stack that another apply changes, and not another stack', async () => {
    const running = first.startBlocked();
    await waitFor(() => existsSync(running.started), running.result);
    await first.expectLocked();
    const other = new StateStack('other', state, env);
    await other.terraform('init');
    await other.terraform('apply', '-auto-approve');
    running.release();
    await running.result;
    await first.terraform('plan', '-detailed-exitcode');
  });
  await report.check('S3: an apply that is killed leaves its lock, which can be removed', async () => {
    const running = first.startBlocked();
    await waitFor(() => existsSync(running.started), running.result);
    running.kill();
    await running.result.catch(() => undefined);
    const lock = await first.expectLocked();
    await first.terraform('force-unlock', '-force', lock);
    running.release();
    await first.terraform('apply', '-auto-approve');
  });
  await report.check('S3: replaced states are retained as versions', async () => {
    const { stdout } = await aws('list-object-versions', '--prefix', 'acme/first.tfstate');
    const { Versions: versions } = JSON.parse(stdout) as { readonly Versions: readonly { readonly Key: string }[] };
    const count = versions.filter(({ Key: key }) => key === 'acme/first.tfstate').length;
    if (count < 2) throw new Error(`the state has ${count} version`);
  });
  await report.check('a store that speaks S3: is created at its endpoint, and has states with locks', async () => {
    const { AWS_ENDPOINT_URL: _, ...withoutUrl } = env;
    const store = { ...state, region: 'us-east-1', bucket: 'acme-store', endpoint: url };
    expectOutput(await createStorage(withoutUrl, store), /bucket acme-store: done/);
    const stack = new StateStack('stored', store, withoutUrl);
    await stack.terraform('init');
    await stack.terraform('apply', '-auto-approve');
    const running = stack.startBlocked();
    await waitFor(() => existsSync(running.started), running.result);
    await stack.expectLocked();
    running.release();
    await running.result;
  });
}

/** Runs `plinth state create` on a definition with this backend. */
function createStorage(env: Readonly<Record<string, string>>, backend: Backend): Promise<CommandOutput> {
  const file = join(scratch, 'platform.json');
  const clusters = { dev: { kind: 'existing', environment: 'dev', kubeconfig: 'kubeconfig' } };
  const definition = { name: 'acme', domain: 'acme.example', environments: ['dev'], clusters, state: backend };
  writeFileSync(file, JSON.stringify(definition));
  const plinth = join(__dirname, '../../../src/cli/plinth.ts');
  return run(join(__dirname, '../../../node_modules/.bin/tsx'), [plinth, 'state', 'create', '--file', file, '--yes'], {
    env,
  });
}

/** Apply that waits. */
interface BlockedApply {
  /** File that exists once Terraform changes resources, and has the lock. */
  readonly started: string;
  /** Rejects if Terraform fails. */
  readonly result: Promise<void>;
  release(): void;
  kill(): void;
}

/** A stack with one resource, whose creation can wait. */
class StateStack {
  private readonly folder: string;
  private applies = 0;

  constructor(
    private readonly name: string,
    private readonly backend: Backend,
    private readonly env: Readonly<Record<string, string>>,
  ) {
    this.folder = join(scratch, 'stacks', name);
    this.synthesize('true');
  }

  terraform(...args: readonly string[]): Promise<CommandOutput> {
    const env = { ...this.env, TF_INPUT: '0', TF_CLI_ARGS: '-no-color' };
    return run(terraform, args, { cwd: join(this.folder, 'cdktf.out/stacks', this.name), env });
  }

  /** Starts an apply that replaces the resource, and waits until it is released. */
  startBlocked(): BlockedApply {
    this.applies += 1;
    const [started, released] = ['started', 'released'].map((name) => join(this.folder, `${name}-${this.applies}`));
    if (started === undefined || released === undefined) throw new Error('no files');
    // It ends with the test at the latest.
    this.synthesize(`touch ${started}; for i in $(seq 600); do test -e ${released} && exit; sleep 0.1; done; exit 1`);
    const child = spawn(terraform, ['apply', '-auto-approve', '-no-color', '-input=false'], {
      cwd: join(this.folder, 'cdktf.out/stacks', this.name),
      env: { ...process.env, ...this.env },
      stdio: 'ignore',
    });
    const result = new Promise<void>((succeed, fail) => {
      child.on('error', fail);
      child.on('close', (code) => {
        if (code === 0) succeed();
        else fail(new Error(`the blocked apply ended with ${code ?? 'a signal'}`));
      });
    });
    return {
      started,
      result,
      release: () => {
        writeFileSync(released, '');
      },
      kill: () => void child.kill('SIGKILL'),
    };
  }

  /** Checks that Terraform refuses the stack because of a lock, and returns the ID of the lock. */
  async expectLocked(): Promise<string> {
    const error = await this.terraform('apply', '-auto-approve').then(
      () => undefined,
      (failure: unknown) => failure,
    );
    const output = error instanceof Error && 'output' in error ? String(error.output) : '';
    if (!output.includes('Error acquiring the state lock')) throw new Error(`the stack is not locked: ${output}`);
    const [, id] = /ID: +([0-9a-f-]{36})/.exec(output) ?? [];
    if (id === undefined) throw new Error(`the error has no ID of the lock: ${output}`);
    return id;
  }

  private synthesize(command: string): void {
    const outdir = join(this.folder, 'cdktf.out');
    mkdirSync(outdir, { recursive: true });
    const app = new App({ outdir, skipValidation: true });
    const stack = new TerraformStack(app, this.name);
    addBackend(stack, 'acme', this.backend);
    new TerraformData(stack, 'data', { triggersReplace: command }).addOverride('provisioner', [
      { 'local-exec': { command } },
    ]);
    app.synth();
  }
}

/** Waits until a condition holds. @throws Error if the apply ends before */
async function waitFor(holds: () => boolean, apply: Promise<void>): Promise<void> {
  const ended = apply.then(() => {
    throw new Error('the apply has ended without waiting');
  });
  const held = (async () => {
    for (let attempt = 0; attempt < 600; attempt += 1) {
      if (holds()) return;
      await sleep(100);
    }
    throw new Error('the apply has not started after 60 s');
  })();
  await Promise.race([held, ended]);
  ended.catch(() => undefined);
}

function expectOutput({ stdout }: CommandOutput, pattern: RegExp): void {
  if (!pattern.test(stdout)) throw new Error(`the output does not match ${pattern.source}: ${stdout}`);
}
