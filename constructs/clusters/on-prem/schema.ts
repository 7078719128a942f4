import { z } from 'zod';
import { recordByName, dnsLabel, hostname, ipAddress, list, port } from '../../../src/schema/field-types';
import { checkOperatingSystem } from './operating-systems';

/** Kubernetes' rule for the key of a label or taint. @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/ */
const labelKey = z
  .string()
  .regex(
    /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/,
    'not the key of a label: write one such as disk or acme.example/disk',
  );

const labelValue = z
  .string()
  .regex(
    /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/,
    'not the value of a label: write at most 63 letters, digits, hyphens, underscores and dots',
  );

const taint = z
  .string()
  .regex(
    /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?(=[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?:(NoSchedule|PreferNoSchedule|NoExecute)$/,
    'not a taint: write one such as gpu=yes:NoSchedule',
  );

/** Text that must stay in its line: a user, a path. */
const singleLine = z
  .string()
  .min(1)
  .regex(/^[^\p{Cc}]+$/u, 'has a line break or another control character: write it in one line');

/** Settings that are handed on as they are written. */
const passthroughSettings = z.record(z.string().min(1), z.json());

const hostAddresses = recordByName(ipAddress);

const sshSchema = z.strictObject({
  user: singleLine.describe('user who may log in, and become root by sudo without a password'),
  port: port.default(22).describe('port of the SSH servers'),
  privateKey: singleLine
    .optional()
    .describe(
      'file with the private key; a relative path starts at the folder that holds cdktf.out; @default the agent, or the keys in ~/.ssh',
    ),
  knownHosts: singleLine
    .optional()
    .describe(
      'file with the host keys; a relative path starts at the folder that holds cdktf.out; @default ~/.ssh/known_hosts',
    ),
  bastion: z
    .string()
    .regex(
      /^([A-Za-z0-9_][-A-Za-z0-9_.]*@)?[A-Za-z0-9][-A-Za-z0-9.]*$/,
      'not a host to go through: write one such as ops@bastion.acme.example',
    )
    .optional()
    .describe('host to go through, such as ops@bastion.acme.example; @default straight to the hosts'),
});

const workerGroupSchema = z.strictObject({
  hosts: hostAddresses.describe('workers: name and address'),
  labels: z.record(labelKey, labelValue).default({}).describe('labels of their nodes'),
  taints: list(taint).default([]).describe('taints of their nodes, such as gpu=yes:NoSchedule'),
});

const url = z
  .string()
  .regex(
    /^(https?|file):\/\/[^\s'"]+[^\s'"/]$/,
    'not a URL: write one such as https://artifacts.acme.example/kubernetes',
  );

const controlPlaneEndpointSchema = z.strictObject({
  address: z
    .union([ipAddress, hostname])
    .describe('address or host name that the cluster is reached at, in the certificates of its API'),
  port: port.optional().describe('port there; @default 6443, and 8443 with keepalived'),
  via: z
    .enum(['external', 'keepalived', 'kube-vip'])
    .default('external')
    .describe(
      '`external`: a load balancer of yours. `keepalived`: the control planes hold the address themselves, with keepalived and HAProxy. `kube-vip`: they hold it by a pod, and nothing is installed',
    ),
  routerId: z
    .int()
    .min(1)
    .max(255)
    .default(51)
    .describe('virtual router of keepalived: another for each cluster in one network'),
});

/** What a cluster on machines of one's own takes, beside what every cluster takes. */
export const onPremSchema = z.strictObject({
  ssh: sshSchema.describe('how hosts are reached; their keys are checked'),
  controlPlanes: hostAddresses.describe('control planes: name and address'),
  etcd: hostAddresses
    .default({})
    .describe(
      'hosts that run etcd and nothing else: name and address, one or three or five; @default on the control planes',
    ),
  workers: hostAddresses.default({}).describe('workers: name and address'),
  workerGroups: recordByName(workerGroupSchema)
    .default({})
    .describe('workers in groups, each with labels and taints of its own'),
  workloadsOnControlPlanes: z.boolean().default(false).describe('whether control planes take ordinary pods as well'),
  system: z
    .string()
    .superRefine((text, context) => {
      const message = checkOperatingSystem(text);
      if (message !== undefined) context.addIssue({ code: 'custom', message });
    })
    .optional()
    .describe('operating system of the hosts, to be told early of one that has ended; @default found on each host'),
  endpoint: controlPlaneEndpointSchema
    .optional()
    .describe('where the API is reached; more than one control plane needs it'),
  patch: z
    .string()
    .regex(/^[0-9]+\.[0-9]+\.[0-9]+$/, 'not a full version: write one such as 1.36.3')
    .optional()
    .describe('full version of Kubernetes; @default the newest patch that Plinth knows of its minor version'),
  artifacts: z
    .strictObject({
      url: url.describe('where every host gets programs, CNI plugins and images: http://, https:// or file://'),
      sha256: z
        .string()
        .regex(/^[0-9a-f]{64}$/, 'not a SHA-256 digest: write 64 hexadecimal digits')
        .optional()
        .describe('digest of its SHA256SUMS, so that nobody on the way can change both'),
    })
    .optional()
    .describe("artifacts of your own, for sites without the Internet; @default the Kubernetes project's packages"),
  proxy: z
    .strictObject({
      http: url.describe('proxy for http'),
      https: url.optional().describe('proxy for https; @default the one for http'),
      except: list(singleLine)
        .default([])
        .describe('host names and ranges that are reached straight; the cluster itself always is'),
    })
    .optional()
    .describe('proxy that packages and images come by; artifacts of your own are reached straight'),
  certificateAuthorities: list(
    z
      .string()
      .regex(
        /^-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----\s*$/,
        'not a certificate in PEM: write one that begins with -----BEGIN CERTIFICATE-----',
      ),
  )
    .default([])
    .describe('certificates that the hosts trust as well, in PEM'),
  registryMirrors: z
    .record(hostname, url)
    .default({})
    .describe('mirror by registry, such as docker.io: https://mirror.acme.example/v2/hub'),
  imageRepository: singleLine.optional().describe("registry of Kubernetes' own images; @default registry.k8s.io"),
  oidc: z
    .strictObject({
      issuer: z
        .union([dnsLabel, z.url({ protocol: /^https$/ })], 'write a URL with https://, or the name of a component')
        .describe('who gives out the tokens: a component of this cluster by its name, or a URL'),
      clientId: singleLine.describe('audience that tokens must have'),
      usernameClaim: singleLine.default('email').describe('claim that names the user'),
      groupsClaim: singleLine.default('groups').describe('claim that lists the groups'),
    })
    .optional()
    .describe('whose tokens the API takes'),
  auditPolicy: passthroughSettings.optional().describe('a Policy of audit.k8s.io/v1; @default nothing is recorded'),
  apiServer: z
    .record(singleLine, z.string())
    .default({})
    .describe('more arguments of kube-apiserver, without the hyphens'),
  kubelet: passthroughSettings.default({}).describe('more of a KubeletConfiguration'),
  kubeProxy: passthroughSettings.default({}).describe('more of a KubeProxyConfiguration'),
  containerd: z.string().optional().describe('more settings of containerd, as TOML'),
  ignorePreflightErrors: list(singleLine).default([]).describe("checks of kubeadm's whose errors are only shown"),
  certificateNames: list(z.union([hostname, ipAddress]))
    .default([])
    .describe('more names in the certificate of the API'),
  drainTimeoutSeconds: z.int().min(1).default(300).describe('how long a host that leaves may take to lose its pods'),
  readyTimeoutSeconds: z
    .int()
    .min(1)
    .default(300)
    .describe('how long nodes may take to be Ready after the network came'),
  minimumFreeDiskGiB: z.number().min(0).default(10).describe('room that /var/lib of a new host must have'),
});

/** Options of a cluster on machines of one's own, defaults filled. */
export type OnPremOptions = Readonly<z.output<typeof onPremSchema>>;
