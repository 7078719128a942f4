import { sized } from './resources';
import type { RookOptions } from './rook-options';

/** Where volumes of one writer lie, and their class, as the chart takes them. */
export function blockPool({ name, replicas, defaultClass, keepVolumes }: RookOptions) {
  return {
    name,
    spec: { failureDomain: 'host', replicated: copies(replicas) },
    storageClass: {
      ...storageClass(name, keepVolumes),
      isDefault: defaultClass,
      parameters: {
        imageFormat: '2',
        imageFeatures: 'layering',
        ...secrets(name, 'rbd'),
        'csi.storage.k8s.io/fstype': 'ext4',
      },
    },
  };
}

/** Where volumes of many writers lie, and their class, as the chart takes them. */
export function fileSystem({ name, replicas, keepVolumes }: RookOptions) {
  const shared = `${name}-shared`;
  return {
    name: shared,
    spec: {
      metadataPool: { failureDomain: 'host', replicated: copies(replicas) },
      dataPools: [{ name: 'data0', failureDomain: 'host', replicated: copies(replicas) }],
      metadataServer: {
        activeCount: 1,
        activeStandby: true,
        resources: sized('500m', '1Gi', '4Gi'),
        priorityClassName: 'system-cluster-critical',
      },
    },
    storageClass: {
      ...storageClass(shared, keepVolumes),
      isDefault: false,
      pool: 'data0',
      parameters: secrets(name, 'cephfs'),
    },
  };
}

/** Ceph wants to be told that a single copy is meant. */
function copies(size: number) {
  return { size, ...(size === 1 ? { requireSafeReplicaSize: false } : {}) };
}

function storageClass(name: string, keepVolumes: boolean) {
  return {
    enabled: true,
    name,
    reclaimPolicy: keepVolumes ? 'Retain' : 'Delete',
    allowVolumeExpansion: true,
    volumeBindingMode: 'Immediate',
  };
}

/** Secrets that Rook makes for the drivers, by what they are read for. */
function secrets(namespace: string, driver: 'rbd' | 'cephfs'): Readonly<Record<string, string>> {
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
