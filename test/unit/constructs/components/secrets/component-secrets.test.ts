import { externalSecrets, grafana, openBao, ory } from '../../../../../constructs/components';
import { existing } from '../../../../../constructs/clusters';
import { kinds } from '../../../../../constructs/kinds';
import type { PlannedRelease } from '../../../../../src/kinds/cluster-plan';
import { language } from '../../../../../src/language';
import { getObject, synthesizeObjects, type RenderedObject } from '../../../../support/rendered';

/** Plans a cluster with these components. */
function plan(components: readonly object[], provides: object = {}) {
  const definition = {
    name: 'acme',
    domain: 'acme.example',
    environments: ['dev'],
    clusters: {
      dc1: existing({
        environment: 'dev',
        kubeconfig: 'dc1.yaml',
        provides: { ...{ network: {}, dns: {}, storage: {}, ingress: {} }, ...provides },
        components: components as never,
      }),
    },
    tenants: {},
  };
  const { clusters } = language(kinds).plan(definition);
  const [cluster] = clusters;
  if (!cluster) throw new Error('no cluster');
  return cluster;
}

function objectsOf(releases: readonly PlannedRelease[], name: string): readonly RenderedObject[] {
  const release = releases.find((candidate) => candidate.name === name);
  if (!release || !('objects' in release)) throw new Error(`no release ${name} with objects`);
  return synthesizeObjects((chart) => {
    for (const add of Object.values(release.objects)) add(chart);
  });
}

const store = { vault: { server: 'https://vault.acme.example', path: 'kv' } };

test('where a store cannot add a value to an entry, all values are written at once, under a name that it accepts', () => {
  const keyVault = { azurekv: { vaultUrl: 'https://acme.vault.azure.net' } };
  const objects = objectsOf(plan([externalSecrets({ store: keyVault }), grafana({})]).releases, 'grafana-secrets');
  const key = 'platform--dc1--generated--grafana--grafana-admin';
  expect(getObject(objects, 'PushSecret').spec).toMatchObject({ data: [{ match: { remoteRef: { remoteKey: key } } }] });
  expect(getObject(objects, 'ExternalSecret').spec).toMatchObject({
    data: [{ remoteRef: { key, property: 'admin-password' } }, { remoteRef: { key, property: 'secret-key' } }],
  });
});

test.each([
  ['AWS Secrets Manager', { aws: { service: 'SecretsManager', region: 'eu-north-1' } }],
  ['AWS Systems Manager', { aws: { service: 'ParameterStore', region: 'eu-north-1' } }],
  ['a provider that Plinth does not know', { webhook: { url: 'https://secrets.acme.example' } }],
])('%s finds the entry after the first value and writes no second one: all are written at once', (_, platform) => {
  const { releases } = plan([externalSecrets({ store, platform }), grafana({})]);
  expect(getObject(objectsOf(releases, 'grafana-secrets'), 'PushSecret').spec).toMatchObject({
    data: [{ match: { remoteRef: { remoteKey: 'platform/dc1/generated/grafana/grafana-admin' } } }],
  });
});

test.each([
  ['the operator', externalSecrets({ store })],
  ['the operator, with OpenBao', externalSecrets({ store: 'openbao' })],
])('values are written one by one where %s looks for each of them, so that later ones are added', (_, operator) => {
  const { releases } = plan([openBao({}), operator, grafana({})], { certificates: {} });
  const { data } = getObject(objectsOf(releases, 'grafana-secrets'), 'PushSecret').spec as { readonly data: unknown };
  expect(data).toMatchObject(
    ['admin-password', 'secret-key'].map((property) => ({ match: { remoteRef: { property } } })),
  );
});

describe('on a cluster with a store', () => {
  const { releases, secrets } = plan([externalSecrets({ store }), grafana({})]);
  const objects = objectsOf(releases, 'grafana-secrets');

  test('values of components are generated into the store once, and their Secrets are created from it', () => {
    expect(getObject(objects, 'PushSecret').spec).toMatchObject({
      updatePolicy: 'IfNotExists',
      deletionPolicy: 'None',
      selector: { generatorRef: { kind: 'Password', name: 'grafana-admin' } },
      secretStoreRefs: [{ kind: 'ClusterSecretStore', name: 'platform' }],
    });
    expect(getObject(objects, 'ExternalSecret').spec).toMatchObject({
      data: [
        { remoteRef: { key: 'platform/dc1/generated/grafana/grafana-admin', property: 'admin-password' } },
        { remoteRef: { key: 'platform/dc1/generated/grafana/grafana-admin', property: 'secret-key' } },
      ],
    });
  });

  test('Secrets are created before the chart that reads them, and after the store', () => {
    const names = releases.map(({ name }) => name);
    const secretRelease = releases.find(({ name }) => name === 'grafana-secrets');
    const chart = releases.find(({ name }) => name === 'grafana');
    expect(secretRelease?.after).toContain('external-secrets-store');
    expect(chart?.after).toContain('grafana-secrets');
    expect(names.indexOf('grafana-secrets')).toBeLessThan(names.indexOf('grafana'));
  });

  test('the store of components is closed to namespaces of tenants', () => {
    expect(
      getObject(objectsOf(releases, 'external-secrets-store'), 'ClusterSecretStore', 'platform').spec,
    ).toMatchObject({
      conditions: [
        {
          namespaceSelector: {
            matchLabels: { 'app.kubernetes.io/managed-by': 'plinth' },
            matchExpressions: [{ key: 'plinth.dev/tenant', operator: 'DoesNotExist' }],
          },
        },
      ],
    });
  });

  test('the list of Secrets has their keys and paths', () => {
    expect(secrets).toEqual([
      expect.objectContaining({
        owner: "component 'grafana'",
        name: 'grafana-admin',
        keys: ['admin-password', 'admin-user', 'secret-key'],
        source: 'generated into platform/dc1/generated/grafana/grafana-admin',
      }),
    ]);
  });
});

test('what a person provides is read from another path than what is generated, which has one owner only', () => {
  const { releases } = plan([externalSecrets({ store }), ory({ keto: { enabled: false } })]);
  const objects = objectsOf(releases, 'ory-secrets');
  const { data } = getObject(objects, 'ExternalSecret', 'kratos').spec as { readonly data: readonly unknown[] };
  expect(data).toContainEqual({
    secretKey: 'dsn',
    remoteRef: { key: 'platform/dc1/ory/kratos', property: 'dsn' },
  });
  expect(data).toContainEqual({
    secretKey: 'secretsCipher',
    remoteRef: { key: 'platform/dc1/generated/ory/kratos', property: 'secretsCipher' },
  });
});

test('without a store, the cluster generates what no other Secret needs, and a person creates the rest', () => {
  const { secrets } = plan([externalSecrets({}), ory({})]);
  expect(Object.fromEntries(secrets.map(({ name, source }) => [name, source]))).toEqual({
    pages: 'generated in the cluster',
    kratos: 'created by the platform team',
    hydra: 'created by the platform team',
    keto: 'created by the platform team',
  });
});

test('without External Secrets, or with `platform: false`, a person creates all Secrets', () => {
  for (const components of [[grafana({})], [externalSecrets({ store, platform: false }), grafana({})]]) {
    const { releases, secrets } = plan(components);
    expect(secrets.map(({ source }) => source)).toEqual(['created by the platform team']);
    expect(releases.map(({ name }) => name)).not.toContain('grafana-secrets');
  }
});

test('the credentials of a seal do not come from the store that they unseal', () => {
  const seal = {
    type: 'transit' as const,
    parameters: {},
    credentials: { BAO_TOKEN: { secret: 'unseal', key: 'token' } },
  };
  const { secrets } = plan([openBao({ seal }), externalSecrets({ store: 'openbao' })], { certificates: {} });
  expect(secrets).toMatchObject([{ namespace: 'openbao', name: 'unseal', source: 'created by the platform team' }]);
});

test('an External Secrets Operator of the infrastructure creates Secrets too', () => {
  const { secrets, releases } = plan([grafana({})], { secrets: { platformStore: 'platform' } });
  expect(secrets.map(({ source }) => source)).toEqual(['generated into platform/dc1/generated/grafana/grafana-admin']);
  expect(releases.map(({ name }) => name)).toContain('grafana-secrets');
});

test('the store `platform` cannot be a store of tenants', () => {
  const { stores } = externalSecrets.endpoints({ store, stores: { shop: {} } }).secrets ?? {};
  expect(stores).toEqual(['default', 'shop']);
});
