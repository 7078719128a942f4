import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Report } from '../../../tools/report';
import { addTenantToProgram } from '../../support/printed-tenant';
import { Project, program } from './project';

// Installs the packed library into an empty project, then compiles and runs a user's program.
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
  const pathOf = (path: string) => join(project.folder, path);
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
        mkdirSync(pathOf(name), { recursive: true });
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
    await report.check('runs with node only', () => {
      project.run('node', 'NodeNext/platform.js');
      if (!existsSync(pathOf('dist/dc1/components/prometheus/values.yaml'))) throw new Error('nothing was written');
    });
    await report.check('plinth synth runs the program and writes the same output', () => {
      const previousOrder = readFileSync(pathOf('dist/order.json'), 'utf8');
      const printed = project.run('npx', 'plinth', 'synth', 'platform.ts');
      if (!/ 0 changed, 0 removed$/m.test(printed)) throw new Error(printed);
      if (readFileSync(pathOf('dist/order.json'), 'utf8') !== previousOrder) throw new Error('order.json differs');
    });
    await report.check('plinth init creates a project in which npm ci, plinth synth and cdktf synth succeed', () => {
      for (const [name, ...options] of [['typed'], ['data', '--yaml']] as const) {
        project.run('npx', 'plinth', 'init', name, '--plinth', `file:${project.tarball}`, ...options);
        const run = (...command: readonly [string, ...string[]]) => project.runIn(name, ...command);
        run('npm', 'install', '--silent', '--package-lock-only');
        run('npm', 'ci', '--silent');
        const printed = run('npx', 'plinth', 'new', 'tenant', 'customer-a');
        if (name === 'typed') addTenantToProgram(pathOf(`${name}/platform.ts`), printed);
        run('npx', 'plinth', 'new', 'service', 'customer-a/web');
        if (!/, 0 removed$/m.test(run('npx', 'plinth', 'synth'))) throw new Error('nothing was synthesised');
        if (!existsSync(pathOf(`${name}/dist/dev/tenants/customer-a/web.yaml`)))
          throw new Error('the service was not scaffolded');
        if (name === 'typed') run('npx', 'tsc');
        run('npx', 'cdktf', 'synth');
      }
    });
  } finally {
    project.remove();
    process.exitCode = report.close();
  }
}
