import { parseAllDocuments } from 'yaml';
import { builtInLanguage } from '../../../src/synth';
import { synthesize } from '../../support/output-files';

const application = {
  image: 'registry.acme.example/web:1.0.0',
  port: 8080,
  uses: { secret: { path: 'web/api', env: { A: 'a' } } },
};

const createPlatform = (store: object, tenant = 'shop', path = 'web/api') => ({
  name: 'acme',
  domain: 'acme.example',
  environments: ['prod'],
  clusters: {
    dc1: {
      kind: 'existing',
      environment: 'prod',
      kubeconfig: 'k',
      provides: { network: {}, 'network-policy': {}, dns: {} },
      components: [{ kind: 'external-secrets', store }],
    },
  },
  tenants: {
    [tenant]: {
      clusters: ['dc1'],
      owners: 'developers',
      applications: { web: { ...application, uses: { secret: { ...application.uses.secret, path } } } },
    },
  },
});

const keyVault = { azurekv: { vaultUrl: 'https://acme.vault.azure.net' } };
const vault = { vault: { server: 'https://vault.acme.example' } };

describe('keys of the secret store', () => {
  const keyIn = (store: object) => {
    const text = synthesize(createPlatform(store), undefined, builtInLanguage)['dist/dc1/tenants/shop/web.yaml'] ?? '';
    const objects = parseAllDocuments(text).map((document) => document.toJSON() as { kind: string; spec: unknown });
    return objects.find(({ kind }) => kind === 'ExternalSecret')?.spec;
  };

  it('have slashes, or two hyphens where the store refuses slashes', () => {
    expect(keyIn(vault)).toMatchObject({ dataFrom: [{ extract: { key: 'shop/web/api' } }] });
    expect(keyIn(keyVault)).toMatchObject({ dataFrom: [{ extract: { key: 'shop--web--api' } }] });
  });

  it('cannot be those of another tenant', () => {
    const messages = (store: object, tenant: string, path?: string) =>
      builtInLanguage.check(createPlatform(store, tenant, path)).map((problem) => problem.message);
    expect(messages(keyVault, 'shop--a')).toEqual([
      "contains '--', which separates names in keys of the secret store 'default'",
    ]);
    expect(messages(keyVault, 'shop', 'web_1')).toEqual([
      "contains an underscore, which the secret store 'default' refuses",
    ]);
    expect([...messages(vault, 'shop--a'), ...messages(vault, 'shop', 'web_1')]).toEqual([]);
  });
});
