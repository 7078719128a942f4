import { longhorn } from '../../../../../constructs/components';
import { createNetworkPolicy } from '../../../../../constructs/kubernetes/network-policies';
import { clusterInfo } from '../../../../../src/kinds/cluster-info';
import { synthesizeObjects } from '../../../../support/rendered';
import { getRelease } from '../../../../support/releases';

const cluster = clusterInfo();

describe('Longhorn', () => {
  test.each([
    ['iSCSI', 'disks', 'instance-manager', 3260],
    ['NFS (ReadWriteMany)', 'shares', 'share-manager', 2049],
  ])('allows ingress from nodes, whose kernels mount volumes by %s', (_, policy, component, port) => {
    const { networkRules = {} } = getRelease(longhorn.releases({}, cluster), 'longhorn');
    const [networkPolicy] = synthesizeObjects((chart) => {
      createNetworkPolicy(chart, { name: policy, namespace: 'longhorn' }, networkRules[policy] ?? {}, cluster);
    });
    expect(networkPolicy?.spec).toMatchObject({
      podSelector: { matchLabels: { 'longhorn.io/component': component } },
      ingress: [{ from: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: [{ port, protocol: 'TCP' }] }],
    });
  });
});
