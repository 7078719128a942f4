import type { ApplicationInput } from '../../../src/definition/application';
import type { JobInput } from '../../../src/definition/job';
import type { TenantInput } from '../../../src/definition/tenant';
import type { WorkloadFacts } from './workload-facts';

/** Tenant that describes a file, or a part of it. */
export type DescribedTenant = TenantInput<string, Readonly<Record<string, ApplicationInput | JobInput>>>;

/** A file of a public repository that is described in Plinth, with the facts and figures in it. */
export interface RealFile {
  /** Repository and path. */
  readonly source: string;
  /** Tenants that describe the file, by name. */
  readonly tenants: Readonly<Record<string, DescribedTenant>>;
  /** Facts of the file, by `<tenant>/<workload>`. */
  readonly facts: Readonly<Record<string, WorkloadFacts>>;
  /** What the file has and the definition does not; each is a row of docs/real-files.md. */
  readonly differences?: readonly Difference[];
  /** Warnings of the definition: parts of their messages. */
  readonly warnings?: readonly string[];
}

/** What a definition cannot express, or expresses in another way: an entry of docs/real-files.md. */
export type Difference = keyof typeof differences;

/** Differences by name, as docs/real-files.md lists them. */
export const differences = {
  'wildcard-access': 'Access for every application of a namespace (`application: *`): each caller and callee is named.',
  'literal-secret': 'A password as the value of a variable: it comes from a Secret.',
  'image-without-tag': 'An image without tag: a tag or digest is required.',
  'node-port': 'Services of type NodePort and LoadBalancer: `ingress`.',
  'stateful-set':
    'StatefulSets with a network of their own: in `objects`, their pods reach the DNS only, with a warning. One replica with a volume is an application.',
  'headless-service': 'Headless Services of applications.',
  'external-metric':
    'Scaling by metrics from outside the cluster, such as the lag of a Kafka consumer: by `patch`, with a warning.',
  'shared-service': 'A Service for several Deployments: in `objects`, with a label that a `patch` sets on the pods.',
  'shared-account': 'A ServiceAccount that several workloads share: each has its own.',
  'suspended-schedule': 'A CronJob without a schedule, started by hand: a job that runs with each new `run`.',
  'redirect-path': 'Redirects of single paths: redirects apply to whole host names.',
  'tenant-of-issuer': 'A tenant of the issuer for a single application: the issuer belongs to the cluster.',
  'log-destinations': 'Several log stores for one application: the log store belongs to the cluster.',
  'proxy-of-pods': 'Variables of a web proxy that the platform sets in pods: each application sets `env`.',
  'grace-period': 'A termination grace period above 180 seconds: by `patch`.',
  'init-container': 'Init containers that end: by `patch`, with a security context.',
  'existing-claim': 'A PersistentVolumeClaim that exists: `files` creates it, or a `patch` mounts it.',
  'extended-resource': 'Extended resources such as GPUs: by `patch`, and the node labels by `nodes` of the tenant.',
  'file-mode': 'Modes of single files in ConfigMaps: by `patch`.',
  'host-alias': 'Host aliases: by `patch`.',
  'group-id': 'A group ID that differs from the user ID: by `patch`, with a warning.',
  'host-by-name': 'Hosts by name: hosts have IP addresses.',
  'dns-address': 'Another address of the cluster DNS than the tenth of the Service range.',
  'node-range-size':
    'Another size of the pod range of a node than /24: `controllerManager` with `node-cidr-mask-size-ipv4`.',
  'dual-stack': 'Pod and Service ranges of two IP families: `dualStack`, with a second address of each node.',
  'datastore-of-network': 'An etcd of its own for the data of Calico.',
  'local-dns-cache': 'A DNS cache on every node (NodeLocal DNSCache): `coreDns({ nodeCache: true })`.',
  'admission-configuration': 'A configuration file for admission plugins, such as limits of event rates.',
  'csr-approval': 'Approval of certificates of kubelets by a controller: a timer of the control planes approves them.',
  'local-connection': 'Ansible without SSH: hosts are reached by SSH, also a single one.',
  'load-balancer-on-workers': 'A load balancer of the API on every node: `endpoint`.',
  'admin-password': 'A password of the administrator in values: a Secret that exists, or one that the chart generates.',
  'one-chart': 'One chart for Prometheus, Grafana and exporters: each is a component with its official chart.',
} as const;
