import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadedResult } from './load-definitions';

const root = join(__dirname, '../../..');
/** In the repository, so that modules find their packages. */
const folder = join(root, '.plinth/load-policies');

const platform = (policies: string) => `name: acme
policies: ${policies}
domain: acme.example
environments: [dev]
clusters:
  dc1: { kind: existing, environment: dev, kubeconfig: k, provides: { network: {}, network-policy: {}, dns: {} } }
tenants:
  shop: { clusters: [dc1], owners: shop-developers }
`;

const policies = `import { error, policy } from 'plinth';
export const quota = policy({
  name: 'quota',
  checkTenant: ({ options }) => (options.quota ? [] : [error(['quota'], undefined, 'is missing', 'write one')]),
});
export const all = [quota];
`;

/** Definitions by name of their file. */
const definitions: Readonly<Record<string, string>> = {
  'valid.yaml': platform('[./policies.ts]'),
  'not-a-list.yaml': platform('./policies.ts'),
  'missing.yaml': platform('[./none.ts]'),
  'no-policies.yaml': platform('[./empty.ts]'),
  'program.ts': `import { policies } from './definition';\nexport default policies;`,
};

let results: Readonly<Record<string, LoadedResult>> = {};

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const modules = {
    'policies.ts': policies,
    'empty.ts': 'export const nothing = {};',
    'definition.ts': `import { quota } from './policies';
const provides = { network: {}, 'network-policy': {}, dns: {} };
const clusters = { dc1: { kind: 'existing', environment: 'dev', kubeconfig: 'k', provides } };
const tenants = { shop: { clusters: ['dc1'], owners: 'devs' } };
export const policies = { name: 'acme', domain: 'acme.example', environments: ['dev'], clusters, tenants, policies: [quota] };`,
  };
  for (const [file, text] of Object.entries({ ...definitions, ...modules })) writeFileSync(join(folder, file), text);
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--require', require.resolve('tsx/cjs'), join(__dirname, 'load-definitions.ts'), ...Object.keys(definitions)],
    { cwd: folder, encoding: 'utf8', env: { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.json') } },
  );
  expect(stderr).toBe('');
  results = JSON.parse(stdout) as typeof results;
}, 120_000);

test.each(['valid.yaml', 'program.ts'])('the policies of %s are applied, and are not in the lock', (file) => {
  expect(results[file]?.problems).toEqual(["tenants.shop.quota: is missing (policy 'quota'); write one"]);
  expect(results[file]?.lock).not.toContain('policies');
});

test('a module without policies, or that does not exist, is an error with its line', () => {
  expect(results['not-a-list.yaml']?.error).toBe(
    'not-a-list.yaml:2: policies is "./policies.ts": must be a list of modules; write policies: [./my-policies.ts]',
  );
  expect(results['missing.yaml']?.error).toBe(
    'missing.yaml:2: policies[0] is "./none.ts": there is no such file; write its path relative to missing.yaml',
  );
  expect(results['no-policies.yaml']?.error).toBe(
    'no-policies.yaml:2: policies[0] is "./empty.ts": exports no policies; export each policy: export const myPolicy = policy({ … })',
  );
});
