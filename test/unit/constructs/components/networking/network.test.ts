import { App, Chart } from 'cdk8s';
import { calico, cilium, coreDns, flannel, metallb } from '../../../../../constructs/components';
import { clusterInfo } from '../../../../../src/kinds/cluster-info';
import { valueAtPath } from '../../../../../src/schema/problem';
import { isChartRelease, type Release } from '../../../../../src/kinds/release';

const values = (releases: readonly Release[], name: string) =>
  releases.filter(isChartRelease).find((release) => release.name === name)?.values;

const renderObjects = (releases: readonly Release[]) => {
  const chart = new Chart(new App(), 'test');
  for (const release of releases)
    if ('objects' in release) for (const addObjects of Object.values(release.objects)) addObjects(chart);
  return chart.toJson() as readonly { kind: string; metadata: { name: string }; spec: Record<string, unknown> }[];
};

describe('a network plugin', () => {
  const cluster = clusterInfo({ podCidr: '10.1.0.0/16' });

  test('allocates pod addresses from podCidr of the cluster', () => {
    expect(values(flannel.releases({}, cluster), 'flannel')).toMatchObject({ podCidr: '10.1.0.0/16', podCidrv6: '' });
    expect(values(calico.releases({}, cluster), 'calico')).toMatchObject({
      installation: { calicoNetwork: { ipPools: [{ cidr: '10.1.0.0/16' }] } },
    });
    expect(values(cilium.releases({}, cluster), 'cilium')).toMatchObject({ ipam: { mode: 'kubernetes' } });
  });

  test('uses IPv6 if podCidr is an IPv6 range', () => {
    const ipv6Cluster = clusterInfo({ podCidr: 'fd00:1::/48' });
    expect(values(flannel.releases({}, ipv6Cluster), 'flannel')).toMatchObject({
      podCidr: '',
      podCidrv6: 'fd00:1::/48',
    });
    expect(values(cilium.releases({}, ipv6Cluster), 'cilium')).toMatchObject({
      ipv6: { enabled: true },
      ipv4: { enabled: false },
    });
  });

  test('provides network-policy only if it enforces NetworkPolicies', () => {
    expect(flannel.endpoints({})).toHaveProperty('network-policy');
    expect(flannel.endpoints({ networkPolicy: false })).not.toHaveProperty('network-policy');
  });

  test('pulls every image from the registry mirror and keeps the resources', () => {
    const mirrorCluster = clusterInfo({ registryMirror: 'mirror.acme.example/hub' });
    expect(values(cilium.releases({}, mirrorCluster), 'cilium')).toMatchObject({
      envoy: { image: { repository: 'mirror.acme.example/hub/cilium/cilium-envoy' }, resources: { limits: {} } },
    });
  });

  test('installs its monitors in phase `platform`, and only if the cluster provides `metrics`', () => {
    const releases = cilium.releases({}, clusterInfo({ capabilities: { metrics: {} } }));
    expect(releases.find(({ name }) => name === 'cilium-monitoring')).toMatchObject({ phase: 'platform' });
    expect(cilium.releases({}, clusterInfo()).map(({ name }) => name)).toEqual(['cilium']);
  });
});

describe('CoreDNS', () => {
  const cluster = clusterInfo({ capabilities: { 'network-policy': {}, metrics: { namespace: 'monitoring' } } });

  test('has the Service address that kubelets configure in pods', () => {
    expect(values(coreDns.releases({}, cluster), 'core-dns')).toMatchObject({
      service: { name: 'kube-dns', clusterIP: '10.96.0.10' },
      k8sAppLabelOverride: 'kube-dns',
    });
  });

  test('serves the domain of the cluster', () => {
    const [server] = valueAtPath(
      values(coreDns.releases({}, clusterInfo({ clusterDomain: 'dc1.local' })), 'core-dns'),
      ['servers'],
    ) as { plugins: { name: string; parameters?: string }[] }[];
    expect(server?.plugins.find(({ name }) => name === 'kubernetes')?.parameters).toContain('dc1.local');
  });

  test('forwards queries for a zone to its name servers', () => {
    const servers = valueAtPath(
      values(coreDns.releases({ zones: { 'corp.acme.example': ['10.0.0.54'] } }, cluster), 'core-dns'),
      ['servers'],
    );
    expect(servers).toMatchObject([
      { zones: [{ zone: '.' }] },
      { zones: [{ zone: 'corp.acme.example' }], plugins: [{}, { parameters: '. 10.0.0.54' }, {}] },
    ]);
  });

  test('allows ingress from every pod, by a policy that selects only the pods of CoreDNS in kube-system', () => {
    const [policy] = renderObjects(coreDns.releases({}, cluster)).filter(({ kind }) => kind === 'NetworkPolicy');
    expect(policy?.spec).toMatchObject({ podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } });
    expect(valueAtPath(policy, ['spec', 'ingress', 0, 'from'])).toEqual([{ namespaceSelector: {} }]);
  });
});

describe('MetalLB', () => {
  test('announces addresses by ARP or by BGP', () => {
    const kinds = (options: Parameters<typeof metallb>[0]) =>
      renderObjects(metallb.releases(options, clusterInfo())).map(({ kind }) => kind);
    expect(kinds({ addresses: ['10.0.9.0/24'] })).toEqual(['IPAddressPool', 'L2Advertisement']);
    const bgpPeers = [{ address: '10.0.0.1', asn: 64512, localAsn: 64513 }];
    expect(kinds({ addresses: ['10.0.9.0/24'], bgpPeers })).toEqual(['IPAddressPool', 'BGPPeer', 'BGPAdvertisement']);
  });

  test('rejects a value that is not an address range', () => {
    expect(metallb.schema.safeParse({ addresses: ['10.0.9.1'] }).success).toBe(false);
  });
});
