import { createGkePlatform, describeGoogle } from '../../../support/google';
import { readStack, synthesize } from '../../../support/output-files';

describeGoogle('egress of a network in Google Cloud', (_, language) => {
  const registryMirror = 'europe-north1-docker.pkg.dev/acme-prod/mirror';
  const connections = {
    hub: { cidrs: ['10.80.0.0/16'], ports: [443], via: 'projects/acme-hub/global/networks/hub' },
  };
  const readNetwork = (network: object, options: object = {}) =>
    readStack(
      synthesize(createGkePlatform({ network, registryMirror, ...options }), undefined, language),
      'prod-europe-north1-network',
    );
  const messagesOf = (options: object) =>
    language.check(createGkePlatform(options)).map(({ path, message }) => `${path.join('.')}: ${message}`);

  test('is Cloud NAT by default, whose fixed addresses are an output of the stack', () => {
    const { resource = {}, output } = readNetwork({ natAddresses: 2 });
    expect(resource.google_compute_router_nat?.nat).toMatchObject({
      nat_ip_allocate_option: 'MANUAL_ONLY',
      nat_ips: ['${google_compute_address.nat-address.self_link}', '${google_compute_address.nat-address-2.self_link}'],
    });
    expect(output).toMatchObject({
      'egress-addresses': {
        value: ['${google_compute_address.nat-address.address}', '${google_compute_address.nat-address-2.address}'],
      },
    });
    expect(resource.google_compute_network?.network).toMatchObject({ delete_default_routes_on_create: true });
    expect(resource.google_compute_route?.['internet-route']).toMatchObject({
      next_hop_gateway: 'default-internet-gateway',
    });
    expect(resource).not.toHaveProperty('google_compute_firewall');
    expect(resource).not.toHaveProperty('google_dns_managed_zone');
  });

  test('none leaves nodes the APIs of Google at restricted.googleapis.com only', () => {
    const { resource = {}, output } = readNetwork({ egress: 'none' });
    expect(output).toBeUndefined();
    for (const type of ['google_compute_router', 'google_compute_router_nat'])
      expect(resource).not.toHaveProperty(type);
    expect(resource.google_compute_route).toEqual({
      'google-apis-route': expect.objectContaining({ dest_range: '199.36.153.4/30' }) as object,
    });
    expect(Object.values(resource.google_dns_managed_zone ?? {}).map(({ dns_name: name }) => name)).toEqual([
      'gcr.io.',
      'googleapis.com.',
      'pkg.dev.',
    ]);
    expect(resource.google_dns_record_set).toMatchObject({
      'googleapis-com-addresses': { name: 'restricted.googleapis.com.', type: 'A' },
      'googleapis-com-names': { name: '*.googleapis.com.', rrdatas: ['restricted.googleapis.com.'] },
      'pkg-dev-addresses': {
        name: 'pkg.dev.',
        rrdatas: ['199.36.153.4', '199.36.153.5', '199.36.153.6', '199.36.153.7'],
      },
      'pkg-dev-names': { name: '*.pkg.dev.', rrdatas: ['pkg.dev.'] },
    });
    expect(resource.google_compute_firewall).toMatchObject({
      'egress-allowed': {
        direction: 'EGRESS',
        priority: 1000,
        destination_ranges: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '199.36.153.4/30'],
      },
      'egress-others': { direction: 'EGRESS', priority: 2000, deny: [{ protocol: 'all' }] },
    });
  });

  test.each([
    ['10.80.0.4', 'next_hop_ilb'],
    ['projects/acme-prod/regions/europe-north1/vpnTunnels/hub', 'next_hop_vpn_tunnel'],
  ])('through %s is the default route', (via, target) => {
    const { resource = {} } = readNetwork({ egress: { via } }, { connections });
    expect(resource.google_compute_route?.['internet-route']).toMatchObject({
      dest_range: '0.0.0.0/0',
      [target]: via,
    });
    expect(resource).not.toHaveProperty('google_compute_router_nat');
    expect(resource.google_compute_route).toHaveProperty('google-apis-route');
    expect(resource).not.toHaveProperty('google_compute_firewall');
  });

  test('to allowed ranges has firewall rules for these', () => {
    const { resource = {} } = readNetwork({ egress: { allowedRanges: ['203.0.113.0/24'] } });
    expect(resource.google_compute_firewall?.['egress-allowed']).toMatchObject({
      destination_ranges: expect.arrayContaining(['203.0.113.0/24']) as string[],
    });
    expect(resource).toHaveProperty('google_compute_router_nat');
  });

  test('refuses what does not agree with it', () => {
    expect(messagesOf({ network: { egress: { via: '10.90.0.4' } }, connections })).toEqual([
      'clusters.cloud1.network.egress.via: is in no connected network',
    ]);
    expect(messagesOf({ network: { egress: 'none' } })).toEqual([
      expect.stringContaining('registryMirror: is missing: nodes reach no public registry'),
    ]);
    const podCidr = '34.118.0.0/17';
    expect(messagesOf({ network: { egress: { allowedRanges: ['203.0.113.0/24'] } }, podCidr })).toContainEqual(
      expect.stringContaining('podCidr: has public addresses, which `egress` of the network denies'),
    );
  });
});
