// Generated from the schemas by `npm run reference`: change the schemas, not this file.
import type { z } from 'zod';
import type { applicationConfigurationSchema } from '../src/definition/application';
import type { applicationSchema } from '../src/definition/application';
import type { argoCd } from './components';
import type { calico } from './components';
import type { certManager } from './components';
import type { cilium } from './components';
import type { cloudNativePg } from './components';
import type { commonClusterSchema } from '../src/definition/cluster';
import type { coreDns } from './components';
import type { dex } from './components';
import type { elasticsearch } from './components';
import type { existing } from './clusters';
import type { externalDns } from './components';
import type { externalSecrets } from './components';
import type { flannel } from './components';
import type { fluentBit } from './components';
import type { fluentd } from './components';
import type { grafana } from './components';
import type { influxDb } from './components';
import type { jobConfigurationSchema } from '../src/definition/job';
import type { jobSchema } from '../src/definition/job';
import type { kibana } from './components';
import type { kyverno } from './components';
import type { localPath } from './components';
import type { loki } from './components';
import type { longhorn } from './components';
import type { metallb } from './components';
import type { metricsServer } from './components';
import type { nginx } from './components';
import type { nodeExporter } from './components';
import type { oidcIssuer } from './components';
import type { onPrem } from './clusters';
import type { openBao } from './components';
import type { openTelemetry } from './components';
import type { ory } from './components';
import type { productSchema } from '../src/definition/product';
import type { prometheus } from './components';
import type { rook } from './components';
import type { seaweedFs } from './components';
import type { serviceGate } from './components';
import type { telegraf } from './components';
import type { tempo } from './components';
import type { tenantSchema } from '../src/definition/tenant';
import type { traefik } from './components';
import type { velero } from './components';

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
    readonly 'component.velero': VeleroOptions;
    readonly 'Tenant': TenantFields;
    readonly 'Application': ApplicationFields;
    readonly 'ApplicationConfiguration': ApplicationConfigurationFields;
    readonly 'Job': JobFields;
    readonly 'JobConfiguration': JobConfigurationFields;
    readonly 'Product': ProductFields;
    readonly 'Cluster': ClusterFields;
  }
}

/** Options with documentation: `ExistingOptions`. */
export interface ExistingOptions {
  /**
   * path of the kubeconfig; a relative path starts at the folder that contains cdktf.out
   * @example kubeconfig: '~/.kube/config'
   */
  readonly kubeconfig: z.input<typeof existing.schema>['kubeconfig'];
  /**
   * context of the kubeconfig
   * @default the current context of the kubeconfig
   * @example context: 'dev'
   */
  readonly context?: z.input<typeof existing.schema>['context'];
  /**
   * capabilities that the cluster already provides, each with its endpoint
   * @default network, network-policy, dns
   * @example provides: { network: {}, dns: {}, storage: { classes: { fast: { default: true } } } }
   */
  readonly provides?: z.input<typeof existing.schema>['provides'];
}

/** Options with documentation: `OnPremOptionsSsh`. */
export interface OnPremOptionsSsh {
  /**
   * user for the login, with permission to run sudo without a password
   * @example user: 'ops'
   */
  readonly user: NonNullable<z.input<typeof onPrem.schema>['ssh']>['user'];
  /**
   * port of the SSH servers on the hosts
   * @default 22
   * @example port: 22
   */
  readonly port?: NonNullable<z.input<typeof onPrem.schema>['ssh']>['port'];
  /**
   * path of the private key; a relative path starts at the folder that contains cdktf.out
   * @default the keys of the SSH agent, or those in ~/.ssh
   * @example privateKey: '~/.ssh/platform'
   */
  readonly privateKey?: NonNullable<z.input<typeof onPrem.schema>['ssh']>['privateKey'];
  /**
   * path of the file with the host keys; a relative path starts at the folder that contains cdktf.out
   * @default ~/.ssh/known_hosts
   * @example knownHosts: 'known_hosts'
   */
  readonly knownHosts?: NonNullable<z.input<typeof onPrem.schema>['ssh']>['knownHosts'];
  /**
   * SSH settings of single hosts, by host name: address in a management network, port, user
   * @default {}
   * @example hosts: { cp1: { port: 2222 } }
   */
  readonly hosts?: NonNullable<z.input<typeof onPrem.schema>['ssh']>['hosts'];
  /**
   * bastion for the SSH connections, such as ops@bastion.acme.example
   * @default direct connections
   * @example bastion: 'ops@bastion.acme.example'
   */
  readonly bastion?: NonNullable<z.input<typeof onPrem.schema>['ssh']>['bastion'];
}

/** Options with documentation: `OnPremOptionsEndpoint`. */
export interface OnPremOptionsEndpoint {
  /**
   * IP address or host name of the API for clients; it is part of the certificates
   * @example address: '10.0.0.11'
   */
  readonly address: NonNullable<z.input<typeof onPrem.schema>['endpoint']>['address'];
  /**
   * port of the API for clients
   * @default 6443, with keepalived 8443
   * @example port: 8080
   */
  readonly port?: NonNullable<z.input<typeof onPrem.schema>['endpoint']>['port'];
  /**
   * implementation of the endpoint: `external` (your load balancer), `keepalived` (keepalived and HAProxy, installed on the control planes) or `kube-vip` (a static pod on the control planes)
   * @default "external"
   * @example via: 'keepalived'
   */
  readonly via?: NonNullable<z.input<typeof onPrem.schema>['endpoint']>['via'];
  /**
   * virtual router ID of keepalived; must be unique for each cluster in a network
   * @default 51
   * @example routerId: 51
   */
  readonly routerId?: NonNullable<z.input<typeof onPrem.schema>['endpoint']>['routerId'];
}

/** Options with documentation: `OnPremOptionsArtifacts`. */
export interface OnPremOptionsArtifacts {
  /**
   * base URL of the binaries, CNI plugins and images, which every host can access: http://, https:// or file://
   * @example url: 'https://artifacts.acme.example'
   */
  readonly url: NonNullable<z.input<typeof onPrem.schema>['artifacts']>['url'];
  /**
   * SHA-256 digest of the file SHA256SUMS, which protects the checksums against tampering
   * @default none
   * @example sha256: '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'
   */
  readonly sha256?: NonNullable<z.input<typeof onPrem.schema>['artifacts']>['sha256'];
  /**
   * version of the CNI plugins, the name of their folder
   * @default the newest one in SHA256SUMS
   * @example cniPlugins: 'v1.9.0'
   */
  readonly cniPlugins?: NonNullable<z.input<typeof onPrem.schema>['artifacts']>['cniPlugins'];
  /**
   * version of containerd, the name of its folder
   * @default the newest one in SHA256SUMS
   * @example containerd: '2.2.0'
   */
  readonly containerd?: NonNullable<z.input<typeof onPrem.schema>['artifacts']>['containerd'];
}

/** Options with documentation: `OnPremOptionsBackupS3`. */
export interface OnPremOptionsBackupS3 {
  /**
   * URL of the S3 service, which every control plane can access
   * @example endpoint: 'https://s3.acme.example'
   */
  readonly endpoint: NonNullable<NonNullable<z.input<typeof onPrem.schema>['backup']>['s3']>['endpoint'];
  /**
   * existing bucket
   * @example bucket: 'acme-backups'
   */
  readonly bucket: NonNullable<NonNullable<z.input<typeof onPrem.schema>['backup']>['s3']>['bucket'];
  /**
   * prefix of the names of the backups
   * @default ""
   * @example prefix: 'clusters/dc1/'
   */
  readonly prefix?: NonNullable<NonNullable<z.input<typeof onPrem.schema>['backup']>['s3']>['prefix'];
  /**
   * region in the signatures of requests; services other than AWS accept any
   * @default "us-east-1"
   * @example region: 'us-east-1'
   */
  readonly region?: NonNullable<NonNullable<z.input<typeof onPrem.schema>['backup']>['s3']>['region'];
  /**
   * path, on the machine where you deploy, of a credentials file in the format of AWS; a relative path starts at the folder that contains cdktf.out; it is copied to the control planes, readable only by root
   * @example credentials: 's3-credentials'
   */
  readonly credentials: NonNullable<NonNullable<z.input<typeof onPrem.schema>['backup']>['s3']>['credentials'];
}

/** Options with documentation: `OnPremOptionsBackup`. */
export interface OnPremOptionsBackup {
  /**
   * X.509 certificate in PEM format; only the holder of its private key can read the backups
   * @example certificate: '-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n'
   */
  readonly certificate: NonNullable<z.input<typeof onPrem.schema>['backup']>['certificate'];
  /**
   * folder on every control plane, such as a mounted share
   * @default "/var/lib/plinth/backups"
   * @example folder: '/var/lib/plinth/backups'
   */
  readonly folder?: NonNullable<z.input<typeof onPrem.schema>['backup']>['folder'];
  /**
   * times of the backups, as OnCalendar of systemd (man systemd.time)
   * @default "*-*-* 02:00:00"
   * @example schedule: '*-*-* 02:00:00'
   */
  readonly schedule?: NonNullable<z.input<typeof onPrem.schema>['backup']>['schedule'];
  /**
   * number of backups that each control plane keeps, in the folder and in the bucket
   * @default 14
   * @example keep: 14
   */
  readonly keep?: NonNullable<z.input<typeof onPrem.schema>['backup']>['keep'];
  /**
   * bucket to which each backup is uploaded
   * @default none
   * @example s3: { endpoint: 'https://s3.acme.example', bucket: 'acme-backups', credentials: 's3-credentials' }
   */
  readonly s3?: OnPremOptionsBackupS3 | undefined;
}

/** Options with documentation: `OnPremOptionsProxy`. */
export interface OnPremOptionsProxy {
  /**
   * URL of the proxy for HTTP
   * @example http: 'http://proxy.acme.example:3128'
   */
  readonly http: NonNullable<z.input<typeof onPrem.schema>['proxy']>['http'];
  /**
   * URL of the proxy for HTTPS
   * @default the proxy for HTTP
   * @example https: 'http://proxy.acme.example:3128'
   */
  readonly https?: NonNullable<z.input<typeof onPrem.schema>['proxy']>['https'];
  /**
   * host names and address ranges that are accessed without proxy; the cluster itself always is
   * @default []
   * @example except: []
   */
  readonly except?: NonNullable<z.input<typeof onPrem.schema>['proxy']>['except'];
}

/** Options with documentation: `OnPremOptionsOidc`. */
export interface OnPremOptionsOidc {
  /**
   * issuer of the tokens: the name of a component of this cluster, or a URL
   * @default the component that provides `identity`
   * @example issuer: 'shop'
   */
  readonly issuer?: NonNullable<z.input<typeof onPrem.schema>['oidc']>['issuer'];
  /**
   * required audience of the tokens
   * @example clientId: 'kubernetes'
   */
  readonly clientId: NonNullable<z.input<typeof onPrem.schema>['oidc']>['clientId'];
  /**
   * claim with the user name
   * @default "email"
   * @example usernameClaim: 'email'
   */
  readonly usernameClaim?: NonNullable<z.input<typeof onPrem.schema>['oidc']>['usernameClaim'];
  /**
   * claim with the groups of the user
   * @default that of the issuer, or groups
   * @example groupsClaim: 'groups'
   */
  readonly groupsClaim?: NonNullable<z.input<typeof onPrem.schema>['oidc']>['groupsClaim'];
}

/** Options with documentation: `OnPremOptionsCertificateAuthority`. */
export interface OnPremOptionsCertificateAuthority {
  /**
   * CA certificate in PEM format, such as that of an intermediate CA
   * @example certificate: '-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n'
   */
  readonly certificate: NonNullable<z.input<typeof onPrem.schema>['certificateAuthority']>['certificate'];
  /**
   * path of its private key on the machine where you deploy, PEM and not encrypted; a relative path starts at the folder that contains cdktf.out; it is only read to create the cluster, and copied to its control planes
   * @example privateKey: 'ca.key'
   */
  readonly privateKey: NonNullable<z.input<typeof onPrem.schema>['certificateAuthority']>['privateKey'];
}

/** Options with documentation: `OnPremOptions`. */
export interface OnPremOptions {
  /**
   * SSH access to the hosts; host keys are always verified
   * @example ssh: { user: 'ops' }
   */
  readonly ssh: OnPremOptionsSsh;
  /**
   * IP addresses of the control planes, by host name
   * @example controlPlanes: { w1: '10.0.0.21', w2: '10.0.0.22' }
   */
  readonly controlPlanes: z.input<typeof onPrem.schema>['controlPlanes'];
  /**
   * IP addresses of hosts that run only etcd, by host name; one, three or five hosts
   * @default etcd runs on the control planes
   * @example etcd: { w1: '10.0.0.21', w2: '10.0.0.22' }
   */
  readonly etcd?: z.input<typeof onPrem.schema>['etcd'];
  /**
   * IP addresses of the workers, by host name; several hosts as 'w[01-40]': '10.0.0.21-10.0.0.60', which also applies to other hosts and to `zones`
   * @default none
   * @example workers: { w1: '10.0.0.21', w2: '10.0.0.22' }
   */
  readonly workers?: z.input<typeof onPrem.schema>['workers'];
  /**
   * number of these workers that are drained and upgraded at the same time
   * @default 1
   * @example upgradeBatchSize: 1
   */
  readonly upgradeBatchSize?: z.input<typeof onPrem.schema>['upgradeBatchSize'];
  /**
   * groups of workers with labels and taints
   * @default none
   * @example workerGroups: { shop: { hosts: { w1: '10.0.0.21', w2: '10.0.0.22' } } }
   */
  readonly workerGroups?: z.input<typeof onPrem.schema>['workerGroups'];
  /**
   * host names by zone, such as a data centre or a fire compartment; nodes get the label topology.kubernetes.io/zone, over which pods of applications are spread; etcd hosts only count for the check that the loss of a zone leaves a quorum
   * @default no zones
   * @example zones: { shop: ['w1', 'w2'] }
   */
  readonly zones?: z.input<typeof onPrem.schema>['zones'];
  /**
   * schedule ordinary pods on control planes too
   * @default false
   * @example workloadsOnControlPlanes: true
   */
  readonly workloadsOnControlPlanes?: z.input<typeof onPrem.schema>['workloadsOnControlPlanes'];
  /**
   * operating system of the hosts, for checks before the deployment
   * @default detected on each host
   * @example system: 'debian-12'
   */
  readonly system?: z.input<typeof onPrem.schema>['system'];
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
  readonly patch?: z.input<typeof onPrem.schema>['patch'];
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
  readonly certificateAuthorities?: z.input<typeof onPrem.schema>['certificateAuthorities'];
  /**
   * URLs of registry mirrors, by registry, such as docker.io: https://mirror.acme.example/v2/hub
   * @default {}
   * @example registryMirrors: { 'docker.io': 'https://mirror.acme.example/v2/hub' }
   */
  readonly registryMirrors?: z.input<typeof onPrem.schema>['registryMirrors'];
  /**
   * registry, with an optional path, of Kubernetes' own images
   * @default registry.k8s.io
   * @example imageRepository: 'mirror.acme.example/kubernetes'
   */
  readonly imageRepository?: z.input<typeof onPrem.schema>['imageRepository'];
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
  readonly auditPolicy?: z.input<typeof onPrem.schema>['auditPolicy'];
  /**
   * number of the key that encrypts Secrets in etcd; a higher number creates another key, and encrypts all Secrets with it; false does not encrypt them
   * @default 1
   * @example encryptionKey: 1
   */
  readonly encryptionKey?: z.input<typeof onPrem.schema>['encryptionKey'];
  /**
   * additional arguments of kube-apiserver, without leading hyphens
   * @default {}
   * @example apiServer: { 'goaway-chance': '0.001' }
   */
  readonly apiServer?: z.input<typeof onPrem.schema>['apiServer'];
  /**
   * additional arguments of kube-controller-manager, without leading hyphens
   * @default {}
   * @example controllerManager: { 'node-monitor-period': '10s' }
   */
  readonly controllerManager?: z.input<typeof onPrem.schema>['controllerManager'];
  /**
   * additional arguments of kube-scheduler, without leading hyphens
   * @default {}
   * @example scheduler: { v: '2' }
   */
  readonly scheduler?: z.input<typeof onPrem.schema>['scheduler'];
  /**
   * additional arguments of etcd, without leading hyphens
   * @default {}
   * @example etcdArguments: { 'snapshot-count': '5000' }
   */
  readonly etcdArguments?: z.input<typeof onPrem.schema>['etcdArguments'];
  /**
   * serve the metrics of etcd, kube-controller-manager, kube-scheduler and kube-proxy on all addresses of the hosts, for `controlPlaneMetrics` of the component `prometheus`; etcd and kube-proxy require no credentials for theirs; by default on the loopback address only
   * @default false
   * @example controlPlaneMetrics: true
   */
  readonly controlPlaneMetrics?: z.input<typeof onPrem.schema>['controlPlaneMetrics'];
  /**
   * additional fields of the KubeletConfiguration
   * @default {}
   * @example kubelet: { maxPods: 200 }
   */
  readonly kubelet?: z.input<typeof onPrem.schema>['kubelet'];
  /**
   * additional fields of the KubeProxyConfiguration
   * @default {}
   * @example kubeProxy: { metricsBindAddress: '0.0.0.0:10249' }
   */
  readonly kubeProxy?: z.input<typeof onPrem.schema>['kubeProxy'];
  /**
   * additional configuration of containerd, in TOML
   * @default none
   * @example containerd: '[debug]\nlevel = "info"\n'
   */
  readonly containerd?: z.input<typeof onPrem.schema>['containerd'];
  /**
   * names of kubeadm's preflight checks whose errors are reported as warnings
   * @default []
   * @example ignorePreflightErrors: []
   */
  readonly ignorePreflightErrors?: z.input<typeof onPrem.schema>['ignorePreflightErrors'];
  /**
   * certificates of a control plane are renewed, and the control plane is restarted, if one expires within this number of days; 0 renews none
   * @default 60
   * @example certificateRenewalDays: 60
   */
  readonly certificateRenewalDays?: z.input<typeof onPrem.schema>['certificateRenewalDays'];
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
  readonly certificateNames?: z.input<typeof onPrem.schema>['certificateNames'];
  /**
   * timeout for draining a node before its host is removed, in seconds
   * @default 300
   * @example drainTimeoutSeconds: 300
   */
  readonly drainTimeoutSeconds?: z.input<typeof onPrem.schema>['drainTimeoutSeconds'];
  /**
   * timeout for nodes to become Ready after the network is installed, in seconds
   * @default 300
   * @example readyTimeoutSeconds: 300
   */
  readonly readyTimeoutSeconds?: z.input<typeof onPrem.schema>['readyTimeoutSeconds'];
  /**
   * required free disk space in /var/lib of a new host, in GiB
   * @default 10
   * @example minimumFreeDiskGiB: 10
   */
  readonly minimumFreeDiskGiB?: z.input<typeof onPrem.schema>['minimumFreeDiskGiB'];
}

/** Options with documentation: `ArgoCdOptionsOidcClientSecret`. */
export interface ArgoCdOptionsOidcClientSecret {
  /**
   * name of an existing Secret
   * @example secret: 'shop'
   */
  readonly secret: NonNullable<NonNullable<z.input<typeof argoCd.schema>['oidc']>['clientSecret']>['secret'];
  /**
   * key of the Secret
   * @example key: 'password'
   */
  readonly key: NonNullable<NonNullable<z.input<typeof argoCd.schema>['oidc']>['clientSecret']>['key'];
}

/** Options with documentation: `ArgoCdOptionsOidc`. */
export interface ArgoCdOptionsOidc {
  /**
   * URL of the OpenID Connect issuer
   * @default the component that provides `identity`
   * @example issuer: 'https://login.acme.example'
   */
  readonly issuer?: NonNullable<z.input<typeof argoCd.schema>['oidc']>['issuer'];
  /**
   * ID of Argo CD's client at the issuer
   * @default client-id and client-secret in the Secret `argo-cd-login` in the namespace of Argo CD, with the label `app.kubernetes.io/part-of: argocd`
   * @example clientId: 'argo-cd'
   */
  readonly clientId?: NonNullable<z.input<typeof argoCd.schema>['oidc']>['clientId'];
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
  readonly scopes?: NonNullable<z.input<typeof argoCd.schema>['oidc']>['scopes'];
}

/** Options with documentation: `ArgoCdOptions`. */
export interface ArgoCdOptions {
  /**
   * URL of the Git repository with the output of Plinth, as Argo CD accesses it
   * @example repository: 'https://git.acme.example/platform/deployments.git'
   */
  readonly repository: z.input<typeof argoCd.schema>['repository'];
  /**
   * branch or tag that Argo CD follows
   * @default "main"
   * @example revision: 'main'
   */
  readonly revision?: z.input<typeof argoCd.schema>['revision'];
  /**
   * path of the folder `dist` in the repository
   * @default "dist"
   * @example folder: 'dist'
   */
  readonly folder?: z.input<typeof argoCd.schema>['folder'];
  /**
   * host name of the Ingress
   * @default no Ingress, access with kubectl port-forward only
   * @example host: 'shop.acme.example'
   */
  readonly host?: z.input<typeof argoCd.schema>['host'];
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
  readonly admins?: z.input<typeof argoCd.schema>['admins'];
  /**
   * groups with the role `readonly`
   * @default []
   * @example viewers: []
   */
  readonly viewers?: z.input<typeof argoCd.schema>['viewers'];
  /**
   * number of pods of the API server, and of the repository server
   * @default 1
   * @example replicas: 1
   */
  readonly replicas?: z.input<typeof argoCd.schema>['replicas'];
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: z.input<typeof argoCd.schema>['values'];
}

/** Options with documentation: `CalicoOptions`. */
export interface CalicoOptions {
  /**
   * encapsulation of traffic between nodes; None requires an underlying network that routes pod addresses
   * @default "VXLAN"
   * @example encapsulation: 'VXLANCrossSubnet'
   */
  readonly encapsulation?: z.input<typeof calico.schema>['encapsulation'];
  /**
   * announce pod routes to nodes and routers by BGP; required by IPIP and None
   * @default false
   * @example bgp: true
   */
  readonly bgp?: z.input<typeof calico.schema>['bgp'];
  /**
   * dataplane that forwards packets and enforces policies
   * @default "Iptables"
   * @example dataplane: 'Nftables'
   */
  readonly dataplane?: z.input<typeof calico.schema>['dataplane'];
  /**
   * MTU of the pod network in bytes
   * @default detected by Calico
   * @example mtu: 576
   */
  readonly mtu?: z.input<typeof calico.schema>['mtu'];
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: z.input<typeof calico.schema>['values'];
}

/** Options with documentation: `CertManagerOptions`. */
export interface CertManagerOptions {
  /**
   * email address of the ACME account; setting it selects ACME
   * @default no ACME account
   * @example email: 'ops@acme.example'
   */
  readonly email?: z.input<typeof certManager.schema>['email'];
  /**
   * directory URL of the ACME server
   * @default Let's Encrypt
   * @example acmeServer: 'https://acme.acme.example/directory'
   */
  readonly acmeServer?: z.input<typeof certManager.schema>['acmeServer'];
  /**
   * DNS-01 solver in the format of an ACME issuer of cert-manager, or `true` for that of the component with permission to change the zones, such as azureDns() or cloudDns()
   * @default HTTP-01 through the ingress controller
   * @example dns01: { route53: { region: 'eu-north-1' } }
   */
  readonly dns01?: z.input<typeof certManager.schema>['dns01'];
  /**
   * Secret in the namespace of the component with the keys `tls.crt` and `tls.key` of a certificate authority
   * @default a self-signed authority created by cert-manager
   * @example caSecret: 'shop'
   */
  readonly caSecret?: z.input<typeof certManager.schema>['caSecret'];
  /**
   * spec of the ClusterIssuer, such as `{ vault: … }`; cannot be combined with `email` or `caSecret`
   * @default from `email` or `caSecret`
   * @example issuer: { vault: { server: 'https://vault.acme.example', path: 'pki/sign/acme' } }
   */
  readonly issuer?: z.input<typeof certManager.schema>['issuer'];
  /**
   * pods of each of controller, webhook and CA injector
   * @default 1
   * @example replicas: 1
   */
  readonly replicas?: z.input<typeof certManager.schema>['replicas'];
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: z.input<typeof certManager.schema>['values'];
}

/** Options with documentation: `CiliumOptions`. */
export interface CiliumOptions {
  /**
   * encapsulation of traffic between nodes; native requires an underlying network that routes pod addresses
   * @default "vxlan"
   * @example routing: 'geneve'
   */
  readonly routing?: z.input<typeof cilium.schema>['routing'];
  /**
   * encryption of traffic between nodes
   * @default "none"
   * @example encryption: 'wireguard'
   */
  readonly encryption?: z.input<typeof cilium.schema>['encryption'];
  /**
   * replace kube-proxy; the cluster must be created without kube-proxy
   * @default false
   * @example kubeProxyReplacement: true
   */
  readonly kubeProxyReplacement?: z.input<typeof cilium.schema>['kubeProxyReplacement'];
  /**
   * MTU of the pod network in bytes
   * @default detected by Cilium
   * @example mtu: 576
   */
  readonly mtu?: z.input<typeof cilium.schema>['mtu'];
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: z.input<typeof cilium.schema>['values'];
}

/** Options with documentation: `CloudNativePgOptionsBackups`. */
export interface CloudNativePgOptionsBackups {
  /**
   * S3 bucket; the backups of a tenant are in its folder <cluster>/<tenant>/
   * @example bucket: 'database-backups'
   */
  readonly bucket: NonNullable<z.input<typeof cloudNativePg.schema>['backups']>['bucket'];
  /**
   * URL of the S3 API, such as https://s3.acme.example
   * @example endpoint: 'https://s3.acme.example'
   */
  readonly endpoint: NonNullable<z.input<typeof cloudNativePg.schema>['backups']>['endpoint'];
  /**
   * address ranges of the S3 API, required where its host is a name
   * @default the address in `endpoint`
   * @example addresses: ['192.0.2.0/24']
   */
  readonly addresses?: NonNullable<z.input<typeof cloudNativePg.schema>['backups']>['addresses'];
  /**
   * path in the secret store of each tenant, below its name, with the keys `accessKey` and `secretKey`; they must give access to the tenant's folder only
   * @default "database-backups"
   * @example credentials: 'database-backups'
   */
  readonly credentials?: NonNullable<z.input<typeof cloudNativePg.schema>['backups']>['credentials'];
  /**
   * hour of the daily backup, in UTC
   * @default 2
   * @example hour: 2
   */
  readonly hour?: NonNullable<z.input<typeof cloudNativePg.schema>['backups']>['hour'];
  /**
   * number of days to which servers can be restored
   * @default 30
   * @example retentionDays: 30
   */
  readonly retentionDays?: NonNullable<z.input<typeof cloudNativePg.schema>['backups']>['retentionDays'];
}

/** Options with documentation: `CloudNativePgOptions`. */
export interface CloudNativePgOptions {
  /**
   * size of the server that the databases of a namespace share
   * @default small
   * @example size: 'small'
   */
  readonly size?: z.input<typeof cloudNativePg.schema>['size'];
  /**
   * CPU request of each instance
   * @default that of `size`
   * @example cpu: '512Mi'
   */
  readonly cpu?: z.input<typeof cloudNativePg.schema>['cpu'];
  /**
   * memory request and limit of each instance
   * @default that of `size`
   * @example memory: '512Mi'
   */
  readonly memory?: z.input<typeof cloudNativePg.schema>['memory'];
  /**
   * size of the volume of each instance, in GiB
   * @default that of `size`
   * @example storageGiB: 1
   */
  readonly storageGiB?: z.input<typeof cloudNativePg.schema>['storageGiB'];
  /**
   * number of instances
   * @default that of `size`
   * @example instances: 1
   */
  readonly instances?: z.input<typeof cloudNativePg.schema>['instances'];
  /**
   * StorageClass of the volumes
   * @default the default StorageClass
   * @example storageClass: 'fast'
   */
  readonly storageClass?: z.input<typeof cloudNativePg.schema>['storageClass'];
  /**
   * bucket to which all servers send their log and a daily backup
   * @default no backups
   * @example backups: { bucket: 'database-backups', endpoint: 'https://s3.acme.example', credentials: 'database-backups' }
   */
  readonly backups?: CloudNativePgOptionsBackups | undefined;
  /**
   * sizes and restores of single servers, by <namespace>/<server>
   * @default {}
   * @example servers: { 'shop/postgresql': { size: 'large', storageGiB: 400 } }
   */
  readonly servers?: z.input<typeof cloudNativePg.schema>['servers'];
  /**
   * number of pods of the operator
   * @default 1
   * @example replicas: 1
   */
  readonly replicas?: z.input<typeof cloudNativePg.schema>['replicas'];
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: z.input<typeof cloudNativePg.schema>['values'];
}

/** Options with documentation: `CoreDnsOptions`. */
export interface CoreDnsOptions {
  /**
   * number of pods
   * @default 2
   * @example replicas: 2
   */
  readonly replicas?: z.input<typeof coreDns.schema>['replicas'];
  /**
   * upstream name servers for names outside of the cluster: addresses, or a resolv.conf file
   * @default ["/etc/resolv.conf"]
   * @example forward: ['10.0.0.11']
   */
  readonly forward?: z.input<typeof coreDns.schema>['forward'];
  /**
   * name servers of individual zones, by zone
   * @default {}
   * @example zones: { 'shop.acme.example': ['10.0.0.11'] }
   */
  readonly zones?: z.input<typeof coreDns.schema>['zones'];
  /**
   * maximum time that a response is cached, in seconds
   * @default 30
   * @example cacheSeconds: 30
   */
  readonly cacheSeconds?: z.input<typeof coreDns.schema>['cacheSeconds'];
  /**
   * cache on every node, which pods ask instead of the Service: fewer queries, and none is lost by connection tracking; on on-premises clusters, kubelets are configured for it
   * @default false
   * @example nodeCache: true
   */
  readonly nodeCache?: z.input<typeof coreDns.schema>['nodeCache'];
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: z.input<typeof coreDns.schema>['values'];
}

/** Options with documentation: `DexOptions`. */
export interface DexOptions {
  /**
   * host name of the issuer
   * @default login.<domain>, or login.<environment>.<domain> with several environments; in a realm `login-<name>` instead of `login`
   * @example host: 'shop.acme.example'
   */
  readonly host?: z.input<typeof dex.schema>['host'];
  /**
   * where users have their accounts
   * @example connectors: [{ type: 'ldap', id: 'ldap', name: 'Acme', config: { host: 'ldap.acme.example:636' } }]
   */
  readonly connectors: z.input<typeof dex.schema>['connectors'];
  /**
   * Secret in the namespace of Dex, whose keys `config` of connectors refers to as `$NAME`
   * @default no Secret
   * @example secret: 'shop'
   */
  readonly secret?: z.input<typeof dex.schema>['secret'];
  /**
   * number of pods
   * @default 2
   * @example replicas: 2
   */
  readonly replicas?: z.input<typeof dex.schema>['replicas'];
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: z.input<typeof dex.schema>['values'];
  /**
   * domains of the e-mail addresses of users who may log in
   * @default all users of the issuer
   * @example emailDomains: ['shop.acme.example']
   */
  readonly emailDomains?: z.input<typeof dex.schema>['emailDomains'];
  /**
   * hours after which users of applications log in again
   * @default 8
   * @example sessionHours: 8
   */
  readonly sessionHours?: z.input<typeof dex.schema>['sessionHours'];
  /**
   * number of pods of each gate, the server that logs users in
   * @default 2
   * @example gateReplicas: 2
   */
  readonly gateReplicas?: z.input<typeof dex.schema>['gateReplicas'];
  /**
   * whether the issuer is only for applications of tenants that name the component as their `identity`; otherwise it is the issuer of the cluster
   * @default false
   * @example realm: true
   */
  readonly realm?: z.input<typeof dex.schema>['realm'];
}

/** Options with documentation: `ElasticsearchOptions`. */
export interface ElasticsearchOptions {
  /**
   * number of Elasticsearch nodes; with 3, the loss of one is tolerated
   * @default 3
   * @example nodes: 3
   */
  readonly nodes?: z.input<typeof elasticsearch.schema>['nodes'];
  /**
   * number of days before logs are deleted
   * @default 30
   * @example retentionDays: 30
   */
  readonly retentionDays?: z.input<typeof elasticsearch.schema>['retentionDays'];
  /**
   * size of the volume of each node, in GiB
   * @default 100
   * @example storageGiB: 100
   */
  readonly storageGiB?: z.input<typeof elasticsearch.schema>['storageGiB'];
  /**
   * StorageClass of the volumes
   * @default the default StorageClass
   * @example storageClass: 'fast'
   */
  readonly storageClass?: z.input<typeof elasticsearch.schema>['storageClass'];
  /**
   * memory request and limit of each node: half is for the Java heap, the rest for the file system cache
   * @default "4Gi"
   * @example memory: '4Gi'
   */
  readonly memory?: z.input<typeof elasticsearch.schema>['memory'];
  /**
   * spec of the Elasticsearch object, merged last; the entry of nodeSets named `default` is merged with the node set of Plinth; secureSettings (the credentials of a snapshot bucket) also allow egress to the bucket
   * @default none
   * @example spec: { nodeSelector: { pool: 'platform' } }
   */
  readonly spec?: z.input<typeof elasticsearch.schema>['spec'];
  /**
   * Helm values of the ECK operator, merged last
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: z.input<typeof elasticsearch.schema>['values'];
}

/** Options with documentation: `ExternalDnsOptions`. */
export interface ExternalDnsOptions {
  /**
   * DNS provider in the words of external-dns, such as aws, azure, google or rfc2136
   * @example provider: 'shop'
   */
  readonly provider: z.input<typeof externalDns.schema>['provider'];
  /**
   * domains of the zones: records outside of them are not changed
   * @example zones: ['shop.acme.example']
   */
  readonly zones: z.input<typeof externalDns.schema>['zones'];
  /**
   * Secret in the namespace of the component whose keys are environment variables of the provider
   * @default the identity of the pod in the cloud
   * @example credentials: 'shop'
   */
  readonly credentials?: z.input<typeof externalDns.schema>['credentials'];
  /**
   * keys of `credentials`
   * @default none
   * @example variables: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']
   */
  readonly variables?: z.input<typeof externalDns.schema>['variables'];
  /**
   * whether the records of a host are deleted with its Ingress
   * @default "delete"
   * @example onRemoval: 'retain'
   */
  readonly onRemoval?: z.input<typeof externalDns.schema>['onRemoval'];
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: z.input<typeof externalDns.schema>['values'];
}

/** Options with documentation: `ExternalSecretsOptions`. */
export interface ExternalSecretsOptions {
  /**
   * field `provider` of the ClusterSecretStore `default`, or `openbao` for the store that openBao() runs on the cluster; credentials must be references
   * @default no such store
   * @example store: 'openbao'
   */
  readonly store?: z.input<typeof externalSecrets.schema>['store'];
  /**
   * field `provider` of additional ClusterSecretStores, by name; a tenant selects one with its option `secretStore`
   * @default {}
   * @example stores: { vault: { vault: { server: 'https://vault.acme.example', path: 'secret' } } }
   */
  readonly stores?: z.input<typeof externalSecrets.schema>['stores'];
  /**
   * field `provider` of the ClusterSecretStore `platform`, through which passwords and keys of components are generated into the store, and their Secrets created from it: it must be able to write below `platform/<cluster>/`; `false` to create the Secrets of components by hand
   * @default that of `store`, with `openbao` in the role `platform`
   * @example platform: false
   */
  readonly platform?: z.input<typeof externalSecrets.schema>['platform'];
  /**
   * number of pods of the controller, and of the webhook
   * @default 1
   * @example replicas: 1
   */
  readonly replicas?: z.input<typeof externalSecrets.schema>['replicas'];
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: z.input<typeof externalSecrets.schema>['values'];
}

/** Options with documentation: `FlannelOptions`. */
export interface FlannelOptions {
  /**
   * transport between nodes; host-gw requires all nodes on one layer 2 network
   * @default "vxlan"
   * @example backend: 'host-gw'
   */
  readonly backend?: z.input<typeof flannel.schema>['backend'];
  /**
   * MTU of the pod network in bytes
   * @default detected by flannel
   * @example mtu: 576
   */
  readonly mtu?: z.input<typeof flannel.schema>['mtu'];
  /**
   * enforce NetworkPolicies by kube-network-policies; flannel itself ignores them
   * @default true
   * @example networkPolicy: false
   */
  readonly networkPolicy?: z.input<typeof flannel.schema>['networkPolicy'];
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: z.input<typeof flannel.schema>['values'];
}

/** Options with documentation: `FluentBitOptions`. */
export interface FluentBitOptions {
  /**
   * memory limit of the pod on each node
   * @default "256Mi"
   * @example memoryLimit: '256Mi'
   */
  readonly memoryLimit?: z.input<typeof fluentBit.schema>['memoryLimit'];
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: z.input<typeof fluentBit.schema>['values'];
}

/** Options with documentation: `FluentdOptions`. */
export interface FluentdOptions {
  /**
   * memory limit of the pod on each node
   * @default "768Mi"
   * @example memoryLimit: '768Mi'
   */
  readonly memoryLimit?: z.input<typeof fluentd.schema>['memoryLimit'];
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: z.input<typeof fluentd.schema>['values'];
}

/** Options with documentation: `GrafanaOptionsLogin`. */
export interface GrafanaOptionsLogin {
  /**
   * URL of the authorization endpoint
   * @default that of `identity`
   * @example authUrl: 'https://login.acme.example/authorize'
   */
  readonly authUrl?: NonNullable<z.input<typeof grafana.schema>['login']>['authUrl'];
  /**
   * URL of the token endpoint
   * @default that of `identity`
   * @example tokenUrl: 'https://login.acme.example/token'
   */
  readonly tokenUrl?: NonNullable<z.input<typeof grafana.schema>['login']>['tokenUrl'];
  /**
   * URL of the userinfo endpoint
   * @default that of `identity`
   * @example apiUrl: 'https://login.acme.example/userinfo'
   */
  readonly apiUrl?: NonNullable<z.input<typeof grafana.schema>['login']>['apiUrl'];
  /**
   * requested scopes
   * @default those of `identity`, or openid, profile, email and groups
   * @example scopes: ['openid', 'profile', 'email', 'groups']
   */
  readonly scopes?: NonNullable<z.input<typeof grafana.schema>['login']>['scopes'];
  /**
   * group whose members administer the platform team's Grafana
   * @example adminGroup: 'platform-team'
   */
  readonly adminGroup: NonNullable<z.input<typeof grafana.schema>['login']>['adminGroup'];
}

/** Options with documentation: `GrafanaOptions`. */
export interface GrafanaOptions {
  /**
   * host name of the Ingress
   * @default no Ingress, access with kubectl port-forward only
   * @example host: 'shop.acme.example'
   */
  readonly host?: z.input<typeof grafana.schema>['host'];
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
  readonly storageGiB?: z.input<typeof grafana.schema>['storageGiB'];
  /**
   * StorageClass of the volume
   * @default the default StorageClass
   * @example storageClass: 'fast'
   */
  readonly storageClass?: z.input<typeof grafana.schema>['storageClass'];
  /**
   * memory limit of the pod
   * @default "512Mi"
   * @example memoryLimit: '512Mi'
   */
  readonly memoryLimit?: z.input<typeof grafana.schema>['memoryLimit'];
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: z.input<typeof grafana.schema>['values'];
}

/** Options with documentation: `InfluxDbOptions`. */
export interface InfluxDbOptions {
  /**
   * major version; 1 accepts Prometheus remote write itself, 2 and 3 (Core) through a Telegraf bridge
   * @default "1"
   * @example version: '2'
   */
  readonly version?: z.input<typeof influxDb.schema>['version'];
  /**
   * retention of metrics in days
   * @default unlimited
   * @example retentionDays: 1
   */
  readonly retentionDays?: z.input<typeof influxDb.schema>['retentionDays'];
  /**
   * size of the volume in GiB
   * @default 100
   * @example storageGiB: 100
   */
  readonly storageGiB?: z.input<typeof influxDb.schema>['storageGiB'];
  /**
   * StorageClass of the volume
   * @default the default StorageClass of the cluster
   * @example storageClass: 'fast'
   */
  readonly storageClass?: z.input<typeof influxDb.schema>['storageClass'];
  /**
   * Secret in namespace influxdb with the administrator credentials; keys for version 1: influxdb-user and influxdb-password; version 2: admin-password and admin-token; version 3: admin-token.json and admin-token. Clients need a Secret metrics-store in their own namespaces (monitoring and telegraf to write, grafana to read) with keys username and password (version 1) or token (versions 2 and 3)
   * @default "influxdb-auth"
   * @example secret: 'influxdb-auth'
   */
  readonly secret?: z.input<typeof influxDb.schema>['secret'];
  /**
   * memory request
   * @default "1Gi"
   * @example memory: '1Gi'
   */
  readonly memory?: z.input<typeof influxDb.schema>['memory'];
  /**
   * memory limit
   * @default "4Gi"
   * @example memoryLimit: '4Gi'
   */
  readonly memoryLimit?: z.input<typeof influxDb.schema>['memoryLimit'];
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: z.input<typeof influxDb.schema>['values'];
  /**
   * Helm values of the Telegraf bridge from Prometheus remote write to version 2 or 3, merged last
   * @default none
   * @example bridgeValues: { nodeSelector: { pool: 'platform' } }
   */
  readonly bridgeValues?: z.input<typeof influxDb.schema>['bridgeValues'];
}

/** Options with documentation: `KibanaOptions`. */
export interface KibanaOptions {
  /**
   * host name of the Ingress
   * @default no Ingress, access with kubectl port-forward only
   * @example host: 'shop.acme.example'
   */
  readonly host?: z.input<typeof kibana.schema>['host'];
  /**
   * number of pods; with 2, the loss of a node is tolerated
   * @default 1
   * @example replicas: 1
   */
  readonly replicas?: z.input<typeof kibana.schema>['replicas'];
  /**
   * memory request and limit of each pod
   * @default "1Gi"
   * @example memory: '1Gi'
   */
  readonly memory?: z.input<typeof kibana.schema>['memory'];
  /**
   * spec of the Kibana object, merged last
   * @default none
   * @example spec: { nodeSelector: { pool: 'platform' } }
   */
  readonly spec?: z.input<typeof kibana.schema>['spec'];
}

/** Options with documentation: `KyvernoOptions`. */
export interface KyvernoOptions {
  /**
   * signatures of cosign that images of tenants need; an image that matches several entries needs one of each, and others need none
   * @example signatures: [{ images: ['registry.acme.example/*'], identities: [{ issuer: 'https://token.actions.githubusercontent.com', subject: 'https://github.com/acme/shop/.github/workflows/release.yaml@refs/tags/*' }] }]
   */
  readonly signatures: z.input<typeof kyverno.schema>['signatures'];
  /**
   * Secrets of type kubernetes.io/dockerconfigjson in the namespace of the component, with credentials of the registries
   * @default []
   * @example pullSecrets: ['registry']
   */
  readonly pullSecrets?: z.input<typeof kyverno.schema>['pullSecrets'];
  /**
   * number of pods: while none runs, the API server refuses new pods of tenants
   * @default 3
   * @example replicas: 3
   */
  readonly replicas?: z.input<typeof kyverno.schema>['replicas'];
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: z.input<typeof kyverno.schema>['values'];
}

/** Options with documentation: `LocalPathOptions`. */
export interface LocalPathOptions {
  /**
   * directory of each node in which volumes are created
   * @default "/opt/local-path-provisioner"
   * @example path: '/opt/local-path-provisioner'
   */
  readonly path?: z.input<typeof localPath.schema>['path'];
  /**
   * make its StorageClass the default StorageClass of the cluster
   * @default true
   * @example defaultClass: false
   */
  readonly defaultClass?: z.input<typeof localPath.schema>['defaultClass'];
  /**
   * retain a volume when its PersistentVolumeClaim is deleted
   * @default false
   * @example keepVolumes: true
   */
  readonly keepVolumes?: z.input<typeof localPath.schema>['keepVolumes'];
}

/** Options with documentation: `LokiOptionsS3`. */
export interface LokiOptionsS3 {
  /**
   * name of the bucket
   * @example name: 'acme-data'
   */
  readonly name: NonNullable<z.input<typeof loki.schema>['s3']>['name'];
  /**
   * host of the S3 service, such as s3.eu-central-1.amazonaws.com
   * @example endpoint: 's3.eu-north-1.amazonaws.com'
   */
  readonly endpoint: NonNullable<z.input<typeof loki.schema>['s3']>['endpoint'];
  /**
   * region of the bucket
   * @default none
   * @example region: 'eu-north-1'
   */
  readonly region?: NonNullable<z.input<typeof loki.schema>['s3']>['region'];
  /**
   * Secret in namespace loki with keys AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY
   * @example secret: 'shop'
   */
  readonly secret: NonNullable<z.input<typeof loki.schema>['s3']>['secret'];
  /**
   * use HTTP instead of HTTPS
   * @default false
   * @example insecure: true
   */
  readonly insecure?: NonNullable<z.input<typeof loki.schema>['s3']>['insecure'];
  /**
   * put the name of the bucket into the URL path instead of the host name
   * @default false
   * @example pathStyle: true
   */
  readonly pathStyle?: NonNullable<z.input<typeof loki.schema>['s3']>['pathStyle'];
}

/** Options with documentation: `LokiOptions`. */
export interface LokiOptions {
  /**
   * number of days before logs are deleted
   * @default 30
   * @example retentionDays: 30
   */
  readonly retentionDays?: z.input<typeof loki.schema>['retentionDays'];
  /**
   * size of the volume of Loki, in GiB; with `s3` it only holds data that is not uploaded yet; with 0 there is no volume, and its data is lost with the pod
   * @default 50
   * @example storageGiB: 50
   */
  readonly storageGiB?: z.input<typeof loki.schema>['storageGiB'];
  /**
   * StorageClass of the volume
   * @default the default StorageClass
   * @example storageClass: 'fast'
   */
  readonly storageClass?: z.input<typeof loki.schema>['storageClass'];
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
  readonly bucket?: z.input<typeof loki.schema>['bucket'];
  /**
   * memory request of Loki
   * @default "512Mi"
   * @example memory: '512Mi'
   */
  readonly memory?: z.input<typeof loki.schema>['memory'];
  /**
   * memory limit of Loki
   * @default "2Gi"
   * @example memoryLimit: '2Gi'
   */
  readonly memoryLimit?: z.input<typeof loki.schema>['memoryLimit'];
  /**
   * run Alloy on every node to collect container logs
   * @default true
   * @example collector: false
   */
  readonly collector?: z.input<typeof loki.schema>['collector'];
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: z.input<typeof loki.schema>['values'];
  /**
   * Helm values of Alloy, merged last
   * @default none
   * @example collectorValues: { nodeSelector: { pool: 'platform' } }
   */
  readonly collectorValues?: z.input<typeof loki.schema>['collectorValues'];
}

/** Options with documentation: `LonghornOptions`. */
export interface LonghornOptions {
  /**
   * replicas of each volume, each on a different node
   * @default 3
   * @example replicas: 3
   */
  readonly replicas?: z.input<typeof longhorn.schema>['replicas'];
  /**
   * directory of each node that stores the replicas
   * @default "/var/lib/longhorn"
   * @example path: '/var/lib/longhorn'
   */
  readonly path?: z.input<typeof longhorn.schema>['path'];
  /**
   * make its StorageClass the default StorageClass of the cluster
   * @default true
   * @example defaultClass: false
   */
  readonly defaultClass?: z.input<typeof longhorn.schema>['defaultClass'];
  /**
   * retain a volume when its PersistentVolumeClaim is deleted
   * @default false
   * @example keepVolumes: true
   */
  readonly keepVolumes?: z.input<typeof longhorn.schema>['keepVolumes'];
  /**
   * URL of the backup target
   * @default no backups
   * @example backupTarget: 's3://backups@eu-north-1/'
   */
  readonly backupTarget?: z.input<typeof longhorn.schema>['backupTarget'];
  /**
   * Secret in the namespace of the component with the credentials of the backup target; keys for S3: `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`
   * @default none
   * @example backupSecret: 'shop'
   */
  readonly backupSecret?: z.input<typeof longhorn.schema>['backupSecret'];
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: z.input<typeof longhorn.schema>['values'];
}

/** Options with documentation: `MetallbOptions`. */
export interface MetallbOptions {
  /**
   * address ranges for Services; no other device may use these addresses
   * @example addresses: ['10.0.9.10-10.0.9.40']
   */
  readonly addresses: z.input<typeof metallb.schema>['addresses'];
  /**
   * network interfaces of the nodes that answer ARP
   * @default all
   * @example interfaces: ['eth0']
   */
  readonly interfaces?: z.input<typeof metallb.schema>['interfaces'];
  /**
   * routers to which addresses are announced by BGP
   * @default none, nodes answer ARP
   * @example bgpPeers: [{ address: '10.0.0.11', asn: 1, localAsn: 1 }]
   */
  readonly bgpPeers?: z.input<typeof metallb.schema>['bgpPeers'];
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: z.input<typeof metallb.schema>['values'];
}

/** Options with documentation: `MetricsServerOptions`. */
export interface MetricsServerOptions {
  /**
   * number of pods; 2 tolerate the loss of a node
   * @default 1
   * @example replicas: 1
   */
  readonly replicas?: z.input<typeof metricsServer.schema>['replicas'];
  /**
   * verify the serving certificates of kubelets, which the CA of the cluster must have signed, as on clusters of kind `on-prem`
   * @default false
   * @example verifyKubelets: true
   */
  readonly verifyKubelets?: z.input<typeof metricsServer.schema>['verifyKubelets'];
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: z.input<typeof metricsServer.schema>['values'];
}

/** Options with documentation: `NginxOptions`. */
export interface NginxOptions {
  /**
   * F5's NGINX Ingress Controller, or ingress-nginx, which was retired in March 2026
   * @default "f5"
   * @example controller: 'ingress-nginx'
   */
  readonly controller?: z.input<typeof nginx.schema>['controller'];
  /**
   * number of pods
   * @default 2
   * @example replicas: 2
   */
  readonly replicas?: z.input<typeof nginx.schema>['replicas'];
  /**
   * type of the Service of the controller
   * @default "LoadBalancer"
   * @example serviceType: 'NodePort'
   */
  readonly serviceType?: z.input<typeof nginx.schema>['serviceType'];
  /**
   * IP address of the load balancer
   * @default any free address
   * @example address: '10.0.0.11'
   */
  readonly address?: z.input<typeof nginx.schema>['address'];
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: z.input<typeof nginx.schema>['values'];
}

/** Options with documentation: `NodeExporterOptions`. */
export interface NodeExporterOptions {
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: z.input<typeof nodeExporter.schema>['values'];
}

/** Options with documentation: `OidcIssuerOptions`. */
export interface OidcIssuerOptions {
  /**
   * URL of the issuer, as in the claim `iss` of its tokens; its discovery document is below it
   * @example url: 'https://login.acme.example'
   */
  readonly url: z.input<typeof oidcIssuer.schema>['url'];
  /**
   * claim of ID tokens with the groups of the user; 'none' for an issuer without groups, such as Google
   * @default "groups"
   * @example groupsClaim: 'groups'
   */
  readonly groupsClaim?: z.input<typeof oidcIssuer.schema>['groupsClaim'];
  /**
   * scopes that clients request
   * @default ["openid","profile","email"]
   * @example scopes: ['openid', 'profile', 'email']
   */
  readonly scopes?: z.input<typeof oidcIssuer.schema>['scopes'];
  /**
   * URL of the authorization endpoint
   * @default none
   * @example authorizationUrl: 'https://login.acme.example/authorize'
   */
  readonly authorizationUrl?: z.input<typeof oidcIssuer.schema>['authorizationUrl'];
  /**
   * URL of the token endpoint
   * @default none
   * @example tokenUrl: 'https://login.acme.example/token'
   */
  readonly tokenUrl?: z.input<typeof oidcIssuer.schema>['tokenUrl'];
  /**
   * URL of the userinfo endpoint
   * @default none
   * @example userinfoUrl: 'https://login.acme.example/userinfo'
   */
  readonly userinfoUrl?: z.input<typeof oidcIssuer.schema>['userinfoUrl'];
  /**
   * URL of the public keys (JWKS)
   * @default none
   * @example keysUrl: 'https://login.acme.example/keys'
   */
  readonly keysUrl?: z.input<typeof oidcIssuer.schema>['keysUrl'];
  /**
   * domains of the e-mail addresses of users who may log in
   * @default all users of the issuer
   * @example emailDomains: ['shop.acme.example']
   */
  readonly emailDomains?: z.input<typeof oidcIssuer.schema>['emailDomains'];
  /**
   * hours after which users of applications log in again
   * @default 8
   * @example sessionHours: 8
   */
  readonly sessionHours?: z.input<typeof oidcIssuer.schema>['sessionHours'];
  /**
   * number of pods of each gate, the server that logs users in
   * @default 2
   * @example gateReplicas: 2
   */
  readonly gateReplicas?: z.input<typeof oidcIssuer.schema>['gateReplicas'];
  /**
   * whether the issuer is only for applications of tenants that name the component as their `identity`; otherwise it is the issuer of the cluster
   * @default false
   * @example realm: true
   */
  readonly realm?: z.input<typeof oidcIssuer.schema>['realm'];
}

/** Options with documentation: `OpenBaoOptionsSeal`. */
export interface OpenBaoOptionsSeal {
  /**
   * service with the key that unseals the servers
   * @example type: 'transit'
   */
  readonly type: NonNullable<z.input<typeof openBao.schema>['seal']>['type'];
  /**
   * parameters of the seal, without credentials, such as address, mount_path and key_name
   * @example parameters: { address: 'https://unseal.acme.example', mount_path: 'transit/', key_name: 'platform' }
   */
  readonly parameters: NonNullable<z.input<typeof openBao.schema>['seal']>['parameters'];
  /**
   * environment variables with the credentials of the seal, such as BAO_TOKEN of a transit seal
   * @default {}
   * @example credentials: { BAO_TOKEN: { secret: 'unseal', key: 'token' } }
   */
  readonly credentials?: NonNullable<z.input<typeof openBao.schema>['seal']>['credentials'];
}

/** Options with documentation: `OpenBaoOptions`. */
export interface OpenBaoOptions {
  /**
   * number of servers, an odd one: with 3, the loss of one is tolerated
   * @default 3
   * @example replicas: 3
   */
  readonly replicas?: z.input<typeof openBao.schema>['replicas'];
  /**
   * size of the volume of each server, in GiB
   * @default 10
   * @example storageGiB: 10
   */
  readonly storageGiB?: z.input<typeof openBao.schema>['storageGiB'];
  /**
   * StorageClass of the volumes
   * @default the default StorageClass
   * @example storageClass: 'fast'
   */
  readonly storageClass?: z.input<typeof openBao.schema>['storageClass'];
  /**
   * automatic unsealing
   * @default a person unseals each server after each start
   * @example seal: { type: 'transit', parameters: { address: 'https://unseal.acme.example', mount_path: 'transit/', key_name: 'platform' } }
   */
  readonly seal?: OpenBaoOptionsSeal | undefined;
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: z.input<typeof openBao.schema>['values'];
}

/** Options with documentation: `OpenTelemetryOptions`. */
export interface OpenTelemetryOptions {
  /**
   * destinations outside the cluster by name, each with the telemetry that it receives
   * @default none
   * @example exports: { analytics: { url: 'https://otlp.acme.example', signals: ['traces', 'metrics'] } }
   */
  readonly exports?: z.input<typeof openTelemetry.schema>['exports'];
  /**
   * PromQL selectors of the series that are exported
   * @default all series
   * @example metricSelectors: ['{__name__=~".+"}']
   */
  readonly metricSelectors?: z.input<typeof openTelemetry.schema>['metricSelectors'];
  /**
   * path of the audit log on control plane nodes
   * @default that of clusters of kind on-prem
   * @example auditLogPath: '/var/log/kubernetes/audit.log'
   */
  readonly auditLogPath?: z.input<typeof openTelemetry.schema>['auditLogPath'];
  /**
   * memory request of the gateway, which sends to the destinations
   * @default "128Mi"
   * @example memory: '128Mi'
   */
  readonly memory?: z.input<typeof openTelemetry.schema>['memory'];
  /**
   * memory limit of the gateway
   * @default "512Mi"
   * @example memoryLimit: '512Mi'
   */
  readonly memoryLimit?: z.input<typeof openTelemetry.schema>['memoryLimit'];
  /**
   * Helm values of the gateway, merged last
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: z.input<typeof openTelemetry.schema>['values'];
  /**
   * Helm values of the agents, which read logs on the nodes, merged last
   * @default none
   * @example agentValues: { nodeSelector: { pool: 'platform' } }
   */
  readonly agentValues?: z.input<typeof openTelemetry.schema>['agentValues'];
}

/** Options with documentation: `OryOptionsKratos`. */
export interface OryOptionsKratos {
  /**
   * deploy this service
   * @default true
   * @example enabled: false
   */
  readonly enabled?: NonNullable<z.input<typeof ory.schema>['kratos']>['enabled'];
  /**
   * number of pods
   * @default 2
   * @example replicas: 2
   */
  readonly replicas?: NonNullable<z.input<typeof ory.schema>['kratos']>['replicas'];
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: NonNullable<z.input<typeof ory.schema>['kratos']>['values'];
  /**
   * Secret in the namespace of ORY with the keys `dsn` (URL of the database), `secretsDefault`, `secretsCookie`, `secretsCipher` (32 characters), and with `mail` also `smtpConnectionURI`
   * @default "kratos"
   * @example secret: 'kratos'
   */
  readonly secret?: NonNullable<z.input<typeof ory.schema>['kratos']>['secret'];
  /**
   * host name of the public API
   * @default accounts.<domain>, or accounts.<environment>.<domain> with several environments; in a realm `accounts-<name>` instead of `accounts`
   * @example host: 'shop.acme.example'
   */
  readonly host?: NonNullable<z.input<typeof ory.schema>['kratos']>['host'];
  /**
   * base URL of other pages for login, recovery and settings, in the domain of `host`
   * @default the official self-service pages, at https://<host>
   * @example pages: 'https://account.acme.example'
   */
  readonly pages?: NonNullable<z.input<typeof ory.schema>['kratos']>['pages'];
  /**
   * whether everybody may create an account
   * @default false
   * @example registration: true
   */
  readonly registration?: NonNullable<z.input<typeof ory.schema>['kratos']>['registration'];
  /**
   * whether people may set up a second factor (TOTP, recovery codes), which is required from then on
   * @default false
   * @example secondFactor: true
   */
  readonly secondFactor?: NonNullable<z.input<typeof ory.schema>['kratos']>['secondFactor'];
  /**
   * send mail to recover accounts and to verify addresses
   * @default false
   * @example mail: true
   */
  readonly mail?: NonNullable<z.input<typeof ory.schema>['kratos']>['mail'];
  /**
   * JSON Schema of an identity
   * @default an email address, which is also the login name, and an optional name
   * @example identitySchema: { type: 'object', properties: { traits: { type: 'object' } } }
   */
  readonly identitySchema?: NonNullable<z.input<typeof ory.schema>['kratos']>['identitySchema'];
}

/** Options with documentation: `OryOptionsHydra`. */
export interface OryOptionsHydra {
  /**
   * deploy this service
   * @default true
   * @example enabled: false
   */
  readonly enabled?: NonNullable<z.input<typeof ory.schema>['hydra']>['enabled'];
  /**
   * number of pods
   * @default 2
   * @example replicas: 2
   */
  readonly replicas?: NonNullable<z.input<typeof ory.schema>['hydra']>['replicas'];
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: NonNullable<z.input<typeof ory.schema>['hydra']>['values'];
  /**
   * Secret in the namespace of ORY with the keys `dsn` (URL of the database), `secretsSystem` and `secretsCookie` (at least 16 characters)
   * @default "hydra"
   * @example secret: 'hydra'
   */
  readonly secret?: NonNullable<z.input<typeof ory.schema>['hydra']>['secret'];
  /**
   * host name of the issuer
   * @default login.<domain>, or login.<environment>.<domain> with several environments; in a realm `login-<name>` instead of `login`
   * @example host: 'shop.acme.example'
   */
  readonly host?: NonNullable<z.input<typeof ory.schema>['hydra']>['host'];
}

/** Options with documentation: `OryOptionsKeto`. */
export interface OryOptionsKeto {
  /**
   * deploy this service
   * @default true, false in a realm
   * @example enabled: true
   */
  readonly enabled?: NonNullable<z.input<typeof ory.schema>['keto']>['enabled'];
  /**
   * number of pods
   * @default 2
   * @example replicas: 2
   */
  readonly replicas?: NonNullable<z.input<typeof ory.schema>['keto']>['replicas'];
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: NonNullable<z.input<typeof ory.schema>['keto']>['values'];
  /**
   * Secret in the namespace of ORY with the key `dsn` (URL of the database)
   * @default "keto"
   * @example secret: 'keto'
   */
  readonly secret?: NonNullable<z.input<typeof ory.schema>['keto']>['secret'];
  /**
   * further classes of the permission model, in the Ory Permission Language; the platform defines User, Group, Tenant and Product
   * @default ""
   * @example permissions: 'class Document implements Namespace {}'
   */
  readonly permissions?: NonNullable<z.input<typeof ory.schema>['keto']>['permissions'];
}

/** Options with documentation: `OryOptionsOathkeeper`. */
export interface OryOptionsOathkeeper {
  /**
   * deploy this service
   * @default true, false in a realm
   * @example enabled: true
   */
  readonly enabled?: NonNullable<z.input<typeof ory.schema>['oathkeeper']>['enabled'];
  /**
   * number of pods
   * @default 2
   * @example replicas: 2
   */
  readonly replicas?: NonNullable<z.input<typeof ory.schema>['oathkeeper']>['replicas'];
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: NonNullable<z.input<typeof ory.schema>['oathkeeper']>['values'];
  /**
   * Secret in the namespace of ORY with the key `mutator.id_token.jwks.json`; Oathkeeper signs ID tokens with it, which identify the user to applications
   * @default no ID tokens
   * @example idTokenSecret: 'shop'
   */
  readonly idTokenSecret?: NonNullable<z.input<typeof ory.schema>['oathkeeper']>['idTokenSecret'];
}

/** Options with documentation: `OryOptions`. */
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
   * domains of the e-mail addresses of users who may log in
   * @default all users of the issuer
   * @example emailDomains: ['shop.acme.example']
   */
  readonly emailDomains?: z.input<typeof ory.schema>['emailDomains'];
  /**
   * hours after which users of applications log in again
   * @default 8
   * @example sessionHours: 8
   */
  readonly sessionHours?: z.input<typeof ory.schema>['sessionHours'];
  /**
   * number of pods of each gate, the server that logs users in
   * @default 2
   * @example gateReplicas: 2
   */
  readonly gateReplicas?: z.input<typeof ory.schema>['gateReplicas'];
  /**
   * whether the issuer is only for applications of tenants that name the component as their `identity`; otherwise it is the issuer of the cluster
   * @default false
   * @example realm: true
   */
  readonly realm?: z.input<typeof ory.schema>['realm'];
}

/** Options with documentation: `PrometheusOptionsReceiver`. */
export interface PrometheusOptionsReceiver {
  /**
   * name of an existing Secret
   * @example secret: 'shop'
   */
  readonly secret: NonNullable<z.input<typeof prometheus.schema>['receiver']>['secret'];
  /**
   * key of the Secret
   * @example key: 'password'
   */
  readonly key: NonNullable<z.input<typeof prometheus.schema>['receiver']>['key'];
  /**
   * type of the receiver
   * @example type: 'webhook'
   */
  readonly type: NonNullable<z.input<typeof prometheus.schema>['receiver']>['type'];
}

/** Options with documentation: `PrometheusOptionsScrapeLimits`. */
export interface PrometheusOptionsScrapeLimits {
  /**
   * samples
   * @default 1500000
   * @example samples: 1500000
   */
  readonly samples?: NonNullable<z.input<typeof prometheus.schema>['scrapeLimits']>['samples'];
  /**
   * size of the response in MiB
   * @default 512
   * @example bodyMiB: 512
   */
  readonly bodyMiB?: NonNullable<z.input<typeof prometheus.schema>['scrapeLimits']>['bodyMiB'];
  /**
   * labels of a sample
   * @default 64
   * @example labels: 64
   */
  readonly labels?: NonNullable<z.input<typeof prometheus.schema>['scrapeLimits']>['labels'];
  /**
   * bytes of the name of a label
   * @default 256
   * @example labelNameLength: 256
   */
  readonly labelNameLength?: NonNullable<z.input<typeof prometheus.schema>['scrapeLimits']>['labelNameLength'];
  /**
   * bytes of the value of a label
   * @default 4096
   * @example labelValueLength: 4096
   */
  readonly labelValueLength?: NonNullable<z.input<typeof prometheus.schema>['scrapeLimits']>['labelValueLength'];
}

/** Options with documentation: `PrometheusOptions`. */
export interface PrometheusOptions {
  /**
   * retention of metrics in days
   * @default 15
   * @example retentionDays: 15
   */
  readonly retentionDays?: z.input<typeof prometheus.schema>['retentionDays'];
  /**
   * size of the volume of Prometheus in GiB; 0 stores metrics and silences in the pods, without a volume
   * @default 50
   * @example storageGiB: 50
   */
  readonly storageGiB?: z.input<typeof prometheus.schema>['storageGiB'];
  /**
   * StorageClass of the volumes
   * @default the default StorageClass of the cluster
   * @example storageClass: 'fast'
   */
  readonly storageClass?: z.input<typeof prometheus.schema>['storageClass'];
  /**
   * pods of each of Prometheus and Alertmanager; 2 tolerate the loss of a node
   * @default 1
   * @example replicas: 1
   */
  readonly replicas?: z.input<typeof prometheus.schema>['replicas'];
  /**
   * memory request of Prometheus
   * @default "2Gi"
   * @example memory: '2Gi'
   */
  readonly memory?: z.input<typeof prometheus.schema>['memory'];
  /**
   * memory limit of Prometheus
   * @default "4Gi"
   * @example memoryLimit: '4Gi'
   */
  readonly memoryLimit?: z.input<typeof prometheus.schema>['memoryLimit'];
  /**
   * scrape interval in seconds
   * @default 30
   * @example scrapeSeconds: 30
   */
  readonly scrapeSeconds?: z.input<typeof prometheus.schema>['scrapeSeconds'];
  /**
   * remote write endpoints in addition to the provider of capability `remote-write`, such as InfluxDB
   * @default []
   * @example remoteWrite: [{ url: 'https://metrics.acme.example/api/v1/write' }]
   */
  readonly remoteWrite?: z.input<typeof prometheus.schema>['remoteWrite'];
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
  readonly controlPlaneMetrics?: z.input<typeof prometheus.schema>['controlPlaneMetrics'];
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
  readonly values?: z.input<typeof prometheus.schema>['values'];
}

/** Options with documentation: `RookOptions`. */
export interface RookOptions {
  /**
   * copies of each volume, each on a different node
   * @default 3
   * @example replicas: 3
   */
  readonly replicas?: z.input<typeof rook.schema>['replicas'];
  /**
   * Ceph monitors, each on a different node: 3 tolerate the loss of one node, 5 of two
   * @default 3
   * @example monitors: 3
   */
  readonly monitors?: z.input<typeof rook.schema>['monitors'];
  /**
   * names of the nodes whose disks Ceph uses
   * @default all nodes
   * @example nodes: ['shop']
   */
  readonly nodes?: z.input<typeof rook.schema>['nodes'];
  /**
   * regular expression for the names of the disks that Ceph uses, such as ^sd[b-z]$
   * @default every empty disk
   * @example devices: '^sd[b-z]$'
   */
  readonly devices?: z.input<typeof rook.schema>['devices'];
  /**
   * directory of each node for the state of the daemons; volumes are not stored in it
   * @default "/var/lib/rook"
   * @example path: '/var/lib/rook'
   */
  readonly path?: z.input<typeof rook.schema>['path'];
  /**
   * add the StorageClass `<name>-shared` for ReadWriteMany volumes (CephFS)
   * @default false
   * @example sharedVolumes: true
   */
  readonly sharedVolumes?: z.input<typeof rook.schema>['sharedVolumes'];
  /**
   * add an object store (Ceph RGW), with a bucket and keys of its own for each use of `bucket`
   * @default false
   * @example buckets: true
   */
  readonly buckets?: z.input<typeof rook.schema>['buckets'];
  /**
   * encrypt the disks; the keys are Secrets in the namespace of the component
   * @default false
   * @example encryptDisks: true
   */
  readonly encryptDisks?: z.input<typeof rook.schema>['encryptDisks'];
  /**
   * encrypt the traffic between nodes; requires Linux 5.11 or newer
   * @default false
   * @example encryptNetwork: true
   */
  readonly encryptNetwork?: z.input<typeof rook.schema>['encryptNetwork'];
  /**
   * memory request and limit of the daemon of each disk (OSD)
   * @default "4Gi"
   * @example memory: '4Gi'
   */
  readonly memory?: z.input<typeof rook.schema>['memory'];
  /**
   * make the StorageClass `<name>` the default StorageClass of the cluster
   * @default true
   * @example defaultClass: false
   */
  readonly defaultClass?: z.input<typeof rook.schema>['defaultClass'];
  /**
   * retain a volume when its PersistentVolumeClaim is deleted
   * @default false
   * @example keepVolumes: true
   */
  readonly keepVolumes?: z.input<typeof rook.schema>['keepVolumes'];
  /**
   * Helm values of chart rook-ceph-cluster, merged last
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: z.input<typeof rook.schema>['values'];
  /**
   * Helm values of chart rook-ceph (the operator), merged last
   * @default none
   * @example operatorValues: { nodeSelector: { pool: 'platform' } }
   */
  readonly operatorValues?: z.input<typeof rook.schema>['operatorValues'];
  /**
   * Helm values of chart ceph-csi-drivers, merged last
   * @default none
   * @example driverValues: { nodeSelector: { pool: 'platform' } }
   */
  readonly driverValues?: z.input<typeof rook.schema>['driverValues'];
}

/** Options with documentation: `SeaweedFsOptions`. */
export interface SeaweedFsOptions {
  /**
   * size of the volume with all buckets, in GiB
   * @default 100
   * @example storageGiB: 100
   */
  readonly storageGiB?: z.input<typeof seaweedFs.schema>['storageGiB'];
  /**
   * StorageClass of the volume, which must replicate it
   * @default the default StorageClass
   * @example storageClass: 'replicated'
   */
  readonly storageClass?: z.input<typeof seaweedFs.schema>['storageClass'];
  /**
   * memory request
   * @default "512Mi"
   * @example memory: '512Mi'
   */
  readonly memory?: z.input<typeof seaweedFs.schema>['memory'];
  /**
   * memory limit
   * @default "2Gi"
   * @example memoryLimit: '2Gi'
   */
  readonly memoryLimit?: z.input<typeof seaweedFs.schema>['memoryLimit'];
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: z.input<typeof seaweedFs.schema>['values'];
}

/** Options with documentation: `ServiceGateOptions`. */
export interface ServiceGateOptions {
  /**
   * number of pods of each gate, the server that verifies callers
   * @default 2
   * @example replicas: 2
   */
  readonly replicas?: z.input<typeof serviceGate.schema>['replicas'];
}

/** Options with documentation: `TelegrafOptions`. */
export interface TelegrafOptions {
  /**
   * HTTP and TCP checks that run every minute from inside the cluster, by name
   * @default {}
   * @example checks: { 'web-shop': { url: 'https://shop.acme.example' } }
   */
  readonly checks?: z.input<typeof telegraf.schema>['checks'];
  /**
   * Helm values of the Telegraf on every node, merged last
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: z.input<typeof telegraf.schema>['values'];
  /**
   * Helm values of the Telegraf that runs the checks, merged last
   * @default none
   * @example checksValues: { nodeSelector: { pool: 'platform' } }
   */
  readonly checksValues?: z.input<typeof telegraf.schema>['checksValues'];
}

/** Options with documentation: `TempoOptionsS3`. */
export interface TempoOptionsS3 {
  /**
   * name of the bucket
   * @example name: 'acme-data'
   */
  readonly name: NonNullable<z.input<typeof tempo.schema>['s3']>['name'];
  /**
   * host of the S3 service, such as s3.eu-central-1.amazonaws.com
   * @example endpoint: 's3.eu-north-1.amazonaws.com'
   */
  readonly endpoint: NonNullable<z.input<typeof tempo.schema>['s3']>['endpoint'];
  /**
   * region of the bucket
   * @default none
   * @example region: 'eu-north-1'
   */
  readonly region?: NonNullable<z.input<typeof tempo.schema>['s3']>['region'];
  /**
   * Secret in namespace tempo with keys AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY
   * @example secret: 'shop'
   */
  readonly secret: NonNullable<z.input<typeof tempo.schema>['s3']>['secret'];
  /**
   * use HTTP instead of HTTPS
   * @default false
   * @example insecure: true
   */
  readonly insecure?: NonNullable<z.input<typeof tempo.schema>['s3']>['insecure'];
  /**
   * put the name of the bucket into the URL path instead of the host name
   * @default false
   * @example pathStyle: true
   */
  readonly pathStyle?: NonNullable<z.input<typeof tempo.schema>['s3']>['pathStyle'];
}

/** Options with documentation: `TempoOptions`. */
export interface TempoOptions {
  /**
   * number of days before traces are deleted
   * @default 14
   * @example retentionDays: 14
   */
  readonly retentionDays?: z.input<typeof tempo.schema>['retentionDays'];
  /**
   * size of the volume of Tempo, in GiB; with `s3` or `bucket` it only holds data that is not uploaded yet; with 0 there is no volume, and its data is lost with the pod
   * @default 20
   * @example storageGiB: 20
   */
  readonly storageGiB?: z.input<typeof tempo.schema>['storageGiB'];
  /**
   * StorageClass of the volume
   * @default the default StorageClass
   * @example storageClass: 'fast'
   */
  readonly storageClass?: z.input<typeof tempo.schema>['storageClass'];
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
  readonly bucket?: z.input<typeof tempo.schema>['bucket'];
  /**
   * memory request of Tempo
   * @default "512Mi"
   * @example memory: '512Mi'
   */
  readonly memory?: z.input<typeof tempo.schema>['memory'];
  /**
   * memory limit of Tempo
   * @default "2Gi"
   * @example memoryLimit: '2Gi'
   */
  readonly memoryLimit?: z.input<typeof tempo.schema>['memoryLimit'];
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: z.input<typeof tempo.schema>['values'];
}

/** Options with documentation: `TraefikOptions`. */
export interface TraefikOptions {
  /**
   * number of pods
   * @default 2
   * @example replicas: 2
   */
  readonly replicas?: z.input<typeof traefik.schema>['replicas'];
  /**
   * type of the Service of the controller
   * @default "LoadBalancer"
   * @example serviceType: 'NodePort'
   */
  readonly serviceType?: z.input<typeof traefik.schema>['serviceType'];
  /**
   * IP address of the load balancer
   * @default any free address
   * @example address: '10.0.0.11'
   */
  readonly address?: z.input<typeof traefik.schema>['address'];
  /**
   * log every request
   * @default false
   * @example accessLog: true
   */
  readonly accessLog?: z.input<typeof traefik.schema>['accessLog'];
  /**
   * address ranges (CIDR) of proxies in front of Traefik whose X-Forwarded headers are trusted
   * @default []
   * @example trustedProxies: ['192.0.2.0/24']
   */
  readonly trustedProxies?: z.input<typeof traefik.schema>['trustedProxies'];
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: z.input<typeof traefik.schema>['values'];
}

/** Options with documentation: `VeleroOptionsS3`. */
export interface VeleroOptionsS3 {
  /**
   * name of the bucket
   * @example bucket: 'acme-data'
   */
  readonly bucket: NonNullable<z.input<typeof velero.schema>['s3']>['bucket'];
  /**
   * URL of the S3 service, outside the cluster
   * @example endpoint: 'https://s3.acme.example'
   */
  readonly endpoint: NonNullable<z.input<typeof velero.schema>['s3']>['endpoint'];
  /**
   * region of the bucket; services other than AWS accept any
   * @default "us-east-1"
   * @example region: 'us-east-1'
   */
  readonly region?: NonNullable<z.input<typeof velero.schema>['s3']>['region'];
  /**
   * prefix of the names of the objects
   * @default the name of the cluster
   * @example prefix: 'dc1'
   */
  readonly prefix?: NonNullable<z.input<typeof velero.schema>['s3']>['prefix'];
  /**
   * Secret in the namespace of the component with the credentials of the bucket in the key `cloud`
   * @default "velero-bucket"
   * @example secret: 'velero-bucket'
   */
  readonly secret?: NonNullable<z.input<typeof velero.schema>['s3']>['secret'];
}

/** Options with documentation: `VeleroOptions`. */
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
  readonly schedule?: z.input<typeof velero.schema>['schedule'];
  /**
   * number of days before a backup is deleted
   * @default 30
   * @example retentionDays: 30
   */
  readonly retentionDays?: z.input<typeof velero.schema>['retentionDays'];
  /**
   * copy the files of all volumes of pods, with a privileged pod on every node; `false` saves objects only
   * @default true
   * @example volumes: false
   */
  readonly volumes?: z.input<typeof velero.schema>['volumes'];
  /**
   * memory request of the server, and of the pods that copy files
   * @default "256Mi"
   * @example memory: '256Mi'
   */
  readonly memory?: z.input<typeof velero.schema>['memory'];
  /**
   * memory limit of the server, and of the pods that copy files
   * @default "1Gi"
   * @example memoryLimit: '1Gi'
   */
  readonly memoryLimit?: z.input<typeof velero.schema>['memoryLimit'];
  /**
   * Helm values, merged over the values that Plinth sets
   * @default none
   * @example values: { nodeSelector: { pool: 'platform' } }
   */
  readonly values?: z.input<typeof velero.schema>['values'];
}

/** Options with documentation: `TenantFieldsQuota`. */
export interface TenantFieldsQuota {
  /**
   * sum of the CPU requests of all pods, in cores
   * @default unlimited
   * @example cpu: 1
   */
  readonly cpu?: NonNullable<z.input<typeof tenantSchema>['quota']>['cpu'];
  /**
   * sum of the memory requests, and of the memory limits, of all pods, in GiB
   * @default unlimited
   * @example memoryGiB: 1
   */
  readonly memoryGiB?: NonNullable<z.input<typeof tenantSchema>['quota']>['memoryGiB'];
  /**
   * sum of the storage requests of all PersistentVolumeClaims, in GiB
   * @default unlimited
   * @example storageGiB: 1
   */
  readonly storageGiB?: NonNullable<z.input<typeof tenantSchema>['quota']>['storageGiB'];
  /**
   * sum of the ephemeral storage requests, and of the limits, of all pods, in GiB
   * @default 500 per namespace
   * @example ephemeralStorageGiB: 1
   */
  readonly ephemeralStorageGiB?: NonNullable<z.input<typeof tenantSchema>['quota']>['ephemeralStorageGiB'];
  /**
   * number of pods
   * @default 500 per namespace
   * @example pods: 1
   */
  readonly pods?: NonNullable<z.input<typeof tenantSchema>['quota']>['pods'];
  /**
   * number of Services
   * @default 200 per namespace
   * @example services: 1
   */
  readonly services?: NonNullable<z.input<typeof tenantSchema>['quota']>['services'];
  /**
   * number of ConfigMaps
   * @default 500 per namespace
   * @example configMaps: 1
   */
  readonly configMaps?: NonNullable<z.input<typeof tenantSchema>['quota']>['configMaps'];
  /**
   * number of Secrets
   * @default 500 per namespace
   * @example secrets: 1
   */
  readonly secrets?: NonNullable<z.input<typeof tenantSchema>['quota']>['secrets'];
  /**
   * number of PersistentVolumeClaims
   * @default 100 per namespace
   * @example volumeClaims: 1
   */
  readonly volumeClaims?: NonNullable<z.input<typeof tenantSchema>['quota']>['volumeClaims'];
  /**
   * number of objects of each other kind of Kubernetes that a tenant may create, such as Deployments, Jobs and Ingresses, and eleven times as many ReplicaSets
   * @default 500 per namespace
   * @example otherObjects: 1
   */
  readonly otherObjects?: NonNullable<z.input<typeof tenantSchema>['quota']>['otherObjects'];
}

/** Options with documentation: `TenantFieldsLimits`. */
export interface TenantFieldsLimits {
  /**
   * CPU request of containers without one
   * @default "200m"
   * @example cpu: '200m'
   */
  readonly cpu?: NonNullable<z.input<typeof tenantSchema>['limits']>['cpu'];
  /**
   * memory request of containers without one
   * @default "256Mi"
   * @example memory: '256Mi'
   */
  readonly memory?: NonNullable<z.input<typeof tenantSchema>['limits']>['memory'];
  /**
   * memory limit of containers without one
   * @default "512Mi"
   * @example memoryLimit: '512Mi'
   */
  readonly memoryLimit?: NonNullable<z.input<typeof tenantSchema>['limits']>['memoryLimit'];
  /**
   * ephemeral storage request of containers without one
   * @default "100Mi"
   * @example disk: '100Mi'
   */
  readonly disk?: NonNullable<z.input<typeof tenantSchema>['limits']>['disk'];
  /**
   * ephemeral storage limit of containers without one
   * @default "1Gi"
   * @example diskLimit: '1Gi'
   */
  readonly diskLimit?: NonNullable<z.input<typeof tenantSchema>['limits']>['diskLimit'];
  /**
   * maximum CPU limit of a container, which makes a CPU limit required
   * @default unlimited
   * @example maxCpu: '512Mi'
   */
  readonly maxCpu?: NonNullable<z.input<typeof tenantSchema>['limits']>['maxCpu'];
  /**
   * maximum memory limit of a container
   * @default unlimited
   * @example maxMemory: '512Mi'
   */
  readonly maxMemory?: NonNullable<z.input<typeof tenantSchema>['limits']>['maxMemory'];
  /**
   * maximum size of a PersistentVolumeClaim
   * @default unlimited
   * @example maxStorage: '512Mi'
   */
  readonly maxStorage?: NonNullable<z.input<typeof tenantSchema>['limits']>['maxStorage'];
  /**
   * maximum size of the values of a ConfigMap or Secret, in KiB; all tenants share the storage of etcd
   * @default 256
   * @example maxDataKiB: 256
   */
  readonly maxDataKiB?: NonNullable<z.input<typeof tenantSchema>['limits']>['maxDataKiB'];
}

/** Options with documentation: `TenantFieldsNodesTaint`. */
export interface TenantFieldsNodesTaint {
  /**
   * key of the taint
   * @example key: 'pool'
   */
  readonly key: NonNullable<NonNullable<z.input<typeof tenantSchema>['nodes']>['taint']>['key'];
  /**
   * value of the taint
   * @default ""
   * @example value: 'shop'
   */
  readonly value?: NonNullable<NonNullable<z.input<typeof tenantSchema>['nodes']>['taint']>['value'];
}

/** Options with documentation: `TenantFieldsNodes`. */
export interface TenantFieldsNodes {
  /**
   * labels of the nodes
   * @example labels: { pool: 'shop' }
   */
  readonly labels: NonNullable<z.input<typeof tenantSchema>['nodes']>['labels'];
  /**
   * taint of the nodes, which pods of the tenant tolerate
   * @default none
   * @example taint: { key: 'pool', value: 'shop' }
   */
  readonly taint?: TenantFieldsNodesTaint | undefined;
}

/** Options with documentation: `TenantFields`. */
export interface TenantFields {
  /**
   * names of the clusters that the tenant runs on
   * @example clusters: ['dev1', 'prod1']
   */
  readonly clusters: z.input<typeof tenantSchema>['clusters'];
  /**
   * group, or list of groups, with ClusterRole edit in the tenant's namespaces
   * @example owners: 'shop-developers'
   */
  readonly owners: z.input<typeof tenantSchema>['owners'];
  /**
   * groups with ClusterRole view in the tenant's namespaces
   * @default none
   * @example viewers: ['shop-support']
   */
  readonly viewers?: z.input<typeof tenantSchema>['viewers'];
  /**
   * other groups, each with the name of its ClusterRole in the tenant's namespaces
   * @default none
   * @example members: { 'shop-admins': 'admin' }
   */
  readonly members?: z.input<typeof tenantSchema>['members'];
  /**
   * namespaces by name
   * @default one with the name of the tenant
   * @example namespaces: { shop: { quota: { cpu: 1 } } }
   */
  readonly namespaces?: z.input<typeof tenantSchema>['namespaces'];
  /**
   * resource quota for all namespaces of the tenant on one cluster together
   * @default unlimited
   * @example quota: { cpu: 1 }
   */
  readonly quota?: TenantFieldsQuota | undefined;
  /**
   * defaults and maximums for containers and PersistentVolumeClaims
   * @default the defaults of these options, no maximums
   * @example limits: { cpu: '200m' }
   */
  readonly limits?: TenantFieldsLimits | undefined;
  /**
   * DNS domains that the tenant's Ingresses may use
   * @default the platform's domain
   * @example domains: ['shop.acme.example']
   */
  readonly domains?: z.input<typeof tenantSchema>['domains'];
  /**
   * host names that Ingresses may use in addition to those of `applications`
   * @default none
   * @example hosts: ['shop.acme.example']
   */
  readonly hosts?: z.input<typeof tenantSchema>['hosts'];
  /**
   * registries, or path prefixes in registries, that images may come from
   * @default any
   * @example registries: ['registry.acme.example/shop']
   */
  readonly registries?: z.input<typeof tenantSchema>['registries'];
  /**
   * StorageClasses that volumes may use
   * @default any
   * @example storageClasses: ['shop']
   */
  readonly storageClasses?: z.input<typeof tenantSchema>['storageClasses'];
  /**
   * PriorityClasses that pods may use
   * @default only the cluster's default
   * @example priorityClasses: ['shop']
   */
  readonly priorityClasses?: z.input<typeof tenantSchema>['priorityClasses'];
  /**
   * RuntimeClasses that pods may use
   * @default only the cluster's default
   * @example runtimeClasses: ['shop']
   */
  readonly runtimeClasses?: z.input<typeof tenantSchema>['runtimeClasses'];
  /**
   * ClusterSecretStore that the secrets of `uses` and ExternalSecrets are read from
   * @default "default"
   * @example secretStore: 'default'
   */
  readonly secretStore?: z.input<typeof tenantSchema>['secretStore'];
  /**
   * name of the component with `realm: true` at which users of applications with `login` log in
   * @default the issuer of the cluster
   * @example identity: 'shop'
   */
  readonly identity?: z.input<typeof tenantSchema>['identity'];
  /**
   * whether the tenant's groups may change nothing and deployment from Git is paused; pods keep running
   * @default false
   * @example suspended: true
   */
  readonly suspended?: z.input<typeof tenantSchema>['suspended'];
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
  readonly kinds?: z.input<typeof tenantSchema>['kinds'];
  /**
   * annotations that Ingresses of the tenant may have in addition to those of every tenant
   * @default none
   * @example ingressAnnotations: ['nginx.ingress.kubernetes.io/proxy-body-size']
   */
  readonly ingressAnnotations?: z.input<typeof tenantSchema>['ingressAnnotations'];
  /**
   * annotations, as <key>=<value>, that ServiceAccounts of the tenant may have, such as those by which a cloud gives pods permissions
   * @default none
   * @example serviceAccountAnnotations: ['acme.example/team=shop']
   */
  readonly serviceAccountAnnotations?: z.input<typeof tenantSchema>['serviceAccountAnnotations'];
  /**
   * annotations that pods of the tenant may have in addition to those of every tenant, such as those that a webhook of the cluster adds
   * @default none
   * @example podAnnotations: ['sidecar.istio.io/inject']
   */
  readonly podAnnotations?: z.input<typeof tenantSchema>['podAnnotations'];
  /**
   * capabilities of the platform that workloads may call with `calls: [{ capability }]`; APIs such as `logs` and `metrics` have the data of all tenants
   * @default none
   * @example capabilities: ['metrics']
   */
  readonly capabilities?: z.input<typeof tenantSchema>['capabilities'];
  /**
   * connections of clusters with other networks that workloads may call with `calls: [{ connection }]`
   * @default none
   * @example connections: ['analytics']
   */
  readonly connections?: z.input<typeof tenantSchema>['connections'];
  /**
   * whether workloads may call hosts of their cluster, with `includesHosts: true` next to the range; hosts serve kubelet, etcd and the API server
   * @default false
   * @example hostEgress: true
   */
  readonly hostEgress?: z.input<typeof tenantSchema>['hostEgress'];
  /**
   * applications and jobs by name
   * @default none
   * @example applications: { shop: { image: 'registry.acme.example/shop/web:1.4.2' } }
   */
  readonly applications?: z.input<typeof tenantSchema>['applications'];
  /**
   * other Kubernetes objects, subject to the same restrictions
   * @default none
   * @example objects: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { mode: 'fast' } }]
   */
  readonly objects?: z.input<typeof tenantSchema>['objects'];
  /**
   * paths in the tenant of values that look like secrets and are none, such as applications.web.env.FORM_TOKEN
   * @default none
   * @example notSecret: ['applications.web.env.FORM_TOKEN']
   */
  readonly notSecret?: z.input<typeof tenantSchema>['notSecret'];
  /**
   * products by name: manifests in the tenant's own Git repositories
   * @default none
   * @example products: { store: { namespaces: ['shop'], projects: { api: { repository: 'https://git.acme.example/shop/api.git' } }, runtimes: { dev: { project: 'api', path: 'deploy/dev', environment: 'dev', namespaces: ['shop'] } } } }
   */
  readonly products?: z.input<typeof tenantSchema>['products'];
}

/** Options with documentation: `ApplicationFieldsResources`. */
export interface ApplicationFieldsResources {
  /**
   * CPU request
   * @default 200m
   * @example cpu: '512Mi'
   */
  readonly cpu?: NonNullable<z.input<typeof applicationSchema>['resources']>['cpu'];
  /**
   * CPU limit
   * @default none
   * @example cpuLimit: '512Mi'
   */
  readonly cpuLimit?: NonNullable<z.input<typeof applicationSchema>['resources']>['cpuLimit'];
  /**
   * memory request
   * @default 256Mi
   * @example memory: '512Mi'
   */
  readonly memory?: NonNullable<z.input<typeof applicationSchema>['resources']>['memory'];
  /**
   * memory limit
   * @default 512Mi
   * @example memoryLimit: '512Mi'
   */
  readonly memoryLimit?: NonNullable<z.input<typeof applicationSchema>['resources']>['memoryLimit'];
  /**
   * ephemeral storage request, for /tmp and logs
   * @default 100Mi
   * @example disk: '512Mi'
   */
  readonly disk?: NonNullable<z.input<typeof applicationSchema>['resources']>['disk'];
  /**
   * ephemeral storage limit
   * @default 1Gi
   * @example diskLimit: '512Mi'
   */
  readonly diskLimit?: NonNullable<z.input<typeof applicationSchema>['resources']>['diskLimit'];
}

/** Options with documentation: `ApplicationFieldsProbes`. */
export interface ApplicationFieldsProbes {
  /**
   * probe whose failure restarts the container
   * @default none
   * @example liveness: { path: '/healthz' }
   */
  readonly liveness?: NonNullable<z.input<typeof applicationSchema>['probes']>['liveness'];
  /**
   * probe whose failure removes the pod from the Service
   * @default a connection to the container port
   * @example readiness: { path: '/healthz' }
   */
  readonly readiness?: NonNullable<z.input<typeof applicationSchema>['probes']>['readiness'];
  /**
   * probe that must succeed before the other probes run
   * @default none
   * @example startup: { path: '/healthz' }
   */
  readonly startup?: NonNullable<z.input<typeof applicationSchema>['probes']>['startup'];
}

/** Options with documentation: `ApplicationFieldsPatch`. */
export interface ApplicationFieldsPatch {
  /**
   * fields of the Deployment
   * @default none
   * @example Deployment: { metadata: { annotations: { 'acme.example/owner': 'shop' } } }
   */
  readonly Deployment?: NonNullable<z.input<typeof applicationSchema>['patch']>['Deployment'];
  /**
   * fields of the Service
   * @default none
   * @example Service: { metadata: { annotations: { 'acme.example/owner': 'shop' } } }
   */
  readonly Service?: NonNullable<z.input<typeof applicationSchema>['patch']>['Service'];
  /**
   * fields of the ServiceAccount
   * @default none
   * @example ServiceAccount: { metadata: { annotations: { 'acme.example/owner': 'shop' } } }
   */
  readonly ServiceAccount?: NonNullable<z.input<typeof applicationSchema>['patch']>['ServiceAccount'];
  /**
   * fields of the HorizontalPodAutoscaler
   * @default none
   * @example HorizontalPodAutoscaler: { metadata: { annotations: { 'acme.example/owner': 'shop' } } }
   */
  readonly HorizontalPodAutoscaler?: NonNullable<z.input<typeof applicationSchema>['patch']>['HorizontalPodAutoscaler'];
  /**
   * fields of the PodDisruptionBudget
   * @default none
   * @example PodDisruptionBudget: { metadata: { annotations: { 'acme.example/owner': 'shop' } } }
   */
  readonly PodDisruptionBudget?: NonNullable<z.input<typeof applicationSchema>['patch']>['PodDisruptionBudget'];
  /**
   * fields of the Ingress
   * @default none
   * @example Ingress: { metadata: { annotations: { 'acme.example/owner': 'shop' } } }
   */
  readonly Ingress?: NonNullable<z.input<typeof applicationSchema>['patch']>['Ingress'];
  /**
   * fields of the PersistentVolumeClaims
   * @default none
   * @example PersistentVolumeClaim: { metadata: { annotations: { 'acme.example/owner': 'shop' } } }
   */
  readonly PersistentVolumeClaim?: NonNullable<z.input<typeof applicationSchema>['patch']>['PersistentVolumeClaim'];
  /**
   * fields of the Job
   * @default none
   * @example Job: { metadata: { annotations: { 'acme.example/owner': 'shop' } } }
   */
  readonly Job?: NonNullable<z.input<typeof applicationSchema>['patch']>['Job'];
  /**
   * fields of the CronJob
   * @default none
   * @example CronJob: { metadata: { annotations: { 'acme.example/owner': 'shop' } } }
   */
  readonly CronJob?: NonNullable<z.input<typeof applicationSchema>['patch']>['CronJob'];
}

/** Options with documentation: `ApplicationFields`. */
export interface ApplicationFields {
  /**
   * container image with a tag or digest
   * @example image: 'registry.acme.example/shop/web:1.4.2'
   */
  readonly image: z.input<typeof applicationSchema>['image'];
  /**
   * resource requests and limits of the container
   * @default the defaults of these options
   * @example resources: { cpu: '512Mi' }
   */
  readonly resources?: ApplicationFieldsResources | undefined;
  /**
   * environment variables by name: strings, keys of existing Secrets and ConfigMaps, or fields of the pod
   * @default none
   * @example env: { LOG_LEVEL: 'info', PASSWORD: { secret: 'web', key: 'password' } }
   */
  readonly env?: z.input<typeof applicationSchema>['env'];
  /**
   * Secrets and ConfigMaps of which all keys become environment variables
   * @default none
   * @example envFrom: [{ secret: 'shop' }]
   */
  readonly envFrom?: z.input<typeof applicationSchema>['envFrom'];
  /**
   * volumes by mount path
   * @default only /tmp, empty
   * @example files: { '/data': { volume: 'data', storageGiB: 10 } }
   */
  readonly files?: z.input<typeof applicationSchema>['files'];
  /**
   * databases, caches, queues, buckets and stored secrets that the workload uses
   * @default none
   * @example uses: { database: { size: 'small' } }
   */
  readonly uses?: z.input<typeof applicationSchema>['uses'];
  /**
   * targets that the workload calls: `name` of an application of the same tenant, `tenant/name` of another tenant, either with `:port` for one of its ports by name, `{ to, as: service }` for an application that verifies the caller, a host or range outside the platform, a capability of the platform, or a connection with another network; all other egress is denied
   * @default none
   * @example calls: [{ to: 'bank/ledger', as: 'service' }]
   */
  readonly calls?: z.input<typeof applicationSchema>['calls'];
  /**
   * number of pods, or { min, max } for a HorizontalPodAutoscaler
   * @default { min: 2, max: 4 }, or 1 with a volume that is not shared
   * @example replicas: 1
   */
  readonly replicas?: z.input<typeof applicationSchema>['replicas'];
  /**
   * host name, or list of host names and { host, paths }, of the Ingress
   * @default no Ingress
   * @example ingress: 'shop.acme.example'
   */
  readonly ingress?: z.input<typeof applicationSchema>['ingress'];
  /**
   * permanent redirects from host names of the application to other host names
   * @default none
   * @example redirects: [{ from: 'shop.acme.example', to: 'shop.acme.example' }]
   */
  readonly redirects?: z.input<typeof applicationSchema>['redirects'];
  /**
   * workloads of other tenants that may call the application, as `tenant/name`, or `{ from, as: service }` for calls with a token only
   * @default none
   * @example allows: ['bank/teller']
   */
  readonly allows?: z.input<typeof applicationSchema>['allows'];
  /**
   * users who may open the application in a browser: true for all users of the issuer, or { groups, paths }; the application receives user, e-mail address and groups in the headers X-Auth-Request-User, -Email and -Groups
   * @default false, everybody
   * @example login: true
   */
  readonly login?: z.input<typeof applicationSchema>['login'];
  /**
   * `application`: a long-running container, in a Deployment
   * @default application
   * @example kind: 'application'
   */
  readonly kind?: z.input<typeof applicationSchema>['kind'];
  /**
   * entrypoint of the container
   * @default ENTRYPOINT of the image
   * @example command: ['node', 'server.js']
   */
  readonly command?: z.input<typeof applicationSchema>['command'];
  /**
   * arguments of the entrypoint
   * @default CMD of the image
   * @example args: ['--port', '8080']
   */
  readonly args?: z.input<typeof applicationSchema>['args'];
  /**
   * one of the tenant's namespaces
   * @default the first
   * @example namespace: 'shop'
   */
  readonly namespace?: z.input<typeof applicationSchema>['namespace'];
  /**
   * names of the tenant's clusters that the workload runs on
   * @default all
   * @example clusters: ['prod1']
   */
  readonly clusters?: z.input<typeof applicationSchema>['clusters'];
  /**
   * containers by name that start before the container and stop after it (native sidecars); they share its network and, with the same `files`, its volumes
   * @default none
   * @example sidecars: { shop: { image: 'registry.acme.example/shop/web:1.4.2' } }
   */
  readonly sidecars?: z.input<typeof applicationSchema>['sidecars'];
  /**
   * Linux capabilities of the container; all others are dropped. The namespace's `podSecurity` must allow them
   * @default none
   * @example capabilities: ['NET_BIND_SERVICE']
   */
  readonly capabilities?: z.input<typeof applicationSchema>['capabilities'];
  /**
   * user ID and group ID of the process; 0 (root) requires `podSecurity` baseline or privileged
   * @default 65532
   * @example user: 65532
   */
  readonly user?: z.input<typeof applicationSchema>['user'];
  /**
   * whether the root file system is writable; if not, only /tmp and `files` are
   * @default false
   * @example writableRoot: true
   */
  readonly writableRoot?: z.input<typeof applicationSchema>['writableRoot'];
  /**
   * format of the logs: `lines`; `json` objects with `level` and `message`, one per line; `multi-line` entries that begin with a date; `none`: the logs are not stored
   * @default "lines"
   * @example logs: 'json'
   */
  readonly logs?: z.input<typeof applicationSchema>['logs'];
  /**
   * PriorityClass of the pods, one of the tenant's `priorityClasses`
   * @default the cluster's default
   * @example priorityClass: 'shop'
   */
  readonly priorityClass?: z.input<typeof applicationSchema>['priorityClass'];
  /**
   * RuntimeClass of the pods, one of the tenant's `runtimeClasses`
   * @default the cluster's default
   * @example runtimeClass: 'shop'
   */
  readonly runtimeClass?: z.input<typeof applicationSchema>['runtimeClass'];
  /**
   * time in seconds between SIGTERM and SIGKILL, including the preStop hook
   * @default 30
   * @example terminationGracePeriodSeconds: 30
   */
  readonly terminationGracePeriodSeconds?: z.input<typeof applicationSchema>['terminationGracePeriodSeconds'];
  /**
   * existing Secrets with credentials for the image registry
   * @default []
   * @example imagePullSecrets: ['shop']
   */
  readonly imagePullSecrets?: z.input<typeof applicationSchema>['imagePullSecrets'];
  /**
   * container port; `none` for an application that accepts no connections, which has no Service and no readiness probe by default
   * @default 8080
   * @example port: 8080
   */
  readonly port?: z.input<typeof applicationSchema>['port'];
  /**
   * protocol on the container port, and the name of the port
   * @default "http"
   * @example protocol: 'grpc'
   */
  readonly protocol?: z.input<typeof applicationSchema>['protocol'];
  /**
   * port of the Service
   * @default 80
   * @example servicePort: 80
   */
  readonly servicePort?: z.input<typeof applicationSchema>['servicePort'];
  /**
   * further ports of the container and the Service by name: port numbers (TCP), or objects
   * @default none
   * @example ports: { admin: 9000 }
   */
  readonly ports?: z.input<typeof applicationSchema>['ports'];
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
  readonly preStop?: z.input<typeof applicationSchema>['preStop'];
  /**
   * update strategy of the Deployment
   * @default rolling, or recreate with a volume that is not shared
   * @example strategy: 'rolling'
   */
  readonly strategy?: z.input<typeof applicationSchema>['strategy'];
  /**
   * whether spreading pods over nodes and zones is preferred or required
   * @default "prefer"
   * @example spread: 'require'
   */
  readonly spread?: z.input<typeof applicationSchema>['spread'];
  /**
   * whether pods may elect a leader with a Lease that has the name of the application
   * @default false
   * @example leaderElection: true
   */
  readonly leaderElection?: z.input<typeof applicationSchema>['leaderElection'];
  /**
   * HTTP path, or { path, port }, of Prometheus metrics
   * @default no metrics are scraped
   * @example metrics: { path: '/metrics' }
   */
  readonly metrics?: z.input<typeof applicationSchema>['metrics'];
  /**
   * options that differ per environment: objects such as `env` are merged, other values are replaced
   * @default none
   * @example perEnvironment: { shop: { image: 'registry.acme.example/shop/web:1.4.2' } }
   */
  readonly perEnvironment?: z.input<typeof applicationSchema>['perEnvironment'];
  /**
   * fields of the generated objects, by kind, merged as a strategic merge patch: objects by field, lists by the merge keys of the Kubernetes API (containers, variables and volumes by name), other values are replaced; null removes a field
   * @default none
   * @example patch: { Deployment: { spec: { minReadySeconds: 10 } } }
   */
  readonly patch?: ApplicationFieldsPatch | undefined;
}

/** Options with documentation: `ApplicationConfigurationFieldsResources`. */
export interface ApplicationConfigurationFieldsResources {
  /**
   * CPU request
   * @default 200m
   * @example cpu: '512Mi'
   */
  readonly cpu?: NonNullable<z.input<typeof applicationConfigurationSchema>['resources']>['cpu'];
  /**
   * CPU limit
   * @default none
   * @example cpuLimit: '512Mi'
   */
  readonly cpuLimit?: NonNullable<z.input<typeof applicationConfigurationSchema>['resources']>['cpuLimit'];
  /**
   * memory request
   * @default 256Mi
   * @example memory: '512Mi'
   */
  readonly memory?: NonNullable<z.input<typeof applicationConfigurationSchema>['resources']>['memory'];
  /**
   * memory limit
   * @default 512Mi
   * @example memoryLimit: '512Mi'
   */
  readonly memoryLimit?: NonNullable<z.input<typeof applicationConfigurationSchema>['resources']>['memoryLimit'];
  /**
   * ephemeral storage request, for /tmp and logs
   * @default 100Mi
   * @example disk: '512Mi'
   */
  readonly disk?: NonNullable<z.input<typeof applicationConfigurationSchema>['resources']>['disk'];
  /**
   * ephemeral storage limit
   * @default 1Gi
   * @example diskLimit: '512Mi'
   */
  readonly diskLimit?: NonNullable<z.input<typeof applicationConfigurationSchema>['resources']>['diskLimit'];
}

/** Options with documentation: `ApplicationConfigurationFields`. */
export interface ApplicationConfigurationFields {
  /**
   * container image with a tag or digest
   * @default none
   * @example image: 'registry.acme.example/shop/web:1.4.2'
   */
  readonly image?: z.input<typeof applicationConfigurationSchema>['image'];
  /**
   * resource requests and limits of the container
   * @default the defaults of these options
   * @example resources: { cpu: '512Mi' }
   */
  readonly resources?: ApplicationConfigurationFieldsResources | undefined;
  /**
   * environment variables by name: strings, keys of existing Secrets and ConfigMaps, or fields of the pod
   * @default none
   * @example env: { LOG_LEVEL: 'info', PASSWORD: { secret: 'web', key: 'password' } }
   */
  readonly env?: z.input<typeof applicationConfigurationSchema>['env'];
  /**
   * Secrets and ConfigMaps of which all keys become environment variables
   * @default none
   * @example envFrom: [{ secret: 'shop' }]
   */
  readonly envFrom?: z.input<typeof applicationConfigurationSchema>['envFrom'];
  /**
   * volumes by mount path
   * @default only /tmp, empty
   * @example files: { '/data': { volume: 'data', storageGiB: 10 } }
   */
  readonly files?: z.input<typeof applicationConfigurationSchema>['files'];
  /**
   * databases, caches, queues, buckets and stored secrets that the workload uses
   * @default none
   * @example uses: { database: { size: 'small' } }
   */
  readonly uses?: z.input<typeof applicationConfigurationSchema>['uses'];
  /**
   * targets that the workload calls: `name` of an application of the same tenant, `tenant/name` of another tenant, either with `:port` for one of its ports by name, `{ to, as: service }` for an application that verifies the caller, a host or range outside the platform, a capability of the platform, or a connection with another network; all other egress is denied
   * @default none
   * @example calls: [{ to: 'bank/ledger', as: 'service' }]
   */
  readonly calls?: z.input<typeof applicationConfigurationSchema>['calls'];
  /**
   * number of pods, or { min, max } for a HorizontalPodAutoscaler
   * @default { min: 2, max: 4 }, or 1 with a volume that is not shared
   * @example replicas: 1
   */
  readonly replicas?: z.input<typeof applicationConfigurationSchema>['replicas'];
  /**
   * host name, or list of host names and { host, paths }, of the Ingress
   * @default no Ingress
   * @example ingress: 'shop.acme.example'
   */
  readonly ingress?: z.input<typeof applicationConfigurationSchema>['ingress'];
  /**
   * permanent redirects from host names of the application to other host names
   * @default none
   * @example redirects: [{ from: 'shop.acme.example', to: 'shop.acme.example' }]
   */
  readonly redirects?: z.input<typeof applicationConfigurationSchema>['redirects'];
  /**
   * workloads of other tenants that may call the application, as `tenant/name`, or `{ from, as: service }` for calls with a token only
   * @default none
   * @example allows: ['bank/teller']
   */
  readonly allows?: z.input<typeof applicationConfigurationSchema>['allows'];
  /**
   * users who may open the application in a browser: true for all users of the issuer, or { groups, paths }; the application receives user, e-mail address and groups in the headers X-Auth-Request-User, -Email and -Groups
   * @default false, everybody
   * @example login: true
   */
  readonly login?: z.input<typeof applicationConfigurationSchema>['login'];
}

/** Options with documentation: `JobFieldsResources`. */
export interface JobFieldsResources {
  /**
   * CPU request
   * @default 200m
   * @example cpu: '512Mi'
   */
  readonly cpu?: NonNullable<z.input<typeof jobSchema>['resources']>['cpu'];
  /**
   * CPU limit
   * @default none
   * @example cpuLimit: '512Mi'
   */
  readonly cpuLimit?: NonNullable<z.input<typeof jobSchema>['resources']>['cpuLimit'];
  /**
   * memory request
   * @default 256Mi
   * @example memory: '512Mi'
   */
  readonly memory?: NonNullable<z.input<typeof jobSchema>['resources']>['memory'];
  /**
   * memory limit
   * @default 512Mi
   * @example memoryLimit: '512Mi'
   */
  readonly memoryLimit?: NonNullable<z.input<typeof jobSchema>['resources']>['memoryLimit'];
  /**
   * ephemeral storage request, for /tmp and logs
   * @default 100Mi
   * @example disk: '512Mi'
   */
  readonly disk?: NonNullable<z.input<typeof jobSchema>['resources']>['disk'];
  /**
   * ephemeral storage limit
   * @default 1Gi
   * @example diskLimit: '512Mi'
   */
  readonly diskLimit?: NonNullable<z.input<typeof jobSchema>['resources']>['diskLimit'];
}

/** Options with documentation: `JobFieldsPatch`. */
export interface JobFieldsPatch {
  /**
   * fields of the Deployment
   * @default none
   * @example Deployment: { metadata: { annotations: { 'acme.example/owner': 'shop' } } }
   */
  readonly Deployment?: NonNullable<z.input<typeof jobSchema>['patch']>['Deployment'];
  /**
   * fields of the Service
   * @default none
   * @example Service: { metadata: { annotations: { 'acme.example/owner': 'shop' } } }
   */
  readonly Service?: NonNullable<z.input<typeof jobSchema>['patch']>['Service'];
  /**
   * fields of the ServiceAccount
   * @default none
   * @example ServiceAccount: { metadata: { annotations: { 'acme.example/owner': 'shop' } } }
   */
  readonly ServiceAccount?: NonNullable<z.input<typeof jobSchema>['patch']>['ServiceAccount'];
  /**
   * fields of the HorizontalPodAutoscaler
   * @default none
   * @example HorizontalPodAutoscaler: { metadata: { annotations: { 'acme.example/owner': 'shop' } } }
   */
  readonly HorizontalPodAutoscaler?: NonNullable<z.input<typeof jobSchema>['patch']>['HorizontalPodAutoscaler'];
  /**
   * fields of the PodDisruptionBudget
   * @default none
   * @example PodDisruptionBudget: { metadata: { annotations: { 'acme.example/owner': 'shop' } } }
   */
  readonly PodDisruptionBudget?: NonNullable<z.input<typeof jobSchema>['patch']>['PodDisruptionBudget'];
  /**
   * fields of the Ingress
   * @default none
   * @example Ingress: { metadata: { annotations: { 'acme.example/owner': 'shop' } } }
   */
  readonly Ingress?: NonNullable<z.input<typeof jobSchema>['patch']>['Ingress'];
  /**
   * fields of the PersistentVolumeClaims
   * @default none
   * @example PersistentVolumeClaim: { metadata: { annotations: { 'acme.example/owner': 'shop' } } }
   */
  readonly PersistentVolumeClaim?: NonNullable<z.input<typeof jobSchema>['patch']>['PersistentVolumeClaim'];
  /**
   * fields of the Job
   * @default none
   * @example Job: { metadata: { annotations: { 'acme.example/owner': 'shop' } } }
   */
  readonly Job?: NonNullable<z.input<typeof jobSchema>['patch']>['Job'];
  /**
   * fields of the CronJob
   * @default none
   * @example CronJob: { metadata: { annotations: { 'acme.example/owner': 'shop' } } }
   */
  readonly CronJob?: NonNullable<z.input<typeof jobSchema>['patch']>['CronJob'];
}

/** Options with documentation: `JobFields`. */
export interface JobFields {
  /**
   * container image with a tag or digest
   * @example image: 'registry.acme.example/shop/web:1.4.2'
   */
  readonly image: z.input<typeof jobSchema>['image'];
  /**
   * resource requests and limits of the container
   * @default the defaults of these options
   * @example resources: { cpu: '512Mi' }
   */
  readonly resources?: JobFieldsResources | undefined;
  /**
   * environment variables by name: strings, keys of existing Secrets and ConfigMaps, or fields of the pod
   * @default none
   * @example env: { LOG_LEVEL: 'info', PASSWORD: { secret: 'web', key: 'password' } }
   */
  readonly env?: z.input<typeof jobSchema>['env'];
  /**
   * Secrets and ConfigMaps of which all keys become environment variables
   * @default none
   * @example envFrom: [{ secret: 'shop' }]
   */
  readonly envFrom?: z.input<typeof jobSchema>['envFrom'];
  /**
   * volumes by mount path
   * @default only /tmp, empty
   * @example files: { '/data': { volume: 'data', storageGiB: 10 } }
   */
  readonly files?: z.input<typeof jobSchema>['files'];
  /**
   * databases, caches, queues, buckets and stored secrets that the workload uses
   * @default none
   * @example uses: { database: { size: 'small' } }
   */
  readonly uses?: z.input<typeof jobSchema>['uses'];
  /**
   * targets that the workload calls: `name` of an application of the same tenant, `tenant/name` of another tenant, either with `:port` for one of its ports by name, `{ to, as: service }` for an application that verifies the caller, a host or range outside the platform, a capability of the platform, or a connection with another network; all other egress is denied
   * @default none
   * @example calls: [{ to: 'bank/ledger', as: 'service' }]
   */
  readonly calls?: z.input<typeof jobSchema>['calls'];
  /**
   * cron schedule of a CronJob
   * @default a Job that runs once
   * @example schedule: '0 3 * * *'
   */
  readonly schedule?: z.input<typeof jobSchema>['schedule'];
  /**
   * `job`: a container that terminates, in a Job or CronJob
   * @example kind: 'job'
   */
  readonly kind: z.input<typeof jobSchema>['kind'];
  /**
   * entrypoint of the container
   * @default ENTRYPOINT of the image
   * @example command: ['node', 'server.js']
   */
  readonly command?: z.input<typeof jobSchema>['command'];
  /**
   * arguments of the entrypoint
   * @default CMD of the image
   * @example args: ['--port', '8080']
   */
  readonly args?: z.input<typeof jobSchema>['args'];
  /**
   * one of the tenant's namespaces
   * @default the first
   * @example namespace: 'shop'
   */
  readonly namespace?: z.input<typeof jobSchema>['namespace'];
  /**
   * names of the tenant's clusters that the workload runs on
   * @default all
   * @example clusters: ['prod1']
   */
  readonly clusters?: z.input<typeof jobSchema>['clusters'];
  /**
   * containers by name that start before the container and stop after it (native sidecars); they share its network and, with the same `files`, its volumes
   * @default none
   * @example sidecars: { shop: { image: 'registry.acme.example/shop/web:1.4.2' } }
   */
  readonly sidecars?: z.input<typeof jobSchema>['sidecars'];
  /**
   * Linux capabilities of the container; all others are dropped. The namespace's `podSecurity` must allow them
   * @default none
   * @example capabilities: ['NET_BIND_SERVICE']
   */
  readonly capabilities?: z.input<typeof jobSchema>['capabilities'];
  /**
   * user ID and group ID of the process; 0 (root) requires `podSecurity` baseline or privileged
   * @default 65532
   * @example user: 65532
   */
  readonly user?: z.input<typeof jobSchema>['user'];
  /**
   * whether the root file system is writable; if not, only /tmp and `files` are
   * @default false
   * @example writableRoot: true
   */
  readonly writableRoot?: z.input<typeof jobSchema>['writableRoot'];
  /**
   * format of the logs: `lines`; `json` objects with `level` and `message`, one per line; `multi-line` entries that begin with a date; `none`: the logs are not stored
   * @default "lines"
   * @example logs: 'json'
   */
  readonly logs?: z.input<typeof jobSchema>['logs'];
  /**
   * PriorityClass of the pods, one of the tenant's `priorityClasses`
   * @default the cluster's default
   * @example priorityClass: 'shop'
   */
  readonly priorityClass?: z.input<typeof jobSchema>['priorityClass'];
  /**
   * RuntimeClass of the pods, one of the tenant's `runtimeClasses`
   * @default the cluster's default
   * @example runtimeClass: 'shop'
   */
  readonly runtimeClass?: z.input<typeof jobSchema>['runtimeClass'];
  /**
   * time in seconds between SIGTERM and SIGKILL, including the preStop hook
   * @default 30
   * @example terminationGracePeriodSeconds: 30
   */
  readonly terminationGracePeriodSeconds?: z.input<typeof jobSchema>['terminationGracePeriodSeconds'];
  /**
   * existing Secrets with credentials for the image registry
   * @default []
   * @example imagePullSecrets: ['shop']
   */
  readonly imagePullSecrets?: z.input<typeof jobSchema>['imagePullSecrets'];
  /**
   * name of the run, part of the name of the Job; Jobs are immutable, so a new name runs the job again
   * @default none
   * @example run: 'shop'
   */
  readonly run?: z.input<typeof jobSchema>['run'];
  /**
   * IANA time zone of the schedule
   * @default "Etc/UTC"
   * @example timeZone: 'Etc/UTC'
   */
  readonly timeZone?: z.input<typeof jobSchema>['timeZone'];
  /**
   * concurrency policy for a run that is due while the previous run is active
   * @default "forbid"
   * @example overlap: 'allow'
   */
  readonly overlap?: z.input<typeof jobSchema>['overlap'];
  /**
   * number of pods that must succeed
   * @default 1
   * @example completions: 1
   */
  readonly completions?: z.input<typeof jobSchema>['completions'];
  /**
   * maximum number of pods that run at the same time
   * @default 1
   * @example parallelism: 1
   */
  readonly parallelism?: z.input<typeof jobSchema>['parallelism'];
  /**
   * number of retries before the job fails (backoffLimit)
   * @default 6
   * @example retries: 6
   */
  readonly retries?: z.input<typeof jobSchema>['retries'];
  /**
   * maximum duration of a run in seconds (activeDeadlineSeconds)
   * @default unlimited
   * @example deadlineSeconds: 1
   */
  readonly deadlineSeconds?: z.input<typeof jobSchema>['deadlineSeconds'];
  /**
   * maximum delay in seconds after which a scheduled run still starts (startingDeadlineSeconds)
   * @default 300
   * @example lateSeconds: 300
   */
  readonly lateSeconds?: z.input<typeof jobSchema>['lateSeconds'];
  /**
   * number of finished scheduled runs that are retained, per result
   * @default 3
   * @example history: 3
   */
  readonly history?: z.input<typeof jobSchema>['history'];
  /**
   * options that differ per environment: objects such as `env` are merged, other values are replaced
   * @default none
   * @example perEnvironment: { shop: { image: 'registry.acme.example/shop/web:1.4.2' } }
   */
  readonly perEnvironment?: z.input<typeof jobSchema>['perEnvironment'];
  /**
   * fields of the generated objects, by kind, merged as a strategic merge patch: objects by field, lists by the merge keys of the Kubernetes API (containers, variables and volumes by name), other values are replaced; null removes a field
   * @default none
   * @example patch: { Deployment: { spec: { minReadySeconds: 10 } } }
   */
  readonly patch?: JobFieldsPatch | undefined;
}

/** Options with documentation: `JobConfigurationFieldsResources`. */
export interface JobConfigurationFieldsResources {
  /**
   * CPU request
   * @default 200m
   * @example cpu: '512Mi'
   */
  readonly cpu?: NonNullable<z.input<typeof jobConfigurationSchema>['resources']>['cpu'];
  /**
   * CPU limit
   * @default none
   * @example cpuLimit: '512Mi'
   */
  readonly cpuLimit?: NonNullable<z.input<typeof jobConfigurationSchema>['resources']>['cpuLimit'];
  /**
   * memory request
   * @default 256Mi
   * @example memory: '512Mi'
   */
  readonly memory?: NonNullable<z.input<typeof jobConfigurationSchema>['resources']>['memory'];
  /**
   * memory limit
   * @default 512Mi
   * @example memoryLimit: '512Mi'
   */
  readonly memoryLimit?: NonNullable<z.input<typeof jobConfigurationSchema>['resources']>['memoryLimit'];
  /**
   * ephemeral storage request, for /tmp and logs
   * @default 100Mi
   * @example disk: '512Mi'
   */
  readonly disk?: NonNullable<z.input<typeof jobConfigurationSchema>['resources']>['disk'];
  /**
   * ephemeral storage limit
   * @default 1Gi
   * @example diskLimit: '512Mi'
   */
  readonly diskLimit?: NonNullable<z.input<typeof jobConfigurationSchema>['resources']>['diskLimit'];
}

/** Options with documentation: `JobConfigurationFields`. */
export interface JobConfigurationFields {
  /**
   * container image with a tag or digest
   * @default none
   * @example image: 'registry.acme.example/shop/web:1.4.2'
   */
  readonly image?: z.input<typeof jobConfigurationSchema>['image'];
  /**
   * resource requests and limits of the container
   * @default the defaults of these options
   * @example resources: { cpu: '512Mi' }
   */
  readonly resources?: JobConfigurationFieldsResources | undefined;
  /**
   * environment variables by name: strings, keys of existing Secrets and ConfigMaps, or fields of the pod
   * @default none
   * @example env: { LOG_LEVEL: 'info', PASSWORD: { secret: 'web', key: 'password' } }
   */
  readonly env?: z.input<typeof jobConfigurationSchema>['env'];
  /**
   * Secrets and ConfigMaps of which all keys become environment variables
   * @default none
   * @example envFrom: [{ secret: 'shop' }]
   */
  readonly envFrom?: z.input<typeof jobConfigurationSchema>['envFrom'];
  /**
   * volumes by mount path
   * @default only /tmp, empty
   * @example files: { '/data': { volume: 'data', storageGiB: 10 } }
   */
  readonly files?: z.input<typeof jobConfigurationSchema>['files'];
  /**
   * databases, caches, queues, buckets and stored secrets that the workload uses
   * @default none
   * @example uses: { database: { size: 'small' } }
   */
  readonly uses?: z.input<typeof jobConfigurationSchema>['uses'];
  /**
   * targets that the workload calls: `name` of an application of the same tenant, `tenant/name` of another tenant, either with `:port` for one of its ports by name, `{ to, as: service }` for an application that verifies the caller, a host or range outside the platform, a capability of the platform, or a connection with another network; all other egress is denied
   * @default none
   * @example calls: [{ to: 'bank/ledger', as: 'service' }]
   */
  readonly calls?: z.input<typeof jobConfigurationSchema>['calls'];
  /**
   * cron schedule of a CronJob
   * @default a Job that runs once
   * @example schedule: '0 3 * * *'
   */
  readonly schedule?: z.input<typeof jobConfigurationSchema>['schedule'];
}

/** Options with documentation: `ProductFields`. */
export interface ProductFields {
  /**
   * the tenant's clusters that the product may be deployed to
   * @default all
   * @example clusters: ['prod1']
   */
  readonly clusters?: z.input<typeof productSchema>['clusters'];
  /**
   * the tenant's namespaces that belong to this product only
   * @example namespaces: ['shop']
   */
  readonly namespaces: z.input<typeof productSchema>['namespaces'];
  /**
   * groups that may deploy the product
   * @default the tenant's owners
   * @example deployers: ['shop-developers']
   */
  readonly deployers?: z.input<typeof productSchema>['deployers'];
  /**
   * projects by name, each with a Git repository
   * @example projects: { api: { repository: 'https://git.acme.example/shop/api.git' } }
   */
  readonly projects: z.input<typeof productSchema>['projects'];
  /**
   * deployments by name: which manifests of which project are deployed to which namespaces
   * @default {}
   * @example runtimes: { dev: { project: 'api', path: 'deploy/dev', environment: 'dev', namespaces: ['shop'] } }
   */
  readonly runtimes?: z.input<typeof productSchema>['runtimes'];
}

/** Options with documentation: `ClusterFields`. */
export interface ClusterFields {
  /**
   * minor version of Kubernetes, in quotes
   * @default "1.36"
   * @example kubernetes: '1.33'
   */
  readonly kubernetes?: z.input<typeof commonClusterSchema>['kubernetes'];
  /**
   * address range of pods
   * @default "10.244.0.0/16"
   * @example podCidr: '10.244.0.0/16'
   */
  readonly podCidr?: z.input<typeof commonClusterSchema>['podCidr'];
  /**
   * address range of Services
   * @default "10.96.0.0/16"
   * @example serviceCidr: '10.96.0.0/16'
   */
  readonly serviceCidr?: z.input<typeof commonClusterSchema>['serviceCidr'];
  /**
   * DNS domain of Services
   * @default "cluster.local"
   * @example clusterDomain: 'cluster.local'
   */
  readonly clusterDomain?: z.input<typeof commonClusterSchema>['clusterDomain'];
  /**
   * how components and tenants are deployed: by Terraform, or by Argo CD from Git
   * @default "terraform"
   * @example delivery: 'argo-cd'
   */
  readonly delivery?: z.input<typeof commonClusterSchema>['delivery'];
  /**
   * what Argo CD deploys: official charts with values, or manifests that `plinth render` has rendered from them
   * @default "official"
   * @example charts: 'rendered'
   */
  readonly charts?: z.input<typeof commonClusterSchema>['charts'];
  /**
   * number of Terraform stacks over which the tenants are distributed by their names, about one per 100 tenants
   * @default the tenants are in the stack of the platform
   * @example tenantStacks: 1
   */
  readonly tenantStacks?: z.input<typeof commonClusterSchema>['tenantStacks'];
  /**
   * registry that mirrors all images of the platform, without https://
   * @default the public registries
   * @example registryMirror: 'mirror.acme.example/hub'
   */
  readonly registryMirror?: z.input<typeof commonClusterSchema>['registryMirror'];
  /**
   * chart repository that mirrors all charts, each under its name
   * @default the public repositories
   * @example chartMirror: 'oci://mirror.acme.example/charts'
   */
  readonly chartMirror?: z.input<typeof commonClusterSchema>['chartMirror'];
  /**
   * connections with other networks, such as that of an analytics platform, by name; workloads of tenants that list one in `connections` may call it with `calls: [{ connection }]`, and no other workload reaches its addresses
   * @default none
   * @example connections: { shop: { cidrs: ['192.0.2.0/24'], ports: [8080] } }
   */
  readonly connections?: z.input<typeof commonClusterSchema>['connections'];
  /**
   * `removed` destroys the cluster with the next apply; delete its entry after that
   * @default "present"
   * @example state: 'removed'
   */
  readonly state?: z.input<typeof commonClusterSchema>['state'];
}
