import ipaddr from 'ipaddr.js';
import type { Offers } from './capability';
import type { AnyClusterKind, AnyKind } from './cluster';
import type { ClusterPlan, ComponentNamespace, Machine, Phase, PlannedRelease } from './cluster-plan';
import type { Cluster, Platform } from './description';
import type { ClusterFacts } from './facts';
import type { AnyComponent, AnyComponentKind } from './kind';
import { inOrder, providersOf, type Ordered } from './order';
import { tenantsOn } from './tenant-plan';
import type { PathSegment, Problem } from './problem';
import { fromMirror, type PodSecurity } from './release';

/** A component with everything that it says for itself. */
export interface ComponentDraft extends Ordered {
  readonly kind: AnyComponentKind;
  readonly options: AnyComponent;
  readonly path: readonly PathSegment[];
}

/** A cluster before it has been checked: what the checks look at, and what the plan is made from. */
export interface ClusterDraft {
  readonly name: string;
  readonly kind: AnyClusterKind;
  readonly options: Cluster;
  readonly machines: readonly Machine[];
  readonly infrastructure: Offers;
  /** In order, providers first; those of a circle come last. */
  readonly components: readonly ComponentDraft[];
  readonly circle: readonly ComponentDraft[];
  readonly facts: ClusterFacts;
  /** Some of its components had mistakes and were left out: what is missing may be theirs. */
  readonly partial: boolean;
}

/** Namespaces that Kubernetes makes itself. */
export const systemNamespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

/** Whether a namespace is Kubernetes' own, or could become so: it keeps names that begin with kube- for itself. */
export function isSystemNamespace(name: string): boolean {
  return systemNamespaces.includes(name) || name.startsWith('kube-');
}

/** Gathers what is said about one cluster. */
export function draftCluster(
  name: string,
  platform: Platform,
  kinds: readonly AnyKind[],
  partial: boolean,
): ClusterDraft {
  const options = platform.clusters[name] as Cluster;
  const kind = kinds.find((known) => known.type === 'cluster' && known.kind === options.kind) as AnyClusterKind;
  // The schema has checked these options against this very kind.
  const checked = options as never;
  const infrastructure = kind.provides?.(checked) ?? {};
  const machines = kind.machines?.(checked) ?? [];
  const drafts = options.components.map((component): ComponentDraft => {
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
  const { order, circle } = inOrder(drafts);
  const components = [...order, ...circle];
  const known: ClusterFacts = {
    platform: platform.name,
    domain: platform.domain,
    cluster: name,
    environment: options.environment,
    kubernetes: options.kubernetes,
    podCidr: options.podCidr,
    serviceCidr: options.serviceCidr,
    dnsAddress: tenthOf(options.serviceCidr),
    clusterDomain: options.clusterDomain,
    controlPlanes: machines.filter(({ roles }) => roles.includes('control-plane')).map(({ address }) => address),
    machines,
    delivery: options.delivery,
    charts: options.charts,
    ...(options.registryMirror === undefined ? {} : { registryMirror: options.registryMirror }),
    offers: Object.assign({}, ...[...components].reverse().map(({ provides }) => provides), infrastructure) as Offers,
    issuers: {},
    infrastructure: Object.keys(infrastructure),
  };
  const issuers = components.flatMap((part) => {
    const issuer = part.kind.issuer(part.options as never, known);
    return issuer === undefined ? [] : [[part.name, issuer] as const];
  });
  const facts = { ...known, issuers: Object.fromEntries(issuers) };
  return { name, kind, options, machines, infrastructure, components, circle, facts, partial };
}

/** Mistakes that only a kind itself can see. */
export function kindProblems({ name, kind, options, components, facts }: ClusterDraft): readonly Problem[] {
  const at = (path: readonly PathSegment[]) => (problem: Problem) => ({ ...problem, path: [...path, ...problem.path] });
  return [
    ...(kind.problems?.(options as never, facts) ?? []).map(at(['clusters', name])),
    ...components.flatMap((part) => part.kind.problems(part.options as never, facts).map(at(part.path))),
  ];
}

/** Makes the plan of a cluster whose draft has no mistakes. */
export function planCluster(draft: ClusterDraft, platform: Platform): ClusterPlan {
  const { name, options, facts } = draft;
  const removed = options.state === 'removed';
  const releases = removed ? [] : releasesOf(draft);
  return {
    name,
    kind: options.kind,
    environment: options.environment,
    removed,
    options: options as unknown as Readonly<Record<string, unknown>>,
    access: draft.kind.access(options as never, name),
    facts,
    machines: draft.machines,
    keeps: draft.kind.keeps?.(options as never) ?? {},
    namespaces: namespacesOf(releases, draft),
    releases,
    tenantsGone: [],
    tenants: removed ? [] : tenantsOn(name, platform, facts.offers, options.environment),
  };
}

/** The releases of a cluster's components in the order of apply: CRDs first, then each after what it requires. */
export function releasesOf({ components, facts, options }: ClusterDraft): readonly PlannedRelease[] {
  const made = components.flatMap((part) => {
    const usual = phaseOf(part);
    const releases = part.kind.releases(part.options as never, facts);
    return releases
      .map((release) => (options.chartMirror === undefined ? release : fromMirror(release, options.chartMirror)))
      .map((release) => ({ part, release, phase: release.phase ?? usual }));
  });
  const planned = made.map(({ part, release, phase }): PlannedRelease => {
    const crds = made.filter((other) => other.release.crds && (phase === 'platform' || other.phase === phase));
    const providers = providersOf(part, components);
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
function phaseOf(part: Ordered): Phase {
  return ['network', 'dns', 'delivery'].some((capability) => capability in part.provides) ? 'bootstrap' : 'platform';
}

function namespacesOf(
  releases: readonly PlannedRelease[],
  { components }: ClusterDraft,
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
      offers: [
        ...new Set(
          owners.flatMap((part) =>
            Object.entries(part.provides).flatMap(([capability, endpoint]) =>
              endpoint?.namespace === name ? [capability] : [],
            ),
          ),
        ),
      ].sort(),
      traffic: Object.fromEntries(
        within.flatMap((release) =>
          Object.entries(release.traffic ?? {}).map(([policy, traffic]) => [`${release.name}-${policy}`, traffic]),
        ),
      ),
      apart: within.some((release) => release.apart === true),
    };
  });
}

function tenthOf(serviceCidr: string): string {
  const [network] = ipaddr.parseCIDR(serviceCidr);
  const bytes = network.toByteArray();
  return ipaddr.fromByteArray([...bytes.slice(0, -1), (bytes.at(-1) ?? 0) + 10]).toString();
}
