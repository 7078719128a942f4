import {
  elasticsearch,
  fluentBit,
  fluentd,
  grafana,
  kibana,
  loki,
  prometheus,
} from '../../../../../constructs/components';
import { renderAlloyConfiguration } from '../../../../../constructs/components/logging/alloy';
import { multilineStartPattern } from '../../../../../constructs/components/logging/log-collection';
import { clusterInfo, type ClusterInfo } from '../../../../../src/kinds/cluster-info';
import { logFormats } from '../../../../../src/definition/workload';
import { getObject } from '../../../../support/rendered';
import { getObjects, getRelease, getValue } from '../../../../support/releases';

const clusterWithElasticsearch = clusterInfo({ capabilities: elasticsearch.endpoints({}) });
const clusterWithLoki = clusterInfo({ capabilities: loki.endpoints({ collector: false }) });

describe('loki', () => {
  test('separates tenants and deletes logs older than the retention', () => {
    const releases = loki.releases({ retentionDays: 14 }, clusterInfo());
    expect(getValue(releases, 'loki', 'loki', 'auth_enabled')).toBe(true);
    expect(getValue(releases, 'loki', 'loki', 'limits_config', 'retention_period')).toBe('336h');
    expect(getValue(releases, 'loki', 'loki', 'compactor')).toEqual({
      retention_enabled: true,
      delete_request_store: 'filesystem',
    });
  });

  test('does not serve requests to delete lines', () => {
    expect(getValue(loki.releases({}, clusterInfo()), 'loki', 'loki', 'limits_config', 'deletion_mode')).toBe(
      'disabled',
    );
  });

  test('reads the credentials of a bucket from a Secret', () => {
    const s3 = { name: 'logs', endpoint: 's3.acme.example', secret: 'loki-s3' };
    const releases = loki.releases({ s3 }, clusterInfo());
    expect(getValue(releases, 'loki', 'singleBinary', 'extraEnvFrom')).toEqual([{ secretRef: { name: 'loki-s3' } }]);
    expect(getValue(releases, 'loki', 'loki', 'storage', 's3', 'secretAccessKey')).toBe('${AWS_SECRET_ACCESS_KEY}');
  });

  test('runs without the caches of the chart, which request much memory', () => {
    const releases = loki.releases({}, clusterInfo());
    expect(getValue(releases, 'loki', 'chunksCache', 'enabled')).toBe(false);
    expect(getValue(releases, 'loki', 'resultsCache', 'enabled')).toBe(false);
  });

  test('can resolve its own Service before it is Ready', () => {
    const releases = loki.releases({}, clusterInfo());
    expect(getValue(releases, 'loki', 'memberlist', 'service', 'publishNotReadyAddresses')).toBe(true);
  });

  test('retains its volume when the release is removed', () => {
    expect(getValue(loki.releases({}, clusterInfo()), 'loki', 'singleBinary', 'persistence', 'whenDeleted')).toBe(
      'Retain',
    );
  });

  test('deploys Alloy as collector in a separate namespace unless `collector` is false', () => {
    const releases = loki.releases({}, clusterInfo());
    expect(getRelease(releases, 'loki-alloy')).toMatchObject({ namespace: 'log-collector', podSecurity: 'privileged' });
    expect(getRelease(releases, 'loki')).toMatchObject({ podSecurity: 'restricted' });
    expect(loki.releases({ collector: false }, clusterInfo()).map(({ name }) => name)).toEqual(['loki']);
    expect(loki.endpoints({ collector: false })).not.toHaveProperty('log-collection');
  });

  test('has alerts and a dashboard only on a cluster with Prometheus and Grafana', () => {
    const capabilities = { ...prometheus.endpoints({}), ...grafana.endpoints({}) };
    const objects = getObjects(loki.releases({}, clusterInfo({ capabilities })), 'loki-monitoring');
    expect(getObject(objects, 'ConfigMap').metadata).toMatchObject({
      namespace: 'grafana',
      labels: { grafana_dashboard: '1' },
      annotations: { grafana_folder: 'Platform' },
    });
    expect(getObject(objects, 'PrometheusRule').metadata.namespace).toBe('loki');
    expect(loki.releases({}, clusterInfo()).map(({ name }) => name)).not.toContain('loki-monitoring');
  });
});

describe('alloy', () => {
  test('sends a line under the tenant that owns the namespace, or under `platform`', () => {
    const configuration = renderAlloyConfiguration('http://loki.loki.svc:3100');
    expect(configuration).toContain('__meta_kubernetes_namespace_label_plinth_dev_tenant');
    expect(configuration.indexOf('replacement  = "platform"')).toBeLessThan(
      configuration.indexOf('namespace_label_plinth_dev_tenant'),
    );
    expect(configuration).toContain('stage.tenant {\n    label = "tenant"');
  });

  test('has no permission to read Secrets', () => {
    const releases = loki.releases({}, clusterInfo());
    expect(JSON.stringify(getValue(releases, 'loki-alloy', 'rbac'))).not.toContain('secrets');
  });
});

describe('fluentd', () => {
  const files = getValue(fluentd.releases({}, clusterWithElasticsearch), 'fluentd', 'fileConfigs') as Record<
    string,
    string
  >;

  test('writes one index per tenant and day, with credentials from a Secret', () => {
    expect(files['02_filters.conf']).toContain(
      '"logs." + (record.dig("kubernetes", "namespace_labels", "plinth.dev/tenant")',
    );
    expect(files['04_outputs.conf']).toContain('host elasticsearch-es-http.elasticsearch.svc');
    expect(files['04_outputs.conf']).toContain(`password "#{ENV['LOGS_PASSWORD']}"`);
    expect(JSON.stringify(files)).not.toContain('changeme');
  });

  test('joins lines that the container runtime has split, before all other filters', () => {
    expect(files['01_sources.conf']).toContain('@id containers\n  @label @PARTS');
    const [partsSection = '', ...otherSections] = files['02_filters.conf']?.split('</label>') ?? [];
    expect(partsSection).toMatch(/^<label @PARTS>/);
    for (const setting of ['@type concat', 'separator ""', 'partial_key logtag', 'partial_value P'])
      expect(partsSection).toContain(`    ${setting}\n`);
    // Without this setting, a line whose last part never arrives would be an error event instead of a line.
    expect(partsSection).toContain('timeout_label @KUBERNETES');
    expect(partsSection).toContain('@type relabel\n    @label @KUBERNETES');
    expect(otherSections.join()).toContain('<label @KUBERNETES>');
  });

  test('is refused on a cluster whose log store is Loki', () => {
    expect(fluentd.validate({}, clusterWithLoki)).toMatchObject([{ severity: 'error' }]);
    expect(fluentd.validate({}, clusterWithElasticsearch)).toEqual([]);
  });
});

describe('fluent-bit', () => {
  const outputs = (cluster: ClusterInfo) =>
    getValue(fluentBit.releases({}, cluster), 'fluent-bit', 'config', 'outputs');

  test('writes to the log store of the cluster, separated by tenant', () => {
    expect(outputs(clusterWithLoki)).toContain('tenant_id_key tenant');
    expect(outputs(clusterWithElasticsearch)).toContain('Logstash_Prefix_Key index');
  });
});

describe('elasticsearch', () => {
  test('warns if no component collects logs', () => {
    expect(elasticsearch.validate({}, clusterInfo())).toMatchObject([{ severity: 'warning', path: [] }]);
    const capabilities = { 'log-collection': {} };
    expect(elasticsearch.validate({}, clusterInfo({ capabilities }))).toEqual([]);
  });

  test('is deployed after its operator, which manages only the namespace of Elasticsearch', () => {
    const releases = elasticsearch.releases({}, clusterInfo());
    expect(getRelease(releases, 'elasticsearch').after).toEqual(['elasticsearch-operator']);
    expect(getValue(releases, 'elasticsearch-operator', 'managedNamespaces')).toEqual(['elasticsearch']);
  });

  test('reads its two users from existing Secrets and retains the logs when it is removed', () => {
    const objects = getObjects(elasticsearch.releases({ nodes: 3 }, clusterInfo()), 'elasticsearch');
    expect(getObject(objects, 'Elasticsearch').spec).toMatchObject({
      auth: { fileRealm: [{ secretName: 'elasticsearch-collector' }, { secretName: 'elasticsearch-grafana' }] },
      volumeClaimDeletePolicy: 'DeleteOnScaledownOnly',
      nodeSets: [{ count: 3 }],
    });
  });

  test('merges the option `spec` last, and its node set `default` with the one of Plinth', () => {
    const renderSpec = (spec: Readonly<Record<string, unknown>>) =>
      getObject(getObjects(elasticsearch.bind({ spec }).releases(clusterInfo()), 'elasticsearch'), 'Elasticsearch')
        .spec;
    const defaultNodeSet = { name: 'default', config: { 'node.attr.rack': 'a' } };
    const mergedSpec = renderSpec({
      nodeSets: [defaultNodeSet, { name: 'cold', count: 1 }],
      http: { service: {} },
    });
    expect(mergedSpec).toMatchObject({
      volumeClaimDeletePolicy: 'DeleteOnScaledownOnly',
      http: { service: {} },
      nodeSets: [
        { name: 'default', count: 3, config: { 'node.store.allow_mmap': false, 'node.attr.rack': 'a' } },
        { name: 'cold', count: 1 },
      ],
    });
    expect(renderSpec({ nodeSets: [{ name: 'hot', count: 5 }] })?.nodeSets).toEqual([{ name: 'hot', count: 5 }]);
    expect(elasticsearch.schema.safeParse({ spec: { nodeSets: { default: {} } } }).success).toBe(false);
  });

  test('has egress to a snapshot bucket if it has credentials of one, and no egress otherwise', () => {
    const egress = (spec: object) =>
      getRelease(elasticsearch.bind({ spec }).releases(clusterInfo()), 'elasticsearch').networkRules?.logs?.egress;
    expect(egress({ secureSettings: [{ secretName: 'snapshots' }] })).toEqual([
      { peer: 'outside-cluster' },
      { peer: 'pods' },
    ]);
    expect(egress({})).toEqual([]);
  });

  test('deletes logs older than the retention', () => {
    const objects = getObjects(elasticsearch.releases({ retentionDays: 9 }, clusterInfo()), 'elasticsearch');
    expect(JSON.stringify(getObject(objects, 'CronJob').spec)).toContain('{"name":"DAYS","value":"9"}');
  });
});

describe('kibana', () => {
  test('uses the Elasticsearch that is the log store of the cluster', () => {
    const cluster = clusterInfo({ capabilities: elasticsearch.endpoints({ name: 'archive' }) });
    const objects = getObjects(kibana.releases({}, cluster), 'kibana');
    expect(getObject(objects, 'Kibana').spec).toMatchObject({ elasticsearchRef: { name: 'archive' } });
  });

  test('merges the option `spec` last', () => {
    const cluster = clusterInfo({ capabilities: elasticsearch.endpoints({}) });
    const spec = { config: { 'xpack.reporting.enabled': false } };
    expect(getObject(getObjects(kibana.releases({ spec }, cluster), 'kibana'), 'Kibana').spec).toMatchObject({
      count: 1,
      config: { 'telemetry.optIn': false, 'xpack.reporting.enabled': false },
    });
  });

  test('is refused on a cluster whose log store is Loki', () => {
    expect(kibana.validate({}, clusterWithLoki)).toMatchObject([{ severity: 'error' }]);
  });
});

describe('the log format of a pod', () => {
  const fluentBitConfig = (key: string) =>
    getValue(fluentBit.releases({}, clusterWithElasticsearch), 'fluent-bit', 'config', key);
  const collectors = {
    alloy: renderAlloyConfiguration('http://loki.loki.svc:3100'),
    'fluent-bit': [
      ...['filters', 'customParsers'].map(fluentBitConfig),
      getValue(fluentBit.releases({}, clusterWithElasticsearch), 'fluent-bit', 'luaScripts', 'lines.lua'),
    ].join('\n'),
    fluentd: Object.values(
      getValue(fluentd.releases({}, clusterWithElasticsearch), 'fluentd', 'fileConfigs') as Record<string, string>,
    ).join('\n'),
  };

  test.each(Object.entries(collectors))('is supported by %s, in all variants', (_, configuration) => {
    // Alloy replaces dots and slashes in label keys by underscores.
    expect(configuration).toMatch(/plinth[._]dev[/_]logs/);
    for (const format of logFormats.filter((name) => !['lines', 'none'].includes(name)))
      expect(configuration).toContain(format);
  });

  test('`multi-line` starts an entry at a date, with every collector', () => {
    for (const configuration of Object.values(collectors)) {
      // In Alloy's configuration the pattern is a string literal, with doubled backslashes.
      expect(configuration.replaceAll('\\\\', '\\')).toContain(multilineStartPattern);
    }
    const startPattern = new RegExp(multilineStartPattern);
    const firstLines = ['2026-11-21 08:00:00 ERROR no', '[2026-11-21T08:00:00Z] no'];
    const continuationLines = ['\tat shop.Cart.add(Cart.java:7)', 'Caused by: java.io.IOException'];
    expect(firstLines.every((line) => startPattern.test(line))).toBe(true);
    expect(continuationLines.some((line) => startPattern.test(line))).toBe(false);
  });

  test('`none` drops all lines', () => {
    expect(collectors.alloy).toContain('regex         = "none"\n    action        = "drop"');
    expect(collectors['fluent-bit']).toContain('if logs == "none" then\n    return -1');
    // Fluentd drops records that match no rule.
    expect(collectors.fluentd).toContain('pattern /^(lines|json|multi-line)$/');
  });
});
