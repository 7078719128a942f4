import { z } from 'zod';
import { endpointSchema, type Capability, type Endpoint, type CapabilityEndpoints } from '../definition/capability';
import { dualStackRanges } from '../definition/cluster';
import type { NetworkConnection } from '../definition/network-connections';
import { cidr, dnsLabel, hostname, ipAddress, list } from '../schema/field-types';
import { parseOptions } from '../schema/parse-options';
import type { Cloud } from './cloud';
import type { DualStackRanges } from './cluster-ranges';
import type { Machine } from './machine';
import type { NetworkRange } from './network-range';
import type { NodePool } from './node-pool';
import { isCoveredByRanges } from '../schema/address-range';
import { privateRanges } from '../schema/reserved-ranges';
import { defaultKubernetesVersion, kubernetesVersions } from '../definition/kubernetes-versions';

/** How releases are deployed to a cluster: by Terraform (`helm_release`), or by Argo CD from Git. */
export type Delivery = 'terraform' | 'argo-cd';

/** Properties of a cluster that kinds and constructs may depend on. */
export interface ClusterInfo {
  /** Name of the platform. */
  readonly platform: string;
  /** DNS domain of the platform, such as `acme.example`. */
  readonly domain: string;
  /** Domain of default host names of components: `domain`, or `<environment>.<domain>` where there are several environments. */
  readonly environmentDomain: string;
  /** Name of the cluster. */
  readonly cluster: string;
  /** Environment of the cluster. */
  readonly environment: string;
  /** Minor version of Kubernetes, such as `1.36`. */
  readonly kubernetes: string;
  /** Address range of pods (CIDR). */
  readonly podCidr: string;
  /** Address range of Services (CIDR). */
  readonly serviceCidr: string;
  /**
   * Ranges of the second IP family, in addition to `podCidr` and `serviceCidr`.
   * @default one IP family
   */
  readonly dualStack?: DualStackRanges;
  /** IP address of the DNS Service: the tenth of the service range, as with kubeadm. */
  readonly dnsAddress: string;
  /** DNS domain of Services, such as `cluster.local`. */
  readonly clusterDomain: string;
  /** IP addresses of the control plane nodes; empty where unknown. */
  readonly controlPlaneAddresses: readonly string[];
  /** IP address or host name of the API for clients; absent where unknown. */
  readonly apiServerAddress?: string;
  /**
   * Set where the CA of the cluster signs the serving certificates of kubelets.
   * @default kubelets may sign their certificates themselves
   */
  readonly hasVerifiedKubelets?: true;
  /**
   * Address ranges of clusters of other environments, which workloads must not reach: CIDRs, addresses and `first-last`.
   * @default none
   */
  readonly isolatedRanges?: readonly string[];
  /**
   * Address ranges of API servers, as pods of the cluster connect to them: CIDRs.
   * @default those of `controlPlaneAddresses`, otherwise unknown
   */
  readonly apiServerRanges?: readonly string[];
  /**
   * Address ranges of the network of the nodes, in addition to those of `machines`, pods and Services.
   * @default unknown
   */
  readonly networkRanges?: readonly NetworkRange[];
  /**
   * Address ranges outside of the network of the nodes that the network leads to, in addition to those of connections.
   * @default all addresses
   */
  readonly egressRanges?: readonly string[];
  /**
   * Address ranges of private endpoints, such as those of a cloud's services, within the range of pods: CIDRs.
   * @default none
   */
  readonly endpointRanges?: readonly string[];
  /** Machines of the cluster; empty where the definition does not list them. */
  readonly machines: readonly Machine[];
  /**
   * Node pools of a managed cluster.
   * @default none
   */
  readonly nodePools?: readonly NodePool[];
  /**
   * Place of a managed cluster in a cloud.
   * @default the cluster is in no cloud that Plinth knows
   */
  readonly cloud?: Cloud;
  /**
   * Connections with other networks, by name.
   * @default none
   */
  readonly connections?: Readonly<Record<string, NetworkConnection>>;
  /** How releases are deployed to the cluster. */
  readonly delivery: Delivery;
  /** What Argo CD deploys: official charts with values, or manifests that `plinth render` has rendered from them. */
  readonly charts: 'official' | 'rendered';
  /**
   * Registry that mirrors all images of the platform, without `https://`.
   * @default the public registries
   */
  readonly registryMirror?: string;
  /** Capabilities on the cluster, with their endpoints. */
  readonly capabilities: CapabilityEndpoints;
  /** URLs of OpenID Connect issuers on the cluster, by the name of the component. */
  readonly issuers: Readonly<Record<string, string>>;
  /**
   * Capabilities that the infrastructure provides: no namespace of Plinth has their `plinth.dev/provides-…` label.
   * @default none
   */
  readonly infrastructureCapabilities?: readonly Capability[];
}

/** Schema of the properties of an info. What only kinds set is not validated. */
const clusterInfoSchema = z
  .strictObject({
    platform: dnsLabel,
    domain: hostname,
    environmentDomain: hostname,
    cluster: dnsLabel,
    environment: dnsLabel,
    kubernetes: z.enum(Object.keys(kubernetesVersions)),
    podCidr: cidr,
    serviceCidr: cidr,
    dualStack: z.looseObject(dualStackRanges.shape),
    dnsAddress: ipAddress,
    clusterDomain: hostname,
    controlPlaneAddresses: list(ipAddress),
    apiServerAddress: z.string().meta({ examples: ['api.dc1.acme.example'] }),
    hasVerifiedKubelets: z.literal(true),
    isolatedRanges: list(z.string()),
    apiServerRanges: list(cidr),
    networkRanges: list(z.unknown()),
    egressRanges: list(cidr),
    endpointRanges: list(cidr),
    machines: list(z.unknown()),
    nodePools: list(z.unknown()),
    cloud: z.unknown(),
    connections: z.record(z.string(), z.unknown()),
    delivery: z.enum(['terraform', 'argo-cd']),
    charts: z.enum(['official', 'rendered']),
    registryMirror: z.string(),
    capabilities: z.record(z.string(), endpointSchema),
    issuers: z.record(z.string(), z.string()),
    infrastructureCapabilities: list(z.string()),
  } satisfies Record<keyof ClusterInfo, z.ZodType>)
  .partial();

/**
 * Creates the info of a cluster outside a platform, for using a kind or construct by itself.
 * @param properties properties that differ from the defaults
 * @throws DefinitionError with all errors of the properties
 * @example
 * const cluster = clusterInfo({ cluster: 'dc1', domain: 'acme.example' });
 * const [release] = traefik.releases({ replicas: 3 }, cluster);
 */
export function clusterInfo(properties: Partial<ClusterInfo> = {}): ClusterInfo {
  parseOptions(clusterInfoSchema, properties, 'clusterInfo');
  return {
    platform: 'platform',
    domain: 'platform.example',
    environmentDomain: properties.domain ?? 'platform.example',
    cluster: 'cluster',
    environment: 'default',
    kubernetes: defaultKubernetesVersion,
    podCidr: '10.244.0.0/16',
    serviceCidr: '10.96.0.0/16',
    dnsAddress: '10.96.0.10',
    clusterDomain: 'cluster.local',
    controlPlaneAddresses: [],
    machines: [],
    delivery: 'terraform',
    charts: 'official',
    capabilities: {},
    issuers: {},
    ...properties,
  };
}

/** Returns whether the network of a cluster leads to public addresses, to some at least. */
export function reachesInternet({ egressRanges }: Pick<ClusterInfo, 'egressRanges'>): boolean {
  return !egressRanges?.every((range) => isCoveredByRanges(range, privateRanges));
}

/** Returns the endpoint of a capability on a cluster; undefined where nothing provides the capability. */
export function tryGetEndpoint(cluster: ClusterInfo, capability: Capability): Endpoint | undefined {
  return cluster.capabilities[capability];
}

/**
 * Returns whether a cluster may enforce NetworkPolicies: a provider of `network-policy` does, and the network of an existing
 * cluster may, although the definition does not declare it.
 */
export function mayEnforceNetworkPolicies({ capabilities, infrastructureCapabilities = [] }: ClusterInfo): boolean {
  return 'network-policy' in capabilities || infrastructureCapabilities.includes('network');
}

/** Returns the machines that ordinary pods may run on; undefined where the definition lists no machines. */
export function tryGetSchedulableMachines({ machines }: ClusterInfo): readonly Machine[] | undefined {
  return machines.length === 0 ? undefined : machines.filter(({ schedulable = true }) => schedulable);
}

/** Returns the reference that a cluster pulls an image by: in its mirror, the registry of the image is replaced. */
export function resolveImage(cluster: ClusterInfo, image: string): string {
  if (cluster.registryMirror === undefined || image.startsWith(`${cluster.registryMirror}/`)) return image;
  const [first = '', ...path] = image.split('/');
  const hasRegistry = path.length > 0 && (first.includes('.') || first.includes(':') || first === 'localhost');
  return `${cluster.registryMirror}/${hasRegistry ? path.join('/') : image}`;
}
