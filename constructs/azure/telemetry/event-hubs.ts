import { MonitorDiagnosticSetting } from '@cdktf/provider-azurerm/lib/monitor-diagnostic-setting';
import type { Construct } from 'constructs';
import { z } from 'zod';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import { error, type Problem } from '../../../src/schema/problem';
import {
  checkQueueVolume,
  cloudLogFields,
  cloudLogServiceAccount,
  provideCloudLogs,
  retentionDays,
} from '../../clouds/cloud-logs';
import { listCollectors } from '../../clouds/telemetry';
import { cloudLogIdentitySecret, cloudLogQueueName, eventHubName } from '../../components/telemetry/cloud-logs';
import { getAzureCloud } from '../cloud/azure-cloud';
import { clusterReferences } from '../cloud/cluster-references';
import { logCategories } from '../cloud/log-categories';
import type { AzurePermission } from '../cloud/permission';
import { checkRequiresAzure, checkRequiresDataSubnet } from '../cloud/requires-azure';
import { existingResourceId } from '../cloud/resource-ids';
import { addComponentIdentity } from '../identity/component-identity';
import { addPrivateEndpoint } from '../network/private-endpoint';
import { checkPlatformStore } from '../vault/platform-store';
import { addLogNamespace, authorizationRuleId, logNamespaceId } from './log-namespace';

const schema = z.strictObject({
  ...cloudLogFields,
  retentionDays: retentionDays(7, 7),
  tier: z
    .enum(['standard', 'premium'])
    .default('standard')
    .describe(
      'tier of the namespace: standard, encrypted with keys of Microsoft, or premium, encrypted with a key in the key vault of the environment',
    ),
  maximumThroughputUnits: z
    .int()
    .min(1)
    .max(40)
    .default(4)
    .describe('throughput units, each 1 MB per second, to which Azure scales a namespace of the tier standard'),
  eventHub: existingResourceId('Microsoft.EventHub/namespaces/eventhubs')
    .optional()
    .meta({
      examples: [
        '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.EventHub/namespaces/acme/eventhubs/logs',
      ],
    })
    .describe(
      'ID of an existing event hub of which diagnostic settings exist, and which only this cluster reads; @default created, with a diagnostic setting',
    ),
});

type Options = z.output<typeof schema>;

/**
 * Audit log of the API server and other logs of the control plane, from Azure Monitor for the exports of openTelemetry(). A
 * diagnostic setting sends them to an event hub, which a collector reads by the Kafka protocol, with the identity of its pod.
 * Azure writes flow logs of networks to storage accounts only: they need an existing event hub.
 * @see https://learn.microsoft.com/azure/azure-monitor/platform/stream-monitoring-data-event-hubs
 * @example
 * eventHubs({ signals: ['audit', 'control-plane'] })
 */
export const eventHubs = componentKind({
  kind: 'event-hubs',
  summary: 'Audit and control plane logs from Azure Monitor, for exports.',
  schema,
  requires: () => ['traces', 'secrets', 'key-vault'],
  provides: (options) => provideCloudLogs(options, { id: options.eventHub }),
  componentReferences: listCollectors,
  validate: (options, cluster) => [
    ...checkRequiresAzure('event-hubs', cluster),
    ...checkQueueVolume('event-hubs', cluster),
    ...checkPlatformStore('event-hubs', 'the collector of openTelemetry()', cluster),
    ...(options.eventHub === undefined
      ? [...checkRequiresDataSubnet('event-hubs', cluster), ...checkFlowLogs(options)]
      : []),
  ],
  terraformReleases: (options, cluster) => {
    const { name, eventHub } = options;
    const namespace = `${name}-namespace`;
    return [
      ...(eventHub === undefined
        ? [
            {
              name: namespace,
              stack: 'infrastructure' as const,
              add: (scope: Construct) => {
                addLogNamespace(scope, { ...options, cluster });
              },
            },
          ]
        : []),
      {
        name,
        stack: 'infrastructure' as const,
        after: eventHub === undefined ? [namespace] : [],
        add: (scope: Construct) => {
          if (eventHub === undefined) addSource(scope, options, cluster);
          addComponentIdentity(scope, 'collector', {
            name: [name],
            serviceAccount: cloudLogServiceAccount(options.collector),
            permissions: [resolvePermission(eventHub, cluster)],
            secret: cloudLogIdentitySecret.name,
            cluster,
          });
        },
      },
    ];
  },
  releases: () => [],
});

function checkFlowLogs({ signals }: Options): readonly Problem[] {
  if (!signals.includes('flow-logs')) return [];
  return [
    error(
      ['signals'],
      'flow-logs',
      'are written by Azure to storage accounts only, from where no event hub receives them',
      'remove flow-logs, or write `eventHub`, to which a data export rule sends the table NTANetAnalytics of Traffic Analytics',
    ),
  ];
}

/** Returns the role by which the collector reads; the created namespace has one event hub only. */
function resolvePermission(eventHub: string | undefined, cluster: ClusterInfo): AzurePermission {
  return { role: 'Azure Event Hubs Data Receiver', scope: eventHub ?? logNamespaceId(cluster) };
}

/** Adds the diagnostic setting of the cluster, and the private endpoint by which the collector reads. */
function addSource(scope: Construct, { signals }: Options, cluster: ClusterInfo): void {
  const cloud = getAzureCloud(cluster);
  const { id, group } = clusterReferences(scope, cloud);
  addPrivateEndpoint(scope, 'endpoint', {
    name: cloudLogQueueName(cluster),
    resourceGroup: group,
    cloud,
    service: 'namespace',
    targetId: logNamespaceId(cluster),
  });
  new MonitorDiagnosticSetting(scope, 'setting', {
    name: cloudLogQueueName(cluster),
    targetResourceId: id,
    eventhubAuthorizationRuleId: authorizationRuleId(cluster),
    eventhubName: eventHubName,
    enabledLog: (['audit', 'control-plane'] as const)
      .filter((signal) => signals.includes(signal))
      .flatMap((signal) => logCategories[signal].map((category) => ({ category }))),
  });
}
