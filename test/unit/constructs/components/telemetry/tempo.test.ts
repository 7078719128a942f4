import { grafana, openTelemetry, prometheus, tempo } from '../../../../../constructs/components';
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

test('Tempo separates tenants and deletes traces older than the retention', () => {
  const releases = tempo.releases({ retentionDays: 7 }, clusterInfo());
  expect(getValue(releases, 'tempo', 'tempo', 'multitenancyEnabled')).toBe(true);
  expect(getValue(releases, 'tempo', 'tempo', 'retention')).toBe('168h');
  expect(getValue(releases, 'tempo', 'tempo', 'reportingEnabled')).toBe(false);
});

test('Tempo accepts traces from receivers only, and queries from Grafana only', () => {
  const { networkRules } = getRelease(tempo.releases({}, clusterInfo()), 'tempo');
  expect(networkRules?.traces?.ingress).toEqual([
    { peer: { capability: 'traces' }, ports: [4317] },
    { peer: { capability: 'dashboards' }, ports: [3200] },
    { peer: { capability: 'tenant-dashboards' }, ports: [3200] },
    { peer: { capability: 'metrics' }, ports: [3200] },
  ]);
  expect(networkRules?.traces?.egress).toEqual([]);
});

test('Tempo reads the credentials of a bucket from a Secret', () => {
  const s3 = { name: 'traces', endpoint: 's3.acme.example', secret: 'tempo-s3' };
  const releases = tempo.releases({ s3 }, clusterInfo());
  expect(getValue(releases, 'tempo', 'tempo', 'extraEnvFrom')).toEqual([{ secretRef: { name: 'tempo-s3' } }]);
  expect(tempo.secrets({ s3 }, clusterInfo())).toMatchObject([{ namespace: 'tempo', name: 'tempo-s3' }]);
  expect(getValue(releases, 'tempo', 'tempo', 'storage')).toEqual({
    trace: {
      backend: 's3',
      s3: { bucket: 'traces', endpoint: 's3.acme.example', insecure: false, forcepathstyle: false },
    },
  });
});

test('Tempo without volume writes to an emptyDir, since its root file system is read-only', () => {
  const releases = tempo.releases({ storageGiB: 0 }, clusterInfo());
  expect(getValue(releases, 'tempo', 'tempo', 'extraVolumeMounts')).toContainEqual({
    name: 'data',
    mountPath: '/var/tempo',
  });
  expect(tempo.requires({ storageGiB: 0 })).toEqual([]);
  expect(tempo.requires({})).toEqual(['storage']);
});

describe('the Grafanas of tenants', () => {
  const capabilities = {
    ...prometheus.endpoints({}),
    ...tempo.endpoints({}),
    ...openTelemetry.endpoints({}),
    ...grafana.endpoints({ host, login }),
  };
  const releases = grafana.releases({ host, login }, clusterInfo({ capabilities }));
  const data = getObject(getObjects(releases, 'grafana-tenants'), 'ConfigMap').data as Record<string, string>;

  test('query Tempo only for their tenant, regardless of the headers of a request, and only read paths', () => {
    expect(data['data-sources.yaml']).toContain('url: http://query-proxy-${TENANT}.tenant-dashboards.svc:3200');
    const configuration = data['traces.conf.template'] ?? '';
    expect(configuration).toContain('proxy_set_header X-Scope-OrgID "${TENANT}";');
    expect(configuration).toContain('proxy_pass http://tempo.tempo.svc:3200;');
    const [, pattern = ''] = /location ~ (\S+) {/.exec(configuration) ?? [];
    const isAllowed = (path: string) => new RegExp(pattern).test(path);
    const readPaths = [
      ...['/api/search', '/api/v2/search/tags', '/api/v2/search/tag/service.name/values', '/api/echo'],
      ...['/api/v2/traces/0123abcdef', '/api/metrics/query_range'],
    ];
    expect(readPaths.filter((path) => !isAllowed(path))).toEqual([]);
    const otherPaths = [
      ...['/api/overrides', '/api/traces/../overrides', '/flush', '/shutdown', '/status/config', '/v1/traces'],
      ...['/ingester/ring', '/memberlist', '/api/search/../../flush'],
    ];
    expect(otherPaths.filter(isAllowed)).toEqual([]);
  });

  test('have no egress to Tempo themselves', () => {
    const { networkRules = {} } = getRelease(releases, 'grafana-tenants');
    expect(JSON.stringify(networkRules.dashboards?.egress)).not.toContain('traces');
    expect(networkRules.queries?.egress).toContainEqual({ peer: { capability: 'traces-store' }, ports: [3200] });
  });
});
