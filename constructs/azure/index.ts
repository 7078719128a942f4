/**
 * Kinds of Azure. Requires the package `@cdktf/provider-azurerm`.
 * @module plinth/azure
 */
// First: the other files load modules of the package that it checks.
import './cloud/installed-provider';

export type * from './documented-options';
export {
  aks,
  azureDisk,
  azureDns,
  azureKinds,
  azureMonitor,
  azurePostgresql,
  blob,
  eventHubs,
  existingAks,
  keyVault,
  managedRedis,
  serviceBus,
} from './kinds';
export { keyVaultStore } from './secrets/key-vault';
