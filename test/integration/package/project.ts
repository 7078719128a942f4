import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '../../..');
const { version, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string;
  devDependencies: Record<string, string>;
};
const peers = [
  'cdktf',
  'cdk8s',
  'constructs',
  '@cdktf/provider-helm',
  '@cdktf/provider-kubernetes',
  'typescript',
  '@types/node',
];

/** A user's program that defines a platform. */
export const program = `import { application, definePlatform, existing, localPath, prometheus, synth } from 'plinth';
import { HelmRelease, kinds } from 'plinth/constructs';
import { assemble } from 'plinth/stacks';

if (typeof HelmRelease !== 'function' || typeof assemble !== 'function' || !kinds.some(({ kind }) => kind === 'prometheus')) throw new Error('incomplete');
synth(
  definePlatform({
    name: 'acme',
    domain: 'acme.example',
    environments: ['dev'],
    clusters: {
      dc1: existing({
        environment: 'dev',
        kubeconfig: 'kubeconfig',
        provides: { network: {}, 'network-policy': {}, dns: {} },
        components: [localPath(), prometheus({ retentionDays: 3 })],
      }),
    },
    tenants: {
      shop: {
        clusters: ['dc1'],
        owners: 'shop-developers',
        applications: { api: application({ image: 'registry.acme.example/shop/api:1.4.2' }) },
      },
    },
  }),
);
`;

/** A user's project in a temporary folder, into which the packed library is installed. */
export class Project {
  readonly folder = mkdtempSync(join(tmpdir(), 'plinth-package-'));

  /** File name of the packed library in the folder. */
  readonly tarball = `plinth-${version}.tgz`;

  /** Builds and packs the library. */
  pack(): void {
    this.run('npm', 'pack', '--silent', root);
  }

  /** Installs the packed library, its peer dependencies, and additional packages. */
  install(...additionalPackages: readonly string[]): void {
    this.write('package.json', '{ "name": "consumer", "private": true }');
    const versions = peers.map((name) => `${name}@${devDependencies[name] ?? 'latest'}`);
    this.run(
      'npm',
      'install',
      '--silent',
      '--no-save',
      join(this.folder, this.tarball),
      ...versions,
      ...additionalPackages,
    );
  }

  /** Runs a program in the project and returns its standard output. @throws with all output on failure */
  run(command: string, ...args: readonly string[]): string {
    return this.runIn('.', command, ...args);
  }

  /** Like `run`, in a folder of the project. */
  runIn(folder: string, command: string, ...args: readonly string[]): string {
    const cwd = join(this.folder, folder);
    const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
    if (status !== 0)
      throw Object.assign(new Error(`${command} exited with ${status ?? 'a signal'}`), { output: stdout + stderr });
    return stdout;
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
