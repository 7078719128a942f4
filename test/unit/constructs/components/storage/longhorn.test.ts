import { longhorn } from '../../../../../constructs/components';
import { createNetworkPolicy } from '../../../../../constructs/kubernetes/network-policies';
import { clusterInfo } from '../../../../../src/kinds/cluster-info';
import { rendered } from '../../../../support/rendered';
import { releaseOf } from '../../../../support/releases';

const cluster = clusterInfo();

describe('Longhorn', () => {
  test.each([
    ['iSCSI', 'disks', 'instance-manager', 3260],
    ['NFS, which many pods may write to', 'shares', 'share-manager', 2049],
  ])('lets the kernels of nodes mount volumes by %s', (_, policy, component, port) => {
    const { networkRules = {} } = releaseOf(longhorn.releases({}, cluster), 'longhorn');
    const [drawn] = rendered((chart) => {
      createNetworkPolicy(chart, { name: policy, namespace: 'longhorn' }, networkRules[policy] ?? {}, cluster);
    });
    expect(drawn?.spec).toMatchObject({
      podSelector: { matchLabels: { 'longhorn.io/component': component } },
      ingress: [{ from: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: [{ port, protocol: 'TCP' }] }],
    });
  });
});
