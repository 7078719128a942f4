import { createGkePlatform, describeGoogle } from '../../../support/google';
import { readStack, synthesize } from '../../../support/output-files';

describeGoogle('connections with other networks', (_, language) => {
  const resources = (via: string, cidrs = ['10.80.0.0/16']) => {
    const connections = { analytics: { cidrs, ports: [443], via } };
    const files = synthesize(createGkePlatform({ connections }), undefined, language);
    return readStack(files, 'prod-europe-north1-network').resource ?? {};
  };

  test('are peerings that exchange no other routes', () => {
    const via = 'projects/acme-analytics/global/networks/analytics';
    expect(resources(via).google_compute_network_peering).toMatchObject({
      'connection-analytics': {
        name: 'acme-prod-europe-north1-analytics',
        peer_network: via,
        import_custom_routes: false,
        export_custom_routes: false,
      },
    });
  });

  test('are routes to a VPN tunnel', () => {
    const via = 'projects/acme-prod/regions/europe-north1/vpnTunnels/analytics';
    expect(resources(via).google_compute_route).toMatchObject({
      'connection-analytics-10-80-0-0-16': { dest_range: '10.80.0.0/16', next_hop_vpn_tunnel: via },
    });
    expect(resources(via)).not.toHaveProperty('google_compute_network_peering');
  });

  test('let clients in them reach the private endpoint of the API, and no others', () => {
    const via = 'projects/acme-prod/regions/europe-north1/vpnTunnels/ci';
    const connections = { ci: { cidrs: ['10.80.0.0/16'], ports: [443], via } };
    const { resource = {} } = readStack(
      synthesize(createGkePlatform({ connections, apiClients: ['10.80.4.0/24'] }), undefined, language),
      'cloud1-infrastructure',
    );
    expect(resource.google_container_cluster?.cluster).toMatchObject({
      private_cluster_config: { enable_private_endpoint: true },
      master_authorized_networks_config: { cidr_blocks: [{ cidr_block: '10.80.4.0/24' }] },
    });
    const messages = language.check(createGkePlatform({ apiClients: ['10.80.4.0/24'] })).map(({ message }) => message);
    expect(messages).toEqual(['is neither in the network 10.0.0.0/16 nor in a connected one']);
  });

  test('are endpoints of services, with an address of the network', () => {
    const via = 'projects/acme-analytics/regions/europe-north1/serviceAttachments/analytics';
    const created = resources(via, ['10.0.128.200/32']);
    expect(created.google_compute_address).toMatchObject({
      'link-analytics-address': { address: '10.0.128.200', address_type: 'INTERNAL' },
    });
    expect(created.google_compute_forwarding_rule).toMatchObject({
      'link-analytics': { target: via, load_balancing_scheme: '' },
    });
    expect(created).not.toHaveProperty('google_compute_network_peering');
  });

  test('are to services in the region of the cluster', () => {
    const via = 'projects/acme-analytics/regions/europe-west1/serviceAttachments/analytics';
    const connections = { analytics: { cidrs: ['10.0.128.200/32'], ports: [443], via } };
    const problems = language.check(createGkePlatform({ connections }));
    expect(problems.map(({ path, message }) => `${path.join('.')} ${message}`)).toEqual([
      'clusters.cloud1.connections.analytics.via is a service in europe-west1',
    ]);
  });

  test('need the ID of the other network', () => {
    const connections = { analytics: { cidrs: ['10.80.0.0/16'], ports: [443] } };
    const problems = language.check(createGkePlatform({ connections }));
    expect(problems.map(({ path, message }) => `${path.join('.')} ${message}`)).toEqual([
      'clusters.cloud1.connections.analytics.via is missing',
    ]);
  });
});
