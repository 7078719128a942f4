import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { initProject } from '../../../src/cli/init';
import { newCluster, newService, newTenant } from '../../../src/cli/new';
import { promote } from '../../../src/cli/promote';
import { readDefinition, type LoadedDefinition } from '../../../src/cli/read-definition';
import { ejectService } from '../../../src/cli/service-eject';
import { UserError } from '../../../src/schema/user-error';
import { DefinitionError } from '../../../src/schema/problem';
import { tenantsIn } from '../../../src/files/tenant-files';
import { indexByIdentity, buildKustomization, parseObjects } from '../../support/kustomize-build';
import { filesIn, inFolder, synthInto } from '../../support/output-files';

const platform = `# The platform of acme.
name: acme
domain: acme.example
environments: [dev, test, prod]
clusters:
  dev1: { kind: existing, environment: dev, kubeconfig: k, provides: { network: {}, network-policy: {}, dns: {} } }
  test1: { kind: existing, environment: test, kubeconfig: k, provides: { network: {}, network-policy: {}, dns: {} } }
  prod1: { kind: existing, environment: prod, kubeconfig: k, provides: { network: {}, network-policy: {}, dns: {} } }
`;

const shop = `clusters: [dev1, test1, prod1] # everywhere
owners: shop-developers
applications:
  web:
    image: 'registry.acme.example/shop/web:3' # built on Monday
    perEnvironment:
      test:   { image: "registry.acme.example/shop/web:2" }  # two spaces, as somebody likes it
      prod:
        image: registry.acme.example/shop/web:1
  tool: { image: 'registry.acme.example/shop/tool:1', clusters: [dev1, prod1] }
`;

const inline = `${platform}tenants:
  shop:
${shop.replace(/^/gm, '    ').trimEnd()}
`;

/** Does something with a description in files, and tells what is in them then. */
async function described(
  files: Readonly<Record<string, string>>,
  act: (said: LoadedDefinition, folder: string) => unknown,
) {
  return inFolder(async (folder) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const read = () => readDefinition(join(folder, 'platform.yaml'));
    const thrown: { error?: unknown } = {};
    let told: unknown;
    try {
      told = await act(await read(), folder);
    } catch (error) {
      thrown.error = error;
    }
    return {
      told,
      error: thrown.error as Error | undefined,
      files: filesIn(folder),
      platform: (await read()).platform,
    };
  });
}

const filed = { 'platform.yaml': `${platform}tenants: tenants\n`, 'tenants/shop.yaml': shop };

describe('a description in several files', () => {
  it('has tenants from a folder, and tells mistakes with their file and line', async () => {
    const broken = { ...filed, 'tenants/shop.yaml': shop.replace('owners', 'owner') };
    await described(broken, (said, folder) => {
      expect(Object.keys((said.platform as { tenants: object }).tenants)).toEqual(['shop']);
      expect(said.tryGetLocation(['tenants', 'shop', 'owner'])).toBe(`${folder}/tenants/shop.yaml:2`);
      expect(said.tryGetLocation(['clusters', 'test1'])).toBe(`${folder}/platform.yaml:7`);
    });
  });

  it('wants the folder to be there, and one file for each tenant', () => {
    inFolder((folder) => {
      expect(() => tenantsIn(join(folder, 'none'))).toThrow(/there is no folder .*none: make it/);
      for (const file of ['a.yaml', 'a.json', 'notes.md']) writeFileSync(join(folder, file), '{}');
      expect(() => tenantsIn(folder)).toThrow(/has two files of tenant a: delete one of them/);
    });
  });
});

describe('plinth promote', () => {
  it('changes the one line of the environment, and not a space besides', async () => {
    const { files, told } = await described(filed, (said) => promote(said, 'shop/web', { to: 'prod' }));
    expect(files['tenants/shop.yaml']).toBe(shop.replace('web:1', 'web:2'));
    expect(told).toMatch(/^shop\/web: prod \S+web:1 -> \S+web:2, as in test\n/);
  });

  it('keeps comments, quotes and indentation also where tenants stand in the one file', async () => {
    const { files } = await described({ 'platform.yaml': inline }, (said) =>
      promote(said, 'shop/web', { to: 'test', from: 'dev' }),
    );
    expect(files['platform.yaml']).toBe(
      inline.replace('"registry.acme.example/shop/web:2"', '"registry.acme.example/shop/web:3"'),
    );
  });

  it('adds the line where the environment had none', async () => {
    const lines = shop.replace(/ {6}prod:\n.*\n/, '');
    const { files, platform: now } = await described({ ...filed, 'tenants/shop.yaml': lines }, (said) =>
      promote(said, 'shop/web', { to: 'prod' }),
    );
    expect(now).toMatchObject({
      tenants: {
        shop: { applications: { web: { perEnvironment: { prod: { image: 'registry.acme.example/shop/web:2' } } } } },
      },
    });
    for (const comment of ['# everywhere', '# built on Monday', '# two spaces, as somebody likes it'])
      expect(files['tenants/shop.yaml']).toContain(comment);
  });

  it('takes the image of the nearest earlier environment that the application runs in', async () => {
    const { told } = await described(filed, (said) => promote(said, 'shop/tool', { to: 'prod' }));
    expect(told).toBe('shop/tool: prod runs registry.acme.example/shop/tool:1 already, as dev does\n');
  });

  it.each([
    ['shop/wbe', { to: 'prod' }, "there is no application 'shop/wbe': write 'shop/web'"],
    ['shop/web', { to: 'prdo' }, "there is no environment 'prdo': write 'prod'"],
    [
      'shop/web',
      { to: 'dev' },
      'shop/web runs in no environment before dev: name the one to take it from, with --from',
    ],
    ['shop/tool', { to: 'test' }, 'shop/tool runs nowhere in test: its clusters are of dev, prod'],
  ])('refuses %s %j and writes nothing', async (service, options, message) => {
    const { error, files } = await described(filed, (said) => promote(said, service, options));
    expect(error).toEqual(new UserError(message));
    expect(files).toEqual(filed);
  });

  it('tells what to write where a program describes the tenant', async () => {
    const { error } = await described({ 'platform.yaml': inline }, (said) =>
      promote({ ...said, file: 'platform.ts' }, 'shop/web', { to: 'prod' }),
    );
    expect(error?.message).toMatch(
      /write perEnvironment: \{ prod: \{ image: '\S+web:2' \} \} in tenants\.shop\.applications\.web, or give the tenant a file/,
    );
  });
});

describe('plinth new', () => {
  it('writes a service with a line for each later environment, which the description takes', async () => {
    const { files, told } = await described(filed, (said) => newService(said, 'shop/api', {}));
    expect(files['tenants/shop.yaml']).toContain(`  api:
    image: registry.acme.example/shop/api:0.1.0
    perEnvironment:
      test:
        image: registry.acme.example/shop/api:0.1.0
      prod:
        image: registry.acme.example/shop/api:0.1.0
`);
    expect(files['tenants/shop.yaml']).toContain('# everywhere');
    expect(told).toMatch(/shop\.yaml: tenants\.shop\.applications\.api written\nnext: /);
  });

  it('overwrites no service, tenant or cluster', async () => {
    for (const act of [
      (said: LoadedDefinition) => newService(said, 'shop/web', {}),
      (said: LoadedDefinition) => newTenant(said, 'shop', {}),
      (said: LoadedDefinition) => newCluster(said, 'dev1', { kind: 'existing' }),
    ]) {
      const { error, files } = await described(filed, act);
      expect(error?.message).toMatch(/^(tenants|clusters)\.\S+ is there already: nothing written$/);
      expect(files).toEqual(filed);
    }
  });

  it('writes nothing that would be a mistake', async () => {
    const { error, files } = await described(filed, (said) =>
      newService(said, 'shop/api', { ingress: 'api.acme.example' }),
    );
    expect(error).toBeInstanceOf(DefinitionError);
    expect(error?.message).toContain("nothing on cluster 'dev1' provides 'ingress'");
    expect(files).toEqual(filed);
  });

  it('writes a tenant on all clusters: a file of its own, or into the one that there is', async () => {
    const bank = { clusters: ['dev1', 'test1', 'prod1'], owners: 'bankers', quota: { cpu: 8, memoryGiB: 32 } };
    for (const files of [filed, { 'platform.yaml': inline }, { 'platform.yaml': platform }]) {
      const after = await described(files, (said) => newTenant(said, 'bank', { owners: 'bankers' }));
      expect(after.error).toBeUndefined();
      expect(after.platform).toMatchObject({ tenants: { bank } });
      expect('tenants/bank.yaml' in after.files).toBe('tenants/shop.yaml' in files);
    }
  });

  it.each(['existing', 'on-prem'])('writes a cluster of kind %s that the description takes', async (kind) => {
    const { platform: now, error } = await described(filed, (said) =>
      newCluster(said, 'eu2', { kind, environment: 'test' }),
    );
    expect(error).toBeUndefined();
    expect(now).toMatchObject({ clusters: { eu2: { kind, environment: 'test' } } });
  });

  it('tells the names that there are, and takes no other kind', async () => {
    const { error } = await described(filed, (said) => newService(said, 'shopp/api', {}));
    expect(error?.message).toMatch(/there is no tenant 'shopp' .*: write 'shop'/);
    const other = await described(filed, (said) => newCluster(said, 'eu2', { kind: 'exsting' }));
    expect(other.error?.message).toBe("there is no beginning for kind 'exsting': write 'existing'");
  });

  it('leaves an alias to people', async () => {
    const text = 'clusters: [dev1]\nowners: o\nnamespaces: &none {}\napplications: *none\n';
    const files = { ...filed, 'tenants/shop.yaml': text };
    const { error, files: after } = await described(files, (said) => newService(said, 'shop/api', {}));
    expect(error?.message).toMatch(/applications is no mapping of its own .* write applications\.api: .* by hand$/);
    expect(after).toEqual(files);
  });

  it('writes a service as base and overlays to own by hand, which are what Plinth would make of it', async () => {
    const { files, error } = await described(filed, (said, folder) =>
      ejectService(said, 'shop/api', join(folder, 'api'), {}),
    );
    expect(error).toBeUndefined();
    const environments = ['dev', 'prod', 'test'];
    expect(Object.keys(files).filter((path) => path.startsWith('api/'))).toEqual([
      'api/base/api.yaml',
      'api/base/kustomization.yaml',
      ...environments.map((environment) => `api/overlays/${environment}/kustomization.yaml`),
    ]);
    const plain = await described(filed, (said, folder) => {
      newService(said, 'shop/api', {});
      return readDefinition(join(folder, 'platform.yaml')).then(({ platform: now, language }) => {
        synthInto(folder, now, undefined, language);
      });
    });
    for (const environment of environments)
      expect(indexByIdentity(buildKustomization(files, `api/overlays/${environment}`))).toEqual(
        indexByIdentity(parseObjects(plain.files, `dist/${environment}1/tenants/shop/api.yaml`)),
      );
    expect(files['tenants/shop.yaml']).toBe(shop);
  });
});

describe('plinth init', () => {
  it('makes a project whose description has no mistakes, and overwrites nothing', async () => {
    await inFolder(async (folder) => {
      const project = join(folder, 'acme');
      expect(initProject(project, { domain: 'acme.example', yaml: true })).toMatch(
        /next: cd .*acme && npm install, then/,
      );
      const { platform: made, language } = await readDefinition(join(project, 'platform.yaml'));
      expect(language.check(made)).toEqual([]);
      expect(existsSync(join(project, 'tenants'))).toBe(true);
      const { dependencies } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as {
        dependencies: Record<string, string>;
      };
      expect(Object.keys(dependencies)).toEqual(expect.arrayContaining(['plinth', 'cdktf', 'cdk8s', 'constructs']));
      const before = filesIn(project);
      expect(() => initProject(project, { domain: 'other.example' })).toThrow(/ are there already: nothing written$/);
      expect(filesIn(project)).toEqual(before);
    });
  });

  it('refuses names that a platform cannot have', () => {
    inFolder((folder) => {
      expect(() => initProject(join(folder, 'My Platform'), { domain: 'acme.example' })).toThrow(/not a DNS label/);
      expect(() => initProject(join(folder, 'acme'), { domain: 'acme' })).toThrow(/'acme' is not a domain/);
      expect(filesIn(folder)).toEqual({});
    });
  });
});
