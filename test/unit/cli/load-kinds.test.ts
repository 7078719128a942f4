import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { renderDefinitionSchema } from '../../../src/cli/schema';
import { builtInLanguage } from '../../../src/synth';
import type { Files } from '../../support/output-files';
import type { LoadedResult } from './load-definitions';

const root = join(__dirname, '../../..');
/** In the repository, so that modules find their packages. */
const folder = join(root, '.plinth/load-kinds');

/** Module in TypeScript with a function that creates kinds. */
const kindsModule = `import { componentKind } from 'plinth';
import { z } from 'zod';
const create = (kind: string) =>
  componentKind({
    kind,
    summary: 'Notice for users.',
    schema: z.strictObject({ text: z.string().describe('text of the notice') }),
    releases: () => [],
  });
`;

const platform = (modules: string, component = '{ kind: notice, text: Hello }') => `name: acme
kinds: ${modules}
domain: acme.example
environments: [dev]
clusters:
  dc1:
    kind: existing
    environment: dev
    kubeconfig: k
    components:
      - ${component}
`;

/** Files of definitions that are valid, by the way in which they get their kinds. */
const valid: Readonly<Record<string, Files>> = {
  'an export': {
    'platform.yaml': platform('[./my-kinds.ts]'),
    'my-kinds.ts': `${kindsModule}export const notice = create('notice');`,
  },
  'a list': {
    'platform.yaml': platform('[../list/shared/my-kinds.cts]'),
    'shared/my-kinds.cts': `${kindsModule}export const kinds = [create('notice'), create('other')];`,
  },
  'an export that is also in a list': {
    'platform.yaml': platform('[./kinds/index.ts]'),
    'kinds/index.ts': `${kindsModule}export const notice = create('notice');\nexport const kinds = [notice];\nexport const help = 1;`,
  },
  'a default export': {
    'platform.yaml': platform('[./my-kinds.ts]'),
    'my-kinds.ts': `${kindsModule}export default create('notice');`,
  },
  'an ECMAScript module': {
    'platform.yaml': platform('[./my-kinds.mts]'),
    'my-kinds.mts': `${kindsModule}export const notice = create('notice');`,
  },
  'a package': {
    'platform.yaml': platform("['@acme/kinds']"),
    'node_modules/@acme/kinds/package.json': '{ "name": "@acme/kinds", "main": "main.ts" }',
    // Paths of tsconfig.json are not for packages.
    'node_modules/@acme/kinds/main.ts': `${kindsModule.replace("'plinth'", `'${root}/src'`)}export const notice = create('notice');`,
  },
  'a module of a definition in JSON': {
    'platform.json': JSON.stringify({
      kinds: ['./my-kinds.ts'],
      name: 'acme',
      domain: 'acme.example',
      environments: ['dev'],
      clusters: {
        dc1: { kind: 'existing', environment: 'dev', kubeconfig: 'k', components: [{ kind: 'notice', text: 'Hello' }] },
      },
    }),
    'my-kinds.ts': `${kindsModule}export const notice = create('notice');`,
  },
};

/** Definitions with an error, each with its message: modules of `kinds`, and other files. */
const invalid: Readonly<Record<string, readonly [modules: string, files: Files, message: string | RegExp]>> = {
  'a text instead of a list': [
    './a.ts',
    {},
    'kinds is "./a.ts": must be a list of modules; write kinds: [./my-kinds.ts]',
  ],
  'a missing file': [
    '[./a.ts]',
    {},
    'kinds[0] is "./a.ts": there is no such file; write its path relative to platform.yaml',
  ],
  'a path without extension': ['[./a]', { 'a.ts': '' }, 'kinds[0] is "./a": there is no such file; write ./a.ts'],
  'a path without ./': [
    '[a.ts]',
    { 'a.ts': '' },
    'kinds[0] is "a.ts": is neither a relative path nor a package; write ./a.ts',
  ],
  'an absolute path': [
    '[/etc/none.js]',
    {},
    /"\/etc\/none\.js": is neither a relative path nor a package; write its path/,
  ],
  'a built-in module of Node': ["['node:fs']", {}, /kinds\[0\] is "node:fs": is neither a relative path nor a package/],
  'a URL': ["['https://acme.example/a.js']", {}, /: is neither a relative path nor a package/],
  'a package that is not installed': [
    "['@acme/none']",
    {},
    /kinds\[0\] is "@acme\/none": cannot be found \(Cannot find module '@acme\/none'\); install the package/,
  ],
  'a misspelt module of Plinth': [
    '[plinth/awss]',
    {},
    'kinds[0] is "plinth/awss": is not a module of Plinth with kinds; write \'plinth/aws\'',
  ],
  'another name of a module of Plinth': ['[plinth/gcp]', {}, /with kinds; write 'plinth\/google'/],
  'a module that throws an error for users': [
    '[./a.ts]',
    {
      'a.ts':
        "import { UserError } from '../../../src/schema/user-error';\nthrow new UserError('a package is missing: run npm install a');",
    },
    'kinds[0] is "./a.ts": a package is missing; run npm install a',
  ],
  data: ['[./a.json]', { 'a.json': '{}' }, /"\.\/a\.json": is not a module; write a file that ends in \.ts/],
  'a number': ['[1]', {}, /kinds\[0\] is 1: must be the path of a module/],
  'a module without kinds': [
    '[./a.ts]',
    { 'a.ts': 'export const a = 1;' },
    /"\.\/a\.ts": exports no kinds; export each kind: export const myKind = componentKind/,
  ],
  'the definition of a kind': [
    '[./a.ts]',
    { 'a.ts': "export const notice = { kind: 'notice', schema: {}, releases: () => [] };" },
    /exports 'notice', which is not a kind but the definition of one; write export const notice = componentKind/,
  ],
  'a module that fails': [
    '[./a.ts]',
    { 'a.ts': "\nthrow new TypeError('broken');" },
    /kinds\[0\] is "\.\/a\.ts": failed: TypeError: broken, at .*a\.ts:2:/,
  ],
  'the name of a built-in kind': [
    '[./a.ts]',
    { 'a.ts': `${kindsModule}export const a = create('traefik');` },
    /exports the kind 'traefik', a name that a kind of Plinth has; rename one of them/,
  ],
  'one name in two modules': [
    '[./a.ts, ./b.ts]',
    {
      'a.ts': `${kindsModule}export const a = create('notice');`,
      'b.ts': `${kindsModule}export const b = create('notice');`,
    },
    'kinds[1] is "./b.ts": exports the kind \'notice\', a name that a kind of ./a.ts has; rename one of them',
  ],
  'several errors': ['[./a.ts, 2]', {}, /kinds\[0\] is .*\n.*kinds\[1\] is 2/],
};

const otherFiles: Readonly<Record<string, Files>> = {
  'a wrong option': {
    'platform.yaml': platform('[./my-kinds.ts]', '{ kind: notice, txt: Hello }'),
    'my-kinds.ts': `${kindsModule}export const notice = create('notice');`,
  },
  "a tenant's file with kinds": {
    'platform.yaml': `${platform('[]', '{ kind: local-path }')}tenantFiles: tenants\ntenants:\n  shop: { clusters: [dc1], owners: devs }\n`,
    'tenants/shop.yaml': 'viewers: [a]\nkinds: [./evil.ts, ../evil.ts]\n',
    'tenants/evil.ts': "throw new Error('was loaded');",
    'evil.ts': "throw new Error('was loaded');",
  },
};

const cases: Readonly<Record<string, Files>> = {
  ...valid,
  ...otherFiles,
  ...Object.fromEntries(
    Object.entries(invalid).map(([name, [modules, files]]) => [name, { ...files, 'platform.yaml': platform(modules) }]),
  ),
};

/** Returns the folder of a case, such as `a-list`. */
const caseFolder = (name: string) => name.replace(/^an? |[^a-z]+/gi, (match) => (/^an? $/.test(match) ? '' : '-'));

let results: Readonly<Record<string, LoadedResult>>;

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  const definitions = Object.entries(cases).map(([name, files]) => {
    for (const [path, text] of Object.entries(files)) {
      const file = join(folder, caseFolder(name), path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    return join(caseFolder(name), 'platform.json' in files ? 'platform.json' : 'platform.yaml');
  });
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--require', require.resolve('tsx/cjs'), join(__dirname, 'load-definitions.ts'), ...definitions],
    { cwd: folder, encoding: 'utf8', env: { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.json') } },
  );
  expect(stderr).toBe('');
  results = JSON.parse(stdout) as typeof results;
}, 120_000);

function getResult(name: string): LoadedResult {
  const file = Object.keys(results).find((path) => dirname(path) === caseFolder(name));
  return results[file ?? ''] ?? {};
}

describe('kinds of a definition in YAML or JSON', () => {
  it.each(Object.keys(valid))('are those of %s', (name) => {
    const { error, kinds, problems } = getResult(name);
    expect({ error, problems }).toEqual({ error: undefined, problems: [] });
    expect(kinds).toEqual(name === 'a list' ? ['notice', 'other'] : ['notice']);
  });

  it('are in the JSON Schema with their options, and in no lock', () => {
    const { schema, lock } = getResult('an export');
    expect(schema).toEqual(expect.arrayContaining(['text of the notice', '"kinds": {']));
    expect(renderDefinitionSchema()).not.toContain('text of the notice');
    expect(lock).toMatch(/"kind": "notice"/);
    expect(lock).not.toMatch(/my-kinds|"kinds"/);
  });

  it('have their options validated', () => {
    expect(getResult('a wrong option').problems?.join('\n')).toMatch(/txt: .*write 'text'/);
  });

  it.each(Object.entries(invalid))('must not be %s', (name, [, , message]) => {
    const { error = '' } = getResult(name);
    expect(error).toMatch(/platform\.yaml:2: kinds/);
    const text = error.replace(/^\S+: /, '');
    if (typeof message === 'string') expect(text).toBe(message);
    else expect(text).toMatch(message);
  });

  it("are never loaded from a tenant's file", () => {
    expect(getResult("a tenant's file with kinds").problems).toContainEqual(
      expect.stringMatching(/tenants\/shop\.yaml:2: tenants\.shop\.kinds: is set by the platform; remove it here/),
    );
  });

  it('are needed as long as the lock uses them', () => {
    const definition = (components: readonly object[]) => ({
      name: 'acme',
      domain: 'acme.example',
      environments: ['dev'],
      clusters: { dc1: { kind: 'existing', environment: 'dev', kubeconfig: 'k', components } },
    });
    expect(() => builtInLanguage.plan(definition([]), definition([{ kind: 'notice' }]))).toThrow(
      /plinth\.lock\.json\.clusters\.dc1\.components\[0\]\.kind is "notice": no such kind; the last apply used a kind that is not loaded: add its module/,
    );
  });
});
