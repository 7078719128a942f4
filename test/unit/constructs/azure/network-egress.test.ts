import { createAksPlatform, describeAzure, subscription } from '../../../support/azure';
import { readStack, synthesize } from '../../../support/output-files';

describeAzure('egress of a network in Azure', (azure, language) => {
  const registryMirror = 'acme.azurecr.io/mirror';
  const hub =
    '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/a/providers/Microsoft.Network/virtualNetworks/hub';
  const connections = { hub: { cidrs: ['10.80.0.0/16'], ports: [443], via: hub } };
  const synthesizeWith = (egress: unknown, options: object = {}) => {
    const { network = {}, ...more } = options as { network?: object };
    const files = synthesize(
      createAksPlatform({ network: { egress, ...network }, registryMirror, ...more }),
      undefined,
      language,
    );
    const infrastructure = readStack(files, 'cloud1-infrastructure').resource ?? {};
    return {
      network: readStack(files, 'prod-swedencentral-network'),
      infrastructure,
      cluster: infrastructure.azurerm_kubernetes_cluster?.cluster,
    };
  };
  const messagesOf = (options: object) =>
    language.check(createAksPlatform(options)).map(({ path, message }) => `${path.join('.')}: ${message}`);
  const rulesOf = ({ resource = {} }: ReturnType<typeof readStack>, direction: string) =>
    (
      (resource.azurerm_network_security_group?.['node-rules']?.security_rule ?? []) as Record<string, unknown>[]
    ).filter((rule) => rule.direction === direction);

  test('is a NAT gateway by default, whose fixed addresses are an output of the stack', () => {
    const { network, cluster } = synthesizeWith('nat-gateway', { network: { natAddresses: 2 } });
    expect(cluster).toMatchObject({ network_profile: { outbound_type: 'userAssignedNATGateway' } });
    expect(network.output).toMatchObject({
      'egress-addresses': {
        value: ['${azurerm_public_ip.nat-address.ip_address}', '${azurerm_public_ip.nat-address-2.ip_address}'],
      },
    });
    expect(Object.keys(network.resource?.azurerm_nat_gateway_public_ip_association ?? {})).toHaveLength(2);
    expect(network.resource?.azurerm_network_security_group).not.toHaveProperty('node-rules');
  });

  test('none makes a network isolated cluster, with the images of AKS in a registry of the network', () => {
    const { network, cluster, infrastructure } = synthesizeWith('none');
    const { resource = {} } = network;
    for (const type of ['azurerm_nat_gateway', 'azurerm_public_ip', 'azurerm_route_table'])
      expect(resource).not.toHaveProperty(type);
    const registry = Object.values(resource.azurerm_container_registry ?? {})[0];
    expect(registry).toMatchObject({ sku: 'Premium', public_network_access_enabled: false, admin_enabled: false });
    expect(resource.azurerm_container_registry_cache_rule).toMatchObject({
      'registry-cache': {
        name: 'aks-managed-mcr',
        source_repo: 'mcr.microsoft.com/*',
        target_repo: 'aks-managed-repository/*',
      },
    });
    expect(resource.azurerm_private_endpoint?.['registry-endpoint']).toMatchObject({
      private_service_connection: { subresource_names: ['registry'] },
    });
    const registryId = `/subscriptions/${subscription}/resourceGroups/acme-prod-swedencentral/providers/Microsoft.ContainerRegistry/registries/${String(registry?.name)}`;
    expect(cluster).toMatchObject({
      network_profile: { outbound_type: 'none' },
      bootstrap_profile: { artifact_source: 'Cache', container_registry_id: registryId },
      depends_on: expect.arrayContaining(['terraform_data.permissions-delay']) as string[],
    });
    expect(infrastructure.azurerm_role_assignment?.['pull-artifact-cache']).toMatchObject({
      role_definition_name: 'AcrPull',
      scope: registryId,
    });
    expect(rulesOf(network, 'Outbound')).toEqual([
      expect.objectContaining({ access: 'Deny', destination_address_prefix: 'Internet' }),
    ]);
    // Without this rule, the default rules of Azure would deny clients of load balancers.
    expect(rulesOf(network, 'Inbound')).toEqual([expect.objectContaining({ name: 'others', access: 'Allow' })]);
  });

  test('through an appliance of a connected network is the default route of nodes', () => {
    const { network, cluster } = synthesizeWith({ via: '10.80.0.4' }, { connections });
    expect(cluster).toMatchObject({ network_profile: { outbound_type: 'userDefinedRouting' } });
    expect(network.resource?.azurerm_route_table?.['nodes-routes']).toMatchObject({
      bgp_route_propagation_enabled: false,
      route: [
        {
          address_prefix: '0.0.0.0/0',
          next_hop_type: 'VirtualAppliance',
          next_hop_in_ip_address: '10.80.0.4',
        },
      ],
    });
    expect(network.resource?.azurerm_virtual_network_peering).toMatchObject({
      'connection-hub': { allow_forwarded_traffic: true },
    });
    expect(network.resource).not.toHaveProperty('azurerm_nat_gateway');
  });

  test('to allowed ranges denies all other public addresses but those that AKS needs', () => {
    const { network, cluster } = synthesizeWith({ allowedRanges: ['203.0.113.0/24'] });
    expect(cluster).toMatchObject({ network_profile: { outbound_type: 'userAssignedNATGateway' } });
    const rules = rulesOf(network, 'Outbound');
    expect(
      rules.map(({ access, destination_address_prefix: tag, destination_address_prefixes: ranges }) => [
        access,
        tag ?? ranges,
      ]),
    ).toEqual([
      ...[
        'AzureActiveDirectory',
        'AzureResourceManager',
        'AzureMonitor',
        'MicrosoftContainerRegistry',
        'AzureFrontDoor.FirstParty',
        'AzureContainerRegistry',
        'Storage.swedencentral',
      ].map((tag) => ['Allow', tag]),
      ['Allow', ['203.0.113.0/24']],
      ['Deny', 'Internet'],
    ]);
    const priorities = rules.map(({ priority }) => priority);
    expect(new Set(priorities).size).toBe(priorities.length);
  });

  test('refuses what does not agree with it', () => {
    expect(messagesOf({ network: { egress: { via: '10.90.0.4' } }, connections })).toEqual([
      'clusters.cloud1.network.egress.via: is in no connected network',
    ]);
    const components = [
      azure.azureDns({ zones: [`${hub.replace(/providers.*/, '')}providers/Microsoft.Network/dnsZones/acme.example`] }),
    ];
    const messages = messagesOf({ network: { egress: 'none' }, components, upgrades: { nodeImages: 'security' } });
    expect(messages.join('\n')).toMatch(/registryMirror: is missing: nodes reach no public registry/);
    expect(messages.join('\n')).toMatch(/upgrades.nodeImages: needs the package servers of the internet/);
    expect(messages.join('\n')).toMatch(/needs tokens of Microsoft Entra, which has no private endpoint/);
  });

  test('none in an existing network needs the registry of AKS by its ID', () => {
    const subnet = (name: string) => `${hub}/subnets/${name}`;
    const network = {
      nodeSubnet: subnet('nodes'),
      dataSubnet: subnet('data'),
      dataCidr: '10.9.0.0/24',
      apiServerSubnet: subnet('api'),
      apiServerCidr: '10.9.1.0/28',
      outbound: 'none',
    };
    expect(messagesOf({ network, registryMirror })).toEqual([
      expect.stringContaining("network.artifactCache: is missing: with outbound 'none'"),
    ]);
    const artifactCache = hub.replace(/Microsoft.*/, 'Microsoft.ContainerRegistry/registries/acme');
    expect(messagesOf({ network: { ...network, outbound: 'route-table', artifactCache }, registryMirror })).toEqual([
      "clusters.cloud1.network.artifactCache: has no effect with outbound 'route-table'",
    ]);
    const output = synthesize(
      createAksPlatform({ network: { ...network, artifactCache }, registryMirror }),
      undefined,
      language,
    );
    expect(readStack(output, 'cloud1-infrastructure').resource?.azurerm_kubernetes_cluster?.cluster).toMatchObject({
      network_profile: { outbound_type: 'none' },
      bootstrap_profile: { container_registry_id: artifactCache },
    });
  });
});
