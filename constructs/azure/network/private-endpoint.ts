import { PrivateEndpoint } from '@cdktf/provider-azurerm/lib/private-endpoint';
import type { Construct } from 'constructs';
import type { TerraformDependable } from '../../../src/kinds/bound-cluster';
import type { AzureCloud } from '../cloud/azure-cloud';
import { formatName } from '../cloud/names';
import { resourceId } from '../cloud/resource-ids';
import { renderTags } from '../cloud/tags';

/**
 * Private DNS zones of services with private endpoints, by the name of the endpoint's sub-resource.
 * @see https://learn.microsoft.com/azure/private-link/private-endpoint-dns
 */
export const privateDnsZones = {
  vault: 'privatelink.vaultcore.azure.net',
  blob: 'privatelink.blob.core.windows.net',
  postgresqlServer: 'privatelink.postgres.database.azure.com',
  redisEnterprise: 'privatelink.redis.azure.net',
  namespace: 'privatelink.servicebus.windows.net',
} as const;

/** Properties of a private endpoint. */
export interface PrivateEndpointProps {
  /** Name, which is shortened where Azure requires it. */
  readonly name: string;
  readonly resourceGroup: string;
  readonly cloud: AzureCloud;
  readonly service: keyof typeof privateDnsZones;
  /** ID of the resource that it leads to. */
  readonly targetId: string;
}

/**
 * Adds an address of the network for a service of Azure, and its name in the private DNS zone: clients use the public
 * host name of the service, for which its certificate is valid. A network without a subnet for it gets none.
 * @returns the private endpoint, for resources that need it at once
 */
export function addPrivateEndpoint(
  scope: Construct,
  id: string,
  { name, resourceGroup, cloud, service, targetId }: PrivateEndpointProps,
): readonly TerraformDependable[] {
  const { region, network, tags } = cloud;
  const { dataSubnet, dnsZoneGroup } = network;
  if (dataSubnet === undefined) return [];
  const endpointName = formatName('private-endpoint', name);
  const endpoint = new PrivateEndpoint(scope, id, {
    name: endpointName,
    location: region,
    resourceGroupName: resourceGroup,
    subnetId: dataSubnet,
    privateServiceConnection: {
      name: endpointName,
      privateConnectionResourceId: targetId,
      subresourceNames: [service],
      isManualConnection: false,
    },
    ...(dnsZoneGroup === undefined
      ? {}
      : {
          privateDnsZoneGroup: {
            name: 'default',
            privateDnsZoneIds: [
              resourceId(dnsZoneGroup, 'Microsoft.Network/privateDnsZones', privateDnsZones[service]),
            ],
          },
        }),
    tags: renderTags(tags),
  });
  return [endpoint];
}
