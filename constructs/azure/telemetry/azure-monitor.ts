import { z } from 'zod';
import { componentKind } from '../../../src/kinds/component-kind';
import { error, type Problem } from '../../../src/schema/problem';
import {
  cloudTelemetryFields,
  gatewayServiceAccount,
  listCollectors,
  provideCloudTelemetry,
  type CloudSignal,
} from '../../clouds/telemetry';
import { azureIdentitySecret } from '../../components/telemetry/cloud-export';
import { checkMetricsSource } from '../../components/telemetry/export-options';
import { checkReachesEntra, checkRequiresAzure } from '../cloud/requires-azure';
import { existingResourceId } from '../cloud/resource-ids';
import { addComponentIdentity } from '../identity/component-identity';
import { checkPlatformStore } from '../vault/platform-store';

/** Schema of a URL of a data collection endpoint that accepts OTLP. */
const ingestionUrl = (signal: string) =>
  z
    .string()
    .regex(
      new RegExp(`^https://[a-z0-9.-]+\\.ingest\\.monitor\\.azure\\.com/[A-Za-z0-9/_-]+/v1/${signal}$`),
      `must be the URL of a data collection endpoint for ${signal}: copy it from the OTLP connection info of Application Insights`,
    )
    .optional()
    .meta({
      examples: [
        `https://acme-x1y2.westeurope-1.ingest.monitor.azure.com/datacollectionRules/dcr-0/streams/s/otlp/v1/${signal}`,
      ],
    })
    .describe(`URL of the data collection endpoint that accepts ${signal}; @default ${signal} are not exported`);

/**
 * Export of telemetry to Azure Monitor, by an existing data collection rule, such as that of Application Insights with OTLP
 * support. The gateway of openTelemetry() sends it by OTLP, with the identity of its pod, which may write to this rule only.
 * @see https://learn.microsoft.com/azure/azure-monitor/containers/opentelemetry-protocol-ingestion
 * @example
 * const rule = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.Insights/dataCollectionRules/acme';
 * const streams = 'https://acme-x1y2.westeurope-1.ingest.monitor.azure.com/datacollectionRules/dcr-0/streams';
 * azureMonitor({ rule, traces: `${streams}/Microsoft-OTLP-Traces/otlp/v1/traces` })
 */
export const azureMonitor = componentKind({
  kind: 'azure-monitor',
  summary: 'Export of traces, metrics and logs to Azure Monitor.',
  schema: z.strictObject({
    collector: cloudTelemetryFields.collector,
    rule: existingResourceId('Microsoft.Insights/dataCollectionRules')
      .meta({
        examples: [
          '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.Insights/dataCollectionRules/acme',
        ],
      })
      .describe('ID of the data collection rule'),
    traces: ingestionUrl('traces'),
    metrics: ingestionUrl('metrics'),
    logs: ingestionUrl('logs'),
  }),
  requires: () => ['traces', 'secrets', 'key-vault'],
  provides: ({ collector, traces, metrics, logs }) => {
    const signalUrls = {
      ...(traces === undefined ? {} : { traces }),
      ...(metrics === undefined ? {} : { metrics }),
      ...(logs === undefined ? {} : { logs }),
    };
    return provideCloudTelemetry({ collector, signals: listSignals({ traces, metrics, logs }) }, signalUrls);
  },
  componentReferences: listCollectors,
  validate: (options, cluster) => [
    ...checkRequiresAzure('azure-monitor', cluster),
    ...checkReachesEntra('azure-monitor', cluster),
    ...checkPlatformStore('azure-monitor', 'the gateway of openTelemetry()', cluster),
    ...checkUrls(options),
    ...(options.metrics === undefined ? [] : checkMetricsSource(['metrics'], cluster, 'remove the URL')),
  ],
  terraformReleases: ({ name, rule, collector }, cluster) => [
    {
      name,
      stack: 'infrastructure',
      add: (scope) => {
        addComponentIdentity(scope, 'gateway', {
          name: [name],
          serviceAccount: gatewayServiceAccount(collector),
          permissions: [{ role: 'Monitoring Metrics Publisher', scope: rule }],
          secret: azureIdentitySecret.name,
          cluster,
        });
      },
    },
  ],
  releases: () => [],
});

/** URLs of data collection endpoints, by the telemetry that they accept. */
type SignalUrls = { readonly [signal in CloudSignal]?: string | undefined };

function checkUrls(urls: SignalUrls): readonly Problem[] {
  if (listSignals(urls).length > 0) return [];
  return [
    error(
      [],
      'azure-monitor',
      'has no URL of a data collection endpoint, so that nothing is exported',
      'set `traces`, `metrics` or `logs`',
    ),
  ];
}

/** Lists the telemetry for which there is a URL. */
function listSignals(urls: SignalUrls) {
  return (['traces', 'metrics', 'logs'] as const).filter((signal) => urls[signal] !== undefined);
}
