// Generated from the schemas by `npm run reference`: change the schemas, not this file.
import type { z } from 'zod';
import type { cloudWatch } from './kinds';
import type { ebs } from './kinds';
import type { eks } from './kinds';
import type { elastiCache } from './kinds';
import type { karpenter } from './kinds';
import type { rds } from './kinds';
import type { route53 } from './kinds';
import type { s3 } from './kinds';
import type { secretsManager } from './kinds';
import type { sqs } from './kinds';

declare module '../../src/definition/documented-options' {
  interface DocumentedOptions {
    readonly 'component.cloud-watch': CloudWatchOptions;
    readonly 'component.ebs': EbsOptions;
    readonly 'cluster.eks': EksOptions;
    readonly 'component.elasticache': ElastiCacheOptions;
    readonly 'component.karpenter': KarpenterOptions;
    readonly 'component.rds': RdsOptions;
    readonly 'component.route53': Route53Options;
    readonly 'component.s3': S3Options;
    readonly 'component.secrets-manager': SecretsManagerOptions;
    readonly 'component.sqs': SqsOptions;
  }
}

/** Options with documentation: `CloudWatchOptions`. */
export interface CloudWatchOptions {
  /**
   * telemetry that is exported: traces, the metrics of Prometheus, and logs of all containers
   * @default ["traces","metrics","logs"]
   * @example signals: ['traces']
   */
  readonly signals?: z.input<typeof cloudWatch.schema>['signals'];
  /**
   * name of the component openTelemetry()
   * @default "open-telemetry"
   * @example collector: 'open-telemetry'
   */
  readonly collector?: z.input<typeof cloudWatch.schema>['collector'];
  /**
   * days that logs are retained
   * @default 90
   * @example logDays: 90
   */
  readonly logDays?: z.input<typeof cloudWatch.schema>['logDays'];
}

/** Options with documentation: `EbsOptions`. */
export interface EbsOptions {
  /**
   * whether a volume is deleted with its PersistentVolumeClaim
   * @default "delete"
   * @example onRemoval: 'retain'
   */
  readonly onRemoval?: z.input<typeof ebs.schema>['onRemoval'];
}

/** Options with documentation: `EksOptions`. */
export interface EksOptions {
  /**
   * minor version of Kubernetes that EKS offers, in quotes
   * @default "1.35"
   * @example kubernetes: '1.33'
   */
  readonly kubernetes?: z.input<typeof eks.schema>['kubernetes'];
  /**
   * not an option of EKS: pods have addresses of `network`
   * @default none
   */
  readonly podCidr?: z.input<typeof eks.schema>['podCidr'];
  /**
   * address range of Services
   * @default "172.20.0.0/16"
   * @example serviceCidr: '172.20.0.0/16'
   */
  readonly serviceCidr?: z.input<typeof eks.schema>['serviceCidr'];
  /**
   * DNS domain of Services, which EKS sets
   * @default "cluster.local"
   * @example clusterDomain: 'cluster.local'
   */
  readonly clusterDomain?: z.input<typeof eks.schema>['clusterDomain'];
  /**
   * connections with other networks, such as that of an analytics platform, by name; workloads of tenants that list one in `connections` may call it with `calls: [{ connection }]`, and no other workload reaches its addresses
   * @default none
   * @example connections: { shop: { cidrs: ['192.0.2.0/24'], ports: [8080] } }
   */
  readonly connections?: z.input<typeof eks.schema>['connections'];
  /**
   * support of the Kubernetes version: at its end, AWS upgrades the cluster; `extended` lasts a year longer and costs more
   * @default "standard"
   * @example support: 'extended'
   */
  readonly support?: z.input<typeof eks.schema>['support'];
  /**
   * region of AWS, such as eu-north-1
   * @example region: 'eu-north-1'
   */
  readonly region: z.input<typeof eks.schema>['region'];
  /**
   * letters of the zones; add further ones at the end
   * @default ["a","b","c"]
   * @example zones: ['a', 'b', 'c']
   */
  readonly zones?: z.input<typeof eks.schema>['zones'];
  /**
   * ID of the AWS account; an apply with credentials of another account fails
   * @default not checked
   * @example account: '123456789012'
   */
  readonly account?: z.input<typeof eks.schema>['account'];
  /**
   * name of the cluster in AWS, unique in account and region
   * @default the name of the cluster
   * @example clusterName: 'shop'
   */
  readonly clusterName?: z.input<typeof eks.schema>['clusterName'];
  /**
   * VPC: the options of the one that Plinth creates for all clusters of the environment in the region, or the IDs of an existing one
   * @default {"cidr":"10.0.0.0/16","natGateways":"zone","flowLogDays":365,"state":"present"}
   * @example network: { id: 'vpc-0123456789abcdef0', podCidr: '192.0.2.0/24', privateSubnets: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'] }
   */
  readonly network?: z.input<typeof eks.schema>['network'];
  /**
   * access to the API: from the VPC and networks connected to it, or from public address ranges too
   * @default "private"
   * @example api: 'private'
   */
  readonly api?: z.input<typeof eks.schema>['api'];
  /**
   * node pools by name
   * @example nodePools: { general: { instanceTypes: ['m7g.large'], architecture: 'arm64', min: 3, max: 9 } }
   */
  readonly nodePools: z.input<typeof eks.schema>['nodePools'];
  /**
   * ARNs of the roles and users that administer the cluster, the one that applies the platform included
   * @example administrators: ['arn:aws:iam::123456789012:role/platform-team']
   */
  readonly administrators: z.input<typeof eks.schema>['administrators'];
  /**
   * Kubernetes groups, such as the `owners` of a tenant, with the ARNs of their roles and users; the roles of IAM Identity Center's permission sets, for example
   * @default {}
   * @example groups: { 'shop-developers': ['arn:aws:iam::123456789012:role/shop'] }
   */
  readonly groups?: z.input<typeof eks.schema>['groups'];
  /**
   * policy documents of IAM by tenant/application, for what `uses` does not express; only the pods of the application get them
   * @default {}
   * @example permissions: { 'shop/web': { Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }] } }
   */
  readonly permissions?: z.input<typeof eks.schema>['permissions'];
  /**
   * ARN of an existing KMS key for Secrets, disks and logs
   * @default a key of the cluster, which Plinth creates
   * @example encryptionKey: 'arn:aws:kms:eu-north-1:123456789012:key/3c2f4f6e-0000-4000-8000-000000000000'
   */
  readonly encryptionKey?: z.input<typeof eks.schema>['encryptionKey'];
  /**
   * days that the logs of the control plane are retained
   * @default 365
   * @example logDays: 365
   */
  readonly logDays?: z.input<typeof eks.schema>['logDays'];
  /**
   * whether AWS refuses to delete the cluster; set it to false, and apply, before `state: removed`
   * @default true
   * @example deletionProtection: false
   */
  readonly deletionProtection?: z.input<typeof eks.schema>['deletionProtection'];
  /**
   * cluster DNS: the CoreDNS that EKS manages, or a component such as coreDns()
   * @default "managed"
   * @example dns: 'component'
   */
  readonly dns?: z.input<typeof eks.schema>['dns'];
  /**
   * tags of all AWS resources
   * @default {}
   * @example tags: { team: 'platform' }
   */
  readonly tags?: z.input<typeof eks.schema>['tags'];
}

/** Options with documentation: `ElastiCacheOptionsNodeTypes`. */
export interface ElastiCacheOptionsNodeTypes {
  /**
   * node type of a use with size small
   * @default cache.t4g.small
   * @example small: 'cache.m7g.xlarge'
   */
  readonly small?: NonNullable<z.input<typeof elastiCache.schema>['nodeTypes']>['small'];
  /**
   * node type of a use with size medium
   * @default cache.m7g.large
   * @example medium: 'cache.m7g.xlarge'
   */
  readonly medium?: NonNullable<z.input<typeof elastiCache.schema>['nodeTypes']>['medium'];
  /**
   * node type of a use with size large
   * @default cache.r7g.xlarge
   * @example large: 'cache.m7g.xlarge'
   */
  readonly large?: NonNullable<z.input<typeof elastiCache.schema>['nodeTypes']>['large'];
}

/** Options with documentation: `ElastiCacheOptions`. */
export interface ElastiCacheOptions {
  /**
   * version of Valkey, in quotes
   * @default "8.1"
   * @example version: '7.2'
   */
  readonly version?: z.input<typeof elastiCache.schema>['version'];
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
  readonly multiZone?: z.input<typeof elastiCache.schema>['multiZone'];
}

/** Options with documentation: `KarpenterOptions`. */
export interface KarpenterOptions {
  /**
   * node pools by name, in addition to those of the cluster
   * @example nodePools: { burst: { instanceFamilies: ['m7g', 'c7g'], maxCpu: 200 } }
   */
  readonly nodePools: z.input<typeof karpenter.schema>['nodePools'];
  /**
   * number of pods of the controller
   * @default 2
   * @example replicas: 2
   */
  readonly replicas?: z.input<typeof karpenter.schema>['replicas'];
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: z.input<typeof karpenter.schema>['values'];
}

/** Options with documentation: `RdsOptions`. */
export interface RdsOptions {
  /**
   * major version of PostgreSQL, in quotes
   * @default "17"
   * @example version: '16'
   */
  readonly version?: z.input<typeof rds.schema>['version'];
  /**
   * size of the instance of each tenant
   * @default "small"
   * @example size: 'medium'
   */
  readonly size?: z.input<typeof rds.schema>['size'];
  /**
   * instance class of RDS
   * @default that of `size`
   * @example instanceClass: 'db.m7g.large'
   */
  readonly instanceClass?: z.input<typeof rds.schema>['instanceClass'];
  /**
   * initial storage in GiB
   * @default that of `size`
   * @example storageGiB: 20
   */
  readonly storageGiB?: z.input<typeof rds.schema>['storageGiB'];
  /**
   * storage in GiB up to which RDS extends it
   * @default ten times the initial storage
   * @example maxStorageGiB: 22
   */
  readonly maxStorageGiB?: z.input<typeof rds.schema>['maxStorageGiB'];
  /**
   * whether a standby runs in another zone
   * @default true
   * @example multiZone: false
   */
  readonly multiZone?: z.input<typeof rds.schema>['multiZone'];
  /**
   * days that backups are retained, for recovery to any second
   * @default 14
   * @example backupDays: 14
   */
  readonly backupDays?: z.input<typeof rds.schema>['backupDays'];
  /**
   * whether AWS refuses to delete the instances; a final snapshot remains in any case
   * @default true
   * @example deletionProtection: false
   */
  readonly deletionProtection?: z.input<typeof rds.schema>['deletionProtection'];
  /**
   * existing servers by tenant: databases and users of the tenant are created on them, and Plinth neither creates nor destroys the servers
   * @default a server for each tenant, which Plinth creates
   * @example existing: { shop: { instance: 'acme-shop', securityGroup: 'sg-0123456789abcdef0' } }
   */
  readonly existing?: z.input<typeof rds.schema>['existing'];
}

/** Options with documentation: `Route53Options`. */
export interface Route53Options {
  /**
   * IDs of the hosted zones
   * @example zones: ['Z0123456789ABCDEFGHIJ']
   */
  readonly zones: z.input<typeof route53.schema>['zones'];
  /**
   * names of the components externalDns() that change records
   * @default ["external-dns"]
   * @example dnsRecords: ['shop']
   */
  readonly dnsRecords?: z.input<typeof route53.schema>['dnsRecords'];
  /**
   * names of the components certManager() that answer DNS-01 challenges
   * @default ["cert-manager"]
   * @example certificates: ['shop']
   */
  readonly certificates?: z.input<typeof route53.schema>['certificates'];
}

/** Options with documentation: `S3Options`. */
export interface S3Options {
  /**
   * beginning of the names of buckets, which are unique in all accounts of AWS
   * @default the platform
   * @example prefix: 'shop'
   */
  readonly prefix?: z.input<typeof s3.schema>['prefix'];
  /**
   * days that replaced and deleted objects are retained
   * @default 30
   * @example versionDays: 30
   */
  readonly versionDays?: z.input<typeof s3.schema>['versionDays'];
  /**
   * existing buckets by tenant/name, where the name is that of the bucket in `uses`, and by default that of the workload; Plinth creates and destroys none of them
   * @default {}
   * @example existing: { 'shop/photos': { bucket: 'acme-photos' } }
   */
  readonly existing?: z.input<typeof s3.schema>['existing'];
}

/** Options with documentation: `SecretsManagerOptions`. */
export interface SecretsManagerOptions {
  /**
   * name of the component externalSecrets()
   * @default "external-secrets"
   * @example operator: 'external-secrets'
   */
  readonly operator?: z.input<typeof secretsManager.schema>['operator'];
}

/** Options with documentation: `SqsOptions`. */
export interface SqsOptions {
  /**
   * days that messages are retained
   * @default 4
   * @example retentionDays: 4
   */
  readonly retentionDays?: z.input<typeof sqs.schema>['retentionDays'];
  /**
   * times that a message is received before it is moved to the queue `<name>-dead`
   * @default 5
   * @example maxReceives: 5
   */
  readonly maxReceives?: z.input<typeof sqs.schema>['maxReceives'];
}
