// First: the other files load modules of the package that it checks.
import './cloud/installed-provider';

export { aks } from './aks';
export { blob } from './data/blob';
export { managedRedis } from './data/managed-redis';
export { azurePostgresql } from './data/postgresql';
export { serviceBus } from './data/service-bus';
export { azureKinds } from './kinds';
export { keyVault, keyVaultStore } from './secrets/key-vault';
export { azureDisk } from './storage/azure-disk';
