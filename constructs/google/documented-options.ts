// Generated from the schemas by `npm run reference`: change the schemas, not this file.
import type { z } from 'zod';
import type { cloudDns } from './kinds';
import type { cloudSql } from './kinds';
import type { gcs } from './kinds';
import type { gke } from './kinds';
import type { memorystore } from './kinds';
import type { persistentDisk } from './kinds';
import type { pubsub } from './kinds';
import type { secretManager } from './kinds';

declare module '../../src/definition/documented-options' {
  interface DocumentedOptions {
    readonly 'component.cloud-dns': CloudDnsOptions;
    readonly 'component.cloud-sql': CloudSqlOptions;
    readonly 'component.gcs': GcsOptions;
    readonly 'cluster.gke': GkeOptions;
    readonly 'component.memorystore': MemorystoreOptions;
    readonly 'component.persistent-disk': PersistentDiskOptions;
    readonly 'component.pubsub': PubsubOptions;
    readonly 'component.google-secret-manager': SecretManagerOptions;
  }
}

/** Options with documentation: `CloudDnsOptions`. */
export interface CloudDnsOptions {
  /**
   * IDs of the managed zones, all of one project
   * @example zones: ['projects/acme-dns/managedZones/acme-example']
   */
  readonly zones: z.input<typeof cloudDns.schema>['zones'];
  /**
   * names of the components externalDns() that change records
   * @default ["external-dns"]
   * @example dnsRecords: ['shop']
   */
  readonly dnsRecords?: z.input<typeof cloudDns.schema>['dnsRecords'];
  /**
   * names of the components certManager() that answer DNS-01 challenges
   * @default ["cert-manager"]
   * @example certificates: ['shop']
   */
  readonly certificates?: z.input<typeof cloudDns.schema>['certificates'];
}

/** Options with documentation: `CloudSqlOptions`. */
export interface CloudSqlOptions {
  /**
   * major version of PostgreSQL, in quotes
   * @default "17"
   * @example version: '16'
   */
  readonly version?: z.input<typeof cloudSql.schema>['version'];
  /**
   * size of the instance of each tenant
   * @default "small"
   * @example size: 'medium'
   */
  readonly size?: z.input<typeof cloudSql.schema>['size'];
  /**
   * tier of the instance: processors, and memory in MiB
   * @default that of `size`
   * @example tier: 'db-custom-4-15360'
   */
  readonly tier?: z.input<typeof cloudSql.schema>['tier'];
  /**
   * initial storage in GiB, which Google Cloud extends
   * @default that of `size`
   * @example storageGiB: 10
   */
  readonly storageGiB?: z.input<typeof cloudSql.schema>['storageGiB'];
  /**
   * whether a standby runs in another zone
   * @default true
   * @example multiZone: false
   */
  readonly multiZone?: z.input<typeof cloudSql.schema>['multiZone'];
  /**
   * days that daily backups are retained; the last seven days can be recovered to any second
   * @default 14
   * @example backupDays: 14
   */
  readonly backupDays?: z.input<typeof cloudSql.schema>['backupDays'];
  /**
   * whether Google Cloud and Terraform refuse to delete the instances
   * @default true
   * @example deletionProtection: false
   */
  readonly deletionProtection?: z.input<typeof cloudSql.schema>['deletionProtection'];
}

/** Options with documentation: `GcsOptions`. */
export interface GcsOptions {
  /**
   * days that replaced and deleted objects are retained
   * @default 30
   * @example versionDays: 30
   */
  readonly versionDays?: z.input<typeof gcs.schema>['versionDays'];
  /**
   * whether Terraform refuses to destroy or replace the buckets
   * @default true
   * @example deletionProtection: false
   */
  readonly deletionProtection?: z.input<typeof gcs.schema>['deletionProtection'];
}

/** Options with documentation: `GkeOptionsUpgrades`. */
export interface GkeOptionsUpgrades {
  /**
   * day of the week
   * @default "SU"
   * @example day: 'MO'
   */
  readonly day?: NonNullable<z.input<typeof gke.schema>['upgrades']>['day'];
  /**
   * hour, in UTC, at which the upgrades begin
   * @default 2
   * @example startHour: 2
   */
  readonly startHour?: NonNullable<z.input<typeof gke.schema>['upgrades']>['startHour'];
}

/** Options with documentation: `GkeOptions`. */
export interface GkeOptions {
  /**
   * minor version of Kubernetes that GKE offers, in quotes
   * @default "1.35"
   * @example kubernetes: '1.33'
   */
  readonly kubernetes?: z.input<typeof gke.schema>['kubernetes'];
  /**
   * DNS domain of Services, which GKE sets
   * @default "cluster.local"
   * @example clusterDomain: 'cluster.local'
   */
  readonly clusterDomain?: z.input<typeof gke.schema>['clusterDomain'];
  /**
   * connections with other networks, such as that of an analytics platform, by name; workloads of tenants that list one in `connections` may call it with `calls: [{ connection }]`, and no other workload reaches its addresses
   * @default none
   * @example connections: { shop: { cidrs: ['192.0.2.0/24'], ports: [8080] } }
   */
  readonly connections?: z.input<typeof gke.schema>['connections'];
  /**
   * support of the Kubernetes version: `extended` lasts ten months longer, and costs more
   * @default "standard"
   * @example support: 'extended'
   */
  readonly support?: z.input<typeof gke.schema>['support'];
  /**
   * region of Google Cloud, such as europe-north1
   * @example region: 'europe-north1'
   */
  readonly region: z.input<typeof gke.schema>['region'];
  /**
   * letters of the zones of the nodes; not all regions have a
   * @default ["a","b","c"]
   * @example zones: ['a', 'b', 'c']
   */
  readonly zones?: z.input<typeof gke.schema>['zones'];
  /**
   * ID of the project; clusters of other environments must not be in it
   * @example project: 'acme-prod'
   */
  readonly project: z.input<typeof gke.schema>['project'];
  /**
   * number of the project, in quotes
   * @example projectNumber: '123456789012'
   */
  readonly projectNumber: z.input<typeof gke.schema>['projectNumber'];
  /**
   * name of the cluster in Google Cloud
   * @default the name of the cluster
   * @example clusterName: 'acme-prod'
   */
  readonly clusterName?: z.input<typeof gke.schema>['clusterName'];
  /**
   * network: the options of the one that Plinth creates for all clusters of the environment in the region, or the IDs of an existing one
   * @default {"cidr":"10.0.0.0/16","state":"present"}
   * @example network: { id: 'projects/acme-shared/global/networks/acme', subnet: 'projects/acme-shared/regions/europe-north1/subnetworks/acme' }
   */
  readonly network?: z.input<typeof gke.schema>['network'];
  /**
   * access to the API: from the network and networks connected to it, or from public address ranges too
   * @default "private"
   * @example api: 'private'
   */
  readonly api?: z.input<typeof gke.schema>['api'];
  /**
   * node pools by name
   * @example nodePools: { general: { machineType: 'n2-standard-4', min: 3, max: 9 } }
   */
  readonly nodePools: z.input<typeof gke.schema>['nodePools'];
  /**
   * members of IAM that administer the clusters of the project: groups, users and service accounts, the one that applies the platform included
   * @example administrators: ['group:platform@acme.example']
   */
  readonly administrators: z.input<typeof gke.schema>['administrators'];
  /**
   * Google group whose member groups may be `owners` and members of tenants, by their addresses
   * @default tenants have no groups
   * @example securityGroup: 'gke-security-groups@acme.example'
   */
  readonly securityGroup?: z.input<typeof gke.schema>['securityGroup'];
  /**
   * groups, such as the `owners` of a tenant, with the addresses of their Google groups
   * @default {}
   * @example groups: { 'shop-developers': 'shop@acme.example' }
   */
  readonly groups?: z.input<typeof gke.schema>['groups'];
  /**
   * roles in the project by tenant/application, for what `uses` does not express; only the pods of the application get them
   * @default {}
   * @example permissions: { 'shop/web': [{ role: 'roles/pubsub.publisher' }] }
   */
  readonly permissions?: z.input<typeof gke.schema>['permissions'];
  /**
   * IDs of the repositories of Artifact Registry that nodes may pull images from
   * @default []
   * @example registries: []
   */
  readonly registries?: z.input<typeof gke.schema>['registries'];
  /**
   * ID of an existing key for Secrets, disks and volumes
   * @default one of the environment, which Plinth creates with the network, or keys of Google in an existing network
   * @example encryptionKey: 'projects/acme-prod/locations/europe-north1/keyRings/acme/cryptoKeys/disks'
   */
  readonly encryptionKey?: z.input<typeof gke.schema>['encryptionKey'];
  /**
   * window of four hours in which GKE installs patch versions; minor versions are those of `kubernetes`
   * @default {}
   * @example upgrades: { day: 'MO' }
   */
  readonly upgrades?: GkeOptionsUpgrades | undefined;
  /**
   * whether Terraform refuses to destroy or replace the cluster; set it to false, and apply, before `state: removed`
   * @default true
   * @example deletionProtection: false
   */
  readonly deletionProtection?: z.input<typeof gke.schema>['deletionProtection'];
  /**
   * labels of all Google Cloud resources that have labels
   * @default {}
   * @example resourceLabels: { team: 'platform' }
   */
  readonly resourceLabels?: z.input<typeof gke.schema>['resourceLabels'];
}

/** Options with documentation: `MemorystoreOptionsNodeTypes`. */
export interface MemorystoreOptionsNodeTypes {
  /**
   * node type of a use with size small
   * @default SHARED_CORE_NANO
   * @example small: 'SHARED_CORE_NANO'
   */
  readonly small?: NonNullable<z.input<typeof memorystore.schema>['nodeTypes']>['small'];
  /**
   * node type of a use with size medium
   * @default STANDARD_SMALL
   * @example medium: 'SHARED_CORE_NANO'
   */
  readonly medium?: NonNullable<z.input<typeof memorystore.schema>['nodeTypes']>['medium'];
  /**
   * node type of a use with size large
   * @default HIGHMEM_MEDIUM
   * @example large: 'SHARED_CORE_NANO'
   */
  readonly large?: NonNullable<z.input<typeof memorystore.schema>['nodeTypes']>['large'];
}

/** Options with documentation: `MemorystoreOptions`. */
export interface MemorystoreOptions {
  /**
   * version of Valkey, in quotes
   * @default "8.0"
   * @example version: '7.2'
   */
  readonly version?: z.input<typeof memorystore.schema>['version'];
  /**
   * node types of Memorystore by `size` of a use
   * @default {}
   * @example nodeTypes: { small: 'SHARED_CORE_NANO' }
   */
  readonly nodeTypes?: MemorystoreOptionsNodeTypes | undefined;
  /**
   * whether a replica in another zone takes over when a node fails
   * @default true
   * @example multiZone: false
   */
  readonly multiZone?: z.input<typeof memorystore.schema>['multiZone'];
}

/** Options with documentation: `PersistentDiskOptions`. */
export interface PersistentDiskOptions {
  /**
   * default StorageClass
   * @default "pd-balanced"
   * @example default: 'hyperdisk-balanced'
   */
  readonly default?: z.input<typeof persistentDisk.schema>['default'];
  /**
   * whether a volume is deleted with its PersistentVolumeClaim
   * @default "delete"
   * @example onRemoval: 'retain'
   */
  readonly onRemoval?: z.input<typeof persistentDisk.schema>['onRemoval'];
}

/** Options with documentation: `PubsubOptions`. */
export interface PubsubOptions {
  /**
   * days that messages are retained
   * @default 4
   * @example retentionDays: 4
   */
  readonly retentionDays?: z.input<typeof pubsub.schema>['retentionDays'];
  /**
   * times that a message is delivered before it is moved to the topic `<name>-dead`
   * @default 5
   * @example maxReceives: 5
   */
  readonly maxReceives?: z.input<typeof pubsub.schema>['maxReceives'];
}

/** Options with documentation: `SecretManagerOptions`. */
export interface SecretManagerOptions {
  /**
   * name of the component externalSecrets()
   * @default "external-secrets"
   * @example operator: 'external-secrets'
   */
  readonly operator?: z.input<typeof secretManager.schema>['operator'];
}
