import { planOf, small } from './described';

describe('an on-premises cluster is refused', () => {
  test.each<[string, object, string]>([
    [
      'without a control plane',
      { controlPlanes: {} },
      'clusters.dc1.controlPlanes is {}: a cluster needs a control plane',
    ],
    [
      'with three control planes and no address that outlives them',
      { controlPlanes: { a: '10.0.0.1', b: '10.0.0.2', c: '10.0.0.3' } },
      'clusters.dc1.endpoint: 3 control planes need one address that outlives each of them',
    ],
    [
      'with two control planes',
      { controlPlanes: { a: '10.0.0.1', b: '10.0.0.2' }, endpoint: { address: '10.0.0.9' } },
      'an even number of etcd members',
    ],
    [
      'with two hosts of etcd',
      { etcd: { e1: '10.0.0.31', e2: '10.0.0.32' } },
      'clusters.dc1 is 2: an even number of etcd members',
    ],
    [
      "when its endpoint is a control plane's own address",
      { endpoint: { address: '10.0.0.11', via: 'keepalived' } },
      'clusters.dc1.endpoint.address is "10.0.0.11": is the address of a control plane, and would go down with it',
    ],
    [
      'when the balancer would take the port of the API',
      { endpoint: { address: '10.0.0.9', via: 'keepalived', port: 6443 } },
      'clusters.dc1.endpoint.port is 6443: is taken on the control planes by the API itself',
    ],
    [
      'when kube-vip would have to hand on to another port',
      { endpoint: { address: '10.0.0.9', via: 'kube-vip', port: 8443 } },
      'clusters.dc1.endpoint.port is 8443: is not the port of the API, which kube-vip hands nobody on to',
    ],
    [
      'when its control planes would have to hold a name',
      { endpoint: { address: 'api.acme.example', via: 'kube-vip' } },
      'is a name, and the control planes can hold addresses alone',
    ],
    [
      'when keepalived cannot be installed',
      { system: 'flatcar', endpoint: { address: '10.0.0.9', via: 'keepalived' } },
      'nothing can be installed into the /usr of flatcar',
    ],
    ['when two hosts have one address', { workers: { w1: '10.0.0.11' } }, 'the address is used already, by cp1'],
    ['on RHEL 7', { system: 'rhel-7' }, "RHEL 7 has ended; write 'rhel-9' or 'rhel-10', and install that"],
    [
      'on CoreOS Container Linux',
      { system: 'coreos' },
      "CoreOS Container Linux has ended; write 'flatcar' or 'fedora-coreos'",
    ],
    [
      'on a system that Plinth does not know',
      { system: 'plan9' },
      'not a system that hosts may have; write one of debian-12,',
    ],
    [
      'with a patch of another minor version',
      { kubernetes: '1.36', patch: '1.35.2' },
      'is no patch of Kubernetes 1.36',
    ],
    [
      'with a label that Kubernetes would refuse',
      { workers: {}, workerGroups: { g: { hosts: { w1: '10.0.0.21' }, labels: { 'a b': 'c' } } } },
      'not the key of a label',
    ],
    [
      'with a taint without its effect',
      { workers: {}, workerGroups: { g: { hosts: { w1: '10.0.0.21' }, taints: ['gpu=yes'] } } },
      'not a taint; write one such as gpu=yes:NoSchedule',
    ],
    [
      'whose API would take the tokens of a component that is not there',
      { oidc: { issuer: 'ory', clientId: 'kubernetes' } },
      'clusters.dc1.oidc.issuer is "ory": no component of this cluster gives out tokens by that name; write the URL of an',
    ],
    ['with a host name that is none', { workers: { 'w$(id)': '10.0.0.21' } }, 'must be a DNS label'],
  ])('%s', (_, change, message) => {
    expect(() => planOf({ ...small, ...change })).toThrow(message);
  });

  test.each<[string, object, string]>([
    ['its ranges', { podCidr: '10.1.0.0/16' }, 'write 10.244.0.0/16, or tear it down'],
    ['its endpoint', { endpoint: { address: '10.0.0.9' } }, 'clusters.dc1.endpoint is "10.0.0.9:6443": a standing'],
    [
      'where etcd runs',
      { etcd: { e1: '10.0.0.31' } },
      'clusters.dc1.etcd is "hosts of its own": a standing cluster keeps',
    ],
  ])('when a standing cluster would have to change %s', (_, change, message) => {
    expect(() => planOf({ ...small, ...change }, small)).toThrow(message);
  });

  test('when so many hosts of etcd leave that it could not agree any more', () => {
    const before = { ...small, etcd: { e1: '10.0.0.31', e2: '10.0.0.32', e3: '10.0.0.33' } };
    const now = { ...small, etcd: { e1: '10.0.0.31', e4: '10.0.0.34', e5: '10.0.0.35' } };
    expect(() => planOf(now, before)).toThrow('keep at least 2 of e1, e2, e3');
  });

  test('when so many members of etcd leave that it could not agree any more', () => {
    const three = {
      ...small,
      controlPlanes: { a: '10.0.0.1', b: '10.0.0.2', c: '10.0.0.3' },
      endpoint: { address: '10.0.0.9' },
    };
    expect(() => planOf({ ...three, controlPlanes: { a: '10.0.0.1' } }, three)).toThrow('keep at least 2 of a, b, c');
  });
});

describe('an on-premises cluster is planned', () => {
  test('with etcd on its control planes', () => {
    expect(planOf(small).clusters[0]?.machines).toEqual([
      { name: 'cp1', address: '10.0.0.11', roles: ['control-plane', 'etcd'], schedulable: false },
      { name: 'w1', address: '10.0.0.21', roles: ['worker'] },
    ]);
  });

  test('with etcd on hosts of its own, two control planes even', () => {
    const more = { etcd: { e1: '10.0.0.31' }, controlPlanes: { a: '10.0.0.1', b: '10.0.0.2' } };
    const machines = planOf({ ...small, ...more, endpoint: { address: '10.0.0.9' } }).clusters[0]?.machines;
    expect(machines?.map(({ name, roles }) => [name, ...roles].join(' '))).toEqual([
      ...['a control-plane', 'b control-plane'],
      ...['w1 worker', 'e1 etcd'],
    ]);
  });

  test('with workers in groups', () => {
    const workerGroups = { disks: { hosts: { w2: '10.0.0.22' }, labels: { disk: 'ssd' } } };
    expect(planOf({ ...small, workerGroups }).clusters[0]?.machines.map(({ name }) => name)).toEqual([
      'cp1',
      'w1',
      'w2',
    ]);
  });

  test('with a kubeconfig that is reached by a path, not kept in the state', () => {
    expect(planOf(small).clusters[0]?.access).toEqual({ type: 'kubeconfig', path: 'kubeconfig/dc1.yaml' });
  });
});
