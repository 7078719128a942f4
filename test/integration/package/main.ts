import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Report } from '../../../tools/report';
import { cdktfCliVersion } from '../../../src/version';
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

/** A kind of a project that `plinth init` has written, with the zod that the project has. */
const kindsOfProject = `import { componentKind, existing, kinds, language } from 'plinth';
import { z } from 'zod';

const notice = componentKind({
  kind: 'notice',
  summary: 'Notice for users.',
  schema: z.strictObject({ text: z.string().min(1) }),
  releases: () => [],
});
const acmeLanguage = language([...kinds, notice]);
const dc1 = existing({ environment: 'dev', kubeconfig: 'kubeconfig', components: [notice({ text: 'Hello' })] });
acmeLanguage.plan({ name: 'acme', domain: 'acme.example', environments: ['dev'], clusters: { dc1 } });
`;

/** A test of a project that `plinth init` has written. */
const testOfProject = `import { test } from 'node:test';
import { Template } from 'plinth/testing';
import platform from './platform';

test('the service is deployed', () => {
  Template.fromPlatform(platform).cluster('dev').hasResource('Deployment', { metadata: { name: 'web' } });
});
`;

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
        run('npx', 'plinth', 'new', 'application', 'customer-a/web');
        if (!/, 0 removed$/m.test(run('npx', 'plinth', 'synth'))) throw new Error('nothing was synthesised');
        if (!existsSync(pathOf(`${name}/dist/dev/tenants/customer-a/web.yaml`)))
          throw new Error('the service was not scaffolded');
        if (name === 'typed') {
          project.write(`${name}/kinds.ts`, kindsOfProject);
          project.write(`${name}/platform.test.ts`, testOfProject);
          run('npm', 'run', '--silent', 'typecheck');
          run('npx', 'tsx', '--test', 'platform.test.ts');
          run('npx', 'tsx', 'kinds.ts');
        }
        // Of cdktf-cli, npm would otherwise install zod 3 for the program of the project.
        run('npm', 'install', '--silent', '--save-dev', `cdktf-cli@${cdktfCliVersion}`);
        run('npx', 'cdktf', 'synth');
        if (name === 'typed') run('npx', 'tsx', 'kinds.ts');
      }
    });
  } finally {
    project.remove();
    process.exitCode = report.close();
  }
}
