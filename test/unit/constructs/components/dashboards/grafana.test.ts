import { elasticsearch, grafana, influxDb, loki, prometheus } from '../../../../../constructs/components';
import { renderRoleAttributePath } from '../../../../../constructs/components/dashboards/grafana-login';
import { clusterInfo } from '../../../../../src/kinds/cluster-info';
import { only } from '../../../../support/rendered';
import { objectsOf, releaseOf, valueOf } from '../../../../support/releases';

const login = {
  authUrl: 'https://login.acme.example/auth',
  tokenUrl: 'https://login.acme.example/token',
  apiUrl: 'https://login.acme.example/userinfo',
  adminGroup: 'platform',
};
const host = 'grafana.acme.example';

const sources = (cluster = clusterInfo()) =>
  valueOf(grafana.releases({}, cluster), 'grafana', 'datasources', 'platform.yaml', 'datasources') as Record<
    string,
    unknown
  >[];

describe('grafana', () => {
  test('has data sources for what is really there, named by what they hold', () => {
    const capabilities = { ...prometheus.provides({}), ...loki.provides({}), ...influxDb.provides({}) };
    expect(sources(clusterInfo({ capabilities })).map(({ uid, type }) => [uid, type])).toEqual([
      ['metrics', 'prometheus'],
      ['alerts', 'alertmanager'],
      ['logs', 'loki'],
      ['metrics-store', 'influxdb'],
      ['metrics-kept', 'influxdb'],
    ]);
    expect(sources()).toEqual([]);
  });

  test('calls logs by the same name whoever keeps them', () => {
    const [source] = sources(clusterInfo({ capabilities: elasticsearch.provides({}) }));
    expect(source).toMatchObject({ uid: 'logs', type: 'elasticsearch', basicAuthUser: '$LOGS_USERNAME' });
  });

  test('shows the lines of the platform, not those of tenants', () => {
    const [source] = sources(clusterInfo({ capabilities: loki.provides({}) }));
    expect(source).toMatchObject({ secureJsonData: { httpHeaderValue1: 'platform' } });
  });

  test('takes its administrator and the key of its secrets from an existing Secret', () => {
    const releases = grafana.releases({}, clusterInfo());
    expect(valueOf(releases, 'grafana', 'admin', 'existingSecret')).toBe('grafana-admin');
    expect(valueOf(releases, 'grafana', 'envValueFrom', 'GF_SECURITY_SECRET_KEY')).toEqual({
      secretKeyRef: { name: 'grafana-admin', key: 'secret-key' },
    });
  });

  test('reads ConfigMaps of its own namespace, so that no tenant can bring it a dashboard or a data source', () => {
    const releases = grafana.releases({}, clusterInfo());
    expect(valueOf(releases, 'grafana', 'rbac', 'namespaced')).toBe(true);
    expect(valueOf(releases, 'grafana', 'sidecar', 'dashboards', 'searchNamespace')).toEqual(['grafana']);
    expect(valueOf(releases, 'grafana', 'sidecar', 'datasources', 'searchNamespace')).toEqual(['grafana']);
  });

  test('turns away whoever is not of the platform team', () => {
    const ini = valueOf(
      grafana.releases({ host, login }, clusterInfo()),
      'grafana',
      'grafana.ini',
      'auth.generic_oauth',
    );
    expect(ini).toMatchObject({
      role_attribute_path: "contains(groups[*], 'platform') && 'Admin'",
      role_attribute_strict: 'true',
    });
  });

  test('asks an issuer behind the ingress of its own cluster, for the platform and for tenants', () => {
    const releases = grafana.releases({ host, login }, clusterInfo());
    const peers = (name: string) =>
      releaseOf(releases, name).networkRules?.dashboards?.egress?.map(({ peer }) => peer) ?? [];
    expect(peers('grafana')).toContainEqual({ capability: 'ingress' });
    expect(peers('grafana-tenants')).toContainEqual({ capability: 'ingress' });
    const form = releaseOf(grafana.releases({ host }, clusterInfo()), 'grafana').networkRules?.dashboards?.egress;
    expect(form?.map(({ peer }) => peer)).not.toContainEqual({ capability: 'ingress' });
  });

  test('gives tenants dashboards of their own only where people log in', () => {
    expect(grafana.provides({ host })).not.toHaveProperty('tenant-dashboards');
    expect(grafana.provides({ host, login })).toMatchObject({
      'tenant-dashboards': { url: 'https://grafana.acme.example', namespace: 'tenant-dashboards' },
    });
  });

  test('says that people cannot log in without a host name', () => {
    expect(grafana.validate({ login }, clusterInfo())).toMatchObject([{ path: ['host'] }]);
  });
});

describe('the Grafanas of tenants', () => {
  const capabilities = { ...prometheus.provides({}), ...loki.provides({}), ...grafana.provides({ host, login }) };
  const releases = grafana.releases({ host, login }, clusterInfo({ capabilities }));
  const data = only(objectsOf(releases, 'grafana-tenants'), 'ConfigMap').data as Record<string, string>;

  test('ask for metrics and logs at the gateway of their tenant, and cannot reach what keeps them', () => {
    expect(data['data-sources.yaml']).toContain('url: http://gateway-${TENANT}.tenant-dashboards.svc:9091');
    expect(data['data-sources.yaml']).toContain('url: http://gateway-${TENANT}.tenant-dashboards.svc:3100');
    const { isolatePods, networkRules = {} } = releaseOf(releases, 'grafana-tenants');
    expect(isolatePods).toBe(true);
    expect(networkRules.dashboards?.podLabels).toEqual({ 'app.kubernetes.io/name': 'tenant-grafana' });
    expect(JSON.stringify(networkRules.dashboards?.egress)).not.toMatch(/metrics|logs|"pods"/);
    expect(networkRules.queries?.podLabels).toEqual(capabilities['tenant-dashboards']?.podLabels);
  });

  test('ask Loki in the name of their tenant, whatever name a request bears, and for nothing but lines', () => {
    const gateway = data['logs.conf.template'] ?? '';
    expect(gateway).toContain('proxy_set_header X-Scope-OrgID "${TENANT}";');
    expect(gateway).toContain('proxy_pass http://loki.loki.svc:3100;');
    const [, path = ''] = /location ~ (\S+) {/.exec(gateway) ?? [];
    const allowed = (asked: string) => new RegExp(path).test(asked);
    const questions = [
      'query_range',
      'labels',
      'label/app/values',
      'index/stats',
      'detected_field/level/values',
      'tail',
    ];
    expect(questions.filter((question) => !allowed(`/loki/api/v1/${question}`))).toEqual([]);
    const others = ['/loki/api/v1/push', '/loki/api/v1/delete', '/loki/api/v1/rules', '/otlp/v1/logs', '/config'];
    expect([...others, '/flush', '/ingester/shutdown', '/loki/api/v1/labels/../push'].filter(allowed)).toEqual([]);
  });

  test('send no request that an editor makes up, and show nothing to those who do not log in', () => {
    expect(data['grafana.ini']).toContain('[unified_alerting]\nenabled = false\n');
    expect(data['grafana.ini']).toContain('[public_dashboards]\nenabled = false\n');
    expect(data['grafana.ini']).toContain('[snapshots]\nenabled = false\n');
  });

  test('have no administrator and no password', () => {
    expect(data['grafana.ini']).toContain('disable_initial_admin_creation = true');
    expect(data['grafana.ini']).toContain('disable_login_form = true');
    expect(data['grafana.ini']).toContain('role_attribute_strict = true');
  });

  test('change with the provider of logs while no object of a tenant does', () => {
    expect(releaseOf(releases, 'grafana-tenants').namespace).toBe('tenant-dashboards');
    const elastic = { ...prometheus.provides({}), ...elasticsearch.provides({}), ...grafana.provides({ host, login }) };
    const other = grafana.releases({ host, login }, clusterInfo({ capabilities: elastic }));
    const changed = only(objectsOf(other, 'grafana-tenants'), 'ConfigMap').data as Record<string, string>;
    expect(changed['data-sources.yaml']).not.toContain('loki');
  });
});

test('a group with a quote in its name cannot give itself a role', () => {
  expect(renderRoleAttributePath([["o'hara' || 'x", 'Viewer']])).toBe(
    String.raw`contains(groups[*], 'o\'hara\' || \'x') && 'Viewer'`,
  );
});
