import { z } from 'zod';
import { issuerUrlFields, scopesSchema } from './login';
import { nameSchema } from '../schema/json-schema';
import { addressRange, ipAddress, jsonValue, list } from '../schema/field-types';

/**
 * Function of the platform that components or the infrastructure provide and others require, independent of the product.
 * Applications and components depend on capabilities only, so that one product can replace another. Kinds of users may
 * add capabilities with any other name.
 */
export type Capability = keyof typeof builtInCapabilities | (string & {});

interface CapabilityTraits {
  /** Sentence for error messages and documentation. */
  readonly summary: string;
  /** Whether at most one component, or the infrastructure, may provide it on a cluster. */
  readonly exclusive: boolean;
  /**
   * Components that require it may be installed before its provider: an Ingress, for example, starts to work when there
   * is an ingress controller. The provider must exist, but does not determine the order.
   */
  readonly unordered?: true;
  /** Whether components that require it need the `api` and `url` of its endpoint. */
  readonly requiresEndpoint?: true;
}

/** Capabilities of the built-in kinds. */
export const builtInCapabilities = {
  network: { summary: 'pods reach each other', exclusive: true },
  'network-policy': { summary: 'NetworkPolicies are enforced', exclusive: true },
  'network-policy-hosts': { summary: 'egress to host names can be allowed', exclusive: true },
  'service-proxy': { summary: 'Services are implemented by kube-proxy', exclusive: true },
  dns: { summary: 'names of Services resolve', exclusive: true },
  'load-balancer': { summary: 'Services of type LoadBalancer get an address', exclusive: true },
  ingress: { summary: 'Ingresses of class `default` are served', exclusive: true, unordered: true },
  certificates: { summary: 'cert-manager.io certificates from the ClusterIssuer `default`', exclusive: true },
  'dns-zones': {
    summary: 'components change records of DNS zones by the identity of their pods',
    exclusive: true,
    unordered: true,
  },
  storage: { summary: 'PersistentVolumeClaims are bound', exclusive: false },
  metrics: { summary: 'PodMonitors, ServiceMonitors and PrometheusRules are evaluated', exclusive: true },
  'image-signatures': { summary: 'signatures of images of tenants are verified', exclusive: true, unordered: true },
  'resource-metrics': { summary: 'CPU and memory usage of pods, for autoscaling and `kubectl top`', exclusive: true },
  'custom-metrics': { summary: 'metrics of applications, for autoscaling', exclusive: true },
  'node-autoscaling': {
    summary: 'nodes are started for pods that no node has room for',
    exclusive: false,
    unordered: true,
  },
  'node-metrics': { summary: 'metrics of nodes', exclusive: false },
  'metrics-store': { summary: 'long-term storage of metrics', exclusive: false, requiresEndpoint: true },
  'remote-write': { summary: 'Prometheus remote write is accepted', exclusive: false, unordered: true },
  logs: { summary: 'container logs are stored and can be queried', exclusive: true, requiresEndpoint: true },
  'log-collection': { summary: 'container logs are collected', exclusive: false, unordered: true },
  'traces-store': { summary: 'traces are stored and can be queried', exclusive: true, requiresEndpoint: true },
  traces: { summary: 'applications send traces with OpenTelemetry', exclusive: true },
  'telemetry-export': { summary: 'telemetry is exported from the cluster', exclusive: false, unordered: true },
  'cloud-telemetry': { summary: 'telemetry is written to the services of the cloud', exclusive: true, unordered: true },
  'cloud-logs': { summary: 'audit and flow logs of the cloud are read from a queue', exclusive: true, unordered: true },
  'log-search': { summary: 'web interface for searching logs', exclusive: false },
  dashboards: { summary: 'ConfigMaps labelled `grafana_dashboard` in its namespace are shown', exclusive: false },
  'tenant-dashboards': {
    summary: 'each tenant sees the metrics, logs and traces of its own workloads only',
    exclusive: true,
  },
  alerts: { summary: 'AlertmanagerConfigs are applied', exclusive: true },
  identity: { summary: 'users log in with OpenID Connect', exclusive: true },
  'tenant-identity': {
    summary: 'users of applications of the tenants that name the component log in with OpenID Connect',
    exclusive: false,
  },
  'service-identity': { summary: 'applications verify which workload calls them', exclusive: true },
  'access-rules': { summary: 'requests are authorised by Oathkeeper Rules', exclusive: true },
  permissions: { summary: 'permission checks with relation tuples', exclusive: true },
  'secret-store': { summary: 'secrets are stored, for External Secrets', exclusive: true, requiresEndpoint: true },
  secrets: { summary: 'ExternalSecrets are synchronised', exclusive: true },
  delivery: { summary: 'manifests in Git are deployed to the cluster', exclusive: true },
  registry: { summary: 'container images are stored', exclusive: false },
  database: { summary: 'databases on request', exclusive: true },
  cache: { summary: 'caches on request', exclusive: true },
  queue: { summary: 'message queues on request', exclusive: true },
  bucket: { summary: 'S3-compatible buckets on request', exclusive: true },
  pipelines: { summary: 'builds and tests run', exclusive: false },
} as const satisfies Record<string, CapabilityTraits>;

/** Returns the traits of a capability. Several components may provide a capability that is not built in. */
export function capabilityTraits(capability: Capability): CapabilityTraits {
  const traits: Readonly<Record<string, CapabilityTraits>> = builtInCapabilities;
  return traits[capability] ?? { summary: capability, exclusive: false };
}

const storageClass = z.strictObject({
  default: z.boolean().optional().describe('whether it is the default StorageClass; @default false'),
  shared: z.boolean().optional().describe('whether its volumes support ReadWriteMany; @default false'),
});

const zoneAccess = z.strictObject({
  solver: z
    .record(z.string(), jsonValue)
    .meta({ examples: [{ cloudDNS: { project: 'acme-dns' } }] })
    .describe('DNS-01 solver for the zones, in the format of an ACME issuer of cert-manager'),
  arguments: list(z.string())
    .optional()
    .meta({ examples: [['--google-project=acme-dns']] })
    .describe('arguments of external-dns; @default none'),
  configFile: z
    .strictObject({
      path: z
        .string()
        .meta({ examples: ['/etc/kubernetes/azure.json'] })
        .describe('absolute path in its container'),
      content: z
        .string()
        .meta({ examples: ['{ "subscriptionId": "00000000-0000-0000-0000-000000000001" }'] })
        .describe('content, without credentials'),
    })
    .optional()
    .describe('configuration file of external-dns; @default none'),
  podLabels: z
    .record(z.string(), z.string())
    .optional()
    .meta({ examples: [{ 'azure.workload.identity/use': 'true' }] })
    .describe('labels of the pods of external-dns and cert-manager; @default none'),
  identity: z
    .strictObject({
      secret: z
        .string()
        .meta({ examples: ['azure-dns-identity'] })
        .describe('Secret in the namespace of each component, whose values Terraform writes to the store'),
      variables: z
        .record(z.string(), z.string())
        .meta({ examples: [{ AZURE_CLIENT_ID: 'client-id' }] })
        .describe('keys of the Secret, by the names of the environment variables of external-dns and cert-manager'),
    })
    .optional()
    .describe('identifiers of the identity that only Terraform knows; @default none'),
});

/** What external-dns and cert-manager need to change records of zones. It contains no credentials. */
export type ZoneAccess = Readonly<z.infer<typeof zoneAccess>>;

/** Logs that a cloud itself stores, in the order of the documentation. */
export const cloudLogSignals = ['audit', 'control-plane', 'flow-logs'] as const;

const logQueue = z.strictObject({
  signals: list(z.enum(cloudLogSignals))
    .meta({ examples: [['audit', 'flow-logs']] })
    .describe('logs in the queue'),
  id: z
    .string()
    .optional()
    .meta({ examples: ['projects/acme-prod/subscriptions/logs'] })
    .describe(
      'URL of the SQS queue, resource ID of the event hub, or name of the Pub/Sub subscription; @default the one that the component creates',
    ),
  bucket: z
    .string()
    .optional()
    .meta({ examples: ['acme-logs'] })
    .describe(
      'name of the S3 bucket with the objects that the SQS queue names; @default the one that the component creates',
    ),
});

/** Schema of the name of a capability, of which editors suggest the built-in ones. */
export const capabilityName = nameSchema(
  'CapabilityName',
  z.string().meta({ examples: ['metrics', ...Object.keys(builtInCapabilities).filter((name) => name !== 'metrics')] }),
) as unknown as z.ZodType<Capability, Capability>;

/** Schema of the endpoint of a capability: how its users reach the provider. It contains no credentials. */
export const endpointSchema = z.strictObject({
  api: z
    .string()
    .optional()
    .meta({ examples: ['prometheus'] })
    .describe(
      'API of the provider, such as prometheus, influxdb, loki, tempo, elasticsearch, traefik, nginx; dns-zones: provider in the words of external-dns, such as azure; network-policy: cilium where a Cilium that the cloud configures enforces them, as on AKS and GKE',
    ),
  url: z
    .string()
    .optional()
    .meta({ examples: ['http://prometheus.monitoring:9090'] })
    .describe('URL inside the cluster'),
  namespace: z
    .string()
    .optional()
    .meta({ examples: ['monitoring'] })
    .describe("namespace of the provider's pods, for network policies"),
  podLabels: z
    .record(z.string(), z.string())
    .optional()
    .meta({ examples: [{ 'app.kubernetes.io/name': 'prometheus' }] })
    .describe("labels of the provider's pods, for network policies; @default all pods of the namespace"),
  encrypted: z
    .boolean()
    .optional()
    .describe('network: whether the traffic of pods between nodes is encrypted; @default false'),
  bindingKeys: list(z.string())
    .optional()
    .meta({ examples: [['host', 'port', 'username', 'password']] })
    .describe(
      'keys of the Secret `<workload>-<use>` that the provider creates for each workload that uses the capability; @default the platform creates the Secret, from `url`',
    ),
  podApiGroups: list(z.string())
    .optional()
    .meta({ examples: [['postgresql.cnpg.io']] })
    .describe(
      "API groups of the objects that the provider's pods in the namespaces of tenants change, as far as their roles allow; @default none",
    ),
  operatedPods: z
    .strictObject({
      labels: list(z.string())
        .meta({ examples: [['cnpg.io/']] })
        .describe('labels of the pods that the provider creates: keys, or prefixes of keys that end with a slash'),
      app: z
        .string()
        .optional()
        .meta({ examples: ['postgresql'] })
        .describe('value of their label `app.kubernetes.io/name`; @default they have none'),
    })
    .optional()
    .meta({ examples: [{ labels: ['cnpg.io/'], app: 'postgresql' }] })
    .describe(
      'pods that the provider itself creates in the namespaces of tenants: no other pod may have their labels, by which network policies select them; @default none',
    ),
  bucketClaims: z
    .enum(['secret', 'object-bucket-claim'])
    .optional()
    .describe(
      'bucket: how components of the platform request a bucket, by a Secret in the namespace of the provider or by an ObjectBucketClaim; @default none: buckets cannot be requested',
    ),
  revision: z
    .string()
    .optional()
    .meta({ examples: ['main'] })
    .describe('delivery: branch or tag that is deployed; tenant-dashboards: digest of the shared configuration'),
  folder: z
    .string()
    .optional()
    .meta({ examples: ['dist'] })
    .describe('delivery: folder of dist in the Git repository'),
  platformStore: z
    .string()
    .optional()
    .meta({ examples: ['platform'] })
    .describe(
      'secrets: name of the ClusterSecretStore by which the Secrets of components are written and read; @default none: create the Secrets by hand',
    ),
  restarts: z
    .boolean()
    .optional()
    .describe(
      'secrets: whether the provider restarts applications when a Secret changes that they have as variables; @default false',
    ),
  stores: list(z.string())
    .optional()
    .meta({ examples: [['default']] })
    .describe('secrets: names of the ClusterSecretStores; @default unknown'),
  storeLocations: z
    .record(z.string(), z.string())
    .optional()
    .meta({ examples: [{ default: 'https://vault.acme.example/dev' }] })
    .describe(
      'secrets: what the ClusterSecretStores read, by their names: two of the same location read the same entries; @default unknown',
    ),
  flatStores: list(z.string())
    .optional()
    .meta({ examples: [['key-vault']] })
    .describe(
      'secrets: names of the ClusterSecretStores whose keys contain no slashes, such as Azure Key Vault: `--` replaces them; @default none',
    ),
  wholeEntries: z
    .boolean()
    .optional()
    .describe(
      'secrets: whether all values of an entry are written to `platformStore` at once, since a value cannot be added to an entry later; @default as the store with this name in `flatStores`',
    ),
  zoneAccess: zoneAccess
    .optional()
    .describe(
      'dns-zones: what external-dns, with the provider `api`, and cert-manager need to change records; @default nothing',
    ),
  nodeAddress: ipAddress
    .optional()
    .describe('dns: address of a cache on every node that pods ask; @default pods ask the Service of the DNS'),
  addresses: list(addressRange)
    .optional()
    .describe('load-balancer: address ranges that are assigned to Services; @default unknown'),
  annotations: z
    .record(z.string(), z.string())
    .optional()
    .meta({ examples: [{ 'service.beta.kubernetes.io/aws-load-balancer-type': 'nlb' }] })
    .describe('load-balancer: annotations of the Services of ingress controllers; @default none'),
  internalAnnotations: z
    .record(z.string(), z.string())
    .optional()
    .meta({ examples: [{ 'networking.gke.io/load-balancer-type': 'Internal' }] })
    .describe(
      'load-balancer: annotations, in addition to `annotations`, of Services whose addresses are in the network of the cluster; @default `internal` of ingress controllers is refused',
    ),
  issuer: z
    .string()
    .optional()
    .meta({ examples: ['https://login.acme.example'] })
    .describe('identity: URL of the OpenID Connect issuer, as in the claim `iss` of its tokens'),
  ...issuerUrlFields,
  groupsClaim: z
    .string()
    .optional()
    .meta({ examples: ['groups'] })
    .describe('identity: claim of ID tokens with the groups of the user; @default the tokens contain no groups'),
  scopes: scopesSchema
    .optional()
    .meta({ examples: [['openid', 'profile', 'email']] })
    .describe('identity: scopes that clients request; @default openid, profile and email'),
  registersClients: z
    .boolean()
    .optional()
    .describe('identity: whether the provider registers the clients of the platform; @default false'),
  tenantUsers: z
    .boolean()
    .optional()
    .describe(
      'logs: whether the namespace of the provider has a Secret `logs.<tenant>` for each tenant, with a user who reads only its logs; @default false',
    ),
  signals: list(z.enum(['traces', 'metrics', 'logs']))
    .optional()
    .meta({ examples: [['traces', 'logs']] })
    .describe('cloud-telemetry: telemetry that is written to the services of the cloud; @default none'),
  signalUrls: z
    .strictObject({
      traces: z
        .string()
        .optional()
        .meta({ examples: ['https://telemetry.acme.example/v1/traces'] })
        .describe('URL that accepts traces'),
      metrics: z
        .string()
        .optional()
        .meta({ examples: ['https://telemetry.acme.example/v1/metrics'] })
        .describe('URL that accepts metrics'),
      logs: z
        .string()
        .optional()
        .meta({ examples: ['https://telemetry.acme.example/v1/logs'] })
        .describe('URL that accepts logs'),
    })
    .optional()
    .meta({ examples: [{ traces: 'https://telemetry.googleapis.com/v1/traces' }] })
    .describe('cloud-telemetry: URLs that accept OTLP; @default those of the region of the cluster'),
  logQueue: logQueue.optional().describe('cloud-logs: queue with the logs of the cloud; @default none'),
  classes: z
    .record(z.string(), storageClass)
    .optional()
    .meta({ examples: [{ fast: { default: true } }] })
    .describe('storage: StorageClasses by name; @default unknown'),
});
nameSchema('Endpoint', endpointSchema);

/** Endpoint of a capability: how its users reach the provider. It contains no credentials. */
export type Endpoint = Readonly<z.infer<typeof endpointSchema>>;

/** Endpoints of the provided capabilities; `{}` for a capability that needs no endpoint. */
export type CapabilityEndpoints = { readonly [C in Capability]?: Endpoint };

/** Schema of capabilities with their endpoints, of which editors suggest the built-in ones. */
export const capabilityEndpointsSchema = z.record(
  capabilityName as unknown as z.ZodString,
  endpointSchema,
) as unknown as z.ZodType<Readonly<Record<string, Endpoint>>, CapabilityEndpoints>;
