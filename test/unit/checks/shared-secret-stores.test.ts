import { builtInLanguage } from '../../../src/synth';

const vaultStore = (path: string, server = 'https://vault.acme.example') => ({
  vault: { server, path, auth: { kubernetes: { mountPath: 'kubernetes', role: 'external-secrets' } } },
});

/** Returns the warnings about shared stores of a platform with a store on each of two clusters. */
function warningsFor(devStore: object, prodStore: object, { prod = 'prod', clusters = ['dev1', 'prod1'] } = {}) {
  const cluster = (environment: string, store: object) => ({
    kind: 'existing',
    environment,
    kubeconfig: 'k',
    provides: { network: {}, 'network-policy': {}, dns: {} },
    components: [{ kind: 'external-secrets', store }],
  });
  const problems = builtInLanguage.check({
    name: 'acme',
    domain: 'acme.example',
    environments: ['dev', 'prod'],
    clusters: { dev1: cluster('dev', devStore), prod1: cluster(prod, prodStore) },
    tenants: { shop: { clusters, owners: 'shop-developers' } },
  });
  return problems.filter(({ message }) => message.startsWith('secret store'));
}

test('a store that a tenant reads in two environments is a warning', () => {
  expect(warningsFor(vaultStore('kv'), vaultStore('kv'))).toMatchObject([
    { severity: 'warning', path: ['clusters', 'prod1'], value: 'https://vault.acme.example/kv' },
  ]);
});

test.each([
  ['another path', [vaultStore('dev'), vaultStore('prod')]],
  ['another server', [vaultStore('kv'), vaultStore('kv', 'https://vault-prod.acme.example')]],
  ['the same environment', [vaultStore('kv'), vaultStore('kv'), { prod: 'dev' }]],
  ['no tenant on both clusters', [vaultStore('kv'), vaultStore('kv'), { clusters: ['dev1'] }]],
  [
    'a store of the cloud, which belongs to an account',
    [{ aws: { service: 'SecretsManager' } }, { aws: { service: 'SecretsManager' } }],
  ],
] as const)('no warning with %s', (_name, stores) => {
  expect(warningsFor(...(stores as unknown as Parameters<typeof warningsFor>))).toEqual([]);
});
