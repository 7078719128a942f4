import { App, Chart } from 'cdk8s';
import { calico, cilium, coreDns, flannel, metallb } from '../../../../../constructs/components';
import { clusterInfo } from '../../../../../src/kinds/cluster-info';
import { valueAtPath } from '../../../../../src/schema/problem';
import { isChart, type Release } from '../../../../../src/kinds/release';

const values = (releases: readonly Release[], name: string) =>
  releases.filter(isChart).find((release) => release.name === name)?.values;

const objects = (releases: readonly Release[]) => {
  const chart = new Chart(new App(), 'test');
  for (const release of releases)
    if ('objects' in release) for (const file of Object.values(release.objects)) file(chart);
  return chart.toJson() as readonly { kind: string; metadata: { name: string }; spec: Record<string, unknown> }[];
};

describe('a network', () => {
  const cluster = clusterInfo({ podCidr: '10.1.0.0/16' });

  test('gives pods addresses of the range that the cluster says', () => {
    expect(values(flannel.releases({}, cluster), 'flannel')).toMatchObject({ podCidr: '10.1.0.0/16', podCidrv6: '' });
    expect(values(calico.releases({}, cluster), 'calico')).toMatchObject({
      installation: { calicoNetwork: { ipPools: [{ cidr: '10.1.0.0/16' }] } },
    });
    expect(values(cilium.releases({}, cluster), 'cilium')).toMatchObject({ ipam: { mode: 'kubernetes' } });
  });

  test('speaks IPv6 where the pods do', () => {
    const six = clusterInfo({ podCidr: 'fd00:1::/48' });
    expect(values(flannel.releases({}, six), 'flannel')).toMatchObject({ podCidr: '', podCidrv6: 'fd00:1::/48' });
    expect(values(cilium.releases({}, six), 'cilium')).toMatchObject({
      ipv6: { enabled: true },
      ipv4: { enabled: false },
    });
  });

  test('claims to enforce policies only where it does', () => {
    expect(flannel.provides({})).toHaveProperty('network-policy');
    expect(flannel.provides({ networkPolicy: false })).not.toHaveProperty('network-policy');
  });

  test('takes every image from the mirror, resources untouched', () => {
    const mirror = clusterInfo({ registryMirror: 'mirror.acme.example/hub' });
    expect(values(cilium.releases({}, mirror), 'cilium')).toMatchObject({
      envoy: { image: { repository: 'mirror.acme.example/hub/cilium/cilium-envoy' }, resources: { limits: {} } },
    });
  });

  test('needs nothing of the platform: its monitors come later, and only where somebody reads them', () => {
    const watched = cilium.releases({}, clusterInfo({ capabilities: { metrics: {} } }));
    expect(watched.find(({ name }) => name === 'cilium-monitoring')).toMatchObject({ phase: 'platform' });
    expect(cilium.releases({}, clusterInfo()).map(({ name }) => name)).toEqual(['cilium']);
  });
});

describe('CoreDNS', () => {
  const cluster = clusterInfo({ capabilities: { 'network-policy': {}, metrics: { namespace: 'monitoring' } } });

  test('answers at the address that kubelets hand to pods', () => {
    expect(values(coreDns.releases({}, cluster), 'core-dns')).toMatchObject({
      service: { name: 'kube-dns', clusterIP: '10.96.0.10' },
      k8sAppLabelOverride: 'kube-dns',
    });
  });

  test('knows the domain of the cluster', () => {
    const [server] = valueAtPath(
      values(coreDns.releases({}, clusterInfo({ clusterDomain: 'dc1.local' })), 'core-dns'),
      ['servers'],
    ) as { plugins: { name: string; parameters?: string }[] }[];
    expect(server?.plugins.find(({ name }) => name === 'kubernetes')?.parameters).toContain('dc1.local');
  });

  test('asks the servers of a zone for what lies in it', () => {
    const servers = valueAtPath(
      values(coreDns.releases({ zones: { 'corp.acme.example': ['10.0.0.54'] } }, cluster), 'core-dns'),
      ['servers'],
    );
    expect(servers).toMatchObject([
      { zones: [{ zone: '.' }] },
      { zones: [{ zone: 'corp.acme.example' }], plugins: [{}, { parameters: '. 10.0.0.54' }, {}] },
    ]);
  });

  test('is asked by every pod, and kube-system is left as it is', () => {
    const [policy] = objects(coreDns.releases({}, cluster)).filter(({ kind }) => kind === 'NetworkPolicy');
    expect(policy?.spec).toMatchObject({ podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } });
    expect(valueAtPath(policy, ['spec', 'ingress', 0, 'from'])).toEqual([{ namespaceSelector: {} }]);
  });
});

describe('MetalLB', () => {
  test('answers for addresses by ARP, or tells routers by BGP', () => {
    const kinds = (options: Parameters<typeof metallb>[0]) =>
      objects(metallb.releases(options, clusterInfo())).map(({ kind }) => kind);
    expect(kinds({ addresses: ['10.0.9.0/24'] })).toEqual(['IPAddressPool', 'L2Advertisement']);
    const bgpPeers = [{ address: '10.0.0.1', asn: 64512, localAsn: 64513 }];
    expect(kinds({ addresses: ['10.0.9.0/24'], bgpPeers })).toEqual(['IPAddressPool', 'BGPPeer', 'BGPAdvertisement']);
  });

  test('refuses what is no range of addresses', () => {
    expect(metallb.schema.safeParse({ addresses: ['10.0.9.1'] }).success).toBe(false);
  });
});
