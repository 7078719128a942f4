import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider';
import type { Construct } from 'constructs';

/** Properties of the Azure provider of a stack. */
export interface AzureProviderProps {
  readonly subscription: string;
  readonly entraTenant: string;
}

/**
 * Configures the Azure provider of a stack. It takes the credentials of its environment: none are in the configuration.
 * Blobs are accessed with Microsoft Entra, since the keys of storage accounts are disabled.
 * @see https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs#authenticating-to-azure
 */
export function addAzureProvider(scope: Construct, { subscription, entraTenant }: AzureProviderProps): void {
  new AzurermProvider(scope, 'Azure', {
    subscriptionId: subscription,
    tenantId: entraTenant,
    storageUseAzuread: true,
    features: [
      {
        // A deleted vault keeps its name, and a cluster or environment of the same name restores it.
        keyVault: [{ purgeSoftDeleteOnDestroy: false, recoverSoftDeletedKeyVaults: true }],
        resourceGroup: [{ preventDeletionIfContainsResources: true }],
        // Storage accounts are private: Terraform does not reach their data, nor an endpoint before it exists.
        storage: [{ dataPlaneAvailable: false }],
      },
    ],
  });
}
