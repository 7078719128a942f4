// Generated from the schemas by `npm run reference`: change the schemas, not this file.
import type { JsonValue } from '../../src/schema/field-types';
import type { Capability } from '../../src/definition/capability';
import type { EndpointFields } from '../documented-options';

declare module '../../src/definition/documented-options' {
  interface DocumentedOptions {
    readonly 'component.cloud-watch': CloudWatchOptions;
    readonly 'component.cloud-watch-logs': CloudWatchLogsOptions;
    readonly 'component.ebs': EbsOptions;
    readonly 'cluster.eks': EksOptions;
    readonly 'component.elasticache': ElastiCacheOptions;
    readonly 'cluster.existing-eks': ExistingEksOptions;
    readonly 'component.karpenter': KarpenterOptions;
    readonly 'component.rds': RdsOptions;
    readonly 'component.route53': Route53Options;
    readonly 'component.s3': S3Options;
    readonly 'component.secrets-manager': SecretsManagerOptions;
    readonly 'component.sqs': SqsOptions;
  }
}

/** Export of traces, metrics and logs to Amazon CloudWatch. */
export interface CloudWatchOptions {
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
  /**
   * days that logs are retained
   * @default 365
   * @example logDays: 365
   */
  readonly logDays?: number | undefined;
}

/** Existing queue and bucket, which only this cluster reads. */
export interface CloudWatchLogsOptionsQueue {
  /**
   * URL of the SQS queue that receives the events of the bucket
   * @example url: 'https://sqs.eu-north-1.amazonaws.com/123456789012/acme-logs'
   */
  readonly url: string;
  /**
   * name of the S3 bucket with the records of subscription filters, as Data Firehose writes them
   * @example bucket: 'acme-logs'
   */
  readonly bucket: string;
  /**
   * ARNs of the KMS keys of queue and bucket
   * @default keys of AWS
   * @example encryptionKeys: ['arn:aws:kms:eu-north-1:123456789012:key/00000000-0000-0000-0000-000000000000']
   */
  readonly encryptionKeys?: readonly string[] | undefined;
}

/** Audit, control plane and flow logs from Amazon CloudWatch Logs, for exports. */
export interface CloudWatchLogsOptions {
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
   * name of the log group with the flow logs of an existing network
   * @default that of the created network
   * @example flowLogGroup: '/acme/flow-logs'
   */
  readonly flowLogGroup?: string | undefined;
  /**
   * existing queue and bucket, which only this cluster reads
   * @default created, with subscription filters
   * @example queue: { url: 'https://sqs.eu-north-1.amazonaws.com/123456789012/acme-logs', bucket: 'acme-logs' }
   */
  readonly queue?: CloudWatchLogsOptionsQueue | undefined;
}

/** Options of `EksAddOnSettingsFields`. */
export interface EksAddOnSettingsFields {
  /**
   * exact version, or `newest` for the newest one that supports the Kubernetes version at each apply
   * @default the one that EKS recommends for the Kubernetes version, also after an upgrade of it
   * @example version: 'v1.20.4-eksbuild.2'
   */
  readonly version?: string | undefined;
  /**
   * configuration of the add-on, in the format of `aws eks describe-addon-configuration`; it takes precedence over that of Plinth
   * @default that of Plinth
   * @example configuration: { replicaCount: 3 }
   */
  readonly configuration?: Readonly<Record<string, JsonValue>> | undefined;
  /**
   * what an update does with fields that were changed in the cluster: overwrites them, preserves them, or fails
   * @default "overwrite"
   * @example onConflict: 'preserve'
   */
  readonly onConflict?: 'overwrite' | 'preserve' | 'fail' | undefined;
  /**
   * whether the pods and objects of the add-on are deleted with it, or remain in the cluster without updates; apply it before the add-on is removed
   * @default "delete"
   * @example onRemoval: 'retain'
   */
  readonly onRemoval?: 'delete' | 'retain' | undefined;
}

/** Volumes of Amazon EBS. */
export interface EbsOptions {
  /**
   * driver of EBS volumes: the add-on aws-ebs-csi-driver, with its settings, or another component
   * @default "managed"
   * @example driver: 'managed'
   */
  readonly driver?: 'managed' | 'component' | EksAddOnSettingsFields | undefined;
  /**
   * whether a volume is deleted with its PersistentVolumeClaim
   * @default "delete"
   * @example onRemoval: 'retain'
   */
  readonly onRemoval?: 'delete' | 'retain' | undefined;
}

/** Options of `EksOptionsConnections`. */
export interface EksOptionsConnections {
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
   * ID of a VPC peering connection, transit gateway or VPN gateway, to which the subnets of nodes get routes, or name of an endpoint service of AWS PrivateLink, which gets the addresses in `cidrs`, one for each zone; required in a network that Plinth creates
   * @default none
   * @example via: 'pcx-0123456789abcdef0'
   */
  readonly via?: string | undefined;
}

/** Options of `EksOptionsNetworkEgress`. */
export interface EksOptionsNetworkEgress {
  /**
   * ID of the transit gateway or VPN gateway, or of the network interface of an appliance in the VPC, that leads out
   * @default NAT gateways
   * @example via: 'tgw-0123456789abcdef0'
   */
  readonly via?: string | undefined;
  /**
   * public address ranges that nodes and pods reach, and no others
   * @default all
   * @example allowedRanges: ['203.0.113.0/24']
   */
  readonly allowedRanges?: readonly string[] | undefined;
}

/** Options of `EksOptionsNetworkId`. */
export interface EksOptionsNetworkId {
  /**
   * ID of the existing VPC
   * @example id: 'vpc-0123456789abcdef0'
   */
  readonly id: string;
  /**
   * address range of its subnets for nodes and pods, for network policies
   * @example podCidr: '192.0.2.0/24'
   */
  readonly podCidr: string;
  /**
   * addresses in `podCidr` of private endpoints (AWS PrivateLink), such as those of Secrets Manager and STS: pods that may connect to addresses outside of the cluster may connect to these
   * @default none: only endpoints outside of `podCidr` are reached
   * @example endpointCidrs: ['10.0.3.17/32', '10.0.35.20/32']
   */
  readonly endpointCidrs?: readonly string[] | undefined;
  /**
   * IDs of the subnets of nodes and pods, one per zone
   * @example privateSubnets: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1']
   */
  readonly privateSubnets: readonly string[];
  /**
   * how nodes and pods leave the existing network: by a NAT gateway, by a route table that leads to a firewall or router of yours, or to private networks only (`none`), so that calls of public addresses are errors
   * @default "nat-gateway"
   * @example outbound: 'route-table'
   */
  readonly outbound?: 'nat-gateway' | 'route-table' | 'none' | undefined;
  /**
   * IDs of the subnets of the API servers' network interfaces
   * @default those of nodes and pods
   * @example controlPlaneSubnets: ['subnet-0123456789abcdef2', 'subnet-0123456789abcdef3']
   */
  readonly controlPlaneSubnets?: readonly string[] | undefined;
  /**
   * address range of the subnets of the API servers' network interfaces, for network policies
   * @default unknown: components that need the API may connect to all addresses outside of the cluster on its ports
   * @example controlPlaneCidr: '192.0.2.0/24'
   */
  readonly controlPlaneCidr?: string | undefined;
  /**
   * IDs of the subnets of databases and caches
   * @default no databases and caches
   * @example dataSubnets: []
   */
  readonly dataSubnets?: readonly string[] | undefined;
  /**
   * address range of `dataSubnets`, for network policies; required with it
   * @default none
   * @example dataCidr: '192.0.2.0/24'
   */
  readonly dataCidr?: string | undefined;
}

/** Options of `EksOptionsNetworkCidrEgress`. */
export interface EksOptionsNetworkCidrEgress {
  /**
   * ID of the transit gateway or VPN gateway, or of the network interface of an appliance in the VPC, that leads out
   * @default NAT gateways
   * @example via: 'tgw-0123456789abcdef0'
   */
  readonly via?: string | undefined;
  /**
   * public address ranges that nodes and pods reach, and no others
   * @default all
   * @example allowedRanges: ['203.0.113.0/24']
   */
  readonly allowedRanges?: readonly string[] | undefined;
}

/** Options of `EksOptionsNetworkCidr`. */
export interface EksOptionsNetworkCidr {
  /**
   * address range of the VPC, from /16 to /20; pods and nodes are in its first half
   * @default "10.0.0.0/16"
   * @example cidr: '10.0.0.0/16'
   */
  readonly cidr?: string | undefined;
  /**
   * one NAT gateway in each zone, or a single one, without which no zone has egress; without meaning where `egress` has none
   * @default "zone"
   * @example natGateways: 'single'
   */
  readonly natGateways?: 'zone' | 'single' | undefined;
  /**
   * how nodes and pods leave the network: by NAT gateways with fixed addresses, through a firewall or router of yours (`via`), to some addresses only (`allowedRanges`), or not at all (`none`); without all public addresses, nodes reach the services of AWS that they need by private endpoints
   * @default "nat-gateway"
   * @example egress: 'nat-gateway'
   */
  readonly egress?: 'nat-gateway' | 'none' | EksOptionsNetworkCidrEgress | undefined;
  /**
   * days that flow logs are retained
   * @default 365
   * @example flowLogDays: 365
   */
  readonly flowLogDays?: number | undefined;
  /**
   * `removed`, on clusters with state `removed`, destroys the network too; databases in it must have been removed before
   * @default "present"
   * @example state: 'removed'
   */
  readonly state?: 'present' | 'removed' | undefined;
}

/** Options of `EksOptionsApi`. */
export interface EksOptionsApi {
  /**
   * public address ranges that may connect to the API
   * @example allowedRanges: ['192.0.2.0/24']
   */
  readonly allowedRanges: readonly string[];
}

/** Options of `EksOptionsNodePools`. */
export interface EksOptionsNodePools {
  /**
   * instance types in the order of preference, such as m7g.large
   * @example instanceTypes: ['m7g.large']
   */
  readonly instanceTypes: readonly string[];
  /**
   * processor architecture of the instance types
   * @default "amd64"
   * @example architecture: 'arm64'
   */
  readonly architecture?: 'amd64' | 'arm64' | undefined;
  /**
   * number of nodes; `karpenter()` starts further ones
   * @default 1
   * @example min: 1
   */
  readonly min?: number | undefined;
  /**
   * limit of the Auto Scaling group, which nothing in Plinth scales
   * @default `min`, and at least 1
   * @example max: 1
   */
  readonly max?: number | undefined;
  /**
   * whether the nodes are spot instances, which AWS interrupts at any time
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
   * size of the root volume, which is encrypted, in GiB
   * @default 50
   * @example diskGiB: 50
   */
  readonly diskGiB?: number | undefined;
  /**
   * zones of the pool, such as a, for nodes whose volumes must be in one zone
   * @default all zones
   * @example zones: ['a']
   */
  readonly zones?: readonly string[] | undefined;
}

/** Options of `EksOptionsPermissionsStatement`. */
export interface EksOptionsPermissionsStatement {
  /**
   * identifier of the statement
   * @default none
   * @example Sid: 'SendOrders'
   */
  readonly Sid?: string | undefined;
  /**
   * whether the statement allows or denies
   * @example Effect: 'Allow'
   */
  readonly Effect: 'Allow' | 'Deny';
  /**
   * actions such as sqs:SendMessage
   * @example Action: ['sqs:SendMessage']
   */
  readonly Action: string | readonly string[];
  /**
   * ARNs of the resources
   * @example Resource: ['arn:aws:sqs:eu-north-1:123456789012:orders']
   */
  readonly Resource: string | readonly string[];
  /**
   * conditions by operator and key
   * @default none
   * @example Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } }
   */
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>> | undefined;
}

/** Options of `EksOptionsPermissions`. */
export interface EksOptionsPermissions {
  /**
   * version of the policy language
   * @default "2012-10-17"
   * @example Version: '2012-10-17'
   */
  readonly Version?: '2012-10-17' | undefined;
  /**
   * statements of the policy
   * @example Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }]
   */
  readonly Statement: readonly EksOptionsPermissionsStatement[];
}

/** Options of `EksOptionsAddOnsOther`. */
export interface EksOptionsAddOnsOther {
  /**
   * exact version, or `newest` for the newest one that supports the Kubernetes version at each apply
   * @default the one that EKS recommends for the Kubernetes version
   * @example version: 'v4.4.0-eksbuild.1'
   */
  readonly version?: string | undefined;
  /**
   * configuration of the add-on, in the format of `aws eks describe-addon-configuration`; it takes precedence over that of Plinth
   * @default that of Plinth
   * @example configuration: { replicaCount: 3 }
   */
  readonly configuration?: Readonly<Record<string, JsonValue>> | undefined;
  /**
   * what an update does with fields that were changed in the cluster: overwrites them, preserves them, or fails
   * @default "overwrite"
   * @example onConflict: 'preserve'
   */
  readonly onConflict?: 'overwrite' | 'preserve' | 'fail' | undefined;
  /**
   * whether the pods and objects of the add-on are deleted with it, or remain in the cluster without updates; apply it before the add-on is removed
   * @default "delete"
   * @example onRemoval: 'retain'
   */
  readonly onRemoval?: 'delete' | 'retain' | undefined;
  /**
   * ARNs of the existing roles of its pods, by their service accounts, for EKS Pod Identity
   * @default {}
   * @example roles: { 'cloudwatch-agent': 'arn:aws:iam::123456789012:role/cloudwatch-agent' }
   */
  readonly roles?: Readonly<Record<string, string>> | undefined;
}

/** Functions of the cluster that EKS can provide as add-ons: `managed`, or with version and configuration, or by a component, or not at all. */
export interface EksOptionsAddOns {
  /**
   * network of pods, which enforces network policies: the add-on vpc-cni, or the component cilium(), which AWS does not support
   * @default "managed"
   * @example network: 'managed'
   */
  readonly network?: 'managed' | 'component' | EksAddOnSettingsFields | undefined;
  /**
   * implementation of Services: the add-on kube-proxy
   * @default "managed"
   * @example serviceProxy: 'managed'
   */
  readonly serviceProxy?: 'managed' | EksAddOnSettingsFields | undefined;
  /**
   * agent that issues the credentials of pods: the add-on eks-pod-identity-agent
   * @default "managed"
   * @example podIdentity: 'managed'
   */
  readonly podIdentity?: 'managed' | EksAddOnSettingsFields | undefined;
  /**
   * cluster DNS: the add-on coredns, or a component such as coreDns()
   * @default "managed"
   * @example dns: 'managed'
   */
  readonly dns?: 'managed' | 'component' | EksAddOnSettingsFields | undefined;
  /**
   * cache of DNS answers on each node; EKS has no such add-on
   * @default "off"
   * @example dnsCache: 'off'
   */
  readonly dnsCache?: 'off' | undefined;
  /**
   * CPU and memory usage of pods, for autoscaling and `kubectl top` (metrics-server): the add-on metrics-server, for which AWS gives no full support, or a component such as metricsServer()
   * @default "component"
   * @example metrics: 'component'
   */
  readonly metrics?: 'managed' | 'component' | EksAddOnSettingsFields | undefined;
  /**
   * driver of volumes on disks; the component ebs() installs the add-on aws-ebs-csi-driver
   * @default "component"
   * @example disks: 'component'
   */
  readonly disks?: 'component' | undefined;
  /**
   * driver of volumes that pods on several nodes share: the add-on aws-efs-csi-driver
   * @default "off"
   * @example files: 'off'
   */
  readonly files?: 'managed' | 'off' | EksAddOnSettingsFields | undefined;
  /**
   * driver that mounts buckets as volumes: the add-on aws-mountpoint-s3-csi-driver; volumes name the permissions of their pods (authenticationSource: pod)
   * @default "off"
   * @example buckets: 'off'
   */
  readonly buckets?: 'managed' | 'off' | EksAddOnSettingsFields | undefined;
  /**
   * controller of VolumeSnapshots: the add-on snapshot-controller
   * @default "off"
   * @example snapshots: 'off'
   */
  readonly snapshots?: 'managed' | 'off' | EksAddOnSettingsFields | undefined;
  /**
   * Secrets Store CSI driver, which mounts secrets of the cloud's store as files: the add-on aws-secrets-store-csi-driver-provider, with the permissions of the pods
   * @default "off"
   * @example secretsStore: 'off'
   */
  readonly secretsStore?: 'managed' | 'off' | EksAddOnSettingsFields | undefined;
  /**
   * VerticalPodAutoscaler; EKS has no such add-on
   * @default "off"
   * @example verticalScaling: 'off'
   */
  readonly verticalScaling?: 'off' | undefined;
  /**
   * detection of faults of nodes, after which EKS repairs them: the add-on eks-node-monitoring-agent; without it, EKS repairs nodes that are not Ready
   * @default "off"
   * @example nodeMonitoring: 'off'
   */
  readonly nodeMonitoring?: 'managed' | 'off' | EksAddOnSettingsFields | undefined;
  /**
   * other add-ons of EKS by their names, also those of the AWS Marketplace that the account has subscribed to
   * @default {}
   * @example other: { 'amazon-cloudwatch-observability': { version: 'v4.4.0-eksbuild.1' } }
   */
  readonly other?: Readonly<Record<string, EksOptionsAddOnsOther>> | undefined;
}

/** A Kubernetes cluster of Amazon EKS. */
export interface EksOptions {
  /**
   * minor version of Kubernetes that EKS offers, in quotes
   * @default "1.35"
   * @example kubernetes: '1.33'
   */
  readonly kubernetes?: '1.33' | '1.34' | '1.35' | undefined;
  /**
   * not an option of EKS: pods have addresses of `network`
   * @default none
   */
  readonly podCidr?: never | undefined;
  /**
   * address range of Services
   * @default "172.20.0.0/16"
   * @example serviceCidr: '172.20.0.0/16'
   */
  readonly serviceCidr?: string | undefined;
  /**
   * DNS domain of Services, which EKS sets
   * @default "cluster.local"
   * @example clusterDomain: 'cluster.local'
   */
  readonly clusterDomain?: 'cluster.local' | undefined;
  /**
   * connections with other networks, such as that of an analytics platform, by name; workloads of tenants that list one in `connections` may call it with `calls: [{ connection }]`, and no other workload reaches its addresses
   * @default none
   * @example connections: { shop: { cidrs: ['192.0.2.0/24'], ports: [8080] } }
   */
  readonly connections?: Readonly<Record<string, EksOptionsConnections>> | undefined;
  /**
   * support of the Kubernetes version: at its end, AWS upgrades the cluster; `extended` lasts a year longer and costs more
   * @default "standard"
   * @example support: 'extended'
   */
  readonly support?: 'standard' | 'extended' | undefined;
  /**
   * region of AWS, such as eu-north-1
   * @example region: 'eu-north-1'
   */
  readonly region: string;
  /**
   * letters of the zones; add further ones at the end
   * @default ["a","b","c"]
   * @example zones: ['a', 'b', 'c']
   */
  readonly zones?: readonly string[] | undefined;
  /**
   * ID of the AWS account; an apply with credentials of another account fails
   * @default not checked
   * @example account: '123456789012'
   */
  readonly account?: string | undefined;
  /**
   * name of the cluster in AWS, unique in account and region
   * @default the name of the cluster
   * @example clusterName: 'shop'
   */
  readonly clusterName?: string | undefined;
  /**
   * VPC: the options of the one that Plinth creates for all clusters of the environment in the region, or the IDs of an existing one
   * @default {"cidr":"10.0.0.0/16","natGateways":"zone","egress":"nat-gateway","flowLogDays":365,"state":"present"}
   * @example network: { id: 'vpc-0123456789abcdef0', podCidr: '192.0.2.0/24', privateSubnets: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'] }
   */
  readonly network?: EksOptionsNetworkId | EksOptionsNetworkCidr | undefined;
  /**
   * access to the API: from nodes and `apiClients`, or from public address ranges too
   * @default "private"
   * @example api: 'private'
   */
  readonly api?: 'private' | EksOptionsApi | undefined;
  /**
   * address ranges in the network, or in connected ones, whose clients reach the private endpoint of the API, such as runners of a CI
   * @default nodes and pods only
   * @example apiClients: ['10.80.4.0/24']
   */
  readonly apiClients?: readonly string[] | undefined;
  /**
   * release of the image of nodes (Amazon Linux 2023); another one replaces nodes, a third of a pool at a time
   * @default the newest one when a node group is created or its version changes
   * @example nodeImage: '1.35.0-20261117'
   */
  readonly nodeImage?: string | undefined;
  /**
   * node pools by name
   * @example nodePools: { general: { instanceTypes: ['m7g.large'], architecture: 'arm64', min: 3, max: 9 } }
   */
  readonly nodePools: Readonly<Record<string, EksOptionsNodePools>>;
  /**
   * ARNs of the roles and users that administer the cluster, the one that applies the platform included
   * @example administrators: ['arn:aws:iam::123456789012:role/platform-team']
   */
  readonly administrators: readonly string[];
  /**
   * Kubernetes groups, such as the `owners` of a tenant, with the ARNs of their roles and users; the roles of IAM Identity Center's permission sets, for example
   * @default {}
   * @example groups: { 'shop-developers': ['arn:aws:iam::123456789012:role/shop'] }
   */
  readonly groups?: Readonly<Record<string, readonly string[]>> | undefined;
  /**
   * policy documents of IAM by tenant/application, for what `uses` does not express; only the pods of the application get them
   * @default {}
   * @example permissions: { 'shop/web': { Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }] } }
   */
  readonly permissions?: Readonly<Record<string, EksOptionsPermissions>> | undefined;
  /**
   * ARN of the policy that limits the permissions of all roles that Plinth creates
   * @default no limit
   * @example permissionsBoundary: 'arn:aws:iam::123456789012:policy/boundary'
   */
  readonly permissionsBoundary?: string | undefined;
  /**
   * ARN of an existing KMS key for Secrets, disks and logs
   * @default a key of the cluster, which Plinth creates
   * @example encryptionKey: 'arn:aws:kms:eu-north-1:123456789012:key/3c2f4f6e-0000-4000-8000-000000000000'
   */
  readonly encryptionKey?: string | undefined;
  /**
   * days that the logs of the control plane are retained
   * @default 365
   * @example logDays: 365
   */
  readonly logDays?: number | undefined;
  /**
   * whether AWS refuses to delete the cluster; set it to false, and apply, before `state: removed`
   * @default true
   * @example deletionProtection: false
   */
  readonly deletionProtection?: boolean | undefined;
  /**
   * functions of the cluster that EKS can provide as add-ons: `managed`, or with version and configuration, or by a component, or not at all
   * @default {}
   * @example addOns: { network: 'managed' }
   */
  readonly addOns?: EksOptionsAddOns | undefined;
  /**
   * tags of all AWS resources
   * @default {}
   * @example tags: { team: 'platform' }
   */
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** Node types of ElastiCache by `size` of a use. */
export interface ElastiCacheOptionsNodeTypes {
  /**
   * node type of a use with size small
   * @default cache.t4g.small
   * @example small: 'cache.m7g.xlarge'
   */
  readonly small?: string | undefined;
  /**
   * node type of a use with size medium
   * @default cache.m7g.large
   * @example medium: 'cache.m7g.xlarge'
   */
  readonly medium?: string | undefined;
  /**
   * node type of a use with size large
   * @default cache.r7g.xlarge
   * @example large: 'cache.m7g.xlarge'
   */
  readonly large?: string | undefined;
}

/** Caches on request, in Amazon ElastiCache. */
export interface ElastiCacheOptions {
  /**
   * version of Valkey, in quotes
   * @default "8.1"
   * @example version: '7.2'
   */
  readonly version?: '7.2' | '8.0' | '8.1' | undefined;
  /**
   * node types of ElastiCache by `size` of a use
   * @default {}
   * @example nodeTypes: { small: 'cache.t4g.micro' }
   */
  readonly nodeTypes?: ElastiCacheOptionsNodeTypes | undefined;
  /**
   * whether a replica in another zone takes over when a node fails
   * @default true
   * @example multiZone: false
   */
  readonly multiZone?: boolean | undefined;
  /**
   * days that daily backups are retained; 0: no backups, but for a final snapshot when a cache is deleted
   * @default 7
   * @example backupDays: 7
   */
  readonly backupDays?: number | undefined;
  /**
   * whether Terraform refuses to destroy or replace the caches
   * @default true
   * @example deletionProtection: false
   */
  readonly deletionProtection?: boolean | undefined;
}

/** IDs and ranges of the VPC of the cluster. */
export interface ExistingEksOptionsNetwork {
  /**
   * ID of the existing VPC
   * @example id: 'vpc-0123456789abcdef0'
   */
  readonly id: string;
  /**
   * address range of the subnets of nodes and pods, for network policies
   * @example podCidr: '192.0.2.0/24'
   */
  readonly podCidr: string;
  /**
   * IDs of the subnets of nodes and pods, for nodes of karpenter()
   * @default no nodes of karpenter()
   * @example privateSubnets: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1']
   */
  readonly privateSubnets?: readonly string[] | undefined;
  /**
   * addresses in `podCidr` of private endpoints (AWS PrivateLink), such as those of Secrets Manager and STS: pods that may connect to addresses outside of the cluster may connect to these
   * @default none: only endpoints outside of `podCidr` are reached
   * @example endpointCidrs: ['10.0.3.17/32', '10.0.35.20/32']
   */
  readonly endpointCidrs?: readonly string[] | undefined;
  /**
   * address range of the subnets of the API servers' network interfaces, for network policies
   * @default unknown: components that need the API may connect to all addresses outside of the cluster on its ports
   * @example controlPlaneCidr: '192.0.2.0/24'
   */
  readonly controlPlaneCidr?: string | undefined;
  /**
   * IDs of the subnets of databases and caches
   * @default no databases and caches
   * @example dataSubnets: []
   */
  readonly dataSubnets?: readonly string[] | undefined;
  /**
   * address range of `dataSubnets`, for network policies; required with it
   * @default none
   * @example dataCidr: '192.0.2.0/24'
   */
  readonly dataCidr?: string | undefined;
}

/** Options of `ExistingEksOptionsPermissionsStatement`. */
export interface ExistingEksOptionsPermissionsStatement {
  /**
   * identifier of the statement
   * @default none
   * @example Sid: 'SendOrders'
   */
  readonly Sid?: string | undefined;
  /**
   * whether the statement allows or denies
   * @example Effect: 'Allow'
   */
  readonly Effect: 'Allow' | 'Deny';
  /**
   * actions such as sqs:SendMessage
   * @example Action: ['sqs:SendMessage']
   */
  readonly Action: string | readonly string[];
  /**
   * ARNs of the resources
   * @example Resource: ['arn:aws:sqs:eu-north-1:123456789012:orders']
   */
  readonly Resource: string | readonly string[];
  /**
   * conditions by operator and key
   * @default none
   * @example Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } }
   */
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>> | undefined;
}

/** Options of `ExistingEksOptionsPermissions`. */
export interface ExistingEksOptionsPermissions {
  /**
   * version of the policy language
   * @default "2012-10-17"
   * @example Version: '2012-10-17'
   */
  readonly Version?: '2012-10-17' | undefined;
  /**
   * statements of the policy
   * @example Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }]
   */
  readonly Statement: readonly ExistingEksOptionsPermissionsStatement[];
}

/** An existing cluster of Amazon EKS. */
export interface ExistingEksOptions {
  /**
   * minor version of Kubernetes that the cluster has, in quotes
   * @default "1.35"
   * @example kubernetes: '1.33'
   */
  readonly kubernetes?: '1.33' | '1.34' | '1.35' | undefined;
  /**
   * not an option of EKS: pods have addresses of `network`
   * @default none
   */
  readonly podCidr?: never | undefined;
  /**
   * address range of Services of the cluster; Terraform compares it with that of the cluster
   * @example serviceCidr: '192.0.2.0/24'
   */
  readonly serviceCidr: string;
  /**
   * DNS domain of Services, which EKS sets
   * @default "cluster.local"
   * @example clusterDomain: 'cluster.local'
   */
  readonly clusterDomain?: 'cluster.local' | undefined;
  /**
   * region of AWS, such as eu-north-1
   * @example region: 'eu-north-1'
   */
  readonly region: string;
  /**
   * ID of the AWS account; an apply with credentials of another account fails
   * @default not checked
   * @example account: '123456789012'
   */
  readonly account?: string | undefined;
  /**
   * name of the cluster in AWS
   * @default the name of the cluster
   * @example clusterName: 'acme_Prod'
   */
  readonly clusterName?: string | undefined;
  /**
   * capabilities that the cluster already provides, by name, each with its endpoint; add network-policy where the cluster enforces network policies
   * @default network, service-proxy, dns, load-balancer
   * @example provides: { network: {}, 'network-policy': {}, 'service-proxy': {}, dns: {}, 'load-balancer': {} }
   */
  readonly provides?: { readonly [C in Capability]?: EndpointFields } | undefined;
  /**
   * IDs and ranges of the VPC of the cluster
   * @example network: { id: 'vpc-0123456789abcdef0', podCidr: '192.0.2.0/24' }
   */
  readonly network: ExistingEksOptionsNetwork;
  /**
   * ID of the security group of the nodes, which databases and caches admit
   * @default the one that EKS creates for the cluster, which nodes of managed node groups have
   * @example nodeSecurityGroup: 'sg-0123456789abcdef0'
   */
  readonly nodeSecurityGroup?: string | undefined;
  /**
   * name of the IAM role of the nodes, which nodes of karpenter() have too
   * @default no nodes of karpenter()
   * @example nodeRole: 'acme-nodes'
   */
  readonly nodeRole?: string | undefined;
  /**
   * policy documents of IAM by tenant/application, for what `uses` does not express; only the pods of the application get them
   * @default {}
   * @example permissions: { 'shop/web': { Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }] } }
   */
  readonly permissions?: Readonly<Record<string, ExistingEksOptionsPermissions>> | undefined;
  /**
   * ARN of the policy that limits the permissions of all roles that Plinth creates
   * @default no limit
   * @example permissionsBoundary: 'arn:aws:iam::123456789012:policy/boundary'
   */
  readonly permissionsBoundary?: string | undefined;
  /**
   * ARN of the KMS key of volumes
   * @default the key of AWS for EBS
   * @example encryptionKey: 'arn:aws:kms:eu-north-1:123456789012:key/3c2f4f6e-0000-4000-8000-000000000000'
   */
  readonly encryptionKey?: string | undefined;
  /**
   * tags of all AWS resources
   * @default {}
   * @example tags: { team: 'platform' }
   */
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** Options of `KarpenterOptionsNodePools`. */
export interface KarpenterOptionsNodePools {
  /**
   * families of instance types, such as m7g and c7g, of which Karpenter selects the size
   * @example instanceFamilies: ['m7g', 'c7g']
   */
  readonly instanceFamilies: readonly string[];
  /**
   * processor architecture of the families
   * @default "amd64"
   * @example architecture: 'arm64'
   */
  readonly architecture?: 'amd64' | 'arm64' | undefined;
  /**
   * whether the nodes may be spot instances, which AWS interrupts at any time
   * @default false
   * @example spot: true
   */
  readonly spot?: boolean | undefined;
  /**
   * CPUs that all nodes of the pool have at most
   * @default 100
   * @example maxCpu: 100
   */
  readonly maxCpu?: number | undefined;
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
   * size of the root volume, which is encrypted, in GiB
   * @default 50
   * @example diskGiB: 50
   */
  readonly diskGiB?: number | undefined;
  /**
   * days after which a node is replaced by one with a newer image
   * @default 30
   * @example maxAgeDays: 30
   */
  readonly maxAgeDays?: number | undefined;
}

/** Nodes on demand, with Karpenter. */
export interface KarpenterOptions {
  /**
   * node pools by name, in addition to those of the cluster
   * @example nodePools: { burst: { instanceFamilies: ['m7g', 'c7g'], maxCpu: 200 } }
   */
  readonly nodePools: Readonly<Record<string, KarpenterOptionsNodePools>>;
  /**
   * number of pods of the controller
   * @default 2
   * @example replicas: 2
   */
  readonly replicas?: number | undefined;
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: Readonly<Record<string, JsonValue>> | undefined;
}

/** Options of `RdsOptionsServers`. */
export interface RdsOptionsServers {
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
   * instance class of RDS
   * @default that of `size`
   * @example instanceClass: 'db.m7g.large'
   */
  readonly instanceClass?: string | undefined;
  /**
   * initial storage in GiB
   * @default that of `size`
   * @example storageGiB: 20
   */
  readonly storageGiB?: number | undefined;
  /**
   * storage in GiB up to which RDS extends it
   * @default ten times the initial storage
   * @example maxStorageGiB: 22
   */
  readonly maxStorageGiB?: number | undefined;
}

/** Options of `RdsOptionsExisting`. */
export interface RdsOptionsExisting {
  /**
   * identifier of the instance of PostgreSQL, whose administrator has a password that RDS manages, and which is in the subnets of databases
   * @example instance: 'acme-shop'
   */
  readonly instance: string;
  /**
   * ID of a security group of the instance, which gets a rule for the nodes of each cluster
   * @example securityGroup: 'sg-0123456789abcdef0'
   */
  readonly securityGroup: string;
  /**
   * ARN of the KMS key of the administrator's secret
   * @default the key of Secrets Manager
   * @example encryptionKey: 'arn:aws:kms:eu-north-1:123456789012:key/3c2f4f6e-0000-4000-8000-000000000000'
   */
  readonly encryptionKey?: string | undefined;
}

/** PostgreSQL databases on request, in Amazon RDS. */
export interface RdsOptions {
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
   * instance class of RDS
   * @default that of `size`
   * @example instanceClass: 'db.m7g.large'
   */
  readonly instanceClass?: string | undefined;
  /**
   * initial storage in GiB
   * @default that of `size`
   * @example storageGiB: 20
   */
  readonly storageGiB?: number | undefined;
  /**
   * storage in GiB up to which RDS extends it
   * @default ten times the initial storage
   * @example maxStorageGiB: 22
   */
  readonly maxStorageGiB?: number | undefined;
  /**
   * days that backups are retained, for recovery to any second
   * @default 14
   * @example backupDays: 14
   */
  readonly backupDays?: number | undefined;
  /**
   * options of the servers of single tenants, by tenant, in place of those of all servers; a `size` here replaces the exact sizes of all servers too
   * @default {}
   * @example servers: { shop: { size: 'large', storageGiB: 400 } }
   */
  readonly servers?: Readonly<Record<string, RdsOptionsServers>> | undefined;
  /**
   * PEM certificates of the authorities of the servers, for the key `ca.crt` of Secrets, with which applications verify the servers: the bundle of the region, from https://truststore.pki.rds.amazonaws.com
   * @default Secrets have no `ca.crt`
   * @example certificateAuthorities: '-----BEGIN CERTIFICATE-----\nMIIDXTCCAkWgAwIBAgIJ\n-----END CERTIFICATE-----\n'
   */
  readonly certificateAuthorities?: string | undefined;
  /**
   * whether AWS and Terraform refuse to delete the instances; a final snapshot remains in any case
   * @default true
   * @example deletionProtection: false
   */
  readonly deletionProtection?: boolean | undefined;
  /**
   * existing servers by tenant: databases and users of the tenant are created on them, and Plinth neither creates nor destroys the servers
   * @default a server for each tenant, which Plinth creates
   * @example existing: { shop: { instance: 'acme-shop', securityGroup: 'sg-0123456789abcdef0' } }
   */
  readonly existing?: Readonly<Record<string, RdsOptionsExisting>> | undefined;
}

/** Permission of external-dns and cert-manager to change zones of Amazon Route 53. */
export interface Route53Options {
  /**
   * IDs of the hosted zones
   * @example zones: ['Z0123456789ABCDEFGHIJ']
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

/** Options of `S3OptionsExisting`. */
export interface S3OptionsExisting {
  /**
   * name of the bucket, in the region of the cluster
   * @example bucket: 'acme-photos'
   */
  readonly bucket: string;
  /**
   * ARN of the KMS key of the bucket
   * @default a key of Amazon S3
   * @example encryptionKey: 'arn:aws:kms:eu-north-1:123456789012:key/3c2f4f6e-0000-4000-8000-000000000000'
   */
  readonly encryptionKey?: string | undefined;
}

/** Buckets on request, in Amazon S3. */
export interface S3Options {
  /**
   * beginning of the names of buckets, which are unique in all accounts of AWS
   * @default the platform
   * @example prefix: 'shop'
   */
  readonly prefix?: string | undefined;
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
   * @example existing: { 'shop/photos': { bucket: 'acme-photos' } }
   */
  readonly existing?: Readonly<Record<string, S3OptionsExisting>> | undefined;
}

/** Permission of External Secrets Operator to read AWS Secrets Manager. */
export interface SecretsManagerOptions {
  /**
   * name of the component externalSecrets()
   * @default "external-secrets"
   * @example operator: 'external-secrets'
   */
  readonly operator?: string | undefined;
}

/** Message queues on request, in Amazon SQS. */
export interface SqsOptions {
  /**
   * days that messages are retained
   * @default 4
   * @example retentionDays: 4
   */
  readonly retentionDays?: number | undefined;
  /**
   * times that a message is received before it is moved to the queue `<name>-dead`
   * @default 5
   * @example maxReceives: 5
   */
  readonly maxReceives?: number | undefined;
  /**
   * whether Terraform refuses to destroy or replace the queues
   * @default true
   * @example deletionProtection: false
   */
  readonly deletionProtection?: boolean | undefined;
}
