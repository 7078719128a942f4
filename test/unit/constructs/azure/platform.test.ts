import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { createAksPlatform, describeAzure, entraTenant, subscription } from '../../../support/azure';
import { readObjects, readStack, synthesize, type Files } from '../../../support/output-files';
import { createAzurePlatform } from '../../../golden/azure/platform';

const stackNames = [
  'prod-swedencentral-network',
  'prod-data',
  'shop-prod-data',
  'cloud1-infrastructure',
  'cloud1-bootstrap',
  'cloud1-platform',
];

/** Access of an identity to a cache. */
interface AccessPolicy {
  readonly accessPolicyName: string;
  readonly user: { readonly objectId: string };
}

const zone = (name: string, group = 'dns') =>
  `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.Network/dnsZones/${name}`;

describeAzure('a platform in Azure', (azure, language) => {
  let files: Files;
  beforeAll(() => {
    files = synthesize(createAzurePlatform(azure), undefined, language);
  });
  const stacks = () => stackNames.map((name) => [name, readStack(files, name)] as const);
  const resourcesOf = (stack: string, type: string) => Object.values(readStack(files, stack).resource?.[type] ?? {});
  const manifests = (path: string) => readObjects(files, `dist/cloud1/${path}`);
  const find = (path: string, kind: string, name: string) =>
    manifests(path).find((object) => object.kind === kind && object.metadata.name === name);
  const problemsOf = (
    tenants: object,
    components: readonly object[] = createAzurePlatform(azure).clusters.cloud1.components,
  ) =>
    language
      .check(createAksPlatform({ components }, { tenants }))
      .map(({ path, message }) => `${path.join('.')}: ${message}`);
  const { shop } = createAzurePlatform(azure).tenants;
  const withWeb = (uses: object, tenant = 'shop') => ({
    [tenant]: { ...shop, applications: { web: { ...shop.applications.web, uses } } },
  });

  test('has its stacks in order: the key vault of the environment comes before the data of tenants', () => {
    expect(JSON.parse(files['dist/order.json'] ?? '')).toMatchObject({
      apply: stackNames,
      destroy: ['cloud1-platform', 'cloud1-bootstrap', 'cloud1-infrastructure'],
    });
    const manifest = JSON.parse(files['cdktf.out/manifest.json'] ?? '') as {
      stacks: Record<string, { dependencies: string[] }>;
    };
    expect(manifest.stacks['shop-prod-data']?.dependencies).toContain('prod-data');
  });

  test('gives services that do not follow rotations the newest version of the key, and changes servers after their endpoint', () => {
    const { data, resource } = readStack(files, 'shop-prod-data');
    expect(data?.azurerm_key_vault_key?.['data-encryption_key-newest']).toMatchObject({
      name: 'shop--data',
      depends_on: ['azurerm_key_vault_key.data-encryption_key'],
    });
    const key = '${data.azurerm_key_vault_key.data-encryption_key-newest.id}';
    const [server] = Object.values(resource?.azurerm_postgresql_flexible_server ?? {});
    expect(server).toMatchObject({ customer_managed_key: { key_vault_key_id: key } });
    const settings = [
      'azurerm_postgresql_flexible_server_configuration',
      'azurerm_postgresql_flexible_server_active_directory_administrator',
    ];
    for (const type of settings)
      for (const { depends_on: dependsOn } of Object.values(resource?.[type] ?? {}))
        expect(dependsOn).toContainEqual(expect.stringMatching(/^azurerm_private_endpoint\.postgresql/));
  });

  test('refers only to resources of the same stack, by names without digests', () => {
    for (const [stack, { resource = {}, data = {} }] of stacks()) {
      const text = files[`cdktf.out/stacks/${stack}/cdk.tf.json`] ?? '';
      expect(text).not.toContain('TfToken');
      const addresses = [
        ...Object.entries(resource).flatMap(([type, items]) => Object.keys(items).map((id) => `${type}.${id}`)),
        ...Object.entries(data).flatMap(([type, items]) => Object.keys(items).map((id) => `data.${type}.${id}`)),
      ];
      expect(addresses.filter((address) => /_[0-9A-F]{8}$/.test(address))).toEqual([]);
      const expressions = [...text.matchAll(/\$\{[^}]*\}/g)].map(([expression]) => expression).join(' ');
      const references = [...expressions.matchAll(/(?<![\w.])((?:data\.)?azurerm_\w+\.[\w-]+)/g)].map(
        ([, address]) => address,
      );
      expect([...new Set(references)].filter((address) => !addresses.includes(address ?? ''))).toEqual([]);
    }
  });

  test('creates every resource after its resource group', () => {
    for (const [stack, { resource = {} }] of stacks()) {
      if (!stack.endsWith('-infrastructure') && !stack.endsWith('-network')) continue;
      for (const [type, items] of Object.entries(resource))
        for (const [id, { resource_group_name: group }] of Object.entries(items))
          // The identity of the jobs outlives the cluster, and access to a cache is a deployment next to the cache.
          if (
            group !== undefined &&
            id !== 'shop_postgresql-administrator_credential' &&
            group !== 'acme-prod-shop-data'
          )
            expect([type, id, group]).toEqual([type, id, '${azurerm_resource_group.group.name}']);
    }
  });

  test('grants these roles, and none for a whole subscription', () => {
    const table = stacks().flatMap(([stack]) =>
      resourcesOf(stack, 'azurerm_role_assignment').map(({ role_definition_name: role, principal_id: to, scope }) => {
        const [, identity = ''] = /azurerm_user_assigned_identity\.([\w-]+)/.exec(String(to)) ?? [];
        return `${identity}: ${String(role)} on ${String(scope).replace(/^\/subscriptions\/[^/]+\/resourceGroups\//, '')}`;
      }),
    );
    // Access to a cache is no role.
    const deployments = resourcesOf('cloud1-infrastructure', 'azurerm_resource_group_template_deployment');
    for (const { template_content: content } of deployments) {
      const { resources } = JSON.parse(String(content)) as {
        resources: { type: string; name: string; properties: AccessPolicy }[];
      };
      for (const { name, properties } of resources.filter(({ type }) => type.endsWith('/accessPolicyAssignments')))
        table.push(
          `${/identity\.([\w-]+)/.exec(properties.user.objectId)?.[1] ?? ''}: access policy ${properties.accessPolicyName} on ${name.replace(/\/plinth\w+$/, '')}`,
        );
    }
    expect(table.sort()).toMatchInlineSnapshot(`
     [
       "azure-dns_cert-manager: DNS Zone Contributor on dns/providers/Microsoft.Network/dnsZones/acme.example",
       "azure-dns_external-dns: DNS Zone Contributor on dns/providers/Microsoft.Network/dnsZones/acme.example",
       "azure-dns_external-dns: Reader on dns",
       "azure-monitor_gateway: Monitoring Metrics Publisher on telemetry/providers/Microsoft.Insights/dataCollectionRules/acme",
       "control-plane-identity: Key Vault Contributor on \${azurerm_key_vault.vault.id}",
       "control-plane-identity: Key Vault Crypto User on \${azurerm_key_vault.vault.id}",
       "control-plane-identity: Managed Identity Operator on \${azurerm_user_assigned_identity.kubelet-identity.id}",
       "control-plane-identity: Network Contributor on acme-prod-swedencentral/providers/Microsoft.Network/virtualNetworks/acme-prod-swedencentral/subnets/api-servers",
       "control-plane-identity: Network Contributor on acme-prod-swedencentral/providers/Microsoft.Network/virtualNetworks/acme-prod-swedencentral/subnets/nodes",
       "control-plane-identity: Reader on \${azurerm_disk_encryption_set.disks.id}",
       "data-encryption_key-identity: Key Vault Crypto Service Encryption User on \${azurerm_key_vault_key.data-encryption_key.resource_versionless_id}",
       "disk-key-identity: Key Vault Crypto Service Encryption User on \${azurerm_key_vault_key.disk-key.resource_versionless_id}",
       "event-hubs_collector: Azure Event Hubs Data Receiver on cloud1/providers/Microsoft.EventHub/namespaces/logs-acme-cloud1-aabae4be",
       "key-vault-reader_operator: Key Vault Secrets Officer on acme-prod-data/providers/Microsoft.KeyVault/vaults/acme-prod-f9f40e",
       "kubelet-identity: AcrPull on shared/providers/Microsoft.ContainerRegistry/registries/acme",
       "kubelet-identity: Container Registry Repository Reader on shared/providers/Microsoft.ContainerRegistry/registries/acme",
       "shop_web-identity_identity: Azure Service Bus Data Receiver on acme-prod-shop-data/providers/Microsoft.ServiceBus/namespaces/acme-prod-shop-b14e48/queues/orders",
       "shop_web-identity_identity: Azure Service Bus Data Sender on acme-prod-shop-data/providers/Microsoft.ServiceBus/namespaces/acme-prod-shop-b14e48/queues/orders",
       "shop_web-identity_identity: Azure Service Bus Data Sender on shared/providers/Microsoft.ServiceBus/namespaces/acme/queues/orders",
       "shop_web-identity_identity: Storage Blob Data Contributor on acme-prod-shop-data/providers/Microsoft.Storage/storageAccounts/acmeprodshopb14e48/blobServices/default/containers/web",
       "shop_web-identity_identity: access policy default on acme-prod-shop-web-36673e/default",
     ]
    `);
    for (const line of table)
      expect(line).not.toMatch(/: (Owner|Contributor|User Access Administrator) on| on \/subscriptions/);
  });

  test('gives an application an identity that only its service account on this cluster can use', () => {
    const credential = readStack(files, 'cloud1-infrastructure').resource?.azurerm_federated_identity_credential;
    expect(credential?.['shop_web-identity_identity-credential']).toMatchObject({
      issuer: '${azurerm_kubernetes_cluster.cluster.oidc_issuer_url}',
      subject: 'system:serviceaccount:shop:web',
      audience: ['api://AzureADTokenExchange'],
    });
    const template = (name: string) => {
      const deployment = find(`tenants/shop/${name}.yaml`, 'Deployment', name);
      return JSON.stringify((deployment?.spec as { template: object } | undefined)?.template);
    };
    expect(template('web')).toContain('"azure.workload.identity/use":"true"');
    expect(template('web')).toContain(
      '{"name":"AZURE_CLIENT_ID","valueFrom":{"secretKeyRef":{"key":"client-id","name":"web-azure-identity"}}}',
    );
    expect(template('worker')).not.toContain('azure');
  });

  test('has databases that are encrypted, private, backed up and protected, with users that a job creates', () => {
    const [server] = resourcesOf('shop-prod-data', 'azurerm_postgresql_flexible_server');
    expect(server).toMatchObject({
      public_network_access_enabled: false,
      backup_retention_days: 14,
      high_availability: { mode: 'ZoneRedundant' },
      authentication: { active_directory_auth_enabled: true },
      lifecycle: { prevent_destroy: true },
    });
    expect(server).toHaveProperty('customer_managed_key');
    // The administrator outlives clusters, as the users do that only it can change. Each cluster may use it.
    const name = 'acme-prod-shop-postgresql';
    expect(resourcesOf('shop-prod-data', 'azurerm_postgresql_flexible_server_active_directory_administrator')).toEqual([
      expect.objectContaining({ principal_name: name }),
    ]);
    const { azurerm_federated_identity_credential: credentials } =
      readStack(files, 'cloud1-infrastructure').resource ?? {};
    expect(credentials?.['shop_postgresql-administrator_credential']).toMatchObject({
      name: 'cloud1',
      parent_id: expect.stringMatching(new RegExp(`/${name}$`)) as unknown,
      subject: 'system:serviceaccount:azure-postgresql:provisioner',
    });
    const jobs = manifests('tenants/shop/05-database.yaml');
    expect(jobs.map(({ kind, metadata }) => `${kind} in ${metadata.namespace ?? ''}`)).toEqual([
      'ExternalSecret in azure-postgresql',
      'ExternalSecret in azure-postgresql',
      'Job in azure-postgresql',
      'CronJob in azure-postgresql',
    ]);
    expect(find('tenants/shop/web.yaml', 'ExternalSecret', 'web-database')).toMatchObject({
      spec: { dataFrom: [{ extract: { key: 'shop--database--web-database' } }] },
    });
  });

  test('refuses options of a database server that tenants share', () => {
    for (const option of [{ storageGiB: 9 }, { cpu: '2' }, { size: 'large' }, { port: 5433 }])
      expect(problemsOf(withWeb({ database: option })).join()).toMatch(
        /uses\.database\.\w+: is (not an option of databases of Azure Database for PostgreSQL|the port of an external server)/,
      );
  });

  test('lets only applications that use a database or bucket reach private endpoints', () => {
    const egress = (name: string) => JSON.stringify(find(`tenants/shop/${name}.yaml`, 'NetworkPolicy', name)?.spec);
    expect(egress('web')).toContain('{"cidr":"10.0.128.0/20"}');
    expect(egress('worker')).not.toContain('10.0.128.0/20');
  });

  test('has buckets without keys and without public access', () => {
    const [account] = resourcesOf('shop-prod-data', 'azurerm_storage_account');
    expect(account).toMatchObject({
      public_network_access_enabled: false,
      shared_access_key_enabled: false,
      allow_nested_items_to_be_public: false,
      blob_properties: { versioning_enabled: true },
    });
    expect(find('tenants/shop/web.yaml', 'Secret', 'web-bucket')).toMatchObject({
      stringData: { type: 'azure-blob', bucket: 'web', username: '', password: '' },
    });
    expect(problemsOf(withWeb({ bucket: {} })).join()).toContain(
      "tenants.shop.applications.web.uses.bucket.type: cluster 'cloud1' provides 'azure-blob'",
    );
  });

  test('has secrets of tenants under their names, without slashes', () => {
    expect(find('tenants/shop/web.yaml', 'ExternalSecret', 'web')).toMatchObject({
      spec: { dataFrom: [{ extract: { key: 'shop--web' } }] },
    });
    // The admission policy holds tenants to their keys.
    const policies = files['dist/cloud1/components/admission-policies/objects.yaml'] ?? '';
    expect(policies.replace(/\s+/g, ' ')).toContain("name in [''default'', ''platform''] ? ''^'' + namespaceObject");
    const secret = { path: 'web_1', env: {} };
    expect(problemsOf(withWeb({ secret })).join()).toContain('contains an underscore');
    expect(problemsOf(withWeb({}, 'shop--a')).join()).toContain("contains '--', which separates names in keys");
  });

  test('refuses its components on clusters elsewhere', () => {
    const { azureDisk, azureDns, azurePostgresql, blob, keyVault, managedRedis, serviceBus } = azure;
    const dc1 = {
      kind: 'existing',
      environment: 'prod',
      kubeconfig: 'k',
      components: [
        azureDisk(),
        azureDns({ zones: [zone('acme.example')] }),
        azurePostgresql(),
        blob(),
        keyVault(),
        managedRedis(),
        serviceBus(),
      ],
    };
    const messages = language.check({ ...createAksPlatform(), clusters: { dc1 } }).map(({ message }) => message);
    expect(messages.filter((message) => message === 'requires a cluster in Azure')).toHaveLength(7);
  });

  test('lets cert-manager answer challenges in the zone, by an identity whose client ID comes from the key vault', () => {
    const issuer = find('components/cert-manager-issuers/objects.yaml', 'ClusterIssuer', 'default');
    expect(issuer?.spec).toMatchObject({
      acme: {
        solvers: [
          {
            dns01: {
              azureDNS: { subscriptionID: subscription, resourceGroupName: 'dns', hostedZoneName: 'acme.example' },
            },
          },
        ],
      },
    });
    const values = parse(files['dist/cloud1/components/cert-manager/values.yaml'] ?? '') as object;
    expect(values).toMatchObject({
      podLabels: { 'azure.workload.identity/use': 'true' },
      extraEnv: [
        { name: 'AZURE_CLIENT_ID', valueFrom: { secretKeyRef: { name: 'azure-dns-identity', key: 'client-id' } } },
      ],
    });
    const entry = 'platform--cloud1--cert-manager--azure-dns-identity';
    expect(
      find('components/cert-manager-secrets/objects.yaml', 'ExternalSecret', 'azure-dns-identity')?.spec,
    ).toMatchObject({ data: [{ secretKey: 'client-id', remoteRef: { key: entry, property: 'client-id' } }] });
    const { azurerm_key_vault_secret: secrets, azurerm_federated_identity_credential: credentials } =
      readStack(files, 'cloud1-infrastructure').resource ?? {};
    expect(secrets?.['azure-dns_cert-manager-client-id']).toMatchObject({ name: entry });
    expect(credentials?.['azure-dns_cert-manager-credential']).toMatchObject({
      subject: 'system:serviceaccount:cert-manager:cert-manager',
    });
  });

  describe('refuses for the zones', () => {
    const store = azure.keyVaultStore({ platform: 'acme', environment: 'prod', subscription, entraTenant });
    test.each([
      ['zones of several resource groups', ['dns', 'other'], { store }, 'are of several resource groups'],
      ['Secrets of components by hand', ['dns'], { store, platform: false }, 'do not come from it'],
      [
        'Secrets of components from another store',
        ['dns'],
        { store: { vault: { server: 'https://vault.acme.example' } } },
        'do not come from it',
      ],
    ])('%s', (_, groups, stores, message) => {
      const components = [
        { kind: 'external-secrets', ...stores },
        azure.keyVault(),
        azure.azureDns({ zones: groups.map((group) => zone('acme.example', group)) }),
      ];
      expect(problemsOf({}, components).join('\n')).toContain(message);
    });
  });

  test('gives the owners of a tenant access by the object ID of their Microsoft Entra group', () => {
    const binding = manifests('tenants/shop/00-namespaces.yaml').find(({ kind }) => kind === 'RoleBinding');
    expect(JSON.stringify(binding)).toContain('"name":"44444444-4444-4444-4444-444444444444"');
  });

  test('has volumes with the key of the cluster', () => {
    expect(find('components/azure-disk/objects.yaml', 'StorageClass', 'premium-zrs')).toMatchObject({
      metadata: { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      parameters: {
        diskEncryptionSetID: expect.stringMatching(/diskEncryptionSets\/cloud1-disks$/) as unknown,
        networkAccessPolicy: 'DenyAll',
      },
    });
  });

  test('keeps no credential in a state', () => {
    const used = stacks().flatMap(([, { resource = {}, data = {} }]) => [
      ...Object.entries(resource),
      ...Object.entries(data as typeof resource).map(([type, items]) => [`data.${type}`, items] as const),
    ]);
    const types = [...new Set(used.map(([type]) => type))].filter((type) => type.includes('azurerm_')).sort();
    expect(types.length).toBeGreaterThan(25);
    const credentials = types.flatMap((type) => listCredentialAttributes(type).map((name) => `${type}.${name}`));
    // An attribute of a new type appears here, and needs a reason.
    expect(credentials).toEqual(Object.keys(credentialAttributes).sort());
    const set = used.flatMap(([type, items]) =>
      Object.values(items).flatMap((attributes) =>
        Object.keys(attributes).filter((name) => credentialAttributes[`${type}.${name}`] === 'not set'),
      ),
    );
    expect(set).toEqual([]);
    expect(resourcesOf('cloud1-infrastructure', 'azurerm_log_analytics_workspace')).toEqual([
      expect.objectContaining({ local_authentication_enabled: false }),
    ]);
  });
});

const noLocalAccount = 'no credential: local accounts are disabled, and it names kubelogin';
const disabledKey = 'of no use: shared_access_key_enabled is false';
const disabledCacheKey = 'empty: access_keys_authentication_enabled is false';
const disabledNamespaceKey = 'of no use: local_auth_enabled is false';

/**
 * Attributes of the types in use, and computed ones, that can contain a credential, with the reason why none is in a state.
 * `not set` is verified.
 */
const credentialAttributes: Readonly<Record<string, string>> = {
  'azurerm_key_vault_secret.value': 'not set',
  'azurerm_key_vault_secret.value_wo': 'write-only: Terraform stores it in no plan and no state',
  'azurerm_key_vault_secret.value_wo_version': 'a number',
  'azurerm_kubernetes_cluster.admin_password': 'of Windows nodes: there are none',
  'azurerm_kubernetes_cluster.client_key': noLocalAccount,
  'azurerm_kubernetes_cluster.client_secret': 'of a service principal: the cluster has managed identities',
  'azurerm_kubernetes_cluster.kube_admin_config': noLocalAccount,
  'azurerm_kubernetes_cluster.kube_admin_config_raw': noLocalAccount,
  'azurerm_kubernetes_cluster.kube_config': noLocalAccount,
  'azurerm_kubernetes_cluster.kube_config_raw': noLocalAccount,
  'azurerm_kubernetes_cluster.password': noLocalAccount,
  'azurerm_log_analytics_workspace.primary_shared_key': 'of no use: local_authentication_enabled is false',
  'azurerm_log_analytics_workspace.secondary_shared_key': 'of no use: local_authentication_enabled is false',
  'azurerm_postgresql_flexible_server.administrator_password': 'not set',
  'azurerm_postgresql_flexible_server.administrator_password_wo': 'write-only: no plan and no state contains it',
  'azurerm_postgresql_flexible_server.administrator_password_wo_version': 'a number',
  'azurerm_postgresql_flexible_server.password_auth_enabled': 'a boolean',
  'azurerm_managed_redis.access_keys_authentication_enabled': 'a boolean',
  'azurerm_managed_redis.primary_access_key': disabledCacheKey,
  'azurerm_managed_redis.secondary_access_key': disabledCacheKey,
  'azurerm_servicebus_namespace.default_primary_connection_string': disabledNamespaceKey,
  'azurerm_servicebus_namespace.default_primary_key': disabledNamespaceKey,
  'azurerm_servicebus_namespace.default_secondary_connection_string': disabledNamespaceKey,
  'azurerm_servicebus_namespace.default_secondary_key': disabledNamespaceKey,
  'azurerm_storage_account.primary_access_key': disabledKey,
  'azurerm_storage_account.primary_blob_connection_string': disabledKey,
  'azurerm_storage_account.primary_connection_string': disabledKey,
  'azurerm_storage_account.secondary_access_key': disabledKey,
  'azurerm_storage_account.secondary_blob_connection_string': disabledKey,
  'azurerm_storage_account.secondary_connection_string': disabledKey,
  'azurerm_storage_account.shared_access_key_enabled': 'a boolean',
  'data.azurerm_kubernetes_cluster.client_key': noLocalAccount,
  'data.azurerm_kubernetes_cluster.kube_admin_config': noLocalAccount,
  'data.azurerm_kubernetes_cluster.kube_admin_config_raw': noLocalAccount,
  'data.azurerm_kubernetes_cluster.kube_config': noLocalAccount,
  'data.azurerm_kubernetes_cluster.kube_config_raw': noLocalAccount,
  'data.azurerm_kubernetes_cluster.password': noLocalAccount,
};

/** Names that attributes of the provider with credentials have. Its bindings do not record which are sensitive. */
const credentialName =
  /password|clientSecret|(access|shared|client|private|primary|secondary)Key|token|connectionString|kube(Admin)?Config|^value/i;

/** Lists the attributes of a type that can contain a credential, computed ones included, from the bindings of the provider. */
function listCredentialAttributes(type: string): readonly string[] {
  const name = type
    .replace(/^azurerm_/, '')
    .replace('data.', 'data-')
    .replaceAll('_', '-');
  const file = join(__dirname, '../../../../node_modules/@cdktf/provider-azurerm/lib', name, 'index.d.ts');
  const text = readFileSync(file, 'utf8');
  const names = [...text.matchAll(/^ {4}(?:readonly|get) (\w+)\b/gm)].map(([, property = '']) => property);
  // Other resources have values of parameters, and no secrets.
  const isSecret = (property: string) => !property.startsWith('value') || type === 'azurerm_key_vault_secret';
  return [...new Set(names)]
    .filter((property) => credentialName.test(property) && !property.endsWith('Input') && isSecret(property))
    .map((property) => property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))
    .sort();
}
