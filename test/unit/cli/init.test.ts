import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parse } from 'yaml';
import packageJson from '../../../package.json';
import { initProject } from '../../../src/cli/init';
import { newTenant } from '../../../src/cli/new-tenant';
import { readDefinition } from '../../../src/cli/read-definition';
import { renderDefinitionSchema, renderTenantSchema } from '../../../src/cli/schema';
import { findPlinthLines, tryGetProblem } from '../../support/command-lines';
import { readFiles, withTempFolder } from '../../support/output-files';

const domain = 'acme.example';
const plinth = 'git+https://git.acme.example/platform/plinth.git';

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

function readManifest(project: string): Manifest {
  return JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as Manifest;
}

describe('plinth init', () => {
  it('creates a project with a valid definition and never overwrites it', async () => {
    await withTempFolder(async (folder) => {
      const project = join(folder, 'acme');
      expect(initProject(project, { domain, plinth, yaml: true })).toMatch(
        /next: cd .*acme && npm install, then npx plinth synth\n/,
      );
      const { platform, language } = await readDefinition(join(project, 'platform.yaml'));
      expect(language.check(platform)).toEqual([]);
      expect(existsSync(join(project, 'tenants'))).toBe(true);
      const files = readFiles(project);
      expect(() => initProject(project, { domain: 'other.example', plinth })).toThrow(
        / already exist: nothing was written$/,
      );
      expect(readFiles(project)).toEqual(files);
    });
  });

  it.each([true, false])(
    'writes the schemas for editors, to which YAML files refer (tenant schema exists: %s)',
    async (exists) => {
      await withTempFolder(async (folder) => {
        const project = join(folder, 'acme');
        initProject(project, { domain, plinth, yaml: true });
        if (!exists) rmSync(join(project, 'plinth-tenant.schema.json'));
        const report = newTenant(await readDefinition(join(project, 'platform.yaml')), 'shop', {});
        expect(report.includes('plinth schema --tenant > ')).toBe(!exists);
        for (const file of ['platform.yaml', 'tenants/shop.yaml']) {
          const [, schema = ''] =
            /^# yaml-language-server: \$schema=(\S+)\n/.exec(readFileSync(join(project, file), 'utf8')) ?? [];
          const schemaFile = join(project, dirname(file), schema);
          expect(relative(project, schemaFile)).toMatch(/^plinth(-tenant)?\.schema\.json$/);
          if (!exists && file !== 'platform.yaml') continue;
          expect(JSON.parse(readFileSync(schemaFile, 'utf8'))).toMatchObject({ type: 'object' });
        }
      });
    },
  );

  it('writes schemas with standard formats only, and without read-only options', () => {
    for (const schema of [renderDefinitionSchema(), renderTenantSchema()]) {
      expect(schema).not.toContain('readOnly');
      for (const [, format] of schema.matchAll(/"format": "(.*)"/g))
        expect(['uri', 'email', 'date-time']).toContain(format);
    }
  });

  it.each([true, false])('adds to package.json what plinth needs, and nothing else (YAML: %s)', (yaml) => {
    withTempFolder((folder) => {
      const project = join(folder, 'acme');
      initProject(project, { domain, plinth, yaml });
      const { dependencies, devDependencies = {} } = readManifest(project);
      const providers = ['@cdktf/provider-helm', '@cdktf/provider-kubernetes'];
      expect(Object.keys(dependencies)).toEqual([...providers, 'cdk8s', 'cdktf', 'constructs', 'plinth', 'zod']);
      expect(dependencies.plinth).toBe(plinth);
      expect(Object.keys(devDependencies)).toEqual(yaml ? [] : ['@types/node', 'typescript']);
    });
  });

  it('names the packages of the CLIs of cdktf and cdk8s, which it does not add', () => {
    withTempFolder((folder) => {
      const project = join(folder, 'acme');
      initProject(project, { domain, plinth });
      const install = `npm install --save-dev cdktf-cli@${(readManifest(project).dependencies.cdktf ?? '').replace('^', '')}`;
      for (const file of [join(project, 'README.md'), 'README.md', 'docs/getting-started.md'])
        expect(readFileSync(file, 'utf8')).toMatch(new RegExp(`${install}\\b[^]*cdk8s-cli`));
    });
  });

  it.each([
    ['github', '.github/workflows/plinth.yml'],
    ['gitlab', '.gitlab-ci.yml'],
  ] as const)('writes a pipeline for %s, of commands that exist', (ci, file) => {
    withTempFolder((folder) => {
      const project = join(folder, 'acme');
      expect(initProject(project, { domain, plinth, ci })).toContain(`before the first run of ${file}: `);
      const text = readFileSync(join(project, file), 'utf8');
      const commands = findPlinthLines(JSON.stringify(parse(text)).replaceAll('\\n', '\n').replaceAll('"', '\n'));
      for (const command of ['check', 'synth', 'diff --markdown', 'apply --yes'])
        expect(commands.some((line) => line.includes(`plinth ${command}`))).toBe(true);
      expect(commands.flatMap((line) => tryGetProblem(line) ?? [])).toEqual([]);
    });
  });

  it('adds the zod that Plinth depends on, for the schemas of kinds, as the pages do', () => {
    withTempFolder((folder) => {
      const project = join(folder, 'acme');
      initProject(project, { domain, plinth });
      const { zod } = packageJson.dependencies;
      expect(readManifest(project).dependencies.zod).toBe(zod);
      for (const page of ['README.md', 'docs/getting-started.md', 'docs/kinds.md'])
        expect(readFileSync(page, 'utf8')).toContain(`npm install --save-exact zod@${zod}`);
    });
  });

  it('writes a program that exports the platform, for commands and tests, and compiles tests of Node.js', () => {
    withTempFolder((folder) => {
      const project = join(folder, 'acme');
      initProject(project, { domain, plinth });
      const program = readFileSync(join(project, 'platform.ts'), 'utf8');
      expect(program).toContain('\nexport default definePlatform({\n');
      expect(program).not.toContain('synth');
      expect(JSON.parse(readFileSync(join(project, 'tsconfig.json'), 'utf8'))).toMatchObject({
        compilerOptions: { types: ['node'] },
      });
    });
  });

  it('rejects names and domains that a platform cannot have', () => {
    withTempFolder((folder) => {
      expect(() => initProject(join(folder, 'My Platform'), { domain, plinth })).toThrow(/not a DNS label/);
      expect(() => initProject(join(folder, 'acme'), { domain: 'acme', plinth })).toThrow(/'acme' is not a domain/);
      expect(readFiles(folder)).toEqual({});
    });
  });
});
