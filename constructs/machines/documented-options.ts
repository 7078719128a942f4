// Generated from the schemas by `npm run reference`: change the schemas, not this file.
import type { JsonValue } from '../../src/schema/field-types';

declare module '../../src/definition/documented-options' {
  interface DocumentedOptions {
    readonly 'cluster.vsphere': VsphereOptions;
  }
}

/** Options of `VsphereOptionsConnections`. */
export interface VsphereOptionsConnections {
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

/** Options of `VsphereOptionsSshHosts`. */
export interface VsphereOptionsSshHosts {
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
export interface VsphereOptionsSsh {
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
  readonly hosts?: Readonly<Record<string, VsphereOptionsSshHosts>> | undefined;
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

/** Options of `VsphereOptionsWorkerGroups`. */
export interface VsphereOptionsWorkerGroups {
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
export interface VsphereOptionsDualStack {
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
export interface VsphereOptionsEndpoint {
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
export interface VsphereOptionsArtifacts {
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
export interface VsphereOptionsBackupS3 {
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
export interface VsphereOptionsBackup {
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
  readonly s3?: VsphereOptionsBackupS3 | undefined;
}

/** Proxy for the download of packages and images; `artifacts` are downloaded without proxy. */
export interface VsphereOptionsProxy {
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
export interface VsphereOptionsOidc {
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
export interface VsphereOptionsCertificateAuthority {
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

/** Size of the control planes. */
export interface VsphereOptionsMachinesControlPlane {
  /**
   * number of CPUs
   * @example cpus: 1
   */
  readonly cpus: number;
  /**
   * memory, in GiB
   * @example memoryGiB: 1
   */
  readonly memoryGiB: number;
  /**
   * size of the disk, in GiB; at least that of the template
   * @example diskGiB: 10
   */
  readonly diskGiB: number;
}

/** Size of the etcd hosts. */
export interface VsphereOptionsMachinesEtcd {
  /**
   * number of CPUs
   * @example cpus: 1
   */
  readonly cpus: number;
  /**
   * memory, in GiB
   * @example memoryGiB: 1
   */
  readonly memoryGiB: number;
  /**
   * size of the disk, in GiB; at least that of the template
   * @example diskGiB: 10
   */
  readonly diskGiB: number;
}

/** Size of the workers. */
export interface VsphereOptionsMachinesWorker {
  /**
   * number of CPUs
   * @example cpus: 1
   */
  readonly cpus: number;
  /**
   * memory, in GiB
   * @example memoryGiB: 1
   */
  readonly memoryGiB: number;
  /**
   * size of the disk, in GiB; at least that of the template
   * @example diskGiB: 10
   */
  readonly diskGiB: number;
}

/** Machines that Terraform creates, one for each host. */
export interface VsphereOptionsMachines {
  /**
   * name of the data center in vCenter
   * @example datacenter: 'dc1'
   */
  readonly datacenter: string;
  /**
   * name of the compute cluster in vCenter
   * @example computeCluster: 'compute'
   */
  readonly computeCluster: string;
  /**
   * name of the datastore in vCenter
   * @example datastore: 'ssd'
   */
  readonly datastore: string;
  /**
   * name of the network in vCenter
   * @example network: 'kubernetes'
   */
  readonly network: string;
  /**
   * name of the template, a Linux image with VMware Tools, and with cloud-init 21.3 or newer, or Ignition where `system` is flatcar or fedora-coreos in vCenter
   * @example template: 'debian-12'
   */
  readonly template: string;
  /**
   * existing folder of the machines
   * @default that of the data center
   * @example folder: 'kubernetes/prod'
   */
  readonly folder?: string | undefined;
  /**
   * size of the control planes
   * @default {"cpus":2,"memoryGiB":4,"diskGiB":40}
   * @example controlPlane: { cpus: 1, memoryGiB: 1, diskGiB: 10 }
   */
  readonly controlPlane?: VsphereOptionsMachinesControlPlane | undefined;
  /**
   * size of the etcd hosts
   * @default {"cpus":2,"memoryGiB":4,"diskGiB":40}
   * @example etcd: { cpus: 1, memoryGiB: 1, diskGiB: 10 }
   */
  readonly etcd?: VsphereOptionsMachinesEtcd | undefined;
  /**
   * size of the workers
   * @default {"cpus":4,"memoryGiB":16,"diskGiB":100}
   * @example worker: { cpus: 1, memoryGiB: 1, diskGiB: 10 }
   */
  readonly worker?: VsphereOptionsMachinesWorker | undefined;
  /**
   * name of the network interface in the operating system of the template
   * @default "ens192"
   * @example interface: 'ens192'
   */
  readonly interface?: string | undefined;
  /**
   * prefix length of the network of the hosts, such as 24
   * @example prefixLength: 8
   */
  readonly prefixLength: number;
  /**
   * IP address of the default gateway
   * @example gateway: '10.0.0.11'
   */
  readonly gateway: string;
  /**
   * prefix length of the network of the hosts in the second IP family, with `dualStack`
   * @default 64
   * @example secondPrefixLength: 64
   */
  readonly secondPrefixLength?: number | undefined;
  /**
   * IP address of the default gateway in the second IP family, with `dualStack`
   * @default no default route in this family
   * @example secondGateway: 'fd00:10::1'
   */
  readonly secondGateway?: string | undefined;
  /**
   * IP addresses of name servers
   * @default []
   * @example nameServers: ['10.0.0.11']
   */
  readonly nameServers?: readonly string[] | undefined;
  /**
   * public SSH keys with which Plinth, and your team, log in
   * @example authorizedKeys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcnGqIRjKc6xhvEtFqXn4gEHsjJUGXFsIRDmJcZ5RpX ops']
   */
  readonly authorizedKeys: readonly string[];
  /**
   * command for bash that runs once as root at the first boot of a machine: it lets an authority of `ssh.hostCertificateAuthorities` sign the file $HOST_KEY, and writes the certificate to $HOST_CERTIFICATE
   * @default the template does so
   * @example hostCertificateCommand: 'curl --fail --data-binary @"$HOST_KEY" https://ca.acme.example/sign >"$HOST_CERTIFICATE"'
   */
  readonly hostCertificateCommand?: string | undefined;
  /**
   * minutes to wait until VMware Tools report the address of a machine; 0 does not wait
   * @default 5
   * @example waitForGuestMinutes: 5
   */
  readonly waitForGuestMinutes?: number | undefined;
}

/** A kubeadm cluster on virtual machines of vSphere. */
export interface VsphereOptions {
  /**
   * connections with other networks, such as that of an analytics platform, by name; workloads of tenants that list one in `connections` may call it with `calls: [{ connection }]`, and no other workload reaches its addresses
   * @default none
   * @example connections: { shop: { cidrs: ['192.0.2.0/24'], ports: [8080] } }
   */
  readonly connections?: Readonly<Record<string, VsphereOptionsConnections>> | undefined;
  /**
   * SSH access to the hosts; host keys are always verified
   * @example ssh: { user: 'ops' }
   */
  readonly ssh: VsphereOptionsSsh;
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
  readonly workerGroups?: Readonly<Record<string, VsphereOptionsWorkerGroups>> | undefined;
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
  readonly dualStack?: VsphereOptionsDualStack | undefined;
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
  readonly endpoint?: VsphereOptionsEndpoint | undefined;
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
  readonly artifacts?: VsphereOptionsArtifacts | undefined;
  /**
   * encrypted backups of etcd and of the keys of the cluster, from which `plinth restore` restores it
   * @default none
   * @example backup: { certificate: '-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n' }
   */
  readonly backup?: VsphereOptionsBackup | undefined;
  /**
   * proxy for the download of packages and images; `artifacts` are downloaded without proxy
   * @default no proxy
   * @example proxy: { http: 'http://proxy.acme.example:3128' }
   */
  readonly proxy?: VsphereOptionsProxy | undefined;
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
  readonly oidc?: VsphereOptionsOidc | undefined;
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
  readonly certificateAuthority?: VsphereOptionsCertificateAuthority | undefined;
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
  /**
   * machines that Terraform creates, one for each host
   * @example machines: { datacenter: 'dc1', computeCluster: 'compute', datastore: 'ssd', network: 'kubernetes', template: 'debian-12', prefixLength: 8, gateway: '10.0.0.11', authorizedKeys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcnGqIRjKc6xhvEtFqXn4gEHsjJUGXFsIRDmJcZ5RpX ops'] }
   */
  readonly machines: VsphereOptionsMachines;
}
