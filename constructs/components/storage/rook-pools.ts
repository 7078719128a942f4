import { containerResources } from '../../kubernetes/container-resources';
import { bucketRegion } from './bucket-claims';
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

/** Port of the object store. */
export const objectStorePort = 8080;

/** Returns the name of the object store, and of the StorageClass of its buckets. */
export function objectStoreName(name: string): string {
  return `${name}-buckets`;
}

/**
 * Renders the object store and the StorageClass of its buckets: an entry of `cephObjectStores` in chart rook-ceph-cluster.
 */
export function renderObjectStore({ name, replicas }: RookOptions) {
  const pool = { failureDomain: 'host', replicated: renderReplication(replicas) };
  return {
    name: objectStoreName(name),
    spec: {
      metadataPool: pool,
      dataPool: pool,
      preservePoolsOnDelete: true,
      gateway: {
        port: objectStorePort,
        instances: replicas > 1 ? 2 : 1,
        priorityClassName: 'system-cluster-critical',
        resources: containerResources({ cpuRequest: '200m', memoryRequest: '512Mi', memoryLimit: '2Gi' }),
      },
    },
    storageClass: {
      enabled: true,
      name: objectStoreName(name),
      // A bucket with its objects is deleted by a person.
      reclaimPolicy: 'Retain',
      volumeBindingMode: 'Immediate',
      parameters: { region: bucketRegion },
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
