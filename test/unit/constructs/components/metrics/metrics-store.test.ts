import { grafana, influxDb, nodeExporter, prometheus, telegraf } from '../../../../../constructs/components';
import { clusterInfo } from '../../../../../src/kinds/cluster-info';
import { getObject } from '../../../../support/rendered';
import { getObjects, getRelease, getValue } from '../../../../support/releases';

describe('InfluxDB', () => {
  test('requires authentication with the credentials of an existing Secret', () => {
    const version1 = influxDb.releases({}, clusterInfo());
    expect(getValue(version1, 'influxdb', 'setDefaultUser')).toEqual({
      enabled: true,
      user: { existingSecret: 'influxdb-auth' },
    });
    expect(getValue(version1, 'influxdb', 'config', 'http', 'auth-enabled')).toBe(true);
    const version2 = influxDb.releases({ version: '2', secret: 'mine' }, clusterInfo());
    expect(getValue(version2, 'influxdb', 'adminUser', 'existingSecret')).toBe('mine');
  });

  test('sets the configured retention of both databases', () => {
    const scripts = getValue(
      influxDb.releases({ retentionDays: 90 }, clusterInfo()),
      'influxdb',
      'initScripts',
      'scripts',
      'init.iql',
    );
    expect(scripts).toBe(
      'CREATE DATABASE "prometheus" WITH DURATION 90d REPLICATION 1 NAME "kept"\n' +
        'CREATE DATABASE "telegraf" WITH DURATION 90d REPLICATION 1 NAME "kept"\n',
    );
  });

  test('receives the metrics of Prometheus through Telegraf from version 2 on', () => {
    expect(influxDb.releases({}, clusterInfo()).map(({ name }) => name)).toEqual(['influxdb']);
    const releases = influxDb.releases({ version: '3' }, clusterInfo());
    expect(getRelease(releases, 'influxdb-bridge').after).toEqual(['influxdb']);
    expect(getValue(releases, 'influxdb-bridge', 'config', 'outputs', 0, 'influxdb_v2')).toMatchObject({
      urls: ['http://influxdb.influxdb.svc:8181'],
      bucket: 'prometheus',
      token: '$METRICS_STORE_TOKEN',
    });
  });

  test('allows ingress only from clients that read or write metrics', () => {
    const [release] = influxDb.releases({}, clusterInfo());
    expect(release?.networkRules?.metrics?.ingress?.map(({ peer }) => peer)).toEqual([
      { capability: 'dashboards' },
      { capability: 'metrics' },
      { capability: 'node-metrics' },
      { namespace: 'telegraf-checks' },
    ]);
  });

  test('stores each metric as a separate measurement in every version', () => {
    const inputs = (version: '2' | '3') =>
      getValue(influxDb.releases({ version }, clusterInfo()), 'influxdb-bridge', 'config', 'inputs', 0);
    for (const version of ['2', '3'] as const)
      expect(inputs(version)).toMatchObject({ http_listener_v2: { prometheus_metric_version: 1 } });
  });

  test('has a dashboard of the metrics of Prometheus over 90 days, from the database of Prometheus', () => {
    const capabilities = { ...prometheus.endpoints({}), ...grafana.endpoints({}) };
    const dashboard = (moreCapabilities: object = {}) => {
      const releases = influxDb.releases({}, clusterInfo({ capabilities: { ...capabilities, ...moreCapabilities } }));
      const files = getObject(getObjects(releases, 'influxdb-monitoring'), 'ConfigMap').data as Record<string, string>;
      return JSON.parse(Object.values(files).join()) as {
        time: { from: string };
        panels: { title: string; datasource: object; targets: { query: string; alias: string }[] }[];
      };
    };
    const { time, panels } = dashboard();
    expect(time.from).toBe('now-90d');
    expect(panels.map(({ datasource }) => datasource)).toEqual(
      panels.map(() => ({ type: 'influxdb', uid: 'metrics-kept' })),
    );
    expect(panels[0]?.targets).toMatchObject([
      {
        query:
          'SELECT mean("value") FROM "namespace_cpu:kube_pod_container_resource_requests:sum" WHERE $timeFilter GROUP BY time($__interval), "namespace" fill(null)',
        alias: '$tag_namespace',
      },
    ]);
    expect(panels.map(({ title }) => title)).not.toContain('CPU utilization');
    expect(dashboard(nodeExporter.endpoints({})).panels.map(({ title }) => title)).toContain('CPU utilization');
  });

  test('has no dashboard of the metrics of Prometheus without Prometheus', () => {
    const releases = influxDb.releases({}, clusterInfo({ capabilities: grafana.endpoints({}) }));
    expect(releases.map(({ name }) => name)).not.toContain('influxdb-monitoring');
  });

  test('merges `bridgeValues` last, and rejects them without a bridge', () => {
    const bridgeValues = { resources: { limits: { memory: '2Gi' } } };
    const releases = influxDb.releases({ version: '2', bridgeValues }, clusterInfo());
    expect(getValue(releases, 'influxdb-bridge', 'resources', 'limits', 'memory')).toBe('2Gi');
    expect(influxDb.validate({ bridgeValues }, clusterInfo())).toMatchObject([{ path: ['bridgeValues'] }]);
    expect(influxDb.validate({ version: '2', bridgeValues }, clusterInfo())).toEqual([]);
  });

  test('rejects `retentionDays` in version 3', () => {
    expect(influxDb.validate({ version: '3', retentionDays: 9 }, clusterInfo())).toMatchObject([
      { path: ['retentionDays'], value: 9 },
    ]);
  });
});

describe('Telegraf', () => {
  const cluster = clusterInfo({
    capabilities: { ...influxDb.endpoints({}), ...prometheus.endpoints({}), ...grafana.endpoints({}) },
  });
  const checks = { shop: { url: 'https://shop.acme.example' }, database: { address: 'db.acme.example:5432' } } as const;

  test('writes the metrics of nodes to InfluxDB', () => {
    expect(getValue(telegraf.releases({}, cluster), 'telegraf', 'config', 'outputs')).toMatchObject([
      { influxdb: { urls: ['http://influxdb.influxdb.svc:8086'], database: 'telegraf' } },
    ]);
  });

  test('runs checks in one restricted pod, not on every node', () => {
    const releases = telegraf.releases({ checks }, cluster);
    expect(getRelease(releases, 'telegraf-checks').podSecurity).toBe('restricted');
    expect(getValue(releases, 'telegraf-checks', 'config', 'inputs')).toMatchObject([
      { http_response: { urls: ['https://shop.acme.example'], tags: { check: 'shop' } } },
      { net_response: { address: 'db.acme.example:5432', tags: { check: 'database' } } },
    ]);
    expect(telegraf.releases({}, cluster).map(({ name }) => name)).not.toContain('telegraf-checks');
  });

  test('has a ServiceMonitor for the results of its checks, because the pods of its chart have no named port', () => {
    const releases = telegraf.releases({ checks }, cluster);
    const monitor = getObject(getObjects(releases, 'telegraf-monitoring'), 'ServiceMonitor');
    expect(monitor.spec).toEqual({
      selector: { matchLabels: { 'app.kubernetes.io/instance': 'telegraf-checks' } },
      endpoints: [{ port: 'prometheus-client' }],
    });
    expect(getValue(releases, 'telegraf-checks', 'service', 'enabled')).toBe(true);
    const releasesWithoutMetrics = telegraf.releases({ checks }, clusterInfo({ capabilities: influxDb.endpoints({}) }));
    expect(getValue(releasesWithoutMetrics, 'telegraf-checks', 'service', 'enabled')).toBe(false);
  });

  test('exports the result of a check until the next one, so that an alert does not resolve in between', () => {
    expect(getValue(telegraf.releases({ checks }, cluster), 'telegraf-checks', 'config', 'outputs')).toContainEqual({
      prometheus_client: { listen: ':9273', expiration_interval: '3m' },
    });
  });

  test('has an alert for failing checks', () => {
    const rule = getObject(getObjects(telegraf.releases({ checks }, cluster), 'telegraf-monitoring'), 'PrometheusRule');
    expect(rule.spec).toMatchObject({
      groups: [{ rules: [{ alert: 'CheckFails', labels: { severity: 'critical' } }] }],
    });
  });

  test('merges `checksValues` last, and rejects them without checks', () => {
    const checksValues = { replicaCount: 2 };
    const releases = telegraf.releases({ checks, checksValues }, cluster);
    expect(getValue(releases, 'telegraf-checks', 'replicaCount')).toBe(2);
    expect(telegraf.validate({ checksValues }, cluster)).toMatchObject([{ path: ['checksValues'] }]);
    expect(telegraf.validate({ checks, checksValues }, cluster)).toEqual([]);
  });

  test('rejects an address without a port', () => {
    const result = telegraf.schema.safeParse({ checks: { database: { address: 'db.acme.example' } } });
    expect(result.success).toBe(false);
  });
});
