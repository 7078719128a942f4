import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderAgentConfiguration } from '../../../constructs/components/telemetry/agent';
import { renderCloudLogConfiguration } from '../../../constructs/components/telemetry/cloud-log-collector';
import { tryGetCloudLogs } from '../../../constructs/components/telemetry/cloud-logs';
import type { Exports } from '../../../constructs/components/telemetry/export-options';
import { renderGatewayConfiguration } from '../../../constructs/components/telemetry/gateway';
import { clusterInfo } from '../../../src/kinds/cluster-info';
import { run } from '../../../tools/command';
import type { Report } from '../../../tools/report';

/**
 * Path of an OpenTelemetry Collector of the distribution `contrib`: not all of its Go modules can be downloaded, so that it is not
 * built here.
 */
export const collectorProgram = process.env.PLINTH_OTELCOL;

const exports: Exports = {
  company: {
    protocol: 'otlp',
    url: 'https://otel.acme.example:4317',
    signals: ['traces', 'metrics', 'logs'],
    headers: { authorization: { secret: 'company', key: 'authorization' } },
  },
  web: { protocol: 'otlp-http', url: 'https://otel.acme.example', signals: ['traces'], headers: {} },
  'log-server': {
    protocol: 'syslog',
    url: 'tls://syslog.acme.example',
    signals: ['logs', 'audit', 'control-plane', 'flow-logs'],
    headers: {},
  },
};

const signals = ['traces', 'metrics', 'logs'] as const;

const azureStreams = 'https://acme.ingest.monitor.azure.com/datacollectionRules/dcr-0/streams';

/** Clusters whose gateway and agents have different configurations. */
const clusters = {
  'on-premises': {},
  AWS: { cloud: { provider: 'aws', region: 'eu-north-1' }, capabilities: { 'cloud-telemetry': { signals } } },
  Azure: {
    cloud: { provider: 'azure', region: 'swedencentral' },
    capabilities: {
      'cloud-telemetry': {
        signals,
        signalUrls: Object.fromEntries(signals.map((signal) => [signal, `${azureStreams}/s/otlp/v1/${signal}`])),
      },
    },
  },
  'Google Cloud': {
    cloud: { provider: 'google', region: 'europe-north1', account: 'acme-prod' },
    capabilities: { 'cloud-telemetry': { signals } },
  },
};

/** Queue with the logs of a cloud. */
const cloudLogs = { logQueue: { signals: ['audit', 'control-plane', 'flow-logs'] } } as const;

/** Variables that the pods of the collectors have. */
const variables = {
  EXPORT_COMPANY__AUTHORIZATION: 'Bearer test',
  OTEL_K8S_NODE_NAME: 'node1',
  AZURE_CLIENT_ID: '00000000-0000-0000-0000-000000000001',
  AZURE_TENANT_ID: '00000000-0000-0000-0000-000000000002',
  AZURE_FEDERATED_TOKEN_FILE: '/var/run/secrets/azure/tokens/azure-identity-token',
};

/**
 * Validates the configurations of gateway, agents and the collector of the logs of a cloud, on-premises and in each cloud.
 * @param program path of the collector
 */
export async function testCollectors(report: Report, program: string, scratch: string): Promise<void> {
  for (const [place, { capabilities = {}, ...cluster }] of Object.entries<{
    readonly capabilities?: object;
    readonly cloud?: { readonly provider: string; readonly region: string };
  }>(clusters)) {
    const info = clusterInfo({
      ...cluster,
      capabilities: {
        metrics: { api: 'prometheus', url: 'http://prometheus.monitoring:9090' },
        'cloud-logs': cloudLogs,
        ...capabilities,
      },
    });
    const gateway = {
      ...{ name: 'open-telemetry', exports, metricSelectors: ['{job=~"a$"}'] },
      ...{ memory: '1Mi', memoryLimit: '1Mi' },
    };
    const agent = { name: 'open-telemetry', exports, auditLogPath: '/var/log/kubernetes/audit.log' };
    const logs = tryGetCloudLogs(info);
    const configurations = {
      gateway: renderGatewayConfiguration(gateway, info),
      agents: renderAgentConfiguration(agent, info),
      ...(logs === undefined
        ? {}
        : { 'collector of the logs of the cloud': renderCloudLogConfiguration({ exports, queueGiB: 1 }, logs, info) }),
    };
    for (const [name, configuration] of Object.entries(configurations))
      await report.check(`the collector accepts the configuration of the ${name}, ${place}`, async () => {
        const file = join(scratch, `${name}.json`);
        // The folders of volumes must exist.
        writeFileSync(file, JSON.stringify(configuration).replaceAll(/\/var\/lib\/[a-z-]+/g, scratch));
        await run(program, ['validate', `--config=${file}`], { env: variables });
      });
  }
}
