import { elasticsearch, grafana, kibana, loki } from '../../../../../constructs/components';
import { existing } from '../../../../../constructs/clusters';
import { kinds } from '../../../../../constructs/kinds';
import { tenantRelease } from '../../../../../constructs/tenants';
import { language } from '../../../../../src/language';
import { getObject, synthesizeObjects } from '../../../../support/rendered';
import { getObjects, getRelease } from '../../../../support/releases';

const login = {
  authUrl: 'https://login.acme.example/auth',
  tokenUrl: 'https://login.acme.example/token',
  apiUrl: 'https://login.acme.example/userinfo',
  adminGroup: 'platform',
};

function planWith(secrets: object, logs: object = elasticsearch()) {
  const [cluster] = language(kinds).plan({
    name: 'acme',
    domain: 'acme.example',
    environments: ['dev'],
    clusters: {
      dc1: existing({
        environment: 'dev',
        kubeconfig: 'dc1.yaml',
        provides: {
          ...{ network: {}, 'network-policy': {}, dns: {}, storage: {}, ingress: { api: 'traefik' } },
          ...secrets,
        },
        components: [
          logs,
          ...('retentionDays' in logs ? [] : [kibana({ host: 'logs.acme.example' })]),
          grafana({ host: 'grafana.acme.example', login }),
        ] as never,
      }),
    },
    tenants: { shop: { clusters: ['dc1'], owners: 'shop', namespaces: { shop: {}, 'shop-jobs': {} } } },
  }).clusters;
  const [tenant] = cluster?.tenants ?? [];
  if (!cluster || !tenant) throw new Error('no tenant');
  const { objects } = tenantRelease(tenant, cluster.clusterInfo);
  const tenantObjects = Object.values(objects).flatMap((add) => synthesizeObjects(add));
  return { cluster, tenantObjects };
}

const withStore = planWith({ secrets: { namespace: 'external-secrets', platformStore: 'platform' } });
const withGenerators = planWith({ secrets: { namespace: 'external-secrets' } });

describe('the user of a tenant in Elasticsearch', () => {
  test.each([
    ['into the store', withStore],
    ['in the cluster', withGenerators],
  ])('has a password that is generated %s, in a Secret for the provisioner', (_, { tenantObjects }) => {
    const secret = getObject(tenantObjects, 'ExternalSecret', 'logs.shop');
    expect(secret.metadata.namespace).toBe('elasticsearch');
    expect(secret.spec).toMatchObject({
      target: {
        template: {
          metadata: { labels: { 'plinth.dev/claim': 'logs' } },
          data: { tenant: 'shop', username: 'tenant.shop', password: '{{ .password }}' },
        },
      },
    });
  });

  test('is known to the query proxy of its Grafana, and not to the Grafana', () => {
    const pod = (name: string) => JSON.stringify(getObject(withStore.tenantObjects, 'Deployment', name).spec);
    expect(pod('query-proxy-shop')).toContain('"secretKeyRef":{"key":"authorization","name":"logs-shop"}');
    expect(pod('grafana-shop')).not.toContain('authorization');
  });

  test('is in the Secret `kibana` of each namespace of the tenant, with the address of its space', () => {
    const secrets = withStore.tenantObjects.filter(
      ({ kind, metadata }) => kind === 'ExternalSecret' && metadata.name === 'kibana',
    );
    expect(secrets.map(({ metadata }) => metadata.namespace)).toEqual(['shop', 'shop-jobs']);
    expect(secrets[0]?.spec).toMatchObject({
      secretStoreRef: { kind: 'SecretStore', name: 'bindings-logs' },
      target: {
        template: {
          data: { url: 'https://logs.acme.example/s/tenant-shop/app/discover', username: 'tenant.shop' },
        },
      },
    });
  });

  test('can be read for its tenant only: of each Secret in the namespace, a role names one user', () => {
    const names = withStore.tenantObjects
      .filter(({ kind, metadata }) => kind === 'Role' && metadata.namespace === 'elasticsearch')
      .map(({ rules }) => (rules as { resourceNames: string[] }[])[0]?.resourceNames);
    expect(names).toEqual([['logs.shop'], ['logs.shop'], ['elasticsearch-es-http-certs-public', 'logs.shop']]);
  });

  test('does not exist with Loki, or without External Secrets', () => {
    for (const { cluster, tenantObjects } of [planWith({}), planWith({ secrets: {} }, loki({ retentionDays: 7 }))]) {
      expect(tenantObjects.map(({ metadata }) => metadata.name)).not.toContain('logs.shop');
      expect(cluster.releases.map(({ name }) => name)).not.toContain('elasticsearch-users');
    }
  });
});

describe('the Grafana of a tenant', () => {
  test('has a data source and a panel with the indices of the tenant', () => {
    const { releases } = withStore.cluster;
    const { data } = getObject(getObjects(releases, 'grafana-tenants'), 'ConfigMap');
    const files = data as Readonly<Record<string, string>>;
    expect(files['data-sources.yaml']).toContain('index: logs.$TENANT.*');
    expect(files['logs.conf.template']).toContain('proxy_set_header Authorization "Basic ${LOGS_AUTHORIZATION}";');
    expect(files['logs.conf.template']).toContain('proxy_ssl_verify on;');
  });

  test('reaches Elasticsearch through its query proxy, which the network policies allow', () => {
    const { releases } = withStore.cluster;
    expect(getRelease(releases, 'elasticsearch').networkRules?.logs?.ingress).toContainEqual({
      peer: { capability: 'tenant-dashboards' },
      ports: [9200],
    });
    expect(getRelease(releases, 'grafana-tenants').networkRules?.queries?.egress).toContainEqual({
      peer: { capability: 'logs' },
      ports: [3100, 9200],
    });
  });
});

describe('the provisioner', () => {
  test('reads Secrets of the namespace, and addresses of the servers', () => {
    const objects = getObjects(withStore.cluster.releases, 'elasticsearch-users');
    expect(getObject(objects, 'Role')).toMatchObject({
      metadata: { namespace: 'elasticsearch' },
      rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['list'] }],
    });
    expect(JSON.stringify(getObject(objects, 'Deployment').spec)).toContain(
      '{"name":"KIBANA_URL","value":"http://kibana-kb-http.elasticsearch.svc:5601"}',
    );
  });
});
