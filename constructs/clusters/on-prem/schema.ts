import { z } from 'zod';
import { dualStackRanges } from '../../../src/definition/cluster';
import { recordByName, dnsLabel, hostname, ipAddress, jsonValue, list, port } from '../../../src/schema/field-types';
import { hostAddresses, hostName, hostNames } from './host-patterns';
import { routedConnections } from './connections';
import { labelKey, labelValue, taint } from '../../../src/schema/labels';
import { sshPublicKey } from './ssh-public-key';
import { checkOperatingSystem } from './operating-systems';

/** String without line breaks, such as a user or a path. */
const singleLine = z
  .string()
  .min(1)
  .regex(/^[^\p{Cc}]+$/u, 'must not contain line breaks or other control characters: write it in one line');

/** Settings that are passed on unchanged. */
const passthroughSettings = z.record(z.string().min(1), jsonValue);

/** SSH settings of a host that differ from those of the cluster. */
const sshHostSchema = z.strictObject({
  address: z
    .union([ipAddress, hostName])
    .optional()
    .describe('IP address or host name for SSH; @default the address of the host in the cluster'),
  port: port.optional().describe('port of the SSH server; @default the port of the cluster'),
  user: singleLine
    .optional()
    .meta({ examples: ['ops'] })
    .describe('user for the login; @default the user of the cluster'),
});

const sshSchema = z.strictObject({
  user: singleLine
    .meta({ examples: ['ops'] })
    .describe('user for the login, with permission to run sudo without a password'),
  port: port.default(22).describe('port of the SSH servers on the hosts'),
  privateKey: singleLine
    .optional()
    .meta({ examples: ['~/.ssh/platform'] })
    .describe(
      'path of the private key; a relative path starts at the folder that contains cdktf.out; @default the keys of the SSH agent, or those in ~/.ssh',
    ),
  knownHosts: singleLine
    .optional()
    .meta({ examples: ['known_hosts'] })
    .describe(
      'path of the file with the host keys; a relative path starts at the folder that contains cdktf.out; @default ~/.ssh/known_hosts',
    ),
  hosts: z
    .record(hostName, sshHostSchema)
    .default({})
    .meta({ examples: [{ cp1: { port: 2222 } }] })
    .describe('SSH settings of single hosts, by host name: address in a management network, port, user'),
  hostCertificateAuthorities: list(sshPublicKey)
    .default([])
    .describe(
      'public keys of SSH certificate authorities that sign the keys of the hosts; a host with a certificate for the name or address of its log-in needs no entry in `knownHosts`',
    ),
  bastion: z
    .string()
    .regex(
      /^([A-Za-z0-9_][-A-Za-z0-9_.]*@)?[A-Za-z0-9][-A-Za-z0-9.]*$/,
      'must be a host, optionally with a user: write one such as ops@bastion.acme.example',
    )
    .optional()
    .meta({ examples: ['ops@bastion.acme.example'] })
    .describe('bastion for the SSH connections, such as ops@bastion.acme.example; @default direct connections'),
});

const upgradeBatchSize = z
  .int()
  .min(1)
  .default(1)
  .describe('number of these workers that are drained and upgraded at the same time');

const workerGroupSchema = z.strictObject({
  hosts: hostAddresses.describe('IP addresses of the workers, by host name'),
  labels: z
    .record(labelKey, labelValue)
    .default({})
    .meta({ examples: [{ pool: 'shop' }] })
    .describe('labels of the nodes'),
  taints: list(taint).default([]).describe('taints of the nodes, such as gpu=yes:NoSchedule'),
  upgradeBatchSize,
});

const url = z
  .string()
  .regex(
    /^(https?|file):\/\/[^\s'"]+[^\s'"/]$/,
    'must be a URL: write one such as https://artifacts.acme.example/kubernetes',
  );

const certificate = z
  .string()
  .regex(
    /^-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----\s*$/,
    'must be a certificate in PEM format: write one that starts with -----BEGIN CERTIFICATE-----',
  )
  .meta({ examples: ['-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n'] });

const s3Schema = z.strictObject({
  endpoint: z
    .string()
    .regex(
      /^https?:\/\/[A-Za-z0-9.:[\]-]+(\/[A-Za-z0-9._/-]*[A-Za-z0-9._-])?$/,
      'must be a URL: write one such as https://s3.eu-central-1.amazonaws.com',
    )
    .meta({ examples: ['https://s3.acme.example'] })
    .describe('URL of the S3 service, which every control plane can access'),
  bucket: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
      'must be the name of a bucket: write 3 to 63 lower-case letters, digits and hyphens',
    )
    .meta({ examples: ['acme-backups'] })
    .describe('existing bucket'),
  prefix: z
    .string()
    .regex(/^([A-Za-z0-9._-]+\/)*$/, 'must be a prefix that ends with a slash: write one such as clusters/dc1/')
    .default('')
    .meta({ examples: ['clusters/dc1/'] })
    .describe('prefix of the names of the backups'),
  region: z
    .string()
    .regex(/^[a-z0-9-]+$/, 'must be the name of a region: write one such as eu-central-1')
    .default('us-east-1')
    .describe('region in the signatures of requests; services other than AWS accept any'),
  credentials: singleLine
    .meta({ examples: ['s3-credentials'] })
    .describe(
      'path, on the machine where you deploy, of a credentials file in the format of AWS; a relative path starts at the folder that contains cdktf.out; it is copied to the control planes, readable only by root',
    ),
});

const artifactVersion = z
  .string()
  .regex(/^v?[0-9]+\.[0-9]+\.[0-9]+$/, 'must be the name of a version folder: write one such as v1.9.1');

const controlPlaneEndpointSchema = z.strictObject({
  address: z
    .union([ipAddress, hostname])
    .describe('IP address or host name of the API for clients; it is part of the certificates'),
  port: port.optional().describe('port of the API for clients; @default 6443, with keepalived 8443'),
  via: z
    .enum(['external', 'keepalived', 'kube-vip'])
    .default('external')
    .describe(
      'implementation of the endpoint: `external` (your load balancer), `keepalived` (keepalived and HAProxy, installed on the control planes) or `kube-vip` (a static pod on the control planes)',
    ),
  routerId: z
    .int()
    .min(1)
    .max(255)
    .default(51)
    .describe('virtual router ID of keepalived; must be unique for each cluster in a network'),
});

/** Schema of the options of an on-premises cluster, in addition to those of all clusters. */
export const onPremSchema = z.strictObject({
  ssh: sshSchema
    .meta({ examples: [{ user: 'ops' }] })
    .describe('SSH access to the hosts; host keys are always verified'),
  controlPlanes: hostAddresses
    .meta({ examples: [{ cp1: '10.0.0.11', cp2: '10.0.0.12', cp3: '10.0.0.13' }] })
    .describe('IP addresses of the control planes, by host name'),
  etcd: hostAddresses
    .default({})
    .describe(
      'IP addresses of hosts that run only etcd, by host name; one, three or five hosts; @default etcd runs on the control planes',
    ),
  workers: hostAddresses
    .default({})
    .describe(
      "IP addresses of the workers, by host name; several hosts as 'w[01-40]': '10.0.0.21-10.0.0.60', which also applies to other hosts and to `zones`",
    ),
  upgradeBatchSize,
  workerGroups: recordByName(workerGroupSchema).default({}).describe('groups of workers with labels and taints'),
  zones: recordByName(hostNames)
    .default({})
    .describe(
      'host names by zone, such as a data centre or a fire compartment; nodes get the label topology.kubernetes.io/zone, over which pods of applications are spread; etcd hosts only count for the check that the loss of a zone leaves a quorum; @default no zones',
    ),
  dualStack: dualStackRanges
    .extend({
      addresses: hostAddresses.describe(
        'IP addresses of all control planes and workers in the second IP family, by host name; several as in `workers`',
      ),
    })
    .optional()
    .meta({
      examples: [
        {
          podCidr: 'fd00:10:244::/56',
          serviceCidr: 'fd00:10:96::/112',
          addresses: { cp1: 'fd00:10::11', w1: 'fd00:10::21' },
        },
      ],
    })
    .describe(
      'second IP family of a dual-stack cluster: pods, nodes, and Services that request it, have an address of each; it cannot be changed later; @default one IP family, that of `podCidr`',
    ),
  connections: routedConnections,
  workloadsOnControlPlanes: z.boolean().default(false).describe('schedule ordinary pods on control planes too'),
  system: z
    .string()
    .superRefine((system, context) => {
      const message = checkOperatingSystem(system);
      if (message !== undefined) context.addIssue({ code: 'custom', message });
    })
    .optional()
    .meta({ examples: ['debian-12'] })
    .describe('operating system of the hosts, for checks before the deployment; @default detected on each host'),
  endpoint: controlPlaneEndpointSchema
    .optional()
    .describe(
      'address of the API for clients; required for more than one control plane; @default the address of the only control plane',
    ),
  patch: z
    .string()
    .regex(/^[0-9]+\.[0-9]+\.[0-9]+$/, 'must be a full version: write one such as 1.36.3')
    .optional()
    .meta({ examples: ['1.36.3'] })
    .describe(
      'full version of Kubernetes; @default the patch version of `kubernetes` that this version of Plinth pins',
    ),
  artifacts: z
    .strictObject({
      url: url
        .meta({ examples: ['https://artifacts.acme.example'] })
        .describe(
          'base URL of the binaries, CNI plugins and images, which every host can access: http://, https:// or file://',
        ),
      sha256: z
        .string()
        .regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 digest: write 64 hexadecimal digits')
        .optional()
        .meta({ examples: ['0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'] })
        .describe('SHA-256 digest of the file SHA256SUMS, which protects the checksums against tampering'),
      cniPlugins: artifactVersion
        .optional()
        .meta({ examples: ['v1.9.0'] })
        .describe('version of the CNI plugins, the name of their folder; @default v1.9.1'),
      containerd: artifactVersion
        .optional()
        .meta({ examples: ['2.2.0'] })
        .describe('version of containerd, the name of its folder, for hosts without containerd; @default v2.4.2'),
    })
    .optional()
    .meta({ examples: [{ url: 'https://artifacts.acme.example' }] })
    .describe("your own artifact server, for air-gapped sites; @default the Kubernetes project's packages"),
  backup: z
    .strictObject({
      certificate: certificate.describe(
        'X.509 certificate in PEM format; only the holder of its private key can read the backups',
      ),
      folder: z
        .string()
        .regex(/^(\/[A-Za-z0-9._-]+)+$/, 'must be an absolute path without spaces: write one such as /mnt/backups')
        .default('/var/lib/plinth/backups')
        .describe('folder on every control plane, such as a mounted share'),
      schedule: z
        .string()
        .regex(/^[A-Za-z0-9*:,./~ -]+$/, "must be a time of systemd: write one such as '*-*-* 02:00:00'")
        .default('*-*-* 02:00:00')
        .describe('times of the backups, as OnCalendar of systemd (man systemd.time)'),
      keep: z
        .int()
        .min(1)
        .default(14)
        .describe('number of backups that each control plane keeps, in the folder and in the bucket'),
      s3: s3Schema
        .optional()
        .meta({
          examples: [{ endpoint: 'https://s3.acme.example', bucket: 'acme-backups', credentials: 's3-credentials' }],
        })
        .describe('bucket to which each backup is uploaded; @default none'),
    })
    .optional()
    .describe(
      'encrypted backups of etcd and of the keys of the cluster, from which `plinth restore` restores it; @default none',
    ),
  proxy: z
    .strictObject({
      http: url.meta({ examples: ['http://proxy.acme.example:3128'] }).describe('URL of the proxy for HTTP'),
      https: url
        .optional()
        .meta({ examples: ['http://proxy.acme.example:3128'] })
        .describe('URL of the proxy for HTTPS; @default the proxy for HTTP'),
      except: list(singleLine)
        .default([])
        .describe('host names and address ranges that are accessed without proxy; the cluster itself always is'),
    })
    .optional()
    .meta({ examples: [{ http: 'http://proxy.acme.example:3128' }] })
    .describe(
      'proxy for the download of packages and images; `artifacts` are downloaded without proxy; @default no proxy',
    ),
  certificateAuthorities: list(certificate)
    .default([])
    .describe('additional CA certificates that the hosts trust, in PEM format'),
  registryMirrors: z
    .record(hostname, url)
    .default({})
    .meta({ examples: [{ 'docker.io': 'https://mirror.acme.example/v2/hub' }] })
    .describe('URLs of registry mirrors, by registry, such as docker.io: https://mirror.acme.example/v2/hub'),
  imageRepository: singleLine
    .optional()
    .meta({ examples: ['mirror.acme.example/kubernetes'] })
    .describe("registry, with an optional path, of Kubernetes' own images; @default registry.k8s.io"),
  oidc: z
    .strictObject({
      issuer: z
        .union([dnsLabel, z.url({ protocol: /^https$/ })], 'write a URL with https://, or the name of a component')
        .optional()
        .describe(
          'issuer of the tokens: the name of a component of this cluster, or a URL; @default the component that provides `identity`',
        ),
      clientId: singleLine.meta({ examples: ['kubernetes'] }).describe('required audience of the tokens'),
      usernameClaim: singleLine.default('email').describe('claim with the user name'),
      groupsClaim: singleLine
        .optional()
        .meta({ examples: ['groups'] })
        .describe('claim with the groups of the user; @default that of the issuer, or groups'),
    })
    .optional()
    .meta({ examples: [{ issuer: 'https://login.acme.example', clientId: 'kubernetes' }] })
    .describe('OpenID Connect issuer whose tokens the API server accepts; @default none'),
  auditPolicy: z
    .union([z.literal(false), passthroughSettings], 'must be false, or the fields of a Policy of audit.k8s.io/v1')
    .optional()
    .describe(
      'fields of a Policy of audit.k8s.io/v1, or false for no audit log; @default requests that change something, and those of users, without the content of objects',
    ),
  encryptionKey: z
    .union([z.literal(false), z.int().min(1)], 'must be a number above 0, or false')
    .default(1)
    .describe(
      'number of the key that encrypts Secrets in etcd; a higher number creates another key, and encrypts all Secrets with it; false does not encrypt them',
    ),
  apiServer: z
    .record(singleLine, z.string())
    .default({})
    .meta({ examples: [{ 'goaway-chance': '0.001' }] })
    .describe('additional arguments of kube-apiserver, without leading hyphens'),
  controllerManager: z
    .record(singleLine, z.string())
    .default({})
    .meta({ examples: [{ 'node-monitor-period': '10s' }] })
    .describe('additional arguments of kube-controller-manager, without leading hyphens'),
  scheduler: z
    .record(singleLine, z.string())
    .default({})
    .meta({ examples: [{ v: '2' }] })
    .describe('additional arguments of kube-scheduler, without leading hyphens'),
  etcdArguments: z
    .record(singleLine, singleLine)
    .default({})
    .meta({ examples: [{ 'snapshot-count': '5000' }] })
    .describe('additional arguments of etcd, without leading hyphens'),
  controlPlaneMetrics: z
    .boolean()
    .default(false)
    .describe(
      'serve the metrics of etcd, kube-controller-manager, kube-scheduler and kube-proxy on all addresses of the hosts, for `controlPlaneMetrics` of the component `prometheus`; etcd and kube-proxy require no credentials for theirs; by default on the loopback address only',
    ),
  kubelet: passthroughSettings
    .default({})
    .meta({ examples: [{ maxPods: 200 }] })
    .describe('additional fields of the KubeletConfiguration'),
  kubeProxy: passthroughSettings
    .default({})
    .meta({ examples: [{ metricsBindAddress: '0.0.0.0:10249' }] })
    .describe('additional fields of the KubeProxyConfiguration'),
  containerd: z
    .string()
    .optional()
    .meta({ examples: ['[debug]\nlevel = "info"\n'] })
    .describe('additional configuration of containerd, in TOML'),
  ignorePreflightErrors: list(singleLine)
    .default([])
    .describe("names of kubeadm's preflight checks whose errors are reported as warnings"),
  certificateRenewalDays: z
    .int()
    .min(0)
    .max(300)
    .default(60)
    .describe(
      'certificates of a control plane are renewed, and the control plane is restarted, if one expires within this number of days; 0 renews none',
    ),
  certificateAuthority: z
    .strictObject({
      certificate: certificate.describe('CA certificate in PEM format, such as that of an intermediate CA'),
      privateKey: singleLine
        .meta({ examples: ['ca.key'] })
        .describe(
          'path of its private key on the machine where you deploy, PEM and not encrypted; a relative path starts at the folder that contains cdktf.out; it is only read to create the cluster, and copied to its control planes',
        ),
    })
    .optional()
    .describe(
      'CA of the cluster, which signs the certificates of the API server, kubelets and clients; it cannot be changed later; @default kubeadm creates one',
    ),
  certificateNames: list(z.union([hostname, ipAddress]))
    .default([])
    .describe('additional host names and IP addresses in the certificate of the API server'),
  drainTimeoutSeconds: z
    .int()
    .min(1)
    .default(300)
    .describe('timeout for draining a node before its host is removed, in seconds'),
  readyTimeoutSeconds: z
    .int()
    .min(1)
    .default(300)
    .describe('timeout for nodes to become Ready after the network is installed, in seconds'),
  minimumFreeDiskGiB: z
    .number()
    .min(0)
    .default(10)
    .describe('required free disk space in /var/lib of a new host, in GiB'),
});

/** Options of an on-premises cluster, with defaults applied. */
export type OnPremOptions = Readonly<z.output<typeof onPremSchema>>;
