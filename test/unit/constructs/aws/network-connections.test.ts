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
  ])('by %s have a route in each zone of nodes, after the attachment', (via, target, attachment) => {
    const { aws_route: routes = {}, [attachment]: attachments } = resources({ analytics: { ...connection, via } });
    const added = Object.entries(routes).filter(([id]) => id.startsWith('connection-'));
    expect(added.map(([id]) => id)).toEqual(['a', 'b', 'c'].map((zone) => `connection-analytics-10-80-0-0-16-${zone}`));
    for (const [, route] of added)
      expect(route).toMatchObject({
        destination_cidr_block: '10.80.0.0/16',
        [target]: via,
        route_table_id: expect.stringMatching(/aws_route_table\.private-[abc]-table/) as unknown,
        depends_on: [`${attachment}.${via}`],
      });
    expect(Object.keys(attachments ?? {})).toEqual([via]);
  });

  const messagesOf = (options: object) => language.check(createEksPlatform(options)).map(({ message }) => message);

  test('need an ID, and addresses outside of the network', () => {
    expect(messagesOf({ connections: { analytics: connection } })).toContain('is missing');
    const via = 'pcx-0123456789abcdef0';
    expect(messagesOf({ connections: { analytics: { ...connection, cidrs: ['10.0.128.0/24'], via } } })).toContain(
      'overlaps with the network 10.0.0.0/16',
    );
  });

  test('have no ID in an existing network, whose routes exist', () => {
    const id = (type: string) => `${type}-0123456789abcdef0`;
    const network = { id: id('vpc'), podCidr: '10.0.0.0/17', privateSubnets: [id('subnet')] };
    expect(messagesOf({ network, connections: { analytics: connection } })).toEqual([]);
    expect(messagesOf({ network, connections: { analytics: { ...connection, via: id('pcx') } } })).toEqual([
      'the network exists without Plinth, and so do its routes',
    ]);
  });
});
