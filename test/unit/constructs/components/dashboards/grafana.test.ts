import { elasticsearch, grafana, influxDb, loki, prometheus } from '../../../../../constructs/components';
import { renderRoleAttributePath } from '../../../../../constructs/components/dashboards/grafana-login';
import { clusterInfo } from '../../../../../src/kinds/cluster-info';
import { getObject } from '../../../../support/rendered';
import { getObjects, getRelease, getValue } from '../../../../support/releases';

const login = {
  authUrl: 'https://login.acme.example/auth',
  tokenUrl: 'https://login.acme.example/token',
  apiUrl: 'https://login.acme.example/userinfo',
  adminGroup: 'platform',
};
const host = 'grafana.acme.example';

const dataSources = (cluster = clusterInfo()) =>
  getValue(grafana.releases({}, cluster), 'grafana', 'datasources', 'platform.yaml', 'datasources') as Record<
    string,
    unknown
  >[];

describe('grafana', () => {
  test('has one data source per backend of the cluster, with IDs that name the data and not the product', () => {
    const capabilities = { ...prometheus.endpoints({}), ...loki.endpoints({}), ...influxDb.endpoints({}) };
    expect(dataSources(clusterInfo({ capabilities })).map(({ uid, type }) => [uid, type])).toEqual([
      ['metrics', 'prometheus'],
      ['alerts', 'alertmanager'],
      ['logs', 'loki'],
      ['metrics-store', 'influxdb'],
      ['metrics-kept', 'influxdb'],
    ]);
    expect(dataSources()).toEqual([]);
  });

  test('uses the same data source ID for every log store', () => {
    const [source] = dataSources(clusterInfo({ capabilities: elasticsearch.endpoints({}) }));
    expect(source).toMatchObject({ uid: 'logs', type: 'elasticsearch', basicAuthUser: '$LOGS_USERNAME' });
  });

  test('queries the logs of the platform, not those of tenants', () => {
    const [source] = dataSources(clusterInfo({ capabilities: loki.endpoints({}) }));
    expect(source).toMatchObject({ secureJsonData: { httpHeaderValue1: 'platform' } });
  });

  test('reads its administrator and its encryption key from an existing Secret', () => {
    const releases = grafana.releases({}, clusterInfo());
    expect(getValue(releases, 'grafana', 'admin', 'existingSecret')).toBe('grafana-admin');
    expect(getValue(releases, 'grafana', 'envValueFrom', 'GF_SECURITY_SECRET_KEY')).toEqual({
      secretKeyRef: { name: 'grafana-admin', key: 'secret-key' },
    });
  });

  test('reads ConfigMaps only in its own namespace, so that tenants cannot add dashboards or data sources', () => {
    const releases = grafana.releases({}, clusterInfo());
    expect(getValue(releases, 'grafana', 'rbac', 'namespaced')).toBe(true);
    expect(getValue(releases, 'grafana', 'sidecar', 'dashboards', 'searchNamespace')).toEqual(['grafana']);
    expect(getValue(releases, 'grafana', 'sidecar', 'datasources', 'searchNamespace')).toEqual(['grafana']);
  });

  test('denies access to users outside the administrator group', () => {
    const ini = getValue(
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

  test('has egress to the ingress, where the issuer can be, for the platform and for tenants, only with `login`', () => {
    const egressPeers = (options: Parameters<typeof grafana.releases>[0], name: string) =>
      getRelease(grafana.releases(options, clusterInfo()), name).networkRules?.dashboards?.egress?.map(
        ({ peer }) => peer,
      );
    expect(egressPeers({ host, login }, 'grafana')).toContainEqual({ capability: 'ingress' });
    expect(egressPeers({ host, login }, 'grafana-tenants')).toContainEqual({ capability: 'ingress' });
    expect(egressPeers({ host }, 'grafana')).not.toContainEqual({ capability: 'ingress' });
  });

  test('provides dashboards for tenants only with `login`', () => {
    expect(grafana.endpoints({ host })).not.toHaveProperty('tenant-dashboards');
    expect(grafana.endpoints({ host, login })).toMatchObject({
      'tenant-dashboards': { url: 'https://grafana.acme.example', namespace: 'tenant-dashboards' },
    });
  });

  test('requires a host name with `login`', () => {
    expect(grafana.validate({ login }, clusterInfo())).toMatchObject([{ path: ['host'] }]);
  });
});

describe('the Grafanas of tenants', () => {
  const capabilities = { ...prometheus.endpoints({}), ...loki.endpoints({}), ...grafana.endpoints({ host, login }) };
  const releases = grafana.releases({ host, login }, clusterInfo({ capabilities }));
  const data = getObject(getObjects(releases, 'grafana-tenants'), 'ConfigMap').data as Record<string, string>;

  test('query metrics and logs through the query proxy of their tenant and have no egress to their stores', () => {
    expect(data['data-sources.yaml']).toContain('url: http://query-proxy-${TENANT}.tenant-dashboards.svc:9091');
    expect(data['data-sources.yaml']).toContain('url: http://query-proxy-${TENANT}.tenant-dashboards.svc:3100');
    const { isolatePods, networkRules = {} } = getRelease(releases, 'grafana-tenants');
    expect(isolatePods).toBe(true);
    expect(networkRules.dashboards?.podLabels).toEqual({ 'app.kubernetes.io/name': 'tenant-grafana' });
    expect(JSON.stringify(networkRules.dashboards?.egress)).not.toMatch(/metrics|logs|"pods"/);
    expect(networkRules.queries?.podLabels).toEqual(capabilities['tenant-dashboards']?.podLabels);
  });

  test('query Loki only for their tenant, regardless of the headers of a request, and only read paths', () => {
    const proxyConfiguration = data['logs.conf.template'] ?? '';
    expect(proxyConfiguration).toContain('proxy_set_header X-Scope-OrgID "${TENANT}";');
    expect(proxyConfiguration).toContain('proxy_pass http://loki.loki.svc:3100;');
    const patterns = [...proxyConfiguration.matchAll(/location ~ (\S+) {/g)].map(
      ([, pattern = '']) => new RegExp(pattern),
    );
    const isAllowed = (path: string) => patterns.some((pattern) => pattern.test(path));
    const readPaths = [
      ...['/loki/api/v1/query_range', '/loki/api/v1/labels', '/loki/api/v1/label/app/values'],
      ...['/loki/api/v1/index/stats', '/loki/api/v1/detected_field/level/values', '/loki/api/v1/tail'],
    ];
    expect(readPaths.filter((path) => !isAllowed(path))).toEqual([]);
    const otherPaths = [
      ...['/loki/api/v1/push', '/loki/api/v1/delete', '/loki/api/v1/rules', '/loki/api/v1/labels/../push'],
      ...['/otlp/v1/logs', '/config', '/flush', '/ingester/shutdown'],
    ];
    expect(otherPaths.filter(isAllowed)).toEqual([]);
  });

  test('send no requests that an editor can define, and show nothing to unauthenticated clients', () => {
    expect(data['grafana.ini']).toContain('[unified_alerting]\nenabled = false\n');
    expect(data['grafana.ini']).toContain('[public_dashboards]\nenabled = false\n');
    expect(data['grafana.ini']).toContain('[snapshots]\nenabled = false\n');
  });

  test('have no administrator and no password', () => {
    expect(data['grafana.ini']).toContain('disable_initial_admin_creation = true');
    expect(data['grafana.ini']).toContain('disable_login_form = true');
    expect(data['grafana.ini']).toContain('role_attribute_strict = true');
  });

  test('follow a change of the log store through their shared ConfigMap', () => {
    expect(getRelease(releases, 'grafana-tenants').namespace).toBe('tenant-dashboards');
    const withElasticsearch = clusterInfo({
      capabilities: {
        ...prometheus.endpoints({}),
        ...elasticsearch.endpoints({}),
        ...grafana.endpoints({ host, login }),
      },
    });
    const objects = getObjects(grafana.releases({ host, login }, withElasticsearch), 'grafana-tenants');
    const changedData = getObject(objects, 'ConfigMap').data as Record<string, string>;
    expect(changedData['data-sources.yaml']).not.toContain('loki');
  });
});

test('a quote in the name of a group cannot inject a role', () => {
  expect(renderRoleAttributePath([["o'hara' || 'x", 'Viewer']])).toBe(
    String.raw`contains(groups[*], 'o\'hara\' || \'x') && 'Viewer'`,
  );
});
