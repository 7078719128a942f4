import { serverCertificate } from './ca-certificates';
import { planCluster, smallCluster } from './plan-cluster';

describe('an on-premises cluster is rejected', () => {
  test.each<[string, object, string]>([
    [
      'without a control plane',
      { controlPlanes: {} },
      'clusters.dc1.controlPlanes is {}: must contain at least one control plane',
    ],
    [
      'with three control planes and no endpoint',
      { controlPlanes: { a: '10.0.0.1', b: '10.0.0.2', c: '10.0.0.3' } },
      'clusters.dc1.endpoint: is required with 3 control planes',
    ],
    [
      'with artifacts that anyone on the network could replace',
      { artifacts: { url: 'http://10.0.0.5/kubernetes' } },
      'clusters.dc1.artifacts.sha256: is required with http://10.0.0.5/kubernetes',
    ],
    [
      'with SSH settings of an unknown host',
      { ssh: { user: 'ops', hosts: { w7: { port: 2222 } } } },
      'clusters.dc1.ssh.hosts.w7: is not a host of this cluster',
    ],
    [
      'with a host name that no node can have',
      { workers: { 'w1.': '10.0.0.21' } },
      'clusters.dc1.workers.w1. is "w1.": must be a host name; write lower-case letters, digits and hyphens',
    ],
    [
      'with the certificate of a server as its CA',
      { certificateAuthority: { certificate: serverCertificate, privateKey: 'ca.key' } },
      'clusters.dc1.certificateAuthority.certificate: is not the certificate of a CA',
    ],
    [
      'with a CA that is not a certificate',
      {
        certificateAuthority: {
          certificate: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
          privateKey: 'ca.key',
        },
      },
      'clusters.dc1.certificateAuthority.certificate: is not a valid certificate',
    ],
    [
      'with two control planes',
      { controlPlanes: { a: '10.0.0.1', b: '10.0.0.2' }, endpoint: { address: '10.0.0.9' } },
      'an even number of etcd members',
    ],
    [
      'with two etcd hosts',
      { etcd: { e1: '10.0.0.31', e2: '10.0.0.32' } },
      'clusters.dc1.etcd is 2: an even number of etcd members',
    ],
    [
      'if its endpoint is the address of a control plane',
      { endpoint: { address: '10.0.0.11', via: 'keepalived' } },
      'clusters.dc1.endpoint.address is "10.0.0.11": is the address of a control plane, and would be unavailable',
    ],
    [
      'if HAProxy would use the port of the API server',
      { endpoint: { address: '10.0.0.9', via: 'keepalived', port: 6443 } },
      'clusters.dc1.endpoint.port is 6443: is already used by the API server on the control planes',
    ],
    [
      'if kube-vip would have to forward to another port',
      { endpoint: { address: '10.0.0.9', via: 'kube-vip', port: 8443 } },
      'clusters.dc1.endpoint.port is 8443: must be 6443, the port of the API server',
    ],
    [
      'if its control planes would have to hold a host name instead of an address',
      { endpoint: { address: 'api.acme.example', via: 'kube-vip' } },
      "must be an IP address with via: 'kube-vip'",
    ],
    [
      'if keepalived cannot be installed',
      { system: 'flatcar', endpoint: { address: '10.0.0.9', via: 'keepalived' } },
      'clusters.dc1.endpoint.via is "keepalived": cannot be installed on flatcar, whose /usr is read-only',
    ],
    ['if two hosts have the same address', { workers: { w1: '10.0.0.11' } }, 'the address is already used by host cp1'],
    [
      'on RHEL 7',
      { system: 'rhel-7' },
      "RHEL 7 has reached its end of life; install RHEL 9 or 10, and write 'rhel-9' or 'rhel-10'",
    ],
    [
      'on CoreOS Container Linux',
      { system: 'coreos' },
      'CoreOS Container Linux has reached its end of life; install Flatcar or Fedora CoreOS',
    ],
    [
      'on an unsupported operating system',
      { system: 'plan9' },
      'is not a supported operating system; write one of debian-12,',
    ],
    [
      'with a patch of another minor version',
      { kubernetes: '1.36', patch: '1.35.2' },
      'is not a patch version of Kubernetes 1.36',
    ],
    [
      'with an invalid label',
      { workers: {}, workerGroups: { g: { hosts: { w1: '10.0.0.21' }, labels: { 'a b': 'c' } } } },
      'must be a label key',
    ],
    [
      'with a taint without effect',
      { workers: {}, workerGroups: { g: { hosts: { w1: '10.0.0.21' }, taints: ['gpu=yes'] } } },
      'must be a taint; write one such as gpu=yes:NoSchedule',
    ],
    [
      'if its OpenID Connect issuer is a component that does not exist',
      { oidc: { issuer: 'ory', clientId: 'kubernetes' } },
      'clusters.dc1.oidc.issuer is "ory": is not a component of this cluster that issues tokens; write the URL of an',
    ],
    ['with an invalid host name', { workers: { 'w$(id)': '10.0.0.21' } }, 'must be a host name'],
  ])('%s', (_, change, message) => {
    expect(() => planCluster({ ...smallCluster, ...change })).toThrow(message);
  });

  test.each<[string, object, string]>([
    ['the address ranges', { podCidr: '10.1.0.0/16' }, "write 10.244.0.0/16, or apply state: 'removed'"],
    [
      'the endpoint',
      { endpoint: { address: '10.0.0.9' } },
      'clusters.dc1.endpoint is "10.0.0.9:6443": cannot be changed',
    ],
    [
      'the hosts of etcd',
      { etcd: { e1: '10.0.0.31' } },
      'clusters.dc1.etcd is "separate etcd hosts": cannot be changed on an existing cluster',
    ],
  ])('if %s of an existing cluster would change', (_, change, message) => {
    expect(() => planCluster({ ...smallCluster, ...change }, smallCluster)).toThrow(message);
  });

  test('if the removal of etcd hosts would break the quorum', () => {
    const previousOptions = { ...smallCluster, etcd: { e1: '10.0.0.31', e2: '10.0.0.32', e3: '10.0.0.33' } };
    const options = { ...smallCluster, etcd: { e1: '10.0.0.31', e4: '10.0.0.34', e5: '10.0.0.35' } };
    expect(() => planCluster(options, previousOptions)).toThrow('keep at least 2 of e1, e2, e3');
  });

  test('if the replacement of control planes would break the quorum of etcd, but not if some are only removed', () => {
    const threeControlPlanes = {
      ...smallCluster,
      controlPlanes: { a: '10.0.0.1', b: '10.0.0.2', c: '10.0.0.3' },
      endpoint: { address: '10.0.0.9' },
    };
    const withControlPlanes = (controlPlanes: object) => () =>
      planCluster({ ...threeControlPlanes, controlPlanes }, threeControlPlanes);
    expect(withControlPlanes({ a: '10.0.0.1', d: '10.0.0.4', e: '10.0.0.5' })).toThrow('keep at least 2 of a, b, c');
    expect(withControlPlanes({ a: '10.0.0.1' })).not.toThrow();
  });
});

describe('an on-premises cluster is planned', () => {
  test('with etcd on its control planes', () => {
    expect(planCluster(smallCluster).clusters[0]?.machines).toEqual([
      { name: 'cp1', address: '10.0.0.11', roles: ['control-plane', 'etcd'], schedulable: false },
      { name: 'w1', address: '10.0.0.21', roles: ['worker'] },
    ]);
  });

  test('with external etcd, and then with an even number of control planes', () => {
    const changedOptions = { etcd: { e1: '10.0.0.31' }, controlPlanes: { a: '10.0.0.1', b: '10.0.0.2' } };
    const machines = planCluster({ ...smallCluster, ...changedOptions, endpoint: { address: '10.0.0.9' } }).clusters[0]
      ?.machines;
    expect(machines?.map(({ name, roles }) => [name, ...roles].join(' '))).toEqual([
      ...['a control-plane', 'b control-plane'],
      ...['w1 worker', 'e1 etcd'],
    ]);
  });

  test('with worker groups', () => {
    const workerGroups = { disks: { hosts: { w2: '10.0.0.22' }, labels: { disk: 'ssd' } } };
    expect(planCluster({ ...smallCluster, workerGroups }).clusters[0]?.machines.map(({ name }) => name)).toEqual([
      'cp1',
      'w1',
      'w2',
    ]);
  });

  test('with the path of its kubeconfig, whose content is not in the Terraform state', () => {
    expect(planCluster(smallCluster).clusters[0]?.connection).toEqual({
      type: 'kubeconfig',
      path: 'kubeconfig/dc1.yaml',
    });
  });
});
