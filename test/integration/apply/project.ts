import { spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../../../tools/command';

const root = join(__dirname, '../../..');
const tsx = require.resolve('tsx/cjs');

/** Clusters of the platform, and what their machines do when they are created. */
export interface ProjectOptions {
  /** Name of the platform. @default 'acme' */
  readonly name?: string;
  /** Shell command of the machine of each cluster, by the name of the cluster. */
  readonly machines: Readonly<Record<string, string>>;
  /** Owners of the only tenant. @default 'developers' */
  readonly owners?: string;
}

/** Result of a program that exited. */
export interface Result {
  readonly exitCode: number | null;
  /** Standard output and standard error, interleaved. */
  readonly output: string;
}

/**
 * A user's project in a temporary folder. Its clusters are of a kind of this test: a machine is a `terraform_data`, whose
 * command writes an empty kubeconfig. Stand-ins replace the Helm and Kubernetes providers, and kubectl.
 */
export class Project {
  private constructor(
    private readonly parent: string,
    readonly folder: string,
    /** Folder with the stand-ins. */
    private readonly bin: string,
  ) {}

  /** Creates an empty project in a temporary folder. */
  static create(parent: string): Project {
    mkdirSync(parent, { recursive: true });
    const folder = mkdtempSync(join(parent, 'project-'));
    const project = new Project(parent, folder, join(folder, 'bin'));
    writeStandIns(project.bin);
    project.write(
      'cdktf.json',
      JSON.stringify({
        language: 'typescript',
        app: `${process.execPath} --require ${tsx} platform.ts`,
        projectId: 'acme',
        sendCrashReports: 'false',
      }),
    );
    return project;
  }

  /** Returns the project in a folder of this one. */
  inFolder(name: string): Project {
    return new Project(this.parent, join(this.folder, name), this.bin);
  }

  /** Returns another checkout of the project, on the same clusters and Terraform states. */
  clone(): Project {
    const other = Project.create(this.parent);
    for (const file of ['platform.ts', 'plinth.lock.json']) cpSync(join(this.folder, file), join(other.folder, file));
    for (const shared of ['state', 'kubeconfig']) symlinkSync(join(this.folder, shared), join(other.folder, shared));
    return other;
  }

  /** Writes the program that defines the platform. */
  define({ name = 'acme', machines, owners = 'developers' }: ProjectOptions): void {
    const clusters = Object.entries(machines).map(
      ([cluster, command]) => `    ${cluster}: simulated({ environment: 'dev', command: ${JSON.stringify(command)} }),`,
    );
    this.write(
      'platform.ts',
      `import { clusterKind, kinds, language, synth } from 'plinth';
import { TerraformData } from 'plinth/constructs';
import { z } from 'zod';

const simulated = clusterKind({
  kind: 'simulated',
  summary: 'Cluster of the test.',
  schema: z.strictObject({ command: z.string() }),
  provides: () => ({ network: {}, 'network-policy': {}, dns: {} }),
  connection: (_, name) => ({ type: 'kubeconfig', path: \`kubeconfig/\${name}.yaml\` }),
  provision: (scope, { name }, { command }) => {
    const machine = new TerraformData(scope, 'Machine', { triggersReplace: [command] });
    const file = \`../../../kubeconfig/\${name}.yaml\`;
    machine.addOverride('provisioner', [{ 'local-exec': { command: \`mkdir -p ../../../kubeconfig; \${command} && touch \${file}\` } }]);
  },
});

const testing = language([...kinds, simulated]);
synth(
  testing.definePlatform({
    name: '${name}',
    domain: 'acme.example',
    environments: ['dev'],
    clusters: {
${clusters.join('\n')}
    },
    tenants: { shop: { clusters: [${Object.keys(machines)
      .map((cluster) => `'${cluster}'`)
      .join(', ')}], owners: '${owners}' } },
  }),
  { language: testing },
);
`,
    );
  }

  /** Runs plinth from its source, waits for its exit and returns its output. */
  async plinth(...args: readonly string[]): Promise<Result> {
    return this.start(...args).result;
  }

  /** Runs plinth, which must succeed, and returns its output. @throws CommandError when it does not */
  async mustRun(...args: readonly string[]): Promise<string> {
    const { exitCode, output } = await this.plinth(...args);
    if (exitCode !== 0)
      throw new CommandError(`plinth ${args.join(' ')}: exit code ${exitCode ?? 'none'}`, output, exitCode);
    return output;
  }

  /** Starts plinth. */
  start(...args: readonly string[]): { readonly child: ChildProcess; readonly result: Promise<Result> } {
    return this.spawn(process.execPath, ['--require', tsx, join(root, 'src/cli/plinth.ts'), ...args]);
  }

  /** Starts a program in the project. */
  spawn(program: string, args: readonly string[]): { readonly child: ChildProcess; readonly result: Promise<Result> } {
    const child = spawn(program, args, {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        TSX_TSCONFIG_PATH: join(root, 'tsconfig.json'),
        PATH: `${this.bin}:${process.env.PATH ?? ''}`,
        TERRAFORM_BINARY_NAME: join(this.bin, 'terraform-without-providers'),
        CHECKPOINT_DISABLE: '1',
        DISABLE_VERSION_CHECK: '1',
        CI: '1',
      },
    });
    const chunks: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
    const result = new Promise<Result>((succeed, fail) => {
      child.on('error', fail);
      child.on('close', (exitCode) => {
        succeed({ exitCode, output: chunks.join('') });
      });
    });
    return { child, result };
  }

  /** Returns the stacks whose state has resources. */
  listAppliedStacks(): readonly string[] {
    const folder = join(this.folder, 'state');
    if (!existsSync(folder)) return [];
    const states = readdirSync(folder).filter((name) => name.endsWith('.tfstate'));
    const hasResources = (name: string) =>
      (JSON.parse(readFileSync(join(folder, name), 'utf8')) as { resources: readonly unknown[] }).resources.length > 0;
    return states
      .filter(hasResources)
      .map((name) => name.replace('.tfstate', ''))
      .sort();
  }

  /** Returns whether a file exists in the project. */
  has(file: string): boolean {
    return existsSync(join(this.folder, file));
  }

  read(file: string): string {
    return readFileSync(join(this.folder, file), 'utf8');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  delete(file: string): void {
    rmSync(join(this.folder, file), { force: true });
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text);
  }
}

function writeStandIns(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const standIns = join(__dirname, 'stand-ins');
  const programs = {
    'terraform-without-providers': `[ "$1" != init ] || '${process.execPath}' '${join(standIns, 'replace-providers.mjs')}'\nexec terraform "$@"`,
    kubectl: `exec '${process.execPath}' '${join(standIns, 'read-marker.mjs')}' "$@"`,
  };
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
}
