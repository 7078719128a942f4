import { createAksPlatform, describeAzure } from '../../../support/azure';
import { readStack, synthesize } from '../../../support/output-files';

describeAzure('connections with other networks', (_, language) => {
  const via =
    '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/a/providers/Microsoft.Network/virtualNetworks/analytics';
  const connection = { cidrs: ['10.80.0.0/16'], ports: [443], via };
  const resources = (options: object) =>
    readStack(synthesize(createAksPlatform(options), undefined, language), 'prod-swedencentral-network').resource ?? {};

  test('are peerings that accept no forwarded traffic', () => {
    expect(resources({ connections: { analytics: connection } }).azurerm_virtual_network_peering).toMatchObject({
      'connection-analytics': {
        name: 'analytics',
        remote_virtual_network_id: via,
        allow_forwarded_traffic: false,
        allow_gateway_transit: false,
      },
    });
  });

  test('reach neither nodes nor private endpoints', () => {
    const { azurerm_network_security_group: groups = {} } = resources({ connections: { analytics: connection } });
    const denied = { access: 'Deny', direction: 'Inbound', source_address_prefixes: ['10.80.0.0/16'] };
    expect(groups['node-rules']?.security_rule).toEqual([
      expect.objectContaining({ ...denied, priority: 100 }),
      expect.objectContaining({ access: 'Allow', priority: 200 }),
    ]);
    // Before the rule that lets connected networks reach key vaults.
    expect(groups['data-rules']?.security_rule).toContainEqual(expect.objectContaining({ ...denied, priority: 150 }));
    expect(Object.keys(resources({}).azurerm_network_security_group ?? {})).toEqual(['data-rules']);
  });

  test('need the ID of the other network', () => {
    const { cidrs, ports } = connection;
    const problems = language.check(createAksPlatform({ connections: { analytics: { cidrs, ports } } }));
    expect(problems.map(({ path, message }) => `${path.join('.')} ${message}`)).toEqual([
      'clusters.cloud1.connections.analytics.via is missing',
    ]);
  });
});
