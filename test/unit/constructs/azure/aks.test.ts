import { DefinitionError } from '../../../../src/schema/problem';
import { aksOptions, createAksPlatform, describeAzure, subscription } from '../../../support/azure';
import { readStack, synthesize, type Files } from '../../../support/output-files';

const subnet = (name: string) =>
  `/subscriptions/${subscription}/resourceGroups/shared/providers/Microsoft.Network/virtualNetworks/hub/subnets/${name}`;

describeAzure('an AKS cluster', (azure, language) => {
  let files: Files;
  beforeAll(() => {
    files = synthesize(createAksPlatform(), undefined, language);
  });
  const cluster = () => readStack(files, 'cloud1-infrastructure').resource?.azurerm_kubernetes_cluster?.cluster;
  const problemsOf = (options: object, previous?: object) =>
    language
      .check(createAksPlatform(options), previous && createAksPlatform(previous))
      .map(({ path, message }) => `${path.join('.')}: ${message}`);

  test('has its network in a stack of its own, which is applied first', () => {
    expect(JSON.parse(files['dist/order.json'] ?? '')).toMatchObject({
      apply: ['prod-swedencentral-network', 'cloud1-infrastructure', 'cloud1-bootstrap', 'cloud1-platform'],
    });
    const network = readStack(files, 'prod-swedencentral-network').resource ?? {};
    expect(network.azurerm_subnet?.nodes).toMatchObject({ address_prefixes: ['10.0.0.0/17'] });
    expect(network.azurerm_subnet?.data).toMatchObject({ address_prefixes: ['10.0.128.0/20'] });
  });

  test('has no local accounts, a private API, and identities of pods', () => {
    expect(cluster()).toMatchObject({
      local_account_disabled: true,
      private_cluster_enabled: true,
      run_command_enabled: false,
      oidc_issuer_enabled: true,
      workload_identity_enabled: true,
      azure_active_directory_role_based_access_control: {
        admin_group_object_ids: aksOptions.administrators,
        azure_rbac_enabled: false,
      },
      lifecycle: { prevent_destroy: true },
    });
  });

  test('has encrypted nodes that AKS scales, and upgrades in its window', () => {
    const infrastructure = readStack(files, 'cloud1-infrastructure').resource ?? {};
    expect(infrastructure.azurerm_kubernetes_cluster_node_pool?.['general-nodes']).toMatchObject({
      auto_scaling_enabled: true,
      min_count: 2,
      max_count: 6,
      host_encryption_enabled: true,
      upgrade_settings: { max_surge: '33%' },
    });
    expect(cluster()).toMatchObject({
      automatic_upgrade_channel: 'patch',
      node_os_upgrade_channel: 'NodeImage',
      maintenance_window_auto_upgrade: { day_of_week: 'Sunday', start_time: '02:00', duration: 4 },
    });
    expect(infrastructure.azurerm_disk_encryption_set?.disks).toMatchObject({ auto_key_rotation_enabled: true });
  });

  test('creates keys after the private endpoint of their vault, and what uses them after their permissions are known', () => {
    const resources = readStack(files, 'cloud1-infrastructure').resource ?? {};
    for (const key of ['disk-key', 'secrets-key'])
      expect(resources.azurerm_key_vault_key?.[key]?.depends_on).toEqual(['azurerm_private_endpoint.vault-endpoint']);
    expect(resources.azurerm_disk_encryption_set?.disks?.depends_on).toEqual([
      'terraform_data.disk-key-permission-delay',
    ]);
    expect(resources.terraform_data?.['disk-key-permission-delay']).toMatchObject({
      triggers_replace: ['${azurerm_role_assignment.disk-key-permission.id}'],
      provisioner: [{ 'local-exec': { command: 'sleep "$${PLINTH_ROLE_DELAY_SECONDS:-180}"' } }],
    });
    expect(cluster()?.depends_on).toContain('terraform_data.permissions-delay');
  });

  test('encrypts Secrets with a key of its own, which only its API servers reach, through their subnet', () => {
    const apiServers = expect.stringMatching(/\/subnets\/api-servers$/) as string;
    expect(cluster()).toMatchObject({
      key_management_service: {
        key_vault_key_id: '${data.azurerm_key_vault_key.secrets-key-newest.id}',
        key_vault_network_access: 'Private',
      },
      api_server_access_profile: { virtual_network_integration_enabled: true, subnet_id: apiServers },
    });
    const delay = readStack(files, 'cloud1-infrastructure').resource?.terraform_data?.['permissions-delay'];
    expect(delay?.triggers_replace).toEqual(
      expect.arrayContaining([
        '${azurerm_role_assignment.control-plane-api.id}',
        '${azurerm_role_assignment.control-plane-secrets.id}',
        '${azurerm_role_assignment.control-plane-vault.id}',
      ]),
    );
    const network = readStack(files, 'prod-swedencentral-network').resource ?? {};
    expect(network.azurerm_subnet?.['api-server']).toMatchObject({
      address_prefixes: ['10.0.144.0/20'],
      delegation: [{ service_delegation: { name: 'Microsoft.ContainerService/managedClusters' } }],
    });
  });

  test('has its API servers in a subnet of an existing network, or a warning about the key of Secrets', () => {
    const network = { nodeSubnet: subnet('nodes'), dataSubnet: subnet('data'), dataCidr: '10.9.0.0/24' };
    const apiServerSubnet = { apiServerSubnet: subnet('api'), apiServerCidr: '10.9.1.0/28' };
    const readCluster = (options: object) =>
      readStack(synthesize(createAksPlatform(options), undefined, language), 'cloud1-infrastructure').resource ?? {};
    expect(
      readCluster({ network: { ...network, ...apiServerSubnet } }).azurerm_kubernetes_cluster?.cluster,
    ).toMatchObject({
      api_server_access_profile: { subnet_id: subnet('api') },
      key_management_service: { key_vault_network_access: 'Private' },
    });
    const without = readCluster({ network });
    expect(without.azurerm_kubernetes_cluster?.cluster).not.toHaveProperty('key_management_service');
    expect(without.azurerm_key_vault_key).not.toHaveProperty('secrets-key');
    expect(problemsOf({ network }).join()).toContain(
      'secretsKey: is missing: Secrets in etcd are encrypted with a key of',
    );
    expect(problemsOf({ network: { ...network, ...apiServerSubnet } }).join()).not.toContain('secretsKey');
    // A location can lack these subnets.
    const outside = readCluster({ network: { apiServersInNetwork: false } }).azurerm_kubernetes_cluster?.cluster;
    expect(outside).not.toHaveProperty('api_server_access_profile');
    expect(problemsOf({ network: { apiServersInNetwork: false } }).join()).toContain('secretsKey: is missing');
    expect(problemsOf({ network: { ...network, apiServerSubnet: subnet('api') } }).join()).toContain(
      'network.apiServerCidr: is missing, but apiServerSubnet is set',
    );
  });

  test('with public ranges only, needs the addresses of its nodes among them where its API servers are not in the network', () => {
    const api = { allowedRanges: ['198.51.100.0/24'] };
    const existing = { nodeSubnet: subnet('nodes'), dataSubnet: subnet('data'), dataCidr: '10.9.0.0/24' };
    const inNetwork = { apiServerSubnet: subnet('api'), apiServerCidr: '10.9.1.0/28' };
    const findings = (network: object, options: object = { api }) =>
      problemsOf({ network, ...options }).filter((problem) => /api\.allowedRanges: .*nodes/.test(problem));
    const warning = [expect.stringContaining('must contain the public addresses by which nodes leave the network')];
    expect(findings(existing)).toEqual(warning);
    expect(findings({ ...existing, outbound: 'route-table' })).toEqual(warning);
    expect(findings({ apiServersInNetwork: false })).toEqual(warning);
    expect(findings({ apiServersInNetwork: false, egress: 'none' })).toEqual([
      expect.stringContaining('nodes must reach the API at a public address'),
    ]);
    expect(findings({ ...existing, outbound: 'load-balancer' })).toEqual([]);
    expect(findings({ ...existing, ...inNetwork })).toEqual([]);
    expect(findings(existing, {})).toEqual([]);
    expect(findings({})).toEqual([]);
  });

  test('has webhooks whose selectors AKS extends, which is no difference', () => {
    expect(language.plan(createAksPlatform()).clusters[0]?.addedItems).toEqual([
      {
        group: 'admissionregistration.k8s.io',
        kinds: ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'],
        list: ['webhooks', '*', 'namespaceSelector', 'matchExpressions'],
        where: { field: 'key', values: ['control-plane', 'kubernetes.azure.com/managedby'] },
      },
    ]);
    expect(azure.existingAks.addedItems).toBe(azure.aks.addedItems);
  });

  test('is reached by a lookup and by kubelogin, without credentials in the configuration', () => {
    const bootstrap = files['cdktf.out/stacks/cloud1-bootstrap/cdk.tf.json'] ?? '';
    expect(bootstrap).toContain('"command": "kubelogin"');
    expect(bootstrap).toContain('${data.azurerm_kubernetes_cluster.Cluster.kube_config[0].host}');
    expect(bootstrap).not.toMatch(/client_key|"token"|password/);
  });

  test('takes an existing network by the IDs of its subnets', () => {
    const network = {
      nodeSubnet: subnet('nodes'),
      outbound: 'route-table',
      dataSubnet: subnet('data'),
      dataCidr: '10.9.0.0/24',
    };
    const output = synthesize(createAksPlatform({ network }), undefined, language);
    expect(JSON.parse(output['dist/order.json'] ?? '')).toMatchObject({
      apply: ['cloud1-infrastructure', 'cloud1-bootstrap', 'cloud1-platform'],
    });
    expect(readStack(output, 'cloud1-infrastructure').resource?.azurerm_kubernetes_cluster?.cluster).toMatchObject({
      default_node_pool: { vnet_subnet_id: network.nodeSubnet },
      network_profile: { outbound_type: 'userDefinedRouting' },
    });
  });

  const pool = { machineType: 'Standard_D4ds_v5' };
  const scope = `/subscriptions/${subscription}`;
  test.each<[string, object, string]>([
    ['a version without support', { kubernetes: '1.33' }, 'the standard support of AKS for it ended in 2026-07'],
    ['a machine that does not exist', { nodePools: { a: { machineType: 'm7g.large' } } }, 'is not a size of virtual'],
    [
      'too small a machine',
      { nodePools: { a: { machineType: 'Standard_B1ms' } } },
      'has 1 processors, but AKS requires 2',
    ],
    ['too small a system machine', { systemPool: { machineType: 'Standard_D2ds_v5' } }, 'but AKS requires 4'],
    [
      'another architecture',
      { nodePools: { a: { machineType: 'Standard_D4pds_v6' } } },
      'has processors of the architecture arm64, but the pool has amd64',
    ],
    ['a long pool name', { nodePools: { 'general-purpose': pool } }, 'has more than 12 characters'],
    ['the name of the system pool', { nodePools: { system: pool } }, 'is the name of the pool of the components'],
    ['a pool of more than its maximum', { nodePools: { a: { ...pool, min: 9, max: 3 } } }, 'is more than max 3'],
    ['an unknown zone', { zones: ['1'], nodePools: { a: { ...pool, zones: ['2'] } } }, 'is no zone of the cluster'],
    ['a label of AKS', { nodePools: { a: { ...pool, labels: { 'kubernetes.azure.com/mode': 'x' } } } }, 'AKS refuses'],
    ['too few pod addresses', { podCidr: '10.244.0.0/21' }, 'has 8 ranges of 256 addresses'],
    ['a range that AKS reserves', { serviceCidr: '172.30.0.0/20' }, 'overlaps with 172.30.0.0/16, which AKS reserves'],
    ['an overlap', { podCidr: '10.0.0.0/16' }, 'overlaps with the network 10.0.0.0/16'],
    ['too small a network', { network: { cidr: '10.0.0.0/24' }, nodePools: { a: { ...pool, max: 100 } } }, 'has 123'],
    [
      'half a data subnet',
      { network: { nodeSubnet: subnet('a'), dataSubnet: subnet('b') } },
      'is missing, but dataSubnet',
    ],
    ['a vault out of reach', { network: { nodeSubnet: subnet('a') } }, 'nothing could reach the key vault'],
    ['an open API', { api: { allowedRanges: ['0.0.0.0/0'] } }, 'allows all addresses'],
    ['protection', { state: 'removed' }, 'the cluster is protected against deletion'],
    [
      'permissions without a vault',
      { permissions: { 'shop/web': [{ role: 'Reader', scope: `${scope}/resourceGroups/a` }] } },
      'has no key vault',
    ],
    [
      'the role Owner',
      { permissions: { 'shop/web': [{ role: 'Owner', scope: `${scope}/resourceGroups/a` }] } },
      'allows all actions',
    ],
    [
      'a whole subscription',
      { permissions: { 'shop/web': [{ role: 'Reader', scope }] } },
      'must be the ID of a resource',
    ],
    ['a group by its name', { administrators: ['platform-team'] }, 'must be the ID of a group of Microsoft Entra'],
  ])('refuses %s', (_title, options, message) => {
    expect(problemsOf(options).join('\n')).toContain(message);
  });

  test('has no data in several zones in a location without zones', () => {
    const { azureDisk, azurePostgresql, blob } = azure;
    const problems = problemsOf({ zones: [], components: [azureDisk(), azurePostgresql(), blob()] });
    expect(problems.filter((problem) => problem.includes('needs availability zones'))).toHaveLength(3);
    const components = [
      azureDisk({ default: 'premium-lrs' }),
      azurePostgresql({ multiZone: false }),
      blob({ replication: 'GRS' }),
    ];
    expect(problemsOf({ zones: [], components }).join()).not.toContain('needs availability zones');
  });

  test('accepts a version with long-term support, and its next version', () => {
    expect(problemsOf({ kubernetes: '1.33', support: 'long-term' })).toEqual([]);
    expect(problemsOf({ kubernetes: '1.35' }, { kubernetes: '1.34' })).toEqual([]);
  });

  test.each([
    ['the location', { region: 'westeurope' }],
    ['a private API', { api: { allowedRanges: ['198.51.100.0/24'] } }],
  ])('cannot change %s', (_title, options) => {
    expect(() => language.plan(createAksPlatform(options), createAksPlatform())).toThrow(DefinitionError);
  });

  test('has kinds that are the exported ones', () => {
    expect(azure.azureKinds.map(({ kind }) => kind)).toEqual([
      'aks',
      'azure-disk',
      'azure-dns',
      'azure-monitor',
      'azure-postgresql',
      'blob',
      'event-hubs',
      'existing-aks',
      'key-vault',
      'managed-redis',
      'service-bus',
    ]);
  });
});
