import { openTelemetry } from '../../../../constructs/components';
import { renderGatewayConfiguration } from '../../../../constructs/components/telemetry/gateway';
import { clusterInfo } from '../../../../src/kinds/cluster-info';
import type { CapabilityEndpoints } from '../../../../src/definition/capability';
import { createEksPlatform, describeAws } from '../../../support/aws';
import { createAksPlatform, describeAzure, entraTenant, subscription } from '../../../support/azure';
import { createGkePlatform, describeGoogle } from '../../../support/google';
import { readStack, synthesize } from '../../../support/output-files';
import { getRelease } from '../../../support/releases';
import type { Language } from '../../../../src/create-language';

const prometheus: CapabilityEndpoints = { metrics: { api: 'prometheus', url: 'http://prometheus.monitoring:9090' } };

/** Returns the cluster info of a cluster in a cloud that provides what a component provides. */
function createCluster(provider: string, capabilities: CapabilityEndpoints) {
  const cloud = { provider, region: 'eu-north-1', account: 'acme-prod' };
  return clusterInfo({ platform: 'acme', cluster: 'cloud1', cloud, capabilities: { ...prometheus, ...capabilities } });
}

function renderGateway(cluster: ReturnType<typeof createCluster>) {
  const options = { name: 'open-telemetry', exports: {}, metricSelectors: [], memory: '1Mi', memoryLimit: '1Mi' };
  return renderGatewayConfiguration(options, cluster) as {
    readonly extensions: Readonly<Record<string, unknown>>;
    readonly processors: Readonly<Record<string, unknown>>;
    readonly exporters: Readonly<Record<string, unknown>>;
    readonly service: { readonly extensions: readonly string[]; readonly pipelines: Readonly<Record<string, unknown>> };
  };
}

/** Returns the problems of a cluster with Prometheus, openTelemetry() and components. */
function checkComponents(components: readonly object[], create: (cluster: object) => object, language: Language) {
  const common = [{ kind: 'prometheus' }, { kind: 'open-telemetry' }];
  return language
    .check(create({ components: [...common, ...components] }))
    .filter(({ severity }) => severity === 'error')
    .map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describeAws('telemetry in Amazon CloudWatch', (aws, language) => {
  const cluster = createCluster('aws', aws.cloudWatch.endpoints({}));

  test('is sent by OTLP, signed in the name of each service', () => {
    const { exporters, extensions, service } = renderGateway(cluster);
    expect(exporters).toEqual({
      'otlphttp/cloud-traces': {
        traces_endpoint: 'https://xray.eu-north-1.amazonaws.com/v1/traces',
        auth: { authenticator: 'sigv4auth/traces' },
      },
      'otlphttp/cloud-metrics': {
        metrics_endpoint: 'https://monitoring.eu-north-1.amazonaws.com/v1/metrics',
        auth: { authenticator: 'sigv4auth/metrics' },
      },
      'otlphttp/cloud-logs': {
        logs_endpoint: 'https://logs.eu-north-1.amazonaws.com/v1/logs',
        headers: { 'x-aws-log-group': '/plinth/acme/cloud1/telemetry', 'x-aws-log-stream': 'gateway' },
        auth: { authenticator: 'sigv4auth/logs' },
      },
    });
    expect(extensions['sigv4auth/traces']).toEqual({ region: 'eu-north-1', service: 'xray' });
    expect(service.extensions).toEqual(['health_check', 'sigv4auth/traces', 'sigv4auth/metrics', 'sigv4auth/logs']);
    expect(service.pipelines).toMatchObject({
      'traces/cloud': { receivers: ['otlp'], exporters: ['otlphttp/cloud-traces'] },
      'metrics/cloud': { receivers: ['prometheus'], exporters: ['otlphttp/cloud-metrics'] },
      'logs/cloud': { receivers: ['otlp'], exporters: ['otlphttp/cloud-logs'] },
    });
  });

  test('is sent by the gateway only, which agents and receivers of traces reach', () => {
    const releases = openTelemetry.releases({}, cluster);
    expect(releases.map(({ name }) => name)).toEqual([
      'open-telemetry',
      'open-telemetry-gateway',
      'open-telemetry-agent',
      'open-telemetry-monitoring',
    ]);
    expect(getRelease(releases, 'open-telemetry-gateway').networkRules?.exports?.egress).toEqual([
      { peer: 'outside-cluster', ports: [443] },
      { peer: { cidr: '169.254.170.23/32' }, ports: [80] },
      { peer: { capability: 'metrics' }, ports: [9090] },
    ]);
    expect(openTelemetry.secrets({}, cluster)).toEqual([]);
  });

  test('is written with the permissions for the selected signals, and the log group of the cluster', () => {
    const components = [{ kind: 'open-telemetry' }, { kind: 'cloud-watch', signals: ['logs'] }, { kind: 'ebs' }];
    const files = synthesize(createEksPlatform({ components }), undefined, language);
    const { resource = {} } = readStack(files, 'cloud1-infrastructure');
    expect(resource.aws_cloudwatch_log_group).toMatchObject({
      'cloud-watch_logs': { name: '/plinth/acme/cloud1/telemetry', retention_in_days: 365 },
    });
    const policy = JSON.stringify(resource.aws_iam_role_policy?.['cloud-watch_gateway-write']);
    expect(policy).toContain('logs:PutLogEvents');
    expect(policy).not.toMatch(/xray|cloudwatch:PutMetricData|Resource\\":\\"\*/);
    expect(JSON.stringify(resource.aws_iam_role)).toContain('open-telemetry-gateway');
  });

  test('needs openTelemetry(), and Prometheus for metrics', () => {
    const errorsOf = (components: readonly object[]) =>
      language
        .check(createEksPlatform({ components }))
        .filter(({ severity }) => severity === 'error')
        .map(({ message }) => message);
    expect(checkComponents([{ kind: 'cloud-watch' }, { kind: 'ebs' }], createEksPlatform, language)).toEqual([]);
    expect(errorsOf([{ kind: 'open-telemetry' }, { kind: 'cloud-watch' }])).toEqual([
      'need a component that collects metrics',
    ]);
    expect(errorsOf([{ kind: 'cloud-watch', signals: ['logs'] }]).join()).toContain('traces');
  });

  test('names components of the cluster', () => {
    const components = [
      { kind: 'open-telemetry' },
      { kind: 'cert-manager', name: 'certificates' },
      aws.cloudWatch({ signals: ['logs'], collector: 'telemetry' }),
      aws.route53({ zones: ['Z0123456789ABCDEFGHIJ'] }),
    ];
    const problems = language.check(createEksPlatform({ components }));
    expect(problems.map(({ value, message }) => `${String(value)} ${message}`)).toEqual(
      expect.arrayContaining([
        'telemetry is no component of kind open-telemetry on the cluster',
        'cert-manager is no component of kind cert-manager on the cluster',
      ]),
    );
  });

  test('needs the URL of metrics, without which nothing is exported', () => {
    const endpoints = aws.cloudWatch.endpoints({ signals: ['metrics'] });
    const withoutUrl = createCluster('aws', { ...endpoints, metrics: { api: 'prometheus' } });
    expect(aws.cloudWatch.bind({ signals: ['metrics'] }).validate(withoutUrl)).toContainEqual(
      expect.objectContaining({ path: ['signals'], message: expect.stringContaining('URL') as unknown }),
    );
    const names = openTelemetry.releases({}, withoutUrl).map(({ name }) => name);
    expect(names).not.toContain('open-telemetry-gateway');
  });
});

describeAzure('telemetry in Azure Monitor', (azure, language) => {
  const rule = `/subscriptions/${subscription}/resourceGroups/a/providers/Microsoft.Insights/dataCollectionRules/acme`;
  const streams = 'https://acme-x1y2.westeurope-1.ingest.monitor.azure.com/datacollectionRules/dcr-0/streams';
  const options = {
    rule,
    traces: `${streams}/Microsoft-OTLP-Traces/otlp/v1/traces`,
    metrics: `${streams}/microsoft-otelmetrics/otlp/v1/metrics`,
  };
  const cluster = createCluster('azure', azure.azureMonitor.endpoints(options));

  test('is sent to the endpoints of a data collection rule, with tokens for the identity of the pod', () => {
    const { exporters, extensions, service } = renderGateway(cluster);
    expect(exporters).toEqual({
      'otlphttp/cloud-traces': { traces_endpoint: options.traces, auth: { authenticator: 'azureauth/cloud' } },
      'otlphttp/cloud-metrics': { metrics_endpoint: options.metrics, auth: { authenticator: 'azureauth/cloud' } },
    });
    expect(extensions['azureauth/cloud']).toMatchObject({ scopes: ['https://monitor.azure.com/.default'] });
    expect(service.pipelines['metrics/cloud']).toMatchObject({
      processors: expect.arrayContaining(['cumulativetodelta']) as unknown,
    });
    const gateway = getRelease(openTelemetry.releases({}, cluster), 'open-telemetry-gateway');
    // The token is in a file of the pod.
    expect(JSON.stringify(gateway.networkRules?.exports?.egress)).not.toContain('cidr');
    expect(gateway).toMatchObject({
      values: {
        podLabels: { 'azure.workload.identity/use': 'true' },
        extraEnvs: [
          { name: 'AZURE_CLIENT_ID', valueFrom: { secretKeyRef: { name: 'cloud-telemetry', key: 'client-id' } } },
        ],
      },
    });
  });

  test('needs the Secrets of components from the key vault', () => {
    const otherStore = createCluster('azure', { secrets: { platformStore: 'vault' } });
    const errors = azure.azureMonitor.bind(options).validate(otherStore);
    expect(errors.map(({ message }) => message).join()).toContain('client IDs of the gateway of openTelemetry()');
  });

  test('needs a URL', () => {
    const errors = azure.azureMonitor.bind({ rule }).validate(cluster);
    expect(errors.map(({ message }) => message).join()).toContain('nothing is exported');
  });

  test('has a Secret that Terraform writes', () => {
    expect(openTelemetry.secrets({}, cluster)).toMatchObject([
      { name: 'cloud-telemetry', values: { 'client-id': { from: 'provided', writer: 'terraform' } } },
    ]);
  });

  test('is written with a role for the rule, by an identity whose client ID the gateway reads from the key vault', () => {
    const store = azure.keyVaultStore({ platform: 'acme', environment: 'prod', subscription, entraTenant });
    const components = [
      { kind: 'open-telemetry' },
      { kind: 'azure-disk' },
      { kind: 'external-secrets', store },
      azure.keyVault(),
      azure.azureMonitor({ rule, traces: options.traces }),
    ];
    const files = synthesize(createAksPlatform({ components }), undefined, language);
    const { resource = {} } = readStack(files, 'cloud1-infrastructure');
    const roles = Object.entries(resource.azurerm_role_assignment ?? {});
    expect(roles.find(([id]) => id.startsWith('azure-monitor_gateway-'))?.[1]).toMatchObject({
      scope: rule,
      role_definition_name: 'Monitoring Metrics Publisher',
    });
    const { name } = resource.azurerm_key_vault_secret?.['azure-monitor_gateway-client-id'] ?? {};
    expect(name).toBe('platform--cloud1--telemetry--cloud-telemetry');
    expect(Object.entries(files).some(([path, text]) => path.startsWith('dist/') && text.includes(String(name)))).toBe(
      true,
    );
  });
});

describeGoogle('telemetry in Google Cloud Observability', (google, language) => {
  test('is sent to the Telemetry API, for the project', () => {
    const cluster = createCluster('google', google.cloudObservability.endpoints({ signals: ['traces'] }));
    const { exporters, extensions, processors } = renderGateway(cluster);
    const gateway = getRelease(openTelemetry.releases({}, cluster), 'open-telemetry-gateway');
    expect(gateway.networkRules?.exports?.egress).toContainEqual({ peer: { cidr: '169.254.169.254/32' }, ports: [80] });
    expect(exporters).toEqual({
      'otlphttp/cloud-traces': {
        traces_endpoint: 'https://telemetry.googleapis.com/v1/traces',
        auth: { authenticator: 'googleclientauth/cloud' },
      },
    });
    expect(extensions['googleclientauth/cloud']).toEqual({ project: 'acme-prod' });
    expect(processors['resource/google']).toEqual({
      attributes: [{ key: 'gcp.project_id', value: 'acme-prod', action: 'upsert' }],
    });
  });

  test('is written with roles for the service account of the gateway', () => {
    const components = [
      { kind: 'open-telemetry' },
      google.cloudObservability({ signals: ['traces', 'logs'] }),
      google.cloudDns({ zones: ['projects/acme-dns/managedZones/acme-example'] }),
    ];
    const { resource = {} } = readStack(
      synthesize(createGkePlatform({ components }), undefined, language),
      'prod-permissions',
    );
    const member = expect.stringContaining('/ns/telemetry/sa/open-telemetry-gateway') as unknown;
    expect(resource.google_project_iam_member).toMatchObject({
      'Components_cloud-observability_open-telemetry-writes-traces': { role: 'roles/telemetry.tracesWriter', member },
      'Components_cloud-observability_open-telemetry-writes-logs': { role: 'roles/telemetry.logsWriter', member },
    });
  });
});
