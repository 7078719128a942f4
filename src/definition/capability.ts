import { z } from 'zod';
import { addressRange, list } from '../schema/field-types';

/**
 * What a part of the platform can do for others, told apart from the product that does it. Applications and components
 * ask for capabilities only, so that a product can be replaced without touching those that use it. A kind of your own
 * may invent further ones: any name will do.
 */
export type Capability = keyof typeof builtInCapabilities | (string & {});

interface CapabilityTraits {
  readonly summary: string;
  /** At most one component, or the infrastructure, may provide it on a cluster. */
  readonly exclusive: boolean;
  /**
   * What needs it may be made before it is there, and starts to work once it is: an Ingress waits for its controller.
   * It has to be provided, but does not bear on the order.
   */
  readonly unordered?: true;
  /** Who needs it has to know what it speaks and where: an endpoint without `api` and `url` is of no use. */
  readonly requiresEndpoint?: true;
}

/** The capabilities that Plinth's own kinds speak of. */
export const builtInCapabilities = {
  network: { summary: 'pods reach each other', exclusive: true },
  'network-policy': { summary: 'NetworkPolicies are enforced', exclusive: true },
  'network-policy-hosts': { summary: 'outside hosts can be allowed by name', exclusive: true },
  'service-proxy': { summary: 'Services are served by kube-proxy', exclusive: true },
  dns: { summary: 'names of services resolve', exclusive: true },
  'load-balancer': { summary: 'Services of type LoadBalancer get an address', exclusive: true },
  ingress: { summary: 'Ingresses of class `default` are served', exclusive: true, unordered: true },
  certificates: { summary: 'cert-manager.io certificates from the ClusterIssuer `default`', exclusive: true },
  storage: { summary: 'PersistentVolumeClaims are bound', exclusive: false },
  metrics: { summary: 'PodMonitors, ServiceMonitors and PrometheusRules are honoured', exclusive: true },
  'resource-metrics': { summary: 'CPU and memory of pods for autoscaling and `kubectl top`', exclusive: true },
  'custom-metrics': { summary: 'metrics of applications for autoscaling', exclusive: true },
  'node-metrics': { summary: 'metrics of the machines', exclusive: false },
  'metrics-store': { summary: 'metrics are kept for long', exclusive: false, requiresEndpoint: true },
  'remote-write': { summary: 'metrics of Prometheus are taken for keeping', exclusive: false, unordered: true },
  logs: { summary: 'what containers print is kept and can be searched', exclusive: true, requiresEndpoint: true },
  'log-collection': { summary: 'what containers print is brought to the logs', exclusive: false, unordered: true },
  'log-search': { summary: 'people search the logs in a page of their own', exclusive: false },
  dashboards: { summary: 'ConfigMaps labelled `grafana_dashboard` in its namespace are shown', exclusive: false },
  'tenant-dashboards': { summary: 'each tenant sees its own metrics and logs, and no other', exclusive: true },
  alerts: { summary: 'AlertmanagerConfigs are honoured', exclusive: true },
  identity: { summary: 'people log in (OpenID Connect)', exclusive: true },
  'access-rules': { summary: 'requests are let in by Oathkeeper Rules', exclusive: true },
  permissions: { summary: 'who may do what is answered (relation tuples)', exclusive: true },
  secrets: { summary: 'ExternalSecrets are honoured', exclusive: true },
  delivery: { summary: 'what stands in Git is brought to the cluster', exclusive: true },
  registry: { summary: 'images are kept', exclusive: false },
  database: { summary: 'databases on request', exclusive: false },
  cache: { summary: 'caches on request', exclusive: false },
  queue: { summary: 'message queues on request', exclusive: false },
  bucket: { summary: 'S3-compatible buckets on request', exclusive: false },
  pipelines: { summary: 'builds and tests run', exclusive: false },
} as const satisfies Record<string, CapabilityTraits>;

/** What is known of a capability; one that Plinth does not know may be provided many times. */
export function capabilityTraits(capability: Capability): CapabilityTraits {
  const known: Readonly<Record<string, CapabilityTraits>> = builtInCapabilities;
  return known[capability] ?? { summary: capability, exclusive: false };
}

const storageClass = z.strictObject({
  default: z.boolean().optional().describe('claims that name no class get its volumes; @default false'),
  shared: z.boolean().optional().describe('many pods may write to one of its volumes; @default false'),
});

/** How those who use a capability reach what provides it. No credentials in it. */
export const endpointSchema = z.strictObject({
  /** Which API it speaks, where a capability may come with several. */
  api: z
    .string()
    .optional()
    .describe('API that it speaks, such as prometheus, influxdb, loki, elasticsearch, traefik, nginx'),
  url: z.string().optional().describe('address inside the cluster'),
  namespace: z.string().optional().describe('namespace of its pods, for network policies'),
  podLabels: z.record(z.string(), z.string()).optional().describe('labels of its pods, for network policies'),
  revision: z
    .string()
    .optional()
    .describe('of a delivery: branch or tag that it follows; of tenant-dashboards: digest of what they are told'),
  folder: z.string().optional().describe('of a delivery: folder of dist in the repository'),
  stores: z.array(z.string()).optional().describe('of secrets: the ClusterSecretStores; @default not known'),
  addresses: list(addressRange).optional().describe('of a load balancer: ranges that it gives out; @default not known'),
  classes: z
    .record(z.string(), storageClass)
    .optional()
    .describe('of storage: the StorageClasses by name; @default not known'),
});

/** How those who use a capability reach what provides it. No credentials in it. */
export type Endpoint = Readonly<z.infer<typeof endpointSchema>>;

/** What something offers: each capability with the way to reach it (`{}` where there is nothing to know). */
export type ProvidedCapabilities = { readonly [C in Capability]?: Endpoint };
