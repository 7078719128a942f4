import { createEksPlatform, describeAws } from '../../../support/aws';
import { readStack, synthesize } from '../../../support/output-files';

describeAws('connections with other networks', (_, language) => {
  const resources = (connections: object) =>
    readStack(synthesize(createEksPlatform({ connections }), undefined, language), 'prod-eu-north-1-network')
      .resource ?? {};
  const connection = { cidrs: ['10.80.0.0/16'], ports: [443] };

  test.each([
    ['pcx-0123456789abcdef0', 'vpc_peering_connection_id', 'aws_vpc_peering_connection_accepter'],
    ['tgw-0123456789abcdef0', 'transit_gateway_id', 'aws_ec2_transit_gateway_vpc_attachment'],
    ['vgw-0123456789abcdef0', 'gateway_id', 'aws_vpn_gateway_attachment'],
  ])('by %s have routes in each zone of nodes and of API servers, after the attachment', (via, target, attachment) => {
    const { aws_route: routes = {}, [attachment]: attachments } = resources({ analytics: { ...connection, via } });
    const added = Object.entries(routes).filter(([id]) => id.startsWith('connection-'));
    expect(added.map(([id]) => id)).toEqual(
      ['a', 'b', 'c', 'control-plane'].map((table) => `connection-analytics-10-80-0-0-16-${table}`),
    );
    for (const [, route] of added)
      expect(route).toMatchObject({
        destination_cidr_block: '10.80.0.0/16',
        [target]: via,
        route_table_id: expect.stringMatching(/aws_route_table\.(private-[abc]|control-plane)-table/) as unknown,
        depends_on: [`${attachment}.${via}`],
      });
    expect(Object.keys(attachments ?? {})).toEqual([via]);
  });

  const messagesOf = (options: object) => language.check(createEksPlatform(options)).map(({ message }) => message);

  test('let clients in them reach the private endpoint of the API, and no others', () => {
    const connections = { ci: { ...connection, via: 'tgw-0123456789abcdef0' } };
    const apiClients = ['10.80.4.0/24', '10.0.0.0/19'];
    const { resource = {} } = readStack(
      synthesize(createEksPlatform({ connections, apiClients }), undefined, language),
      'cloud1-infrastructure',
    );
    const rules = Object.entries(resource.aws_vpc_security_group_ingress_rule ?? {});
    expect(rules.map(([id, { cidr_ipv4: range, from_port: port }]) => [id, range, port])).toEqual([
      ['api-client-10-0-0-0-19', '10.0.0.0/19', 443],
      ['api-client-10-80-4-0-24', '10.80.4.0/24', 443],
    ]);
    expect(messagesOf({ connections, apiClients: ['10.81.0.0/24'] })).toEqual([
      'is neither in the network 10.0.0.0/16 nor in a connected one',
    ]);
  });

  test('need an ID, and addresses outside of the network', () => {
    expect(messagesOf({ connections: { analytics: connection } })).toContain('is missing');
    const via = 'pcx-0123456789abcdef0';
    expect(messagesOf({ connections: { analytics: { ...connection, cidrs: ['10.0.128.0/24'], via } } })).toContain(
      'overlaps with the network 10.0.0.0/16',
    );
  });

  test('have no ID in an existing network, whose routes exist', () => {
    const id = (type: string, digit = 0) => `${type}-0123456789abcdef${digit}`;
    const network = { id: id('vpc'), podCidr: '10.0.0.0/17', privateSubnets: [id('subnet'), id('subnet', 1)] };
    expect(messagesOf({ network, connections: { analytics: connection } })).toEqual([]);
    expect(messagesOf({ network, connections: { analytics: { ...connection, via: id('pcx') } } })).toEqual([
      'the network exists without Plinth, and so do its routes',
    ]);
  });

  const service = 'com.amazonaws.vpce.eu-north-1.vpce-svc-0123456789abcdef0';
  const link = { cidrs: ['10.0.144.200/32'], ports: [443], via: service };

  test('by a private link have addresses of the subnets of databases, which only nodes and pods reach', () => {
    const created = resources({ analytics: link });
    expect(created.aws_vpc_endpoint?.['link-analytics']).toMatchObject({
      service_name: service,
      vpc_endpoint_type: 'Interface',
      private_dns_enabled: false,
      subnet_configuration: [{ ipv4: '10.0.144.200', subnet_id: '${aws_subnet.data-a.id}' }],
    });
    expect(created.aws_vpc_security_group_ingress_rule).toMatchObject({
      'link-analytics-443': { cidr_ipv4: '10.0.0.0/17', from_port: 443, to_port: 443 },
    });
    expect(Object.keys(created.aws_route ?? {}).filter((id) => id.startsWith('connection-'))).toEqual([]);
  });

  test.each([
    ['outside of these subnets', ['10.80.0.1/32'], 'is not an address of the network for a private link'],
    ['of a range', ['10.0.144.0/28'], 'is not an address of the network for a private link'],
    ['that AWS uses itself', ['10.0.144.3/32'], 'is an address that the cloud uses itself in 10.0.144.0/22'],
    ['of one zone twice', ['10.0.144.200/32', '10.0.144.201/32'], 'is the second address in 10.0.144.0/22'],
  ])('by a private link cannot have an address %s', (_title, cidrs, message) => {
    expect(messagesOf({ connections: { analytics: { ...link, cidrs } } })).toEqual([message]);
  });

  test('by a private link are in the region of the cluster', () => {
    const via = service.replace('eu-north-1', 'eu-west-1');
    expect(messagesOf({ connections: { analytics: { ...link, via } } })).toEqual(['is a service in eu-west-1']);
  });
});
