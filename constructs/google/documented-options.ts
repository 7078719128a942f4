// Generated from the schemas by `npm run reference`: change the schemas, not this file.
import type { Capability } from '../../src/definition/capability';
import type { EndpointFields } from '../documented-options';

declare module '../../src/definition/documented-options' {
  interface DocumentedOptions {
    readonly 'component.cloud-dns': CloudDnsOptions;
    readonly 'component.cloud-logging': CloudLoggingOptions;
    readonly 'component.cloud-observability': CloudObservabilityOptions;
    readonly 'component.cloud-sql': CloudSqlOptions;
    readonly 'cluster.existing-gke': ExistingGkeOptions;
    readonly 'component.gcs': GcsOptions;
    readonly 'cluster.gke': GkeOptions;
    readonly 'component.memorystore': MemorystoreOptions;
    readonly 'component.persistent-disk': PersistentDiskOptions;
    readonly 'component.pubsub': PubsubOptions;
    readonly 'component.google-secret-manager': SecretManagerOptions;
  }
}

/** Permission of external-dns and cert-manager to change zones of Google Cloud DNS. */
export interface CloudDnsOptions {
  /**
   * IDs of the managed zones, all of one project
   * @example zones: ['projects/acme-dns/managedZones/acme-example']
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

/** Audit, control plane and flow logs from Google Cloud Logging, for exports. */
export interface CloudLoggingOptions {
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
   * name of an existing subscription to a topic with entries of Cloud Logging, which only this cluster reads
   * @default created, with a sink
   * @example subscription: 'projects/acme-prod/subscriptions/logs'
   */
  readonly subscription?: string | undefined;
}

/** Export of traces, metrics and logs to Google Cloud Observability. */
export interface CloudObservabilityOptions {
  /**
   * telemetry that is exported: traces, the metrics of Prometheus, and logs of all containers
   * @default ["traces","metrics","logs"]
   * @example signals: ['traces']
   */
  readonly signals?: readonly ('traces' | 'metrics' | 'logs')[] | undefined;
  /**
   * name of the component openTelemetry()
   * @default "open-telemetry"
   * @example collector: 'open-telemetry'
   */
  readonly collector?: string | undefined;
}

/** Options of `CloudSqlOptionsServers`. */
export interface CloudSqlOptionsServers {
  /**
   * major version of PostgreSQL, in quotes
   * @default that of all instances
   * @example version: '16'
   */
  readonly version?: '16' | '17' | undefined;
  /**
   * size of the instance
   * @default that of all instances
   * @example size: 'small'
   */
  readonly size?: 'small' | 'medium' | 'large' | undefined;
  /**
   * whether a standby runs in another zone
   * @default as for all instances
   * @example multiZone: true
   */
  readonly multiZone?: boolean | undefined;
  /**
   * days that backups are retained
   * @default as for all instances
   * @example backupDays: 1
   */
  readonly backupDays?: number | undefined;
  /**
   * tier of the instance: processors, and memory in MiB
   * @default that of `size`
   * @example tier: 'db-custom-4-15360'
   */
  readonly tier?: string | undefined;
  /**
   * initial storage in GiB, which Google Cloud extends
   * @default that of `size`
   * @example storageGiB: 10
   */
  readonly storageGiB?: number | undefined;
}

/** PostgreSQL databases on request, in Google Cloud SQL. */
export interface CloudSqlOptions {
  /**
   * major version of PostgreSQL, in quotes
   * @default "17"
   * @example version: '16'
   */
  readonly version?: '16' | '17' | undefined;
  /**
   * size of the instance of each tenant
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
   * tier of the instance: processors, and memory in MiB
   * @default that of `size`
   * @example tier: 'db-custom-4-15360'
   */
  readonly tier?: string | undefined;
  /**
   * initial storage in GiB, which Google Cloud extends
   * @default that of `size`
   * @example storageGiB: 10
   */
  readonly storageGiB?: number | undefined;
  /**
   * options of the servers of single tenants, by tenant, in place of those of all servers; a `size` here replaces the exact sizes of all servers too
   * @default {}
   * @example servers: { shop: { size: 'large', storageGiB: 400 } }
   */
  readonly servers?: Readonly<Record<string, CloudSqlOptionsServers>> | undefined;
  /**
   * days that daily backups are retained; the last seven days can be recovered to any second
   * @default 14
   * @example backupDays: 14
   */
  readonly backupDays?: number | undefined;
  /**
   * whether Google Cloud and Terraform refuse to delete the instances
   * @default true
   * @example deletionProtection: false
   */
  readonly deletionProtection?: boolean | undefined;
  /**
   * existing servers by tenant: databases and users of the tenant are created on them, and Plinth neither creates nor destroys the servers
   * @default a server for each tenant, which Plinth creates
   * @example existing: { shop: 'acme-shop' }
   */
  readonly existing?: Readonly<Record<string, string>> | undefined;
}

/** IDs and ranges of the network of the cluster. */
export interface ExistingGkeOptionsNetwork {
  /**
   * ID of the existing network
   * @example id: 'projects/acme-shared/global/networks/acme'
   */
  readonly id: string;
  /**
   * ID of the subnet of nodes
   * @example subnet: 'projects/acme-shared/regions/europe-north1/subnetworks/acme'
   */
  readonly subnet: string;
  /**
   * address range of `subnet`, which no workload of a tenant reaches
   * @default unknown, with a warning where workloads call address ranges
   * @example nodeCidr: '192.0.2.0/24'
   */
  readonly nodeCidr?: string | undefined;
  /**
   * range of its private services access, for network policies
   * @default no databases
   * @example dataCidr: '192.0.2.0/24'
   */
  readonly dataCidr?: string | undefined;
  /**
   * range of the subnet of its service connection policy for gcp-memorystore, for network policies
   * @default no caches
   * @example endpointCidr: '192.0.2.0/24'
   */
  readonly endpointCidr?: string | undefined;
}

/** Options of `ExistingGkeOptionsPermissions`. */
export interface ExistingGkeOptionsPermissions {
  /**
   * role of Google Cloud, such as roles/pubsub.publisher
   * @example role: 'roles/pubsub.publisher'
   */
  readonly role: string;
  /**
   * condition of IAM, in CEL, such as resource.name.startsWith("projects/_/buckets/acme-reports/")
   * @default all resources
   * @example condition: 'resource.name.startsWith("projects/_/buckets/acme-reports/")'
   */
  readonly condition?: string | undefined;
}

/** An existing cluster of Google Kubernetes Engine. */
export interface ExistingGkeOptions {
  /**
   * minor version of Kubernetes that the cluster has, in quotes
   * @default "1.35"
   * @example kubernetes: '1.33'
   */
  readonly kubernetes?: '1.33' | '1.34' | '1.35' | undefined;
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
   * DNS domain of Services, which GKE sets
   * @default "cluster.local"
   * @example clusterDomain: 'cluster.local'
   */
  readonly clusterDomain?: 'cluster.local' | undefined;
  /**
   * region of Google Cloud, such as europe-north1
   * @example region: 'europe-north1'
   */
  readonly region: string;
  /**
   * letter of the zone of a zonal cluster
   * @default the cluster is regional
   * @example zone: 'a'
   */
  readonly zone?: string | undefined;
  /**
   * ID of the project; clusters of other environments must not be in it
   * @example project: 'acme-prod'
   */
  readonly project: string;
  /**
   * number of the project, in quotes
   * @example projectNumber: '123456789012'
   */
  readonly projectNumber: string;
  /**
   * name of the cluster in Google Cloud
   * @default the name of the cluster
   * @example clusterName: 'acme-prod'
   */
  readonly clusterName?: string | undefined;
  /**
   * capabilities that the cluster already provides, by name, each with its endpoint; add network-policy where the cluster enforces network policies
   * @default network, service-proxy, dns, load-balancer
   * @example provides: { network: {}, 'network-policy': {}, 'service-proxy': {}, dns: {}, 'load-balancer': {} }
   */
  readonly provides?: { readonly [C in Capability]?: EndpointFields } | undefined;
  /**
   * IDs and ranges of the network of the cluster
   * @example network: { id: 'projects/acme-shared/global/networks/acme', subnet: 'projects/acme-shared/regions/europe-north1/subnetworks/acme' }
   */
  readonly network: ExistingGkeOptionsNetwork;
  /**
   * groups, such as the `owners` of a tenant, with the addresses of their Google groups; the cluster must have Google Groups for RBAC
   * @default {}
   * @example groups: { 'shop-developers': 'shop@acme.example' }
   */
  readonly groups?: Readonly<Record<string, string>> | undefined;
  /**
   * roles in the project by tenant/application, for what `uses` does not express; only the pods of the application get them
   * @default {}
   * @example permissions: { 'shop/web': [{ role: 'roles/pubsub.publisher' }] }
   */
  readonly permissions?: Readonly<Record<string, readonly ExistingGkeOptionsPermissions[]>> | undefined;
  /**
   * ID of the key of volumes
   * @default keys of Google
   * @example encryptionKey: 'projects/acme-prod/locations/europe-north1/keyRings/acme/cryptoKeys/disks'
   */
  readonly encryptionKey?: string | undefined;
  /**
   * labels of all Google Cloud resources that have labels
   * @default {}
   * @example resourceLabels: { team: 'platform' }
   */
  readonly resourceLabels?: Readonly<Record<string, string>> | undefined;
}

/** Buckets on request, in Google Cloud Storage. */
export interface GcsOptions {
  /**
   * days that replaced and deleted objects are retained
   * @default 30
   * @example versionDays: 30
   */
  readonly versionDays?: number | undefined;
  /**
   * whether Terraform refuses to destroy or replace the buckets
   * @default true
   * @example deletionProtection: false
   */
  readonly deletionProtection?: boolean | undefined;
  /**
   * existing buckets by tenant/name, where the name is that of the bucket in `uses`, and by default that of the workload; Plinth creates and destroys none of them
   * @default {}
   * @example existing: { 'shop/photos': 'acme-photos' }
   */
  readonly existing?: Readonly<Record<string, string>> | undefined;
}

/** Options of `GkeOptionsConnections`. */
export interface GkeOptionsConnections {
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
   * ID of the other network, with which the network gets a peering, of a VPN tunnel, to which it gets routes, or of a service attachment, which gets the address in `cidrs`; required in a network that Plinth creates
   * @default none
   * @example via: 'projects/acme-analytics/global/networks/analytics'
   */
  readonly via?: string | undefined;
}

/** Options of `GkeOptionsNetworkEgress`. */
export interface GkeOptionsNetworkEgress {
  /**
   * address of the internal passthrough load balancer of firewalls, in the network or that of a connection, or ID of the VPN tunnel, that leads out
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

/** Options of `GkeOptionsNetworkId`. */
export interface GkeOptionsNetworkId {
  /**
   * ID of the existing network
   * @example id: 'projects/acme-shared/global/networks/acme'
   */
  readonly id: string;
  /**
   * ID of the subnet of nodes
   * @example subnet: 'projects/acme-shared/regions/europe-north1/subnetworks/acme'
   */
  readonly subnet: string;
  /**
   * how nodes and pods leave the existing network: by a NAT gateway, by a route table that leads to a firewall or router of yours, or to private networks only (`none`), so that calls of public addresses are errors
   * @default "nat-gateway"
   * @example outbound: 'route-table'
   */
  readonly outbound?: 'nat-gateway' | 'route-table' | 'none' | undefined;
  /**
   * address range of `subnet`, which no workload of a tenant reaches
   * @default unknown, with a warning where workloads call address ranges
   * @example nodeCidr: '192.0.2.0/24'
   */
  readonly nodeCidr?: string | undefined;
  /**
   * range of its private services access, for network policies
   * @default no databases
   * @example dataCidr: '192.0.2.0/24'
   */
  readonly dataCidr?: string | undefined;
  /**
   * range of the subnet of its service connection policy for gcp-memorystore, for network policies
   * @default no caches
   * @example endpointCidr: '192.0.2.0/24'
   */
  readonly endpointCidr?: string | undefined;
}

/** Options of `GkeOptionsNetworkCidrEgress`. */
export interface GkeOptionsNetworkCidrEgress {
  /**
   * address of the internal passthrough load balancer of firewalls, in the network or that of a connection, or ID of the VPN tunnel, that leads out
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

/** Options of `GkeOptionsNetworkCidr`. */
export interface GkeOptionsNetworkCidr {
  /**
   * address range of the network, from /16 to /22; nodes are in its first half, databases in its last quarter, endpoints of caches in the sixteenth behind the nodes
   * @default "10.0.0.0/16"
   * @example cidr: '10.0.0.0/16'
   */
  readonly cidr?: string | undefined;
  /**
   * how nodes and pods leave the network: by NAT gateways with fixed addresses, through a firewall or router of yours (`via`), to some addresses only (`allowedRanges`), or not at all (`none`); without all public addresses, nodes reach the APIs of Google by restricted.googleapis.com
   * @default "nat-gateway"
   * @example egress: 'nat-gateway'
   */
  readonly egress?: 'nat-gateway' | 'none' | GkeOptionsNetworkCidrEgress | undefined;
  /**
   * number of public addresses of the NAT gateway, for about 64,000 connections with each server per address; without meaning where `egress` has none
   * @default 1
   * @example natAddresses: 1
   */
  readonly natAddresses?: number | undefined;
  /**
   * `removed`, on clusters with state `removed`, destroys the network too; databases in it must have been removed before
   * @default "present"
   * @example state: 'removed'
   */
  readonly state?: 'present' | 'removed' | undefined;
}

/** Options of `GkeOptionsApi`. */
export interface GkeOptionsApi {
  /**
   * public address ranges that may connect to the API
   * @example allowedRanges: ['192.0.2.0/24']
   */
  readonly allowedRanges: readonly string[];
}

/** Options of `GkeOptionsNodePools`. */
export interface GkeOptionsNodePools {
  /**
   * machine type, such as n2-standard-4
   * @example machineType: 'n2-standard-4'
   */
  readonly machineType: string;
  /**
   * processor architecture of the machine type
   * @default "amd64"
   * @example architecture: 'arm64'
   */
  readonly architecture?: 'amd64' | 'arm64' | undefined;
  /**
   * minimum number of nodes in all zones
   * @default 1
   * @example min: 1
   */
  readonly min?: number | undefined;
  /**
   * maximum number of nodes in all zones
   * @default 3
   * @example max: 3
   */
  readonly max?: number | undefined;
  /**
   * whether the nodes are spot VMs, which Google preempts at any time
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
  /**
   * size of the boot disk, which is encrypted, in GiB
   * @default 100
   * @example diskGiB: 100
   */
  readonly diskGiB?: number | undefined;
  /**
   * letters of the zones of the pool
   * @default all zones
   * @example zones: ['a', 'b']
   */
  readonly zones?: readonly string[] | undefined;
}

/** Options of `GkeOptionsPermissions`. */
export interface GkeOptionsPermissions {
  /**
   * role of Google Cloud, such as roles/pubsub.publisher
   * @example role: 'roles/pubsub.publisher'
   */
  readonly role: string;
  /**
   * condition of IAM, in CEL, such as resource.name.startsWith("projects/_/buckets/acme-reports/")
   * @default all resources
   * @example condition: 'resource.name.startsWith("projects/_/buckets/acme-reports/")'
   */
  readonly condition?: string | undefined;
}

/** Functions of the cluster that GKE provides: `managed`, or not at all. */
export interface GkeOptionsAddOns {
  /**
   * network of pods, which enforces network policies; GKE has no clusters without its own network, and Dataplane V2 is a Cilium of Google that no other one can replace
   * @default "managed"
   * @example network: 'managed'
   */
  readonly network?: 'managed' | undefined;
  /**
   * cluster DNS; GKE always runs kube-dns
   * @default "managed"
   * @example dns: 'managed'
   */
  readonly dns?: 'managed' | undefined;
  /**
   * cache of DNS answers on each node: NodeLocal DNSCache; another value recreates all nodes
   * @default "managed"
   * @example dnsCache: 'off'
   */
  readonly dnsCache?: 'managed' | 'off' | undefined;
  /**
   * CPU and memory usage of pods, for autoscaling and `kubectl top` (metrics-server); GKE always runs metrics-server
   * @default "managed"
   * @example metrics: 'managed'
   */
  readonly metrics?: 'managed' | undefined;
  /**
   * driver of volumes on disks: Persistent Disk, which persistentDisk() needs
   * @default "managed"
   * @example disks: 'off'
   */
  readonly disks?: 'managed' | 'off' | undefined;
  /**
   * driver of volumes that pods on several nodes share: Filestore
   * @default "off"
   * @example files: 'managed'
   */
  readonly files?: 'managed' | 'off' | undefined;
  /**
   * driver that mounts buckets as volumes: Cloud Storage FUSE, with the permissions of the pods that mount them
   * @default "off"
   * @example buckets: 'managed'
   */
  readonly buckets?: 'managed' | 'off' | undefined;
  /**
   * controller of VolumeSnapshots; GKE always runs the controller
   * @default "managed"
   * @example snapshots: 'managed'
   */
  readonly snapshots?: 'managed' | undefined;
  /**
   * Secrets Store CSI driver, which mounts secrets of the cloud's store as files: Secret Manager, with the permissions of the pods
   * @default "off"
   * @example secretsStore: 'managed'
   */
  readonly secretsStore?: 'managed' | 'off' | undefined;
  /**
   * VerticalPodAutoscaler: the one of GKE
   * @default "off"
   * @example verticalScaling: 'managed'
   */
  readonly verticalScaling?: 'managed' | 'off' | undefined;
  /**
   * agent of Backup for GKE
   * @default "off"
   * @example backup: 'managed'
   */
  readonly backup?: 'managed' | 'off' | undefined;
}

/** Window in which GKE installs patch versions; minor versions are those of `kubernetes`. */
export interface GkeOptionsUpgrades {
  /**
   * days of the week on which the upgrades begin
   * @default ["SA","SU"]
   * @example days: ['MO']
   */
  readonly days?: readonly ('MO' | 'TU' | 'WE' | 'TH' | 'FR' | 'SA' | 'SU')[] | undefined;
  /**
   * hour, in UTC, at which the upgrades begin
   * @default 2
   * @example startHour: 2
   */
  readonly startHour?: number | undefined;
  /**
   * hours of the window, at least twelve hours a week
   * @default 6
   * @example hours: 6
   */
  readonly hours?: number | undefined;
}

/** A Kubernetes cluster of Google Kubernetes Engine. */
export interface GkeOptions {
  /**
   * minor version of Kubernetes that GKE offers, in quotes
   * @default "1.35"
   * @example kubernetes: '1.33'
   */
  readonly kubernetes?: '1.33' | '1.34' | '1.35' | undefined;
  /**
   * DNS domain of Services, which GKE sets
   * @default "cluster.local"
   * @example clusterDomain: 'cluster.local'
   */
  readonly clusterDomain?: 'cluster.local' | undefined;
  /**
   * connections with other networks, such as that of an analytics platform, by name; workloads of tenants that list one in `connections` may call it with `calls: [{ connection }]`, and no other workload reaches its addresses
   * @default none
   * @example connections: { shop: { cidrs: ['192.0.2.0/24'], ports: [8080] } }
   */
  readonly connections?: Readonly<Record<string, GkeOptionsConnections>> | undefined;
  /**
   * support of the Kubernetes version: `extended` lasts ten months longer, and costs more
   * @default "standard"
   * @example support: 'extended'
   */
  readonly support?: 'standard' | 'extended' | undefined;
  /**
   * region of Google Cloud, such as europe-north1
   * @example region: 'europe-north1'
   */
  readonly region: string;
  /**
   * letters of the zones of the nodes; not all regions have a
   * @default ["a","b","c"]
   * @example zones: ['a', 'b', 'c']
   */
  readonly zones?: readonly string[] | undefined;
  /**
   * ID of the project; clusters of other environments must not be in it
   * @example project: 'acme-prod'
   */
  readonly project: string;
  /**
   * number of the project, in quotes
   * @example projectNumber: '123456789012'
   */
  readonly projectNumber: string;
  /**
   * name of the cluster in Google Cloud
   * @default the name of the cluster
   * @example clusterName: 'acme-prod'
   */
  readonly clusterName?: string | undefined;
  /**
   * network: the options of the one that Plinth creates for all clusters of the environment in the region, or the IDs of an existing one
   * @default {"cidr":"10.0.0.0/16","egress":"nat-gateway","natAddresses":1,"state":"present"}
   * @example network: { id: 'projects/acme-shared/global/networks/acme', subnet: 'projects/acme-shared/regions/europe-north1/subnetworks/acme' }
   */
  readonly network?: GkeOptionsNetworkId | GkeOptionsNetworkCidr | undefined;
  /**
   * access to the API: from nodes and `apiClients`, or from public address ranges too
   * @default "private"
   * @example api: 'private'
   */
  readonly api?: 'private' | GkeOptionsApi | undefined;
  /**
   * address ranges in the network, or in connected ones, whose clients reach the private endpoint of the API, such as runners of a CI
   * @default nodes and pods only
   * @example apiClients: ['10.80.4.0/24']
   */
  readonly apiClients?: readonly string[] | undefined;
  /**
   * node pools by name
   * @example nodePools: { general: { machineType: 'n2-standard-4', min: 3, max: 9 } }
   */
  readonly nodePools: Readonly<Record<string, GkeOptionsNodePools>>;
  /**
   * members of IAM that administer the clusters of the project: groups, users and service accounts, the one that applies the platform included
   * @example administrators: ['group:platform@acme.example']
   */
  readonly administrators: readonly string[];
  /**
   * Google group whose member groups may be `owners` and members of tenants, by their addresses
   * @default tenants have no groups
   * @example securityGroup: 'gke-security-groups@acme.example'
   */
  readonly securityGroup?: string | undefined;
  /**
   * groups, such as the `owners` of a tenant, with the addresses of their Google groups
   * @default {}
   * @example groups: { 'shop-developers': 'shop@acme.example' }
   */
  readonly groups?: Readonly<Record<string, string>> | undefined;
  /**
   * roles in the project by tenant/application, for what `uses` does not express; only the pods of the application get them
   * @default {}
   * @example permissions: { 'shop/web': [{ role: 'roles/pubsub.publisher' }] }
   */
  readonly permissions?: Readonly<Record<string, readonly GkeOptionsPermissions[]>> | undefined;
  /**
   * IDs of the repositories of Artifact Registry that nodes may pull images from
   * @default []
   * @example registries: []
   */
  readonly registries?: readonly string[] | undefined;
  /**
   * ID of an existing key for Secrets, disks and volumes
   * @default one of the environment, which Plinth creates
   * @example encryptionKey: 'projects/acme-prod/locations/europe-north1/keyRings/acme/cryptoKeys/disks'
   */
  readonly encryptionKey?: string | undefined;
  /**
   * functions of the cluster that GKE provides: `managed`, or not at all
   * @default {}
   * @example addOns: { network: 'managed' }
   */
  readonly addOns?: GkeOptionsAddOns | undefined;
  /**
   * window in which GKE installs patch versions; minor versions are those of `kubernetes`
   * @default {}
   * @example upgrades: { days: ['MO'] }
   */
  readonly upgrades?: GkeOptionsUpgrades | undefined;
  /**
   * whether Terraform refuses to destroy or replace the cluster; set it to false, and apply, before `state: removed`
   * @default true
   * @example deletionProtection: false
   */
  readonly deletionProtection?: boolean | undefined;
  /**
   * labels of all Google Cloud resources that have labels
   * @default {}
   * @example resourceLabels: { team: 'platform' }
   */
  readonly resourceLabels?: Readonly<Record<string, string>> | undefined;
}

/** Node types of Memorystore by `size` of a use. */
export interface MemorystoreOptionsNodeTypes {
  /**
   * node type of a use with size small
   * @default SHARED_CORE_NANO
   * @example small: 'SHARED_CORE_NANO'
   */
  readonly small?: 'SHARED_CORE_NANO' | 'STANDARD_SMALL' | 'HIGHMEM_MEDIUM' | 'HIGHMEM_XLARGE' | undefined;
  /**
   * node type of a use with size medium
   * @default STANDARD_SMALL
   * @example medium: 'SHARED_CORE_NANO'
   */
  readonly medium?: 'SHARED_CORE_NANO' | 'STANDARD_SMALL' | 'HIGHMEM_MEDIUM' | 'HIGHMEM_XLARGE' | undefined;
  /**
   * node type of a use with size large
   * @default HIGHMEM_MEDIUM
   * @example large: 'SHARED_CORE_NANO'
   */
  readonly large?: 'SHARED_CORE_NANO' | 'STANDARD_SMALL' | 'HIGHMEM_MEDIUM' | 'HIGHMEM_XLARGE' | undefined;
}

/** Caches on request, in Google Memorystore. */
export interface MemorystoreOptions {
  /**
   * version of Valkey, in quotes
   * @default "8.0"
   * @example version: '7.2'
   */
  readonly version?: '7.2' | '8.0' | undefined;
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
  readonly multiZone?: boolean | undefined;
  /**
   * days that daily backups are retained; 0: no backups
   * @default 7
   * @example backupDays: 7
   */
  readonly backupDays?: number | undefined;
  /**
   * how often the data are written to a disk, from which they return when all nodes of a cache fail: each write within a second, which slows down writes, or a snapshot; `none`: such a cache is empty then
   * @default "1h"
   * @example persistence: 'none'
   */
  readonly persistence?: 'none' | '1s' | '1h' | '6h' | '12h' | undefined;
  /**
   * whether Google Cloud and Terraform refuse to delete the caches
   * @default true
   * @example deletionProtection: false
   */
  readonly deletionProtection?: boolean | undefined;
}

/** Volumes of Google Persistent Disk. */
export interface PersistentDiskOptions {
  /**
   * default StorageClass
   * @default "pd-balanced"
   * @example default: 'hyperdisk-balanced'
   */
  readonly default?: 'pd-balanced' | 'hyperdisk-balanced' | undefined;
  /**
   * whether a volume is deleted with its PersistentVolumeClaim
   * @default "delete"
   * @example onRemoval: 'retain'
   */
  readonly onRemoval?: 'delete' | 'retain' | undefined;
}

/** Message queues on request, in Google Pub/Sub. */
export interface PubsubOptions {
  /**
   * days that messages are retained
   * @default 4
   * @example retentionDays: 4
   */
  readonly retentionDays?: number | undefined;
  /**
   * times that a message is delivered before it is moved to the topic `<name>-dead`
   * @default 5
   * @example maxReceives: 5
   */
  readonly maxReceives?: number | undefined;
  /**
   * whether Terraform refuses to destroy or replace the topics and subscriptions
   * @default true
   * @example deletionProtection: false
   */
  readonly deletionProtection?: boolean | undefined;
}

/** Permission of External Secrets Operator to read Google Secret Manager, and to write Secrets of components. */
export interface SecretManagerOptions {
  /**
   * name of the component externalSecrets()
   * @default "external-secrets"
   * @example operator: 'external-secrets'
   */
  readonly operator?: string | undefined;
}
