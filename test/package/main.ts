import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Report } from '../../tools/report';

/** Puts the packed library into an empty project, compiles a program against it as its users do, and runs it. */
const root = join(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'plinth-package-'));
const report = new Report('package', { folder: join(root, '.plinth/reports') });
const peers = ['cdktf', 'cdk8s', 'cdk8s-plus-28', 'constructs', '@cdktf/provider-helm', 'typescript', '@types/node'];

const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  devDependencies: Record<string, string>;
};

const program = `import { definePlatform, existing, localPath, prometheus, synth } from 'plinth';
import { HelmRelease, kinds } from 'plinth/constructs';
import { assemble } from 'plinth/stacks';

if (typeof HelmRelease !== 'function' || typeof assemble !== 'function' || !kinds.some(({ kind }) => kind === 'prometheus')) throw new Error('incomplete');
synth(
  definePlatform({
    name: 'acme',
    domain: 'acme.example',
    environments: ['dev'],
    clusters: {
      dc1: existing({ environment: 'dev', kubeconfig: 'kubeconfig', components: [localPath(), prometheus({ retentionDays: 3 })] }),
    },
  }),
);
`;

const compilers = {
  NodeNext: { module: 'NodeNext', moduleResolution: 'NodeNext' },
  Bundler: { module: 'ESNext', moduleResolution: 'Bundler' },
  CommonJS: { module: 'CommonJS', moduleResolution: 'Node10', ignoreDeprecations: '6.0' },
} as const;

/** Runs a program in the project, and shows the last it printed where it fails. */
function run(command: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0)
    throw Object.assign(new Error(`${command} exited with ${status ?? 'a signal'}`), { output: stdout + stderr });
  return stdout;
}

const write = (file: string, text: string) => {
  writeFileSync(join(folder, file), text);
};

void main();

async function main(): Promise<void> {
  try {
    await report.check('builds and packs', () => {
      run('npm', 'pack', '--silent', root);
    });
    await report.check('installs into an empty project', () => {
      write('package.json', '{ "name": "consumer", "private": true }');
      const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
      const versions = peers.map((name) => `${name}@${devDependencies[name] ?? 'latest'}`);
      run('npm', 'install', '--silent', '--no-save', join(folder, `plinth-${version}.tgz`), ...versions);
    });
    write('platform.ts', program);
    for (const [name, options] of Object.entries(compilers)) {
      await report.check(`compiles under ${name}`, () => {
        mkdirSync(join(folder, name), { recursive: true });
        const compilerOptions = {
          strict: true,
          skipLibCheck: true,
          target: 'ES2022',
          types: ['node'],
          outDir: `./${name}`,
          rootDir: '.',
          ...options,
        };
        write(`tsconfig.${name}.json`, JSON.stringify({ compilerOptions, files: ['platform.ts'] }));
        run('npx', 'tsc', '-p', `tsconfig.${name}.json`);
      });
    }
    await report.check('runs with node alone', () => {
      run('node', 'NodeNext/platform.js');
      if (!existsSync(join(folder, 'dist/dc1/components/prometheus/values.yaml')))
        throw new Error('nothing was written');
    });
    await report.check('is run by the command plinth, to the same bytes', () => {
      const before = readFileSync(join(folder, 'dist/order.json'), 'utf8');
      const printed = run('npx', 'plinth', 'synth', 'platform.ts');
      if (!/ 0 changed, 0 removed$/m.test(printed)) throw new Error(printed);
      if (readFileSync(join(folder, 'dist/order.json'), 'utf8') !== before) throw new Error('order.json differs');
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
    process.exitCode = report.close();
  }
}
