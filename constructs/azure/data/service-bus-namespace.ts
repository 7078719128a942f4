import { ServicebusNamespace } from '@cdktf/provider-azurerm/lib/servicebus-namespace';
import { ServicebusQueue } from '@cdktf/provider-azurerm/lib/servicebus-queue';
import type { Construct } from 'constructs';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { getAzureCloud } from '../cloud/azure-cloud';
import { formatUniqueName } from '../cloud/names';
import { resourceId } from '../cloud/resource-ids';
import { renderTags } from '../cloud/tags';
import { addPrivateEndpoint } from '../network/private-endpoint';
import { dataKey, tenantGroupId, tenantGroupName } from '../vault/tenant-data';

/** Port of AMQP with TLS. */
export const amqpPort = 5671;

/** Returns the name of the namespace of a tenant in an environment, which is part of its public host name. */
export function namespaceName(tenant: string, cluster: ClusterInfo): string {
  const { platform, environment } = cluster;
  return formatUniqueName('service-bus', getAzureCloud(cluster).subscription, platform, environment, tenant);
}

/** Returns the ID of the namespace of a tenant in an environment. */
export function namespaceId(tenant: string, cluster: ClusterInfo): string {
  return resourceId(tenantGroupId(tenant, cluster), 'Microsoft.ServiceBus/namespaces', namespaceName(tenant, cluster));
}

/** Properties of the namespace of a tenant. */
export interface NamespaceProps {
  readonly tenant: string;
  readonly cluster: ClusterInfo;
  readonly messagingUnits: number;
  /** Whether Terraform refuses to destroy or replace it. */
  readonly deletionProtection: boolean;
}

/**
 * Adds a namespace: encrypted, private, and with Microsoft Entra only: its keys, which the provider reads, are disabled. Only
 * the tier Premium has private endpoints.
 * @see https://learn.microsoft.com/azure/service-bus-messaging/network-security
 */
export function addNamespace(scope: Construct, props: NamespaceProps): void {
  const { tenant, cluster, messagingUnits, deletionProtection } = props;
  const cloud = getAzureCloud(cluster);
  const resourceGroup = tenantGroupName(tenant, cluster);
  const name = namespaceName(tenant, cluster);
  const namespace = new ServicebusNamespace(scope, 'namespace', {
    name,
    location: cloud.region,
    resourceGroupName: resourceGroup,
    sku: 'Premium',
    capacity: messagingUnits,
    premiumMessagingPartitions: 1,
    localAuthEnabled: false,
    publicNetworkAccessEnabled: false,
    minimumTlsVersion: '1.2',
    identity: { type: 'UserAssigned', identityIds: [dataKey.identityId] },
    customerManagedKey: {
      keyVaultKeyId: dataKey.versionlessId,
      identityId: dataKey.identityId,
      infrastructureEncryptionEnabled: true,
    },
    tags: renderTags(cloud.tags),
    lifecycle: { preventDestroy: deletionProtection },
  });
  addPrivateEndpoint(scope, 'endpoint', {
    name: `${name}-queues`,
    resourceGroup,
    cloud,
    service: 'namespace',
    targetId: namespace.id,
  });
}

/** Properties of a queue. */
export interface QueueProps {
  readonly name: string;
  readonly tenant: string;
  readonly cluster: ClusterInfo;
  /** Times that a message is received before it is moved to the dead letters of the queue. */
  readonly maxReceives: number;
  readonly retentionDays: number;
  /** Whether Terraform refuses to destroy or replace it. */
  readonly deletionProtection: boolean;
}

/** Adds a queue, in the namespace of the same data stack. Messages that expire become dead letters. */
export function addQueue(scope: Construct, props: QueueProps): void {
  const { name, tenant, cluster, maxReceives, retentionDays, deletionProtection } = props;
  new ServicebusQueue(scope, 'queue', {
    name,
    namespaceId: namespaceId(tenant, cluster),
    maxDeliveryCount: maxReceives,
    defaultMessageTtl: `P${retentionDays}D`,
    deadLetteringOnMessageExpiration: true,
    lifecycle: { preventDestroy: deletionProtection },
  });
}
