import { tryFindPlaceDifference } from '../kinds/cloud';
import type { DataStackPlan } from '../planning/data-stacks';
import type { Change } from './change';
import { pairByName } from './pair-by-name';
import { createRemoval, type Removal } from './removals';

const risk = 'its resources are replaced, and the data in them is lost';

/** Compares the options of resources with data: lists those whose change replaces the resources. */
export function compareDataOptions(
  previous: readonly DataStackPlan[],
  current: readonly DataStackPlan[],
): readonly Change[] {
  return listReplacements(previous, current).flatMap(({ path, options }) =>
    options.map(({ name, from, to }): Change => ({ action: 'change', path: [...path, name], from, to, risk })),
  );
}

/** Lists the resources with data that would be replaced, or that would be created in another place. */
export function listDataReplacements(
  previous: readonly DataStackPlan[],
  current: readonly DataStackPlan[],
): readonly Removal[] {
  return [
    ...listMoves(previous, current),
    ...listReplacements(previous, current).map(({ path, options }) => {
      const changes = options.map(({ name, from, to }) => `${name} ${to} instead of ${from}`).join(', ');
      return createRemoval(path, `has ${changes}: ${risk}`, 'write the previous value');
    }),
  ];
}

/** Lists the data stacks whose resources would be created in another cloud, account, region or network. */
function listMoves(previous: readonly DataStackPlan[], current: readonly DataStackPlan[]): readonly Removal[] {
  return pairByName(previous, current).flatMap(([previousStack, currentStack]): readonly Removal[] => {
    if (!previousStack || !currentStack) return [];
    const [from, to] = [previousStack, currentStack].map(({ cluster }) => cluster.clusterInfo.cloud);
    const difference = tryFindPlaceDifference(from, to);
    if (difference === undefined) return [];
    return [
      createRemoval(
        ['data', currentStack.name],
        `would be in another ${difference}, that of cluster '${currentStack.cluster.name}': ${risk}`,
        `create the cluster in the ${difference} of the data, or give it an environment of its own`,
      ),
    ];
  });
}

/** Option whose change replaces resources. */
interface ReplacingOption {
  readonly name: string;
  readonly from: string | number;
  readonly to: string | number;
}

/** Release whose resources are replaced. */
interface Replacement {
  readonly path: readonly string[];
  readonly options: readonly ReplacingOption[];
}

function listReplacements(
  previousStacks: readonly DataStackPlan[],
  currentStacks: readonly DataStackPlan[],
): readonly Replacement[] {
  return pairByName(previousStacks, currentStacks).flatMap(([previousStack, currentStack]) =>
    pairByName(previousStack?.releases ?? [], currentStack?.releases ?? []).flatMap(([previous, current]) => {
      const options = listReplacingOptions(previous?.replacedBy ?? {}, current?.replacedBy ?? {});
      if (options.length === 0) return [];
      return [{ path: ['data', currentStack?.name ?? '', current?.name ?? ''], options }];
    }),
  );
}

function listReplacingOptions(
  previous: Readonly<Record<string, string | number>>,
  current: Readonly<Record<string, string | number>>,
): readonly ReplacingOption[] {
  return Object.entries(current).flatMap(([name, to]) => {
    const from = previous[name];
    const isReplaced = typeof from === 'number' && typeof to === 'number' ? to < from : to !== from;
    return from === undefined || !isReplaced ? [] : [{ name, from, to }];
  });
}
