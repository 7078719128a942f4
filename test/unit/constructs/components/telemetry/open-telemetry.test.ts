import { parse } from 'yaml';
import { openTelemetry, prometheus, tempo } from '../../../../../constructs/components';
import { renderAgentConfiguration } from '../../../../../constructs/components/telemetry/agent';
import { renderGatewayConfiguration } from '../../../../../constructs/components/telemetry/gateway';
import { Application } from '../../../../../constructs/applications';
import { definePlatform, kinds } from '../../../../../src';
import { clusterInfo } from '../../../../../src/kinds/cluster-info';
import type { TenantPlan } from '../../../../../src/kinds/tenant-plan';
import { language } from '../../../../../src/language';
import { getObject, synthesizeObjects } from '../../../../support/rendered';
import { getRelease } from '../../../../support/releases';

const company = {
  protocol: 'otlp',
  url: 'https://otel.acme.example:4317',
  signals: ['traces', 'metrics', 'logs'],
  headers: { authorization: { secret: 'company', key: 'authorization' } },
} as const;
const logServer = { protocol: 'syslog', url: 'tls://syslog.acme.example', signals: ['audit'], headers: {} } as const;
const cluster = clusterInfo({ capabilities: prometheus.endpoints({}) });

function renderGateway(exports: Parameters<typeof renderGatewayConfiguration>[0]['exports']) {
  const options = { name: 'otel', exports, metricSelectors: ['{job=~"a$"}'], memory: '1Mi', memoryLimit: '1Mi' };
  return renderGatewayConfiguration(options, cluster) as {
    readonly receivers: Readonly<Record<string, unknown>>;
    readonly processors: Readonly<Record<string, unknown>>;
    readonly exporters: Readonly<Record<string, unknown>>;
    readonly service: { readonly pipelines: Readonly<Record<string, unknown>> };
  };
}

describe('the gateway', () => {
  test('sends to each destination only the telemetry that it is for', () => {
    const { service, processors } = renderGateway({ company, 'log-server': logServer });
    expect(service.pipelines).toMatchObject({
      traces: { receivers: ['otlp'], exporters: ['otlp/company'] },
      metrics: { receivers: ['prometheus'], exporters: ['otlp/company'] },
      'logs/logs-otlp': { exporters: ['otlp/company'] },
      'logs/audit-syslog': { exporters: ['syslog/log-server'] },
    });
    expect(Object.keys(service.pipelines)).toHaveLength(4);
    expect(processors).toMatchObject({
      'filter/logs': { logs: { log_record: ['resource.attributes["plinth.record"] == "audit"'] } },
      'filter/audit': { logs: { log_record: ['resource.attributes["plinth.record"] != "audit"'] } },
    });
  });

  test('reads headers from Secrets, which the list of Secrets contains', () => {
    const { exporters } = renderGateway({ company });
    expect(exporters['otlp/company']).toEqual({
      endpoint: 'otel.acme.example:4317',
      headers: { authorization: '${env:EXPORT_COMPANY__AUTHORIZATION}' },
    });
    expect(openTelemetry.secrets({ exports: { company } }, cluster)).toMatchObject([
      { namespace: 'telemetry', name: 'company', values: { authorization: { from: 'provided' } } },
    ]);
  });

  test('reads the series of the selectors from Prometheus, without variables of the collector in them', () => {
    const { receivers } = renderGateway({ company });
    expect(receivers.prometheus).toMatchObject({
      config: { scrape_configs: [{ metrics_path: '/federate', params: { 'match[]': ['{job=~"a$$"}'] } }] },
    });
  });

  test('is not deployed without exports', () => {
    const names = openTelemetry.releases({}, cluster).map(({ name }) => name);
    expect(names).toEqual(['open-telemetry', 'open-telemetry-monitoring']);
  });

  test('connects to the ports of the destinations only', () => {
    const releases = openTelemetry.releases({ exports: { company, 'log-server': logServer } }, cluster);
    expect(getRelease(releases, 'open-telemetry-gateway').networkRules?.exports?.egress).toEqual([
      { peer: 'outside-cluster', ports: [4317, 6514] },
      { peer: { capability: 'metrics' }, ports: [9090] },
    ]);
  });
});

test('agents read the audit log only for exports of it', () => {
  const render = (signals: readonly ('logs' | 'audit')[]) =>
    renderAgentConfiguration(
      {
        name: 'otel',
        exports: { target: { ...logServer, signals: [...signals] } },
        auditLogPath: '/var/log/kubernetes/audit.log',
      },
      cluster,
    ).receivers as object;
  expect(Object.keys(render(['logs']))).toEqual(['filelog/pods']);
  expect(Object.keys(render(['logs', 'audit']))).toEqual(['filelog/pods', 'filelog/audit']);
});

test('exports that cannot work are errors', () => {
  const check = (options: object, info = cluster) =>
    openTelemetry
      .validate({ exports: { target: { ...company, ...options } } }, info)
      .map(({ path, message }) => `${path.join('.')}: ${message}`);
  expect(check({})).toEqual([]);
  expect(check({ url: 'tls://otel.acme.example' })).toEqual(["exports.target.url: is not a URL of protocol 'otlp'"]);
  expect(check({ url: 'http://otel.acme.example' })).toEqual([
    'exports.target.headers: would be sent without encryption',
  ]);
  expect(check({ protocol: 'syslog', url: 'tls://log.acme.example', headers: {} })).toEqual([
    'exports.target.signals: cannot be sent by syslog',
  ]);
  expect(check({}, clusterInfo())).toEqual(['exports.target.signals: need a component that collects metrics']);
});

describe('the applications of a tenant', () => {
  const planTenants = (components: readonly object[]) => {
    const platform = definePlatform({
      name: 'acme',
      domain: 'acme.example',
      environments: ['dev'],
      clusters: {
        dc1: {
          kind: 'existing',
          environment: 'dev',
          kubeconfig: 'dc1.yaml',
          components: components as never,
          provides: { network: {}, 'network-policy': {}, dns: {}, storage: {} },
        },
      },
      tenants: {
        shop: {
          clusters: ['dc1'],
          owners: 'shop-devs',
          namespaces: { shop: {}, 'shop-batch': {} },
          applications: {
            web: { image: 'registry.acme.example/web:1', uses: { traces: {} }, env: { OTEL_SERVICE_NAME: 'front' } },
            worker: { image: 'registry.acme.example/worker:1', namespace: 'shop-batch', uses: { traces: {} } },
            silent: { image: 'registry.acme.example/silent:1' },
          },
        },
        quiet: {
          clusters: ['dc1'],
          owners: 'quiet-devs',
          applications: { web: { image: 'registry.acme.example/web:1' } },
        },
      },
    });
    return language(kinds).plan(platform).clusters[0]?.tenants ?? [];
  };
  const [shop, quiet] = planTenants([tempo(), openTelemetry()]) as unknown as [TenantPlan, TenantPlan];
  const receiver = synthesizeObjects((scope) => shop.additions.traces?.objects?.(scope));

  test('send to the receiver of their tenant, which sets the tenant whatever the traces contain', () => {
    const configuration = parse(
      (getObject(receiver, 'ConfigMap').data as Record<string, string>)['collector.yaml'] ?? '',
    ) as Readonly<Record<'exporters' | 'processors', unknown>>;
    expect(configuration.exporters).toEqual({
      'otlp/store': {
        endpoint: 'tempo.tempo.svc:4317',
        tls: { insecure: true },
        headers: { 'X-Scope-OrgID': 'shop' },
      },
    });
    expect(configuration.processors).toMatchObject({
      'resource/tenant': { attributes: [{ key: 'plinth.tenant', value: 'shop', action: 'upsert' }, {}, {}] },
    });
  });

  test('are the only pods that the receiver accepts traces from', () => {
    const { spec } = getObject(receiver, 'NetworkPolicy') as unknown as {
      readonly spec: { readonly ingress: readonly { readonly from: readonly object[] }[] };
    };
    expect(spec.ingress.flatMap(({ from }) => from)).toEqual([
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } },
        podSelector: { matchLabels: { 'app.kubernetes.io/name': 'web' } },
      },
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop-batch' } },
        podSelector: { matchLabels: { 'app.kubernetes.io/name': 'worker' } },
      },
    ]);
  });

  test('get the variables of OpenTelemetry, which their own variables replace', () => {
    const web = shop.applications.find(({ name }) => name === 'web');
    const objects = synthesizeObjects((scope) => new Application(scope, 'web', { plan: web, cluster } as never));
    const deployment = getObject(objects, 'Deployment') as unknown as {
      readonly spec: { readonly template: { readonly spec: { readonly containers: readonly { env: object[] }[] } } };
    };
    expect(deployment.spec.template.spec.containers[0]?.env).toEqual([
      { name: 'OTEL_SERVICE_NAME', value: 'front' },
      {
        name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
        valueFrom: { secretKeyRef: { name: 'web-traces', key: 'uri' } },
      },
      { name: 'OTEL_EXPORTER_OTLP_PROTOCOL', value: 'http/protobuf' },
      { name: 'OTEL_RESOURCE_ATTRIBUTES', value: 'k8s.namespace.name=shop' },
      { name: 'OTEL_METRICS_EXPORTER', value: 'none' },
      { name: 'OTEL_LOGS_EXPORTER', value: 'none' },
    ]);
  });

  test('get no receiver where none sends traces', () => {
    expect(quiet.additions.traces).toEqual({});
  });

  test('cannot use traces where the cluster neither stores nor exports them', () => {
    expect(() => planTenants([openTelemetry()])).toThrow(/neither stores nor exports traces/);
  });
});
