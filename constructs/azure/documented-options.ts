// Generated from the schemas by `npm run reference`: change the schemas, not this file.
import type { z } from 'zod';
import type { aks } from './kinds';
import type { azureDisk } from './kinds';
import type { azureDns } from './kinds';
import type { azurePostgresql } from './kinds';
import type { blob } from './kinds';
import type { keyVault } from './kinds';
import type { managedRedis } from './kinds';
import type { serviceBus } from './kinds';

declare module '../../src/definition/documented-options' {
  interface DocumentedOptions {
    readonly 'cluster.aks': AksOptions;
    readonly 'component.azure-disk': AzureDiskOptions;
    readonly 'component.azure-dns': AzureDnsOptions;
    readonly 'component.azure-postgresql': AzurePostgresqlOptions;
    readonly 'component.blob': BlobOptions;
    readonly 'component.key-vault': KeyVaultOptions;
    readonly 'component.managed-redis': ManagedRedisOptions;
    readonly 'component.service-bus': ServiceBusOptions;
  }
}

/** Options with documentation: `AksOptionsSystemPool`. */
export interface AksOptionsSystemPool {
  /**
   * size of the virtual machines, such as Standard_D4ds_v5
   * @default "Standard_D4ds_v5"
   * @example machineType: 'Standard_D4ds_v5'
   */
  readonly machineType?: NonNullable<z.input<typeof aks.schema>['systemPool']>['machineType'];
  /**
   * maximum number of nodes
   * @default 5
   * @example max: 5
   */
  readonly max?: NonNullable<z.input<typeof aks.schema>['systemPool']>['max'];
  /**
   * size of the operating system disk, which is encrypted, in GiB
   * @default 128
   * @example diskGiB: 128
   */
  readonly diskGiB?: NonNullable<z.input<typeof aks.schema>['systemPool']>['diskGiB'];
  /**
   * zones of the pool, such as 1, for nodes whose volumes must be in one zone
   * @default all zones
   * @example zones: ['1']
   */
  readonly zones?: NonNullable<z.input<typeof aks.schema>['systemPool']>['zones'];
  /**
   * minimum number of nodes
   * @default 2
   * @example min: 2
   */
  readonly min?: NonNullable<z.input<typeof aks.schema>['systemPool']>['min'];
}

/** Options with documentation: `AksOptionsSecretsKey`. */
export interface AksOptionsSecretsKey {
  /**
   * ID of the key, with its version
   * @example id: 'https://acme.vault.azure.net/keys/secrets/0123456789abcdef0123456789abcdef'
   */
  readonly id: NonNullable<z.input<typeof aks.schema>['secretsKey']>['id'];
  /**
   * ID of the key vault of the key
   * @example vault: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.KeyVault/vaults/acme'
   */
  readonly vault: NonNullable<z.input<typeof aks.schema>['secretsKey']>['vault'];
}

/** Options with documentation: `AksOptionsUpgrades`. */
export interface AksOptionsUpgrades {
  /**
   * whether AKS installs patch versions of Kubernetes itself
   * @default "patch"
   * @example channel: 'none'
   */
  readonly channel?: NonNullable<z.input<typeof aks.schema>['upgrades']>['channel'];
  /**
   * whether AKS installs security patches, or new images each week, on the nodes itself
   * @default "weekly"
   * @example nodeImages: 'none'
   */
  readonly nodeImages?: NonNullable<z.input<typeof aks.schema>['upgrades']>['nodeImages'];
  /**
   * day of the week on which AKS upgrades
   * @default "Sunday"
   * @example day: 'Monday'
   */
  readonly day?: NonNullable<z.input<typeof aks.schema>['upgrades']>['day'];
  /**
   * hour, in UTC, at which the upgrades begin
   * @default 2
   * @example startHour: 2
   */
  readonly startHour?: NonNullable<z.input<typeof aks.schema>['upgrades']>['startHour'];
  /**
   * hours that the upgrades may take
   * @default 4
   * @example hours: 4
   */
  readonly hours?: NonNullable<z.input<typeof aks.schema>['upgrades']>['hours'];
}

/** Options with documentation: `AksOptions`. */
export interface AksOptions {
  /**
   * minor version of Kubernetes that AKS offers, in quotes
   * @default "1.35"
   * @example kubernetes: '1.33'
   */
  readonly kubernetes?: z.input<typeof aks.schema>['kubernetes'];
  /**
   * DNS domain of Services, which AKS sets
   * @default "cluster.local"
   * @example clusterDomain: 'cluster.local'
   */
  readonly clusterDomain?: z.input<typeof aks.schema>['clusterDomain'];
  /**
   * connections with other networks, such as that of an analytics platform, by name; workloads of tenants that list one in `connections` may call it with `calls: [{ connection }]`, and no other workload reaches its addresses
   * @default none
   * @example connections: { shop: { cidrs: ['192.0.2.0/24'], ports: [8080] } }
   */
  readonly connections?: z.input<typeof aks.schema>['connections'];
  /**
   * support of the Kubernetes version: `long-term` lasts a year longer, and costs more (the tier Premium)
   * @default "standard"
   * @example support: 'long-term'
   */
  readonly support?: z.input<typeof aks.schema>['support'];
  /**
   * location in Azure, such as swedencentral
   * @example region: 'swedencentral'
   */
  readonly region: z.input<typeof aks.schema>['region'];
  /**
   * availability zones of the nodes; an empty list in a location without zones
   * @default ["1","2","3"]
   * @example zones: ['1']
   */
  readonly zones?: z.input<typeof aks.schema>['zones'];
  /**
   * ID of the Azure subscription
   * @example subscription: '00000000-0000-0000-0000-000000000001'
   */
  readonly subscription: z.input<typeof aks.schema>['subscription'];
  /**
   * ID of the Microsoft Entra tenant of the subscription
   * @example entraTenant: '00000000-0000-0000-0000-000000000002'
   */
  readonly entraTenant: z.input<typeof aks.schema>['entraTenant'];
  /**
   * name of the cluster, and of its resource group, in Azure, unique in the subscription
   * @default the name of the cluster
   * @example clusterName: 'shop'
   */
  readonly clusterName?: z.input<typeof aks.schema>['clusterName'];
  /**
   * virtual network: the options of the one that Plinth creates for all clusters of the environment in the location, or the IDs of an existing one
   * @default {"cidr":"10.0.0.0/16","state":"present"}
   * @example network: { nodeSubnet: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.Network/virtualNetworks/acme/subnets/nodes' }
   */
  readonly network?: z.input<typeof aks.schema>['network'];
  /**
   * access to the API: from the network and networks connected to it, or from public address ranges
   * @default "private"
   * @example api: 'private'
   */
  readonly api?: z.input<typeof aks.schema>['api'];
  /**
   * nodes of the components that AKS runs itself; the pods of components and tenants run on `nodePools`
   * @default {"machineType":"Standard_D4ds_v5","max":5,"diskGiB":128,"min":2}
   * @example systemPool: { machineType: 'Standard_D4ds_v5' }
   */
  readonly systemPool?: AksOptionsSystemPool | undefined;
  /**
   * node pools by name
   * @example nodePools: { general: { machineType: 'Standard_D4ds_v5', min: 3, max: 9 } }
   */
  readonly nodePools: z.input<typeof aks.schema>['nodePools'];
  /**
   * object IDs of the Microsoft Entra groups that administer the cluster; the identity that applies the platform must be a member
   * @example administrators: ['00000000-0000-0000-0000-000000000003']
   */
  readonly administrators: z.input<typeof aks.schema>['administrators'];
  /**
   * groups, such as the `owners` of a tenant, with the object IDs of their Microsoft Entra groups, which the tokens of users contain; groups that are not here must be written as object IDs
   * @default {}
   * @example groups: { 'shop-developers': '00000000-0000-0000-0000-000000000004' }
   */
  readonly groups?: z.input<typeof aks.schema>['groups'];
  /**
   * roles of Azure by tenant/application, for what `uses` does not express; only the pods of the application get them
   * @default {}
   * @example permissions: { 'shop/web': [{ role: 'Azure Service Bus Data Sender', scope: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.ServiceBus/namespaces/acme' }] }
   */
  readonly permissions?: z.input<typeof aks.schema>['permissions'];
  /**
   * IDs of the container registries that nodes may pull images from
   * @default []
   * @example registries: []
   */
  readonly registries?: z.input<typeof aks.schema>['registries'];
  /**
   * ID of an existing disk encryption set for nodes and volumes
   * @default one of the cluster, with a key that Plinth creates
   * @example diskEncryptionSet: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.Compute/diskEncryptionSets/disks'
   */
  readonly diskEncryptionSet?: z.input<typeof aks.schema>['diskEncryptionSet'];
  /**
   * existing key of a key vault with public access that encrypts Secrets in etcd
   * @default a key that Azure manages
   * @example secretsKey: { id: 'https://acme.vault.azure.net/keys/secrets/0123456789abcdef0123456789abcdef', vault: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.KeyVault/vaults/acme' }
   */
  readonly secretsKey?: AksOptionsSecretsKey | undefined;
  /**
   * upgrades that AKS does itself, and when
   * @default {}
   * @example upgrades: { channel: 'none' }
   */
  readonly upgrades?: AksOptionsUpgrades | undefined;
  /**
   * days that the logs of the control plane are retained
   * @default 365
   * @example logDays: 365
   */
  readonly logDays?: z.input<typeof aks.schema>['logDays'];
  /**
   * ID of an existing Log Analytics workspace for the logs of the control plane
   * @default one of the cluster, which Plinth creates
   * @example logWorkspace: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.OperationalInsights/workspaces/logs'
   */
  readonly logWorkspace?: z.input<typeof aks.schema>['logWorkspace'];
  /**
   * whether Terraform refuses to destroy or replace the cluster; set it to false, and apply, before `state: removed`
   * @default true
   * @example deletionProtection: false
   */
  readonly deletionProtection?: z.input<typeof aks.schema>['deletionProtection'];
  /**
   * tags of all Azure resources
   * @default {}
   * @example tags: { team: 'platform' }
   */
  readonly tags?: z.input<typeof aks.schema>['tags'];
}

/** Options with documentation: `AzureDiskOptions`. */
export interface AzureDiskOptions {
  /**
   * default StorageClass; not all locations have zone-redundant disks
   * @default "premium-zrs"
   * @example default: 'premium-lrs'
   */
  readonly default?: z.input<typeof azureDisk.schema>['default'];
  /**
   * whether a volume is deleted with its PersistentVolumeClaim
   * @default "delete"
   * @example onRemoval: 'retain'
   */
  readonly onRemoval?: z.input<typeof azureDisk.schema>['onRemoval'];
}

/** Options with documentation: `AzureDnsOptions`. */
export interface AzureDnsOptions {
  /**
   * IDs of the zones, all of one resource group
   * @example zones: ['/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/dns/providers/Microsoft.Network/dnsZones/acme.example']
   */
  readonly zones: z.input<typeof azureDns.schema>['zones'];
  /**
   * names of the components externalDns() that change records
   * @default ["external-dns"]
   * @example dnsRecords: ['shop']
   */
  readonly dnsRecords?: z.input<typeof azureDns.schema>['dnsRecords'];
  /**
   * names of the components certManager() that answer DNS-01 challenges
   * @default ["cert-manager"]
   * @example certificates: ['shop']
   */
  readonly certificates?: z.input<typeof azureDns.schema>['certificates'];
}

/** Options with documentation: `AzurePostgresqlOptions`. */
export interface AzurePostgresqlOptions {
  /**
   * major version of PostgreSQL, in quotes
   * @default "17"
   * @example version: '16'
   */
  readonly version?: z.input<typeof azurePostgresql.schema>['version'];
  /**
   * size of the server of each tenant
   * @default "small"
   * @example size: 'medium'
   */
  readonly size?: z.input<typeof azurePostgresql.schema>['size'];
  /**
   * size of the server in Azure, such as GP_Standard_D4ds_v5
   * @default that of `size`
   * @example sku: 'GP_Standard_D4ds_v5'
   */
  readonly sku?: z.input<typeof azurePostgresql.schema>['sku'];
  /**
   * initial storage in GiB, which Azure extends
   * @default that of `size`
   * @example storageGiB: 32
   */
  readonly storageGiB?: z.input<typeof azurePostgresql.schema>['storageGiB'];
  /**
   * whether a standby runs in another zone
   * @default true
   * @example multiZone: false
   */
  readonly multiZone?: z.input<typeof azurePostgresql.schema>['multiZone'];
  /**
   * days that backups are retained, for recovery to any second
   * @default 14
   * @example backupDays: 14
   */
  readonly backupDays?: z.input<typeof azurePostgresql.schema>['backupDays'];
  /**
   * whether backups are copied to the paired location; it cannot be changed later
   * @default false
   * @example geoBackup: true
   */
  readonly geoBackup?: z.input<typeof azurePostgresql.schema>['geoBackup'];
  /**
   * whether Terraform refuses to destroy or replace the servers
   * @default true
   * @example deletionProtection: false
   */
  readonly deletionProtection?: z.input<typeof azurePostgresql.schema>['deletionProtection'];
}

/** Options with documentation: `BlobOptions`. */
export interface BlobOptions {
  /**
   * copies of the data: in one zone, in three zones, or in a second location too
   * @default "ZRS"
   * @example replication: 'LRS'
   */
  readonly replication?: z.input<typeof blob.schema>['replication'];
  /**
   * days that replaced and deleted blobs are retained
   * @default 30
   * @example versionDays: 30
   */
  readonly versionDays?: z.input<typeof blob.schema>['versionDays'];
  /**
   * whether Terraform refuses to destroy or replace the storage accounts
   * @default true
   * @example deletionProtection: false
   */
  readonly deletionProtection?: z.input<typeof blob.schema>['deletionProtection'];
}

/** Options with documentation: `KeyVaultOptions`. */
export interface KeyVaultOptions {
  /**
   * name of the component externalSecrets()
   * @default "external-secrets"
   * @example operator: 'external-secrets'
   */
  readonly operator?: z.input<typeof keyVault.schema>['operator'];
}

/** Options with documentation: `ManagedRedisOptionsSkus`. */
export interface ManagedRedisOptionsSkus {
  /**
   * SKU of a use with size small
   * @default Balanced_B1
   * @example small: 'Balanced_B3'
   */
  readonly small?: NonNullable<z.input<typeof managedRedis.schema>['skus']>['small'];
  /**
   * SKU of a use with size medium
   * @default Balanced_B5
   * @example medium: 'Balanced_B10'
   */
  readonly medium?: NonNullable<z.input<typeof managedRedis.schema>['skus']>['medium'];
  /**
   * SKU of a use with size large
   * @default MemoryOptimized_M20
   * @example large: 'MemoryOptimized_M50'
   */
  readonly large?: NonNullable<z.input<typeof managedRedis.schema>['skus']>['large'];
}

/** Options with documentation: `ManagedRedisOptions`. */
export interface ManagedRedisOptions {
  /**
   * SKUs of Azure Managed Redis by `size` of a use
   * @default {}
   * @example skus: { small: 'Balanced_B3' }
   */
  readonly skus?: ManagedRedisOptionsSkus | undefined;
  /**
   * whether a replica in another zone takes over when a node fails
   * @default true
   * @example multiZone: false
   */
  readonly multiZone?: z.input<typeof managedRedis.schema>['multiZone'];
}

/** Options with documentation: `ServiceBusOptions`. */
export interface ServiceBusOptions {
  /**
   * messaging units of the namespace of each tenant, which determine its throughput and its price
   * @default 1
   * @example messagingUnits: 2
   */
  readonly messagingUnits?: z.input<typeof serviceBus.schema>['messagingUnits'];
  /**
   * days until a message that was not received expires
   * @default 4
   * @example retentionDays: 4
   */
  readonly retentionDays?: z.input<typeof serviceBus.schema>['retentionDays'];
  /**
   * times that a message is received before it becomes a dead letter of the queue
   * @default 5
   * @example maxReceives: 5
   */
  readonly maxReceives?: z.input<typeof serviceBus.schema>['maxReceives'];
  /**
   * whether Terraform refuses to destroy or replace the namespaces
   * @default true
   * @example deletionProtection: false
   */
  readonly deletionProtection?: z.input<typeof serviceBus.schema>['deletionProtection'];
}
