import { chmodSync, lstatSync, readdirSync, readFileSync, renameSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ejectApplication } from '../../../src/cli/eject-application';
import { newCluster } from '../../../src/cli/new-cluster';
import { newApplication } from '../../../src/cli/new-application';
import { newTenant } from '../../../src/cli/new-tenant';
import { toVariableName } from '../../../src/cli/program-files';
import { readDefinition, type LoadedDefinition } from '../../../src/cli/read-definition';
import { DefinitionError } from '../../../src/schema/problem';
import { indexByIdentity, buildKustomization, parseObjects } from '../../support/kustomize-build';
import { synthesizeTo } from '../../support/output-files';
import { platformYaml, runOnDefinition, shopYaml, singleFileYaml, tenantFiles } from './definition-files';

/** Runs an action in a working directory. */
function runIn<T>(folder: string, action: () => T): T {
  const previous = process.cwd();
  process.chdir(folder);
  try {
    return action();
  } finally {
    process.chdir(previous);
  }
}

describe('plinth new', () => {
  it('adds a valid service with an image for each later environment', async () => {
    const { files, report } = await runOnDefinition(tenantFiles, (definition) =>
      newApplication(definition, 'shop/api', {}),
    );
    expect(files['tenants/shop.yaml']).toContain(`  api:
    image: registry.acme.example/shop/api:0.1.0
    perEnvironment:
      test:
        image: registry.acme.example/shop/api:0.1.0
      prod:
        image: registry.acme.example/shop/api:0.1.0
`);
    expect(files['tenants/shop.yaml']).toContain('# everywhere');
    expect(report).toMatch(/shop\.yaml: tenants\.shop\.applications\.api written\nnext: /);
  });

  it('never overwrites a service, a tenant or a cluster', async () => {
    for (const addExisting of [
      (definition: LoadedDefinition) => newApplication(definition, 'shop/web', {}),
      (definition: LoadedDefinition) => newTenant(definition, 'shop', {}),
      (definition: LoadedDefinition) => newCluster(definition, 'dev1', { kind: 'existing' }),
    ]) {
      const { error, files } = await runOnDefinition(tenantFiles, addExisting);
      expect(error?.message).toMatch(/^(tenants|clusters)\.\S+ already exists: nothing was written$/);
      expect(files).toEqual(tenantFiles);
    }
  });

  it('writes nothing when the definition would become invalid', async () => {
    const { error, files } = await runOnDefinition(tenantFiles, (definition) =>
      newApplication(definition, 'shop/api', { ingress: 'api.acme.example' }),
    );
    expect(error).toBeInstanceOf(DefinitionError);
    expect(error?.message).toContain("nothing on cluster 'dev1' provides 'ingress'");
    expect(files).toEqual(tenantFiles);
  });

  it('adds a tenant on all clusters to the platform file, with a file of its own if tenants have files', async () => {
    const bank = { clusters: ['dev1', 'test1', 'prod1'], owners: 'bankers', quota: { cpu: 8, memoryGiB: 32 } };
    for (const files of [tenantFiles, { 'platform.yaml': singleFileYaml }, { 'platform.yaml': platformYaml }]) {
      const result = await runOnDefinition(files, (definition) => newTenant(definition, 'bank', { owners: 'bankers' }));
      expect(result.error).toBeUndefined();
      expect(result.platform).toMatchObject({ tenants: { bank } });
      expect(result.files['platform.yaml']).toContain('owners: bankers');
      expect(result.files['tenants/bank.yaml'] ?? '').not.toContain('bankers');
      expect('tenants/bank.yaml' in result.files).toBe('tenants/shop.yaml' in files);
      if ('tenants/bank.yaml' in result.files)
        expect(result.files['tenants/bank.yaml']).toMatch(
          /^# yaml-language-server: \$schema=\.\.\/plinth-tenant\.schema\.json\n(# .*\n)+applications: \{\}\n$/,
        );
    }
  });

  it('adds a service to the file of a new tenant, and of a tenant that has no file yet', async () => {
    for (const files of [tenantFiles, { ...tenantFiles, 'tenants/bank.yaml': '# nothing yet\n' }]) {
      const platformFile = `${files['platform.yaml'] ?? ''}  bank: { clusters: [dev1], owners: bankers }\n`;
      const result = await runOnDefinition({ ...files, 'platform.yaml': platformFile }, (definition) =>
        newApplication(definition, 'bank/api', {}),
      );
      expect(result.error).toBeUndefined();
      expect(result.files['platform.yaml']).toBe(platformFile);
      expect(result.files['tenants/bank.yaml']).toContain(
        'applications:\n  api:\n    image: registry.acme.example/bank/',
      );
      expect(result.platform).toMatchObject({ tenants: { bank: { applications: { api: {} } } } });
    }
    const { platform, error } = await runOnDefinition(tenantFiles, async (definition, folder) => {
      newTenant(definition, 'bank', {});
      newApplication(await readDefinition(join(folder, 'platform.yaml')), 'bank/api', {});
    });
    expect(error).toBeUndefined();
    expect(platform).toMatchObject({ tenants: { bank: { applications: { api: {} } } } });
  });

  it('prints what to add to a program, and leaves the program unchanged', async () => {
    const { report, files } = await runOnDefinition(tenantFiles, (definition) =>
      newTenant({ ...definition, file: 'platform.ts' }, 'bank', {}),
    );
    expect(files['platform.yaml']).toBe(tenantFiles['platform.yaml']);
    expect(report).toMatch(
      /bank\.yaml: written\nadd to platform\.ts, in tenantsIn\('.*tenants', \{ … \}\):\n {2}bank: \{\n/,
    );
    expect(report).toMatch(/\n {4}clusters: \['[^\n]*'\],\n {4}owners: 'bank-developers',\n/);
    expect(report).toMatch(/\nnext: npx plinth new application bank\/web\n$/);
  });

  it.each(['existing', 'on-prem'])('adds a valid cluster of kind %s', async (kind) => {
    const { platform, error } = await runOnDefinition(tenantFiles, (definition) =>
      newCluster(definition, 'eu2', { kind, environment: 'test' }),
    );
    expect(error).toBeUndefined();
    expect(platform).toMatchObject({ clusters: { eu2: { kind, environment: 'test' } } });
  });

  it.each([
    ['existing', "import { existing, metricsServer } from 'plinth';", 'export const eu2 = existing({'],
    [
      'on-prem',
      "import { cilium, coreDns, localPath, metricsServer, onPrem } from 'plinth';",
      'export const eu2 = onPrem({',
    ],
  ])('writes a module with the function of kind %s, for a program', async (kind, imports, call) => {
    const { report, files } = await runOnDefinition({ 'platform.yaml': singleFileYaml }, (definition, folder) =>
      runIn(folder, () => {
        const program = { ...definition, file: 'platform.ts' };
        return `${newCluster(program, 'eu2', { kind, environment: 'test' })}${newApplication(program, 'shop/default', {})}`;
      }),
    );
    expect(files['clusters/eu2.ts']).toContain(`${imports}\n\n/** Cluster eu2. */\n${call}\n  environment: 'test',\n`);
    expect(files['clusters/eu2.ts']).toMatch(/\n {2}components: \[.*metricsServer\(\)\],\n\}\);\n$/);
    expect(report).toContain("add to platform.ts:\n  import { eu2 } from './clusters/eu2';\n  clusters: { …, eu2 },\n");
    expect(report).toContain(
      "  import { _default } from './tenants/shop/default';\n  tenants: { …, shop: { …, applications: { …, default: _default } } },\n",
    );
  });

  it('suggests existing names for unknown tenants and kinds', async () => {
    const { error } = await runOnDefinition(tenantFiles, (definition) => newApplication(definition, 'shopp/api', {}));
    expect(error?.message).toMatch(/tenant 'shopp' .*does not exist: write 'shop'/);
    const { error: missing } = await runOnDefinition(tenantFiles, (definition) =>
      newApplication(definition, 'api', {}),
    );
    expect(missing?.message).toBe("'api' names no tenant: write <tenant>/api, such as shop/api");
    const { error: kindError } = await runOnDefinition(tenantFiles, (definition) =>
      newCluster(definition, 'eu2', { kind: 'exsting' }),
    );
    expect(kindError?.message).toBe("there is no kind 'exsting' of clusters: write 'existing'");
  });

  it('does not edit a YAML alias', async () => {
    const text = 'products: &none {}\napplications: *none\n';
    const aliasFiles = { ...tenantFiles, 'tenants/shop.yaml': text };
    const { error, files } = await runOnDefinition(aliasFiles, (definition) =>
      newApplication(definition, 'shop/api', {}),
    );
    expect(error?.message).toMatch(
      /cannot set applications\.api, since its parent .* by an alias: write applications\.api: .* by hand$/,
    );
    expect(files).toEqual(aliasFiles);
  });
});

describe('editing a file', () => {
  const prettierYaml = `environments: [dev, prod] # in order
name: "acme"
domain: acme.example

clusters:
  dev1: { kind: existing, environment: dev, kubeconfig: k, provides: { network: {}, network-policy: {}, dns: {} } }

  # The second one.
  prod1: { kind: existing, environment: prod, kubeconfig: k, provides: { network: {}, network-policy: {}, dns: {} } }

tenants:
  shop: { clusters: [dev1, prod1], owners: [a, b], applications: {} }
`;

  it('keeps every line, in the default style of Prettier', async () => {
    const linesBefore = prettierYaml.split('\n');
    for (const add of [
      (definition: LoadedDefinition) => newCluster(definition, 'eu2', { kind: 'on-prem' }),
      (definition: LoadedDefinition) => newTenant(definition, 'bank', {}),
    ]) {
      const { files, error } = await runOnDefinition({ 'platform.yaml': prettierYaml }, add);
      expect(error).toBeUndefined();
      const linesAfter = (files['platform.yaml'] ?? '').split('\n');
      expect(linesBefore.filter((line) => !linesAfter.includes(line))).toEqual([]);
    }
    const { files } = await runOnDefinition({ 'platform.yaml': prettierYaml }, (definition) =>
      newApplication(definition, 'shop/web', {}),
    );
    expect(files['platform.yaml']).toBe(
      prettierYaml.replace(
        'applications: {}',
        'applications: { web: { image: registry.acme.example/shop/web:0.1.0, perEnvironment: { prod: { image: registry.acme.example/shop/web:0.1.0 } } } }',
      ),
    );
  });

  it('writes through a symbolic link to its target, and keeps the permissions', async () => {
    await runOnDefinition(tenantFiles, async (_, folder) => {
      const [link, target] = [join(folder, 'platform.yaml'), join(folder, 'platform-of-another-repository.yaml')];
      renameSync(link, target);
      chmodSync(target, 0o640);
      symlinkSync('platform-of-another-repository.yaml', link);
      newTenant(await readDefinition(link), 'bank', {});
      expect(lstatSync(link).isSymbolicLink()).toBe(true);
      expect(readFileSync(target, 'utf8')).toContain('bank:');
      expect(statSync(target).mode & 0o777).toBe(0o640);
      expect(readdirSync(folder).sort()).toEqual(['platform-of-another-repository.yaml', 'platform.yaml', 'tenants']);
    });
  });
});

describe('plinth new application --eject', () => {
  it('writes a base and overlays that build to the manifests of the same service in the definition', async () => {
    const { files, error } = await runOnDefinition(tenantFiles, (definition, folder) =>
      ejectApplication(definition, 'shop/api', join(folder, 'api'), {}),
    );
    expect(error).toBeUndefined();
    const environments = ['dev', 'prod', 'test'];
    expect(Object.keys(files).filter((path) => path.startsWith('api/'))).toEqual([
      'api/base/api.yaml',
      'api/base/kustomization.yaml',
      ...environments.map((environment) => `api/overlays/${environment}/kustomization.yaml`),
    ]);
    const { files: synthesizedFiles } = await runOnDefinition(tenantFiles, async (definition, folder) => {
      newApplication(definition, 'shop/api', {});
      const { platform, language } = await readDefinition(join(folder, 'platform.yaml'));
      synthesizeTo(folder, platform, undefined, language);
    });
    for (const environment of environments)
      expect(indexByIdentity(buildKustomization(files, `api/overlays/${environment}`))).toEqual(
        indexByIdentity(parseObjects(synthesizedFiles, `dist/${environment}1/tenants/shop/api.yaml`)),
      );
    expect(files['tenants/shop.yaml']).toBe(shopYaml);
  });
});

test('names that are reserved words of TypeScript, or begin with a digit, are the names of variables with a prefix', () => {
  expect(['web-api', '2eu', 'default', 'new'].map(toVariableName)).toEqual(['webApi', '_2eu', '_default', '_new']);
});
