import type { CapabilityEndpoints } from '../definition/capability';
import type { AnyComponent } from '../definition/component';
import type { Cluster, Platform } from '../definition/platform';
import type { ClusterInfo } from '../kinds/cluster-info';
import type { AnyClusterKind, AnyKind } from '../kinds/cluster-kind';
import type { AnyComponentKind } from '../kinds/component-kind';
import type { ClusterCapabilities } from '../kinds/component-workload';
import { listEndpoints, type CapabilityProviders } from '../kinds/provides';
import { addressAt } from '../schema/address-range';
import type { PathSegment, Problem } from '../schema/problem';
import { checkComponentWorkloads, listUsedCapabilities } from './component-workloads';
import { sortByDependencies } from './order';
import { completeEndpoint, resolveRealms } from './realms';
import type { ResolvedCluster, ResolvedComponent } from './resolved-cluster';

/** Resolves a cluster. The platform must have passed the validation by the schema. */
export function resolveCluster(
  name: string,
  platform: Platform,
  kinds: readonly AnyKind[],
  hasInvalidComponents: boolean,
): ResolvedCluster {
  const writtenOptions = platform.clusters[name] as Cluster;
  const kind = kinds.find(
    (candidate) => candidate.type === 'cluster' && candidate.kind === writtenOptions.kind,
  ) as AnyClusterKind;
  const podCidr = kind.bind(writtenOptions).podCidr() ?? writtenOptions.podCidr;
  const options = { ...writtenOptions, podCidr };
  const bound = kind.bind(options);
  const nodePools = bound.nodePools();
  const cloud = bound.cloud({ platform: platform.name, environment: options.environment, cluster: name });
  const infrastructureProvides = bound.provides();
  const infrastructureCapabilities = listEndpoints(infrastructureProvides);
  const machines = bound.machines();
  const apiServerAddress = bound.apiServerAddress();
  const apiServerRanges = bound.apiServerRanges();
  const networkRanges = bound.networkRanges();
  const egressRanges = bound.egressRanges();
  const endpointRanges = bound.endpointRanges();
  const unordered = options.components.map((component) => resolveComponent(component, name, kinds));
  const clusterCapabilities = {
    capabilities: listEndpoints(mergeProviders(unordered, infrastructureProvides)),
    infrastructureCapabilities: Object.keys(infrastructureCapabilities),
  };
  const dualStack = bound.dualStack();
  const { order, dependencyCycle } = sortByDependencies(
    unordered.map((component) => addUsedCapabilities(component, clusterCapabilities)),
  );
  const components = [...order, ...dependencyCycle];
  const provided = mergeProviders(components, infrastructureProvides);
  const infoWithoutIssuers: ClusterInfo = {
    platform: platform.name,
    domain: platform.domain,
    environmentDomain: platform.environments.length > 1 ? `${options.environment}.${platform.domain}` : platform.domain,
    cluster: name,
    environment: options.environment,
    kubernetes: options.kubernetes,
    podCidr: options.podCidr,
    serviceCidr: options.serviceCidr,
    ...(dualStack === undefined ? {} : { dualStack }),
    dnsAddress: dnsServiceAddress(options.serviceCidr),
    clusterDomain: options.clusterDomain,
    controlPlaneAddresses: machines
      .filter(({ roles }) => roles.includes('control-plane'))
      .map(({ address }) => address),
    ...(apiServerAddress === undefined ? {} : { apiServerAddress }),
    ...(bound.hasVerifiedKubelets() ? { hasVerifiedKubelets: true } : {}),
    ...(apiServerRanges.length === 0 ? {} : { apiServerRanges }),
    ...(networkRanges.length === 0 ? {} : { networkRanges }),
    ...(egressRanges === undefined ? {} : { egressRanges }),
    ...(endpointRanges.length === 0 ? {} : { endpointRanges }),
    machines,
    ...(nodePools === undefined ? {} : { nodePools }),
    ...(cloud === undefined ? {} : { cloud }),
    ...(options.connections === undefined ? {} : { connections: options.connections }),
    delivery: options.delivery,
    // Whether Argo CD deploys official charts or manifests that were rendered from them.
    charts: options.charts,
    ...(options.registryMirror === undefined ? {} : { registryMirror: options.registryMirror }),
    capabilities: listEndpoints(provided),
    issuers: {},
    infrastructureCapabilities: Object.keys(infrastructureCapabilities),
  };
  const issuers = Object.fromEntries(
    components.flatMap((component) => {
      const issuer = component.bound.issuer(infoWithoutIssuers);
      return issuer === undefined ? [] : [[component.name, issuer] as const];
    }),
  );
  return {
    name,
    kind,
    bound,
    options,
    provided,
    realms: resolveRealms(components, issuers),
    machines,
    infrastructureCapabilities,
    components,
    dependencyCycle,
    clusterInfo: {
      ...infoWithoutIssuers,
      issuers,
      capabilities: completeIdentityEndpoint(infoWithoutIssuers.capabilities, components, issuers),
    },
    hasInvalidComponents,
  };
}

/** Completes the endpoint of `identity` with the issuer of its provider. */
function completeIdentityEndpoint(
  capabilities: CapabilityEndpoints,
  components: readonly ResolvedComponent[],
  issuers: ClusterInfo['issuers'],
): CapabilityEndpoints {
  const { identity } = capabilities;
  const provider = components.find(({ endpoints }) => 'identity' in endpoints);
  if (identity === undefined) return capabilities;
  const issuer = identity.issuer ?? (provider && issuers[provider.name]);
  return { ...capabilities, identity: completeEndpoint(identity, issuer) };
}

function resolveComponent(component: AnyComponent, clusterName: string, kinds: readonly AnyKind[]): ResolvedComponent {
  const kind = kinds.find(
    (candidate) => candidate.type === 'component' && candidate.kind === component.kind,
  ) as AnyComponentKind;
  const name = component.name ?? component.kind;
  const bound = kind.bind(component);
  const provides = bound.provides();
  return {
    kind,
    bound,
    name,
    options: component,
    path: ['clusters', clusterName, 'components', `[${name}]`],
    requires: bound.requires(),
    provides,
    endpoints: listEndpoints(provides),
  };
}

/** Adds the capabilities that the workloads of a component use to those that it requires. */
function addUsedCapabilities(component: ResolvedComponent, cluster: ClusterCapabilities): ResolvedComponent {
  const used = listUsedCapabilities(component.bound.workloads(cluster));
  return used.length === 0 ? component : { ...component, requires: [...new Set([...component.requires, ...used])] };
}

/** Merges the capabilities of a cluster. The infrastructure takes precedence, then the first component in the order. */
function mergeProviders(
  components: readonly ResolvedComponent[],
  infrastructureProvides: CapabilityProviders,
): CapabilityProviders {
  const componentProvides = [...components].reverse().map(({ provides }) => provides);
  return Object.assign({}, ...componentProvides, infrastructureProvides) as CapabilityProviders;
}

/** Returns the problems that the kinds of a cluster and of its components find. */
export function validateKinds(cluster: ResolvedCluster): readonly Problem[] {
  const { name, bound, components, clusterInfo } = cluster;
  const prefixPath = (path: readonly PathSegment[]) => (problem: Problem) => ({
    ...problem,
    path: [...path, ...problem.path],
  });
  return [
    ...bound.validate(clusterInfo).map(prefixPath(['clusters', name])),
    ...components.flatMap((component) => component.bound.validate(clusterInfo).map(prefixPath(component.path))),
    ...checkComponentWorkloads(cluster),
  ];
}

/** Returns the tenth address of the service range, which kubeadm assigns to the DNS Service. */
function dnsServiceAddress(serviceCidr: string): string {
  return addressAt(serviceCidr, 10);
}
