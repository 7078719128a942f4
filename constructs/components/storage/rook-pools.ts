import { containerResources } from '../../kubernetes/container-resources';
import type { RookOptions } from './rook-options';

/**
 * Renders the pool and StorageClass of ReadWriteOnce volumes: an entry of `cephBlockPools` in chart rook-ceph-cluster.
 */
export function renderBlockPool({ name, replicas, defaultClass, keepVolumes }: RookOptions) {
  return {
    name,
    spec: { failureDomain: 'host', replicated: renderReplication(replicas) },
    storageClass: {
      ...renderStorageClass(name, keepVolumes),
      isDefault: defaultClass,
      parameters: {
        imageFormat: '2',
        imageFeatures: 'layering',
        ...renderCsiSecretParameters(name, 'rbd'),
        'csi.storage.k8s.io/fstype': 'ext4',
      },
    },
  };
}

/**
 * Renders the pools and StorageClass of ReadWriteMany volumes: an entry of `cephFileSystems` in chart
 * rook-ceph-cluster.
 */
export function renderFileSystem({ name, replicas, keepVolumes }: RookOptions) {
  const sharedName = `${name}-shared`;
  return {
    name: sharedName,
    spec: {
      metadataPool: { failureDomain: 'host', replicated: renderReplication(replicas) },
      dataPools: [{ name: 'data0', failureDomain: 'host', replicated: renderReplication(replicas) }],
      metadataServer: {
        activeCount: 1,
        activeStandby: true,
        resources: containerResources({ cpuRequest: '500m', memoryRequest: '1Gi', memoryLimit: '4Gi' }),
        priorityClassName: 'system-cluster-critical',
      },
    },
    storageClass: {
      ...renderStorageClass(sharedName, keepVolumes),
      isDefault: false,
      pool: 'data0',
      parameters: renderCsiSecretParameters(name, 'cephfs'),
    },
  };
}

/** Renders the replication of a pool. Ceph accepts a single copy only with `requireSafeReplicaSize: false`. */
function renderReplication(size: number) {
  return { size, ...(size === 1 ? { requireSafeReplicaSize: false } : {}) };
}

function renderStorageClass(name: string, keepVolumes: boolean) {
  return {
    enabled: true,
    name,
    reclaimPolicy: keepVolumes ? 'Retain' : 'Delete',
    allowVolumeExpansion: true,
    volumeBindingMode: 'Immediate',
  };
}

/**
 * Renders the StorageClass parameters that name the Secret for each operation of a CSI driver. Rook creates the
 * Secrets.
 * @see https://kubernetes-csi.github.io/docs/secrets-and-credentials-storage-class.html
 */
function renderCsiSecretParameters(namespace: string, driver: 'rbd' | 'cephfs'): Readonly<Record<string, string>> {
  const operationsByAccount = {
    provisioner: [
      'provisioner',
      'controller-expand',
      'controller-publish',
      ...(driver === 'rbd' ? ['controller-modify'] : []),
    ],
    node: ['node-stage', ...(driver === 'rbd' ? ['node-publish'] : [])],
  };
  return Object.fromEntries(
    Object.entries(operationsByAccount).flatMap(([account, operations]) =>
      operations.flatMap((operation) => [
        [`csi.storage.k8s.io/${operation}-secret-name`, `rook-csi-${driver}-${account}`],
        [`csi.storage.k8s.io/${operation}-secret-namespace`, namespace],
      ]),
    ),
  );
}
