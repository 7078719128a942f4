import { containerResources } from '../../kubernetes/container-resources';
import type { RookOptions } from './rook-options';

/** Where volumes of one writer lie, and their class, as the chart takes them. */
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

/** Where volumes of many writers lie, and their class, as the chart takes them. */
export function renderFileSystem({ name, replicas, keepVolumes }: RookOptions) {
  const shared = `${name}-shared`;
  return {
    name: shared,
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
      ...renderStorageClass(shared, keepVolumes),
      isDefault: false,
      pool: 'data0',
      parameters: renderCsiSecretParameters(name, 'cephfs'),
    },
  };
}

/** Ceph wants to be told that a single copy is meant. */
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

/** Secrets that Rook makes for the drivers, by what they are read for. */
function renderCsiSecretParameters(namespace: string, driver: 'rbd' | 'cephfs'): Readonly<Record<string, string>> {
  const node = ['node-stage', ...(driver === 'rbd' ? ['node-publish'] : [])];
  const uses = {
    provisioner: [
      'provisioner',
      'controller-expand',
      'controller-publish',
      ...(driver === 'rbd' ? ['controller-modify'] : []),
    ],
    node,
  };
  return Object.fromEntries(
    Object.entries(uses).flatMap(([account, names]) =>
      names.flatMap((use) => [
        [`csi.storage.k8s.io/${use}-secret-name`, `rook-csi-${driver}-${account}`],
        [`csi.storage.k8s.io/${use}-secret-namespace`, namespace],
      ]),
    ),
  );
}
