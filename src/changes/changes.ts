import { isDeepStrictEqual } from 'node:util';
import { minor } from 'semver';
import type { ClusterPlan, Machine } from '../kinds/cluster-plan';
import type { Platform } from '../definition/platform';
import { checkHostChanges } from './host-changes';
import { checkNamespaceChanges } from './namespace-changes';
import { error, type PathSegment, type Problem } from '../schema/problem';
import { checkProductChanges } from './product-changes';

/** Something that differs from before, and what it means for those who run the platform. */
export interface Change {
  readonly action: 'add' | 'change' | 'remove' | 'move' | 'join' | 'drain' | 'upgrade' | 'hand-over';
  /** Where it stands in the description; of what is gone, where it stood. */
  readonly path: readonly PathSegment[];
  readonly from?: string;
  readonly to?: string;
  /** What may be lost or interrupted; left out where nothing is. */
  readonly risk?: string;
}

/** One description with what was decided of it. */
export interface PlannedPlatform {
  readonly platform: Platform;
  readonly clusters: readonly ClusterPlan[];
}

/** The differences between two decided platforms, and the mistakes that lie in going from one to the other. */
export function comparePlatforms(
  before: PlannedPlatform,
  now: PlannedPlatform,
): { readonly changes: readonly Change[]; readonly problems: readonly Problem[] } {
  const found = pairByName(before.clusters, now.clusters).map(([earlier, later]) => compareClusters(earlier, later));
  return {
    changes: [...found.flatMap((one) => one.changes), ...compareTenants(before, now)],
    problems: [
      ...found.flatMap((one) => one.problems),
      ...checkProductChanges(before.platform, now.platform),
      ...checkNamespaceChanges(before.clusters, now.clusters),
    ],
  };
}

type Comparison = ReturnType<typeof comparePlatforms>;

function compareClusters(before: ClusterPlan | undefined, now: ClusterPlan | undefined): Comparison {
  if (!before) return { changes: now ? [{ action: 'add', path: ['clusters', now.name] }] : [], problems: [] };
  const path = ['clusters', before.name];
  if (!now) {
    if (before.removed) return { changes: [{ action: 'remove', path }], problems: [] };
    return {
      changes: [],
      problems: [
        error(
          path,
          undefined,
          'is gone from the description, and what was made for it could not be destroyed any more',
          "put it back with state: 'removed', apply, and then delete it",
        ),
      ],
    };
  }
  if (now.removed) {
    return {
      changes: before.removed
        ? []
        : [{ action: 'remove', path, risk: 'the cluster and everything on it is torn down' }],
      problems: [],
    };
  }
  const version = compareKubernetesVersions(before, now);
  const machines = compareMachines(before, now);
  return {
    changes: [
      ...version.changes,
      ...machines.changes,
      ...compareOptions(before, now),
      ...compareDelivery(before, now),
      ...compareComponents(before, now),
    ],
    problems: [
      ...version.problems,
      ...machines.problems,
      ...checkHostChanges(before, now),
      ...checkImmutableFields(before, now),
    ],
  };
}

/** @see https://kubernetes.io/releases/version-skew-policy/ */
function compareKubernetesVersions(before: ClusterPlan, now: ClusterPlan): Comparison {
  const [from, to] = [before.clusterInfo.kubernetes, now.clusterInfo.kubernetes];
  const steps = minor(`${to}.0`) - minor(`${from}.0`);
  const path = ['clusters', now.name, 'kubernetes'];
  if (steps === 0) return { changes: [], problems: [] };
  if (steps < 0)
    return {
      changes: [],
      problems: [
        error(path, to, `is older than ${from}, which runs there, and Kubernetes cannot go back`, `write ${from}`),
      ],
    };
  if (steps > 1) {
    return {
      changes: [],
      problems: [
        error(
          path,
          to,
          `skips a minor version after ${from}`,
          `write 1.${minor(`${from}.0`) + 1}, apply, and go on from there`,
        ),
      ],
    };
  }
  return {
    changes: [{ action: 'upgrade', path, from, to, risk: 'nodes are drained one after another' }],
    problems: [],
  };
}

function compareMachines(before: ClusterPlan, now: ClusterPlan): Comparison {
  const moved = (a: Machine, b: Machine) => a.address !== b.address || !isDeepStrictEqual(a.roles, b.roles);
  const list = pairByName(before.machines, now.machines);
  const changes = list.flatMap(([earlier, later]): readonly Change[] => {
    const path = ['clusters', now.name, (later ?? earlier)?.name ?? ''];
    const join: Change = { action: 'join', path, ...(later ? { to: later.address } : {}) };
    const drain: Change = {
      action: 'drain',
      path,
      ...(earlier ? { from: earlier.address } : {}),
      risk: 'its pods move, and the host is reset',
    };
    if (earlier && later) return moved(earlier, later) ? [drain, join] : [];
    return later ? [join] : [drain];
  });
  const members = (machines: readonly Machine[]) => machines.filter(({ roles }) => roles.includes('etcd'));
  const kept = members(before.machines).filter((machine) =>
    members(now.machines).some((other) => other.name === machine.name && !moved(machine, other)),
  );
  const total = members(before.machines).length;
  if (total === 0 || kept.length > total / 2) return { changes, problems: [] };
  return {
    changes,
    problems: [
      error(
        ['clusters', now.name],
        `${kept.length} of ${total}`,
        'so few etcd members would stay that the cluster loses its data',
        `keep at least ${Math.floor(total / 2) + 1} of ${members(before.machines)
          .map(({ name }) => name)
          .join(', ')}, apply, and go on from there`,
      ),
    ],
  };
}

/** What a cluster was made with, and what nothing can change while it stands. */
function checkImmutableFields(before: ClusterPlan, now: ClusterPlan): readonly Problem[] {
  return Object.entries(now.immutableFields).flatMap(([path, value]) => {
    const kept = before.immutableFields[path];
    if (kept === undefined || kept === value) return [];
    return [
      error(
        ['clusters', now.name, ...path.split('.')],
        value,
        'a standing cluster keeps what it was made with',
        `write ${kept}, or tear it down with state: 'removed' and describe it anew`,
      ),
    ];
  });
}

/** Settings of the cluster itself. Those of its machines, its version and its components are told apart. */
function compareOptions(before: ClusterPlan, now: ClusterPlan): readonly Change[] {
  const told = ['components', 'delivery', 'kubernetes', 'state'];
  const options = (cluster: ClusterPlan) =>
    Object.entries(cluster.options)
      .filter(([name]) => !told.includes(name))
      .map(([name, value]) => ({ name, value: omitMachines(value, cluster) }));
  return pairByName(options(before), options(now)).flatMap(([earlier, later]): readonly Change[] =>
    isDeepStrictEqual(earlier?.value, later?.value)
      ? []
      : [{ action: 'change', path: ['clusters', now.name, (later ?? earlier)?.name ?? ''] }],
  );
}

/** A value of an option without the machines that are named in it, at any depth. */
function omitMachines(value: unknown, cluster: ClusterPlan): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const isMachine = ([key, own]: [string, unknown]) =>
    cluster.machines.some(({ name, address }) => name === key && address === own);
  return Object.fromEntries(
    Object.entries(value)
      .filter((entry) => !isMachine(entry))
      .map(([key, own]) => [key, omitMachines(own, cluster)]),
  );
}

function compareDelivery(before: ClusterPlan, now: ClusterPlan): readonly Change[] {
  const [from, to] = [before.clusterInfo.delivery, now.clusterInfo.delivery];
  return from === to ? [] : [{ action: 'hand-over', path: ['clusters', now.name, 'delivery'], from, to }];
}

function compareComponents(before: ClusterPlan, now: ClusterPlan): readonly Change[] {
  const components = (cluster: ClusterPlan) =>
    (cluster.options.components as readonly { readonly kind: string; readonly name?: string }[]).map((options) => ({
      name: options.name ?? options.kind,
      options,
    }));
  return pairByName(components(before), components(now)).flatMap(([earlier, later]): readonly Change[] => {
    const path = ['clusters', now.name, 'components', `[${(later ?? earlier)?.name ?? ''}]`];
    if (!earlier) return [{ action: 'add', path }];
    if (!later)
      return [{ action: 'remove', path, risk: 'it stops; its namespace and volumes stay until you delete them' }];
    return isDeepStrictEqual(earlier.options, later.options) ? [] : [{ action: 'change', path }];
  });
}

function compareTenants(before: PlannedPlatform, now: PlannedPlatform): readonly Change[] {
  const names = [...new Set([...Object.keys(before.platform.tenants), ...Object.keys(now.platform.tenants)])];
  return names.flatMap((name): readonly Change[] => {
    const path = ['tenants', name];
    const [earlier, later] = [before.platform.tenants[name], now.platform.tenants[name]];
    if (!earlier) return [{ action: 'add', path }];
    if (!later)
      return [{ action: 'remove', path, risk: `its applications stop; its namespaces stay until you delete them` }];
    if (isDeepStrictEqual(earlier, later)) return [];
    const left = earlier.clusters.filter((cluster) => !later.clusters.includes(cluster));
    const entered = later.clusters.filter((cluster) => !earlier.clusters.includes(cluster));
    const moves: readonly Change[] =
      left.length + entered.length === 0
        ? []
        : [
            {
              action: 'move',
              path: [...path, 'clusters'],
              from: earlier.clusters.join(', '),
              to: later.clusters.join(', '),
              ...(left.length > 0 ? { risk: `what it stores on ${left.join(', ')} stays there` } : {}),
            },
          ];
    const applications = pairByName(namedEntries(earlier.applications), namedEntries(later.applications)).flatMap(
      ([was, is]): readonly Change[] => {
        const at = [...path, 'applications', (is ?? was)?.name ?? ''];
        if (!was) return [{ action: 'add', path: at }];
        if (!is) return [{ action: 'remove', path: at, risk: 'it stops' }];
        return isDeepStrictEqual(was.options, is.options) ? [] : [{ action: 'change', path: at }];
      },
    );
    const { applications: _, clusters: __, ...rest } = earlier;
    const { applications: ___, clusters: ____, ...others } = later;
    const own: readonly Change[] = isDeepStrictEqual(rest, others) ? [] : [{ action: 'change', path }];
    return [...own, ...moves, ...applications];
  });
}

function namedEntries<T>(
  record: Readonly<Record<string, T>> = {},
): readonly { readonly name: string; readonly options: T }[] {
  return Object.entries(record).map(([name, options]) => ({ name, options }));
}

function pairByName<T extends { readonly name: string }>(
  before: readonly T[],
  now: readonly T[],
): readonly (readonly [T | undefined, T | undefined])[] {
  const earlier = new Map(before.map((item) => [item.name, item]));
  const later = new Map(now.map((item) => [item.name, item]));
  return [...new Set([...earlier.keys(), ...later.keys()])].map((name) => [earlier.get(name), later.get(name)]);
}
