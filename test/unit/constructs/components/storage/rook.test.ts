import { rook } from '../../../../../constructs/components';
import { createNetworkPolicy } from '../../../../../constructs/kubernetes/network-policies';
import { clusterInfo } from '../../../../../src/kinds/cluster-info';
import { rendered } from '../../../../support/rendered';
import { releaseOf, valueOf } from '../../../../support/releases';

const cluster = clusterInfo();
const spec = (options: Parameters<typeof rook.releases>[0], ...path: string[]) =>
  valueOf(rook.releases(options, cluster), 'rook', 'cephClusterSpec', ...path);

describe('Rook', () => {
  test('takes every empty disk of every node, or the disks and nodes that are named', () => {
    expect(spec({}, 'storage')).toEqual({ useAllNodes: true, useAllDevices: true });
    expect(spec({ nodes: ['w1', 'w2', 'w3'], devices: '^sd[b-z]$' }, 'storage')).toEqual({
      useAllNodes: false,
      useAllDevices: false,
      nodes: [{ name: 'w1' }, { name: 'w2' }, { name: 'w3' }],
      deviceFilter: '^sd[b-z]$',
    });
  });

  test('keeps each volume on as many nodes as are asked for', () => {
    expect(valueOf(rook.releases({}, cluster), 'rook', 'cephBlockPools', 0, 'spec')).toEqual({
      failureDomain: 'host',
      replicated: { size: 3 },
    });
    expect(valueOf(rook.releases({ replicas: 1 }, cluster), 'rook', 'cephBlockPools', 0, 'spec')).toMatchObject({
      replicated: { size: 1, requireSafeReplicaSize: false },
    });
  });

  test('brings a class of volumes with many writers only where it is asked for', () => {
    const one = rook.releases({}, cluster);
    const many = rook.releases({ sharedVolumes: true }, cluster);
    expect(valueOf(one, 'rook', 'cephFileSystems')).toEqual([]);
    expect(valueOf(one, 'rook-drivers', 'drivers', 'cephfs', 'enabled')).toBe(false);
    expect(valueOf(many, 'rook', 'cephFileSystems', 0, 'storageClass')).toMatchObject({
      name: 'rook-shared',
      isDefault: false,
    });
    expect(valueOf(many, 'rook-drivers', 'drivers', 'cephfs', 'enabled')).toBe(true);
  });

  test('names its drivers after its namespace, as its classes look for them', () => {
    const releases = rook.releases({ name: 'ceph' }, cluster);
    expect(valueOf(releases, 'ceph', 'operatorNamespace')).toBe('ceph');
    expect(valueOf(releases, 'ceph-drivers', 'drivers', 'rbd', 'name')).toBe('ceph.rbd.csi.ceph.com');
    expect(valueOf(releases, 'ceph', 'cephBlockPools', 0, 'storageClass', 'parameters')).toMatchObject({
      'csi.storage.k8s.io/provisioner-secret-name': 'rook-csi-rbd-provisioner',
      'csi.storage.k8s.io/provisioner-secret-namespace': 'ceph',
      'csi.storage.k8s.io/node-stage-secret-name': 'rook-csi-rbd-node',
    });
  });

  test('leaves its disks alone when it is taken out of the description', () => {
    expect(valueOf(rook.releases({}, cluster), 'rook', 'cephClusterMetadata', 'annotations')).toEqual({
      'helm.sh/resource-policy': 'keep',
    });
  });

  test('lets nodes reach its daemons, on the ports of Ceph and no others', () => {
    const { networkRules = {} } = releaseOf(rook.releases({}, cluster), 'rook');
    const [policy] = rendered((chart) => {
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

  test('refuses fewer nodes than keep each volume', () => {
    expect(rook.validate({ nodes: ['w1', 'w2'] }, cluster)).toMatchObject([
      { severity: 'error', path: ['replicas'], message: 'is more than the nodes, 2, and no node counts twice' },
    ]);
    expect(rook.validate({ nodes: ['w1', 'w2'], replicas: 2 }, cluster)).toMatchObject([{ severity: 'warning' }]);
    expect(rook.validate({}, cluster)).toEqual([]);
  });
});
