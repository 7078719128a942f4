import { openTelemetry } from '../../../../constructs/components';
import { renderCloudLogConfiguration } from '../../../../constructs/components/telemetry/cloud-log-collector';
import { cloudLogQueueName, tryGetCloudLogs } from '../../../../constructs/components/telemetry/cloud-logs';
import type { Exports } from '../../../../constructs/components/telemetry/export-options';
import type { Language } from '../../../../src/create-language';
import type { CapabilityEndpoints } from '../../../../src/definition/capability';
import { clusterInfo } from '../../../../src/kinds/cluster-info';
import { createEksPlatform, describeAws } from '../../../support/aws';
import { createAksPlatform, describeAzure, entraTenant, subscription } from '../../../support/azure';
import { createGkePlatform, describeGoogle } from '../../../support/google';
import { readStack, synthesize } from '../../../support/output-files';
import { getRelease } from '../../../support/releases';

const siem = {
  protocol: 'syslog',
  url: 'tls://siem.acme.example',
  signals: ['audit', 'flow-logs'],
  headers: {},
} as const;
const analytics = {
  protocol: 'otlp',
  url: 'https://otel.acme.example:4317',
  signals: ['audit', 'traces'],
  headers: { authorization: { secret: 'analytics', key: 'token' } },
} as const;
const exports: Exports = { siem, analytics };

function createCluster(provider: string, capabilities: CapabilityEndpoints, properties: object = {}) {
  const cloud = { provider, region: 'eu-north-1', account: '123456789012', clusterName: 'cloud1', ...properties };
  return clusterInfo({ platform: 'acme', cluster: 'cloud1', cloud, capabilities: { storage: {}, ...capabilities } });
}

interface Configuration {
  readonly receivers: Readonly<Record<string, object>>;
  readonly extensions: Readonly<Record<string, object>>;
  readonly processors: Readonly<Record<string, unknown>>;
  readonly exporters: Readonly<Record<string, object>>;
  readonly service: {
    readonly pipelines: Readonly<Record<string, { readonly processors: readonly string[] } & object>>;
  };
}

function renderConfiguration(cluster: ReturnType<typeof createCluster>): Configuration {
  const logs = tryGetCloudLogs(cluster);
  if (!logs) throw new Error('the cluster has no logs of a cloud');
  return renderCloudLogConfiguration({ exports, queueGiB: 10 }, logs, cluster) as unknown as Configuration;
}

const endpoints: CapabilityEndpoints = { 'cloud-logs': { logQueue: { signals: ['audit', 'flow-logs'] } } };
const awsCluster = createCluster('aws', endpoints);
const azureCluster = createCluster('azure', endpoints, { network: { dataCidr: '10.0.128.0/20' } });
const googleCluster = createCluster('google', endpoints);

describe('the collector of the logs of a cloud', () => {
  test('stores records on its volume, waits where it is full, and sends until the destination takes them', () => {
    const { exporters, extensions, service } = renderConfiguration(awsCluster);
    expect(exporters['syslog/siem']).toMatchObject({
      endpoint: 'siem.acme.example',
      port: 6514,
      sending_queue: { storage: 'file_storage/queue', sizer: 'bytes', block_on_overflow: true },
      retry_on_failure: { enabled: true, max_elapsed_time: '0s' },
    });
    expect(extensions['file_storage/queue']).toEqual({ directory: '/var/lib/telemetry', fsync: true });
    // A receiver of Google drops what a memory limit refuses, and a batch in memory is lost with the pod.
    for (const { processors } of Object.values(service.pipelines))
      expect(processors.filter((name) => /^(batch|memory_limiter)/.test(name))).toEqual([]);
  });

  test('sends to each destination the logs that it is for', () => {
    const { processors, service } = renderConfiguration(awsCluster);
    expect(Object.keys(service.pipelines)).toEqual(['logs/siem', 'logs/analytics']);
    expect(processors['filter/analytics']).toMatchObject({
      logs: { log_record: ['resource.attributes["plinth.record"] != "audit"'] },
    });
    expect(processors['filter/siem']).toMatchObject({
      logs: {
        log_record: [
          'resource.attributes["plinth.record"] != "audit" and resource.attributes["plinth.record"] != "flow-logs"',
        ],
      },
    });
  });

  test.each([
    ['AWS', awsCluster],
    ['Azure', azureCluster],
    ['Google Cloud', googleCluster],
  ])('marks records and sets the name of the cluster before it selects them, in %s', (_, cluster) => {
    const { processors } = renderConfiguration(cluster).service.pipelines['logs/siem'] ?? { processors: [] };
    expect(processors.slice(-5)).toEqual([
      'transform/record',
      'groupbyattrs/record',
      'filter/siem',
      'resource/cluster',
      'transform/syslog',
    ]);
  });

  test('is one pod with a volume, its own service account, and the credentials of its destinations', () => {
    const releases = openTelemetry.releases({ exports: { siem, analytics } }, awsCluster);
    const { values, networkRules } = getRelease(releases, 'open-telemetry-cloud-logs') as unknown as {
      readonly values: object;
      readonly networkRules: unknown;
    };
    expect(values).toMatchObject({
      mode: 'statefulset',
      replicaCount: 1,
      serviceAccount: { name: 'open-telemetry-cloud-logs', automountServiceAccountToken: false },
      extraEnvs: [{ name: 'EXPORT_ANALYTICS__AUTHORIZATION' }],
      statefulset: {
        volumeClaimTemplates: [{ spec: { resources: { requests: { storage: '10Gi' } } } }],
      },
    });
    expect(networkRules).toMatchObject({
      'cloud-logs': {
        egress: [
          { peer: 'outside-cluster', ports: [4317, 6514] },
          { peer: 'outside-cluster', ports: [443] },
          { peer: { cidr: '169.254.170.23/32' }, ports: [80] },
        ],
      },
    });
  });

  test('leaves the other telemetry to gateway and agents, which do not read the audit log of a managed cluster', () => {
    const releases = openTelemetry.releases({ exports: { siem, analytics } }, awsCluster);
    expect(releases.map(({ name }) => name)).toEqual([
      'open-telemetry',
      'open-telemetry-gateway',
      'open-telemetry-cloud-logs',
    ]);
    const gateway = JSON.stringify(getRelease(releases, 'open-telemetry-gateway'));
    expect(gateway).not.toMatch(/siem|audit/);
    expect(openTelemetry.secrets({ exports: { siem, analytics } }, awsCluster)).toMatchObject([
      {
        name: 'analytics',
        rotation: {
          restarts: [
            { kind: 'Deployment', name: 'open-telemetry-gateway' },
            { kind: 'StatefulSet', name: 'open-telemetry-cloud-logs' },
          ],
        },
      },
    ]);
  });
});

test('the name of a queue is valid and unique in each cloud', () => {
  const names = ['cloud1', 'a'.repeat(63), '9--lives'].map((cluster) =>
    cloudLogQueueName(clusterInfo({ platform: 'acme', cluster })),
  );
  for (const name of names) expect(name).toMatch(/^[a-z](?!.*--)[a-z0-9-]{4,48}[a-z0-9]$/);
  expect(cloudLogQueueName(awsCluster)).not.toBe(
    cloudLogQueueName(createCluster('aws', {}, { account: '210987654321' })),
  );
});

describe('exports of logs of a cloud', () => {
  const check = (signals: readonly string[], cluster = awsCluster) =>
    openTelemetry
      .validate({ exports: { siem: { ...siem, signals } as never } }, cluster)
      .map(({ path, value, message }) => `${path.join('.')}: ${String(value)} ${message}`);

  test('need a component that reads them', () => {
    expect(check(['audit', 'flow-logs'])).toEqual([]);
    expect(check(['audit', 'control-plane', 'flow-logs'])).toEqual([
      'exports.siem.signals: control-plane is stored by the cloud, and nothing on the cluster reads it from there',
    ]);
    expect(check(['audit'], createCluster('azure', {}))).toEqual([
      'exports.siem.signals: audit is stored by the cloud, and nothing on the cluster reads it from there',
    ]);
  });

  test('have every log that is in the queue', () => {
    expect(check(['audit'])).toEqual([
      'exports: flow-logs is in the queue of the logs of the cloud, and no export has it',
    ]);
  });

  test('do not exist outside a cloud, except the audit log', () => {
    expect(check(['audit', 'control-plane', 'flow-logs'], clusterInfo() as never)).toEqual([
      'exports.siem.signals: control-plane needs no signal of its own outside a cloud: the components of the control plane are containers',
      'exports.siem.signals: flow-logs does not exist outside a cloud: the network of the nodes writes none',
    ]);
  });

  test('cannot be read from a cloud that Plinth does not know', () => {
    expect(check(['audit'], createCluster('hetzner', {}))).toEqual([
      'exports.siem.signals: audit is stored by the cloud, from which Plinth cannot read it',
    ]);
  });
});

/** Returns the errors of a platform with Prometheus, openTelemetry() with an export, and a component. */
function checkComponents(
  create: (cluster: object) => object,
  language: Language,
  components: readonly object[],
  cluster: object = {},
) {
  return language
    .check(create({ components: [renderExport(), ...components], ...cluster }))
    .filter(({ severity }) => severity === 'error')
    .map(({ path, message }) => `${path.slice(4).join('.')}: ${message}`);
}

function renderExport(signals: readonly string[] = ['audit', 'flow-logs']) {
  return { kind: 'open-telemetry', exports: { siem: { ...siem, signals } } };
}

describeAws('logs of Amazon CloudWatch', (aws, language) => {
  const component = aws.cloudWatchLogs({ signals: ['audit', 'flow-logs'] });
  const account = '123456789012';

  test('are read from the objects of a bucket that a queue names', () => {
    const { receivers, extensions, processors } = renderConfiguration(awsCluster);
    const name = cloudLogQueueName(awsCluster);
    expect(receivers).toEqual({
      'awss3/cloud': {
        s3downloader: { region: 'eu-north-1', s3_bucket: name, s3_prefix: 'logs/' },
        sqs: { region: 'eu-north-1', queue_url: `https://sqs.eu-north-1.amazonaws.com/${account}/${name}` },
        encodings: [{ extension: 'awslogs_encoding/cloud', suffix: '.json' }],
      },
    });
    expect(extensions['awslogs_encoding/cloud']).toEqual({ format: 'cloudwatch' });
    expect(JSON.stringify(processors['transform/record'])).toContain('/aws/eks/cloud1/cluster');
  });

  test('are sent to a bucket and a queue that the collector alone reads, encrypted with a key of the cluster', () => {
    const components = [renderExport(), component, { kind: 'ebs' }];
    const { resource = {} } = readStack(
      synthesize(createEksPlatform({ account, components }), undefined, language),
      'cloud1-infrastructure',
    );
    expect(resource.aws_cloudwatch_log_subscription_filter).toMatchObject({
      'cloud-watch-logs_control-plane-filter': {
        log_group_name: '${aws_cloudwatch_log_group.cluster-logs.name}',
        filter_pattern: '{ $.apiVersion = "audit.k8s.io/v1" }',
      },
      'cloud-watch-logs_flow-logs-filter': { log_group_name: '/plinth/acme-prod-eu-north-1/flow-logs' },
    });
    expect(resource.aws_kinesis_firehose_delivery_stream?.['cloud-watch-logs_stream']).toMatchObject({
      extended_s3_configuration: { prefix: 'logs/', file_extension: '.json.gz', compression_format: 'UNCOMPRESSED' },
      server_side_encryption: { key_type: 'CUSTOMER_MANAGED_CMK' },
    });
    const { policy } = resource.aws_iam_role_policy?.['cloud-watch-logs_collector-read'] as { readonly policy: string };
    const { Statement: statements } = JSON.parse(policy) as {
      readonly Statement: readonly { readonly Action: unknown }[];
    };
    expect(statements.map(({ Action: actions }) => actions)).toEqual([
      ['sqs:ReceiveMessage', 'sqs:DeleteMessage'],
      's3:GetObject',
      'kms:Decrypt',
    ]);
    expect(policy).not.toContain('"Resource":"*"');
    expect(JSON.stringify(resource.aws_eks_pod_identity_association)).toContain('open-telemetry-cloud-logs');
  });

  test('of an existing queue need permissions only', () => {
    const url = `https://sqs.eu-north-1.amazonaws.com/${account}/acme-logs`;
    const components = [
      renderExport(),
      aws.cloudWatchLogs({ signals: ['audit', 'flow-logs'], queue: { url, bucket: 'acme-logs' } }),
      { kind: 'ebs' },
    ];
    const files = synthesize(createEksPlatform({ components }), undefined, language);
    const { resource = {} } = readStack(files, 'cloud1-infrastructure');
    expect(resource.aws_sqs_queue).toBeUndefined();
    expect(JSON.stringify(resource.aws_iam_role_policy)).toContain(`arn:aws:sqs:eu-north-1:${account}:acme-logs`);
    expect(JSON.stringify(files)).toContain(url);
  });

  test('need the account, storage, and the log group of an existing network', () => {
    const check = (cluster: object, components: readonly object[] = [component, { kind: 'ebs' }]) =>
      checkComponents(createEksPlatform, language, components, cluster);
    expect(check({ account })).toEqual([]);
    expect(check({})).toEqual([': requires the account of the cluster, for the URL of the queue']);
    expect(check({ account }, [component]).join()).toContain('the cluster has no storage');
    const network = {
      id: 'vpc-0123456789abcdef0',
      podCidr: '10.0.0.0/17',
      privateSubnets: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
    };
    expect(check({ account, network }).join()).toContain('are in a log group that Plinth does not know');
  });
});

describeAzure('logs of Azure Monitor', (azure, language) => {
  const store = azure.keyVaultStore({ platform: 'acme', environment: 'prod', subscription, entraTenant });
  const vault = [{ kind: 'azure-disk' }, { kind: 'external-secrets', store }, azure.keyVault()];
  const eventHub = `/subscriptions/${subscription}/resourceGroups/acme/providers/Microsoft.EventHub/namespaces/acme-siem/eventhubs/aks`;

  test('are read by the Kafka protocol, with tokens for the identity of the pod and no key', () => {
    const { receivers, extensions, service } = renderConfiguration(azureCluster);
    const host = `${cloudLogQueueName(azureCluster)}.servicebus.windows.net`;
    expect(receivers['kafka/cloud']).toMatchObject({
      brokers: [`${host}:9093`],
      initial_offset: 'earliest',
      logs: { topics: ['logs'], encoding: 'json' },
      auth: { sasl: { mechanism: 'OAUTHBEARER', oauthbearer_token_source: 'azureauth/cloud-logs' } },
      message_marking: { after: true, on_error: false },
    });
    expect(extensions['azureauth/cloud-logs']).toMatchObject({ scopes: [`https://${host}/.default`] });
    expect(service.pipelines['logs/siem']?.processors.slice(0, 3)).toEqual([
      'transform/records',
      'unroll',
      'transform/record',
    ]);
  });

  test('are sent to a private event hub, whose keys no state contains', () => {
    const components = [renderExport(['audit']), azure.eventHubs(), ...vault];
    const files = synthesize(createAksPlatform({ components }), undefined, language);
    const { resource = {} } = readStack(files, 'cloud1-infrastructure');
    expect(Object.keys(resource).filter((type) => type.startsWith('azurerm_eventhub'))).toEqual([]);
    const { template_content: template } = resource.azurerm_resource_group_template_deployment?.[
      'event-hubs-namespace_namespace'
    ] as { readonly template_content: string };
    expect(template).toContain('"publicNetworkAccess":"Disabled"');
    expect(template).not.toContain('"outputs"');
    expect(resource.azurerm_monitor_diagnostic_setting?.['event-hubs_setting']).toMatchObject({
      eventhub_name: 'logs',
      enabled_log: [{ category: 'kube-audit-admin' }],
    });
    expect(JSON.stringify(resource.azurerm_private_endpoint)).toContain('Microsoft.EventHub/namespaces');
    const roles = Object.values(resource.azurerm_role_assignment ?? {}) as { readonly role_definition_name?: string }[];
    expect(roles.map(({ role_definition_name: role }) => role)).toContain('Azure Event Hubs Data Receiver');
    expect(JSON.stringify(files)).toContain('platform--cloud1--telemetry--cloud-logs');
  });

  test('are encrypted with a key of the environment in the tier premium', () => {
    const components = [renderExport(['audit']), azure.eventHubs({ tier: 'premium' }), ...vault];
    const { resource = {} } = readStack(
      synthesize(createAksPlatform({ components }), undefined, language),
      'cloud1-infrastructure',
    );
    expect(Object.keys(resource.azurerm_key_vault_key ?? {})).toContain('event-hubs-namespace_key');
    expect(JSON.stringify(resource.azurerm_resource_group_template_deployment)).toContain('Microsoft.KeyVault');
  });

  test('have flow logs only in an existing event hub', () => {
    const signals = ['audit', 'flow-logs'] as const;
    expect(checkComponents(createAksPlatform, language, [azure.eventHubs({ signals }), ...vault])).toEqual([
      'signals: are written by Azure to storage accounts only, from where no event hub receives them',
    ]);
    const components = [renderExport(), azure.eventHubs({ signals, eventHub }), ...vault];
    const files = synthesize(createAksPlatform({ components }), undefined, language);
    const { resource = {} } = readStack(files, 'cloud1-infrastructure');
    expect(resource.azurerm_resource_group_template_deployment).toBeUndefined();
    expect(JSON.stringify(resource.azurerm_role_assignment)).toContain(eventHub);
    expect(JSON.stringify(files)).toContain('acme-siem.servicebus.windows.net:9093');
  });
});

describeGoogle('logs of Google Cloud Logging', (google, language) => {
  test('are read from a subscription, each an entry in JSON', () => {
    const { receivers, extensions } = renderConfiguration(googleCluster);
    expect(receivers).toEqual({
      'googlecloudpubsub/cloud': {
        project: '123456789012',
        subscription: `projects/123456789012/subscriptions/${cloudLogQueueName(googleCluster)}`,
        encoding: 'text_encoding/cloud',
      },
    });
    expect(extensions['text_encoding/cloud']).toEqual({ encoding: 'utf8' });
  });

  test('are sent to a topic by a sink for this cluster, whose subscription the collector reads', () => {
    const signals = ['audit', 'control-plane', 'flow-logs'] as const;
    const components = [
      renderExport(signals),
      google.cloudLogging({ signals, retentionDays: 14 }),
      { kind: 'persistent-disk' },
    ];
    const files = synthesize(createGkePlatform({ components }), undefined, language);
    const { resource = {} } = readStack(files, 'cloud1-infrastructure');
    const { filter } = resource.google_logging_project_sink?.['cloud-logging_sink'] as { readonly filter: string };
    expect(filter.split(' OR (')).toHaveLength(3);
    expect(filter).toContain('resource.labels.cluster_name="cloud1"');
    expect(resource.google_pubsub_subscription).toMatchObject({
      'cloud-logging_subscription': { message_retention_duration: '1209600s', expiration_policy: { ttl: '' } },
    });
    expect(resource.google_pubsub_topic?.['cloud-logging_topic']).toHaveProperty('kms_key_name');
    const { resource: permissions = {} } = readStack(files, 'prod-permissions');
    expect(permissions.google_pubsub_subscription_iam_member).toMatchObject({
      'Components_cloud-logging-reader_cloud1': {
        subscription: `projects/acme-prod/subscriptions/${String(resource.google_pubsub_subscription?.['cloud-logging_subscription']?.name)}`,
        role: 'roles/pubsub.subscriber',
        member: expect.stringContaining('/ns/telemetry/sa/open-telemetry-cloud-logs') as unknown,
      },
    });
    const { resource: data = {} } = readStack(files, 'prod-data');
    expect(JSON.stringify(data.google_kms_crypto_key_iam_member)).toContain('gcp-sa-pubsub');
  });

  test('of an existing subscription need one permission', () => {
    const id = 'projects/acme-logs/subscriptions/gke';
    const components = [
      renderExport(['audit']),
      google.cloudLogging({ subscription: id }),
      { kind: 'persistent-disk' },
    ];
    const files = synthesize(createGkePlatform({ components }), undefined, language);
    const { resource = {} } = readStack(files, 'prod-permissions');
    expect(JSON.stringify(files)).not.toContain('google_pubsub_topic"');
    expect(JSON.stringify(resource.google_pubsub_subscription_iam_member)).toContain(id);
    expect(JSON.stringify(files)).not.toContain('gcp-sa-pubsub');
  });
});
