import { grafana, influxDb, nodeExporter, prometheus, telegraf } from '../../../../../constructs/components';
import { clusterInfo } from '../../../../../src/kinds/cluster-info';
import { only } from '../../../../support/rendered';
import { objectsOf, releaseOf, valueOf } from '../../../../support/releases';

describe('influxdb', () => {
  test('lets in only whom an existing Secret names', () => {
    const first = influxDb.releases({}, clusterInfo());
    expect(valueOf(first, 'influxdb', 'setDefaultUser')).toEqual({
      enabled: true,
      user: { existingSecret: 'influxdb-auth' },
    });
    expect(valueOf(first, 'influxdb', 'config', 'http', 'auth-enabled')).toBe(true);
    const second = influxDb.releases({ version: '2', secret: 'mine' }, clusterInfo());
    expect(valueOf(second, 'influxdb', 'adminUser', 'existingSecret')).toBe('mine');
  });

  test('keeps both databases as long as it was told', () => {
    const scripts = valueOf(
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

  test('takes the metrics of Prometheus through Telegraf from version 2 on', () => {
    expect(influxDb.releases({}, clusterInfo()).map(({ name }) => name)).toEqual(['influxdb']);
    const releases = influxDb.releases({ version: '3' }, clusterInfo());
    expect(releaseOf(releases, 'influxdb-bridge').after).toEqual(['influxdb']);
    expect(valueOf(releases, 'influxdb-bridge', 'config', 'outputs', 0, 'influxdb_v2')).toMatchObject({
      urls: ['http://influxdb.influxdb.svc:8181'],
      bucket: 'prometheus',
      token: '$METRICS_STORE_TOKEN',
    });
  });

  test('can be taken metrics to by nobody but those who send them', () => {
    const [release] = influxDb.releases({}, clusterInfo());
    expect(release?.networkRules?.metrics?.ingress?.map(({ peer }) => peer)).toEqual([
      { capability: 'dashboards' },
      { capability: 'metrics' },
      { capability: 'node-metrics' },
      { namespace: 'telegraf-checks' },
    ]);
  });

  test('keeps each metric as a measurement of its own, whatever its version', () => {
    const inputs = (version: '2' | '3') =>
      valueOf(influxDb.releases({ version }, clusterInfo()), 'influxdb-bridge', 'config', 'inputs', 0);
    for (const version of ['2', '3'] as const)
      expect(inputs(version)).toMatchObject({ http_listener_v2: { prometheus_metric_version: 1 } });
  });

  test('shows over months what Prometheus wrote, from the database that it wrote it to', () => {
    const offers = { ...prometheus.provides({}), ...grafana.provides({}) };
    const shown = (more: object = {}) => {
      const releases = influxDb.releases({}, clusterInfo({ capabilities: { ...offers, ...more } }));
      const map = only(objectsOf(releases, 'influxdb-monitoring'), 'ConfigMap').data as Record<string, string>;
      return JSON.parse(Object.values(map).join()) as {
        time: { from: string };
        panels: { title: string; datasource: object; targets: { query: string; alias: string }[] }[];
      };
    };
    const { time, panels } = shown();
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
    expect(panels.map(({ title }) => title)).not.toContain('CPU in use');
    expect(shown(nodeExporter.provides({})).panels.map(({ title }) => title)).toContain('CPU in use');
  });

  test('shows nothing of Prometheus where there is none', () => {
    const releases = influxDb.releases({}, clusterInfo({ capabilities: grafana.provides({}) }));
    expect(releases.map(({ name }) => name)).not.toContain('influxdb-monitoring');
  });

  test('lets a person set any value of its bridge last, where there is one', () => {
    const bridgeValues = { resources: { limits: { memory: '2Gi' } } };
    const releases = influxDb.releases({ version: '2', bridgeValues }, clusterInfo());
    expect(valueOf(releases, 'influxdb-bridge', 'resources', 'limits', 'memory')).toBe('2Gi');
    expect(influxDb.validate({ bridgeValues }, clusterInfo())).toMatchObject([{ path: ['bridgeValues'] }]);
    expect(influxDb.validate({ version: '2', bridgeValues }, clusterInfo())).toEqual([]);
  });

  test('says that version 3 cannot be told how long', () => {
    expect(influxDb.validate({ version: '3', retentionDays: 9 }, clusterInfo())).toMatchObject([
      { path: ['retentionDays'], value: 9 },
    ]);
  });
});

describe('telegraf', () => {
  const cluster = clusterInfo({
    capabilities: { ...influxDb.provides({}), ...prometheus.provides({}), ...grafana.provides({}) },
  });
  const checks = { shop: { url: 'https://shop.acme.example' }, database: { address: 'db.acme.example:5432' } } as const;

  test('writes the metrics of machines to InfluxDB', () => {
    expect(valueOf(telegraf.releases({}, cluster), 'telegraf', 'config', 'outputs')).toMatchObject([
      { influxdb: { urls: ['http://influxdb.influxdb.svc:8086'], database: 'telegraf' } },
    ]);
  });

  test('tries pages and ports from one pod that may do nothing else, not from every machine', () => {
    const releases = telegraf.releases({ checks }, cluster);
    expect(releaseOf(releases, 'telegraf-checks').podSecurity).toBe('restricted');
    expect(valueOf(releases, 'telegraf-checks', 'config', 'inputs')).toMatchObject([
      { http_response: { urls: ['https://shop.acme.example'], tags: { check: 'shop' } } },
      { net_response: { address: 'db.acme.example:5432', tags: { check: 'database' } } },
    ]);
    expect(telegraf.releases({}, cluster).map(({ name }) => name)).not.toContain('telegraf-checks');
  });

  test('shows Prometheus what its checks found, at the Service of its chart: its pods name no port', () => {
    const releases = telegraf.releases({ checks }, cluster);
    const monitor = only(objectsOf(releases, 'telegraf-monitoring'), 'ServiceMonitor');
    expect(monitor.spec).toEqual({
      selector: { matchLabels: { 'app.kubernetes.io/instance': 'telegraf-checks' } },
      endpoints: [{ port: 'prometheus-client' }],
    });
    expect(valueOf(releases, 'telegraf-checks', 'service', 'enabled')).toBe(true);
    const unwatched = telegraf.releases({ checks }, clusterInfo({ capabilities: influxDb.provides({}) }));
    expect(valueOf(unwatched, 'telegraf-checks', 'service', 'enabled')).toBe(false);
  });

  test('shows a result until there is a newer one, so that an alert does not end between two', () => {
    expect(valueOf(telegraf.releases({ checks }, cluster), 'telegraf-checks', 'config', 'outputs')).toContainEqual({
      prometheus_client: { listen: ':9273', expiration_interval: '3m' },
    });
  });

  test('raises an alert when a check fails', () => {
    const rule = only(objectsOf(telegraf.releases({ checks }, cluster), 'telegraf-monitoring'), 'PrometheusRule');
    expect(rule.spec).toMatchObject({
      groups: [{ rules: [{ alert: 'CheckFails', labels: { severity: 'critical' } }] }],
    });
  });

  test('lets a person set any value of what tries the checks last, where there are some', () => {
    const checksValues = { replicaCount: 2 };
    const releases = telegraf.releases({ checks, checksValues }, cluster);
    expect(valueOf(releases, 'telegraf-checks', 'replicaCount')).toBe(2);
    expect(telegraf.validate({ checksValues }, cluster)).toMatchObject([{ path: ['checksValues'] }]);
    expect(telegraf.validate({ checks, checksValues }, cluster)).toEqual([]);
  });

  test('refuses an address without a port', () => {
    const result = telegraf.schema.safeParse({ checks: { database: { address: 'db.acme.example' } } });
    expect(result.success).toBe(false);
  });
});
