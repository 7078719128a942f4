import { ResourceGroupTemplateDeployment } from '@cdktf/provider-azurerm/lib/resource-group-template-deployment';
import type { Construct } from 'constructs';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { cloudLogQueueName, eventHubName } from '../../components/telemetry/cloud-logs';
import { getAzureCloud } from '../cloud/azure-cloud';
import { clusterReferences } from '../cloud/cluster-references';
import { formatName } from '../cloud/names';
import { resourceGroupId, resourceId } from '../cloud/resource-ids';
import { renderTags } from '../cloud/tags';
import { addEncryptionKey, type EncryptionKey } from '../vault/encryption-key';
import { environmentVaultId, environmentVaultName, formatSecretName } from '../vault/environment-vault';

/** Name of the authorization rule by which Azure Monitor writes. */
const ruleName = 'azure-monitor';

/** Partitions of the event hub, which one collector reads in parallel. */
const partitionCount = 4;

const apiVersion = '2024-01-01';

/** Properties of a namespace of Event Hubs with the logs of a cluster. */
export interface LogNamespaceProps {
  readonly cluster: ClusterInfo;
  readonly retentionDays: number;
  readonly tier: 'standard' | 'premium';
  readonly maximumThroughputUnits: number;
}

/** Returns the ID of the namespace, in the resource group of the cluster. */
export function logNamespaceId(cluster: ClusterInfo): string {
  const { subscription, resourceGroup } = getAzureCloud(cluster);
  return resourceId(
    resourceGroupId(subscription, resourceGroup),
    'Microsoft.EventHub/namespaces',
    cloudLogQueueName(cluster),
  );
}

/** Returns the ID of the authorization rule by which Azure Monitor writes. */
export function authorizationRuleId(cluster: ClusterInfo): string {
  return `${logNamespaceId(cluster)}/authorizationRules/${ruleName}`;
}

/**
 * Adds a namespace with one event hub, which its private endpoint and services of Azure reach only. Azure Monitor writes with an
 * authorization rule: it knows no other way. The provider would read the keys of the rule into the state, so that the namespace
 * is a deployment of Azure Resource Manager: no state and no cluster has the keys, and nothing outside the network could use them.
 * @see https://learn.microsoft.com/azure/templates/microsoft.eventhub/namespaces
 * @see https://learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings#destinations
 */
export function addLogNamespace(scope: Construct, props: LogNamespaceProps): void {
  const { cluster, tier } = props;
  const cloud = getAzureCloud(cluster);
  const { group } = clusterReferences(scope, cloud);
  const name = cloudLogQueueName(cluster);
  const key = tier === 'premium' ? addKey(scope, cluster, group) : undefined;
  new ResourceGroupTemplateDeployment(scope, 'namespace', {
    name: formatName('deployment', name),
    resourceGroupName: group,
    deploymentMode: 'Incremental',
    templateContent: JSON.stringify({
      $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
      contentVersion: '1.0.0.0',
      resources: renderResources(name, props, key),
    }),
    tags: renderTags(cloud.tags),
    ...(key === undefined ? {} : { dependsOn: [key.permission] }),
  });
}

/** Returns the resources of the template. */
function renderResources(name: string, props: LogNamespaceProps, key: EncryptionKey | undefined): readonly object[] {
  const { cluster, retentionDays, tier, maximumThroughputUnits } = props;
  const { region, tags } = getAzureCloud(cluster);
  const isStandard = tier === 'standard';
  const sku = isStandard ? 'Standard' : 'Premium';
  const part = (type: string, partName: string, properties: object) => ({
    type: `Microsoft.EventHub/namespaces/${type}`,
    apiVersion,
    name: `${name}/${partName}`,
    properties,
    dependsOn: [`[resourceId('Microsoft.EventHub/namespaces', '${name}')]`],
  });
  return [
    {
      type: 'Microsoft.EventHub/namespaces',
      apiVersion,
      name,
      location: region,
      tags: renderTags(tags),
      sku: { name: sku, tier: sku, capacity: 1 },
      ...(key === undefined
        ? {}
        : { identity: { type: 'UserAssigned', userAssignedIdentities: { [key.identityId]: {} } } }),
      properties: {
        minimumTlsVersion: '1.2',
        publicNetworkAccess: 'Disabled',
        ...(isStandard ? { isAutoInflateEnabled: true, maximumThroughputUnits } : {}),
        ...(key === undefined ? {} : { encryption: renderEncryption(cluster, key) }),
      },
    },
    part('networkRuleSets', 'default', {
      publicNetworkAccess: 'Disabled',
      defaultAction: 'Deny',
      trustedServiceAccessEnabled: true,
    }),
    part('eventhubs', eventHubName, {
      partitionCount,
      retentionDescription: { cleanupPolicy: 'Delete', retentionTimeInHours: retentionDays * 24 },
    }),
    part('authorizationRules', ruleName, { rights: ['Listen', 'Manage', 'Send'] }),
  ];
}

function addKey(scope: Construct, cluster: ClusterInfo, resourceGroup: string): EncryptionKey {
  const cloud = getAzureCloud(cluster);
  return addEncryptionKey(scope, 'key', {
    name: keyName(cluster),
    vaultId: environmentVaultId(cluster),
    identity: formatName('identity', cluster.platform, cluster.cluster, 'logs'),
    resourceGroup,
    cloud,
  });
}

function keyName({ cluster }: ClusterInfo): string {
  return formatSecretName('platform', cluster, 'logs');
}

function renderEncryption(cluster: ClusterInfo, { identityId }: EncryptionKey) {
  const { platform, environment } = cluster;
  const vault = environmentVaultName({ platform, environment, subscription: getAzureCloud(cluster).subscription });
  return {
    keySource: 'Microsoft.KeyVault',
    keyVaultProperties: [
      {
        keyName: keyName(cluster),
        keyVaultUri: `https://${vault}.vault.azure.net`,
        identity: { userAssignedIdentity: identityId },
      },
    ],
    requireInfrastructureEncryption: true,
  };
}
