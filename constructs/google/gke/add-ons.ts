import type { ContainerClusterConfig } from '@cdktf/provider-google/lib/container-cluster';
import type { GkeAddOns } from './add-on-options';

/**
 * Returns the arguments of the cluster that determine its add-ons. The cache of DNS answers is always set: the default of GKE
 * depends on the version of the cluster, and network policies on the cache.
 */
export function renderAddOns(
  addOns: GkeAddOns,
): Pick<ContainerClusterConfig, 'addonsConfig' | 'secretManagerConfig' | 'verticalPodAutoscaling'> {
  const isManaged = (name: keyof GkeAddOns) => addOns[name] === 'managed';
  return {
    addonsConfig: {
      dnsCacheConfig: { enabled: isManaged('dnsCache') },
      gcePersistentDiskCsiDriverConfig: { enabled: isManaged('disks') },
      gcpFilestoreCsiDriverConfig: { enabled: isManaged('files') },
      gcsFuseCsiDriverConfig: { enabled: isManaged('buckets') },
      gkeBackupAgentConfig: { enabled: isManaged('backup') },
    },
    secretManagerConfig: { enabled: isManaged('secretsStore') },
    verticalPodAutoscaling: { enabled: isManaged('verticalScaling') },
  };
}
