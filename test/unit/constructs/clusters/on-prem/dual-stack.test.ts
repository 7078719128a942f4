import { metallb } from '../../../../../constructs/components/networking/metallb';
import { clusterInfo } from '../../../../../src/kinds/cluster-info';
import { DefinitionError, formatProblem } from '../../../../../src/schema/problem';
import { planCluster, smallCluster } from './plan-cluster';

const dualStack = {
  podCidr: 'fd00:10:244::/56',
  serviceCidr: 'fd00:10:96::/112',
  addresses: { cp1: 'fd00:10::11', w1: 'fd00:10::21' },
};

/** Returns the errors of a dual-stack cluster with these changes of its options. */
function listErrors(changes: { dualStack?: object } & Record<string, unknown> = {}, previous?: object) {
  return listProblems({ ...smallCluster, ...changes, dualStack: { ...dualStack, ...changes.dualStack } }, previous);
}

function listProblems(options: object, previous?: object): readonly string[] {
  try {
    return planCluster(options, previous).warnings.map(formatProblem);
  } catch (error) {
    if (error instanceof DefinitionError) return error.problems.map(formatProblem);
    throw error;
  }
}

describe('a dual-stack cluster', () => {
  it('has ranges of both IP families, and an address of each for every node', () => {
    const plan = planCluster({ ...smallCluster, dualStack });
    expect(plan.warnings).toEqual([]);
    expect(plan.clusters[0]?.machines).toMatchObject([
      { name: 'cp1', address: '10.0.0.11', secondAddress: 'fd00:10::11' },
      { name: 'w1', address: '10.0.0.21', secondAddress: 'fd00:10::21' },
    ]);
  });

  it('may have IPv6 as its first family', () => {
    const options = {
      ...{ podCidr: dualStack.podCidr, serviceCidr: dualStack.serviceCidr },
      ...{ controlPlanes: { cp1: 'fd00:10::11' }, workers: { w1: 'fd00:10::21' } },
      dualStack: {
        ...{ podCidr: '10.244.0.0/16', serviceCidr: '10.96.0.0/16' },
        addresses: { cp1: '10.0.0.11', w1: '10.0.0.21' },
      },
    };
    expect(listErrors(options)).toEqual([]);
  });

  it.each<[string, Parameters<typeof listErrors>[0], string]>([
    [
      'a second range of pods of the first family',
      { dualStack: { podCidr: '10.200.0.0/16' } },
      'clusters.dc1.dualStack.podCidr is "10.200.0.0/16": is IPv4, as podCidr 10.244.0.0/16 is',
    ],
    [
      'a second address of the first family',
      { dualStack: { addresses: { cp1: '10.0.1.11', w1: 'fd00:10::21' } } },
      'clusters.dc1.dualStack.addresses.cp1 is "10.0.1.11": is IPv4',
    ],
    [
      'a node without second address',
      { dualStack: { addresses: { cp1: 'fd00:10::11' } } },
      'clusters.dc1.dualStack.addresses: has no address of w1',
    ],
    [
      'a second address of no node',
      { dualStack: { addresses: { ...dualStack.addresses, w7: 'fd00:10::27' } } },
      'clusters.dc1.dualStack.addresses.w7 is "fd00:10::27": is not a node of this cluster',
    ],
    [
      'a second address of an etcd host',
      { etcd: { e1: '10.0.0.31' }, dualStack: { addresses: { ...dualStack.addresses, e1: 'fd00:10::31' } } },
      'clusters.dc1.dualStack.addresses.e1 is "fd00:10::31": is a host that runs only etcd',
    ],
    [
      'the same second address twice',
      { dualStack: { addresses: { cp1: 'fd00:10::11', w1: 'fd00:10::11' } } },
      'clusters.dc1.dualStack.addresses.w1 is "fd00:10::11": the address is already used by host cp1',
    ],
    [
      'overlapping ranges of the second family',
      { dualStack: { serviceCidr: 'fd00:10:244:0:1::/112' } },
      'clusters.dc1.dualStack.podCidr is "fd00:10:244::/56": overlaps with dualStack.serviceCidr fd00:10:244:0:1::/112',
    ],
    [
      'a second range that contains a host',
      { dualStack: { addresses: { cp1: 'fd00:10:244::11', w1: 'fd00:10::21' } } },
      'clusters.dc1.dualStack.podCidr is "fd00:10:244::/56": contains the address fd00:10:244::11 of host \'cp1\'',
    ],
    [
      'a reserved second range',
      { dualStack: { podCidr: 'fe80::/56' } },
      'clusters.dc1.dualStack.podCidr is "fe80::/56": overlaps with fe80::/10',
    ],
    [
      'a range of pods that kubeadm refuses',
      { dualStack: { podCidr: 'fd00:10::/40' } },
      'clusters.dc1.dualStack.podCidr is "fd00:10::/40": is too large for kubeadm',
    ],
    [
      'a range of Services that the API server refuses',
      { dualStack: { serviceCidr: 'fd00:10:96::/64' } },
      'clusters.dc1.dualStack.serviceCidr is "fd00:10:96::/64": is too large for kubeadm',
    ],
    [
      'an argument that kube-controller-manager refuses',
      { controllerManager: { 'node-cidr-mask-size': '25' } },
      'clusters.dc1.controllerManager.node-cidr-mask-size is "25": is not read by kubeadm',
    ],
  ])('is rejected with %s', (_, changes, message) => {
    expect(listErrors(changes).join('\n')).toContain(message);
  });

  it('keeps its IP families', () => {
    expect(listErrors({}, smallCluster).join('\n')).toContain('clusters.dc1.dualStack');
  });

  it('drains a node whose second address changes, and joins it again', () => {
    const addresses = { ...dualStack.addresses, w1: 'fd00:10::22' };
    const plan = planCluster(
      { ...smallCluster, dualStack: { ...dualStack, addresses } },
      { ...smallCluster, dualStack },
    );
    expect(plan.changes.map(({ action, path }) => `${action} ${path.join('.')}`)).toEqual([
      'drain clusters.dc1.w1',
      'join clusters.dc1.w1',
    ]);
  });
});

describe('arguments of kube-controller-manager that change the ranges of nodes', () => {
  const check = (controllerManager: object, kubelet = {}) =>
    listProblems({ ...smallCluster, podCidr: '10.244.0.0/24', controllerManager, kubelet });

  it('are included in the check of the range of pods', () => {
    expect(check({ 'node-cidr-mask-size-ipv4': '25' })).toEqual([]);
    expect(check({ 'node-cidr-mask-size-ipv4': '23' }).join()).toContain('is smaller than the range of one node');
    expect(check({ 'allocate-node-cidrs': 'false' })).toEqual([]);
    expect(check({ 'node-cidr-mask-size-ipv4': 'x' }).join()).toContain('must be a prefix length');
  });

  it('leave an address for every pod of a node', () => {
    expect(check({ 'node-cidr-mask-size-ipv4': '26' }).join()).toContain(
      'clusters.dc1.kubelet.maxPods is 110: exceeds the 61 addresses',
    );
    expect(check({ 'node-cidr-mask-size-ipv4': '26' }, { maxPods: 61 })).toEqual([]);
  });
});

describe('addresses of a load balancer', () => {
  const check = (addresses: readonly string[], hasDualStack: boolean) =>
    metallb
      .bind({ name: 'metallb', addresses })
      .validate(clusterInfo(hasDualStack ? { dualStack } : {}))
      .map(formatProblem);

  it('have an IP family of the cluster', () => {
    expect(check(['10.0.9.0/24', 'fd00:9::/120'], true)).toEqual([]);
    expect(check(['10.0.9.0/24', 'fd00:9::/120'], false)).toEqual([
      expect.stringContaining('addresses[1] is "fd00:9::/120": is IPv6, which no Service of the cluster has'),
    ]);
  });

  it('are outside of the second ranges of the cluster', () => {
    expect(check(['fd00:10:244:9::/64'], true)).toEqual([
      expect.stringContaining('overlaps with dualStack.podCidr, fd00:10:244::/56'),
    ]);
  });
});
