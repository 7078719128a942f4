import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Report } from '../../../tools/report';
import { Project, program } from './project';

/** Puts the packed library into an empty project, compiles a program against it as its users do, and runs it. */
const project = new Project();
const report = new Report('package', { folder: join(__dirname, '../../../.plinth/reports') });

const compilers = {
  NodeNext: { module: 'NodeNext', moduleResolution: 'NodeNext' },
  Bundler: { module: 'ESNext', moduleResolution: 'Bundler' },
  CommonJS: { module: 'CommonJS', moduleResolution: 'Node10', ignoreDeprecations: '6.0' },
} as const;

// Without telemetry and checks for newer versions.
Object.assign(process.env, { CHECKPOINT_DISABLE: '1', DISABLE_VERSION_CHECK: '1' });

void main();

async function main(): Promise<void> {
  const made = (path: string) => join(project.folder, path);
  try {
    await report.check('builds and packs', () => {
      project.pack();
    });
    await report.check('installs into an empty project', () => {
      project.install();
    });
    project.write('platform.ts', program);
    for (const [name, options] of Object.entries(compilers)) {
      await report.check(`compiles under ${name}`, () => {
        mkdirSync(made(name), { recursive: true });
        const compilerOptions = {
          strict: true,
          skipLibCheck: true,
          target: 'ES2022',
          types: ['node'],
          outDir: `./${name}`,
          rootDir: '.',
          ...options,
        };
        project.write(`tsconfig.${name}.json`, JSON.stringify({ compilerOptions, files: ['platform.ts'] }));
        project.run('npx', 'tsc', '-p', `tsconfig.${name}.json`);
      });
    }
    await report.check('runs with node alone', () => {
      project.run('node', 'NodeNext/platform.js');
      if (!existsSync(made('dist/dc1/components/prometheus/values.yaml'))) throw new Error('nothing was written');
    });
    await report.check('is run by the command plinth, to the same bytes', () => {
      const before = readFileSync(made('dist/order.json'), 'utf8');
      const printed = project.run('npx', 'plinth', 'synth', 'platform.ts');
      if (!/ 0 changed, 0 removed$/m.test(printed)) throw new Error(printed);
      if (readFileSync(made('dist/order.json'), 'utf8') !== before) throw new Error('order.json differs');
    });
    await report.check('makes a project by plinth init that npm ci, plinth synth and cdktf synth work in', () => {
      for (const [name, ...options] of [['typed'], ['data', '--yaml']] as const) {
        project.run('npx', 'plinth', 'init', name, '--plinth', `file:${project.tarball}`, ...options);
        const within = (...command: readonly [string, ...string[]]) => project.runIn(name, ...command);
        within('npm', 'install', '--silent', '--package-lock-only');
        within('npm', 'ci', '--silent');
        within('npx', 'plinth', 'new', 'tenant', 'customer-a');
        within('npx', 'plinth', 'new', 'service', 'customer-a/web');
        if (!/, 0 removed$/m.test(within('npx', 'plinth', 'synth'))) throw new Error('nothing was synthesised');
        if (!existsSync(made(`${name}/dist/dev/tenants/customer-a/web.yaml`)))
          throw new Error('the service is missing');
        if (name === 'typed') within('npx', 'tsc');
        within('npx', 'cdktf', 'synth');
      }
    });
  } finally {
    project.remove();
    process.exitCode = report.close();
  }
}
