import { isDeepStrictEqual } from 'node:util';
import type { ClusterPlan } from '../kinds/cluster-plan';
import { error, type Problem } from '../schema/problem';
import type { Change, Comparison } from './change';
import { compareKubernetesVersions } from './kubernetes-upgrades';
import { compareMachines } from './machine-changes';
import { checkHostChanges } from './host-changes';
import { pairByName, type Pair } from './pair-by-name';

/** Compares the previous and the current plan of a cluster. */
export function compareClusters([previous, current]: Pair<ClusterPlan>): Comparison {
  if (!previous) return { changes: current ? [{ action: 'add', path: ['clusters', current.name] }] : [], problems: [] };
  if (!current) return compareDeletedCluster(previous);
  if (current.removed) return { changes: previous.removed ? [] : [removal(previous)], problems: [] };
  const version = compareKubernetesVersions(previous, current);
  const machines = compareMachines(previous, current);
  return {
    changes: [
      ...version.changes,
      ...machines.changes,
      ...compareOptions(previous, current),
      ...compareDelivery(previous, current),
      ...compareComponents(previous, current),
    ],
    problems: [
      ...version.problems,
      ...machines.problems,
      ...checkHostChanges(previous, current),
      ...checkImmutableFields(previous, current),
    ],
  };
}

function removal({ name }: ClusterPlan): Change {
  return { action: 'remove', path: ['clusters', name], risk: 'deletes the cluster and everything on it' };
}

/** Handles a cluster whose entry was deleted, which is allowed only after an apply with `state: 'removed'`. */
function compareDeletedCluster({ name, removed }: ClusterPlan): Comparison {
  const path = ['clusters', name];
  if (removed) return { changes: [{ action: 'remove', path }], problems: [] };
  return {
    changes: [],
    problems: [
      error(
        path,
        undefined,
        'was removed from the definition, which would orphan its resources',
        "add it again with state: 'removed', apply, then delete the entry",
      ),
    ],
  };
}

/** Checks that fields that cannot be changed on an existing cluster, such as its `podCidr`, are unchanged. */
function checkImmutableFields(previous: ClusterPlan, current: ClusterPlan): readonly Problem[] {
  return Object.entries(current.immutableFields).flatMap(([path, value]) => {
    const previousValue = previous.immutableFields[path];
    if (previousValue === undefined || previousValue === value) return [];
    return [
      error(
        ['clusters', current.name, ...path.split('.')],
        value,
        'cannot be changed on an existing cluster',
        `write ${previousValue}, or apply state: 'removed' and then define the cluster again`,
      ),
    ];
  });
}

/** Options that other functions compare. */
const separatelyComparedOptions = ['components', 'delivery', 'kubernetes', 'state'];

function compareOptions(previous: ClusterPlan, current: ClusterPlan): readonly Change[] {
  return pairByName(listOptions(previous), listOptions(current)).flatMap(
    ([previousOption, currentOption]): readonly Change[] =>
      isDeepStrictEqual(previousOption?.value, currentOption?.value)
        ? []
        : [{ action: 'change', path: ['clusters', current.name, (currentOption ?? previousOption)?.name ?? ''] }],
  );
}

function listOptions(cluster: ClusterPlan): readonly { readonly name: string; readonly value: unknown }[] {
  return Object.entries(cluster.options)
    .filter(([name]) => !separatelyComparedOptions.includes(name))
    .map(([name, value]) => ({ name, value: omitMachines(value, cluster) }));
}

/** Returns the value of an option without the machines in it, at any depth: machines have changes of their own. */
function omitMachines(value: unknown, cluster: ClusterPlan): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const isMachine = ([key, item]: [string, unknown]) =>
    cluster.machines.some(({ name, address }) => name === key && address === item);
  return Object.fromEntries(
    Object.entries(value)
      .filter((entry) => !isMachine(entry))
      .map(([key, item]) => [key, omitMachines(item, cluster)]),
  );
}

function compareDelivery(previous: ClusterPlan, current: ClusterPlan): readonly Change[] {
  const [from, to] = [previous.clusterInfo.delivery, current.clusterInfo.delivery];
  return from === to ? [] : [{ action: 'migrate-delivery', path: ['clusters', current.name, 'delivery'], from, to }];
}

function compareComponents(previous: ClusterPlan, current: ClusterPlan): readonly Change[] {
  return pairByName(listComponents(previous), listComponents(current)).flatMap(
    ([previousComponent, currentComponent]): readonly Change[] => {
      const name = (currentComponent ?? previousComponent)?.name ?? '';
      const path = ['clusters', current.name, 'components', `[${name}]`];
      if (!previousComponent) return [{ action: 'add', path }];
      if (!currentComponent)
        return [
          {
            action: 'remove',
            path,
            risk: 'the component stops; its namespace and volumes remain until you delete them',
          },
        ];
      const isUnchanged = isDeepStrictEqual(previousComponent.options, currentComponent.options);
      return isUnchanged ? [] : [{ action: 'change', path }];
    },
  );
}

function listComponents({ options }: ClusterPlan) {
  const components = options.components as readonly { readonly kind: string; readonly name?: string }[];
  return components.map((component) => ({ name: component.name ?? component.kind, options: component }));
}
