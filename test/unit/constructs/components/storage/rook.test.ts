import { rook } from '../../../../../constructs/components';
import { createNetworkPolicy } from '../../../../../constructs/kubernetes/network-policies';
import { clusterInfo } from '../../../../../src/kinds/cluster-info';
import { synthesizeObjects } from '../../../../support/rendered';
import { getRelease, getValue } from '../../../../support/releases';

const cluster = clusterInfo();
const spec = (options: Parameters<typeof rook.releases>[0], ...path: string[]) =>
  getValue(rook.releases(options, cluster), 'rook', 'cephClusterSpec', ...path);

describe('Rook', () => {
  test('uses every empty disk of every node, or the configured disks and nodes', () => {
    expect(spec({}, 'storage')).toEqual({ useAllNodes: true, useAllDevices: true });
    expect(spec({ nodes: ['w1', 'w2', 'w3'], devices: '^sd[b-z]$' }, 'storage')).toEqual({
      useAllNodes: false,
      useAllDevices: false,
      nodes: [{ name: 'w1' }, { name: 'w2' }, { name: 'w3' }],
      deviceFilter: '^sd[b-z]$',
    });
  });

  test('replicates each volume to the configured number of nodes', () => {
    expect(getValue(rook.releases({}, cluster), 'rook', 'cephBlockPools', 0, 'spec')).toEqual({
      failureDomain: 'host',
      replicated: { size: 3 },
    });
    expect(getValue(rook.releases({ replicas: 1 }, cluster), 'rook', 'cephBlockPools', 0, 'spec')).toMatchObject({
      replicated: { size: 1, requireSafeReplicaSize: false },
    });
  });

  test('adds a StorageClass for ReadWriteMany volumes only if `sharedVolumes` is set', () => {
    const defaultReleases = rook.releases({}, cluster);
    const sharedReleases = rook.releases({ sharedVolumes: true }, cluster);
    expect(getValue(defaultReleases, 'rook', 'cephFileSystems')).toEqual([]);
    expect(getValue(defaultReleases, 'rook-drivers', 'drivers', 'cephfs', 'enabled')).toBe(false);
    expect(getValue(sharedReleases, 'rook', 'cephFileSystems', 0, 'storageClass')).toMatchObject({
      name: 'rook-shared',
      isDefault: false,
    });
    expect(getValue(sharedReleases, 'rook-drivers', 'drivers', 'cephfs', 'enabled')).toBe(true);
  });

  test('prefixes the names of its CSI drivers with its namespace, as its StorageClasses require', () => {
    const releases = rook.releases({ name: 'ceph' }, cluster);
    expect(getValue(releases, 'ceph', 'operatorNamespace')).toBe('ceph');
    expect(getValue(releases, 'ceph-drivers', 'drivers', 'rbd', 'name')).toBe('ceph.rbd.csi.ceph.com');
    expect(getValue(releases, 'ceph', 'cephBlockPools', 0, 'storageClass', 'parameters')).toMatchObject({
      'csi.storage.k8s.io/provisioner-secret-name': 'rook-csi-rbd-provisioner',
      'csi.storage.k8s.io/provisioner-secret-namespace': 'ceph',
      'csi.storage.k8s.io/node-stage-secret-name': 'rook-csi-rbd-node',
    });
  });

  test('keeps the CephCluster when the component is removed from the definition', () => {
    expect(getValue(rook.releases({}, cluster), 'rook', 'cephClusterMetadata', 'annotations')).toEqual({
      'helm.sh/resource-policy': 'keep',
    });
  });

  test('allows ingress from nodes to its daemons, on the ports of Ceph only', () => {
    const { networkRules = {} } = getRelease(rook.releases({}, cluster), 'rook');
    const [policy] = synthesizeObjects((chart) => {
      createNetworkPolicy(chart, { name: 'daemons', namespace: 'rook' }, networkRules.daemons ?? {}, cluster);
    });
    expect(policy?.spec).toMatchObject({
      ingress: [
        {
          ports: [
            { port: 3300, protocol: 'TCP' },
            { port: 6789, protocol: 'TCP' },
            { port: 6800, endPort: 7568, protocol: 'TCP' },
          ],
        },
      ],
    });
  });

  test('rejects more replicas than nodes', () => {
    expect(rook.validate({ nodes: ['w1', 'w2'] }, cluster)).toMatchObject([
      {
        severity: 'error',
        path: ['replicas'],
        message: 'exceeds the number of nodes (2): each must run on a different node',
      },
    ]);
    expect(rook.validate({ nodes: ['w1', 'w2'], replicas: 2 }, cluster)).toMatchObject([{ severity: 'warning' }]);
    expect(rook.validate({}, cluster)).toEqual([]);
  });
});
