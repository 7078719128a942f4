import type { StorageClass } from 'kubernetes-types/storage/v1';
import { z } from 'zod';
import { componentKind } from '../../../src/kinds/component-kind';
import { addObject } from '../../kubernetes/object';
import { checkDiskDriver } from '../../clouds/add-ons';
import { getAzureCloud, tryGetAzureCloud } from '../cloud/azure-cloud';
import { checkRequiresAzure, checkRequiresZones } from '../cloud/requires-azure';

/** StorageClasses, and the types of their disks: replicated over zones, or in the zone of the node. */
const classes = { 'premium-zrs': 'Premium_ZRS', 'premium-lrs': 'Premium_LRS' } as const;

/**
 * Volumes of Azure Disk, encrypted with the disk encryption set of the cluster: the StorageClass `premium-zrs`, whose
 * volumes follow their pods into another zone, and `premium-lrs` with volumes in one zone. AKS runs the driver.
 * @see https://learn.microsoft.com/azure/aks/azure-csi-disk-storage-provision
 * @example
 * azureDisk()
 */
export const azureDisk = componentKind({
  kind: 'azure-disk',
  summary: 'Volumes of Azure Disk.',
  schema: z.strictObject({
    default: z
      .enum(['premium-zrs', 'premium-lrs'])
      .default('premium-zrs')
      .describe('default StorageClass; not all locations have zone-redundant disks'),
    onRemoval: z
      .enum(['delete', 'retain'])
      .default('delete')
      .describe('whether a volume is deleted with its PersistentVolumeClaim'),
  }),
  validate: ({ default: defaultClass }, cluster) => [
    ...checkRequiresAzure('azure-disk', cluster),
    ...checkDiskDriver('azure-disk', tryGetAzureCloud(cluster)),
    ...(defaultClass === 'premium-zrs'
      ? checkRequiresZones(['default'], defaultClass, cluster, "write default: 'premium-lrs'")
      : []),
  ],
  provides: (options) => ({
    storage: {
      endpoint: {
        classes: Object.fromEntries(Object.keys(classes).map((name) => [name, { default: name === options.default }])),
      },
    },
  }),
  releases: ({ name, default: defaultClass, onRemoval }, cluster) => [
    {
      name,
      namespace: 'kube-system',
      podSecurity: 'privileged',
      objects: {
        'objects.yaml': (scope) => {
          const { diskEncryptionSet } = getAzureCloud(cluster);
          for (const [className, skuName] of Object.entries(classes))
            addObject<StorageClass>(scope, className, {
              apiVersion: 'storage.k8s.io/v1',
              kind: 'StorageClass',
              metadata: {
                name: className,
                ...(className === defaultClass
                  ? { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } }
                  : {}),
              },
              provisioner: 'disk.csi.azure.com',
              parameters: {
                skuName,
                ...(diskEncryptionSet === undefined ? {} : { diskEncryptionSetID: diskEncryptionSet }),
                // Disks cannot be exported by a URL.
                networkAccessPolicy: 'DenyAll',
              },
              reclaimPolicy: onRemoval === 'retain' ? 'Retain' : 'Delete',
              volumeBindingMode: 'WaitForFirstConsumer',
              allowVolumeExpansion: true,
            });
        },
      },
    },
  ],
});
