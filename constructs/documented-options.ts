// Generated from the schemas by `npm run reference`: change the schemas, not this file.
import type { JsonValue } from '../src/schema/field-types';
import type { Capability } from '../src/definition/capability';

declare module '../src/definition/documented-options' {
  interface DocumentedOptions {
    readonly 'cluster.existing': ExistingOptions;
    readonly 'cluster.on-prem': OnPremOptions;
    readonly 'component.argo-cd': ArgoCdOptions;
    readonly 'component.calico': CalicoOptions;
    readonly 'component.cert-manager': CertManagerOptions;
    readonly 'component.cilium': CiliumOptions;
    readonly 'component.cloudnative-pg': CloudNativePgOptions;
    readonly 'component.core-dns': CoreDnsOptions;
    readonly 'component.dex': DexOptions;
    readonly 'component.elasticsearch': ElasticsearchOptions;
    readonly 'component.external-dns': ExternalDnsOptions;
    readonly 'component.external-secrets': ExternalSecretsOptions;
    readonly 'component.flannel': FlannelOptions;
    readonly 'component.fluent-bit': FluentBitOptions;
    readonly 'component.fluentd': FluentdOptions;
    readonly 'component.grafana': GrafanaOptions;
    readonly 'component.influxdb': InfluxDbOptions;
    readonly 'component.kibana': KibanaOptions;
    readonly 'component.kyverno': KyvernoOptions;
    readonly 'component.local-path': LocalPathOptions;
    readonly 'component.loki': LokiOptions;
    readonly 'component.longhorn': LonghornOptions;
    readonly 'component.metallb': MetallbOptions;
    readonly 'component.metrics-server': MetricsServerOptions;
    readonly 'component.nginx': NginxOptions;
    readonly 'component.node-exporter': NodeExporterOptions;
    readonly 'component.oidc-issuer': OidcIssuerOptions;
    readonly 'component.openbao': OpenBaoOptions;
    readonly 'component.open-telemetry': OpenTelemetryOptions;
    readonly 'component.ory': OryOptions;
    readonly 'component.prometheus': PrometheusOptions;
    readonly 'component.rook': RookOptions;
    readonly 'component.seaweedfs': SeaweedFsOptions;
    readonly 'component.service-gate': ServiceGateOptions;
    readonly 'component.telegraf': TelegrafOptions;
    readonly 'component.tempo': TempoOptions;
    readonly 'component.traefik': TraefikOptions;
    readonly 'component.valkey': ValkeyOptions;
    readonly 'component.velero': VeleroOptions;
    readonly 'NetworkConnection': NetworkConnectionFields;
    readonly 'Endpoint': EndpointFields;
    readonly 'Tenant': TenantFields;
    readonly 'Namespace': NamespaceFields;
    readonly 'Quota': QuotaFields;
    readonly 'Limits': LimitsFields;
    readonly 'Application': ApplicationFields;
    readonly 'Resources': ResourcesFields;
    readonly 'Env': Readonly<Record<string, string | EnvFieldsSecret | EnvFieldsConfig | EnvFieldsField>>;
    readonly 'EnvFrom': readonly (EnvFromFieldsSecret | EnvFromFieldsConfig)[];
    readonly 'Files': Readonly<Record<string, FilesFieldsSecret | FilesFieldsConfig | FilesFieldsEmptyMiB | FilesFieldsVolume>>;
    readonly 'Uses': UsesFields & Readonly<Record<string, Readonly<Record<string, CustomUseFields & Readonly<Record<string, unknown>>>> | CustomUseFields & Readonly<Record<string, unknown>>>>;
    readonly 'DatabaseUse': DatabaseUseFields;
    readonly 'CacheUse': CacheUseFields;
    readonly 'QueueUse': QueueUseFields;
    readonly 'BucketUse': BucketUseFields;
    readonly 'SecretUse': SecretUseFields;
    readonly 'CustomUse': CustomUseFields & Readonly<Record<string, unknown>>;
    readonly 'Calls': readonly (string | CallsFields | EgressTargetFieldsHost | EgressTargetFieldsCidr | EgressTargetFieldsCapability | EgressTargetFieldsConnection)[];
    readonly 'EgressTarget': EgressTargetFieldsHost | EgressTargetFieldsCidr | EgressTargetFieldsCapability | EgressTargetFieldsConnection;
    readonly 'Replicas': number | ReplicasFields;
    readonly 'Allows': readonly (string | AllowsFields)[];
    readonly 'Login': boolean | 'token' | LoginFields;
    readonly 'Sidecar': SidecarFields;
    readonly 'Probe': ProbeFieldsPath | ProbeFieldsCommand | ProbeFieldsGrpc | ProbeFieldsTcp;
    readonly 'ApplicationConfiguration': ApplicationConfigurationFields;
    readonly 'Patch': PatchFields;
    readonly 'Job': JobFields;
    readonly 'JobConfiguration': JobConfigurationFields;
    readonly 'Product': ProductFields;
    readonly 'Runtime': RuntimeFields;
    readonly 'Backend': BackendFieldsLocal | BackendFieldsS3 | BackendFieldsGcs | BackendFieldsAzurerm | BackendFieldsPg | BackendFieldsKubernetes | BackendFieldsHttp;
    readonly 'Cluster': ClusterFields;
  }
}

/** Ranges of the second IP family of a dual-stack cluster, for network policies. */
export interface ExistingOptionsDualStack {
  /**
   * address range of pods in the IP family that `podCidr` of the cluster does not have
   * @example podCidr: 'fd00:10:244::/56'
   */
  readonly podCidr: string;
  /**
   * address range of Services in this IP family
   * @example serviceCidr: 'fd00:10:96::/112'
   */
  readonly serviceCidr: string;
}

/** Pods that the provider itself creates in the namespaces of tenants: no other pod may have their labels, by which network policies select them. */
export interface EndpointFieldsOperatedPods {
  /**
   * labels of the pods that the provider creates: keys, or prefixes of keys that end with a slash
   * @example labels: ['cnpg.io/']
   */
  readonly labels: readonly string[];
  /**
   * value of their label `app.kubernetes.io/name`
   * @default they have none
   * @example app: 'postgresql'
   */
  readonly app?: string | undefined;
}

/** Configuration file of external-dns. */
export interface EndpointFieldsZoneAccessConfigFile {
  /**
   * absolute path in its container
   * @example path: '/etc/kubernetes/azure.json'
   */
  readonly path: string;
  /**
   * content, without credentials
   * @example content: '{ "subscriptionId": "00000000-0000-0000-0000-000000000001" }'
   */
  readonly content: string;
}

/** Identifiers of the identity that only Terraform knows. */
export interface EndpointFieldsZoneAccessIdentity {
  /**
   * Secret in the namespace of each component, whose values Terraform writes to the store
   * @example secret: 'azure-dns-identity'
   */
  readonly secret: string;
  /**
   * keys of the Secret, by the names of the environment variables of external-dns and cert-manager
   * @example variables: { AZURE_CLIENT_ID: 'client-id' }
   */
  readonly variables: Readonly<Record<string, string>>;
}

/** Dns-zones: what external-dns, with the provider `api`, and cert-manager need to change records. */
export interface EndpointFieldsZoneAccess {
  /**
   * DNS-01 solver for the zones, in the format of an ACME issuer of cert-manager
   * @example solver: { cloudDNS: { project: 'acme-dns' } }
   */
  readonly solver: Readonly<Record<string, JsonValue>>;
  /**
   * arguments of external-dns
   * @default none
   * @example arguments: ['--google-project=acme-dns']
   */
  readonly arguments?: readonly string[] | undefined;
  /**
   * configuration file of external-dns
   * @default none
   * @example configFile: { path: '/etc/kubernetes/azure.json', content: '{ "subscriptionId": "00000000-0000-0000-0000-000000000001" }' }
   */
  readonly configFile?: EndpointFieldsZoneAccessConfigFile | undefined;
  /**
   * labels of the pods of external-dns and cert-manager
   * @default none
   * @example podLabels: { 'azure.workload.identity/use': 'true' }
   */
  readonly podLabels?: Readonly<Record<string, string>> | undefined;
  /**
   * identifiers of the identity that only Terraform knows
   * @default none
   * @example identity: { secret: 'azure-dns-identity', variables: { AZURE_CLIENT_ID: 'client-id' } }
   */
  readonly identity?: EndpointFieldsZoneAccessIdentity | undefined;
}

/** Cloud-telemetry: URLs that accept OTLP. */
export interface EndpointFieldsSignalUrls {
  /**
   * URL that accepts traces
   * @default none
   * @example traces: 'https://telemetry.acme.example/v1/traces'
   */
  readonly traces?: string | undefined;
  /**
   * URL that accepts metrics
   * @default none
   * @example metrics: 'https://telemetry.acme.example/v1/metrics'
   */
  readonly metrics?: string | undefined;
  /**
   * URL that accepts logs
   * @default none
   * @example logs: 'https://telemetry.acme.example/v1/logs'
   */
  readonly logs?: string | undefined;
}

/** Cloud-logs: queue with the logs of the cloud. */
export interface EndpointFieldsLogQueue {
  /**
   * logs in the queue
   * @example signals: ['audit', 'flow-logs']
   */
  readonly signals: readonly ('audit' | 'control-plane' | 'flow-logs')[];
  /**
   * URL of the SQS queue, resource ID of the event hub, or name of the Pub/Sub subscription
   * @default the one that the component creates
   * @example id: 'projects/acme-prod/subscriptions/logs'
   */
  readonly id?: string | undefined;
  /**
   * name of the S3 bucket with the objects that the SQS queue names
   * @default the one that the component creates
   * @example bucket: 'acme-logs'
   */
  readonly bucket?: string | undefined;
}

/** Options of `EndpointFieldsClasses`. */
export interface EndpointFieldsClasses {
  /**
   * whether it is the default StorageClass
   * @default false
   * @example default: true
   */
  readonly default?: boolean | undefined;
  /**
   * whether its volumes support ReadWriteMany
   * @default false
   * @example shared: true
   */
  readonly shared?: boolean | undefined;
}

/** Options of `EndpointFields`. */
export interface EndpointFields {
  /**
   * API of the provider, such as prometheus, influxdb, loki, tempo, elasticsearch, traefik, nginx; dns-zones: provider in the words of external-dns, such as azure; network-policy: cilium where a Cilium that the cloud configures enforces them, as on AKS and GKE
   * @default none
   * @example api: 'prometheus'
   */
  readonly api?: string | undefined;
  /**
   * URL inside the cluster
   * @default none
   * @example url: 'http://prometheus.monitoring:9090'
   */
  readonly url?: string | undefined;
  /**
   * namespace of the provider's pods, for network policies
   * @default none
   * @example namespace: 'monitoring'
   */
  readonly namespace?: string | undefined;
  /**
   * labels of the provider's pods, for network policies
   * @default all pods of the namespace
   * @example podLabels: { 'app.kubernetes.io/name': 'prometheus' }
   */
  readonly podLabels?: Readonly<Record<string, string>> | undefined;
  /**
   * network: whether the traffic of pods between nodes is encrypted
   * @default false
   * @example encrypted: true
   */
  readonly encrypted?: boolean | undefined;
  /**
   * keys of the Secret `<workload>-<use>` that the provider creates for each workload that uses the capability
   * @default the platform creates the Secret, from `url`
   * @example bindingKeys: ['host', 'port', 'username', 'password']
   */
  readonly bindingKeys?: readonly string[] | undefined;
  /**
   * API groups of the objects that the provider's pods in the namespaces of tenants change, as far as their roles allow
   * @default none
   * @example podApiGroups: ['postgresql.cnpg.io']
   */
  readonly podApiGroups?: readonly string[] | undefined;
  /**
   * pods that the provider itself creates in the namespaces of tenants: no other pod may have their labels, by which network policies select them
   * @default none
   * @example operatedPods: { labels: ['cnpg.io/'], app: 'postgresql' }
   */
  readonly operatedPods?: EndpointFieldsOperatedPods | undefined;
  /**
   * bucket: how components of the platform request a bucket, by a Secret in the namespace of the provider or by an ObjectBucketClaim
   * @default none: buckets cannot be requested
   * @example bucketClaims: 'secret'
   */
  readonly bucketClaims?: 'secret' | 'object-bucket-claim' | undefined;
  /**
   * delivery: branch or tag that is deployed; tenant-dashboards: digest of the shared configuration
   * @default none
   * @example revision: 'main'
   */
  readonly revision?: string | undefined;
  /**
   * delivery: folder of dist in the Git repository
   * @default none
   * @example folder: 'dist'
   */
  readonly folder?: string | undefined;
  /**
   * secrets: name of the ClusterSecretStore by which the Secrets of components are written and read
   * @default none: create the Secrets by hand
   * @example platformStore: 'platform'
   */
  readonly platformStore?: string | undefined;
  /**
   * secrets: whether the provider restarts applications when a Secret changes that they have as variables
   * @default false
   * @example restarts: true
   */
  readonly restarts?: boolean | undefined;
  /**
   * secrets: names of the ClusterSecretStores
   * @default unknown
   * @example stores: ['default']
   */
  readonly stores?: readonly string[] | undefined;
  /**
   * secrets: what the ClusterSecretStores read, by their names: two of the same location read the same entries
   * @default unknown
   * @example storeLocations: { default: 'https://vault.acme.example/dev' }
   */
  readonly storeLocations?: Readonly<Record<string, string>> | undefined;
  /**
   * secrets: names of the ClusterSecretStores whose keys contain no slashes, such as Azure Key Vault: `--` replaces them
   * @default none
   * @example flatStores: ['key-vault']
   */
  readonly flatStores?: readonly string[] | undefined;
  /**
   * secrets: whether all values of an entry are written to `platformStore` at once, since a value cannot be added to an entry later
   * @default as the store with this name in `flatStores`
   * @example wholeEntries: true
   */
  readonly wholeEntries?: boolean | undefined;
  /**
   * dns-zones: what external-dns, with the provider `api`, and cert-manager need to change records
   * @default nothing
   * @example zoneAccess: { solver: { cloudDNS: { project: 'acme-dns' } } }
   */
  readonly zoneAccess?: EndpointFieldsZoneAccess | undefined;
  /**
   * dns: address of a cache on every node that pods ask
   * @default pods ask the Service of the DNS
   * @example nodeAddress: '10.0.0.11'
   */
  readonly nodeAddress?: string | undefined;
  /**
   * load-balancer: address ranges that are assigned to Services
   * @default unknown
   * @example addresses: ['10.0.9.10-10.0.9.40']
   */
  readonly addresses?: readonly string[] | undefined;
  /**
   * load-balancer: annotations of the Services of ingress controllers
   * @default none
   * @example annotations: { 'service.beta.kubernetes.io/aws-load-balancer-type': 'nlb' }
   */
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  /**
   * load-balancer: annotations, in addition to `annotations`, of Services whose addresses are in the network of the cluster
   * @default `internal` of ingress controllers is refused
   * @example internalAnnotations: { 'networking.gke.io/load-balancer-type': 'Internal' }
   */
  readonly internalAnnotations?: Readonly<Record<string, string>> | undefined;
  /**
   * identity: URL of the OpenID Connect issuer, as in the claim `iss` of its tokens
   * @default none
   * @example issuer: 'https://login.acme.example'
   */
  readonly issuer?: string | undefined;
  /**
   * URL of the authorization endpoint
   * @default none
   * @example authorizationUrl: 'https://login.acme.example/authorize'
   */
  readonly authorizationUrl?: string | undefined;
  /**
   * URL of the token endpoint
   * @default none
   * @example tokenUrl: 'https://login.acme.example/token'
   */
  readonly tokenUrl?: string | undefined;
  /**
   * URL of the userinfo endpoint
   * @default none
   * @example userinfoUrl: 'https://login.acme.example/userinfo'
   */
  readonly userinfoUrl?: string | undefined;
  /**
   * URL of the public keys (JWKS)
   * @default none
   * @example keysUrl: 'https://login.acme.example/keys'
   */
  readonly keysUrl?: string | undefined;
  /**
   * identity: claim of ID tokens with the groups of the user
   * @default the tokens contain no groups
   * @example groupsClaim: 'groups'
   */
  readonly groupsClaim?: string | undefined;
  /**
   * identity: scopes that clients request
   * @default openid, profile and email
   * @example scopes: ['openid', 'profile', 'email']
   */
  readonly scopes?: readonly string[] | undefined;
  /**
   * identity: whether the provider registers the clients of the platform
   * @default false
   * @example registersClients: true
   */
  readonly registersClients?: boolean | undefined;
  /**
   * logs: whether the namespace of the provider has a Secret `logs.<tenant>` for each tenant, with a user who reads only its logs
   * @default false
   * @example tenantUsers: true
   */
  readonly tenantUsers?: boolean | undefined;
  /**
   * cloud-telemetry: telemetry that is written to the services of the cloud
   * @default none
   * @example signals: ['traces', 'logs']
   */
  readonly signals?: readonly ('traces' | 'metrics' | 'logs')[] | undefined;
  /**
   * cloud-telemetry: URLs that accept OTLP
   * @default those of the region of the cluster
   * @example signalUrls: { traces: 'https://telemetry.googleapis.com/v1/traces' }
   */
  readonly signalUrls?: EndpointFieldsSignalUrls | undefined;
  /**
   * cloud-logs: queue with the logs of the cloud
   * @default none
   * @example logQueue: { signals: ['audit', 'flow-logs'] }
   */
  readonly logQueue?: EndpointFieldsLogQueue | undefined;
  /**
   * storage: StorageClasses by name
   * @default unknown
   * @example classes: { fast: { default: true } }
   */
  readonly classes?: Readonly<Record<string, EndpointFieldsClasses>> | undefined;
}

/** An existing cluster, which is operated without Plinth. */
export interface ExistingOptions {
  /**
   * path of the kubeconfig; a relative path starts at the folder that contains cdktf.out
   * @example kubeconfig: '~/.kube/config'
   */
  readonly kubeconfig: string;
  /**
   * context of the kubeconfig
   * @default the current context of the kubeconfig
   * @example context: 'dev'
   */
  readonly context?: string | undefined;
  /**
   * ranges of the second IP family of a dual-stack cluster, for network policies
   * @default one IP family
   * @example dualStack: { podCidr: 'fd00:10:244::/56', serviceCidr: 'fd00:10:96::/112' }
   */
  readonly dualStack?: ExistingOptionsDualStack | undefined;
  /**
   * address ranges of its nodes and control planes, which no workload of a tenant reaches
   * @default unknown, with a warning where workloads call address ranges
   * @example nodeCidrs: ['10.0.0.0/24']
   */
  readonly nodeCidrs?: readonly string[] | undefined;
  /**
   * addresses of its API servers, as `kubectl get endpointslices kubernetes` shows them: components that need the API connect to no others for it
   * @default unknown, all addresses outside of the cluster on ports 443 and 6443
   * @example apiServerCidrs: ['10.0.0.11/32']
   */
  readonly apiServerCidrs?: readonly string[] | undefined;
  /**
   * capabilities that the cluster already provides, by name (such as network, dns, ingress or storage), each with its endpoint; network-policy declares that its network enforces NetworkPolicies, which isolate tenants
   * @default network, dns
   * @example provides: { network: {}, dns: {}, storage: { classes: { fast: { default: true } } } }
   */
  readonly provides?: { readonly [C in Capability]?: EndpointFields } | undefined;
}

/** Options of `OnPremOptionsConnections`. */
export interface OnPremOptionsConnections {
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
   * gateway on the network of the hosts, to which all control planes and workers get routes for `cidrs`; a list has one for each IP family; an object has those of each host, such as 'w[01-20]': '10.0.1.254', where racks have their own
   * @default the hosts have routes without Plinth
   * @example via: '10.0.0.254'
   */
  readonly via?: string | readonly string[] | Readonly<Record<string, string | readonly string[]>> | undefined;
  /**
   * largest packet on the routes, in bytes, such as that of a VPN; requires `via`
   * @default that of the network of the hosts
   * @example mtu: 1400
   */
  readonly mtu?: number | undefined;
}

/** Options of `OnPremOptionsSshHosts`. */
export interface OnPremOptionsSshHosts {
  /**
   * IP address or host name for SSH
   * @default the address of the host in the cluster
   * @example address: '10.0.0.11'
   */
  readonly address?: string | undefined;
  /**
   * port of the SSH server
   * @default the port of the cluster
   * @example port: 8080
   */
  readonly port?: number | undefined;
  /**
   * user for the login
   * @default the user of the cluster
   * @example user: 'ops'
   */
  readonly user?: string | undefined;
}

/** SSH access to the hosts; host keys are always verified. */
export interface OnPremOptionsSsh {
  /**
   * user for the login, with permission to run sudo without a password
   * @example user: 'ops'
   */
  readonly user: string;
  /**
   * port of the SSH servers on the hosts
   * @default 22
   * @example port: 22
   */
  readonly port?: number | undefined;
  /**
   * path of the private key; a relative path starts at the folder that contains cdktf.out
   * @default the keys of the SSH agent, or those in ~/.ssh
   * @example privateKey: '~/.ssh/platform'
   */
  readonly privateKey?: string | undefined;
  /**
   * path of the file with the host keys; a relative path starts at the folder that contains cdktf.out
   * @default ~/.ssh/known_hosts
   * @example knownHosts: 'known_hosts'
   */
  readonly knownHosts?: string | undefined;
  /**
   * SSH settings of single hosts, by host name: address in a management network, port, user
   * @default {}
   * @example hosts: { cp1: { port: 2222 } }
   */
  readonly hosts?: Readonly<Record<string, OnPremOptionsSshHosts>> | undefined;
  /**
   * public keys of SSH certificate authorities that sign the keys of the hosts; a host with a certificate for the name or address of its log-in needs no entry in `knownHosts`
   * @default []
   * @example hostCertificateAuthorities: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcnGqIRjKc6xhvEtFqXn4gEHsjJUGXFsIRDmJcZ5RpX ops']
   */
  readonly hostCertificateAuthorities?: readonly string[] | undefined;
  /**
   * bastion for the SSH connections, such as ops@bastion.acme.example
   * @default direct connections
   * @example bastion: 'ops@bastion.acme.example'
   */
  readonly bastion?: string | undefined;
}

/** Options of `OnPremOptionsWorkerGroups`. */
export interface OnPremOptionsWorkerGroups {
  /**
   * IP addresses of the workers, by host name
   * @example hosts: { w1: '10.0.0.21', w2: '10.0.0.22' }
   */
  readonly hosts: Readonly<Record<string, string>>;
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
   * number of these workers that are drained and upgraded at the same time
   * @default 1
   * @example upgradeBatchSize: 1
   */
  readonly upgradeBatchSize?: number | undefined;
}

/** Second IP family of a dual-stack cluster: pods, nodes, and Services that request it, have an address of each; it cannot be changed later. */
export interface OnPremOptionsDualStack {
  /**
   * address range of pods in the IP family that `podCidr` of the cluster does not have
   * @example podCidr: 'fd00:10:244::/56'
   */
  readonly podCidr: string;
  /**
   * address range of Services in this IP family
   * @example serviceCidr: 'fd00:10:96::/112'
   */
  readonly serviceCidr: string;
  /**
   * IP addresses of all control planes and workers in the second IP family, by host name; several as in `workers`
   * @example addresses: { w1: '10.0.0.21', w2: '10.0.0.22' }
   */
  readonly addresses: Readonly<Record<string, string>>;
}

/** Address of the API for clients; required for more than one control plane. */
export interface OnPremOptionsEndpoint {
  /**
   * IP address or host name of the API for clients; it is part of the certificates
   * @example address: '10.0.0.11'
   */
  readonly address: string;
  /**
   * port of the API for clients
   * @default 6443, with keepalived 8443
   * @example port: 8080
   */
  readonly port?: number | undefined;
  /**
   * implementation of the endpoint: `external` (your load balancer), `keepalived` (keepalived and HAProxy, installed on the control planes) or `kube-vip` (a static pod on the control planes)
   * @default "external"
   * @example via: 'keepalived'
   */
  readonly via?: 'external' | 'keepalived' | 'kube-vip' | undefined;
  /**
   * virtual router ID of keepalived; must be unique for each cluster in a network
   * @default 51
   * @example routerId: 51
   */
  readonly routerId?: number | undefined;
}

/** Your own artifact server, for air-gapped sites. */
export interface OnPremOptionsArtifacts {
  /**
   * base URL of the binaries, CNI plugins and images, which every host can access: http://, https:// or file://
   * @example url: 'https://artifacts.acme.example'
   */
  readonly url: string;
  /**
   * SHA-256 digest of the file SHA256SUMS, which protects the checksums against tampering
   * @default none
   * @example sha256: '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'
   */
  readonly sha256?: string | undefined;
  /**
   * version of the CNI plugins, the name of their folder
   * @default v1.9.1
   * @example cniPlugins: 'v1.9.0'
   */
  readonly cniPlugins?: string | undefined;
  /**
   * version of containerd, the name of its folder, for hosts without containerd
   * @default v2.4.2
   * @example containerd: '2.2.0'
   */
  readonly containerd?: string | undefined;
}

/** Bucket to which each backup is uploaded. */
export interface OnPremOptionsBackupS3 {
  /**
   * URL of the S3 service, which every control plane can access
   * @example endpoint: 'https://s3.acme.example'
   */
  readonly endpoint: string;
  /**
   * existing bucket
   * @example bucket: 'acme-backups'
   */
  readonly bucket: string;
  /**
   * prefix of the names of the backups
   * @default ""
   * @example prefix: 'clusters/dc1/'
   */
  readonly prefix?: string | undefined;
  /**
   * region in the signatures of requests; services other than AWS accept any
   * @default "us-east-1"
   * @example region: 'us-east-1'
   */
  readonly region?: string | undefined;
  /**
   * path, on the machine where you deploy, of a credentials file in the format of AWS; a relative path starts at the folder that contains cdktf.out; it is copied to the control planes, readable only by root
   * @example credentials: 's3-credentials'
   */
  readonly credentials: string;
}

/** Encrypted backups of etcd and of the keys of the cluster, from which `plinth restore` restores it. */
export interface OnPremOptionsBackup {
  /**
   * X.509 certificate in PEM format; only the holder of its private key can read the backups
   * @example certificate: '-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n'
   */
  readonly certificate: string;
  /**
   * folder on every control plane, such as a mounted share
   * @default "/var/lib/plinth/backups"
   * @example folder: '/var/lib/plinth/backups'
   */
  readonly folder?: string | undefined;
  /**
   * times of the backups, as OnCalendar of systemd (man systemd.time)
   * @default "*-*-* 02:00:00"
   * @example schedule: '*-*-* 02:00:00'
   */
  readonly schedule?: string | undefined;
  /**
   * number of backups that each control plane keeps, in the folder and in the bucket
   * @default 14
   * @example keep: 14
   */
  readonly keep?: number | undefined;
  /**
   * bucket to which each backup is uploaded
   * @default none
   * @example s3: { endpoint: 'https://s3.acme.example', bucket: 'acme-backups', credentials: 's3-credentials' }
   */
  readonly s3?: OnPremOptionsBackupS3 | undefined;
}

/** Proxy for the download of packages and images; `artifacts` are downloaded without proxy. */
export interface OnPremOptionsProxy {
  /**
   * URL of the proxy for HTTP
   * @example http: 'http://proxy.acme.example:3128'
   */
  readonly http: string;
  /**
   * URL of the proxy for HTTPS
   * @default the proxy for HTTP
   * @example https: 'http://proxy.acme.example:3128'
   */
  readonly https?: string | undefined;
  /**
   * host names and address ranges that are accessed without proxy; the cluster itself always is
   * @default []
   * @example except: []
   */
  readonly except?: readonly string[] | undefined;
}

/** OpenID Connect issuer whose tokens the API server accepts. */
export interface OnPremOptionsOidc {
  /**
   * issuer of the tokens: the name of a component of this cluster, or a URL
   * @default the component that provides `identity`
   * @example issuer: 'shop'
   */
  readonly issuer?: string | undefined;
  /**
   * required audience of the tokens
   * @example clientId: 'kubernetes'
   */
  readonly clientId: string;
  /**
   * claim with the user name
   * @default "email"
   * @example usernameClaim: 'email'
   */
  readonly usernameClaim?: string | undefined;
  /**
   * claim with the groups of the user
   * @default that of the issuer, or groups
   * @example groupsClaim: 'groups'
   */
  readonly groupsClaim?: string | undefined;
}

/** CA of the cluster, which signs the certificates of the API server, kubelets and clients; it cannot be changed later. */
export interface OnPremOptionsCertificateAuthority {
  /**
   * CA certificate in PEM format, such as that of an intermediate CA
   * @example certificate: '-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n'
   */
  readonly certificate: string;
  /**
   * path of its private key on the machine where you deploy, PEM and not encrypted; a relative path starts at the folder that contains cdktf.out; it is only read to create the cluster, and copied to its control planes
   * @example privateKey: 'ca.key'
   */
  readonly privateKey: string;
}

/** A kubeadm cluster on your own machines. */
export interface OnPremOptions {
  /**
   * connections with other networks, such as that of an analytics platform, by name; workloads of tenants that list one in `connections` may call it with `calls: [{ connection }]`, and no other workload reaches its addresses
   * @default none
   * @example connections: { shop: { cidrs: ['192.0.2.0/24'], ports: [8080] } }
   */
  readonly connections?: Readonly<Record<string, OnPremOptionsConnections>> | undefined;
  /**
   * SSH access to the hosts; host keys are always verified
   * @example ssh: { user: 'ops' }
   */
  readonly ssh: OnPremOptionsSsh;
  /**
   * IP addresses of the control planes, by host name
   * @example controlPlanes: { w1: '10.0.0.21', w2: '10.0.0.22' }
   */
  readonly controlPlanes: Readonly<Record<string, string>>;
  /**
   * IP addresses of hosts that run only etcd, by host name; one, three or five hosts
   * @default etcd runs on the control planes
   * @example etcd: { w1: '10.0.0.21', w2: '10.0.0.22' }
   */
  readonly etcd?: Readonly<Record<string, string>> | undefined;
  /**
   * IP addresses of the workers, by host name; several hosts as 'w[01-40]': '10.0.0.21-10.0.0.60', which also applies to other hosts and to `zones`
   * @default none
   * @example workers: { w1: '10.0.0.21', w2: '10.0.0.22' }
   */
  readonly workers?: Readonly<Record<string, string>> | undefined;
  /**
   * number of these workers that are drained and upgraded at the same time
   * @default 1
   * @example upgradeBatchSize: 1
   */
  readonly upgradeBatchSize?: number | undefined;
  /**
   * groups of workers with labels and taints
   * @default none
   * @example workerGroups: { shop: { hosts: { w1: '10.0.0.21', w2: '10.0.0.22' } } }
   */
  readonly workerGroups?: Readonly<Record<string, OnPremOptionsWorkerGroups>> | undefined;
  /**
   * host names by zone, such as a data centre or a fire compartment; nodes get the label topology.kubernetes.io/zone, over which pods of applications are spread; etcd hosts only count for the check that the loss of a zone leaves a quorum
   * @default no zones
   * @example zones: { shop: ['w1', 'w2'] }
   */
  readonly zones?: Readonly<Record<string, readonly string[]>> | undefined;
  /**
   * second IP family of a dual-stack cluster: pods, nodes, and Services that request it, have an address of each; it cannot be changed later
   * @default one IP family, that of `podCidr`
   * @example dualStack: { podCidr: 'fd00:10:244::/56', serviceCidr: 'fd00:10:96::/112', addresses: { w1: '10.0.0.21', w2: '10.0.0.22' } }
   */
  readonly dualStack?: OnPremOptionsDualStack | undefined;
  /**
   * schedule ordinary pods on control planes too
   * @default false
   * @example workloadsOnControlPlanes: true
   */
  readonly workloadsOnControlPlanes?: boolean | undefined;
  /**
   * operating system of the hosts, for checks before the deployment
   * @default detected on each host
   * @example system: 'debian-12'
   */
  readonly system?: string | undefined;
  /**
   * address of the API for clients; required for more than one control plane
   * @default the address of the only control plane
   * @example endpoint: { address: '10.0.0.11' }
   */
  readonly endpoint?: OnPremOptionsEndpoint | undefined;
  /**
   * full version of Kubernetes
   * @default the patch version of `kubernetes` that this version of Plinth pins
   * @example patch: '1.36.3'
   */
  readonly patch?: string | undefined;
  /**
   * your own artifact server, for air-gapped sites
   * @default the Kubernetes project's packages
   * @example artifacts: { url: 'https://artifacts.acme.example' }
   */
  readonly artifacts?: OnPremOptionsArtifacts | undefined;
  /**
   * encrypted backups of etcd and of the keys of the cluster, from which `plinth restore` restores it
   * @default none
   * @example backup: { certificate: '-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n' }
   */
  readonly backup?: OnPremOptionsBackup | undefined;
  /**
   * proxy for the download of packages and images; `artifacts` are downloaded without proxy
   * @default no proxy
   * @example proxy: { http: 'http://proxy.acme.example:3128' }
   */
  readonly proxy?: OnPremOptionsProxy | undefined;
  /**
   * additional CA certificates that the hosts trust, in PEM format
   * @default []
   * @example certificateAuthorities: ['-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n']
   */
  readonly certificateAuthorities?: readonly string[] | undefined;
  /**
   * URLs of registry mirrors, by registry, such as docker.io: https://mirror.acme.example/v2/hub
   * @default {}
   * @example registryMirrors: { 'docker.io': 'https://mirror.acme.example/v2/hub' }
   */
  readonly registryMirrors?: Readonly<Record<string, string>> | undefined;
  /**
   * registry, with an optional path, of Kubernetes' own images
   * @default registry.k8s.io
   * @example imageRepository: 'mirror.acme.example/kubernetes'
   */
  readonly imageRepository?: string | undefined;
  /**
   * OpenID Connect issuer whose tokens the API server accepts
   * @default none
   * @example oidc: { issuer: 'https://login.acme.example', clientId: 'kubernetes' }
   */
  readonly oidc?: OnPremOptionsOidc | undefined;
  /**
   * fields of a Policy of audit.k8s.io/v1, or false for no audit log
   * @default requests that change something, and those of users, without the content of objects
   * @example auditPolicy: false
   */
  readonly auditPolicy?: false | Readonly<Record<string, JsonValue>> | undefined;
  /**
   * number of the key that encrypts Secrets in etcd; a higher number creates another key, and encrypts all Secrets with it; false does not encrypt them
   * @default 1
   * @example encryptionKey: 1
   */
  readonly encryptionKey?: false | number | undefined;
  /**
   * additional arguments of kube-apiserver, without leading hyphens
   * @default {}
   * @example apiServer: { 'goaway-chance': '0.001' }
   */
  readonly apiServer?: Readonly<Record<string, string>> | undefined;
  /**
   * additional arguments of kube-controller-manager, without leading hyphens
   * @default {}
   * @example controllerManager: { 'node-monitor-period': '10s' }
   */
  readonly controllerManager?: Readonly<Record<string, string>> | undefined;
  /**
   * additional arguments of kube-scheduler, without leading hyphens
   * @default {}
   * @example scheduler: { v: '2' }
   */
  readonly scheduler?: Readonly<Record<string, string>> | undefined;
  /**
   * additional arguments of etcd, without leading hyphens
   * @default {}
   * @example etcdArguments: { 'snapshot-count': '5000' }
   */
  readonly etcdArguments?: Readonly<Record<string, string>> | undefined;
  /**
   * serve the metrics of etcd, kube-controller-manager, kube-scheduler and kube-proxy on all addresses of the hosts, for `controlPlaneMetrics` of the component `prometheus`; etcd and kube-proxy require no credentials for theirs; by default on the loopback address only
   * @default false
   * @example controlPlaneMetrics: true
   */
  readonly controlPlaneMetrics?: boolean | undefined;
  /**
   * additional fields of the KubeletConfiguration
   * @default {}
   * @example kubelet: { maxPods: 200 }
   */
  readonly kubelet?: Readonly<Record<string, JsonValue>> | undefined;
  /**
   * additional fields of the KubeProxyConfiguration
   * @default {}
   * @example kubeProxy: { metricsBindAddress: '0.0.0.0:10249' }
   */
  readonly kubeProxy?: Readonly<Record<string, JsonValue>> | undefined;
  /**
   * additional configuration of containerd, in TOML
   * @default none
   * @example containerd: '[debug]\nlevel = "info"\n'
   */
  readonly containerd?: string | undefined;
  /**
   * names of kubeadm's preflight checks whose errors are reported as warnings
   * @default []
   * @example ignorePreflightErrors: []
   */
  readonly ignorePreflightErrors?: readonly string[] | undefined;
  /**
   * certificates of a control plane are renewed, and the control plane is restarted, if one expires within this number of days; 0 renews none
   * @default 60
   * @example certificateRenewalDays: 60
   */
  readonly certificateRenewalDays?: number | undefined;
  /**
   * CA of the cluster, which signs the certificates of the API server, kubelets and clients; it cannot be changed later
   * @default kubeadm creates one
   * @example certificateAuthority: { certificate: '-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n', privateKey: 'ca.key' }
   */
  readonly certificateAuthority?: OnPremOptionsCertificateAuthority | undefined;
  /**
   * additional host names and IP addresses in the certificate of the API server
   * @default []
   * @example certificateNames: ['shop.acme.example']
   */
  readonly certificateNames?: readonly string[] | undefined;
  /**
   * timeout for draining a node before its host is removed, in seconds
   * @default 300
   * @example drainTimeoutSeconds: 300
   */
  readonly drainTimeoutSeconds?: number | undefined;
  /**
   * timeout for nodes to become Ready after the network is installed, in seconds
   * @default 300
   * @example readyTimeoutSeconds: 300
   */
  readonly readyTimeoutSeconds?: number | undefined;
  /**
   * required free disk space in /var/lib of a new host, in GiB
   * @default 10
   * @example minimumFreeDiskGiB: 10
   */
  readonly minimumFreeDiskGiB?: number | undefined;
}

/** Client secret: a key of a Secret in the namespace of Argo CD with the label `app.kubernetes.io/part-of: argocd`. */
export interface ArgoCdOptionsOidcClientSecret {
  /**
   * name of an existing Secret
   * @example secret: 'shop'
   */
  readonly secret: string;
  /**
   * key of the Secret
   * @example key: 'password'
   */
  readonly key: string;
}

/** Login with OpenID Connect. */
export interface ArgoCdOptionsOidc {
  /**
   * URL of the OpenID Connect issuer
   * @default the component that provides `identity`
   * @example issuer: 'https://login.acme.example'
   */
  readonly issuer?: string | undefined;
  /**
   * ID of Argo CD's client at the issuer
   * @default client-id and client-secret in the Secret `argo-cd-login` in the namespace of Argo CD, with the label `app.kubernetes.io/part-of: argocd`
   * @example clientId: 'argo-cd'
   */
  readonly clientId?: string | undefined;
  /**
   * client secret: a key of a Secret in the namespace of Argo CD with the label `app.kubernetes.io/part-of: argocd`
   * @default a public client with PKCE
   * @example clientSecret: { secret: 'shop', key: 'password' }
   */
  readonly clientSecret?: ArgoCdOptionsOidcClientSecret | undefined;
  /**
   * requested scopes
   * @default those of the issuer, or openid, profile, email and groups
   * @example scopes: ['openid', 'profile', 'email', 'groups']
   */
  readonly scopes?: readonly string[] | undefined;
}

/** Delivery from Git to the cluster, with Argo CD. */
export interface ArgoCdOptions {
  /**
   * URL of the Git repository with the output of Plinth, as Argo CD accesses it
   * @example repository: 'https://git.acme.example/platform/deployments.git'
   */
  readonly repository: string;
  /**
   * branch or tag that Argo CD follows
   * @default "main"
   * @example revision: 'main'
   */
  readonly revision?: string | undefined;
  /**
   * path of the folder `dist` in the repository
   * @default "dist"
   * @example folder: 'dist'
   */
  readonly folder?: string | undefined;
  /**
   * host name of the Ingress
   * @default no Ingress, access with kubectl port-forward only
   * @example host: 'shop.acme.example'
   */
  readonly host?: string | undefined;
  /**
   * login with OpenID Connect
   * @default login as the local administrator
   * @example oidc: { issuer: 'https://login.acme.example' }
   */
  readonly oidc?: ArgoCdOptionsOidc | undefined;
  /**
   * groups with the role `admin`
   * @default []
   * @example admins: []
   */
  readonly admins?: readonly string[] | undefined;
  /**
   * groups with the role `readonly`
   * @default []
   * @example viewers: []
   */
  readonly viewers?: readonly string[] | undefined;
  /**
   * number of pods of the API server, and of the repository server
   * @default 1
   * @example replicas: 1
   */
  readonly replicas?: number | undefined;
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: Readonly<Record<string, JsonValue>> | undefined;
}

/** Pod network with NetworkPolicy enforcement, by Calico. */
export interface CalicoOptions {
  /**
   * encapsulation of traffic between nodes; None requires an underlying network that routes pod addresses
   * @default "VXLAN"
   * @example encapsulation: 'VXLANCrossSubnet'
   */
  readonly encapsulation?: 'VXLAN' | 'VXLANCrossSubnet' | 'IPIP' | 'IPIPCrossSubnet' | 'None' | undefined;
  /**
   * announce pod routes to nodes and routers by BGP; required by IPIP and None
   * @default false
   * @example bgp: true
   */
  readonly bgp?: boolean | undefined;
  /**
   * dataplane that forwards packets and enforces policies
   * @default "Iptables"
   * @example dataplane: 'Nftables'
   */
  readonly dataplane?: 'Iptables' | 'Nftables' | 'BPF' | undefined;
  /**
   * MTU of the pod network in bytes
   * @default detected by Calico
   * @example mtu: 576
   */
  readonly mtu?: number | undefined;
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: Readonly<Record<string, JsonValue>> | undefined;
}

/** Certificates from ACME, a certificate authority or any other issuer, by cert-manager. */
export interface CertManagerOptions {
  /**
   * email address of the ACME account; setting it selects ACME
   * @default no ACME account
   * @example email: 'ops@acme.example'
   */
  readonly email?: string | undefined;
  /**
   * directory URL of the ACME server
   * @default Let's Encrypt
   * @example acmeServer: 'https://acme.acme.example/directory'
   */
  readonly acmeServer?: string | undefined;
  /**
   * DNS-01 solver in the format of an ACME issuer of cert-manager, or `true` for that of the component with permission to change the zones, such as azureDns() or cloudDns()
   * @default HTTP-01 through the ingress controller
   * @example dns01: { route53: { region: 'eu-north-1' } }
   */
  readonly dns01?: true | Readonly<Record<string, JsonValue>> | undefined;
  /**
   * Secret in the namespace of the component with the keys `tls.crt` and `tls.key` of a certificate authority
   * @default a self-signed authority created by cert-manager
   * @example caSecret: 'shop'
   */
  readonly caSecret?: string | undefined;
  /**
   * spec of the ClusterIssuer, such as `{ vault: … }`; cannot be combined with `email` or `caSecret`
   * @default from `email` or `caSecret`
   * @example issuer: { vault: { server: 'https://vault.acme.example', path: 'pki/sign/acme' } }
   */
  readonly issuer?: Readonly<Record<string, JsonValue>> | undefined;
  /**
   * pods of each of controller, webhook and CA injector
   * @default 1
   * @example replicas: 1
   */
  readonly replicas?: number | undefined;
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: Readonly<Record<string, JsonValue>> | undefined;
}

/** Pod network by eBPF with NetworkPolicy enforcement and policies by host name, by Cilium. */
export interface CiliumOptions {
  /**
   * encapsulation of traffic between nodes; native requires an underlying network that routes pod addresses
   * @default vxlan, and native on EKS, where pods have addresses of the VPC
   * @example routing: 'vxlan'
   */
  readonly routing?: 'vxlan' | 'geneve' | 'native' | undefined;
  /**
   * encryption of traffic between nodes
   * @default "none"
   * @example encryption: 'wireguard'
   */
  readonly encryption?: 'none' | 'wireguard' | undefined;
  /**
   * replace kube-proxy; the cluster must be created without kube-proxy
   * @default false
   * @example kubeProxyReplacement: true
   */
  readonly kubeProxyReplacement?: boolean | undefined;
  /**
   * MTU of the pod network in bytes
   * @default detected by Cilium
   * @example mtu: 576
   */
  readonly mtu?: number | undefined;
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: Readonly<Record<string, JsonValue>> | undefined;
}

/** Bucket to which all servers send their log and a daily backup. */
export interface CloudNativePgOptionsBackups {
  /**
   * S3 bucket, in which the backups of a tenant are in its folder <cluster>/<tenant>/; or `true` for a bucket of each tenant from the component that provides buckets on the cluster, with generated keys
   * @example bucket: 'database-backups'
   */
  readonly bucket: true | string;
  /**
   * URL of the S3 API, such as https://s3.acme.example, required for a bucket by its name
   * @default none
   * @example endpoint: 'https://s3.acme.example'
   */
  readonly endpoint?: string | undefined;
  /**
   * address ranges of the S3 API, required where its host is a name
   * @default the address in `endpoint`
   * @example addresses: ['192.0.2.0/24']
   */
  readonly addresses?: readonly string[] | undefined;
  /**
   * path in the secret store of each tenant, below its name, with the keys `accessKey` and `secretKey` of a bucket by its name; they must give access to the tenant's folder only
   * @default database-backups
   * @example credentials: 'database-backups'
   */
  readonly credentials?: string | undefined;
  /**
   * size above which the bucket of a tenant, with `bucket: true`, accepts no more backups, in GiB
   * @default 50
   * @example sizeGiB: 1
   */
  readonly sizeGiB?: number | undefined;
  /**
   * hour of the daily backup, in UTC
   * @default 2
   * @example hour: 2
   */
  readonly hour?: number | undefined;
  /**
   * number of days to which servers can be restored
   * @default 30
   * @example retentionDays: 30
   */
  readonly retentionDays?: number | undefined;
}

/** Options of `CloudNativePgOptionsServers`. */
export interface CloudNativePgOptionsServers {
  /**
   * size of the server
   * @default small
   * @example size: 'small'
   */
  readonly size?: 'small' | 'medium' | 'large' | undefined;
  /**
   * CPU request of each instance
   * @default that of `size`
   * @example cpu: '512Mi'
   */
  readonly cpu?: string | undefined;
  /**
   * memory request and limit of each instance
   * @default that of `size`
   * @example memory: '512Mi'
   */
  readonly memory?: string | undefined;
  /**
   * size of the volume of each instance, in GiB
   * @default that of `size`
   * @example storageGiB: 1
   */
  readonly storageGiB?: number | undefined;
  /**
   * number of instances
   * @default that of `size`
   * @example instances: 1
   */
  readonly instances?: number | undefined;
  /**
   * major version of PostgreSQL, in quotes; that of the backup for a restore
   * @default that of all servers
   * @example version: '16'
   */
  readonly version?: '16' | '17' | '18' | undefined;
  /**
   * image of the server, such as one with extensions, based on those of CloudNativePG; its tag starts with `version`
   * @default the official image of `version`
   * @example image: 'registry.acme.example/postgis:18.4'
   */
  readonly image?: string | undefined;
  /**
   * parameters of PostgreSQL; those that the operator sets are refused by it
   * @default those of `memory`
   * @example parameters: { max_connections: '200' }
   */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /**
   * restores the databases of the server to this time, from its backup, on a new server that replaces it
   * @default no restore
   * @example restoreTime: '2026-11-25T10:00:00Z'
   */
  readonly restoreTime?: string | undefined;
}

/** PostgreSQL databases on request, with CloudNativePG. */
export interface CloudNativePgOptions {
  /**
   * size of the server that the databases of a namespace share
   * @default small
   * @example size: 'small'
   */
  readonly size?: 'small' | 'medium' | 'large' | undefined;
  /**
   * CPU request of each instance
   * @default that of `size`
   * @example cpu: '512Mi'
   */
  readonly cpu?: string | undefined;
  /**
   * memory request and limit of each instance
   * @default that of `size`
   * @example memory: '512Mi'
   */
  readonly memory?: string | undefined;
  /**
   * size of the volume of each instance, in GiB
   * @default that of `size`
   * @example storageGiB: 1
   */
  readonly storageGiB?: number | undefined;
  /**
   * number of instances
   * @default that of `size`
   * @example instances: 1
   */
  readonly instances?: number | undefined;
  /**
   * major version of PostgreSQL, in quotes. A higher one upgrades the data of existing servers, which are down meanwhile
   * @default 18
   * @example version: '16'
   */
  readonly version?: '16' | '17' | '18' | undefined;
  /**
   * image of the server, such as one with extensions, based on those of CloudNativePG; its tag starts with `version`
   * @default the official image of `version`
   * @example image: 'registry.acme.example/postgis:18.4'
   */
  readonly image?: string | undefined;
  /**
   * parameters of PostgreSQL; those that the operator sets are refused by it
   * @default those of `memory`
   * @example parameters: { max_connections: '200' }
   */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /**
   * StorageClass of the volumes
   * @default the default StorageClass
   * @example storageClass: 'fast'
   */
  readonly storageClass?: string | undefined;
  /**
   * bucket to which all servers send their log and a daily backup
   * @default no backups
   * @example backups: { bucket: 'database-backups', endpoint: 'https://s3.acme.example', credentials: 'database-backups' }
   */
  readonly backups?: CloudNativePgOptionsBackups | undefined;
  /**
   * sizes, versions and restores of single servers, by <namespace>/<server>
   * @default {}
   * @example servers: { 'shop/postgresql': { size: 'large', storageGiB: 400 } }
   */
  readonly servers?: Readonly<Record<string, CloudNativePgOptionsServers>> | undefined;
  /**
   * number of pods of the operator
   * @default 1
   * @example replicas: 1
   */
  readonly replicas?: number | undefined;
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: Readonly<Record<string, JsonValue>> | undefined;
}

/** Cluster DNS, by CoreDNS. */
export interface CoreDnsOptions {
  /**
   * number of pods
   * @default 2
   * @example replicas: 2
   */
  readonly replicas?: number | undefined;
  /**
   * upstream name servers for names outside of the cluster: addresses, or a resolv.conf file
   * @default ["/etc/resolv.conf"]
   * @example forward: ['10.0.0.11']
   */
  readonly forward?: readonly string[] | undefined;
  /**
   * name servers of individual zones, by zone
   * @default {}
   * @example zones: { 'shop.acme.example': ['10.0.0.11'] }
   */
  readonly zones?: Readonly<Record<string, readonly string[]>> | undefined;
  /**
   * maximum time that a response is cached, in seconds
   * @default 30
   * @example cacheSeconds: 30
   */
  readonly cacheSeconds?: number | undefined;
  /**
   * cache on every node, which pods ask instead of the Service: fewer queries, and none is lost by connection tracking; on on-premises clusters, kubelets are configured for it
   * @default false
   * @example nodeCache: true
   */
  readonly nodeCache?: boolean | undefined;
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: Readonly<Record<string, JsonValue>> | undefined;
}

/** Options of `DexOptionsConnectors`. */
export interface DexOptionsConnectors {
  /**
   * type of the connector, such as ldap, oidc, microsoft, github or saml
   * @example type: 'ldap'
   */
  readonly type: string;
  /**
   * ID of the connector, a part of the URLs that its server redirects to
   * @example id: 'shop'
   */
  readonly id: string;
  /**
   * name on the log-in page
   * @example name: 'Acme'
   */
  readonly name: string;
  /**
   * settings of the connector; `$NAME` is the key NAME of the Secret of Dex
   * @example config: { host: 'ldap.acme.example:636' }
   */
  readonly config: Readonly<Record<string, JsonValue>>;
}

/** Log-in with accounts of LDAP, SAML, GitHub or another issuer, with Dex. */
export interface DexOptions {
  /**
   * host name of the issuer
   * @default login.<domain>, or login.<environment>.<domain> with several environments; in a realm `login-<name>` instead of `login`
   * @example host: 'shop.acme.example'
   */
  readonly host?: string | undefined;
  /**
   * where users have their accounts
   * @example connectors: [{ type: 'ldap', id: 'ldap', name: 'Acme', config: { host: 'ldap.acme.example:636' } }]
   */
  readonly connectors: readonly DexOptionsConnectors[];
  /**
   * Secret in the namespace of Dex, whose keys `config` of connectors refers to as `$NAME`
   * @default no Secret
   * @example secret: 'shop'
   */
  readonly secret?: string | undefined;
  /**
   * number of pods
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
  /**
   * domains of the e-mail addresses of users who may log in
   * @default all users of the issuer
   * @example emailDomains: ['shop.acme.example']
   */
  readonly emailDomains?: readonly (string | '*')[] | undefined;
  /**
   * hours after which users of applications log in again
   * @default 8
   * @example sessionHours: 8
   */
  readonly sessionHours?: number | undefined;
  /**
   * number of pods of each gate, the server that logs users in
   * @default 2
   * @example gateReplicas: 2
   */
  readonly gateReplicas?: number | undefined;
  /**
   * whether the issuer is only for applications of tenants that name the component as their `identity`; otherwise it is the issuer of the cluster
   * @default false
   * @example realm: true
   */
  readonly realm?: boolean | undefined;
}

/** Log storage and search with Elasticsearch, run by the ECK operator. */
export interface ElasticsearchOptions {
  /**
   * number of Elasticsearch nodes; with 3, the loss of one is tolerated
   * @default 3
   * @example nodes: 3
   */
  readonly nodes?: number | undefined;
  /**
   * number of days before logs are deleted
   * @default 30
   * @example retentionDays: 30
   */
  readonly retentionDays?: number | undefined;
  /**
   * size of the volume of each node, in GiB
   * @default 100
   * @example storageGiB: 100
   */
  readonly storageGiB?: number | undefined;
  /**
   * StorageClass of the volumes
   * @default the default StorageClass
   * @example storageClass: 'fast'
   */
  readonly storageClass?: string | undefined;
  /**
   * memory request and limit of each node: half is for the Java heap, the rest for the file system cache
   * @default "4Gi"
   * @example memory: '4Gi'
   */
  readonly memory?: string | undefined;
  /**
   * spec of the Elasticsearch object, merged last; the entry of nodeSets named `default` is merged with the node set of Plinth; secureSettings (the credentials of a snapshot bucket) also allow egress to the bucket
   * @default none
   * @example spec: { nodeSelector: { pool: 'platform' } }
   */
  readonly spec?: Readonly<Record<string, JsonValue>> | undefined;
  /**
   * Helm values of the ECK operator, merged last
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: Readonly<Record<string, JsonValue>> | undefined;
}

/** DNS records of the hosts of applications, with external-dns. */
export interface ExternalDnsOptions {
  /**
   * DNS provider in the words of external-dns, such as aws, azure, google or rfc2136
   * @example provider: 'shop'
   */
  readonly provider: string;
  /**
   * domains of the zones: records outside of them are not changed
   * @example zones: ['shop.acme.example']
   */
  readonly zones: readonly string[];
  /**
   * Secret in the namespace of the component whose keys are environment variables of the provider
   * @default the identity of the pod in the cloud
   * @example credentials: 'shop'
   */
  readonly credentials?: string | undefined;
  /**
   * keys of `credentials`
   * @default none
   * @example variables: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']
   */
  readonly variables?: readonly string[] | undefined;
  /**
   * whether the records of a host are deleted with its Ingress
   * @default "delete"
   * @example onRemoval: 'retain'
   */
  readonly onRemoval?: 'delete' | 'retain' | undefined;
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: Readonly<Record<string, JsonValue>> | undefined;
}

/** Secrets from an external secret store, with External Secrets Operator. */
export interface ExternalSecretsOptions {
  /**
   * field `provider` of the ClusterSecretStore `default`, or `openbao` for the store that openBao() runs on the cluster; credentials must be references
   * @default no such store
   * @example store: 'openbao'
   */
  readonly store?: 'openbao' | Readonly<Record<string, JsonValue>> | undefined;
  /**
   * field `provider` of additional ClusterSecretStores, by name; a tenant selects one with its option `secretStore`
   * @default {}
   * @example stores: { vault: { vault: { server: 'https://vault.acme.example', path: 'secret' } } }
   */
  readonly stores?: Readonly<Record<string, Readonly<Record<string, JsonValue>>>> | undefined;
  /**
   * field `provider` of the ClusterSecretStore `platform`, through which passwords and keys of components are generated into the store, and their Secrets created from it: it must be able to write below `platform/<cluster>/`; `false` to create the Secrets of components by hand
   * @default that of `store`, with `openbao` in the role `platform`
   * @example platform: false
   */
  readonly platform?: false | Readonly<Record<string, JsonValue>> | undefined;
  /**
   * number of pods of the controller, and of the webhook
   * @default 1
   * @example replicas: 1
   */
  readonly replicas?: number | undefined;
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: Readonly<Record<string, JsonValue>> | undefined;
}

/** Pod network by VXLAN with NetworkPolicy enforcement, by flannel. */
export interface FlannelOptions {
  /**
   * transport between nodes; host-gw requires all nodes on one layer 2 network
   * @default "vxlan"
   * @example backend: 'host-gw'
   */
  readonly backend?: 'vxlan' | 'host-gw' | 'wireguard' | undefined;
  /**
   * MTU of the pod network in bytes
   * @default detected by flannel
   * @example mtu: 576
   */
  readonly mtu?: number | undefined;
  /**
   * enforce NetworkPolicies by kube-network-policies; flannel itself ignores them
   * @default true
   * @example networkPolicy: false
   */
  readonly networkPolicy?: boolean | undefined;
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: Readonly<Record<string, JsonValue>> | undefined;
}

/** Collects container logs with Fluent Bit, for Elasticsearch or Loki. */
export interface FluentBitOptions {
  /**
   * memory limit of the pod on each node
   * @default "256Mi"
   * @example memoryLimit: '256Mi'
   */
  readonly memoryLimit?: string | undefined;
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: Readonly<Record<string, JsonValue>> | undefined;
}

/** Collects container logs with Fluentd, for Elasticsearch. */
export interface FluentdOptions {
  /**
   * memory limit of the pod on each node
   * @default "768Mi"
   * @example memoryLimit: '768Mi'
   */
  readonly memoryLimit?: string | undefined;
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: Readonly<Record<string, JsonValue>> | undefined;
}

/** Login with OpenID Connect, and a separate Grafana for each tenant at <tenant>.<host>; the namespace grafana needs a Secret grafana-login with the keys client-id and client-secret, which ory() creates, and tenant-dashboards one with these keys and secret-key. */
export interface GrafanaOptionsLogin {
  /**
   * URL of the authorization endpoint
   * @default that of `identity`
   * @example authUrl: 'https://login.acme.example/authorize'
   */
  readonly authUrl?: string | undefined;
  /**
   * URL of the token endpoint
   * @default that of `identity`
   * @example tokenUrl: 'https://login.acme.example/token'
   */
  readonly tokenUrl?: string | undefined;
  /**
   * URL of the userinfo endpoint
   * @default that of `identity`
   * @example apiUrl: 'https://login.acme.example/userinfo'
   */
  readonly apiUrl?: string | undefined;
  /**
   * requested scopes
   * @default those of `identity`, or openid, profile, email and groups
   * @example scopes: ['openid', 'profile', 'email', 'groups']
   */
  readonly scopes?: readonly string[] | undefined;
  /**
   * group whose members administer the platform team's Grafana
   * @example adminGroup: 'platform-team'
   */
  readonly adminGroup: string;
}

/** Dashboards with Grafana, for the platform team and separately for each tenant. */
export interface GrafanaOptions {
  /**
   * host name of the Ingress
   * @default no Ingress, access with kubectl port-forward only
   * @example host: 'shop.acme.example'
   */
  readonly host?: string | undefined;
  /**
   * login with OpenID Connect, and a separate Grafana for each tenant at <tenant>.<host>; the namespace grafana needs a Secret grafana-login with the keys client-id and client-secret, which ory() creates, and tenant-dashboards one with these keys and secret-key
   * @default login with the Secret grafana-admin, and no Grafana for tenants
   * @example login: { adminGroup: 'platform-team' }
   */
  readonly login?: GrafanaOptionsLogin | undefined;
  /**
   * size of the volume for dashboards that users create in Grafana, in GiB; with 0 there is no volume, and these dashboards are lost with the pod
   * @default 10
   * @example storageGiB: 10
   */
  readonly storageGiB?: number | undefined;
  /**
   * StorageClass of the volume
   * @default the default StorageClass
   * @example storageClass: 'fast'
   */
  readonly storageClass?: string | undefined;
  /**
   * memory limit of the pod
   * @default "512Mi"
   * @example memoryLimit: '512Mi'
   */
  readonly memoryLimit?: string | undefined;
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: Readonly<Record<string, JsonValue>> | undefined;
}

/** Long-term storage of metrics, by InfluxDB. */
export interface InfluxDbOptions {
  /**
   * major version; 1 accepts Prometheus remote write itself, 2 and 3 (Core) through a Telegraf bridge
   * @default "1"
   * @example version: '2'
   */
  readonly version?: '1' | '2' | '3' | undefined;
  /**
   * retention of metrics in days
   * @default unlimited
   * @example retentionDays: 1
   */
  readonly retentionDays?: number | undefined;
  /**
   * size of the volume in GiB
   * @default 100
   * @example storageGiB: 100
   */
  readonly storageGiB?: number | undefined;
  /**
   * StorageClass of the volume
   * @default the default StorageClass of the cluster
   * @example storageClass: 'fast'
   */
  readonly storageClass?: string | undefined;
  /**
   * Secret in namespace influxdb with the administrator credentials; keys for version 1: influxdb-user and influxdb-password; version 2: admin-password and admin-token; version 3: admin-token.json and admin-token. Clients need a Secret metrics-store in their own namespaces (monitoring and telegraf to write, grafana to read) with keys username and password (version 1) or token (versions 2 and 3)
   * @default "influxdb-auth"
   * @example secret: 'influxdb-auth'
   */
  readonly secret?: string | undefined;
  /**
   * memory request
   * @default "1Gi"
   * @example memory: '1Gi'
   */
  readonly memory?: string | undefined;
  /**
   * memory limit
   * @default "4Gi"
   * @example memoryLimit: '4Gi'
   */
  readonly memoryLimit?: string | undefined;
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: Readonly<Record<string, JsonValue>> | undefined;
  /**
   * Helm values of the Telegraf bridge from Prometheus remote write to version 2 or 3, merged last
   * @default none
   * @example bridgeValues: { nodeSelector: { pool: 'platform' } }
   */
  readonly bridgeValues?: Readonly<Record<string, JsonValue>> | undefined;
}

/** Log search with Kibana, on Elasticsearch. */
export interface KibanaOptions {
  /**
   * host name of the Ingress
   * @default no Ingress, access with kubectl port-forward only
   * @example host: 'shop.acme.example'
   */
  readonly host?: string | undefined;
  /**
   * number of pods; with 2, the loss of a node is tolerated
   * @default 1
   * @example replicas: 1
   */
  readonly replicas?: number | undefined;
  /**
   * memory request and limit of each pod
   * @default "1Gi"
   * @example memory: '1Gi'
   */
  readonly memory?: string | undefined;
  /**
   * spec of the Kibana object, merged last
   * @default none
   * @example spec: { nodeSelector: { pool: 'platform' } }
   */
  readonly spec?: Readonly<Record<string, JsonValue>> | undefined;
}

/** Options of `KyvernoOptionsSignaturesIdentities`. */
export interface KyvernoOptionsSignaturesIdentities {
  /**
   * OpenID Connect issuer that confirmed the identity of the signer
   * @example issuer: 'https://token.actions.githubusercontent.com'
   */
  readonly issuer: string;
  /**
   * subject of the signer, such as a workflow of CI; `*` is any text
   * @example subject: 'https://github.com/acme/shop/.github/workflows/release.yaml@refs/tags/*'
   */
  readonly subject: string;
}

/** Options of `KyvernoOptionsSignatures`. */
export interface KyvernoOptionsSignatures {
  /**
   * images, with registry and without tag; `*` is any text, also with slashes
   * @example images: ['registry.acme.example/*']
   */
  readonly images: readonly string[];
  /**
   * public keys of cosign, in PEM
   * @default []
   * @example keys: []
   */
  readonly keys?: readonly string[] | undefined;
  /**
   * signers without a key, whose certificates Sigstore has issued (keyless signatures)
   * @default []
   * @example identities: [{ issuer: 'https://token.actions.githubusercontent.com', subject: 'https://github.com/acme/shop/.github/workflows/release.yaml@refs/tags/*' }]
   */
  readonly identities?: readonly KyvernoOptionsSignaturesIdentities[] | undefined;
  /**
   * whether signatures by a key must be in Rekor, Sigstore's public log; `false` for images that are signed with --tlog-upload=false
   * @default true
   * @example transparencyLog: false
   */
  readonly transparencyLog?: boolean | undefined;
}

/** Signatures of images of tenants, verified by Kyverno. */
export interface KyvernoOptions {
  /**
   * signatures of cosign that images of tenants need; an image that matches several entries needs one of each, and others need none
   * @example signatures: [{ images: ['registry.acme.example/*'], identities: [{ issuer: 'https://token.actions.githubusercontent.com', subject: 'https://github.com/acme/shop/.github/workflows/release.yaml@refs/tags/*' }] }]
   */
  readonly signatures: readonly KyvernoOptionsSignatures[];
  /**
   * Secrets of type kubernetes.io/dockerconfigjson in the namespace of the component, with credentials of the registries
   * @default []
   * @example pullSecrets: ['registry']
   */
  readonly pullSecrets?: readonly string[] | undefined;
  /**
   * number of pods: while none runs, the API server refuses new pods of tenants
   * @default 3
   * @example replicas: 3
   */
  readonly replicas?: number | undefined;
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: Readonly<Record<string, JsonValue>> | undefined;
}

/** Volumes in a local directory of the node. */
export interface LocalPathOptions {
  /**
   * directory of each node in which volumes are created
   * @default "/opt/local-path-provisioner"
   * @example path: '/opt/local-path-provisioner'
   */
  readonly path?: string | undefined;
  /**
   * make its StorageClass the default StorageClass of the cluster
   * @default true
   * @example defaultClass: false
   */
  readonly defaultClass?: boolean | undefined;
  /**
   * retain a volume when its PersistentVolumeClaim is deleted
   * @default false
   * @example keepVolumes: true
   */
  readonly keepVolumes?: boolean | undefined;
}

/** S3 bucket that stores the logs. */
export interface LokiOptionsS3 {
  /**
   * name of the bucket
   * @example name: 'acme-data'
   */
  readonly name: string;
  /**
   * host of the S3 service, such as s3.eu-central-1.amazonaws.com
   * @example endpoint: 's3.eu-north-1.amazonaws.com'
   */
  readonly endpoint: string;
  /**
   * region of the bucket
   * @default none
   * @example region: 'eu-north-1'
   */
  readonly region?: string | undefined;
  /**
   * Secret in namespace loki with keys AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY
   * @example secret: 'shop'
   */
  readonly secret: string;
  /**
   * use HTTP instead of HTTPS
   * @default false
   * @example insecure: true
   */
  readonly insecure?: boolean | undefined;
  /**
   * put the name of the bucket into the URL path instead of the host name
   * @default false
   * @example pathStyle: true
   */
  readonly pathStyle?: boolean | undefined;
}

/** Log storage and search with Loki, collected by Alloy. */
export interface LokiOptions {
  /**
   * number of days before logs are deleted
   * @default 30
   * @example retentionDays: 30
   */
  readonly retentionDays?: number | undefined;
  /**
   * size of the volume of Loki, in GiB; with `s3` it only holds data that is not uploaded yet; with 0 there is no volume, and its data is lost with the pod
   * @default 50
   * @example storageGiB: 50
   */
  readonly storageGiB?: number | undefined;
  /**
   * StorageClass of the volume
   * @default the default StorageClass
   * @example storageClass: 'fast'
   */
  readonly storageClass?: string | undefined;
  /**
   * S3 bucket that stores the logs
   * @default the volume stores them
   * @example s3: { name: 'acme-logs', endpoint: 's3.eu-north-1.amazonaws.com', secret: 'loki-bucket' }
   */
  readonly s3?: LokiOptionsS3 | undefined;
  /**
   * store the logs in a bucket that the cluster provides (capability `bucket`), instead of `s3`
   * @default false
   * @example bucket: true
   */
  readonly bucket?: boolean | undefined;
  /**
   * memory request of Loki
   * @default "512Mi"
   * @example memory: '512Mi'
   */
  readonly memory?: string | undefined;
  /**
   * memory limit of Loki
   * @default "2Gi"
   * @example memoryLimit: '2Gi'
   */
  readonly memoryLimit?: string | undefined;
  /**
   * run Alloy on every node to collect container logs
   * @default true
   * @example collector: false
   */
  readonly collector?: boolean | undefined;
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: Readonly<Record<string, JsonValue>> | undefined;
  /**
   * Helm values of Alloy, merged last
   * @default none
   * @example collectorValues: { nodeSelector: { pool: 'platform' } }
   */
  readonly collectorValues?: Readonly<Record<string, JsonValue>> | undefined;
}

/** Replicated volumes on the disks of the nodes, by Longhorn. */
export interface LonghornOptions {
  /**
   * replicas of each volume, each on a different node
   * @default 3
   * @example replicas: 3
   */
  readonly replicas?: number | undefined;
  /**
   * directory of each node that stores the replicas
   * @default "/var/lib/longhorn"
   * @example path: '/var/lib/longhorn'
   */
  readonly path?: string | undefined;
  /**
   * make its StorageClass the default StorageClass of the cluster
   * @default true
   * @example defaultClass: false
   */
  readonly defaultClass?: boolean | undefined;
  /**
   * retain a volume when its PersistentVolumeClaim is deleted
   * @default false
   * @example keepVolumes: true
   */
  readonly keepVolumes?: boolean | undefined;
  /**
   * URL of the backup target
   * @default no backups
   * @example backupTarget: 's3://backups@eu-north-1/'
   */
  readonly backupTarget?: string | undefined;
  /**
   * Secret in the namespace of the component with the credentials of the backup target; keys for S3: `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`
   * @default none
   * @example backupSecret: 'shop'
   */
  readonly backupSecret?: string | undefined;
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: Readonly<Record<string, JsonValue>> | undefined;
}

/** Options of `MetallbOptionsBgpPeers`. */
export interface MetallbOptionsBgpPeers {
  /**
   * address of the router
   * @example address: '10.0.0.11'
   */
  readonly address: string;
  /**
   * autonomous system number of the router
   * @example asn: 1
   */
  readonly asn: number;
  /**
   * autonomous system number of the cluster
   * @example localAsn: 1
   */
  readonly localAsn: number;
  /**
   * Secret of type kubernetes.io/basic-auth with the key `password`, in the namespace of the component
   * @default no password
   * @example passwordSecret: 'shop'
   */
  readonly passwordSecret?: string | undefined;
}

/** Addresses of your own network for Services of type LoadBalancer, by MetalLB. */
export interface MetallbOptions {
  /**
   * address ranges for Services; no other device may use these addresses
   * @example addresses: ['10.0.9.10-10.0.9.40']
   */
  readonly addresses: readonly string[];
  /**
   * network interfaces of the nodes that answer ARP
   * @default all
   * @example interfaces: ['eth0']
   */
  readonly interfaces?: readonly string[] | undefined;
  /**
   * routers to which addresses are announced by BGP
   * @default none, nodes answer ARP
   * @example bgpPeers: [{ address: '10.0.0.11', asn: 1, localAsn: 1 }]
   */
  readonly bgpPeers?: readonly MetallbOptionsBgpPeers[] | undefined;
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: Readonly<Record<string, JsonValue>> | undefined;
}

/** CPU and memory usage of pods and nodes for autoscaling and `kubectl top`, by metrics-server. */
export interface MetricsServerOptions {
  /**
   * number of pods; 2 tolerate the loss of a node
   * @default 1
   * @example replicas: 1
   */
  readonly replicas?: number | undefined;
  /**
   * verify the serving certificates of kubelets, which the CA of the cluster must have signed
   * @default true on clusters of kind `on-prem`, unless their kubelets sign their certificates themselves, and false on others
   * @example verifyKubelets: true
   */
  readonly verifyKubelets?: boolean | undefined;
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: Readonly<Record<string, JsonValue>> | undefined;
}

/** Ingress controller, by NGINX. */
export interface NginxOptions {
  /**
   * F5's NGINX Ingress Controller, or ingress-nginx, which was retired in March 2026
   * @default "f5"
   * @example controller: 'ingress-nginx'
   */
  readonly controller?: 'f5' | 'ingress-nginx' | undefined;
  /**
   * number of pods
   * @default 2
   * @example replicas: 2
   */
  readonly replicas?: number | undefined;
  /**
   * type of the Service of the controller
   * @default "LoadBalancer"
   * @example serviceType: 'NodePort'
   */
  readonly serviceType?: 'LoadBalancer' | 'NodePort' | 'ClusterIP' | undefined;
  /**
   * IP address of the load balancer
   * @default any free address
   * @example address: '10.0.0.11'
   */
  readonly address?: string | undefined;
  /**
   * whether the load balancer of a cloud has addresses of the network of the cluster only, which connected networks reach, and the internet does not
   * @default false
   * @example internal: true
   */
  readonly internal?: boolean | undefined;
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: Readonly<Record<string, JsonValue>> | undefined;
}

/** Metrics of the nodes for Prometheus, by node-exporter. */
export interface NodeExporterOptions {
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: Readonly<Record<string, JsonValue>> | undefined;
}

/** Log-in at an OpenID Connect issuer outside the platform: Entra ID, Google, Keycloak. */
export interface OidcIssuerOptions {
  /**
   * URL of the issuer, as in the claim `iss` of its tokens; its discovery document is below it
   * @example url: 'https://login.acme.example'
   */
  readonly url: string;
  /**
   * claim of ID tokens with the groups of the user; 'none' for an issuer without groups, such as Google
   * @default "groups"
   * @example groupsClaim: 'groups'
   */
  readonly groupsClaim?: string | undefined;
  /**
   * scopes that clients request
   * @default ["openid","profile","email"]
   * @example scopes: ['openid', 'profile', 'email']
   */
  readonly scopes?: readonly string[] | undefined;
  /**
   * URL of the authorization endpoint
   * @default none
   * @example authorizationUrl: 'https://login.acme.example/authorize'
   */
  readonly authorizationUrl?: string | undefined;
  /**
   * URL of the token endpoint
   * @default none
   * @example tokenUrl: 'https://login.acme.example/token'
   */
  readonly tokenUrl?: string | undefined;
  /**
   * URL of the userinfo endpoint
   * @default none
   * @example userinfoUrl: 'https://login.acme.example/userinfo'
   */
  readonly userinfoUrl?: string | undefined;
  /**
   * URL of the public keys (JWKS)
   * @default none
   * @example keysUrl: 'https://login.acme.example/keys'
   */
  readonly keysUrl?: string | undefined;
  /**
   * domains of the e-mail addresses of users who may log in
   * @default all users of the issuer
   * @example emailDomains: ['shop.acme.example']
   */
  readonly emailDomains?: readonly (string | '*')[] | undefined;
  /**
   * hours after which users of applications log in again
   * @default 8
   * @example sessionHours: 8
   */
  readonly sessionHours?: number | undefined;
  /**
   * number of pods of each gate, the server that logs users in
   * @default 2
   * @example gateReplicas: 2
   */
  readonly gateReplicas?: number | undefined;
  /**
   * whether the issuer is only for applications of tenants that name the component as their `identity`; otherwise it is the issuer of the cluster
   * @default false
   * @example realm: true
   */
  readonly realm?: boolean | undefined;
}

/** Options of `OpenBaoOptionsSealCredentials`. */
export interface OpenBaoOptionsSealCredentials {
  /**
   * Secret in the namespace of the component
   * @example secret: 'shop'
   */
  readonly secret: string;
  /**
   * key of the Secret
   * @example key: 'password'
   */
  readonly key: string;
}

/** Automatic unsealing. */
export interface OpenBaoOptionsSeal {
  /**
   * service with the key that unseals the servers
   * @example type: 'transit'
   */
  readonly type: 'transit' | 'awskms' | 'azurekeyvault' | 'gcpckms' | 'ocikms' | 'kmip' | 'pkcs11';
  /**
   * parameters of the seal, without credentials, such as address, mount_path and key_name
   * @example parameters: { address: 'https://unseal.acme.example', mount_path: 'transit/', key_name: 'platform' }
   */
  readonly parameters: Readonly<Record<string, string>>;
  /**
   * environment variables with the credentials of the seal, such as BAO_TOKEN of a transit seal
   * @default {}
   * @example credentials: { BAO_TOKEN: { secret: 'unseal', key: 'token' } }
   */
  readonly credentials?: Readonly<Record<string, OpenBaoOptionsSealCredentials>> | undefined;
}

/** Bucket for a daily snapshot of all secrets, encrypted with the key of the store. */
export interface OpenBaoOptionsSnapshots {
  /**
   * S3 bucket outside of the cluster; snapshots are in its folder <cluster>/<component>/
   * @example bucket: 'secret-snapshots'
   */
  readonly bucket: string;
  /**
   * URL of the S3 API, such as https://s3.acme.example
   * @example endpoint: 'https://s3.acme.example'
   */
  readonly endpoint: string;
  /**
   * region of the bucket
   * @default "us-east-1"
   * @example region: 'us-east-1'
   */
  readonly region?: string | undefined;
  /**
   * Secret in the namespace of the component with the keys `accessKey` and `secretKey`
   * @default "openbao-snapshots"
   * @example credentials: 'openbao-snapshots'
   */
  readonly credentials?: string | undefined;
  /**
   * hour of the daily snapshot, in UTC
   * @default 1
   * @example hour: 1
   */
  readonly hour?: number | undefined;
}

/** Store of secrets, with OpenBao. */
export interface OpenBaoOptions {
  /**
   * number of servers, an odd one: with 3, the loss of one is tolerated
   * @default 3
   * @example replicas: 3
   */
  readonly replicas?: 1 | 3 | 5 | undefined;
  /**
   * size of the volume of each server, in GiB
   * @default 10
   * @example storageGiB: 10
   */
  readonly storageGiB?: number | undefined;
  /**
   * StorageClass of the volumes
   * @default the default StorageClass
   * @example storageClass: 'fast'
   */
  readonly storageClass?: string | undefined;
  /**
   * automatic unsealing
   * @default a person unseals each server after each start
   * @example seal: { type: 'transit', parameters: { address: 'https://unseal.acme.example', mount_path: 'transit/', key_name: 'platform' } }
   */
  readonly seal?: OpenBaoOptionsSeal | undefined;
  /**
   * bucket for a daily snapshot of all secrets, encrypted with the key of the store
   * @default no snapshots
   * @example snapshots: { bucket: 'secret-snapshots', endpoint: 'https://s3.acme.example' }
   */
  readonly snapshots?: OpenBaoOptionsSnapshots | undefined;
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: Readonly<Record<string, JsonValue>> | undefined;
}

/** Options of `OpenTelemetryOptionsExportsHeaders`. */
export interface OpenTelemetryOptionsExportsHeaders {
  /**
   * name of the Secret in namespace telemetry
   * @example secret: 'shop'
   */
  readonly secret: string;
  /**
   * key of the Secret
   * @example key: 'token'
   */
  readonly key: string;
}

/** Certificate of the CA of the destination, in PEM. */
export interface OpenTelemetryOptionsExportsCa {
  /**
   * name of the Secret in namespace telemetry
   * @example secret: 'shop'
   */
  readonly secret: string;
  /**
   * key of the Secret
   * @example key: 'token'
   */
  readonly key: string;
}

/** Options of `OpenTelemetryOptionsExports`. */
export interface OpenTelemetryOptionsExports {
  /**
   * protocol of the destination: OTLP by gRPC, OTLP by HTTP, or syslog (RFC 5424), which has no traces and no metrics
   * @default "otlp"
   * @example protocol: 'otlp-http'
   */
  readonly protocol?: 'otlp' | 'otlp-http' | 'syslog' | undefined;
  /**
   * URL of the destination: https:// or http:// for OTLP, tls:// or tcp:// for syslog
   * @default port 4317 of otlp, 6514 of syslog with TLS, 601 without
   * @example url: 'https://otlp.acme.example'
   */
  readonly url: string;
  /**
   * telemetry that is exported: traces, metrics, logs of all containers, the audit log of the API server, and, in a cloud, the other logs of the control plane and the flow logs of the network
   * @example signals: ['traces']
   */
  readonly signals: readonly ('traces' | 'metrics' | 'logs' | 'audit' | 'control-plane' | 'flow-logs')[];
  /**
   * headers of each request, such as `authorization`, each from the key of a Secret; OTLP only
   * @default {}
   * @example headers: { authorization: { secret: 'analytics', key: 'token' } }
   */
  readonly headers?: Readonly<Record<string, OpenTelemetryOptionsExportsHeaders>> | undefined;
  /**
   * certificate of the CA of the destination, in PEM
   * @default the CAs of the image
   * @example ca: { secret: 'analytics', key: 'ca.crt' }
   */
  readonly ca?: OpenTelemetryOptionsExportsCa | undefined;
}

/** Traces of applications, and export of telemetry, with OpenTelemetry Collectors. */
export interface OpenTelemetryOptions {
  /**
   * destinations outside the cluster by name, each with the telemetry that it receives
   * @default none
   * @example exports: { analytics: { url: 'https://otlp.acme.example', signals: ['traces', 'metrics'] } }
   */
  readonly exports?: Readonly<Record<string, OpenTelemetryOptionsExports>> | undefined;
  /**
   * PromQL selectors of the series that are exported
   * @default all series
   * @example metricSelectors: ['{__name__=~".+"}']
   */
  readonly metricSelectors?: readonly string[] | undefined;
  /**
   * path of the audit log on control plane nodes
   * @default that of clusters of kind on-prem
   * @example auditLogPath: '/var/log/kubernetes/audit.log'
   */
  readonly auditLogPath?: string | undefined;
  /**
   * memory request of the gateway, which sends to the destinations, and of the collector of the logs of a cloud
   * @default "128Mi"
   * @example memory: '128Mi'
   */
  readonly memory?: string | undefined;
  /**
   * memory limit of these
   * @default "512Mi"
   * @example memoryLimit: '512Mi'
   */
  readonly memoryLimit?: string | undefined;
  /**
   * size of the volume with the audit, control plane and flow logs of a cloud that the destinations have not yet received
   * @default 10
   * @example queueGiB: 10
   */
  readonly queueGiB?: number | undefined;
  /**
   * StorageClass of this volume
   * @default that of the cluster
   * @example storageClass: 'fast'
   */
  readonly storageClass?: string | undefined;
  /**
   * Helm values of the gateway, merged last
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: Readonly<Record<string, JsonValue>> | undefined;
  /**
   * Helm values of the agents, which read logs on the nodes, merged last
   * @default none
   * @example agentValues: { nodeSelector: { pool: 'platform' } }
   */
  readonly agentValues?: Readonly<Record<string, JsonValue>> | undefined;
  /**
   * Helm values of the collector of the logs of a cloud, merged last
   * @default none
   * @example cloudLogValues: { nodeSelector: { pool: 'platform' } }
   */
  readonly cloudLogValues?: Readonly<Record<string, JsonValue>> | undefined;
}

/** Kratos: user accounts and login. */
export interface OryOptionsKratos {
  /**
   * deploy this service
   * @default true
   * @example enabled: false
   */
  readonly enabled?: boolean | undefined;
  /**
   * number of pods
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
  /**
   * Secret in the namespace of ORY with the keys `dsn` (URL of the database), `secretsDefault`, `secretsCookie`, `secretsCipher` (32 characters), and with `mail` also `smtpConnectionURI`
   * @default "kratos"
   * @example secret: 'kratos'
   */
  readonly secret?: string | undefined;
  /**
   * host name of the public API
   * @default accounts.<domain>, or accounts.<environment>.<domain> with several environments; in a realm `accounts-<name>` instead of `accounts`
   * @example host: 'shop.acme.example'
   */
  readonly host?: string | undefined;
  /**
   * base URL of other pages for login, recovery and settings, in the domain of `host`
   * @default the official self-service pages, at https://<host>
   * @example pages: 'https://account.acme.example'
   */
  readonly pages?: string | undefined;
  /**
   * whether everybody may create an account
   * @default false
   * @example registration: true
   */
  readonly registration?: boolean | undefined;
  /**
   * whether people may set up a second factor (TOTP, recovery codes), which is required from then on
   * @default false
   * @example secondFactor: true
   */
  readonly secondFactor?: boolean | undefined;
  /**
   * send mail to recover accounts and to verify addresses
   * @default false
   * @example mail: true
   */
  readonly mail?: boolean | undefined;
  /**
   * JSON Schema of an identity
   * @default an email address, which is also the login name, and an optional name
   * @example identitySchema: { type: 'object', properties: { traits: { type: 'object' } } }
   */
  readonly identitySchema?: Readonly<Record<string, JsonValue>> | undefined;
}

/** Hydra: OpenID Connect issuer. */
export interface OryOptionsHydra {
  /**
   * deploy this service
   * @default true
   * @example enabled: false
   */
  readonly enabled?: boolean | undefined;
  /**
   * number of pods
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
  /**
   * Secret in the namespace of ORY with the keys `dsn` (URL of the database), `secretsSystem` and `secretsCookie` (at least 16 characters)
   * @default "hydra"
   * @example secret: 'hydra'
   */
  readonly secret?: string | undefined;
  /**
   * host name of the issuer
   * @default login.<domain>, or login.<environment>.<domain> with several environments; in a realm `login-<name>` instead of `login`
   * @example host: 'shop.acme.example'
   */
  readonly host?: string | undefined;
}

/** Keto: permission checks. */
export interface OryOptionsKeto {
  /**
   * deploy this service
   * @default true, false in a realm
   * @example enabled: true
   */
  readonly enabled?: boolean | undefined;
  /**
   * number of pods
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
  /**
   * Secret in the namespace of ORY with the key `dsn` (URL of the database)
   * @default "keto"
   * @example secret: 'keto'
   */
  readonly secret?: string | undefined;
  /**
   * further classes of the permission model, in the Ory Permission Language; the platform defines User, Group, Tenant and Product
   * @default ""
   * @example permissions: 'class Document implements Namespace {}'
   */
  readonly permissions?: string | undefined;
}

/** Oathkeeper: authorization of HTTP requests. */
export interface OryOptionsOathkeeper {
  /**
   * deploy this service
   * @default true, false in a realm
   * @example enabled: true
   */
  readonly enabled?: boolean | undefined;
  /**
   * number of pods
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
  /**
   * Secret in the namespace of ORY with the key `mutator.id_token.jwks.json`; Oathkeeper signs ID tokens with it, which identify the user to applications
   * @default no ID tokens
   * @example idTokenSecret: 'shop'
   */
  readonly idTokenSecret?: string | undefined;
}

/** Options of `OryOptionsPeople`. */
export interface OryOptionsPeople {
  /**
   * e-mail address, which is also the login name
   * @example email: 'ann@acme.example'
   */
  readonly email: string;
  /**
   * name of the person
   * @default none
   * @example name: 'Ann'
   */
  readonly name?: string | undefined;
  /**
   * groups, to which `login` of applications and `owners` of tenants refer
   * @default []
   * @example groups: []
   */
  readonly groups?: readonly string[] | undefined;
}

/** Options of `OryOptionsUpstream`. */
export interface OryOptionsUpstream {
  /**
   * ID of the issuer at Kratos, a part of its redirect URL. Accounts belong to it: do not change it
   * @example id: 'shop'
   */
  readonly id: string;
  /**
   * name on the log-in page
   * @default the ID
   * @example name: 'Acme'
   */
  readonly name?: string | undefined;
  /**
   * URL of the issuer, as in the claim `iss` of its tokens; https://github.com for GitHub, which is no OpenID Connect issuer
   * @example url: 'https://login.acme.example'
   */
  readonly url: string;
  /**
   * domains of the e-mail addresses of people who may log in
   * @default all accounts of the issuer
   * @example emailDomains: ['acme.example']
   */
  readonly emailDomains?: readonly string[] | undefined;
  /**
   * Secret in the namespace of ORY with the client at the issuer, in the keys `client-id` and `client-secret`
   * @default upstream-<id>
   * @example secret: 'shop'
   */
  readonly secret?: string | undefined;
}

/** Identity and access management with ORY: Kratos, Hydra, Keto and Oathkeeper. */
export interface OryOptions {
  /**
   * Kratos: user accounts and login
   * @default {}
   * @example kratos: { enabled: false }
   */
  readonly kratos?: OryOptionsKratos | undefined;
  /**
   * Hydra: OpenID Connect issuer
   * @default {}
   * @example hydra: { enabled: false }
   */
  readonly hydra?: OryOptionsHydra | undefined;
  /**
   * Keto: permission checks
   * @default {}
   * @example keto: { enabled: true }
   */
  readonly keto?: OryOptionsKeto | undefined;
  /**
   * Oathkeeper: authorization of HTTP requests
   * @default {}
   * @example oathkeeper: { enabled: true }
   */
  readonly oathkeeper?: OryOptionsOathkeeper | undefined;
  /**
   * people who may log in, with their groups: a server keeps their accounts at Kratos. People who are removed from the list cannot log in any more
   * @default no accounts: administrators create them
   * @example people: [{ email: 'ann@acme.example', groups: ['shop-support'] }]
   */
  readonly people?: readonly OryOptionsPeople[] | undefined;
  /**
   * issuers at which people have their accounts, instead of passwords; groups come from `people`. `plinth clients` lists the clients to register there
   * @default passwords
   * @example upstream: [{ id: 'entra', url: 'https://login.microsoftonline.com/<tenant ID>/v2.0' }]
   */
  readonly upstream?: readonly OryOptionsUpstream[] | undefined;
  /**
   * where the databases come from: `provided` by a component that creates databases on request, or `secrets`: the key `dsn` of the Secret of each service
   * @default provided where the cluster has such a component, otherwise secrets
   * @example databases: 'provided'
   */
  readonly databases?: 'provided' | 'secrets' | undefined;
  /**
   * domains of the e-mail addresses of users who may log in
   * @default all users of the issuer
   * @example emailDomains: ['shop.acme.example']
   */
  readonly emailDomains?: readonly (string | '*')[] | undefined;
  /**
   * hours after which users of applications log in again
   * @default 8
   * @example sessionHours: 8
   */
  readonly sessionHours?: number | undefined;
  /**
   * number of pods of each gate, the server that logs users in
   * @default 2
   * @example gateReplicas: 2
   */
  readonly gateReplicas?: number | undefined;
  /**
   * whether the issuer is only for applications of tenants that name the component as their `identity`; otherwise it is the issuer of the cluster
   * @default false
   * @example realm: true
   */
  readonly realm?: boolean | undefined;
}

/** Options of `PrometheusOptionsRemoteWrite`. */
export interface PrometheusOptionsRemoteWrite {
  /**
   * URL of a Prometheus remote write endpoint
   * @example url: 'https://metrics.acme.example/api/v1/write'
   */
  readonly url: string;
  /**
   * Secret in namespace monitoring with the keys `username` and `password`
   * @default no authentication
   * @example secret: 'shop'
   */
  readonly secret?: string | undefined;
}

/** Receiver of the alerts of the platform: type, and the key of a Secret in namespace monitoring that holds its URL (webhook, slack) or routing key (pagerduty). */
export interface PrometheusOptionsReceiver {
  /**
   * name of an existing Secret
   * @example secret: 'shop'
   */
  readonly secret: string;
  /**
   * key of the Secret
   * @example key: 'password'
   */
  readonly key: string;
  /**
   * type of the receiver
   * @example type: 'webhook'
   */
  readonly type: 'webhook' | 'slack' | 'pagerduty';
}

/** Limits of one scrape of any target, also of the platform; Prometheus discards a scrape that exceeds one; 0 is no limit. */
export interface PrometheusOptionsScrapeLimits {
  /**
   * samples
   * @default 1500000
   * @example samples: 1500000
   */
  readonly samples?: number | undefined;
  /**
   * size of the response in MiB
   * @default 512
   * @example bodyMiB: 512
   */
  readonly bodyMiB?: number | undefined;
  /**
   * labels of a sample
   * @default 64
   * @example labels: 64
   */
  readonly labels?: number | undefined;
  /**
   * bytes of the name of a label
   * @default 256
   * @example labelNameLength: 256
   */
  readonly labelNameLength?: number | undefined;
  /**
   * bytes of the value of a label
   * @default 4096
   * @example labelValueLength: 4096
   */
  readonly labelValueLength?: number | undefined;
}

/** Metrics and alerts, by Prometheus, Alertmanager and the Prometheus Operator. */
export interface PrometheusOptions {
  /**
   * retention of metrics in days
   * @default 15
   * @example retentionDays: 15
   */
  readonly retentionDays?: number | undefined;
  /**
   * size of the volume of Prometheus in GiB; 0 stores metrics and silences in the pods, without a volume
   * @default 50
   * @example storageGiB: 50
   */
  readonly storageGiB?: number | undefined;
  /**
   * StorageClass of the volumes
   * @default the default StorageClass of the cluster
   * @example storageClass: 'fast'
   */
  readonly storageClass?: string | undefined;
  /**
   * pods of each of Prometheus and Alertmanager; 2 tolerate the loss of a node
   * @default 1
   * @example replicas: 1
   */
  readonly replicas?: number | undefined;
  /**
   * memory request of Prometheus
   * @default "2Gi"
   * @example memory: '2Gi'
   */
  readonly memory?: string | undefined;
  /**
   * memory limit of Prometheus
   * @default "4Gi"
   * @example memoryLimit: '4Gi'
   */
  readonly memoryLimit?: string | undefined;
  /**
   * scrape interval in seconds
   * @default 30
   * @example scrapeSeconds: 30
   */
  readonly scrapeSeconds?: number | undefined;
  /**
   * remote write endpoints in addition to the provider of capability `remote-write`, such as InfluxDB
   * @default []
   * @example remoteWrite: [{ url: 'https://metrics.acme.example/api/v1/write' }]
   */
  readonly remoteWrite?: readonly PrometheusOptionsRemoteWrite[] | undefined;
  /**
   * receiver of the alerts of the platform: type, and the key of a Secret in namespace monitoring that holds its URL (webhook, slack) or routing key (pagerduty)
   * @default alerts are visible in Alertmanager, but not sent
   * @example receiver: { secret: 'shop', key: 'password', type: 'webhook' }
   */
  readonly receiver?: PrometheusOptionsReceiver | undefined;
  /**
   * scrape etcd, kube-scheduler, kube-controller-manager and kube-proxy, which serve metrics on localhost only unless `controlPlaneMetrics` of a cluster of kind `on-prem` is set
   * @default false
   * @example controlPlaneMetrics: true
   */
  readonly controlPlaneMetrics?: boolean | undefined;
  /**
   * limits of one scrape of any target, also of the platform; Prometheus discards a scrape that exceeds one; 0 is no limit
   * @default {}
   * @example scrapeLimits: { samples: 1500000 }
   */
  readonly scrapeLimits?: PrometheusOptionsScrapeLimits | undefined;
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: Readonly<Record<string, JsonValue>> | undefined;
}

/** Replicated volumes on whole disks of the nodes, by Rook and Ceph. */
export interface RookOptions {
  /**
   * copies of each volume, each on a different node
   * @default 3
   * @example replicas: 3
   */
  readonly replicas?: number | undefined;
  /**
   * Ceph monitors, each on a different node: 3 tolerate the loss of one node, 5 of two
   * @default 3
   * @example monitors: 3
   */
  readonly monitors?: 1 | 3 | 5 | undefined;
  /**
   * names of the nodes whose disks Ceph uses
   * @default all nodes
   * @example nodes: ['shop']
   */
  readonly nodes?: readonly string[] | undefined;
  /**
   * regular expression for the names of the disks that Ceph uses, such as ^sd[b-z]$
   * @default every empty disk
   * @example devices: '^sd[b-z]$'
   */
  readonly devices?: string | undefined;
  /**
   * directory of each node for the state of the daemons; volumes are not stored in it
   * @default "/var/lib/rook"
   * @example path: '/var/lib/rook'
   */
  readonly path?: string | undefined;
  /**
   * add the StorageClass `<name>-shared` for ReadWriteMany volumes (CephFS)
   * @default false
   * @example sharedVolumes: true
   */
  readonly sharedVolumes?: boolean | undefined;
  /**
   * add an object store (Ceph RGW), with a bucket and keys of its own for each use of `bucket`
   * @default false
   * @example buckets: true
   */
  readonly buckets?: boolean | undefined;
  /**
   * size above which the bucket of a use without `sizeGiB` accepts no more objects, in GiB
   * @default 10
   * @example bucketSizeGiB: 10
   */
  readonly bucketSizeGiB?: number | undefined;
  /**
   * encrypt the disks; the keys are Secrets in the namespace of the component
   * @default false
   * @example encryptDisks: true
   */
  readonly encryptDisks?: boolean | undefined;
  /**
   * encrypt the traffic between nodes; requires Linux 5.11 or newer
   * @default false
   * @example encryptNetwork: true
   */
  readonly encryptNetwork?: boolean | undefined;
  /**
   * memory request and limit of the daemon of each disk (OSD)
   * @default "4Gi"
   * @example memory: '4Gi'
   */
  readonly memory?: string | undefined;
  /**
   * make the StorageClass `<name>` the default StorageClass of the cluster
   * @default true
   * @example defaultClass: false
   */
  readonly defaultClass?: boolean | undefined;
  /**
   * retain a volume when its PersistentVolumeClaim is deleted
   * @default false
   * @example keepVolumes: true
   */
  readonly keepVolumes?: boolean | undefined;
  /**
   * Helm values of chart rook-ceph-cluster, merged last
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: Readonly<Record<string, JsonValue>> | undefined;
  /**
   * Helm values of chart rook-ceph (the operator), merged last
   * @default none
   * @example operatorValues: { nodeSelector: { pool: 'platform' } }
   */
  readonly operatorValues?: Readonly<Record<string, JsonValue>> | undefined;
  /**
   * Helm values of chart ceph-csi-drivers, merged last
   * @default none
   * @example driverValues: { nodeSelector: { pool: 'platform' } }
   */
  readonly driverValues?: Readonly<Record<string, JsonValue>> | undefined;
}

/** Buckets on request, with SeaweedFS. */
export interface SeaweedFsOptions {
  /**
   * size of the volume with all buckets, in GiB
   * @default 100
   * @example storageGiB: 100
   */
  readonly storageGiB?: number | undefined;
  /**
   * StorageClass of the volume, which must replicate it
   * @default the default StorageClass
   * @example storageClass: 'replicated'
   */
  readonly storageClass?: string | undefined;
  /**
   * size above which the bucket of a use without `sizeGiB` accepts no more objects, in GiB
   * @default 10
   * @example bucketSizeGiB: 10
   */
  readonly bucketSizeGiB?: number | undefined;
  /**
   * memory request
   * @default "512Mi"
   * @example memory: '512Mi'
   */
  readonly memory?: string | undefined;
  /**
   * memory limit
   * @default "2Gi"
   * @example memoryLimit: '2Gi'
   */
  readonly memoryLimit?: string | undefined;
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: Readonly<Record<string, JsonValue>> | undefined;
}

/** Applications verify which workload calls them, by short-lived tokens of Kubernetes. */
export interface ServiceGateOptions {
  /**
   * number of pods of each gate, the server that verifies callers
   * @default 2
   * @example replicas: 2
   */
  readonly replicas?: number | undefined;
}

/** Options of `TelegrafOptionsChecksUrl`. */
export interface TelegrafOptionsChecksUrl {
  /**
   * URL to request
   * @example url: 'https://shop.acme.example'
   */
  readonly url: string;
  /**
   * expected HTTP status
   * @default 200
   * @example status: 200
   */
  readonly status?: number | undefined;
}

/** Options of `TelegrafOptionsChecksAddress`. */
export interface TelegrafOptionsChecksAddress {
  /**
   * host:port that must accept TCP connections
   * @example address: 'database.acme.example:5432'
   */
  readonly address: string;
}

/** Metrics of the nodes and checks of services, stored in InfluxDB, by Telegraf. */
export interface TelegrafOptions {
  /**
   * HTTP and TCP checks that run every minute from inside the cluster, by name
   * @default {}
   * @example checks: { 'web-shop': { url: 'https://shop.acme.example' } }
   */
  readonly checks?: Readonly<Record<string, TelegrafOptionsChecksUrl | TelegrafOptionsChecksAddress>> | undefined;
  /**
   * Helm values of the Telegraf on every node, merged last
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: Readonly<Record<string, JsonValue>> | undefined;
  /**
   * Helm values of the Telegraf that runs the checks, merged last
   * @default none
   * @example checksValues: { nodeSelector: { pool: 'platform' } }
   */
  readonly checksValues?: Readonly<Record<string, JsonValue>> | undefined;
}

/** S3 bucket that stores the traces. */
export interface TempoOptionsS3 {
  /**
   * name of the bucket
   * @example name: 'acme-data'
   */
  readonly name: string;
  /**
   * host of the S3 service, such as s3.eu-central-1.amazonaws.com
   * @example endpoint: 's3.eu-north-1.amazonaws.com'
   */
  readonly endpoint: string;
  /**
   * region of the bucket
   * @default none
   * @example region: 'eu-north-1'
   */
  readonly region?: string | undefined;
  /**
   * Secret in namespace tempo with keys AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY
   * @example secret: 'shop'
   */
  readonly secret: string;
  /**
   * use HTTP instead of HTTPS
   * @default false
   * @example insecure: true
   */
  readonly insecure?: boolean | undefined;
  /**
   * put the name of the bucket into the URL path instead of the host name
   * @default false
   * @example pathStyle: true
   */
  readonly pathStyle?: boolean | undefined;
}

/** Trace storage and search with Tempo. */
export interface TempoOptions {
  /**
   * number of days before traces are deleted
   * @default 14
   * @example retentionDays: 14
   */
  readonly retentionDays?: number | undefined;
  /**
   * size of the volume of Tempo, in GiB; with `s3` or `bucket` it only holds data that is not uploaded yet; with 0 there is no volume, and its data is lost with the pod
   * @default 20
   * @example storageGiB: 20
   */
  readonly storageGiB?: number | undefined;
  /**
   * StorageClass of the volume
   * @default the default StorageClass
   * @example storageClass: 'fast'
   */
  readonly storageClass?: string | undefined;
  /**
   * S3 bucket that stores the traces
   * @default the volume stores them
   * @example s3: { name: 'acme-traces', endpoint: 's3.eu-north-1.amazonaws.com', secret: 'tempo-bucket' }
   */
  readonly s3?: TempoOptionsS3 | undefined;
  /**
   * store the traces in a bucket that the cluster provides (capability `bucket`), instead of `s3`
   * @default false
   * @example bucket: true
   */
  readonly bucket?: boolean | undefined;
  /**
   * memory request of Tempo
   * @default "512Mi"
   * @example memory: '512Mi'
   */
  readonly memory?: string | undefined;
  /**
   * memory limit of Tempo
   * @default "2Gi"
   * @example memoryLimit: '2Gi'
   */
  readonly memoryLimit?: string | undefined;
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: Readonly<Record<string, JsonValue>> | undefined;
}

/** Ingress controller, by Traefik. */
export interface TraefikOptions {
  /**
   * number of pods
   * @default 2
   * @example replicas: 2
   */
  readonly replicas?: number | undefined;
  /**
   * type of the Service of the controller
   * @default "LoadBalancer"
   * @example serviceType: 'NodePort'
   */
  readonly serviceType?: 'LoadBalancer' | 'NodePort' | 'ClusterIP' | undefined;
  /**
   * IP address of the load balancer
   * @default any free address
   * @example address: '10.0.0.11'
   */
  readonly address?: string | undefined;
  /**
   * whether the load balancer of a cloud has addresses of the network of the cluster only, which connected networks reach, and the internet does not
   * @default false
   * @example internal: true
   */
  readonly internal?: boolean | undefined;
  /**
   * log every request
   * @default false
   * @example accessLog: true
   */
  readonly accessLog?: boolean | undefined;
  /**
   * address ranges (CIDR) of proxies in front of Traefik whose X-Forwarded headers are trusted
   * @default []
   * @example trustedProxies: ['192.0.2.0/24']
   */
  readonly trustedProxies?: readonly string[] | undefined;
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: Readonly<Record<string, JsonValue>> | undefined;
}

/** Options of `ValkeyOptionsServers`. */
export interface ValkeyOptionsServers {
  /**
   * size of a cache
   * @default small
   * @example size: 'small'
   */
  readonly size?: 'small' | 'medium' | 'large' | undefined;
  /**
   * CPU request of a cache
   * @default that of `size`
   * @example cpu: '512Mi'
   */
  readonly cpu?: string | undefined;
  /**
   * memory request and limit of a cache
   * @default that of `size`
   * @example memory: '512Mi'
   */
  readonly memory?: string | undefined;
  /**
   * size of a volume that keeps the data after a restart, in GiB
   * @default none: in memory only
   * @example storageGiB: 1
   */
  readonly storageGiB?: number | undefined;
  /**
   * keys that a full cache evicts; with `noeviction` it refuses writes, which suits queues and sessions
   * @default allkeys-lru
   * @example eviction: 'allkeys-lru'
   */
  readonly eviction?: 'allkeys-lru' | 'allkeys-lfu' | 'allkeys-random' | 'volatile-lru' | 'volatile-lfu' | 'volatile-random' | 'volatile-ttl' | 'noeviction' | undefined;
  /**
   * image of the server
   * @default the official image
   * @example image: 'registry.acme.example/valkey:9.1.1'
   */
  readonly image?: string | undefined;
  /**
   * parameters of valkey.conf
   * @default those of Valkey
   * @example parameters: { timeout: '300' }
   */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
}

/** Caches on request, with Valkey. */
export interface ValkeyOptions {
  /**
   * size of a cache
   * @default small
   * @example size: 'small'
   */
  readonly size?: 'small' | 'medium' | 'large' | undefined;
  /**
   * CPU request of a cache
   * @default that of `size`
   * @example cpu: '512Mi'
   */
  readonly cpu?: string | undefined;
  /**
   * memory request and limit of a cache
   * @default that of `size`
   * @example memory: '512Mi'
   */
  readonly memory?: string | undefined;
  /**
   * size of a volume that keeps the data after a restart, in GiB
   * @default none: in memory only
   * @example storageGiB: 1
   */
  readonly storageGiB?: number | undefined;
  /**
   * keys that a full cache evicts; with `noeviction` it refuses writes, which suits queues and sessions
   * @default allkeys-lru
   * @example eviction: 'allkeys-lru'
   */
  readonly eviction?: 'allkeys-lru' | 'allkeys-lfu' | 'allkeys-random' | 'volatile-lru' | 'volatile-lfu' | 'volatile-random' | 'volatile-ttl' | 'noeviction' | undefined;
  /**
   * image of the server
   * @default the official image
   * @example image: 'registry.acme.example/valkey:9.1.1'
   */
  readonly image?: string | undefined;
  /**
   * parameters of valkey.conf
   * @default those of Valkey
   * @example parameters: { timeout: '300' }
   */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /**
   * StorageClass of the volumes
   * @default the default StorageClass
   * @example storageClass: 'fast'
   */
  readonly storageClass?: string | undefined;
  /**
   * whether caches accept connections with TLS only; each has a certificate of its own, whose authority is `ca.crt` of the Secret of the use
   * @default false
   * @example tls: true
   */
  readonly tls?: boolean | undefined;
  /**
   * accept that a network between the nodes which is not encrypted carries passwords and data of caches
   * @default false
   * @example plaintext: true
   */
  readonly plaintext?: boolean | undefined;
  /**
   * options of single caches, by <namespace>/<Secret of the use>
   * @default {}
   * @example servers: { 'shop/web-cache': { eviction: 'noeviction', storageGiB: 4 } }
   */
  readonly servers?: Readonly<Record<string, ValkeyOptionsServers>> | undefined;
}

/** Bucket of the backups. */
export interface VeleroOptionsS3 {
  /**
   * name of the bucket
   * @example bucket: 'acme-data'
   */
  readonly bucket: string;
  /**
   * URL of the S3 service, outside the cluster
   * @example endpoint: 'https://s3.acme.example'
   */
  readonly endpoint: string;
  /**
   * region of the bucket; services other than AWS accept any
   * @default "us-east-1"
   * @example region: 'us-east-1'
   */
  readonly region?: string | undefined;
  /**
   * prefix of the names of the objects
   * @default the name of the cluster
   * @example prefix: 'dc1'
   */
  readonly prefix?: string | undefined;
  /**
   * Secret in the namespace of the component with the credentials of the bucket in the key `cloud`
   * @default "velero-bucket"
   * @example secret: 'velero-bucket'
   */
  readonly secret?: string | undefined;
}

/** Scheduled backups of objects and volumes to a bucket, with Velero. */
export interface VeleroOptions {
  /**
   * bucket of the backups
   * @example s3: { bucket: 'acme-backups', endpoint: 'https://s3.acme.example' }
   */
  readonly s3: VeleroOptionsS3;
  /**
   * times of the backups, in cron format and UTC
   * @default "0 3 * * *"
   * @example schedule: '0 3 * * *'
   */
  readonly schedule?: string | undefined;
  /**
   * number of days before a backup is deleted
   * @default 30
   * @example retentionDays: 30
   */
  readonly retentionDays?: number | undefined;
  /**
   * copy the files of all volumes of pods, with a privileged pod on every node; `false` saves objects only
   * @default true
   * @example volumes: false
   */
  readonly volumes?: boolean | undefined;
  /**
   * memory request of the server, and of the pods that copy files
   * @default "256Mi"
   * @example memory: '256Mi'
   */
  readonly memory?: string | undefined;
  /**
   * memory limit of the server, and of the pods that copy files
   * @default "1Gi"
   * @example memoryLimit: '1Gi'
   */
  readonly memoryLimit?: string | undefined;
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: Readonly<Record<string, JsonValue>> | undefined;
}

/** Options of `NetworkConnectionFields`. */
export interface NetworkConnectionFields {
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
}

/** The namespace's share of the tenant's quota. */
export interface QuotaFields {
  /**
   * sum of the CPU requests of all pods, in cores
   * @default unlimited
   * @example cpu: 1
   */
  readonly cpu?: number | undefined;
  /**
   * sum of the memory requests, and of the memory limits, of all pods, in GiB
   * @default unlimited
   * @example memoryGiB: 1
   */
  readonly memoryGiB?: number | undefined;
  /**
   * sum of the storage requests of all PersistentVolumeClaims, in GiB
   * @default unlimited
   * @example storageGiB: 1
   */
  readonly storageGiB?: number | undefined;
  /**
   * sum of the ephemeral storage requests, and of the limits, of all pods, in GiB
   * @default 500 per namespace
   * @example ephemeralStorageGiB: 1
   */
  readonly ephemeralStorageGiB?: number | undefined;
  /**
   * number of pods
   * @default 500 per namespace
   * @example pods: 1
   */
  readonly pods?: number | undefined;
  /**
   * number of Services
   * @default 200 per namespace
   * @example services: 1
   */
  readonly services?: number | undefined;
  /**
   * number of ConfigMaps
   * @default 500 per namespace
   * @example configMaps: 1
   */
  readonly configMaps?: number | undefined;
  /**
   * number of Secrets
   * @default 500 per namespace
   * @example secrets: 1
   */
  readonly secrets?: number | undefined;
  /**
   * number of PersistentVolumeClaims
   * @default 100 per namespace
   * @example volumeClaims: 1
   */
  readonly volumeClaims?: number | undefined;
  /**
   * number of objects of each other kind of Kubernetes that a tenant may create, such as Deployments, Jobs and Ingresses; of ReplicaSets eleven times as many, since Kubernetes keeps ten previous ones of each Deployment
   * @default 500 per namespace
   * @example otherObjects: 1
   */
  readonly otherObjects?: number | undefined;
}

/** Options of `NamespaceFields`. */
export interface NamespaceFields {
  /**
   * the namespace's share of the tenant's quota
   * @default an equal part of what remains
   * @example quota: { cpu: 1 }
   */
  readonly quota?: QuotaFields | undefined;
  /**
   * Pod Security Standard that is enforced
   * @default "restricted"
   * @example podSecurity: 'privileged'
   */
  readonly podSecurity?: 'privileged' | 'baseline' | 'restricted' | undefined;
}

/** Defaults and maximums for containers and PersistentVolumeClaims. */
export interface LimitsFields {
  /**
   * CPU request of containers without one
   * @default "200m"
   * @example cpu: '200m'
   */
  readonly cpu?: string | undefined;
  /**
   * memory request of containers without one
   * @default "256Mi"
   * @example memory: '256Mi'
   */
  readonly memory?: string | undefined;
  /**
   * memory limit of containers without one
   * @default "512Mi"
   * @example memoryLimit: '512Mi'
   */
  readonly memoryLimit?: string | undefined;
  /**
   * ephemeral storage request of containers without one
   * @default "100Mi"
   * @example disk: '100Mi'
   */
  readonly disk?: string | undefined;
  /**
   * ephemeral storage limit of containers without one
   * @default "1Gi"
   * @example diskLimit: '1Gi'
   */
  readonly diskLimit?: string | undefined;
  /**
   * maximum CPU limit of a container, which makes a CPU limit required
   * @default unlimited
   * @example maxCpu: '512Mi'
   */
  readonly maxCpu?: string | undefined;
  /**
   * maximum memory limit of a container
   * @default unlimited
   * @example maxMemory: '512Mi'
   */
  readonly maxMemory?: string | undefined;
  /**
   * maximum size of a PersistentVolumeClaim
   * @default unlimited
   * @example maxStorage: '512Mi'
   */
  readonly maxStorage?: string | undefined;
  /**
   * maximum size of the values of a ConfigMap or Secret, in KiB, of a Secret in Base64; all tenants share the storage of etcd
   * @default 256
   * @example maxDataKiB: 256
   */
  readonly maxDataKiB?: number | undefined;
}

/** Taint of the nodes, which pods of the tenant tolerate. */
export interface TenantFieldsNodesTaint {
  /**
   * key of the taint
   * @example key: 'pool'
   */
  readonly key: string;
  /**
   * value of the taint
   * @default ""
   * @example value: 'shop'
   */
  readonly value?: string | undefined;
}

/** Nodes that the tenant's pods run on. */
export interface TenantFieldsNodes {
  /**
   * labels of the nodes
   * @example labels: { pool: 'shop' }
   */
  readonly labels: Readonly<Record<string, string>>;
  /**
   * taint of the nodes, which pods of the tenant tolerate
   * @default none
   * @example taint: { key: 'pool', value: 'shop' }
   */
  readonly taint?: TenantFieldsNodesTaint | undefined;
}

/** Resource requests and limits of the container. */
export interface ResourcesFields {
  /**
   * CPU request
   * @default 200m
   * @example cpu: '512Mi'
   */
  readonly cpu?: string | undefined;
  /**
   * CPU limit
   * @default none
   * @example cpuLimit: '512Mi'
   */
  readonly cpuLimit?: string | undefined;
  /**
   * memory request
   * @default 256Mi
   * @example memory: '512Mi'
   */
  readonly memory?: string | undefined;
  /**
   * memory limit
   * @default 512Mi
   * @example memoryLimit: '512Mi'
   */
  readonly memoryLimit?: string | undefined;
  /**
   * ephemeral storage request, for /tmp and logs
   * @default 100Mi
   * @example disk: '512Mi'
   */
  readonly disk?: string | undefined;
  /**
   * ephemeral storage limit
   * @default 1Gi
   * @example diskLimit: '512Mi'
   */
  readonly diskLimit?: string | undefined;
}

/** Options that several forms of `EnvFields` have. */
export interface EnvFieldsSecretConfig {
  /**
   * key of the Secret or ConfigMap
   * @example key: 'password'
   */
  readonly key: string;
}

/** Options of `EnvFieldsSecret`. */
export interface EnvFieldsSecret extends EnvFieldsSecretConfig {
  /**
   * name of an existing Secret
   * @example secret: 'shop'
   */
  readonly secret: string;
}

/** Options of `EnvFieldsConfig`. */
export interface EnvFieldsConfig extends EnvFieldsSecretConfig {
  /**
   * name of an existing ConfigMap
   * @example config: 'shop'
   */
  readonly config: string;
}

/** Options of `EnvFieldsField`. */
export interface EnvFieldsField {
  /**
   * field of the pod, such as status.podIP
   * @example field: 'status.podIP'
   */
  readonly field: string;
}

/** Options of `EnvFromFieldsSecret`. */
export interface EnvFromFieldsSecret {
  /**
   * name of an existing Secret
   * @example secret: 'shop'
   */
  readonly secret: string;
}

/** Options of `EnvFromFieldsConfig`. */
export interface EnvFromFieldsConfig {
  /**
   * name of an existing ConfigMap
   * @example config: 'shop'
   */
  readonly config: string;
}

/** Options of `FilesFieldsSecret`. */
export interface FilesFieldsSecret {
  /**
   * existing Secret; its keys are the file names
   * @example secret: 'shop'
   */
  readonly secret: string;
}

/** Options of `FilesFieldsConfig`. */
export interface FilesFieldsConfig {
  /**
   * existing ConfigMap; its keys are the file names
   * @example config: 'shop'
   */
  readonly config: string;
}

/** Options of `FilesFieldsEmptyMiB`. */
export interface FilesFieldsEmptyMiB {
  /**
   * size limit in MiB of an empty directory per pod (emptyDir)
   * @example emptyMiB: 1
   */
  readonly emptyMiB: number;
  /**
   * storage of the directory; `memory` counts against the memory limit of the container
   * @default "disk"
   * @example medium: 'memory'
   */
  readonly medium?: 'disk' | 'memory' | undefined;
  /**
   * name of the directory, for several mount paths
   * @default from the path
   * @example name: 'shop'
   */
  readonly name?: string | undefined;
}

/** Options of `FilesFieldsVolume`. */
export interface FilesFieldsVolume {
  /**
   * name of a persistent volume, which is retained when the workload is removed
   * @example volume: 'shop'
   */
  readonly volume: string;
  /**
   * size of the volume in GiB
   * @example storageGiB: 1
   */
  readonly storageGiB: number;
  /**
   * StorageClass of the volume
   * @default the cluster's default
   * @example storageClass: 'fast'
   */
  readonly storageClass?: string | undefined;
  /**
   * whether several pods mount the volume (ReadWriteMany), which not all StorageClasses support
   * @default false
   * @example shared: true
   */
  readonly shared?: boolean | undefined;
}

/** Options of `CustomUseFields`. */
export interface CustomUseFields {
  /**
   * environment variables by name, each with a key of the Secret of the use, such as host, port, username and password
   * @default {}
   * @example env: { DATABASE_HOST: 'host' }
   */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /**
   * folder in which each key of the Secret of the use is a file
   * @default none
   * @example files: '/run/secrets/database'
   */
  readonly files?: string | undefined;
}

/** Options of `DatabaseUseFields`. */
export interface DatabaseUseFields {
  /**
   * size of a server that the platform provides: the defaults of cpu, memory, storageGiB and instances
   * @default small
   * @example size: 'small'
   */
  readonly size?: 'small' | 'medium' | 'large' | undefined;
  /**
   * CPU request of each instance
   * @default that of `size`
   * @example cpu: '512Mi'
   */
  readonly cpu?: string | undefined;
  /**
   * memory request and limit of each instance
   * @default that of `size`
   * @example memory: '512Mi'
   */
  readonly memory?: string | undefined;
  /**
   * size of the volume of each instance, in GiB
   * @default that of `size`
   * @example storageGiB: 1
   */
  readonly storageGiB?: number | undefined;
  /**
   * number of instances, one of which is written to
   * @default that of `size`
   * @example instances: 1
   */
  readonly instances?: number | undefined;
  /**
   * a server of its own, instead of the one that all uses in the namespace share
   * @default false
   * @example dedicated: true
   */
  readonly dedicated?: boolean | undefined;
  /**
   * whether data that the platform stores is retained when the use or its workload is removed
   * @default retain
   * @example onRemoval: 'retain'
   */
  readonly onRemoval?: 'retain' | 'delete' | undefined;
  /**
   * protocol of the server, and value of `type` in the Secret of the use
   * @default "postgresql"
   * @example type: 'postgresql'
   */
  readonly type?: string | undefined;
  /**
   * host name or IP address outside the platform
   * @default the server that the cluster provides
   * @example server: 'shop.acme.example'
   */
  readonly server?: string | undefined;
  /**
   * TCP port of the server
   * @default 5432
   * @example port: 5432
   */
  readonly port?: number | undefined;
  /**
   * address ranges of `server`, required where it is a host name and the network does not enforce host names
   * @default the address in `server`
   * @example addresses: ['192.0.2.0/24']
   */
  readonly addresses?: readonly string[] | undefined;
  /**
   * whether the range may include hosts of the cluster
   * @default false: they are excluded
   * @example includesHosts: true
   */
  readonly includesHosts?: boolean | undefined;
  /**
   * name of the database, bucket, queue or key prefix on the server
   * @default none
   * @example name: 'orders'
   */
  readonly name?: string | undefined;
  /**
   * existing Secret in the namespace of the workload with the keys that the platform does not know, such as username and password
   * @default none
   * @example credentials: 'shop'
   */
  readonly credentials?: string | undefined;
  /**
   * environment variables by name, each with a key of the Secret of the use, such as host, port, username and password
   * @default {}
   * @example env: { DATABASE_HOST: 'host' }
   */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /**
   * folder in which each key of the Secret of the use is a file
   * @default none
   * @example files: '/run/secrets/database'
   */
  readonly files?: string | undefined;
}

/** Options of `CacheUseFields`. */
export interface CacheUseFields {
  /**
   * size of a server that the platform provides: the defaults of cpu and memory
   * @default small
   * @example size: 'small'
   */
  readonly size?: 'small' | 'medium' | 'large' | undefined;
  /**
   * CPU request of each instance
   * @default that of `size`
   * @example cpu: '512Mi'
   */
  readonly cpu?: string | undefined;
  /**
   * memory request and limit of each instance
   * @default that of `size`
   * @example memory: '512Mi'
   */
  readonly memory?: string | undefined;
  /**
   * protocol of the server, and value of `type` in the Secret of the use
   * @default "redis"
   * @example type: 'redis'
   */
  readonly type?: string | undefined;
  /**
   * host name or IP address outside the platform
   * @default the server that the cluster provides
   * @example server: 'shop.acme.example'
   */
  readonly server?: string | undefined;
  /**
   * TCP port of the server
   * @default 6379
   * @example port: 6379
   */
  readonly port?: number | undefined;
  /**
   * address ranges of `server`, required where it is a host name and the network does not enforce host names
   * @default the address in `server`
   * @example addresses: ['192.0.2.0/24']
   */
  readonly addresses?: readonly string[] | undefined;
  /**
   * whether the range may include hosts of the cluster
   * @default false: they are excluded
   * @example includesHosts: true
   */
  readonly includesHosts?: boolean | undefined;
  /**
   * name of the database, bucket, queue or key prefix on the server
   * @default none
   * @example name: 'orders'
   */
  readonly name?: string | undefined;
  /**
   * existing Secret in the namespace of the workload with the keys that the platform does not know, such as username and password
   * @default none
   * @example credentials: 'shop'
   */
  readonly credentials?: string | undefined;
  /**
   * environment variables by name, each with a key of the Secret of the use, such as host, port, username and password
   * @default {}
   * @example env: { DATABASE_HOST: 'host' }
   */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /**
   * folder in which each key of the Secret of the use is a file
   * @default none
   * @example files: '/run/secrets/database'
   */
  readonly files?: string | undefined;
}

/** Options of `QueueUseFields`. */
export interface QueueUseFields {
  /**
   * protocol of the server, and value of `type` in the Secret of the use
   * @default "kafka"
   * @example type: 'kafka'
   */
  readonly type?: string | undefined;
  /**
   * host name or IP address outside the platform
   * @default the server that the cluster provides
   * @example server: 'shop.acme.example'
   */
  readonly server?: string | undefined;
  /**
   * TCP port of the server
   * @default 9092
   * @example port: 9092
   */
  readonly port?: number | undefined;
  /**
   * address ranges of `server`, required where it is a host name and the network does not enforce host names
   * @default the address in `server`
   * @example addresses: ['192.0.2.0/24']
   */
  readonly addresses?: readonly string[] | undefined;
  /**
   * whether the range may include hosts of the cluster
   * @default false: they are excluded
   * @example includesHosts: true
   */
  readonly includesHosts?: boolean | undefined;
  /**
   * name of the database, bucket, queue or key prefix on the server
   * @default none
   * @example name: 'orders'
   */
  readonly name?: string | undefined;
  /**
   * existing Secret in the namespace of the workload with the keys that the platform does not know, such as username and password
   * @default none
   * @example credentials: 'shop'
   */
  readonly credentials?: string | undefined;
  /**
   * environment variables by name, each with a key of the Secret of the use, such as host, port, username and password
   * @default {}
   * @example env: { DATABASE_HOST: 'host' }
   */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /**
   * folder in which each key of the Secret of the use is a file
   * @default none
   * @example files: '/run/secrets/database'
   */
  readonly files?: string | undefined;
}

/** Options of `BucketUseFields`. */
export interface BucketUseFields {
  /**
   * size above which a bucket that the platform provides accepts no more objects, in GiB; buckets of a cloud have none
   * @default that of the component
   * @example sizeGiB: 1
   */
  readonly sizeGiB?: number | undefined;
  /**
   * whether data that the platform stores is retained when the use or its workload is removed
   * @default retain
   * @example onRemoval: 'retain'
   */
  readonly onRemoval?: 'retain' | 'delete' | undefined;
  /**
   * protocol of the server, and value of `type` in the Secret of the use
   * @default "s3"
   * @example type: 's3'
   */
  readonly type?: string | undefined;
  /**
   * host name or IP address outside the platform
   * @default the server that the cluster provides
   * @example server: 'shop.acme.example'
   */
  readonly server?: string | undefined;
  /**
   * TCP port of the server
   * @default 443
   * @example port: 443
   */
  readonly port?: number | undefined;
  /**
   * address ranges of `server`, required where it is a host name and the network does not enforce host names
   * @default the address in `server`
   * @example addresses: ['192.0.2.0/24']
   */
  readonly addresses?: readonly string[] | undefined;
  /**
   * whether the range may include hosts of the cluster
   * @default false: they are excluded
   * @example includesHosts: true
   */
  readonly includesHosts?: boolean | undefined;
  /**
   * name of the database, bucket, queue or key prefix on the server
   * @default none
   * @example name: 'orders'
   */
  readonly name?: string | undefined;
  /**
   * existing Secret in the namespace of the workload with the keys that the platform does not know, such as username and password
   * @default none
   * @example credentials: 'shop'
   */
  readonly credentials?: string | undefined;
  /**
   * environment variables by name, each with a key of the Secret of the use, such as host, port, username and password
   * @default {}
   * @example env: { DATABASE_HOST: 'host' }
   */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /**
   * folder in which each key of the Secret of the use is a file
   * @default none
   * @example files: '/run/secrets/database'
   */
  readonly files?: string | undefined;
}

/** Secret in the platform's secret store. */
export interface SecretUseFields {
  /**
   * path in the platform's secret store, below the name of the tenant
   * @example path: 'web/payments'
   */
  readonly path: string;
  /**
   * environment variables by name, each with a key of the Secret of the use, such as host, port, username and password
   * @default {}
   * @example env: { DATABASE_HOST: 'host' }
   */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /**
   * folder in which each key of the Secret of the use is a file
   * @default none
   * @example files: '/run/secrets/database'
   */
  readonly files?: string | undefined;
  /**
   * interval in minutes at which the secret is read again
   * @default 60
   * @example refreshMinutes: 60
   */
  readonly refreshMinutes?: number | undefined;
}

/** Databases, caches, queues, buckets and stored secrets that the workload uses. */
export interface UsesFields {
  /**
   * database, or several databases by name
   * @default none
   * @example database: { size: 'small' }
   */
  readonly database?: DatabaseUseFields | Readonly<Record<string, DatabaseUseFields>> | undefined;
  /**
   * cache, or several caches by name
   * @default none
   * @example cache: { size: 'small' }
   */
  readonly cache?: CacheUseFields | Readonly<Record<string, CacheUseFields>> | undefined;
  /**
   * message queue, or several message queues by name
   * @default none
   * @example queue: { type: 'kafka' }
   */
  readonly queue?: QueueUseFields | Readonly<Record<string, QueueUseFields>> | undefined;
  /**
   * S3-compatible bucket, or several buckets by name
   * @default none
   * @example bucket: { sizeGiB: 1 }
   */
  readonly bucket?: BucketUseFields | Readonly<Record<string, BucketUseFields>> | undefined;
  /**
   * secret in the platform's secret store
   * @default none
   * @example secret: { path: 'web/payments', env: { API_KEY: 'key' } }
   */
  readonly secret?: SecretUseFields | undefined;
}

/** Options of `CallsFields`. */
export interface CallsFields {
  /**
   * `name` of an application of the same tenant, or `tenant/name` of another tenant
   * @example to: 'bank/ledger'
   */
  readonly to: string;
  /**
   * `service`: with a short-lived token of the calling workload, which the gate of the application verifies
   * @example as: 'service'
   */
  readonly as: 'service';
}

/** Options that several forms of `EgressTargetFields` have. */
export interface EgressTargetFieldsCommon {
  /**
   * TCP ports
   * @default 443 for a host or range, all for a capability, those of the connection for a connection
   * @example ports: [8080]
   */
  readonly ports?: readonly number[] | undefined;
}

/** Options of `EgressTargetFieldsHost`. */
export interface EgressTargetFieldsHost extends EgressTargetFieldsCommon {
  /**
   * host name outside the platform; requires a network that enforces host names, such as Cilium
   * @example host: 'shop.acme.example'
   */
  readonly host: string;
}

/** Options of `EgressTargetFieldsCidr`. */
export interface EgressTargetFieldsCidr extends EgressTargetFieldsCommon {
  /**
   * address range outside the cluster; pods, Services, metadata services and other environments are always excluded
   * @example cidr: '192.0.2.0/24'
   */
  readonly cidr: string;
  /**
   * whether the range may include hosts of the cluster
   * @default false: they are excluded
   * @example includesHosts: true
   */
  readonly includesHosts?: boolean | undefined;
}

/** Options of `EgressTargetFieldsCapability`. */
export interface EgressTargetFieldsCapability extends EgressTargetFieldsCommon {
  /**
   * capability of the platform that is listed in the tenant's `capabilities`
   * @example capability: 'metrics'
   */
  readonly capability: Capability;
}

/** Options of `EgressTargetFieldsConnection`. */
export interface EgressTargetFieldsConnection extends EgressTargetFieldsCommon {
  /**
   * connection of the cluster with another network that is listed in the tenant's `connections`
   * @example connection: 'analytics'
   */
  readonly connection: string;
}

/** Metric of the application that affects scaling. */
export interface ReplicasFieldsMetric {
  /**
   * name of the metric in the custom metrics API
   * @example name: 'queue_length'
   */
  readonly name: string;
  /**
   * target average value per pod
   * @example average: '512Mi'
   */
  readonly average: string;
}

/** Options of `ReplicasFields`. */
export interface ReplicasFields {
  /**
   * minimum number of pods
   * @example min: 1
   */
  readonly min: number;
  /**
   * maximum number of pods
   * @example max: 1
   */
  readonly max: number;
  /**
   * target CPU usage in percent of the CPU request; `none`: CPU usage does not affect scaling
   * @default 80
   * @example cpuPercent: 80
   */
  readonly cpuPercent?: number | 'none' | undefined;
  /**
   * target memory usage in percent of the memory request
   * @default memory does not affect scaling
   * @example memoryPercent: 1
   */
  readonly memoryPercent?: number | undefined;
  /**
   * metric of the application that affects scaling
   * @default none
   * @example metric: { name: 'queue_length', average: '30' }
   */
  readonly metric?: ReplicasFieldsMetric | undefined;
}

/** Options of `ApplicationFieldsIngress`. */
export interface ApplicationFieldsIngress {
  /**
   * host name of the Ingress
   * @example host: 'shop.acme.example'
   */
  readonly host: string;
  /**
   * path prefixes that are routed to the application
   * @default ["/"]
   * @example paths: ['/']
   */
  readonly paths?: readonly string[] | undefined;
}

/** Options of `ApplicationFieldsRedirects`. */
export interface ApplicationFieldsRedirects {
  /**
   * host name whose requests are redirected
   * @example from: 'shop.acme.example'
   */
  readonly from: string;
  /**
   * host name in the Location header (permanent redirect); the path is preserved
   * @example to: 'shop.acme.example'
   */
  readonly to: string;
}

/** Options of `AllowsFields`. */
export interface AllowsFields {
  /**
   * workload of another tenant, as `tenant/name`
   * @example from: 'bank/teller'
   */
  readonly from: string;
  /**
   * `service`: with a short-lived token of the calling workload, which the gate of the application verifies
   * @example as: 'service'
   */
  readonly as: 'service';
}

/** Options of `LoginFieldsPaths`. */
export interface LoginFieldsPaths {
  /**
   * groups of the issuer, one of which the user must be in
   * @default all users of the issuer
   * @example groups: ['shop-support']
   */
  readonly groups?: readonly string[] | undefined;
}

/** Options of `LoginFields`. */
export interface LoginFields {
  /**
   * groups of the issuer, one of which the user must be in
   * @default all users of the issuer
   * @example groups: ['shop-support']
   */
  readonly groups?: readonly string[] | undefined;
  /**
   * path prefixes with other rules: `anyone` for requests without log-in, `token` for those of programs with an access token that the issuer has issued for the host, or the groups of users
   * @default none
   * @example paths: { '/public': 'anyone', '/api': 'token' }
   */
  readonly paths?: Readonly<Record<string, 'anyone' | 'token' | LoginFieldsPaths>> | undefined;
}

/** Options of `SidecarFields`. */
export interface SidecarFields {
  /**
   * container image with a tag or digest
   * @example image: 'registry.acme.example/shop/web:1.4.2'
   */
  readonly image: string;
  /**
   * entrypoint of the container
   * @default ENTRYPOINT of the image
   * @example command: ['node', 'server.js']
   */
  readonly command?: readonly string[] | undefined;
  /**
   * arguments of the entrypoint
   * @default CMD of the image
   * @example args: ['--port', '8080']
   */
  readonly args?: readonly string[] | undefined;
  /**
   * resource requests and limits of the container
   * @default the defaults of these options
   * @example resources: { cpu: '512Mi' }
   */
  readonly resources?: ResourcesFields | undefined;
  /**
   * environment variables by name: strings, keys of existing Secrets and ConfigMaps, or fields of the pod
   * @default none
   * @example env: { LOG_LEVEL: 'info', PASSWORD: { secret: 'web', key: 'password' } }
   */
  readonly env?: Readonly<Record<string, string | EnvFieldsSecret | EnvFieldsConfig | EnvFieldsField>> | undefined;
  /**
   * Secrets and ConfigMaps of which all keys become environment variables
   * @default none
   * @example envFrom: [{ secret: 'shop' }]
   */
  readonly envFrom?: readonly (EnvFromFieldsSecret | EnvFromFieldsConfig)[] | undefined;
  /**
   * volumes by mount path
   * @default only /tmp, empty
   * @example files: { '/data': { volume: 'data', storageGiB: 10 } }
   */
  readonly files?: Readonly<Record<string, FilesFieldsSecret | FilesFieldsConfig | FilesFieldsEmptyMiB | FilesFieldsVolume>> | undefined;
  /**
   * whether the root file system is writable
   * @default false
   * @example writableRoot: true
   */
  readonly writableRoot?: boolean | undefined;
  /**
   * Linux capabilities of the container; all others are dropped. The namespace's `podSecurity` must allow them
   * @default none
   * @example capabilities: ['NET_BIND_SERVICE']
   */
  readonly capabilities?: readonly string[] | undefined;
}

/** Options of `ApplicationFieldsPorts`. */
export interface ApplicationFieldsPorts {
  /**
   * container port
   * @example port: 8080
   */
  readonly port: number;
  /**
   * protocol on the port
   * @default "tcp"
   * @example protocol: 'http'
   */
  readonly protocol?: 'http' | 'grpc' | 'tcp' | 'udp' | undefined;
  /**
   * port of the Service
   * @default the container port
   * @example servicePort: 8080
   */
  readonly servicePort?: number | undefined;
}

/** Options that several forms of `ProbeFields` have. */
export interface ProbeFieldsPathGrpcTcp {
  /**
   * port of the probe
   * @default the container port
   * @example port: 8080
   */
  readonly port?: number | undefined;
}

/** Options that several forms of `ProbeFields` have. */
export interface ProbeFieldsCommon {
  /**
   * delay in seconds before the first probe
   * @default 0
   * @example initialDelaySeconds: 0
   */
  readonly initialDelaySeconds?: number | undefined;
  /**
   * interval of the probe in seconds
   * @default 10
   * @example periodSeconds: 10
   */
  readonly periodSeconds?: number | undefined;
  /**
   * timeout of the probe in seconds
   * @default 1
   * @example timeoutSeconds: 1
   */
  readonly timeoutSeconds?: number | undefined;
  /**
   * consecutive failures after which the probe has failed
   * @default 3
   * @example failureThreshold: 3
   */
  readonly failureThreshold?: number | undefined;
}

/** Options of `ProbeFieldsPath`. */
export interface ProbeFieldsPath extends ProbeFieldsPathGrpcTcp, ProbeFieldsCommon {
  /**
   * HTTP path; status codes from 200 to 399 are success
   * @example path: '/healthz'
   */
  readonly path: string;
  /**
   * HTTP headers of the request by name
   * @default none
   * @example headers: { Host: 'shop.acme.example' }
   */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Options of `ProbeFieldsCommand`. */
export interface ProbeFieldsCommand extends ProbeFieldsCommon {
  /**
   * command in the container; exit code 0 is success
   * @example command: ['pg_isready']
   */
  readonly command: readonly string[];
}

/** Options of `ProbeFieldsGrpc`. */
export interface ProbeFieldsGrpc extends ProbeFieldsPathGrpcTcp, ProbeFieldsCommon {
  /**
   * true, or the name of a service, for the gRPC health checking protocol
   * @example grpc: true
   */
  readonly grpc: true | string;
}

/** Options of `ProbeFieldsTcp`. */
export interface ProbeFieldsTcp extends ProbeFieldsPathGrpcTcp, ProbeFieldsCommon {
  /**
   * true: a TCP connection to the port is success
   * @example tcp: true
   */
  readonly tcp: true;
}

/** HTTP, command, gRPC and TCP probes of the container. */
export interface ApplicationFieldsProbes {
  /**
   * probe whose failure restarts the container
   * @default none
   * @example liveness: { path: '/healthz' }
   */
  readonly liveness?: ProbeFieldsPath | ProbeFieldsCommand | ProbeFieldsGrpc | ProbeFieldsTcp | undefined;
  /**
   * probe whose failure removes the pod from the Service
   * @default a connection to the container port
   * @example readiness: { path: '/healthz' }
   */
  readonly readiness?: ProbeFieldsPath | ProbeFieldsCommand | ProbeFieldsGrpc | ProbeFieldsTcp | undefined;
  /**
   * probe that must succeed before the other probes run
   * @default none
   * @example startup: { path: '/healthz' }
   */
  readonly startup?: ProbeFieldsPath | ProbeFieldsCommand | ProbeFieldsGrpc | ProbeFieldsTcp | undefined;
}

/** Options of `ApplicationFieldsPreStopSeconds`. */
export interface ApplicationFieldsPreStopSeconds {
  /**
   * duration of the sleep in seconds
   * @example seconds: 1
   */
  readonly seconds: number;
}

/** Options of `ApplicationFieldsPreStopPath`. */
export interface ApplicationFieldsPreStopPath {
  /**
   * HTTP path that is requested
   * @example path: '/drain'
   */
  readonly path: string;
  /**
   * port of the request
   * @default the container port
   * @example port: 8080
   */
  readonly port?: number | undefined;
}

/** Options of `ApplicationFieldsPreStopCommand`. */
export interface ApplicationFieldsPreStopCommand {
  /**
   * command that runs in the container
   * @example command: ['sh', '-c', 'sleep 5']
   */
  readonly command: readonly string[];
}

/** Options of `ApplicationFieldsMetrics`. */
export interface ApplicationFieldsMetrics {
  /**
   * HTTP path of the metrics
   * @default "/metrics"
   * @example path: '/metrics'
   */
  readonly path?: string | undefined;
  /**
   * port of the metrics
   * @default the container port
   * @example port: 8080
   */
  readonly port?: number | undefined;
}

/** Options of `ApplicationConfigurationFieldsIngress`. */
export interface ApplicationConfigurationFieldsIngress {
  /**
   * host name of the Ingress
   * @example host: 'shop.acme.example'
   */
  readonly host: string;
  /**
   * path prefixes that are routed to the application
   * @default ["/"]
   * @example paths: ['/']
   */
  readonly paths?: readonly string[] | undefined;
}

/** Options of `ApplicationConfigurationFieldsRedirects`. */
export interface ApplicationConfigurationFieldsRedirects {
  /**
   * host name whose requests are redirected
   * @example from: 'shop.acme.example'
   */
  readonly from: string;
  /**
   * host name in the Location header (permanent redirect); the path is preserved
   * @example to: 'shop.acme.example'
   */
  readonly to: string;
}

/** Options of `ApplicationConfigurationFields`. */
export interface ApplicationConfigurationFields {
  /**
   * container image with a tag or digest
   * @default none
   * @example image: 'registry.acme.example/shop/web:1.4.2'
   */
  readonly image?: string | undefined;
  /**
   * resource requests and limits of the container
   * @default the defaults of these options
   * @example resources: { cpu: '512Mi' }
   */
  readonly resources?: ResourcesFields | undefined;
  /**
   * environment variables by name: strings, keys of existing Secrets and ConfigMaps, or fields of the pod
   * @default none
   * @example env: { LOG_LEVEL: 'info', PASSWORD: { secret: 'web', key: 'password' } }
   */
  readonly env?: Readonly<Record<string, string | EnvFieldsSecret | EnvFieldsConfig | EnvFieldsField>> | undefined;
  /**
   * Secrets and ConfigMaps of which all keys become environment variables
   * @default none
   * @example envFrom: [{ secret: 'shop' }]
   */
  readonly envFrom?: readonly (EnvFromFieldsSecret | EnvFromFieldsConfig)[] | undefined;
  /**
   * volumes by mount path
   * @default only /tmp, empty
   * @example files: { '/data': { volume: 'data', storageGiB: 10 } }
   */
  readonly files?: Readonly<Record<string, FilesFieldsSecret | FilesFieldsConfig | FilesFieldsEmptyMiB | FilesFieldsVolume>> | undefined;
  /**
   * databases, caches, queues, buckets and stored secrets that the workload uses
   * @default none
   * @example uses: { database: { size: 'small' } }
   */
  readonly uses?: UsesFields & Readonly<Record<string, Readonly<Record<string, CustomUseFields & Readonly<Record<string, unknown>>>> | CustomUseFields & Readonly<Record<string, unknown>>>> | undefined;
  /**
   * targets that the workload calls: `name` of an application of the same tenant, `tenant/name` of another tenant, either with `:port` for one of its ports by name, `{ to, as: service }` for an application that verifies the caller, a host or range outside the platform, a capability of the platform, or a connection with another network; all other egress is denied
   * @default none
   * @example calls: [{ to: 'bank/ledger', as: 'service' }]
   */
  readonly calls?: readonly (string | CallsFields | EgressTargetFieldsHost | EgressTargetFieldsCidr | EgressTargetFieldsCapability | EgressTargetFieldsConnection)[] | undefined;
  /**
   * number of pods, or { min, max } for a HorizontalPodAutoscaler
   * @default { min: 2, max: 4 }, or 1 with a volume that is not shared
   * @example replicas: 1
   */
  readonly replicas?: number | ReplicasFields | undefined;
  /**
   * host name, or list of host names and { host, paths }, of the Ingress
   * @default no Ingress
   * @example ingress: 'shop.acme.example'
   */
  readonly ingress?: string | readonly (string | ApplicationConfigurationFieldsIngress)[] | undefined;
  /**
   * permanent redirects from host names of the application to other host names
   * @default none
   * @example redirects: [{ from: 'shop.acme.example', to: 'shop.acme.example' }]
   */
  readonly redirects?: readonly ApplicationConfigurationFieldsRedirects[] | undefined;
  /**
   * workloads of other tenants that may call the application, as `tenant/name`, or `{ from, as: service }` for calls with a token only
   * @default none
   * @example allows: ['bank/teller']
   */
  readonly allows?: readonly (string | AllowsFields)[] | undefined;
  /**
   * users who may open the application in a browser: true for all users of the issuer, or { groups, paths }; the application receives user, e-mail address and groups in the headers X-Auth-Request-User, -Email and -Groups
   * @default false, everybody
   * @example login: true
   */
  readonly login?: boolean | 'token' | LoginFields | undefined;
}

/** Fields of the generated objects, by kind, merged as a strategic merge patch: objects by field, lists by the merge keys of the Kubernetes API (containers, variables and volumes by name), other values are replaced; null removes a field. */
export interface PatchFields {
  /**
   * fields of the Deployment
   * @default none
   * @example Deployment: { metadata: { annotations: { 'acme.example/owner': 'shop' } } }
   */
  readonly Deployment?: Readonly<Record<string, JsonValue>> | undefined;
  /**
   * fields of the Service
   * @default none
   * @example Service: { metadata: { annotations: { 'acme.example/owner': 'shop' } } }
   */
  readonly Service?: Readonly<Record<string, JsonValue>> | undefined;
  /**
   * fields of the ServiceAccount
   * @default none
   * @example ServiceAccount: { metadata: { annotations: { 'acme.example/owner': 'shop' } } }
   */
  readonly ServiceAccount?: Readonly<Record<string, JsonValue>> | undefined;
  /**
   * fields of the HorizontalPodAutoscaler
   * @default none
   * @example HorizontalPodAutoscaler: { metadata: { annotations: { 'acme.example/owner': 'shop' } } }
   */
  readonly HorizontalPodAutoscaler?: Readonly<Record<string, JsonValue>> | undefined;
  /**
   * fields of the PodDisruptionBudget
   * @default none
   * @example PodDisruptionBudget: { metadata: { annotations: { 'acme.example/owner': 'shop' } } }
   */
  readonly PodDisruptionBudget?: Readonly<Record<string, JsonValue>> | undefined;
  /**
   * fields of the Ingress
   * @default none
   * @example Ingress: { metadata: { annotations: { 'acme.example/owner': 'shop' } } }
   */
  readonly Ingress?: Readonly<Record<string, JsonValue>> | undefined;
  /**
   * fields of the PersistentVolumeClaims
   * @default none
   * @example PersistentVolumeClaim: { metadata: { annotations: { 'acme.example/owner': 'shop' } } }
   */
  readonly PersistentVolumeClaim?: Readonly<Record<string, JsonValue>> | undefined;
  /**
   * fields of the Job
   * @default none
   * @example Job: { metadata: { annotations: { 'acme.example/owner': 'shop' } } }
   */
  readonly Job?: Readonly<Record<string, JsonValue>> | undefined;
  /**
   * fields of the CronJob
   * @default none
   * @example CronJob: { metadata: { annotations: { 'acme.example/owner': 'shop' } } }
   */
  readonly CronJob?: Readonly<Record<string, JsonValue>> | undefined;
}

/** Options of `ApplicationFields`. */
export interface ApplicationFields {
  /**
   * container image with a tag or digest
   * @example image: 'registry.acme.example/shop/web:1.4.2'
   */
  readonly image: string;
  /**
   * resource requests and limits of the container
   * @default the defaults of these options
   * @example resources: { cpu: '512Mi' }
   */
  readonly resources?: ResourcesFields | undefined;
  /**
   * environment variables by name: strings, keys of existing Secrets and ConfigMaps, or fields of the pod
   * @default none
   * @example env: { LOG_LEVEL: 'info', PASSWORD: { secret: 'web', key: 'password' } }
   */
  readonly env?: Readonly<Record<string, string | EnvFieldsSecret | EnvFieldsConfig | EnvFieldsField>> | undefined;
  /**
   * Secrets and ConfigMaps of which all keys become environment variables
   * @default none
   * @example envFrom: [{ secret: 'shop' }]
   */
  readonly envFrom?: readonly (EnvFromFieldsSecret | EnvFromFieldsConfig)[] | undefined;
  /**
   * volumes by mount path
   * @default only /tmp, empty
   * @example files: { '/data': { volume: 'data', storageGiB: 10 } }
   */
  readonly files?: Readonly<Record<string, FilesFieldsSecret | FilesFieldsConfig | FilesFieldsEmptyMiB | FilesFieldsVolume>> | undefined;
  /**
   * databases, caches, queues, buckets and stored secrets that the workload uses
   * @default none
   * @example uses: { database: { size: 'small' } }
   */
  readonly uses?: UsesFields & Readonly<Record<string, Readonly<Record<string, CustomUseFields & Readonly<Record<string, unknown>>>> | CustomUseFields & Readonly<Record<string, unknown>>>> | undefined;
  /**
   * targets that the workload calls: `name` of an application of the same tenant, `tenant/name` of another tenant, either with `:port` for one of its ports by name, `{ to, as: service }` for an application that verifies the caller, a host or range outside the platform, a capability of the platform, or a connection with another network; all other egress is denied
   * @default none
   * @example calls: [{ to: 'bank/ledger', as: 'service' }]
   */
  readonly calls?: readonly (string | CallsFields | EgressTargetFieldsHost | EgressTargetFieldsCidr | EgressTargetFieldsCapability | EgressTargetFieldsConnection)[] | undefined;
  /**
   * number of pods, or { min, max } for a HorizontalPodAutoscaler
   * @default { min: 2, max: 4 }, or 1 with a volume that is not shared
   * @example replicas: 1
   */
  readonly replicas?: number | ReplicasFields | undefined;
  /**
   * host name, or list of host names and { host, paths }, of the Ingress
   * @default no Ingress
   * @example ingress: 'shop.acme.example'
   */
  readonly ingress?: string | readonly (string | ApplicationFieldsIngress)[] | undefined;
  /**
   * permanent redirects from host names of the application to other host names
   * @default none
   * @example redirects: [{ from: 'shop.acme.example', to: 'shop.acme.example' }]
   */
  readonly redirects?: readonly ApplicationFieldsRedirects[] | undefined;
  /**
   * workloads of other tenants that may call the application, as `tenant/name`, or `{ from, as: service }` for calls with a token only
   * @default none
   * @example allows: ['bank/teller']
   */
  readonly allows?: readonly (string | AllowsFields)[] | undefined;
  /**
   * users who may open the application in a browser: true for all users of the issuer, or { groups, paths }; the application receives user, e-mail address and groups in the headers X-Auth-Request-User, -Email and -Groups
   * @default false, everybody
   * @example login: true
   */
  readonly login?: boolean | 'token' | LoginFields | undefined;
  /**
   * `application`: a long-running container, in a Deployment
   * @default application
   * @example kind: 'application'
   */
  readonly kind?: 'application' | undefined;
  /**
   * entrypoint of the container
   * @default ENTRYPOINT of the image
   * @example command: ['node', 'server.js']
   */
  readonly command?: readonly string[] | undefined;
  /**
   * arguments of the entrypoint
   * @default CMD of the image
   * @example args: ['--port', '8080']
   */
  readonly args?: readonly string[] | undefined;
  /**
   * one of the tenant's namespaces
   * @default the first
   * @example namespace: 'shop'
   */
  readonly namespace?: string | undefined;
  /**
   * names of the tenant's clusters that the workload runs on
   * @default all
   * @example clusters: ['prod1']
   */
  readonly clusters?: readonly string[] | undefined;
  /**
   * containers by name that start before the container and stop after it (native sidecars); they share its network and, with the same `files`, its volumes
   * @default none
   * @example sidecars: { shop: { image: 'registry.acme.example/shop/web:1.4.2' } }
   */
  readonly sidecars?: Readonly<Record<string, SidecarFields>> | undefined;
  /**
   * Linux capabilities of the container; all others are dropped. The namespace's `podSecurity` must allow them
   * @default none
   * @example capabilities: ['NET_BIND_SERVICE']
   */
  readonly capabilities?: readonly string[] | undefined;
  /**
   * user ID and group ID of the process; 0 (root) requires `podSecurity` baseline or privileged
   * @default 65532
   * @example user: 65532
   */
  readonly user?: number | undefined;
  /**
   * whether the root file system is writable; if not, only /tmp and `files` are
   * @default false
   * @example writableRoot: true
   */
  readonly writableRoot?: boolean | undefined;
  /**
   * format of the logs: `lines`; `json` objects with `level` and `message`, one per line; `multi-line` entries that begin with a date; `none`: the logs are not stored
   * @default "lines"
   * @example logs: 'json'
   */
  readonly logs?: 'lines' | 'json' | 'multi-line' | 'none' | undefined;
  /**
   * PriorityClass of the pods, one of the tenant's `priorityClasses`
   * @default the cluster's default
   * @example priorityClass: 'shop'
   */
  readonly priorityClass?: string | undefined;
  /**
   * RuntimeClass of the pods, one of the tenant's `runtimeClasses`
   * @default the cluster's default
   * @example runtimeClass: 'shop'
   */
  readonly runtimeClass?: string | undefined;
  /**
   * time in seconds between SIGTERM and SIGKILL, including the preStop hook
   * @default 30
   * @example terminationGracePeriodSeconds: 30
   */
  readonly terminationGracePeriodSeconds?: number | undefined;
  /**
   * existing Secrets with credentials for the image registry
   * @default []
   * @example imagePullSecrets: ['shop']
   */
  readonly imagePullSecrets?: readonly string[] | undefined;
  /**
   * container port; `none` for an application that accepts no connections, which has no Service and no readiness probe by default
   * @default 8080
   * @example port: 8080
   */
  readonly port?: number | 'none' | undefined;
  /**
   * protocol on the container port, and the name of the port
   * @default "http"
   * @example protocol: 'grpc'
   */
  readonly protocol?: 'http' | 'grpc' | 'tcp' | 'udp' | undefined;
  /**
   * port of the Service
   * @default 80
   * @example servicePort: 80
   */
  readonly servicePort?: number | undefined;
  /**
   * further ports of the container and the Service by name: port numbers (TCP), or objects
   * @default none
   * @example ports: { admin: 9000 }
   */
  readonly ports?: Readonly<Record<string, number | ApplicationFieldsPorts>> | undefined;
  /**
   * HTTP, command, gRPC and TCP probes of the container
   * @default a readiness probe that connects to the container port
   * @example probes: { liveness: { path: '/healthz' } }
   */
  readonly probes?: ApplicationFieldsProbes | undefined;
  /**
   * preStop hook, which runs before SIGTERM so that load balancers can stop sending requests
   * @default {"seconds":5}
   * @example preStop: { seconds: 1 }
   */
  readonly preStop?: ApplicationFieldsPreStopSeconds | ApplicationFieldsPreStopPath | ApplicationFieldsPreStopCommand | undefined;
  /**
   * update strategy of the Deployment
   * @default rolling, or recreate with a volume that is not shared
   * @example strategy: 'rolling'
   */
  readonly strategy?: 'rolling' | 'recreate' | undefined;
  /**
   * whether spreading pods over nodes and zones is preferred or required
   * @default "prefer"
   * @example spread: 'require'
   */
  readonly spread?: 'prefer' | 'require' | undefined;
  /**
   * whether pods may elect a leader with a Lease that has the name of the application
   * @default false
   * @example leaderElection: true
   */
  readonly leaderElection?: boolean | undefined;
  /**
   * HTTP path, or { path, port }, of Prometheus metrics
   * @default no metrics are scraped
   * @example metrics: { path: '/metrics' }
   */
  readonly metrics?: string | ApplicationFieldsMetrics | undefined;
  /**
   * options that differ per environment: objects such as `env` are merged, other values are replaced
   * @default none
   * @example perEnvironment: { shop: { image: 'registry.acme.example/shop/web:1.4.2' } }
   */
  readonly perEnvironment?: Readonly<Record<string, ApplicationConfigurationFields>> | undefined;
  /**
   * fields of the generated objects, by kind, merged as a strategic merge patch: objects by field, lists by the merge keys of the Kubernetes API (containers, variables and volumes by name), other values are replaced; null removes a field
   * @default none
   * @example patch: { Deployment: { spec: { minReadySeconds: 10 } } }
   */
  readonly patch?: PatchFields | undefined;
}

/** Options of `JobConfigurationFields`. */
export interface JobConfigurationFields {
  /**
   * container image with a tag or digest
   * @default none
   * @example image: 'registry.acme.example/shop/web:1.4.2'
   */
  readonly image?: string | undefined;
  /**
   * resource requests and limits of the container
   * @default the defaults of these options
   * @example resources: { cpu: '512Mi' }
   */
  readonly resources?: ResourcesFields | undefined;
  /**
   * environment variables by name: strings, keys of existing Secrets and ConfigMaps, or fields of the pod
   * @default none
   * @example env: { LOG_LEVEL: 'info', PASSWORD: { secret: 'web', key: 'password' } }
   */
  readonly env?: Readonly<Record<string, string | EnvFieldsSecret | EnvFieldsConfig | EnvFieldsField>> | undefined;
  /**
   * Secrets and ConfigMaps of which all keys become environment variables
   * @default none
   * @example envFrom: [{ secret: 'shop' }]
   */
  readonly envFrom?: readonly (EnvFromFieldsSecret | EnvFromFieldsConfig)[] | undefined;
  /**
   * volumes by mount path
   * @default only /tmp, empty
   * @example files: { '/data': { volume: 'data', storageGiB: 10 } }
   */
  readonly files?: Readonly<Record<string, FilesFieldsSecret | FilesFieldsConfig | FilesFieldsEmptyMiB | FilesFieldsVolume>> | undefined;
  /**
   * databases, caches, queues, buckets and stored secrets that the workload uses
   * @default none
   * @example uses: { database: { size: 'small' } }
   */
  readonly uses?: UsesFields & Readonly<Record<string, Readonly<Record<string, CustomUseFields & Readonly<Record<string, unknown>>>> | CustomUseFields & Readonly<Record<string, unknown>>>> | undefined;
  /**
   * targets that the workload calls: `name` of an application of the same tenant, `tenant/name` of another tenant, either with `:port` for one of its ports by name, `{ to, as: service }` for an application that verifies the caller, a host or range outside the platform, a capability of the platform, or a connection with another network; all other egress is denied
   * @default none
   * @example calls: [{ to: 'bank/ledger', as: 'service' }]
   */
  readonly calls?: readonly (string | CallsFields | EgressTargetFieldsHost | EgressTargetFieldsCidr | EgressTargetFieldsCapability | EgressTargetFieldsConnection)[] | undefined;
  /**
   * cron schedule of a CronJob
   * @default a Job that runs once
   * @example schedule: '0 3 * * *'
   */
  readonly schedule?: string | undefined;
}

/** Options of `JobFields`. */
export interface JobFields {
  /**
   * container image with a tag or digest
   * @example image: 'registry.acme.example/shop/web:1.4.2'
   */
  readonly image: string;
  /**
   * resource requests and limits of the container
   * @default the defaults of these options
   * @example resources: { cpu: '512Mi' }
   */
  readonly resources?: ResourcesFields | undefined;
  /**
   * environment variables by name: strings, keys of existing Secrets and ConfigMaps, or fields of the pod
   * @default none
   * @example env: { LOG_LEVEL: 'info', PASSWORD: { secret: 'web', key: 'password' } }
   */
  readonly env?: Readonly<Record<string, string | EnvFieldsSecret | EnvFieldsConfig | EnvFieldsField>> | undefined;
  /**
   * Secrets and ConfigMaps of which all keys become environment variables
   * @default none
   * @example envFrom: [{ secret: 'shop' }]
   */
  readonly envFrom?: readonly (EnvFromFieldsSecret | EnvFromFieldsConfig)[] | undefined;
  /**
   * volumes by mount path
   * @default only /tmp, empty
   * @example files: { '/data': { volume: 'data', storageGiB: 10 } }
   */
  readonly files?: Readonly<Record<string, FilesFieldsSecret | FilesFieldsConfig | FilesFieldsEmptyMiB | FilesFieldsVolume>> | undefined;
  /**
   * databases, caches, queues, buckets and stored secrets that the workload uses
   * @default none
   * @example uses: { database: { size: 'small' } }
   */
  readonly uses?: UsesFields & Readonly<Record<string, Readonly<Record<string, CustomUseFields & Readonly<Record<string, unknown>>>> | CustomUseFields & Readonly<Record<string, unknown>>>> | undefined;
  /**
   * targets that the workload calls: `name` of an application of the same tenant, `tenant/name` of another tenant, either with `:port` for one of its ports by name, `{ to, as: service }` for an application that verifies the caller, a host or range outside the platform, a capability of the platform, or a connection with another network; all other egress is denied
   * @default none
   * @example calls: [{ to: 'bank/ledger', as: 'service' }]
   */
  readonly calls?: readonly (string | CallsFields | EgressTargetFieldsHost | EgressTargetFieldsCidr | EgressTargetFieldsCapability | EgressTargetFieldsConnection)[] | undefined;
  /**
   * cron schedule of a CronJob
   * @default a Job that runs once
   * @example schedule: '0 3 * * *'
   */
  readonly schedule?: string | undefined;
  /**
   * `job`: a container that terminates, in a Job or CronJob
   * @example kind: 'job'
   */
  readonly kind: 'job';
  /**
   * entrypoint of the container
   * @default ENTRYPOINT of the image
   * @example command: ['node', 'server.js']
   */
  readonly command?: readonly string[] | undefined;
  /**
   * arguments of the entrypoint
   * @default CMD of the image
   * @example args: ['--port', '8080']
   */
  readonly args?: readonly string[] | undefined;
  /**
   * one of the tenant's namespaces
   * @default the first
   * @example namespace: 'shop'
   */
  readonly namespace?: string | undefined;
  /**
   * names of the tenant's clusters that the workload runs on
   * @default all
   * @example clusters: ['prod1']
   */
  readonly clusters?: readonly string[] | undefined;
  /**
   * containers by name that start before the container and stop after it (native sidecars); they share its network and, with the same `files`, its volumes
   * @default none
   * @example sidecars: { shop: { image: 'registry.acme.example/shop/web:1.4.2' } }
   */
  readonly sidecars?: Readonly<Record<string, SidecarFields>> | undefined;
  /**
   * Linux capabilities of the container; all others are dropped. The namespace's `podSecurity` must allow them
   * @default none
   * @example capabilities: ['NET_BIND_SERVICE']
   */
  readonly capabilities?: readonly string[] | undefined;
  /**
   * user ID and group ID of the process; 0 (root) requires `podSecurity` baseline or privileged
   * @default 65532
   * @example user: 65532
   */
  readonly user?: number | undefined;
  /**
   * whether the root file system is writable; if not, only /tmp and `files` are
   * @default false
   * @example writableRoot: true
   */
  readonly writableRoot?: boolean | undefined;
  /**
   * format of the logs: `lines`; `json` objects with `level` and `message`, one per line; `multi-line` entries that begin with a date; `none`: the logs are not stored
   * @default "lines"
   * @example logs: 'json'
   */
  readonly logs?: 'lines' | 'json' | 'multi-line' | 'none' | undefined;
  /**
   * PriorityClass of the pods, one of the tenant's `priorityClasses`
   * @default the cluster's default
   * @example priorityClass: 'shop'
   */
  readonly priorityClass?: string | undefined;
  /**
   * RuntimeClass of the pods, one of the tenant's `runtimeClasses`
   * @default the cluster's default
   * @example runtimeClass: 'shop'
   */
  readonly runtimeClass?: string | undefined;
  /**
   * time in seconds between SIGTERM and SIGKILL, including the preStop hook
   * @default 30
   * @example terminationGracePeriodSeconds: 30
   */
  readonly terminationGracePeriodSeconds?: number | undefined;
  /**
   * existing Secrets with credentials for the image registry
   * @default []
   * @example imagePullSecrets: ['shop']
   */
  readonly imagePullSecrets?: readonly string[] | undefined;
  /**
   * name of the run, part of the name of the Job; Jobs are immutable, so a new name runs the job again
   * @default none
   * @example run: 'shop'
   */
  readonly run?: string | undefined;
  /**
   * IANA time zone of the schedule
   * @default "Etc/UTC"
   * @example timeZone: 'Etc/UTC'
   */
  readonly timeZone?: string | undefined;
  /**
   * concurrency policy for a run that is due while the previous run is active
   * @default "forbid"
   * @example overlap: 'allow'
   */
  readonly overlap?: 'allow' | 'forbid' | 'replace' | undefined;
  /**
   * number of pods that must succeed
   * @default 1
   * @example completions: 1
   */
  readonly completions?: number | undefined;
  /**
   * maximum number of pods that run at the same time
   * @default 1
   * @example parallelism: 1
   */
  readonly parallelism?: number | undefined;
  /**
   * number of retries before the job fails (backoffLimit)
   * @default 6
   * @example retries: 6
   */
  readonly retries?: number | undefined;
  /**
   * maximum duration of a run in seconds (activeDeadlineSeconds)
   * @default unlimited
   * @example deadlineSeconds: 1
   */
  readonly deadlineSeconds?: number | undefined;
  /**
   * maximum delay in seconds after which a scheduled run still starts (startingDeadlineSeconds)
   * @default 300
   * @example lateSeconds: 300
   */
  readonly lateSeconds?: number | undefined;
  /**
   * number of finished scheduled runs that are retained, per result
   * @default 3
   * @example history: 3
   */
  readonly history?: number | undefined;
  /**
   * options that differ per environment: objects such as `env` are merged, other values are replaced
   * @default none
   * @example perEnvironment: { shop: { image: 'registry.acme.example/shop/web:1.4.2' } }
   */
  readonly perEnvironment?: Readonly<Record<string, JobConfigurationFields>> | undefined;
  /**
   * fields of the generated objects, by kind, merged as a strategic merge patch: objects by field, lists by the merge keys of the Kubernetes API (containers, variables and volumes by name), other values are replaced; null removes a field
   * @default none
   * @example patch: { Deployment: { spec: { minReadySeconds: 10 } } }
   */
  readonly patch?: PatchFields | undefined;
}

/** Metadata of the object. */
export interface TenantFieldsObjectsMetadata {
  /**
   * name of the object
   * @example name: 'settings'
   */
  readonly name: string;
  /**
   * one of the tenant's namespaces
   * @default the first
   * @example namespace: 'shop'
   */
  readonly namespace?: string | undefined;
}

/** Options of `TenantFieldsObjects`. */
export interface TenantFieldsObjects {
  /**
   * API version of the object
   * @example apiVersion: 'v1'
   */
  readonly apiVersion: string;
  /**
   * kind of the object
   * @example kind: 'ConfigMap'
   */
  readonly kind: string;
  /**
   * metadata of the object
   * @example metadata: { name: 'settings' }
   */
  readonly metadata: TenantFieldsObjectsMetadata & Readonly<Record<string, unknown>>;
}

/** Options of `ProductFieldsProjects`. */
export interface ProductFieldsProjects {
  /**
   * URL of the Git repository with the code and manifests
   * @example repository: 'https://git.acme.example/shop/api.git'
   */
  readonly repository: string;
  /**
   * programming language, for display
   * @default none
   * @example language: 'Go'
   */
  readonly language?: string | undefined;
}

/** Options of `RuntimeFields`. */
export interface RuntimeFields {
  /**
   * one of the product's projects
   * @example project: 'api'
   */
  readonly project: string;
  /**
   * branch, tag or commit
   * @default "HEAD"
   * @example revision: 'HEAD'
   */
  readonly revision?: string | undefined;
  /**
   * folder of the manifests in the repository
   * @example path: 'deploy/dev'
   */
  readonly path: string;
  /**
   * environment; the manifests are deployed to all of the product's clusters in it
   * @example environment: 'dev'
   */
  readonly environment: string;
  /**
   * the product's namespaces that the manifests are deployed to
   * @example namespaces: ['shop']
   */
  readonly namespaces: readonly string[];
  /**
   * hosts and ranges outside the platform, capabilities of the platform, and connections with other networks that pods in these namespaces call
   * @default none: they reach the pods of the product's namespaces only
   * @example calls: [{ cidr: '10.20.0.0/24', ports: [5432] }]
   */
  readonly calls?: readonly (EgressTargetFieldsHost | EgressTargetFieldsCidr | EgressTargetFieldsCapability | EgressTargetFieldsConnection)[] | undefined;
}

/** Options of `ProductFields`. */
export interface ProductFields {
  /**
   * the tenant's clusters that the product may be deployed to
   * @default all
   * @example clusters: ['prod1']
   */
  readonly clusters?: readonly string[] | undefined;
  /**
   * the tenant's namespaces that belong to this product only
   * @example namespaces: ['shop']
   */
  readonly namespaces: readonly string[];
  /**
   * groups that may deploy the product
   * @default the tenant's owners
   * @example deployers: ['shop-developers']
   */
  readonly deployers?: readonly string[] | undefined;
  /**
   * projects by name, each with a Git repository
   * @example projects: { api: { repository: 'https://git.acme.example/shop/api.git' } }
   */
  readonly projects: Readonly<Record<string, ProductFieldsProjects>>;
  /**
   * deployments by name: which manifests of which project are deployed to which namespaces
   * @default {}
   * @example runtimes: { dev: { project: 'api', path: 'deploy/dev', environment: 'dev', namespaces: ['shop'] } }
   */
  readonly runtimes?: Readonly<Record<string, RuntimeFields>> | undefined;
}

/** Options of `TenantFields`. */
export interface TenantFields {
  /**
   * names of the clusters that the tenant runs on
   * @example clusters: ['dev1', 'prod1']
   */
  readonly clusters: readonly string[];
  /**
   * group, or list of groups, with ClusterRole edit in the tenant's namespaces
   * @example owners: 'shop-developers'
   */
  readonly owners: string | readonly string[];
  /**
   * groups with ClusterRole view in the tenant's namespaces
   * @default none
   * @example viewers: ['shop-support']
   */
  readonly viewers?: readonly string[] | undefined;
  /**
   * other groups, each with the name of its ClusterRole in the tenant's namespaces
   * @default none
   * @example members: { 'shop-admins': 'admin' }
   */
  readonly members?: Readonly<Record<string, string>> | undefined;
  /**
   * namespaces by name
   * @default one with the name of the tenant
   * @example namespaces: { shop: { quota: { cpu: 1 } } }
   */
  readonly namespaces?: Readonly<Record<string, NamespaceFields>> | undefined;
  /**
   * resource quota for all namespaces of the tenant on one cluster together
   * @default unlimited
   * @example quota: { cpu: 1 }
   */
  readonly quota?: QuotaFields | undefined;
  /**
   * defaults and maximums for containers and PersistentVolumeClaims
   * @default the defaults of these options, no maximums
   * @example limits: { cpu: '200m' }
   */
  readonly limits?: LimitsFields | undefined;
  /**
   * DNS domains that the tenant's Ingresses may use
   * @default the platform's domain
   * @example domains: ['shop.acme.example']
   */
  readonly domains?: readonly string[] | undefined;
  /**
   * host names that Ingresses may use in addition to those of `applications`
   * @default none
   * @example hosts: ['shop.acme.example']
   */
  readonly hosts?: readonly string[] | undefined;
  /**
   * registries, or path prefixes in registries, that images may come from
   * @default any
   * @example registries: ['registry.acme.example/shop']
   */
  readonly registries?: readonly string[] | undefined;
  /**
   * StorageClasses that volumes may use
   * @default any
   * @example storageClasses: ['shop']
   */
  readonly storageClasses?: readonly string[] | undefined;
  /**
   * PriorityClasses that pods may use
   * @default only the cluster's default
   * @example priorityClasses: ['shop']
   */
  readonly priorityClasses?: readonly string[] | undefined;
  /**
   * RuntimeClasses that pods may use
   * @default only the cluster's default
   * @example runtimeClasses: ['shop']
   */
  readonly runtimeClasses?: readonly string[] | undefined;
  /**
   * ClusterSecretStore that the secrets of `uses` and ExternalSecrets are read from
   * @default "default"
   * @example secretStore: 'default'
   */
  readonly secretStore?: string | undefined;
  /**
   * name of the component with `realm: true` at which users of applications with `login` log in
   * @default the issuer of the cluster
   * @example identity: 'shop'
   */
  readonly identity?: string | undefined;
  /**
   * whether the tenant's groups may change nothing and deployment from Git is paused; pods keep running
   * @default false
   * @example suspended: true
   */
  readonly suspended?: boolean | undefined;
  /**
   * nodes that the tenant's pods run on
   * @default all nodes
   * @example nodes: { labels: { pool: 'shop' } }
   */
  readonly nodes?: TenantFieldsNodes | undefined;
  /**
   * kinds that the tenant may create in addition to those of every tenant, as <API group>/<kind>, such as kafka.strimzi.io/KafkaTopic
   * @default none
   * @example kinds: ['kafka.strimzi.io/KafkaTopic']
   */
  readonly kinds?: readonly string[] | undefined;
  /**
   * annotations that Ingresses of the tenant may have in addition to those of every tenant
   * @default none
   * @example ingressAnnotations: ['nginx.ingress.kubernetes.io/proxy-body-size']
   */
  readonly ingressAnnotations?: readonly string[] | undefined;
  /**
   * annotations, as <key>=<value>, that ServiceAccounts of the tenant may have, such as those by which a cloud gives pods permissions
   * @default none
   * @example serviceAccountAnnotations: ['acme.example/team=shop']
   */
  readonly serviceAccountAnnotations?: readonly string[] | undefined;
  /**
   * annotations that pods of the tenant may have in addition to those of every tenant, such as those that a webhook of the cluster adds
   * @default none
   * @example podAnnotations: ['sidecar.istio.io/inject']
   */
  readonly podAnnotations?: readonly string[] | undefined;
  /**
   * capabilities of the platform that workloads may call with `calls: [{ capability }]`; APIs such as `logs` and `metrics` have the data of all tenants
   * @default none
   * @example capabilities: ['metrics']
   */
  readonly capabilities?: readonly Capability[] | undefined;
  /**
   * connections of clusters with other networks that workloads may call with `calls: [{ connection }]`
   * @default none
   * @example connections: ['analytics']
   */
  readonly connections?: readonly string[] | undefined;
  /**
   * whether workloads may call hosts of their cluster, with `includesHosts: true` next to the range; hosts serve kubelet, etcd and the API server
   * @default false
   * @example hostEgress: true
   */
  readonly hostEgress?: boolean | undefined;
  /**
   * applications and jobs by name
   * @default none
   * @example applications: { shop: { image: 'registry.acme.example/shop/web:1.4.2' } }
   */
  readonly applications?: Readonly<Record<string, ApplicationFields | JobFields>> | undefined;
  /**
   * other Kubernetes objects, subject to the same restrictions
   * @default none
   * @example objects: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { mode: 'fast' } }]
   */
  readonly objects?: readonly (TenantFieldsObjects & Readonly<Record<string, unknown>>)[] | undefined;
  /**
   * paths in the tenant of values that look like secrets and are none, such as applications.web.env.FORM_TOKEN
   * @default none
   * @example notSecret: ['applications.web.env.FORM_TOKEN']
   */
  readonly notSecret?: readonly string[] | undefined;
  /**
   * products by name: manifests in the tenant's own Git repositories
   * @default none
   * @example products: { store: { namespaces: ['shop'], projects: { api: { repository: 'https://git.acme.example/shop/api.git' } }, runtimes: { dev: { project: 'api', path: 'deploy/dev', environment: 'dev', namespaces: ['shop'] } } } }
   */
  readonly products?: Readonly<Record<string, ProductFields>> | undefined;
}

/** Options of `BackendFieldsLocal`. */
export interface BackendFieldsLocal {
  /**
   * `local`: files next to cdktf.out
   * @example backend: 'local'
   */
  readonly backend: 'local';
  /**
   * folder of the state files, relative to the parent folder of cdktf.out
   * @default "state"
   * @example folder: 'state'
   */
  readonly folder?: string | undefined;
}

/** Options of `BackendFieldsS3`. */
export interface BackendFieldsS3 {
  /**
   * `s3`: bucket of AWS S3 or of an S3-compatible store
   * @example backend: 's3'
   */
  readonly backend: 's3';
  /**
   * name of the bucket
   * @example bucket: 'acme-state'
   */
  readonly bucket: string;
  /**
   * AWS region of the bucket
   * @example region: 'eu-north-1'
   */
  readonly region: string;
  /**
   * URL of an S3-compatible store
   * @default AWS S3
   * @example endpoint: 'https://s3.acme.example'
   */
  readonly endpoint?: string | undefined;
  /**
   * ARN of the KMS key that encrypts the state
   * @default the bucket's own encryption
   * @example kmsKeyId: 'arn:aws:kms:eu-north-1:123456789012:key/3c2f4f6e-0000-4000-8000-000000000000'
   */
  readonly kmsKeyId?: string | undefined;
}

/** Options of `BackendFieldsGcs`. */
export interface BackendFieldsGcs {
  /**
   * `gcs`: bucket of Google Cloud Storage
   * @example backend: 'gcs'
   */
  readonly backend: 'gcs';
  /**
   * name of the Google Cloud Storage bucket
   * @example bucket: 'acme-terraform-state'
   */
  readonly bucket: string;
  /**
   * Cloud KMS key that encrypts the state
   * @default the bucket's own encryption
   * @example kmsEncryptionKey: 'projects/acme/locations/europe-north1/keyRings/state/cryptoKeys/terraform'
   */
  readonly kmsEncryptionKey?: string | undefined;
  /**
   * location of the bucket, such as europe-north1; only `plinth state create` requires it
   * @default none
   * @example location: 'europe-north1'
   */
  readonly location?: string | undefined;
  /**
   * project in which `plinth state create` creates the bucket
   * @default that of gcloud
   * @example project: 'acme-platform'
   */
  readonly project?: string | undefined;
}

/** Options of `BackendFieldsAzurerm`. */
export interface BackendFieldsAzurerm {
  /**
   * `azurerm`: blob container of an Azure storage account
   * @example backend: 'azurerm'
   */
  readonly backend: 'azurerm';
  /**
   * resource group of the storage account
   * @example resourceGroup: 'acme-state'
   */
  readonly resourceGroup: string;
  /**
   * name of the storage account
   * @example storageAccount: 'acmestate'
   */
  readonly storageAccount: string;
  /**
   * blob container in the storage account
   * @example container: 'terraform'
   */
  readonly container: string;
  /**
   * ID of the subscription of the storage account
   * @default that of the Azure CLI
   * @example subscription: '00000000-0000-0000-0000-000000000001'
   */
  readonly subscription?: string | undefined;
  /**
   * location of the storage account, such as swedencentral; only `plinth state create` requires it
   * @default none
   * @example location: 'swedencentral'
   */
  readonly location?: string | undefined;
}

/** Options of `BackendFieldsPg`. */
export interface BackendFieldsPg {
  /**
   * `pg`: PostgreSQL database
   * @example backend: 'pg'
   */
  readonly backend: 'pg';
  /**
   * PostgreSQL schema of the state; the database is set by PG_CONN_STR
   * @default one per stack
   * @example schema: 'plinth'
   */
  readonly schema?: string | undefined;
}

/** Options of `BackendFieldsKubernetes`. */
export interface BackendFieldsKubernetes {
  /**
   * `kubernetes`: Secrets of a Kubernetes cluster
   * @example backend: 'kubernetes'
   */
  readonly backend: 'kubernetes';
  /**
   * namespace of the state's Secrets
   * @default "terraform"
   * @example namespace: 'terraform'
   */
  readonly namespace?: string | undefined;
  /**
   * path of the kubeconfig, relative to the parent folder of cdktf.out
   * @default KUBE_CONFIG_PATH
   * @example kubeconfig: 'kubeconfig/management.yaml'
   */
  readonly kubeconfig?: string | undefined;
  /**
   * context of the kubeconfig
   * @default its current context
   * @example context: 'dev'
   */
  readonly context?: string | undefined;
}

/** Options of `BackendFieldsHttp`. */
export interface BackendFieldsHttp {
  /**
   * `http`: server with a REST API
   * @example backend: 'http'
   */
  readonly backend: 'http';
  /**
   * base URL; the state of a stack is stored at <url>/<platform>/<stack>
   * @example url: 'https://state.acme.example/terraform'
   */
  readonly url: string;
}

/** Options of `ClusterFields`. */
export interface ClusterFields {
  /**
   * minor version of Kubernetes, in quotes
   * @default "1.36"
   * @example kubernetes: '1.33'
   */
  readonly kubernetes?: '1.33' | '1.34' | '1.35' | '1.36' | undefined;
  /**
   * address range of pods
   * @default "10.244.0.0/16"
   * @example podCidr: '10.244.0.0/16'
   */
  readonly podCidr?: string | undefined;
  /**
   * address range of Services
   * @default "10.96.0.0/16"
   * @example serviceCidr: '10.96.0.0/16'
   */
  readonly serviceCidr?: string | undefined;
  /**
   * DNS domain of Services
   * @default "cluster.local"
   * @example clusterDomain: 'cluster.local'
   */
  readonly clusterDomain?: string | undefined;
  /**
   * how components and tenants are deployed: by Terraform, or by Argo CD from Git
   * @default "terraform"
   * @example delivery: 'argo-cd'
   */
  readonly delivery?: 'terraform' | 'argo-cd' | undefined;
  /**
   * what Argo CD deploys: official charts with values, or manifests that `plinth render` has rendered from them
   * @default "official"
   * @example charts: 'rendered'
   */
  readonly charts?: 'official' | 'rendered' | undefined;
  /**
   * number of Terraform stacks over which the tenants are distributed by their names, about one per 100 tenants
   * @default the tenants are in the stack of the platform
   * @example tenantStacks: 1
   */
  readonly tenantStacks?: number | undefined;
  /**
   * registry that mirrors all images of the platform, without https://
   * @default the public registries
   * @example registryMirror: 'mirror.acme.example/hub'
   */
  readonly registryMirror?: string | undefined;
  /**
   * chart repository that mirrors all charts, each under its name
   * @default the public repositories
   * @example chartMirror: 'oci://mirror.acme.example/charts'
   */
  readonly chartMirror?: string | undefined;
  /**
   * connections with other networks, such as that of an analytics platform, by name; workloads of tenants that list one in `connections` may call it with `calls: [{ connection }]`, and no other workload reaches its addresses
   * @default none
   * @example connections: { shop: { cidrs: ['192.0.2.0/24'], ports: [8080] } }
   */
  readonly connections?: Readonly<Record<string, NetworkConnectionFields>> | undefined;
  /**
   * `removed` destroys the cluster with the next apply; delete its entry after that
   * @default "present"
   * @example state: 'removed'
   */
  readonly state?: 'present' | 'removed' | undefined;
}
