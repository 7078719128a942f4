import type { CapabilityEndpoints } from '../definition/capability';
import type { AnyClusterKind, AnyKind } from '../kinds/cluster-kind';
import type {
  ClusterPlan,
  ComponentNamespace,
  Phase,
  PlannedRelease,
  PlannedTerraformRelease,
  TenantPlan,
} from '../kinds/cluster-plan';
import { listEndpoints, type CapabilityProviders } from '../kinds/provides';
import { addProviderAdditions } from './additions';
import type { Cluster, Platform } from '../definition/platform';
import type { ClusterInfo } from '../kinds/cluster-info';
import type { AnyComponent } from '../definition/component';
import type { AnyComponentKind } from '../kinds/component-kind';
import type { ClusterCapabilities } from '../kinds/component-workload';
import { clientReleases, listClientsToRegister, listPlatformClients, resolveKubectlLogin } from './oidc-clients';
import {
  checkComponentWorkloads,
  listUsedCapabilities,
  listUsePolicies,
  listUseTerraformReleases,
  resolveUseReleases,
} from './component-workloads';
import { sortByDependencies, listProviders, type ComponentDependencies } from './order';
import { completeEndpoint, resolveRealms } from './realms';
import type { ResolvedCluster, ResolvedComponent } from './resolved-cluster';
import { digestClusterPlan, type ClusterPlanWithoutDigest } from './cluster-digest';
import { resolveTenantPlans } from './tenant';
import { listComponentsInstalledBeforeSecrets, resolveSecretReleases } from './component-secrets';
import { listSecrets } from './secrets';
import { resolveTenantStacks } from './tenant-stacks';
import { addressAt } from '../schema/address-range';
import type { PathSegment, Problem } from '../schema/problem';
import { applyChartMirror, type PodSecurity } from '../kinds/release';

/** Namespaces that Kubernetes creates. */
export const systemNamespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

/** Returns whether a namespace is reserved by Kubernetes: `default`, `kube-*`. */
export function isSystemNamespace(name: string): boolean {
  return systemNamespaces.includes(name) || name.startsWith('kube-');
}

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

/** Plans a cluster that has passed all checks. */
export function planCluster(cluster: ResolvedCluster, platform: Platform): ClusterPlan {
  const { name, bound, options, clusterInfo } = cluster;
  const removed = options.state === 'removed';
  const releases = removed ? [] : resolveReleases(cluster);
  const tenants = removed ? [] : planTenants(cluster, platform);
  const plan: ClusterPlanWithoutDigest = {
    name,
    kind: options.kind,
    environment: options.environment,
    removed,
    options: options as unknown as Readonly<Record<string, unknown>>,
    connection: bound.connection(name),
    network: bound.network(clusterInfo),
    clusterInfo,
    machines: cluster.machines,
    createdByPlinth: bound.createsCluster,
    versions: bound.versions(clusterInfo),
    upgradeSteps: bound.upgradeSteps(),
    immutableFields: bound.immutableFields(),
    dataSources: Object.fromEntries(
      cluster.components.map((component) => [component.name, component.bound.dataSources(clusterInfo)]),
    ),
    namespaces: resolveComponentNamespaces(releases, cluster),
    providers: listProvidersByCapability(cluster),
    releases,
    terraformReleases: removed ? [] : [...resolveTerraformReleases(cluster), ...listTenantTerraformReleases(tenants)],
    oidcClients: removed ? [] : listClientsToRegister(listPlatformClients(cluster), tenants, cluster),
    ...resolveKubectlLogin(bound.oidcClients(clusterInfo), clusterInfo),
    secrets: removed ? [] : listSecrets(cluster, tenants),
    // Filled by the comparison with the previous plan.
    removedTenants: [],
    tenantsMovedToOtherStacks: {},
    tenants,
    tenantStacks: resolveTenantStacks(
      options.tenantStacks,
      tenants.map((tenant) => tenant.name),
    ),
  };
  return { ...plan, digest: digestClusterPlan(plan) };
}

/** Plans the tenants of a cluster, with what the providers of capabilities add for them. */
export function planTenants(cluster: ResolvedCluster, platform: Platform): readonly TenantPlan[] {
  const { name, bound, options, clusterInfo } = cluster;
  const { capabilities, cloud } = clusterInfo;
  const tenants = resolveTenantPlans(name, platform, capabilities, options.environment, cloud?.groups);
  return addProviderAdditions(tenants, cluster, (workload, permissions) =>
    bound.workloadIdentity(workload, permissions, clusterInfo),
  );
}

function listProvidersByCapability({ components }: ResolvedCluster): ClusterPlan['providers'] {
  const providers: Record<string, readonly string[]> = {};
  for (const { name, provides } of components)
    for (const capability of Object.keys(provides)) providers[capability] = [...(providers[capability] ?? []), name];
  return providers;
}

/** Lists the Terraform resources outside the cluster that its components declare, in groups of resources (releases). */
export function resolveTerraformReleases(cluster: ResolvedCluster): readonly PlannedTerraformRelease[] {
  return [
    ...cluster.components.flatMap(({ bound }) => bound.terraformReleases(cluster.clusterInfo)),
    ...listUseTerraformReleases(cluster),
  ];
}

function listTenantTerraformReleases(tenants: readonly TenantPlan[]): readonly PlannedTerraformRelease[] {
  return tenants.flatMap(({ name, applications, jobs, additions }) =>
    [...[...applications, ...jobs].flatMap((workload) => workload.additions), ...Object.values(additions)]
      .flatMap(({ terraformReleases = [] }) => terraformReleases)
      .map((release) => ({ ...release, tenant: name })),
  );
}

/** Resolves the releases of a cluster's components in the order of deployment: CRDs first, then providers before users. */
export function resolveReleases(cluster: ResolvedCluster): readonly PlannedRelease[] {
  const { components, clusterInfo, options, provided } = cluster;
  const candidates = [
    ...components.flatMap((component) =>
      [
        ...component.bound.releases(clusterInfo),
        ...('identity' in component.endpoints
          ? clientReleases(component.name, listPlatformClients(cluster), clusterInfo, provided)
          : []),
      ].map((release) => ({ component, release })),
    ),
    ...resolveUseReleases(cluster),
  ].map(({ component, release }) => ({
    component,
    release: options.chartMirror === undefined ? release : applyChartMirror(release, options.chartMirror),
    phase: release.phase ?? defaultPhase(component),
  }));
  const secretReleases = resolveSecretReleases(cluster);
  const beforeSecrets = listComponentsInstalledBeforeSecrets(cluster);
  const secretsProviders = components.filter((component) => component.provides.secrets?.secretReleases !== undefined);
  const planned = candidates.map(({ component, release, phase }): PlannedRelease => {
    const crds = candidates.filter((other) => other.release.crds && (phase === 'platform' || other.phase === phase));
    const providers = listProviders(component, components);
    // A component depends on the main releases of a provider only, not on those that set `phase` themselves, such as the
    // release with its PodMonitors.
    const providerReleases = candidates.filter(
      (other) => providers.includes(other.component.name) && other.release.phase === undefined,
    );
    const secrets = secretReleases.filter(
      (other) => other.component === component.name && phase === 'platform' && !beforeSecrets.has(component.name),
    );
    const dependencies = [
      ...[...crds, ...providerReleases].map((other) => other.release.name),
      ...secrets.map(({ name }) => name),
    ];
    const after = release.crds ? [] : [...(release.after ?? []), ...dependencies];
    return { ...release, component: component.name, phase, after: [...new Set(after)].sort() };
  });
  const secretsProviderReleases = candidates
    .filter(({ component, release }) => secretsProviders.includes(component) && release.phase === undefined)
    .map(({ release }) => release.name);
  const plannedSecrets = secretReleases.map((release): PlannedRelease => ({
    ...release,
    phase: 'platform',
    after: [...new Set([...(release.after ?? []), ...secretsProviderReleases])].sort(),
  }));
  const phases: readonly Phase[] = ['bootstrap', 'platform'];
  return phases.flatMap((phase) => {
    const releasesOfPhase = [...planned, ...plannedSecrets].filter((release) => release.phase === phase);
    return sortByAfter([
      ...releasesOfPhase.filter((release) => release.crds),
      ...releasesOfPhase.filter((release) => !release.crds),
    ]);
  });
}

/** Sorts releases so that those in `after` come first, and otherwise as they are. */
function sortByAfter(releases: readonly PlannedRelease[]): readonly PlannedRelease[] {
  const sorted = new Set<PlannedRelease>();
  const visited = new Set<string>();
  const add = (release: PlannedRelease) => {
    if (visited.has(release.name)) return;
    visited.add(release.name);
    for (const name of release.after) {
      const dependency = releases.find((other) => other.name === name);
      if (dependency) add(dependency);
    }
    sorted.add(release);
  };
  for (const release of releases) add(release);
  return [...sorted];
}

/**
 * Returns the phase of a component's releases. Argo CD (capability `delivery`) is always part of the bootstrap, which
 * Terraform installs, whether the option `delivery` of the cluster is `terraform` or `argo-cd`.
 */
function defaultPhase({ provides }: ComponentDependencies): Phase {
  return ['network', 'dns', 'delivery'].some((capability) => capability in provides) ? 'bootstrap' : 'platform';
}

function resolveComponentNamespaces(
  releases: readonly PlannedRelease[],
  cluster: ResolvedCluster,
): readonly ComponentNamespace[] {
  const { components } = cluster;
  const usePolicies = listUsePolicies(cluster);
  const podSecurityLevels: readonly PodSecurity[] = ['restricted', 'baseline', 'privileged'];
  const names = [...new Set(releases.map((release) => release.namespace))].filter(
    (name) => !systemNamespaces.includes(name),
  );
  return names.sort().map((name) => {
    const namespaceReleases = releases.filter((release) => release.namespace === name);
    const namespaceComponents = components.filter((component) =>
      namespaceReleases.some((release) => release.component === component.name),
    );
    const capabilities = namespaceComponents.flatMap(({ endpoints }) =>
      Object.entries(endpoints).flatMap(([capability, endpoint]) => (endpoint?.namespace === name ? [capability] : [])),
    );
    const level = Math.max(...namespaceReleases.map(({ podSecurity }) => podSecurityLevels.indexOf(podSecurity)));
    return {
      name,
      podSecurity: podSecurityLevels[level] ?? 'restricted',
      phase: namespaceReleases.some((release) => release.phase === 'bootstrap') ? 'bootstrap' : 'platform',
      capabilities: [...new Set(capabilities)].sort(),
      networkRules: {
        ...Object.fromEntries(
          namespaceReleases.flatMap((release) =>
            Object.entries(release.networkRules ?? {}).map(([policy, rules]) => [`${release.name}-${policy}`, rules]),
          ),
        ),
        ...Object.fromEntries(
          usePolicies.filter(({ namespace }) => namespace === name).map((policy) => [policy.name, policy.rules]),
        ),
      },
      isolatePods: namespaceReleases.some((release) => release.isolatePods === true),
    };
  });
}

/** Returns the tenth address of the service range, which kubeadm assigns to the DNS Service. */
function dnsServiceAddress(serviceCidr: string): string {
  return addressAt(serviceCidr, 10);
}
