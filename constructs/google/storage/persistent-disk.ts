import type { StorageClass } from 'kubernetes-types/storage/v1';
import { z } from 'zod';
import { componentKind } from '../../../src/kinds/component-kind';
import { addObject } from '../../kubernetes/object';
import { checkDiskDriver } from '../../clouds/add-ons';
import { getGoogleCloud, tryGetGoogleCloud } from '../cloud/google-cloud';
import { checkRequiresGoogle } from '../cloud/requires-google';

/** StorageClasses, which are named after the types of their disks. */
const classes = ['pd-balanced', 'hyperdisk-balanced'] as const;

/**
 * Volumes of Persistent Disk, encrypted with the key of the cluster: the StorageClasses `pd-balanced` and
 * `hyperdisk-balanced`. Machines of the series C4 and N4 take only the latter. GKE runs the driver.
 * @see https://cloud.google.com/kubernetes-engine/docs/how-to/persistent-volumes/gce-pd-csi-driver
 * @example
 * persistentDisk()
 */
export const persistentDisk = componentKind({
  kind: 'persistent-disk',
  summary: 'Volumes of Google Persistent Disk.',
  schema: z.strictObject({
    default: z.enum(classes).default('pd-balanced').describe('default StorageClass'),
    onRemoval: z
      .enum(['delete', 'retain'])
      .default('delete')
      .describe('whether a volume is deleted with its PersistentVolumeClaim'),
  }),
  validate: (_, cluster) => [
    ...checkRequiresGoogle('persistent-disk', cluster),
    ...checkDiskDriver('persistent-disk', tryGetGoogleCloud(cluster)),
  ],
  provides: (options) => ({
    storage: {
      endpoint: {
        classes: Object.fromEntries(classes.map((name) => [name, { default: name === options.default }])),
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
          const { clusterKey } = getGoogleCloud(cluster);
          for (const type of classes)
            addObject<StorageClass>(scope, type, {
              apiVersion: 'storage.k8s.io/v1',
              kind: 'StorageClass',
              metadata: {
                name: type,
                ...(type === defaultClass
                  ? { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } }
                  : {}),
              },
              provisioner: 'pd.csi.storage.gke.io',
              parameters: {
                type,
                ...(clusterKey === undefined ? {} : { 'disk-encryption-kms-key': clusterKey }),
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
