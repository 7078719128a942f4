import type { Capability, Endpoint, ProvidedCapabilities } from '../definition/capability';
import type { Machine } from './machine';
import { defaultKubernetesVersion } from '../definition/kubernetes-versions';

/** How releases reach a cluster: Terraform's helm_release, or Argo CD from Git. */
export type Delivery = 'terraform' | 'argo-cd';

/** What the kinds of components and the parts of tenants may know of the cluster that they are made for. */
export interface ClusterInfo {
  readonly platform: string;
  /** Domain of the platform, such as `acme.example`. */
  readonly domain: string;
  readonly cluster: string;
  readonly environment: string;
  /** Minor version of Kubernetes, such as `1.36`. */
  readonly kubernetes: string;
  readonly podCidr: string;
  readonly serviceCidr: string;
  /** Service address of the cluster DNS: the tenth of the service range, as kubeadm has it. */
  readonly dnsAddress: string;
  /** Domain that the names of services end in. */
  readonly clusterDomain: string;
  /** Addresses of the control planes, where Plinth knows them. */
  readonly controlPlaneAddresses: readonly string[];
  /** Its machines, where the description names them. */
  readonly machines: readonly Machine[];
  readonly delivery: Delivery;
  /** What Argo CD reads: official charts with values, or manifests that `plinth render` made of them. */
  readonly charts: 'official' | 'rendered';
  /** Registry that serves every image of the platform instead of the public ones, without `https://`. */
  readonly registryMirror?: string;
  /** What is there, and how it is reached. */
  readonly capabilities: ProvidedCapabilities;
  /** URLs of those of its components that give out tokens of OpenID Connect, by the component's name. */
  readonly issuers: Readonly<Record<string, string>>;
  /** Capabilities among these that the infrastructure brings by itself: no namespace of ours provides them. */
  readonly infrastructureCapabilities?: readonly Capability[];
}

/**
 * Facts for those who use a kind by itself, outside of a platform.
 * @example
 * const cluster = clusterInfo({ cluster: 'dc1', domain: 'acme.example' });
 * const [release] = traefik.releases({ replicas: 3 }, cluster);
 */
export function clusterInfo(known: Partial<ClusterInfo> = {}): ClusterInfo {
  return {
    platform: 'platform',
    domain: 'platform.example',
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
    ...known,
  };
}

/** How a capability is reached on this cluster; undefined where nothing provides it. */
export function tryGetEndpoint(cluster: ClusterInfo, capability: Capability): Endpoint | undefined {
  return cluster.capabilities[capability];
}

/** The machines that ordinary pods may run on; undefined where the description names no machines. */
export function tryGetSchedulableMachines({ machines }: ClusterInfo): readonly Machine[] | undefined {
  return machines.length === 0 ? undefined : machines.filter(({ schedulable = true }) => schedulable);
}

/** An image as this cluster pulls it: from the mirror, under its own path, where there is one. */
export function resolveImage(cluster: ClusterInfo, image: string): string {
  if (cluster.registryMirror === undefined) return image;
  const [first = '', ...rest] = image.split('/');
  const named = rest.length > 0 && (first.includes('.') || first.includes(':') || first === 'localhost');
  return `${cluster.registryMirror}/${named ? rest.join('/') : image}`;
}
