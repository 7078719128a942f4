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
import { clusterInfo } from '../../../../../src/kinds/cluster-info';
import { logFormats } from '../../../../../src/definition/workload';
import { only } from '../../../../support/rendered';
import { objectsOf, releaseOf, valueOf } from '../../../../support/releases';

const withElastic = clusterInfo({ capabilities: elasticsearch.provides({}) });
const withLoki = clusterInfo({ capabilities: loki.provides({ collector: false }) });

describe('loki', () => {
  test('keeps tenants apart, and deletes what is too old', () => {
    const releases = loki.releases({ retentionDays: 14 }, clusterInfo());
    expect(valueOf(releases, 'loki', 'loki', 'auth_enabled')).toBe(true);
    expect(valueOf(releases, 'loki', 'loki', 'limits_config', 'retention_period')).toBe('336h');
    expect(valueOf(releases, 'loki', 'loki', 'compactor')).toEqual({
      retention_enabled: true,
      delete_request_store: 'filesystem',
    });
  });

  test('deletes no line because somebody asks for it', () => {
    expect(valueOf(loki.releases({}, clusterInfo()), 'loki', 'loki', 'limits_config', 'deletion_mode')).toBe(
      'disabled',
    );
  });

  test('reads the keys of a bucket from a Secret', () => {
    const s3 = { name: 'logs', endpoint: 's3.acme.example', secret: 'loki-s3' };
    const releases = loki.releases({ s3 }, clusterInfo());
    expect(valueOf(releases, 'loki', 'singleBinary', 'extraEnvFrom')).toEqual([{ secretRef: { name: 'loki-s3' } }]);
    expect(valueOf(releases, 'loki', 'loki', 'storage', 's3', 'secretAccessKey')).toBe('${AWS_SECRET_ACCESS_KEY}');
  });

  test('asks for none of the memory that the caches of the chart would take', () => {
    const releases = loki.releases({}, clusterInfo());
    expect(valueOf(releases, 'loki', 'chunksCache', 'enabled')).toBe(false);
    expect(valueOf(releases, 'loki', 'resultsCache', 'enabled')).toBe(false);
  });

  test('finds itself by its name before it is Ready', () => {
    const releases = loki.releases({}, clusterInfo());
    expect(valueOf(releases, 'loki', 'memberlist', 'service', 'publishNotReadyAddresses')).toBe(true);
  });

  test('keeps its volume when the release goes', () => {
    expect(valueOf(loki.releases({}, clusterInfo()), 'loki', 'singleBinary', 'persistence', 'whenDeleted')).toBe(
      'Retain',
    );
  });

  test('is collected for by Alloy, apart from it, unless somebody else does', () => {
    const releases = loki.releases({}, clusterInfo());
    expect(releaseOf(releases, 'loki-alloy')).toMatchObject({ namespace: 'log-collector', podSecurity: 'privileged' });
    expect(releaseOf(releases, 'loki')).toMatchObject({ podSecurity: 'restricted' });
    expect(loki.releases({ collector: false }, clusterInfo()).map(({ name }) => name)).toEqual(['loki']);
    expect(loki.provides({ collector: false })).not.toHaveProperty('log-collection');
  });

  test('has alerts and a dashboard only where something shows them', () => {
    const capabilities = { ...prometheus.provides({}), ...grafana.provides({}) };
    const objects = objectsOf(loki.releases({}, clusterInfo({ capabilities })), 'loki-monitoring');
    expect(only(objects, 'ConfigMap').metadata).toMatchObject({
      namespace: 'grafana',
      labels: { grafana_dashboard: '1' },
      annotations: { grafana_folder: 'Platform' },
    });
    expect(only(objects, 'PrometheusRule').metadata.namespace).toBe('loki');
    expect(loki.releases({}, clusterInfo()).map(({ name }) => name)).not.toContain('loki-monitoring');
  });
});

describe('alloy', () => {
  test('sends a line in the name of the tenant that owns the namespace, else of the platform', () => {
    const text = renderAlloyConfiguration('http://loki.loki.svc:3100');
    expect(text).toContain('__meta_kubernetes_namespace_label_plinth_dev_tenant');
    expect(text.indexOf('replacement  = "platform"')).toBeLessThan(text.indexOf('namespace_label_plinth_dev_tenant'));
    expect(text).toContain('stage.tenant {\n    label = "tenant"');
  });

  test('may read pods and namespaces, and no Secret', () => {
    const releases = loki.releases({}, clusterInfo());
    expect(JSON.stringify(valueOf(releases, 'loki-alloy', 'rbac'))).not.toContain('secrets');
  });
});

describe('fluentd', () => {
  test('writes an index for each tenant and day, as the user in a Secret', () => {
    const files = valueOf(fluentd.releases({}, withElastic), 'fluentd', 'fileConfigs') as Record<string, string>;
    expect(files['02_filters.conf']).toContain(
      '"logs." + (record.dig("kubernetes", "namespace_labels", "plinth.dev/tenant")',
    );
    expect(files['04_outputs.conf']).toContain('host elasticsearch-es-http.elasticsearch.svc');
    expect(files['04_outputs.conf']).toContain(`password "#{ENV['LOGS_PASSWORD']}"`);
    expect(JSON.stringify(files)).not.toContain('changeme');
  });

  test('puts a line together again that the runtime wrote in parts, before anything reads it', () => {
    const files = valueOf(fluentd.releases({}, withElastic), 'fluentd', 'fileConfigs') as Record<string, string>;
    expect(files['01_sources.conf']).toContain('@id containers\n  @label @PARTS');
    const [parts = '', ...later] = files['02_filters.conf']?.split('</label>') ?? [];
    expect(parts).toMatch(/^<label @PARTS>/);
    for (const setting of ['@type concat', 'separator ""', 'partial_key logtag', 'partial_value P'])
      expect(parts).toContain(`    ${setting}\n`);
    // Without it, what the last part never comes for would be an error and not a line.
    expect(parts).toContain('timeout_label @KUBERNETES');
    expect(parts).toContain('@type relabel\n    @label @KUBERNETES');
    expect(later.join()).toContain('<label @KUBERNETES>');
  });

  test('refuses to write to Loki, which it cannot', () => {
    expect(fluentd.validate({}, withLoki)).toMatchObject([{ severity: 'error' }]);
    expect(fluentd.validate({}, withElastic)).toEqual([]);
  });
});

describe('fluent-bit', () => {
  const output = (cluster: typeof withLoki) =>
    valueOf(fluentBit.releases({}, cluster), 'fluent-bit', 'config', 'outputs');

  test('writes to whatever keeps the logs, by tenant', () => {
    expect(output(withLoki)).toContain('tenant_id_key tenant');
    expect(output(withElastic)).toContain('Logstash_Prefix_Key index');
  });
});

describe('elasticsearch', () => {
  test('warns when nothing brings logs to it', () => {
    expect(elasticsearch.validate({}, clusterInfo())).toMatchObject([{ severity: 'warning', path: [] }]);
    const capabilities = { 'log-collection': {} };
    expect(elasticsearch.validate({}, clusterInfo({ capabilities }))).toEqual([]);
  });

  test('waits for its operator, which manages its namespace only', () => {
    const releases = elasticsearch.releases({}, clusterInfo());
    expect(releaseOf(releases, 'elasticsearch').after).toEqual(['elasticsearch-operator']);
    expect(valueOf(releases, 'elasticsearch-operator', 'managedNamespaces')).toEqual(['elasticsearch']);
  });

  test('lets in two users by existing Secrets, and keeps the logs when it goes', () => {
    const objects = objectsOf(elasticsearch.releases({ nodes: 3 }, clusterInfo()), 'elasticsearch');
    expect(only(objects, 'Elasticsearch').spec).toMatchObject({
      auth: { fileRealm: [{ secretName: 'elasticsearch-collector' }, { secretName: 'elasticsearch-grafana' }] },
      volumeClaimDeletePolicy: 'DeleteOnScaledownOnly',
      nodeSets: [{ count: 3 }],
    });
  });

  test('lets a person set any field of it last, and of its nodes those that are meant', () => {
    const specOf = (spec: Readonly<Record<string, unknown>>) =>
      only(objectsOf(elasticsearch.releases({ spec } as never, clusterInfo()), 'elasticsearch'), 'Elasticsearch').spec;
    const set = { name: 'default', config: { 'node.attr.rack': 'a' } };
    const made = specOf({ nodeSets: [set, { name: 'cold', count: 1 }], http: { service: {} } });
    expect(made).toMatchObject({
      volumeClaimDeletePolicy: 'DeleteOnScaledownOnly',
      http: { service: {} },
      nodeSets: [
        { name: 'default', count: 3, config: { 'node.store.allow_mmap': false, 'node.attr.rack': 'a' } },
        { name: 'cold', count: 1 },
      ],
    });
    expect(specOf({ nodeSets: [{ name: 'hot', count: 5 }] })?.nodeSets).toEqual([{ name: 'hot', count: 5 }]);
    expect(elasticsearch.schema.safeParse({ spec: { nodeSets: { default: {} } } }).success).toBe(false);
  });

  test('reaches a bucket for snapshots where it has keys of one, and nothing otherwise', () => {
    const to = (spec: object) =>
      releaseOf(elasticsearch.releases({ spec } as never, clusterInfo()), 'elasticsearch').networkRules?.logs?.egress;
    expect(to({ secureSettings: [{ secretName: 'snapshots' }] })).toEqual([{ peer: 'world' }, { peer: 'pods' }]);
    expect(to({})).toEqual([]);
  });

  test('deletes what is older than its retention', () => {
    const objects = objectsOf(elasticsearch.releases({ retentionDays: 9 }, clusterInfo()), 'elasticsearch');
    expect(JSON.stringify(only(objects, 'CronJob').spec)).toContain('{"name":"DAYS","value":"9"}');
  });
});

describe('kibana', () => {
  test('belongs to the Elasticsearch that keeps the logs', () => {
    const cluster = clusterInfo({ capabilities: elasticsearch.provides({ name: 'archive' }) });
    const objects = objectsOf(kibana.releases({}, cluster), 'kibana');
    expect(only(objects, 'Kibana').spec).toMatchObject({ elasticsearchRef: { name: 'archive' } });
  });

  test('lets a person set any field of it last', () => {
    const cluster = clusterInfo({ capabilities: elasticsearch.provides({}) });
    const spec = { config: { 'xpack.reporting.enabled': false } };
    expect(only(objectsOf(kibana.releases({ spec }, cluster), 'kibana'), 'Kibana').spec).toMatchObject({
      count: 1,
      config: { 'telemetry.optIn': false, 'xpack.reporting.enabled': false },
    });
  });

  test('refuses a cluster whose logs Loki keeps', () => {
    expect(kibana.validate({}, withLoki)).toMatchObject([{ severity: 'error' }]);
  });
});

describe('what an application says of its lines', () => {
  const fluentBitConfig = (part: string) => valueOf(fluentBit.releases({}, withElastic), 'fluent-bit', 'config', part);
  const collectors = {
    alloy: renderAlloyConfiguration('http://loki.loki.svc:3100'),
    'fluent-bit': [
      ...['filters', 'customParsers'].map(fluentBitConfig),
      valueOf(fluentBit.releases({}, withElastic), 'fluent-bit', 'luaScripts', 'lines.lua'),
    ].join('\n'),
    fluentd: Object.values(
      valueOf(fluentd.releases({}, withElastic), 'fluentd', 'fileConfigs') as Record<string, string>,
    ).join('\n'),
  };

  test.each(Object.entries(collectors))('is read by %s, every form of them', (_, text) => {
    // Alloy writes labels as Prometheus does.
    expect(text).toMatch(/plinth[._]dev[/_]logs/);
    for (const form of logFormats.filter((each) => !['lines', 'none'].includes(each))) expect(text).toContain(form);
  });

  test('lets an entry of many lines begin with a date, for all of them alike', () => {
    for (const text of Object.values(collectors)) {
      // Alloy writes it as a text of its language, with backslashes doubled.
      expect(text.replaceAll('\\\\', '\\')).toContain(multilineStartPattern);
    }
    const begins = new RegExp(multilineStartPattern);
    expect(['2026-11-21 08:00:00 ERROR no', '[2026-11-21T08:00:00Z] no'].every((line) => begins.test(line))).toBe(true);
    expect(
      ['\tat shop.Cart.add(Cart.java:7)', 'Caused by: java.io.IOException'].some((line) => begins.test(line)),
    ).toBe(false);
  });

  test('leaves out the lines of those who want none kept', () => {
    expect(collectors.alloy).toContain('regex         = "none"\n    action        = "drop"');
    expect(collectors['fluent-bit']).toContain('if logs == "none" then\n    return -1');
    // Fluentd drops what no rule sends on.
    expect(collectors.fluentd).toContain('pattern /^(lines|json|multi-line)$/');
  });
});
