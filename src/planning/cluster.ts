import ipaddr from 'ipaddr.js';
import type { ProvidedCapabilities } from '../definition/capability';
import type { AnyClusterKind, AnyKind } from '../kinds/cluster-kind';
import type { ClusterPlan, ComponentNamespace, Machine, Phase, PlannedRelease } from '../kinds/cluster-plan';
import type { Cluster, Platform } from '../definition/platform';
import type { ClusterInfo } from '../kinds/cluster-info';
import type { AnyComponent } from '../definition/component';
import type { AnyComponentKind } from '../kinds/component-kind';
import { sortByDependencies, listProviders, type ComponentDependencies } from './order';
import { resolveTenantPlans } from './tenant';
import type { PathSegment, Problem } from '../schema/problem';
import { applyChartMirror, type PodSecurity } from '../kinds/release';

/** A component with everything that it says for itself. */
export interface ResolvedComponent extends ComponentDependencies {
  readonly kind: AnyComponentKind;
  readonly options: AnyComponent;
  readonly path: readonly PathSegment[];
}

/** A cluster before it has been checked: what the checks look at, and what the plan is made from. */
export interface ResolvedCluster {
  readonly name: string;
  readonly kind: AnyClusterKind;
  readonly options: Cluster;
  readonly machines: readonly Machine[];
  readonly infrastructureCapabilities: ProvidedCapabilities;
  /** In order, providers first; those of a circle come last. */
  readonly components: readonly ResolvedComponent[];
  readonly dependencyCycle: readonly ResolvedComponent[];
  readonly clusterInfo: ClusterInfo;
  /** Some of its components had mistakes and were left out: what is missing may be theirs. */
  readonly hasInvalidComponents: boolean;
}

/** Namespaces that Kubernetes makes itself. */
export const systemNamespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

/** Whether a namespace is Kubernetes' own, or could become so: it keeps names that begin with kube- for itself. */
export function isSystemNamespace(name: string): boolean {
  return systemNamespaces.includes(name) || name.startsWith('kube-');
}

/** Gathers what is said about one cluster. */
export function resolveCluster(
  name: string,
  platform: Platform,
  kinds: readonly AnyKind[],
  hasInvalidComponents: boolean,
): ResolvedCluster {
  const options = platform.clusters[name] as Cluster;
  const kind = kinds.find((known) => known.type === 'cluster' && known.kind === options.kind) as AnyClusterKind;
  // The schema has checked these options against this very kind.
  const checked = options as never;
  const infrastructureCapabilities = kind.provides?.(checked) ?? {};
  const machines = kind.machines?.(checked) ?? [];
  const drafts = options.components.map((component): ResolvedComponent => {
    const of = kinds.find((known) => known.type === 'component' && known.kind === component.kind) as AnyComponentKind;
    const called = component.name ?? component.kind;
    return {
      kind: of,
      name: called,
      options: component,
      path: ['clusters', name, 'components', `[${called}]`],
      requires: of.requires(component as never),
      provides: of.provides(component as never),
    };
  });
  const { order, dependencyCycle } = sortByDependencies(drafts);
  const components = [...order, ...dependencyCycle];
  const known: ClusterInfo = {
    platform: platform.name,
    domain: platform.domain,
    cluster: name,
    environment: options.environment,
    kubernetes: options.kubernetes,
    podCidr: options.podCidr,
    serviceCidr: options.serviceCidr,
    dnsAddress: dnsServiceAddress(options.serviceCidr),
    clusterDomain: options.clusterDomain,
    controlPlaneAddresses: machines
      .filter(({ roles }) => roles.includes('control-plane'))
      .map(({ address }) => address),
    machines,
    delivery: options.delivery,
    charts: options.charts,
    ...(options.registryMirror === undefined ? {} : { registryMirror: options.registryMirror }),
    capabilities: Object.assign(
      {},
      ...[...components].reverse().map(({ provides }) => provides),
      infrastructureCapabilities,
    ) as ProvidedCapabilities,
    issuers: {},
    infrastructureCapabilities: Object.keys(infrastructureCapabilities),
  };
  const issuers = components.flatMap((part) => {
    const issuer = part.kind.issuer(part.options as never, known);
    return issuer === undefined ? [] : [[part.name, issuer] as const];
  });
  const clusterInfo = { ...known, issuers: Object.fromEntries(issuers) };
  return {
    name,
    kind,
    options,
    machines,
    infrastructureCapabilities,
    components,
    dependencyCycle,
    clusterInfo,
    hasInvalidComponents,
  };
}

/** Mistakes that only a kind itself can see. */
export function validateKinds({ name, kind, options, components, clusterInfo }: ResolvedCluster): readonly Problem[] {
  const at = (path: readonly PathSegment[]) => (problem: Problem) => ({ ...problem, path: [...path, ...problem.path] });
  return [
    ...(kind.validate?.(options as never, clusterInfo) ?? []).map(at(['clusters', name])),
    ...components.flatMap((part) => part.kind.validate(part.options as never, clusterInfo).map(at(part.path))),
  ];
}

/** Makes the plan of a cluster whose draft has no mistakes. */
export function planCluster(draft: ResolvedCluster, platform: Platform): ClusterPlan {
  const { name, options, clusterInfo } = draft;
  const removed = options.state === 'removed';
  const releases = removed ? [] : resolveReleases(draft);
  return {
    name,
    kind: options.kind,
    environment: options.environment,
    removed,
    options: options as unknown as Readonly<Record<string, unknown>>,
    access: draft.kind.access(options as never, name),
    clusterInfo,
    machines: draft.machines,
    immutableFields: draft.kind.immutableFields?.(options as never) ?? {},
    namespaces: resolveComponentNamespaces(releases, draft),
    releases,
    removedTenants: [],
    tenants: removed ? [] : resolveTenantPlans(name, platform, clusterInfo.capabilities, options.environment),
  };
}

/** The releases of a cluster's components in the order of apply: CRDs first, then each after what it requires. */
export function resolveReleases({ components, clusterInfo, options }: ResolvedCluster): readonly PlannedRelease[] {
  const made = components.flatMap((part) => {
    const usual = defaultPhase(part);
    const releases = part.kind.releases(part.options as never, clusterInfo);
    return releases
      .map((release) => (options.chartMirror === undefined ? release : applyChartMirror(release, options.chartMirror)))
      .map((release) => ({ part, release, phase: release.phase ?? usual }));
  });
  const planned = made.map(({ part, release, phase }): PlannedRelease => {
    const crds = made.filter((other) => other.release.crds && (phase === 'platform' || other.phase === phase));
    const providers = listProviders(part, components);
    // What a provider brings later, such as its monitors, is not what it is needed for.
    const needed = made.filter((other) => providers.includes(other.part.name) && other.release.phase === undefined);
    const before = [...crds, ...needed].map((other) => other.release.name);
    const after = release.crds ? [] : [...(release.after ?? []), ...before];
    return { ...release, component: part.name, phase, after: [...new Set(after)].sort() };
  });
  const phases: readonly Phase[] = ['bootstrap', 'platform'];
  return phases.flatMap((phase) => {
    const now = planned.filter((release) => release.phase === phase);
    return [...now.filter((release) => release.crds), ...now.filter((release) => !release.crds)];
  });
}

/** Delivery is bootstrapped even where Terraform carries the platform: handing over must not move it. */
function defaultPhase(part: ComponentDependencies): Phase {
  return ['network', 'dns', 'delivery'].some((capability) => capability in part.provides) ? 'bootstrap' : 'platform';
}

function resolveComponentNamespaces(
  releases: readonly PlannedRelease[],
  { components }: ResolvedCluster,
): readonly ComponentNamespace[] {
  const levels: readonly PodSecurity[] = ['restricted', 'baseline', 'privileged'];
  const names = [...new Set(releases.map((release) => release.namespace))].filter(
    (name) => !systemNamespaces.includes(name),
  );
  return names.sort().map((name) => {
    const within = releases.filter((release) => release.namespace === name);
    const owners = components.filter((part) => within.some((release) => release.component === part.name));
    return {
      name,
      podSecurity: levels[Math.max(...within.map((release) => levels.indexOf(release.podSecurity)))] ?? 'restricted',
      phase: within.some((release) => release.phase === 'bootstrap') ? 'bootstrap' : 'platform',
      capabilities: [
        ...new Set(
          owners.flatMap((part) =>
            Object.entries(part.provides).flatMap(([capability, endpoint]) =>
              endpoint?.namespace === name ? [capability] : [],
            ),
          ),
        ),
      ].sort(),
      networkRules: Object.fromEntries(
        within.flatMap((release) =>
          Object.entries(release.networkRules ?? {}).map(([policy, traffic]) => [`${release.name}-${policy}`, traffic]),
        ),
      ),
      isolatePods: within.some((release) => release.isolatePods === true),
    };
  });
}

function dnsServiceAddress(serviceCidr: string): string {
  const [network] = ipaddr.parseCIDR(serviceCidr);
  const bytes = network.toByteArray();
  return ipaddr.fromByteArray([...bytes.slice(0, -1), (bytes.at(-1) ?? 0) + 10]).toString();
}
