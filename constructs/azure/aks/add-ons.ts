import type { KubernetesClusterConfig } from '@cdktf/provider-azurerm/lib/kubernetes-cluster';
import type { AksAddOns } from './add-on-options';

/** Hours between two runs of the image cleaner. */
const cleanerHours = 168;

/** Returns the arguments of the cluster that determine its add-ons. */
export function renderAddOns(
  addOns: AksAddOns,
): Pick<
  KubernetesClusterConfig,
  | 'imageCleanerEnabled'
  | 'imageCleanerIntervalHours'
  | 'azurePolicyEnabled'
  | 'storageProfile'
  | 'keyVaultSecretsProvider'
  | 'workloadAutoscalerProfile'
> {
  const isManaged = (name: keyof AksAddOns) => addOns[name] === 'managed';
  return {
    imageCleanerEnabled: isManaged('imageCleaner'),
    ...(isManaged('imageCleaner') ? { imageCleanerIntervalHours: cleanerHours } : {}),
    ...(isManaged('policy') ? { azurePolicyEnabled: true } : {}),
    storageProfile: {
      blobDriverEnabled: isManaged('buckets'),
      diskDriverEnabled: isManaged('disks'),
      fileDriverEnabled: isManaged('files'),
      snapshotControllerEnabled: isManaged('snapshots'),
    },
    ...(isManaged('secretsStore') ? { keyVaultSecretsProvider: { secretRotationEnabled: true } } : {}),
    ...(isManaged('keda') || isManaged('verticalScaling')
      ? {
          workloadAutoscalerProfile: {
            kedaEnabled: isManaged('keda'),
            verticalPodAutoscalerEnabled: isManaged('verticalScaling'),
          },
        }
      : {}),
  };
}
