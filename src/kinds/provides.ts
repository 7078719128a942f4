import type { Construct } from 'constructs';
import type { Capability, Endpoint, CapabilityEndpoints } from '../definition/capability';
import type { ApplicationOptions } from '../definition/application';
import type { OptionsSchema } from '../definition/component';
import type { JobOptions } from '../definition/job';
import type { Use } from '../definition/uses';
import type { Problem } from '../schema/problem';
import type { Additions, OidcClient, WorkloadAdditions } from './additions';
import type { ClusterInfo } from './cluster-info';
import type { TenantPlan } from './tenant-plan';
import type { ApplicationPlan, JobPlan } from './workload-plan';
import type { DeliveredSecret } from './component-secret';
import type { Release } from './release';

/** Server that decides for each request to an application whether the ingress controller forwards it. */
export interface ForwardAuth {
  /** Name of the rule, unique among the rules of the application. A DNS label. */
  readonly name: string;
  /** URL inside the cluster to which the ingress controller sends each request without its body. */
  readonly url: string;
  /**
   * Headers of the server's response that the application receives. The ingress controller removes them from requests of
   * clients, also where the client writes an underscore for a hyphen.
   * @default none
   */
  readonly responseHeaders?: readonly string[];
}

/** Input of the functions of a provider, next to the workload or tenant. */
export interface ProviderContext {
  /** Cluster of the provider, with the capabilities on it. */
  readonly cluster: ClusterInfo;
  /**
   * Lets the ingress controller ask a server before it forwards a request to an application. Undefined where the ingress
   * controller does not support it.
   */
  readonly forwardAuth?: ForwardAuthFunction | undefined;
  /** Annotations of an Ingress that routes to proxies. Undefined where the ingress controller needs none. */
  readonly proxyAnnotations?: ProxyAnnotationsFunction | undefined;
}

/** Input of `forWorkload`. */
export interface WorkloadContext extends ProviderContext {
  /** Uses of the capability by the workload (`uses.<capability>`); empty where the workload has none. */
  readonly uses: readonly Use[];
  /** Tenant of the workload, without the additions of providers. */
  readonly tenant: TenantPlan;
}

/** Returns what makes the ingress controller ask a server for each request to an application. */
export type ForwardAuthFunction = (
  auth: ForwardAuth,
  application: ApplicationPlan,
  cluster: ClusterInfo,
) => WorkloadAdditions;

/**
 * Returns the annotations by which an Ingress passes on requests of any size, WebSockets and large cookies, since the
 * servers that it routes to are proxies.
 * @param services names of the Services of the proxies
 */
export type ProxyAnnotationsFunction = (services: readonly string[]) => Readonly<Record<string, string>>;

/**
 * Adds the objects that register a client at an issuer on the cluster, with its credentials in the Secret of the client.
 * @param tenant tenant that the client belongs to; @default the platform
 */
export type RegisterClientFunction = (scope: Construct, client: OidcClient, tenant?: string) => void;

/** A capability as a kind provides it: an endpoint, and what the provider adds to the workloads that use it. All functions are pure. */
export interface ProvidedCapability {
  /**
   * How users reach the provider.
   * @default {}
   */
  readonly endpoint?: Endpoint;
  /**
   * Options of workloads that the provider implements. A workload that sets one is an error where nothing supports it.
   * @default none
   */
  readonly supports?: readonly WorkloadFeature[];
  /**
   * Schema of the options in `uses.<capability>`, for a capability that is not built in. No option is an object: an object
   * is one of several uses by name. Without a schema, the platform permits each tenant to use the capability, in
   * `capabilities` of the tenant: the network then admits its workloads to the provider itself.
   * @default no options, and only tenants that have permission
   */
  readonly useSchema?: OptionsSchema;
  /**
   * Errors and warnings about a workload. Paths are relative to the workload.
   * @default none
   */
  validateWorkload?(workload: ApplicationOptions | JobOptions, cluster: ClusterInfo): readonly Problem[];
  /**
   * Errors and warnings about the uses of the capability by a tenant. Paths are relative to the tenant.
   * @default none
   */
  validateTenant?(tenant: TenantPlan, cluster: ClusterInfo): readonly Problem[];
  /**
   * Returns what the provider adds for a workload. It is called for every workload of every tenant on the cluster.
   * @default nothing
   */
  forWorkload?(workload: ApplicationPlan | JobPlan, context: WorkloadContext): WorkloadAdditions;
  /**
   * Returns what the provider adds for a tenant. It is called for every tenant on the cluster.
   * @default nothing
   */
  forTenant?(tenant: TenantPlan, context: ProviderContext): Additions;
  /**
   * Function of the capability `ingress` by which providers of other capabilities protect applications.
   * @default the ingress controller cannot ask a server: providers forward the requests to applications themselves
   */
  readonly forwardAuth?: ForwardAuthFunction;
  /**
   * Function of the capability `ingress` for the Ingresses of providers that forward requests to applications.
   * @default the ingress controller needs no annotations
   */
  readonly proxyAnnotations?: ProxyAnnotationsFunction;
  /**
   * Whether the ingress controller of the capability `ingress` serves one Ingress of a host only. Applications with a host
   * in common are then an error, unless all have log-in: they share the Ingress of their gate.
   * @default false
   */
  readonly servesOneIngressPerHost?: boolean;
  /**
   * Function of the capability `identity` that registers the clients of the platform and of its tenants.
   * @default clients are registered manually: `plinth clients` lists them
   */
  readonly registerClient?: RegisterClientFunction;
  /**
   * Function of the capability `secrets` that returns the releases which create the Secrets of components: for each
   * component one of the name `<component>-secrets`, and others. They are deployed after the provider.
   * @default none: users create the Secrets of components by hand
   */
  secretReleases?(secrets: readonly DeliveredSecret[], cluster: ClusterInfo): readonly SecretRelease[];
}

/** Release for the Secrets of components. */
export type SecretRelease = Release & {
  /** Component that the release belongs to. */
  readonly component: string;
};

/** Options of workloads that some providers implement and others do not. */
export type WorkloadFeature = 'redirects' | 'login' | 'tokens';

/** Capabilities that a kind provides; `{}` for a capability without endpoint and functions. */
export type CapabilityProviders = { readonly [C in Capability]?: ProvidedCapability };

/** Returns capabilities with these endpoints and without functions. */
export function provideEndpoints(endpoints: CapabilityEndpoints): CapabilityProviders {
  return Object.fromEntries(Object.entries(endpoints).map(([capability, endpoint = {}]) => [capability, { endpoint }]));
}

/** Returns the endpoints of provided capabilities. */
export function listEndpoints(provides: CapabilityProviders): CapabilityEndpoints {
  return Object.fromEntries(
    Object.entries(provides).map(([capability, { endpoint = {} } = {}]) => [capability, endpoint]),
  );
}
