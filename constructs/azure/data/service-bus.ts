import type { Construct } from 'constructs';
import { z } from 'zod';
import { isServerUse } from '../../../src/definition/uses';
import type { Additions } from '../../../src/kinds/additions';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { TenantPlan } from '../../../src/kinds/tenant-plan';
import { componentKind } from '../../../src/kinds/component-kind';
import { listProvidedUses, resolveUseName, type ProvidedUse } from '../../../src/kinds/provided-uses';
import type { ProvidedCapability } from '../../../src/kinds/provides';
import { deletionProtectionSchema } from '../../clouds/deletion-protection';
import { addIdentityBinding, identityBindingKeys } from '../../clouds/identity-binding';
import { checkUseNames, listNamedUses } from '../../clouds/named-uses';
import { getAzureCloud } from '../cloud/azure-cloud';
import { formatName, tryGetNameError } from '../cloud/names';
import type { AzurePermission } from '../cloud/permission';
import { checkReachesEntra, checkRequiresAzure, checkRequiresDataSubnet } from '../cloud/requires-azure';
import { afterTenantData, tenantDataRelease } from '../vault/tenant-data';
import { addNamespace, addQueue, amqpPort, namespaceId, namespaceName } from './service-bus-namespace';

const schema = z.strictObject({
  messagingUnits: z
    .literal([1, 2, 4, 8, 16])
    .default(1)
    .describe('messaging units of the namespace of each tenant, which determine its throughput and its price'),
  retentionDays: z.int().min(1).max(90).default(4).describe('days until a message that was not received expires'),
  maxReceives: z
    .int()
    .min(1)
    .max(2000)
    .default(5)
    .describe('times that a message is received before it becomes a dead letter of the queue'),
  deletionProtection: deletionProtectionSchema('namespaces and queues'),
});

type Options = z.output<typeof schema>;

/**
 * Message queues of Azure Service Bus for workloads with `uses: { queue: { type: 'azure-service-bus' } }`: one namespace of
 * the tier Premium for each tenant and environment, and a queue for each use. Service Bus speaks AMQP 1.0 with tokens of
 * Microsoft Entra: clients of RabbitMQ or Kafka, and those that need a password, are refused.
 * @see https://learn.microsoft.com/azure/service-bus-messaging/service-bus-amqp-overview
 * @example
 * serviceBus({ retentionDays: 14 })
 */
export const serviceBus = componentKind({
  kind: 'service-bus',
  summary: 'Message queues on request, in Azure Service Bus.',
  schema,
  requires: () => ['network', 'secrets', 'key-vault'],
  validate: (_, cluster) => [
    ...checkRequiresAzure('service-bus', cluster),
    ...checkReachesEntra('service-bus', cluster),
    ...checkRequiresDataSubnet('service-bus', cluster),
  ],
  provides: (options) => ({ queue: provideQueues(options) }),
  releases: () => [],
});

/** Type of a queue, and protocol: AMQP 1.0, with tokens of Microsoft Entra. */
const queueType = 'azure-service-bus';

/** Roles that send and receive messages. */
const queueRoles = ['Azure Service Bus Data Sender', 'Azure Service Bus Data Receiver'];

function provideQueues(options: Options): ProvidedCapability {
  return {
    endpoint: { api: queueType, bindingKeys: identityBindingKeys('queue') },
    validateTenant: (tenant) =>
      checkUseNames(tenant, 'queue', (use) => tryGetNameError('service-bus-queue', queueName(use))),
    forTenant: (tenant, { cluster }) => addTenantQueues(tenant, options, cluster),
    forWorkload: (workload, { cluster, uses }) => {
      const provided = uses.filter(isServerUse).map((use) => ({ workload, use }));
      if (provided.length === 0) return {};
      const { dataCidr } = getAzureCloud(cluster).network;
      return {
        objects: (scope) => {
          for (const use of provided) addBindingSecret(scope, use, cluster);
        },
        // SDKs use AMQP, or HTTPS where the application selects it.
        egress: dataCidr === undefined ? [] : [{ peer: { cidr: dataCidr }, ports: [443, amqpPort] }],
        permissions: {
          queue: [...new Set(provided.map(queueName))].flatMap((queue) =>
            queueRoles.map((role): AzurePermission => ({
              role,
              scope: `${namespaceId(workload.tenant, cluster)}/queues/${queue}`,
            })),
          ),
        },
      };
    },
  };
}

function queueName({ workload, use }: ProvidedUse): string {
  return formatName('service-bus-queue', resolveUseName(workload.name, use));
}

function addTenantQueues(tenant: TenantPlan, options: Options, cluster: ClusterInfo): Additions {
  const uses = listProvidedUses(tenant, 'queue');
  if (uses.length === 0) return {};
  const namespace = 'service-bus';
  const { messagingUnits, deletionProtection, maxReceives, retentionDays } = options;
  return {
    terraformReleases: [
      tenantDataRelease(tenant.name, cluster),
      {
        name: namespace,
        stack: 'data',
        after: afterTenantData,
        add: (scope) => {
          addNamespace(scope, { tenant: tenant.name, cluster, messagingUnits, deletionProtection });
        },
      },
      ...[...listNamedUses(uses, queueName)].map(([name, queue]) => ({
        name: `queue-${name}`,
        stack: 'data' as const,
        after: [namespace],
        add: (scope: Construct) => {
          addQueue(scope, {
            name: queue,
            tenant: tenant.name,
            cluster,
            maxReceives,
            retentionDays,
            deletionProtection,
          });
        },
      })),
    ],
  };
}

function addBindingSecret(scope: Construct, provided: ProvidedUse, cluster: ClusterInfo): void {
  const host = `${namespaceName(provided.workload.tenant, cluster)}.servicebus.windows.net`;
  const queue = queueName(provided);
  const uri = `amqps://${host}:${amqpPort}/${queue}`;
  addIdentityBinding(scope, provided, {
    type: queueType,
    provider: 'azure',
    host,
    port: amqpPort,
    fields: { queue },
    uri,
  });
}
