// Generated from the schemas by `npm run reference`: change the schemas, not this file.
import type { Capability } from '../../src/definition/capability';
import type { EndpointFields } from '../documented-options';

declare module '../../src/definition/documented-options' {
  interface DocumentedOptions {
    readonly 'cluster.aks': AksOptions;
    readonly 'component.azure-disk': AzureDiskOptions;
    readonly 'component.azure-dns': AzureDnsOptions;
    readonly 'component.azure-monitor': AzureMonitorOptions;
    readonly 'component.azure-postgresql': AzurePostgresqlOptions;
    readonly 'component.blob': BlobOptions;
    readonly 'component.event-hubs': EventHubsOptions;
    readonly 'cluster.existing-aks': ExistingAksOptions;
    readonly 'component.key-vault': KeyVaultOptions;
    readonly 'component.managed-redis': ManagedRedisOptions;
    readonly 'component.service-bus': ServiceBusOptions;
  }
}

/** Options of `AksOptionsConnections`. */
export interface AksOptionsConnections {
  /**
   * address ranges of the other network
   * @example cidrs: ['192.0.2.0/24']
   */
  readonly cidrs: readonly string[];
  /**
   * TCP ports that workloads may call
   * @example ports: [8080]
   */
  readonly ports: readonly number[];
  /**
   * ID of the other virtual network, with which the network gets a peering, or of a private link service, which gets the address in `cidrs`; required in a network that Plinth creates
   * @default none
   * @example via: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.Network/virtualNetworks/analytics'
   */
  readonly via?: string | undefined;
  /**
   * whether `cidrs` are behind the VPN or ExpressRoute gateway of the other virtual network, such as a hub, whose peering must permit it before
   * @default false
   * @example gateway: true
   */
  readonly gateway?: boolean | undefined;
}

/** Options of `AksOptionsNetworkEgress`. */
export interface AksOptionsNetworkEgress {
  /**
   * address of the firewall or router that leads out, in the network of a connection, such as a hub
   * @default NAT gateways
   * @example via: '10.80.0.4'
   */
  readonly via?: string | undefined;
  /**
   * public address ranges that nodes and pods reach, and no others
   * @default all
   * @example allowedRanges: ['203.0.113.0/24']
   */
  readonly allowedRanges?: readonly string[] | undefined;
}

/** Flow logs of the virtual network. */
export interface AksOptionsNetworkFlowLogs {
  /**
   * ID of an existing storage account in the location, which the Network Watcher may write to
   * @example storageAccount: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.Storage/storageAccounts/acmelogs'
   */
  readonly storageAccount: string;
  /**
   * days that flow logs are retained
   * @default 90
   * @example days: 90
   */
  readonly days?: number | undefined;
}

/** Options of `AksOptionsNetworkNodeSubnet`. */
export interface AksOptionsNetworkNodeSubnet {
  /**
   * ID of the existing subnet of nodes
   * @example nodeSubnet: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.Network/virtualNetworks/acme/subnets/nodes'
   */
  readonly nodeSubnet: string;
  /**
   * address range of `nodeSubnet`, which no workload of a tenant reaches
   * @default unknown, with a warning where workloads call address ranges
   * @example nodeCidr: '192.0.2.0/24'
   */
  readonly nodeCidr?: string | undefined;
  /**
   * how nodes and pods leave the existing network: by the NAT gateway of the subnet, by its route table, by a load balancer of the cluster, or to private networks only (`none`), so that AKS pulls its images from `artifactCache`, and calls of public addresses are errors
   * @default "nat-gateway"
   * @example outbound: 'route-table'
   */
  readonly outbound?: 'nat-gateway' | 'route-table' | 'load-balancer' | 'none' | undefined;
  /**
   * ID of the registry, with a private endpoint and the cache rule of AKS, from which AKS pulls its images; required with `outbound: 'none'`
   * @default none
   * @example artifactCache: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.ContainerRegistry/registries/acme'
   */
  readonly artifactCache?: string | undefined;
  /**
   * ID of the subnet of API servers, of /28 or larger and delegated to Microsoft.ContainerService/managedClusters, through which they reach the key of Secrets
   * @default AKS has them in a network of its own
   * @example apiServerSubnet: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.Network/virtualNetworks/acme/subnets/api-servers'
   */
  readonly apiServerSubnet?: string | undefined;
  /**
   * address range of `apiServerSubnet`, for network policies; required with it
   * @default none
   * @example apiServerCidr: '192.0.2.0/24'
   */
  readonly apiServerCidr?: string | undefined;
  /**
   * ID of the subnet of private endpoints
   * @default no databases and buckets
   * @example dataSubnet: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.Network/virtualNetworks/acme/subnets/data'
   */
  readonly dataSubnet?: string | undefined;
  /**
   * address range of `dataSubnet`, for network policies; required with it
   * @default none
   * @example dataCidr: '192.0.2.0/24'
   */
  readonly dataCidr?: string | undefined;
  /**
   * ID of the resource group with the private DNS zones of private endpoints
   * @default their names are registered by the network
   * @example dnsZoneGroup: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/dns'
   */
  readonly dnsZoneGroup?: string | undefined;
}

/** Options of `AksOptionsNetworkCidrEgress`. */
export interface AksOptionsNetworkCidrEgress {
  /**
   * address of the firewall or router that leads out, in the network of a connection, such as a hub
   * @default NAT gateways
   * @example via: '10.80.0.4'
   */
  readonly via?: string | undefined;
  /**
   * public address ranges that nodes and pods reach, and no others
   * @default all
   * @example allowedRanges: ['203.0.113.0/24']
   */
  readonly allowedRanges?: readonly string[] | undefined;
}

/** Flow logs of the virtual network. */
export interface AksOptionsNetworkCidrFlowLogs {
  /**
   * ID of an existing storage account in the location, which the Network Watcher may write to
   * @example storageAccount: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.Storage/storageAccounts/acmelogs'
   */
  readonly storageAccount: string;
  /**
   * days that flow logs are retained
   * @default 90
   * @example days: 90
   */
  readonly days?: number | undefined;
}

/** Options of `AksOptionsNetworkCidr`. */
export interface AksOptionsNetworkCidr {
  /**
   * address range of the virtual network, from /16 to /24; nodes are in its first half
   * @default "10.0.0.0/16"
   * @example cidr: '10.0.0.0/16'
   */
  readonly cidr?: string | undefined;
  /**
   * whether the API servers are in a subnet of the network, through which they reach the key of Secrets; `false` in a location where AKS does not offer it; a cluster cannot leave the subnet later
   * @default true
   * @example apiServersInNetwork: false
   */
  readonly apiServersInNetwork?: boolean | undefined;
  /**
   * how nodes and pods leave the network: by NAT gateways with fixed addresses, through a firewall or router of yours (`via`), to some addresses only (`allowedRanges`), or not at all (`none`); without all public addresses, AKS pulls its own images from a registry in the network (`none`), or nodes reach the services that AKS needs as well (`allowedRanges`)
   * @default "nat-gateway"
   * @example egress: 'nat-gateway'
   */
  readonly egress?: 'nat-gateway' | 'none' | AksOptionsNetworkCidrEgress | undefined;
  /**
   * number of public addresses of the NAT gateway, for about 64,000 connections with each server per address; without meaning where `egress` has none
   * @default 1
   * @example natAddresses: 1
   */
  readonly natAddresses?: number | undefined;
  /**
   * flow logs of the virtual network
   * @default none: Azure stores them in a storage account only
   * @example flowLogs: { storageAccount: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.Storage/storageAccounts/acmelogs' }
   */
  readonly flowLogs?: AksOptionsNetworkCidrFlowLogs | undefined;
  /**
   * `removed`, on clusters with state `removed`, destroys the network too; databases and storage in it must have been removed before
   * @default "present"
   * @example state: 'removed'
   */
  readonly state?: 'present' | 'removed' | undefined;
}

/** Options of `AksOptionsApi`. */
export interface AksOptionsApi {
  /**
   * public address ranges that may connect to the API, and to key vaults; where the API servers are in no subnet of the network, also the addresses by which nodes leave it (NAT gateway or firewall)
   * @example allowedRanges: ['192.0.2.0/24']
   */
  readonly allowedRanges: readonly string[];
}

/** Nodes of the components that AKS runs itself; the pods of components and tenants run on `nodePools`. */
export interface AksOptionsSystemPool {
  /**
   * size of the virtual machines, such as Standard_D4ds_v5
   * @default "Standard_D4ds_v5"
   * @example machineType: 'Standard_D4ds_v5'
   */
  readonly machineType?: string | undefined;
  /**
   * maximum number of nodes
   * @default 5
   * @example max: 5
   */
  readonly max?: number | undefined;
  /**
   * size of the operating system disk, which is encrypted, in GiB
   * @default 128
   * @example diskGiB: 128
   */
  readonly diskGiB?: number | undefined;
  /**
   * zones of the pool, such as 1, for nodes whose volumes must be in one zone
   * @default all zones
   * @example zones: ['1']
   */
  readonly zones?: readonly ('1' | '2' | '3')[] | undefined;
  /**
   * minimum number of nodes
   * @default 2
   * @example min: 2
   */
  readonly min?: number | undefined;
}

/** Options of `AksOptionsNodePools`. */
export interface AksOptionsNodePools {
  /**
   * size of the virtual machines, such as Standard_D4ds_v5
   * @example machineType: 'Standard_D4ds_v5'
   */
  readonly machineType: string;
  /**
   * maximum number of nodes
   * @default 3
   * @example max: 3
   */
  readonly max?: number | undefined;
  /**
   * size of the operating system disk, which is encrypted, in GiB
   * @default 128
   * @example diskGiB: 128
   */
  readonly diskGiB?: number | undefined;
  /**
   * zones of the pool, such as 1, for nodes whose volumes must be in one zone
   * @default all zones
   * @example zones: ['1']
   */
  readonly zones?: readonly ('1' | '2' | '3')[] | undefined;
  /**
   * processor architecture of the virtual machines
   * @default "amd64"
   * @example architecture: 'arm64'
   */
  readonly architecture?: 'amd64' | 'arm64' | undefined;
  /**
   * minimum number of nodes
   * @default 1
   * @example min: 1
   */
  readonly min?: number | undefined;
  /**
   * whether the nodes are spot instances, which Azure evicts at any time
   * @default false
   * @example spot: true
   */
  readonly spot?: boolean | undefined;
  /**
   * labels of the nodes
   * @default {}
   * @example labels: { pool: 'shop' }
   */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /**
   * taints of the nodes, such as gpu=yes:NoSchedule
   * @default []
   * @example taints: []
   */
  readonly taints?: readonly string[] | undefined;
}

/** Options of `AksOptionsPermissions`. */
export interface AksOptionsPermissions {
  /**
   * name of a role of Azure, such as Azure Service Bus Data Sender
   * @example role: 'Azure Service Bus Data Sender'
   */
  readonly role: string;
  /**
   * ID of the resource that the role is for
   * @example scope: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.ServiceBus/namespaces/acme'
   */
  readonly scope: string;
}

/** Existing key that encrypts Secrets in etcd; its key vault needs public access in an existing network without `apiServerSubnet`. */
export interface AksOptionsSecretsKey {
  /**
   * ID of the key, with its version
   * @example id: 'https://acme.vault.azure.net/keys/secrets/0123456789abcdef0123456789abcdef'
   */
  readonly id: string;
  /**
   * ID of the key vault of the key
   * @example vault: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.KeyVault/vaults/acme'
   */
  readonly vault: string;
}

/** Functions of the cluster that AKS provides: `managed`, or not at all. */
export interface AksOptionsAddOns {
  /**
   * network of pods, which enforces network policies: Azure CNI powered by Cilium, or a component such as cilium() (bring your own CNI), which Microsoft does not support
   * @default "managed"
   * @example network: 'component'
   */
  readonly network?: 'managed' | 'component' | undefined;
  /**
   * cluster DNS; AKS always runs CoreDNS
   * @default "managed"
   * @example dns: 'managed'
   */
  readonly dns?: 'managed' | undefined;
  /**
   * cache of DNS answers on each node; the Terraform provider of Azure has no option for the cache of AKS (LocalDNS)
   * @default "off"
   * @example dnsCache: 'off'
   */
  readonly dnsCache?: 'off' | undefined;
  /**
   * CPU and memory usage of pods, for autoscaling and `kubectl top` (metrics-server); AKS always runs metrics-server
   * @default "managed"
   * @example metrics: 'managed'
   */
  readonly metrics?: 'managed' | undefined;
  /**
   * driver of volumes on disks: Azure Disk, which azureDisk() needs
   * @default "managed"
   * @example disks: 'off'
   */
  readonly disks?: 'managed' | 'off' | undefined;
  /**
   * driver of volumes that pods on several nodes share: Azure Files
   * @default "managed"
   * @example files: 'off'
   */
  readonly files?: 'managed' | 'off' | undefined;
  /**
   * driver that mounts buckets as volumes: Azure Blob Storage
   * @default "off"
   * @example buckets: 'managed'
   */
  readonly buckets?: 'managed' | 'off' | undefined;
  /**
   * controller of VolumeSnapshots: the one of AKS
   * @default "managed"
   * @example snapshots: 'off'
   */
  readonly snapshots?: 'managed' | 'off' | undefined;
  /**
   * Secrets Store CSI driver, which mounts secrets of the cloud's store as files: Azure Key Vault, with rotation
   * @default "off"
   * @example secretsStore: 'managed'
   */
  readonly secretsStore?: 'managed' | 'off' | undefined;
  /**
   * VerticalPodAutoscaler: the one of AKS
   * @default "off"
   * @example verticalScaling: 'managed'
   */
  readonly verticalScaling?: 'managed' | 'off' | undefined;
  /**
   * scaling by events: KEDA
   * @default "off"
   * @example keda: 'managed'
   */
  readonly keda?: 'managed' | 'off' | undefined;
  /**
   * removal of images with vulnerabilities that no pod uses, once a week
   * @default "managed"
   * @example imageCleaner: 'off'
   */
  readonly imageCleaner?: 'managed' | 'off' | undefined;
  /**
   * Azure Policy, whose policies may refuse or change objects on the cluster; Plinth does not know these
   * @default "off"
   * @example policy: 'managed'
   */
  readonly policy?: 'managed' | 'off' | undefined;
}

/** Upgrades that AKS does itself, and when. */
export interface AksOptionsUpgrades {
  /**
   * whether AKS installs patch versions of Kubernetes itself
   * @default "patch"
   * @example channel: 'none'
   */
  readonly channel?: 'none' | 'patch' | undefined;
  /**
   * whether AKS installs security patches, or new images each week, on the nodes itself
   * @default "weekly"
   * @example nodeImages: 'none'
   */
  readonly nodeImages?: 'none' | 'security' | 'weekly' | undefined;
  /**
   * day of the week on which AKS upgrades
   * @default "Sunday"
   * @example day: 'Monday'
   */
  readonly day?: 'Monday' | 'Tuesday' | 'Wednesday' | 'Thursday' | 'Friday' | 'Saturday' | 'Sunday' | undefined;
  /**
   * hour, in UTC, at which the upgrades begin
   * @default 2
   * @example startHour: 2
   */
  readonly startHour?: number | undefined;
  /**
   * hours that the upgrades may take
   * @default 4
   * @example hours: 4
   */
  readonly hours?: number | undefined;
}

/** A Kubernetes cluster of Azure Kubernetes Service. */
export interface AksOptions {
  /**
   * minor version of Kubernetes that AKS offers, in quotes
   * @default "1.35"
   * @example kubernetes: '1.33'
   */
  readonly kubernetes?: '1.33' | '1.34' | '1.35' | '1.36' | undefined;
  /**
   * DNS domain of Services, which AKS sets
   * @default "cluster.local"
   * @example clusterDomain: 'cluster.local'
   */
  readonly clusterDomain?: 'cluster.local' | undefined;
  /**
   * connections with other networks, such as that of an analytics platform, by name; workloads of tenants that list one in `connections` may call it with `calls: [{ connection }]`, and no other workload reaches its addresses
   * @default none
   * @example connections: { shop: { cidrs: ['192.0.2.0/24'], ports: [8080] } }
   */
  readonly connections?: Readonly<Record<string, AksOptionsConnections>> | undefined;
  /**
   * support of the Kubernetes version: `long-term` lasts a year longer, and costs more (the tier Premium)
   * @default "standard"
   * @example support: 'long-term'
   */
  readonly support?: 'standard' | 'long-term' | undefined;
  /**
   * location in Azure, such as swedencentral
   * @example region: 'swedencentral'
   */
  readonly region: string;
  /**
   * availability zones of the nodes; an empty list in a location without zones
   * @default ["1","2","3"]
   * @example zones: ['1']
   */
  readonly zones?: readonly ('1' | '2' | '3')[] | undefined;
  /**
   * ID of the Azure subscription
   * @example subscription: '00000000-0000-0000-0000-000000000001'
   */
  readonly subscription: string;
  /**
   * ID of the Microsoft Entra tenant of the subscription
   * @example entraTenant: '00000000-0000-0000-0000-000000000002'
   */
  readonly entraTenant: string;
  /**
   * name of the cluster, and of its resource group, in Azure, unique in the subscription
   * @default the name of the cluster
   * @example clusterName: 'shop'
   */
  readonly clusterName?: string | undefined;
  /**
   * virtual network: the options of the one that Plinth creates for all clusters of the environment in the location, or the IDs of an existing one
   * @default {"cidr":"10.0.0.0/16","apiServersInNetwork":true,"egress":"nat-gateway","natAddresses":1,"state":"present"}
   * @example network: { nodeSubnet: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.Network/virtualNetworks/acme/subnets/nodes' }
   */
  readonly network?: AksOptionsNetworkNodeSubnet | AksOptionsNetworkCidr | undefined;
  /**
   * access to the API: from the network and networks connected to it, or from public address ranges
   * @default "private"
   * @example api: 'private'
   */
  readonly api?: 'private' | AksOptionsApi | undefined;
  /**
   * address ranges in the network, or in connected ones, whose clients reach the API and the key vaults, such as runners of a CI that applies the platform
   * @default the network, and networks connected to it without `connections`
   * @example apiClients: ['10.80.4.0/24']
   */
  readonly apiClients?: readonly string[] | undefined;
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
  readonly nodePools: Readonly<Record<string, AksOptionsNodePools>>;
  /**
   * object IDs of the Microsoft Entra groups that administer the cluster; the identity that applies the platform must be a member
   * @example administrators: ['00000000-0000-0000-0000-000000000003']
   */
  readonly administrators: readonly string[];
  /**
   * groups, such as the `owners` of a tenant, with the object IDs of their Microsoft Entra groups, which the tokens of users contain; groups that are not here must be written as object IDs
   * @default {}
   * @example groups: { 'shop-developers': '00000000-0000-0000-0000-000000000004' }
   */
  readonly groups?: Readonly<Record<string, string>> | undefined;
  /**
   * roles of Azure by tenant/application, for what `uses` does not express; only the pods of the application get them
   * @default {}
   * @example permissions: { 'shop/web': [{ role: 'Azure Service Bus Data Sender', scope: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.ServiceBus/namespaces/acme' }] }
   */
  readonly permissions?: Readonly<Record<string, readonly AksOptionsPermissions[]>> | undefined;
  /**
   * IDs of the container registries that nodes may pull images from
   * @default []
   * @example registries: []
   */
  readonly registries?: readonly string[] | undefined;
  /**
   * ID of an existing disk encryption set for nodes and volumes
   * @default one of the cluster, with a key that Plinth creates
   * @example diskEncryptionSet: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.Compute/diskEncryptionSets/disks'
   */
  readonly diskEncryptionSet?: string | undefined;
  /**
   * existing key that encrypts Secrets in etcd; its key vault needs public access in an existing network without `apiServerSubnet`
   * @default a key of the cluster, which Plinth creates, or one that Microsoft manages in such a network
   * @example secretsKey: { id: 'https://acme.vault.azure.net/keys/secrets/0123456789abcdef0123456789abcdef', vault: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.KeyVault/vaults/acme' }
   */
  readonly secretsKey?: AksOptionsSecretsKey | undefined;
  /**
   * functions of the cluster that AKS provides: `managed`, or not at all
   * @default {}
   * @example addOns: { network: 'component' }
   */
  readonly addOns?: AksOptionsAddOns | undefined;
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
  readonly logDays?: number | undefined;
  /**
   * ID of an existing Log Analytics workspace for the logs of the control plane
   * @default one of the cluster, which Plinth creates
   * @example logWorkspace: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.OperationalInsights/workspaces/logs'
   */
  readonly logWorkspace?: string | undefined;
  /**
   * whether Terraform refuses to destroy or replace the cluster; set it to false, and apply, before `state: removed`
   * @default true
   * @example deletionProtection: false
   */
  readonly deletionProtection?: boolean | undefined;
  /**
   * tags of all Azure resources
   * @default {}
   * @example tags: { team: 'platform' }
   */
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** Volumes of Azure Disk. */
export interface AzureDiskOptions {
  /**
   * default StorageClass; not all locations have zone-redundant disks
   * @default "premium-zrs"
   * @example default: 'premium-lrs'
   */
  readonly default?: 'premium-zrs' | 'premium-lrs' | undefined;
  /**
   * whether a volume is deleted with its PersistentVolumeClaim
   * @default "delete"
   * @example onRemoval: 'retain'
   */
  readonly onRemoval?: 'delete' | 'retain' | undefined;
}

/** Permission of external-dns and cert-manager to change zones of Azure DNS. */
export interface AzureDnsOptions {
  /**
   * IDs of the zones, all of one resource group
   * @example zones: ['/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/dns/providers/Microsoft.Network/dnsZones/acme.example']
   */
  readonly zones: readonly string[];
  /**
   * names of the components externalDns() that change records
   * @default ["external-dns"]
   * @example dnsRecords: ['shop']
   */
  readonly dnsRecords?: readonly string[] | undefined;
  /**
   * names of the components certManager() that answer DNS-01 challenges
   * @default ["cert-manager"]
   * @example certificates: ['shop']
   */
  readonly certificates?: readonly string[] | undefined;
}

/** Export of traces, metrics and logs to Azure Monitor. */
export interface AzureMonitorOptions {
  /**
   * name of the component openTelemetry()
   * @default "open-telemetry"
   * @example collector: 'open-telemetry'
   */
  readonly collector?: string | undefined;
  /**
   * ID of the data collection rule
   * @example rule: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.Insights/dataCollectionRules/acme'
   */
  readonly rule: string;
  /**
   * URL of the data collection endpoint that accepts traces
   * @default traces are not exported
   * @example traces: 'https://acme-x1y2.westeurope-1.ingest.monitor.azure.com/datacollectionRules/dcr-0/streams/s/otlp/v1/traces'
   */
  readonly traces?: string | undefined;
  /**
   * URL of the data collection endpoint that accepts metrics
   * @default metrics are not exported
   * @example metrics: 'https://acme-x1y2.westeurope-1.ingest.monitor.azure.com/datacollectionRules/dcr-0/streams/s/otlp/v1/metrics'
   */
  readonly metrics?: string | undefined;
  /**
   * URL of the data collection endpoint that accepts logs
   * @default logs are not exported
   * @example logs: 'https://acme-x1y2.westeurope-1.ingest.monitor.azure.com/datacollectionRules/dcr-0/streams/s/otlp/v1/logs'
   */
  readonly logs?: string | undefined;
}

/** Options of `AzurePostgresqlOptionsServers`. */
export interface AzurePostgresqlOptionsServers {
  /**
   * major version of PostgreSQL, in quotes
   * @default that of all servers
   * @example version: '16'
   */
  readonly version?: '16' | '17' | undefined;
  /**
   * size of the server
   * @default that of all servers
   * @example size: 'small'
   */
  readonly size?: 'small' | 'medium' | 'large' | undefined;
  /**
   * whether a standby runs in another zone
   * @default as for all servers
   * @example multiZone: true
   */
  readonly multiZone?: boolean | undefined;
  /**
   * days that backups are retained
   * @default as for all servers
   * @example backupDays: 7
   */
  readonly backupDays?: number | undefined;
  /**
   * size of the server in Azure, such as GP_Standard_D4ds_v5
   * @default that of `size`
   * @example sku: 'GP_Standard_D4ds_v5'
   */
  readonly sku?: string | undefined;
  /**
   * initial storage in GiB, which Azure extends
   * @default that of `size`
   * @example storageGiB: 32
   */
  readonly storageGiB?: 32 | 64 | 128 | 256 | 512 | 1024 | 2048 | 4096 | 8192 | 16384 | undefined;
}

/** PostgreSQL databases on request, in Azure Database for PostgreSQL. */
export interface AzurePostgresqlOptions {
  /**
   * major version of PostgreSQL, in quotes
   * @default "17"
   * @example version: '16'
   */
  readonly version?: '16' | '17' | undefined;
  /**
   * size of the server of each tenant
   * @default "small"
   * @example size: 'medium'
   */
  readonly size?: 'small' | 'medium' | 'large' | undefined;
  /**
   * whether a standby runs in another zone
   * @default true
   * @example multiZone: false
   */
  readonly multiZone?: boolean | undefined;
  /**
   * size of the server in Azure, such as GP_Standard_D4ds_v5
   * @default that of `size`
   * @example sku: 'GP_Standard_D4ds_v5'
   */
  readonly sku?: string | undefined;
  /**
   * initial storage in GiB, which Azure extends
   * @default that of `size`
   * @example storageGiB: 32
   */
  readonly storageGiB?: 32 | 64 | 128 | 256 | 512 | 1024 | 2048 | 4096 | 8192 | 16384 | undefined;
  /**
   * days that backups are retained, for recovery to any second
   * @default 14
   * @example backupDays: 14
   */
  readonly backupDays?: number | undefined;
  /**
   * options of the servers of single tenants, by tenant, in place of those of all servers; a `size` here replaces the exact sizes of all servers too
   * @default {}
   * @example servers: { shop: { size: 'large', storageGiB: 1024 } }
   */
  readonly servers?: Readonly<Record<string, AzurePostgresqlOptionsServers>> | undefined;
  /**
   * whether backups are copied to the paired location; it cannot be changed later
   * @default false
   * @example geoBackup: true
   */
  readonly geoBackup?: boolean | undefined;
  /**
   * PEM certificates of the authorities of the servers, for the key `ca.crt` of Secrets, with which applications verify the servers: the root certificates that Azure lists at https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-networking-ssl-tls
   * @default Secrets have no `ca.crt`
   * @example certificateAuthorities: '-----BEGIN CERTIFICATE-----\nMIIDXTCCAkWgAwIBAgIJ\n-----END CERTIFICATE-----\n'
   */
  readonly certificateAuthorities?: string | undefined;
  /**
   * whether Terraform refuses to destroy or replace the servers
   * @default true
   * @example deletionProtection: false
   */
  readonly deletionProtection?: boolean | undefined;
  /**
   * existing servers by tenant: databases and users of the tenant are created on them, and Plinth neither creates nor destroys the servers
   * @default a server for each tenant, which Plinth creates
   * @example existing: { shop: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.DBforPostgreSQL/flexibleServers/acme-shop' }
   */
  readonly existing?: Readonly<Record<string, string>> | undefined;
}

/** Options of `BlobOptionsExisting`. */
export interface BlobOptionsExisting {
  /**
   * ID of the storage account, which has a private endpoint in the network
   * @example account: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.Storage/storageAccounts/acmephotos'
   */
  readonly account: string;
  /**
   * name of the container
   * @example container: 'photos'
   */
  readonly container: string;
}

/** Buckets on request, in Azure Blob Storage. */
export interface BlobOptions {
  /**
   * copies of the data: in one zone, in three zones, or in a second location too
   * @default "ZRS"
   * @example replication: 'LRS'
   */
  readonly replication?: 'LRS' | 'ZRS' | 'GRS' | 'GZRS' | undefined;
  /**
   * days that replaced and deleted blobs are retained
   * @default 30
   * @example versionDays: 30
   */
  readonly versionDays?: number | undefined;
  /**
   * whether Terraform refuses to destroy or replace the storage accounts and containers
   * @default true
   * @example deletionProtection: false
   */
  readonly deletionProtection?: boolean | undefined;
  /**
   * existing buckets by tenant/name, where the name is that of the bucket in `uses`, and by default that of the workload; Plinth creates and destroys none of them
   * @default {}
   * @example existing: { 'shop/photos': { account: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.Storage/storageAccounts/acmephotos', container: 'photos' } }
   */
  readonly existing?: Readonly<Record<string, BlobOptionsExisting>> | undefined;
}

/** Audit and control plane logs from Azure Monitor, for exports. */
export interface EventHubsOptions {
  /**
   * logs that are sent to the queue: the audit log of the API server, the other logs of the control plane, and the flow logs of the network; each must be in `signals` of an export of openTelemetry()
   * @default ["audit"]
   * @example signals: ['audit']
   */
  readonly signals?: readonly ('audit' | 'control-plane' | 'flow-logs')[] | undefined;
  /**
   * name of the component openTelemetry()
   * @default "open-telemetry"
   * @example collector: 'open-telemetry'
   */
  readonly collector?: string | undefined;
  /**
   * days that the queue retains logs that the collector has not read
   * @default 7
   * @example retentionDays: 7
   */
  readonly retentionDays?: number | undefined;
  /**
   * tier of the namespace: standard, encrypted with keys of Microsoft, or premium, encrypted with a key in the key vault of the environment
   * @default "standard"
   * @example tier: 'premium'
   */
  readonly tier?: 'standard' | 'premium' | undefined;
  /**
   * throughput units, each 1 MB per second, to which Azure scales a namespace of the tier standard
   * @default 4
   * @example maximumThroughputUnits: 4
   */
  readonly maximumThroughputUnits?: number | undefined;
  /**
   * ID of an existing event hub of which diagnostic settings exist, and which only this cluster reads
   * @default created, with a diagnostic setting
   * @example eventHub: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.EventHub/namespaces/acme/eventhubs/logs'
   */
  readonly eventHub?: string | undefined;
}

/** IDs and ranges of the virtual network of the cluster. */
export interface ExistingAksOptionsNetwork {
  /**
   * ID of the existing subnet of nodes
   * @example nodeSubnet: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.Network/virtualNetworks/acme/subnets/nodes'
   */
  readonly nodeSubnet: string;
  /**
   * address range of `nodeSubnet`, which no workload of a tenant reaches
   * @default unknown, with a warning where workloads call address ranges
   * @example nodeCidr: '192.0.2.0/24'
   */
  readonly nodeCidr?: string | undefined;
  /**
   * ID of the subnet of private endpoints
   * @default no databases and buckets
   * @example dataSubnet: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.Network/virtualNetworks/acme/subnets/data'
   */
  readonly dataSubnet?: string | undefined;
  /**
   * address range of `dataSubnet`, for network policies; required with it
   * @default none
   * @example dataCidr: '192.0.2.0/24'
   */
  readonly dataCidr?: string | undefined;
  /**
   * ID of the resource group with the private DNS zones of private endpoints
   * @default their names are registered by the network
   * @example dnsZoneGroup: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/dns'
   */
  readonly dnsZoneGroup?: string | undefined;
}

/** Options of `ExistingAksOptionsPermissions`. */
export interface ExistingAksOptionsPermissions {
  /**
   * name of a role of Azure, such as Azure Service Bus Data Sender
   * @example role: 'Azure Service Bus Data Sender'
   */
  readonly role: string;
  /**
   * ID of the resource that the role is for
   * @example scope: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.ServiceBus/namespaces/acme'
   */
  readonly scope: string;
}

/** An existing cluster of Azure Kubernetes Service. */
export interface ExistingAksOptions {
  /**
   * minor version of Kubernetes that the cluster has, in quotes
   * @default "1.35"
   * @example kubernetes: '1.33'
   */
  readonly kubernetes?: '1.33' | '1.34' | '1.35' | '1.36' | undefined;
  /**
   * address range of pods of the cluster; Terraform compares it with that of the cluster
   * @example podCidr: '192.0.2.0/24'
   */
  readonly podCidr: string;
  /**
   * address range of Services of the cluster; Terraform compares it with that of the cluster
   * @example serviceCidr: '192.0.2.0/24'
   */
  readonly serviceCidr: string;
  /**
   * DNS domain of Services, which AKS sets
   * @default "cluster.local"
   * @example clusterDomain: 'cluster.local'
   */
  readonly clusterDomain?: 'cluster.local' | undefined;
  /**
   * location in Azure, such as swedencentral
   * @example region: 'swedencentral'
   */
  readonly region: string;
  /**
   * availability zones of the nodes; an empty list in a location without zones
   * @default ["1","2","3"]
   * @example zones: ['1']
   */
  readonly zones?: readonly ('1' | '2' | '3')[] | undefined;
  /**
   * ID of the Azure subscription
   * @example subscription: '00000000-0000-0000-0000-000000000001'
   */
  readonly subscription: string;
  /**
   * ID of the Microsoft Entra tenant of the subscription
   * @example entraTenant: '00000000-0000-0000-0000-000000000002'
   */
  readonly entraTenant: string;
  /**
   * name of the cluster in Azure
   * @default the name of the cluster
   * @example clusterName: 'acme_Prod'
   */
  readonly clusterName?: string | undefined;
  /**
   * name of the resource group of the cluster, in which the identities of its pods are created
   * @example resourceGroup: 'acme-prod'
   */
  readonly resourceGroup: string;
  /**
   * capabilities that the cluster already provides, by name, each with its endpoint; add network-policy where the cluster enforces network policies
   * @default network, service-proxy, dns, load-balancer
   * @example provides: { network: {}, 'network-policy': {}, 'service-proxy': {}, dns: {}, 'load-balancer': {} }
   */
  readonly provides?: { readonly [C in Capability]?: EndpointFields } | undefined;
  /**
   * IDs and ranges of the virtual network of the cluster
   * @example network: { nodeSubnet: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.Network/virtualNetworks/acme/subnets/nodes' }
   */
  readonly network: ExistingAksOptionsNetwork;
  /**
   * public address ranges that may connect to key vaults, such as that of the machine that applies the platform
   * @default private endpoints only
   * @example allowedRanges: ['198.51.100.0/24']
   */
  readonly allowedRanges?: readonly string[] | undefined;
  /**
   * groups, such as the `owners` of a tenant, with the object IDs of their Microsoft Entra groups, which the tokens of users contain; groups that are not here must be written as object IDs
   * @default {}
   * @example groups: { 'shop-developers': '00000000-0000-0000-0000-000000000004' }
   */
  readonly groups?: Readonly<Record<string, string>> | undefined;
  /**
   * roles of Azure by tenant/application, for what `uses` does not express; only the pods of the application get them
   * @default {}
   * @example permissions: { 'shop/web': [{ role: 'Azure Service Bus Data Sender', scope: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.ServiceBus/namespaces/acme' }] }
   */
  readonly permissions?: Readonly<Record<string, readonly ExistingAksOptionsPermissions[]>> | undefined;
  /**
   * ID of the disk encryption set of volumes
   * @default keys of Microsoft
   * @example diskEncryptionSet: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.Compute/diskEncryptionSets/disks'
   */
  readonly diskEncryptionSet?: string | undefined;
  /**
   * tags of all Azure resources
   * @default {}
   * @example tags: { team: 'platform' }
   */
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** Azure Key Vault of the environment, which External Secrets Operator may read and write. */
export interface KeyVaultOptions {
  /**
   * name of the component externalSecrets()
   * @default "external-secrets"
   * @example operator: 'external-secrets'
   */
  readonly operator?: string | undefined;
}

/** SKUs of Azure Managed Redis by `size` of a use. */
export interface ManagedRedisOptionsSkus {
  /**
   * SKU of a use with size small
   * @default Balanced_B1
   * @example small: 'Balanced_B3'
   */
  readonly small?: string | undefined;
  /**
   * SKU of a use with size medium
   * @default Balanced_B5
   * @example medium: 'Balanced_B10'
   */
  readonly medium?: string | undefined;
  /**
   * SKU of a use with size large
   * @default MemoryOptimized_M20
   * @example large: 'MemoryOptimized_M50'
   */
  readonly large?: string | undefined;
}

/** Caches on request, in Azure Managed Redis. */
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
  readonly multiZone?: boolean | undefined;
  /**
   * how often the data are written to a disk, from which they return when all nodes of a cache fail: each write within a second, which slows down writes, or a snapshot; `none`: such a cache is empty then
   * @default "1h"
   * @example persistence: 'none'
   */
  readonly persistence?: 'none' | '1s' | '1h' | '6h' | '12h' | undefined;
  /**
   * whether Terraform refuses to destroy or replace the caches
   * @default true
   * @example deletionProtection: false
   */
  readonly deletionProtection?: boolean | undefined;
}

/** Message queues on request, in Azure Service Bus. */
export interface ServiceBusOptions {
  /**
   * messaging units of the namespace of each tenant, which determine its throughput and its price
   * @default 1
   * @example messagingUnits: 2
   */
  readonly messagingUnits?: 1 | 2 | 4 | 8 | 16 | undefined;
  /**
   * days until a message that was not received expires
   * @default 4
   * @example retentionDays: 4
   */
  readonly retentionDays?: number | undefined;
  /**
   * times that a message is received before it becomes a dead letter of the queue
   * @default 5
   * @example maxReceives: 5
   */
  readonly maxReceives?: number | undefined;
  /**
   * whether Terraform refuses to destroy or replace the namespaces and queues
   * @default true
   * @example deletionProtection: false
   */
  readonly deletionProtection?: boolean | undefined;
}
