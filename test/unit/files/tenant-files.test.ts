import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readDefinition } from '../../../src/cli/read-definition';
import { formatProblems } from '../../../src/cli/report';
import { tenantSchema } from '../../../src/definition/tenant';
import { tenantFileOptions, tenantFileSchema } from '../../../src/definition/tenant-file';
import { tenantsIn } from '../../../src/files/tenant-files';
import { definePlatform } from '../../../src/synth';
import { DefinitionError } from '../../../src/schema/problem';
import { toJsonSchema } from '../../../src/schema/json-schema';
import { existing } from '../../../constructs/clusters/existing';
import { builtInLanguage } from '../../../src/synth';
import { withTempFolder, type Files } from '../../support/output-files';
import { secretValues } from '../../support/disguised-secrets';
import { platformYaml } from '../cli/definition-files';

const platform = `${platformYaml}tenantFiles: tenants
tenants:
  shop: { clusters: [dev1], owners: shop-developers, quota: { cpu: 1, memoryGiB: 4 } }
  bank: { clusters: [dev1], owners: bankers, quota: { cpu: 1, memoryGiB: 4 } }
`;
const web = 'registry.acme.example/shop/web:1';

function withFiles<T>(files: Files, action: (folder: string) => T): T {
  return withTempFolder((folder) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return action(folder);
  });
}

/** Returns the problems of a platform with these files, formatted as the CLI does, one per line. */
function checkFiles(files: Files): Promise<readonly string[]> {
  return withFiles({ 'platform.yaml': platform, 'tenants/.gitkeep': '', ...files }, async (folder) => {
    const definition = await readDefinition(join(folder, 'platform.yaml'));
    const problems = builtInLanguage.check(definition.platform);
    return formatProblems(problems, definition).replaceAll(`${folder}/`, '').trimEnd().split('\n').filter(Boolean);
  });
}

/** Values that a hostile team would write for the options that only the platform may set. */
const hostileValues: Readonly<Record<string, string>> = {
  clusters: '[dev1, prod1]',
  owners: "'system:masters'",
  members: '{ everyone: admin }',
  namespaces: '{ shop: { podSecurity: privileged } }',
  quota: '{ cpu: 1000 }',
  limits: '{ memoryLimit: 1Ti }',
  domains: '[co.uk]',
  hosts: '[argocd.acme.example]',
  registries: '[docker.io]',
  storageClasses: '[local]',
  priorityClasses: '[system-node-critical]',
  runtimeClasses: '[none]',
  secretStore: 'bank',
  suspended: 'false',
  nodes: "{ labels: { node-role.kubernetes.io/control-plane: '' } }",
  kinds: '[rbac.authorization.k8s.io/ClusterRoleBinding]',
  ingressAnnotations: '[nginx.ingress.kubernetes.io/configuration-snippet]',
  serviceAccountAnnotations: '[iam.gke.io/gcp-service-account=shop@acme.iam]',
  podAnnotations: '[k8s.v1.cni.cncf.io/networks]',
  capabilities: '[delivery, logs, metrics]',
  hostEgress: 'true',
  identity: 'staff',
  connections: '[analytics]',
  notSecret: '[applications.web.env.PASSWORD]',
};

describe('the file of a tenant', () => {
  it('contains what is the business of its team, and nothing that the platform grants', () => {
    expect([...tenantFileOptions].sort()).toEqual(['applications', 'objects', 'products', 'viewers']);
    expect(Object.keys(toJsonSchema(tenantFileSchema).properties as object).sort()).toEqual(
      [...tenantFileOptions].sort(),
    );
  });

  it('is merged with the entry of the platform', async () => {
    const viewers = 'viewers: [auditors]\n';
    expect(await checkFiles({ 'tenants/shop.yaml': `${viewers}applications: { web: { image: '${web}' } }\n` })).toEqual(
      [],
    );
    await withFiles({ 'platform.yaml': platform, 'tenants/shop.yaml': viewers }, async (folder) => {
      expect((await readDefinition(join(folder, 'platform.yaml'))).platform).toMatchObject({
        tenants: {
          shop: {
            clusters: ['dev1'],
            owners: 'shop-developers',
            quota: { cpu: 1, memoryGiB: 4 },
            viewers: ['auditors'],
          },
          bank: { clusters: ['dev1'] },
        },
      });
    });
  });

  it('cannot grant anything: every option of the platform in it is an error with file, line and place, in one run', async () => {
    const options = Object.keys(tenantSchema.shape).filter((option) => !tenantFileOptions.includes(option));
    expect(Object.keys(hostileValues).sort()).toEqual([...options].sort());
    const lines = options.map((option) => `${option}: ${hostileValues[option] ?? '{}'}`);
    const text = `applications: { web: { image: 'x' } }\n${lines.join('\n')}\nclusterz: [prod1]\n__proto__: { quota: {} }\n`;
    const problems = await checkFiles({ 'tenants/shop.yaml': text });
    for (const [index, option] of options.entries())
      expect(problems).toContainEqual(
        expect.stringMatching(
          new RegExp(
            `^tenants/shop\\.yaml:${index + 2}: tenants\\.shop\\.${option}: is set by the platform; remove it here, and set it in platform\\.yaml, under tenants\\.shop\\.${option}$`,
          ),
        ),
      );
    const unknownLine = options.length + 2;
    expect(problems).toContainEqual(
      expect.stringMatching(
        `^tenants/shop.yaml:${unknownLine}: tenants.shop.clusterz: no such option of a tenant's file`,
      ),
    );
    expect(problems).toContainEqual(
      expect.stringMatching(`^tenants/shop.yaml:${unknownLine + 1}: tenants.shop.__proto__: `),
    );
    // The errors of the rest are found in the same run.
    expect(problems).toContainEqual(
      expect.stringMatching(/^tenants\/shop\.yaml:1: tenants\.shop\.applications\.web\.image /),
    );
    expect(problems).toHaveLength(options.length + 3);
  });

  it('does not change what the platform grants, even where the definition is read in spite of the error', async () => {
    await withFiles(
      { 'platform.yaml': platform, 'tenants/shop.yaml': 'quota: { cpu: 1000 }\nclusters: [prod1]\n' },
      async (folder) => {
        const definition = await readDefinition(join(folder, 'platform.yaml'));
        expect(definition.platform).toMatchObject({ tenants: { shop: { clusters: ['dev1'], quota: { cpu: 1 } } } });
        expect(() => builtInLanguage.plan(definition.platform)).toThrow(DefinitionError);
      },
    );
  });

  it('has no secret in a message, and cannot mark its values as no secrets', async () => {
    const secret = secretValues['token of GitHub'] ?? '';
    const env = `applications: { web: { image: '${web}', env: { FORM_TOKEN: sesame } } }\n`;
    const notSecret = 'notSecret: [applications.web.env.FORM_TOKEN]\n';
    const text = `${env}${notSecret}secretStore: ${secret}\n${secret}: 1\n`;
    const problems = (await checkFiles({ 'tenants/shop.yaml': text })).join('\n');
    expect(problems).toMatch(
      /^tenants\/shop\.yaml:1: tenants\.shop\.applications\.web\.env\.FORM_TOKEN: looks like a /m,
    );
    expect(problems).toMatch(/^tenants\/shop\.yaml:2: tenants\.shop\.notSecret: is set by the platform; /m);
    expect(problems).toMatch(/^tenants\/shop\.yaml:3: tenants\.shop\.secretStore: is set by the platform; /m);
    expect(problems).toMatch(/^tenants\/shop\.yaml:4: tenants\.shop\.\S+: no such option of a tenant's file; /m);
    expect(problems).not.toContain(secret);
  });

  it('needs an entry of the platform, and must not repeat an option of it', async () => {
    expect(await checkFiles({ 'tenants/evil.yaml': 'owners: evil\n', 'tenants/__proto__.yaml': '' })).toEqual([
      'tenants/__proto__.yaml:1: tenants.__proto__: the tenant has a file, but the platform does not define it in platform.yaml; add tenants.__proto__ there, with clusters and owners, or delete the file',
      'tenants/evil.yaml:1: tenants.evil: the tenant has a file, but the platform does not define it in platform.yaml; add tenants.evil there, with clusters and owners, or delete the file',
      expect.stringMatching(/^tenants\/evil\.yaml:1: tenants\.evil\.owners: is set by the platform; /),
    ]);
    const withApplications = `${platform.trimEnd().replace('owners: bankers', 'owners: bankers, viewers: [a]')}\n`;
    expect(
      await checkFiles({ 'platform.yaml': withApplications, 'tenants/bank.yaml': 'objects: []\nviewers: [b]\n' }),
    ).toEqual([
      'tenants/bank.yaml:2: tenants.bank.viewers: is also set in platform.yaml; remove it in one of the two places',
    ]);
  });

  it('may be empty, or missing; anything but an object is an error', async () => {
    expect(await checkFiles({ 'tenants/shop.yaml': '# nothing yet\n' })).toEqual([]);
    for (const text of ['[]', 'web', '5'])
      expect(await checkFiles({ 'tenants/shop.yaml': text })).toEqual([
        expect.stringMatching(
          /^tenants\/shop\.yaml:1: tenants\.shop: the tenant's file must be an object; write options such as /,
        ),
      ]);
  });

  it('is located by file and line, the part of the platform in the platform file', async () => {
    expect(
      await checkFiles({
        'platform.yaml': platform.replace('cpu: 1,', 'cpu: -1,'),
        'tenants/bank.yaml': "applications:\n  web: { image: 'registry.acme.example/bank/web:1', port: 0 }\n",
      }),
    ).toEqual([
      expect.stringMatching(/^platform\.yaml:11: tenants\.shop\.quota\.cpu /),
      expect.stringMatching(/^tenants\/bank\.yaml:2: tenants\.bank\.applications\.web\.port /),
    ]);
  });

  it('belongs to one tenant, in a folder that exists', () => {
    withTempFolder((folder) => {
      expect(() => tenantsIn(join(folder, 'none'), {})).toThrow(/folder .*none does not exist: create it/);
      writeFileSync(join(folder, 'file'), '');
      expect(() => tenantsIn(join(folder, 'file'), {})).toThrow(/folder .*file does not exist: create it/);
      for (const file of ['a.yaml', 'a.json', 'notes.md']) writeFileSync(join(folder, file), '{}');
      expect(() => tenantsIn(folder, {})).toThrow(/has two files for tenant a: delete one of them/);
    });
  });
});

describe('what is at the path of a tenant file', () => {
  const read = (create: (file: string, folder: string) => void, name = 'shop.yaml') =>
    withTempFolder((folder) => {
      mkdirSync(join(folder, 'tenants'));
      writeFileSync(join(folder, 'credentials'), 'key: [hidden-value\n');
      create(join(folder, 'tenants', name), folder);
      try {
        tenantsIn(join(folder, 'tenants'), { shop: { clusters: [], owners: 'o' } });
        return '';
      } catch (error) {
        return (error as Error).message.replaceAll(`${folder}/`, '');
      }
    });

  it.each<[string, (file: string, folder: string) => void]>([
    [
      'another file',
      (file, folder) => {
        symlinkSync(join(folder, 'credentials'), file);
      },
    ],
    [
      'a relative path',
      (file) => {
        symlinkSync('../credentials', file);
      },
    ],
    [
      'a device',
      (file) => {
        symlinkSync('/dev/zero', file);
      },
    ],
    [
      'nothing',
      (file) => {
        symlinkSync('missing', file);
      },
    ],
  ])('is an error where it is a link to %s', (_, create) => {
    expect(read(create)).toBe(
      'tenants/shop.yaml is a symbolic link, but the file of a tenant must be a regular file: write its content',
    );
  });

  it('is an error where it is no file, or one of more than 1 MiB', () => {
    expect(
      read((file) => {
        mkdirSync(file);
      }),
    ).toMatch(/^tenants\/shop\.yaml is not a regular file: /);
    const isLarge = /^tenants\/shop\.yaml has 1048577 bytes, but the file of a tenant may have 1 MiB \(1048576 bytes\)/;
    expect(
      read((file) => {
        writeFileSync(file, '#'.repeat(2 ** 20 + 1));
      }),
    ).toMatch(isLarge);
    expect(
      read((file) => {
        writeFileSync(file, '#'.repeat(2 ** 20));
      }),
    ).toBe('');
  });

  it('is an error where it has more than 10,000 values, also by aliases', () => {
    const readText = (text: string) =>
      read((file) => {
        writeFileSync(file, text);
      });
    const tooMany = /^tenants\/shop\.yaml has more than 10000 values, .*: write less, or ask the platform team/;
    expect(readText(`viewers: [${'a, '.repeat(10_000)}]\n`)).toMatch(tooMany);
    expect(readText(`viewers: [${'a, '.repeat(9998)}]\n`)).toBe('');
    const list = `[${'a, '.repeat(200)}]`;
    expect(readText(`x: &x ${list}\nviewers: [${'*x, '.repeat(60)}]\n`)).toMatch(tooMany);
  });

  it.each([
    ['shop.yaml', 'viewers: [hidden-value\n'],
    ['shop.yaml', "viewers: 'a' hidden-value\n"],
    ['shop.yaml', 'viewers: !<hidden-value\n'],
    ['shop.json', '{ "viewers": hidden-value: }'],
  ])('is an error with line and column, without text of the file (%s: %j)', (name, text) => {
    const message = read((file) => {
      writeFileSync(file, text);
    }, name);
    expect(message).toMatch(new RegExp(`^tenants/${name} is not valid (YAML|JSON)\\n  tenants/${name}:\\d+:\\d+: .+$`));
    expect(message).not.toContain('hidden-value');
    expect(
      read((file) => {
        writeFileSync(file, 'viewers: *hidden-value\n');
      }),
    ).toMatch(/:1: an alias has no anchor before it; write its anchor before a value above, or put a text/);
  });
});

describe('the platform file', () => {
  it.each([
    ['tenants: tenants', /^.*platform\.yaml:9: tenants is 'tenants': .*; write the folder as tenantFiles: tenants$/],
    ['tenantFiles: [a]', /^.*platform\.yaml:9: tenantFiles must be a folder: write tenantFiles: tenants$/],
  ])('names the folder of tenants in tenantFiles, as text (%s)', async (line, message) => {
    await withFiles({ 'platform.yaml': `${platformYaml}${line}\n` }, async (folder) => {
      await expect(readDefinition(join(folder, 'platform.yaml'))).rejects.toThrow(message);
    });
  });
});

describe('tenantsIn', () => {
  const provides = { network: {}, 'network-policy': {}, dns: {} };
  const clusters = { dc1: existing({ environment: 'dev', kubeconfig: 'k', provides }) };
  const base = { name: 'acme', domain: 'acme.example', environments: ['dev'], clusters } as const;

  it('returns tenants for definePlatform, which checks the clusters of the platform part', () => {
    withFiles({ 'shop.yaml': `applications: { web: { image: '${web}' } }\n` }, (folder) => {
      const quota = { cpu: 8, memoryGiB: 8 };
      const definition = definePlatform({
        ...base,
        tenants: {
          ...tenantsIn(folder, { shop: { clusters: ['dc1'], owners: 'shop-developers', quota } }),
          tools: { clusters: ['dc1'], owners: 'platform-team', quota },
        },
      });
      expect(builtInLanguage.check(definition)).toEqual([]);
      expect(definition.tenants).toMatchObject({ shop: { clusters: ['dc1'], applications: { web: { image: web } } } });
      definePlatform({ ...base, tenants: tenantsIn(folder, { shop: { clusters: ['dc1'], owners: 'o' } }) });
      definePlatform({ ...base, tenants: tenantsIn(folder, {}) });
      definePlatform({
        ...base,
        // @ts-expect-error 'dc2' is not a cluster
        tenants: tenantsIn(folder, { shop: { clusters: ['dc2'], owners: 'o' } }),
      });
      // @ts-expect-error applications are in the file of the tenant
      tenantsIn(folder, { shop: { clusters: ['dc1'], owners: 'o', applications: {} } });
    });
  });

  it('keeps the errors of the files, wherever the program puts the tenants', () => {
    withFiles({ 'shop.yaml': 'quota: { cpu: 1000 }\n', 'evil.yaml': '' }, (folder) => {
      const { shop, ...others } = tenantsIn(folder, { shop: { clusters: ['dc1'], owners: 'o' } });
      const tenants = { ...others, store: { ...shop, hosts: ['store.acme.example'] } };
      expect(() => builtInLanguage.plan({ ...base, tenants })).toThrow(
        new RegExp(
          `^2 errors in the platform definition\\n  ${folder}/evil\\.yaml:1: tenants\\.evil: .*\\n  ${folder}/shop\\.yaml:1: tenants\\.shop\\.quota: is set by the platform; remove it here, and set it in tenantsIn\\('${folder}', { … }\\), under shop\\.quota$`,
        ),
      );
    });
  });
});
