import { aks } from './aks';
import { existingAks } from './aks/existing';
import { blob } from './data/blob';
import { managedRedis } from './data/managed-redis';
import { azurePostgresql } from './data/postgresql';
import { serviceBus } from './data/service-bus';
import { azureDns } from './dns/azure-dns';
import { keyVault } from './secrets/key-vault';
import { azureDisk } from './storage/azure-disk';
import { azureMonitor } from './telemetry/azure-monitor';
import { eventHubs } from './telemetry/event-hubs';

export {
  aks,
  azureDisk,
  azureDns,
  azureMonitor,
  azurePostgresql,
  blob,
  eventHubs,
  existingAks,
  keyVault,
  managedRedis,
  serviceBus,
};

/** All kinds of `plinth/azure`, for `language([...kinds, ...azureKinds])`. */
export const azureKinds = [
  aks,
  azureDisk,
  azureDns,
  azureMonitor,
  azurePostgresql,
  blob,
  eventHubs,
  existingAks,
  keyVault,
  managedRedis,
  serviceBus,
] as const;
