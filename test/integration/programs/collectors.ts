import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderAgentConfiguration } from '../../../constructs/components/telemetry/agent';
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
    signals: ['logs', 'audit'],
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

/** Variables that the pods of the collectors have. */
const variables = {
  EXPORT_COMPANY__AUTHORIZATION: 'Bearer test',
  OTEL_K8S_NODE_NAME: 'node1',
  AZURE_CLIENT_ID: '00000000-0000-0000-0000-000000000001',
  AZURE_TENANT_ID: '00000000-0000-0000-0000-000000000002',
  AZURE_FEDERATED_TOKEN_FILE: '/var/run/secrets/azure/tokens/azure-identity-token',
};

/**
 * Validates the configurations of gateway and agents on-premises and in each cloud with the collector.
 * @param program path of the collector
 */
export async function testCollectors(report: Report, program: string, scratch: string): Promise<void> {
  for (const [place, { capabilities = {}, ...cluster }] of Object.entries<{
    readonly capabilities?: object;
    readonly cloud?: { readonly provider: string; readonly region: string };
  }>(clusters)) {
    const info = clusterInfo({
      ...cluster,
      capabilities: { metrics: { api: 'prometheus', url: 'http://prometheus.monitoring:9090' }, ...capabilities },
    });
    const gateway = {
      ...{ name: 'open-telemetry', exports, metricSelectors: ['{job=~"a$"}'] },
      ...{ memory: '1Mi', memoryLimit: '1Mi' },
    };
    const agent = { name: 'open-telemetry', exports, auditLogPath: '/var/log/kubernetes/audit.log' };
    const configurations = {
      gateway: renderGatewayConfiguration(gateway, info),
      agents: renderAgentConfiguration(agent, info),
    };
    for (const [name, configuration] of Object.entries(configurations))
      await report.check(`the collector accepts the configuration of the ${name}, ${place}`, async () => {
        const file = join(scratch, `${name}.json`);
        writeFileSync(file, JSON.stringify(configuration));
        await run(program, ['validate', `--config=${file}`], { env: variables });
      });
  }
}
