import { createAksPlatform, describeAzure } from '../../../support/azure';
import { readStack, synthesize } from '../../../support/output-files';

describeAzure('connections with other networks', (_, language) => {
  const via =
    '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/a/providers/Microsoft.Network/virtualNetworks/analytics';
  const connection = { cidrs: ['10.80.0.0/16'], ports: [443], via };
  const resources = (options: object) =>
    readStack(synthesize(createAksPlatform(options), undefined, language), 'prod-swedencentral-network').resource ?? {};

  const problemsOf = (options: object) =>
    language.check(createAksPlatform(options)).map(({ path, message }) => `${path.join('.')} ${message}`);

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

  test('are private endpoints of services, with an address that nodes reach on the ports', () => {
    const service = via.replace(/virtualNetworks.*/, 'privateLinkServices/analytics');
    const created = resources({
      connections: { analytics: { cidrs: ['10.0.128.200/32'], ports: [9092], via: service } },
    });
    expect(created.azurerm_private_endpoint?.['link-analytics']).toMatchObject({
      private_service_connection: { private_connection_resource_id: service, is_manual_connection: true },
      ip_configuration: [{ private_ip_address: '10.0.128.200' }],
    });
    expect(created.azurerm_network_security_group?.['data-rules']?.security_rule).toContainEqual(
      expect.objectContaining({
        name: 'link-analytics',
        access: 'Allow',
        destination_address_prefix: '10.0.128.200',
        destination_port_ranges: ['9092'],
      }),
    );
    expect(created).not.toHaveProperty('azurerm_virtual_network_peering');
    expect(created.azurerm_network_security_group).not.toHaveProperty('node-rules');
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
    expect(groups['api-server-rules']?.security_rule).toEqual([expect.objectContaining({ ...denied, priority: 150 })]);
    expect(Object.keys(resources({}).azurerm_network_security_group ?? {})).toEqual(['data-rules']);
  });

  test('lead to the gateway of a hub, of which a network uses one', () => {
    const vpn = { ...connection, gateway: true };
    expect(resources({ connections: { vpn } }).azurerm_virtual_network_peering?.['connection-vpn']).toMatchObject({
      use_remote_gateways: true,
      allow_forwarded_traffic: true,
    });
    const second = { ...vpn, cidrs: ['10.90.0.0/16'] };
    expect(problemsOf({ connections: { vpn, second } })).toEqual([
      'clusters.cloud1.connections.second.gateway is the second one: a virtual network uses one gateway',
    ]);
  });

  test('let clients of the API reach API servers and key vaults, whose names they resolve', () => {
    const created = resources({ connections: { ci: connection }, apiClients: ['10.80.4.0/24'] });
    const clients = {
      name: 'api-clients',
      access: 'Allow',
      source_address_prefixes: ['10.80.4.0/24'],
      destination_port_range: '443',
    };
    for (const group of ['data-rules', 'api-server-rules'])
      expect(created.azurerm_network_security_group?.[group]?.security_rule).toContainEqual(
        expect.objectContaining(clients),
      );
    expect(created.azurerm_private_dns_zone_virtual_network_link?.['vault-zone-link-ci']).toMatchObject({
      private_dns_zone_name: '${azurerm_private_dns_zone.vault-zone.name}',
      virtual_network_id: via,
    });
    expect(problemsOf({ apiClients: ['10.80.4.0/24'] })).toEqual([
      'clusters.cloud1.apiClients.0 is neither in the network 10.0.0.0/16 nor in a connected one',
    ]);
  });

  test('need the ID of the other network', () => {
    const { cidrs, ports } = connection;
    const problems = language.check(createAksPlatform({ connections: { analytics: { cidrs, ports } } }));
    expect(problems.map(({ path, message }) => `${path.join('.')} ${message}`)).toEqual([
      'clusters.cloud1.connections.analytics.via is missing',
    ]);
  });

  test('and flows are logged where there is a storage account for it', () => {
    const storageAccount = via.replace(/Microsoft.*/, 'Microsoft.Storage/storageAccounts/acmelogs');
    expect(resources({ network: { flowLogs: { storageAccount } } }).azurerm_network_watcher_flow_log).toMatchObject({
      'flow-logs': {
        network_watcher_name: 'NetworkWatcher_swedencentral',
        storage_account_id: storageAccount,
        retention_policy: { days: 90, enabled: true },
      },
    });
    expect(resources({})).not.toHaveProperty('azurerm_network_watcher_flow_log');
  });
});
