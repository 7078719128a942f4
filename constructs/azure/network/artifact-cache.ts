import { ContainerRegistry } from '@cdktf/provider-azurerm/lib/container-registry';
import { ContainerRegistryCacheRule } from '@cdktf/provider-azurerm/lib/container-registry-cache-rule';
import { PrivateDnsZone } from '@cdktf/provider-azurerm/lib/private-dns-zone';
import { PrivateDnsZoneVirtualNetworkLink } from '@cdktf/provider-azurerm/lib/private-dns-zone-virtual-network-link';
import { PrivateEndpoint } from '@cdktf/provider-azurerm/lib/private-endpoint';
import type { Construct } from 'constructs';
import { formatName } from '../cloud/names';
import type { Place } from './connections';

/** Registry of the images of AKS in a network that leads nowhere. */
export interface ArtifactCacheProps {
  /** Name of the registry. */
  readonly registry: string;
  /** Name of the network. */
  readonly network: string;
  readonly networkId: string;
  /** ID of the subnet of private endpoints. */
  readonly subnetId: string;
}

/** Private DNS zone of registries. @see https://learn.microsoft.com/azure/private-link/private-endpoint-dns */
const registryZone = 'privatelink.azurecr.io';

/**
 * Adds a registry with a private endpoint, from which AKS pulls its own images: the registry gets them from Microsoft. The names
 * of the rule and of its repositories are those that AKS requires.
 * @see https://learn.microsoft.com/azure/aks/network-isolated
 */
export function addArtifactCache(
  scope: Construct,
  place: Place,
  { registry: name, network, networkId, subnetId }: ArtifactCacheProps,
): void {
  const registry = new ContainerRegistry(scope, 'registry', {
    ...place,
    name,
    // The tier with private endpoints.
    sku: 'Premium',
    adminEnabled: false,
    anonymousPullEnabled: false,
    publicNetworkAccessEnabled: false,
    exportPolicyEnabled: false,
    dataEndpointEnabled: true,
  });
  new ContainerRegistryCacheRule(scope, 'registry-cache', {
    name: 'aks-managed-mcr',
    containerRegistryId: registry.id,
    sourceRepo: 'mcr.microsoft.com/*',
    targetRepo: 'aks-managed-repository/*',
  });
  const { resourceGroupName, tags } = place;
  const zone = new PrivateDnsZone(scope, 'registry-zone', { name: registryZone, resourceGroupName, tags });
  new PrivateDnsZoneVirtualNetworkLink(scope, 'registry-zone-link', {
    name: network,
    resourceGroupName,
    privateDnsZoneName: zone.name,
    virtualNetworkId: networkId,
    tags,
  });
  const endpoint = formatName('private-endpoint', network, 'registry');
  new PrivateEndpoint(scope, 'registry-endpoint', {
    ...place,
    name: endpoint,
    subnetId,
    privateServiceConnection: {
      name: endpoint,
      privateConnectionResourceId: registry.id,
      subresourceNames: ['registry'],
      isManualConnection: false,
    },
    privateDnsZoneGroup: { name: 'default', privateDnsZoneIds: [zone.id] },
  });
}
