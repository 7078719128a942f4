import { isDeepStrictEqual } from 'node:util';
import type { ClusterPlan } from '../kinds/cluster-plan';
import { listTenantsMovedToOtherStacks } from '../planning/tenant-stacks';
import { error, valueAtPath, type Problem } from '../schema/problem';
import { checkProviderPodChanges } from './provider-pod-changes';
import { compareValues, type Change, type Comparison } from './change';
import {
  addedComponents,
  checkAutoscalingMetrics,
  checkDataSources,
  compareComponents,
  listProviderRisks,
  removedComponents,
} from './component-changes';
import { deletedClusterError } from './deleted-entries';
import { compareKubernetesVersions } from './kubernetes-upgrades';
import { compareMachines, joiningMachines } from './machine-changes';
import { compareNodePools } from './node-pool-changes';
import { checkReusedAddresses } from './host-changes';
import { pairByName, type Pair } from './pair-by-name';

/** Compares the previous and the current plan of a cluster. */
export function compareClusters([previous, current]: Pair<ClusterPlan>): Comparison {
  if (!previous) return { changes: current ? listAddition(current) : [], problems: [] };
  if (!current) return compareDeletedCluster(previous);
  if (current.removed) return { changes: previous.removed ? [] : listRemoval(previous), problems: [] };
  if (previous.removed) return { changes: listAddition(current), problems: [] };
  // Options of different kinds cannot be compared.
  if (previous.kind !== current.kind)
    return { changes: [], problems: [immutableFieldError(current.name, 'kind', current.kind, previous.kind)] };
  const version = compareKubernetesVersions(previous, current);
  const machines = compareMachines(previous, current);
  return {
    changes: [
      ...version.changes,
      ...machines.changes,
      ...compareNodePools(previous, current),
      ...compareOptions(previous, current),
      ...compareDelivery(previous, current),
      ...compareComponents(previous, current),
    ],
    problems: [
      ...version.problems,
      ...machines.problems,
      ...checkReusedAddresses(previous, current),
      ...checkImmutableFields(previous, current),
      ...checkAutoscalingMetrics(previous, current),
      ...checkDataSources(previous, current),
      ...checkProviderPodChanges(previous, current),
    ],
  };
}

/** Returns the changes of a new cluster, with its machines and components. */
function listAddition(cluster: ClusterPlan): readonly Change[] {
  if (cluster.removed) return [{ action: 'add', path: ['clusters', cluster.name] }];
  return [
    { action: 'add', path: ['clusters', cluster.name] },
    ...joiningMachines(cluster),
    ...addedComponents(cluster),
  ];
}

/** Returns the changes of a removed cluster, with its components. */
function listRemoval(cluster: ClusterPlan): readonly Change[] {
  return [
    { action: 'remove', path: ['clusters', cluster.name], risk: clusterRemovalRisk(cluster) },
    ...removedComponents(cluster),
  ];
}

function clusterRemovalRisk({ createdByPlinth, clusterInfo: { delivery } }: ClusterPlan): string {
  if (createdByPlinth) return 'deletes the cluster and everything on it';
  return delivery === 'argo-cd'
    ? 'Argo CD and all else that Terraform deployed to it are uninstalled; what Argo CD deployed may remain, and the cluster and its namespaces remain'
    : 'its components and applications are uninstalled; the cluster and its namespaces remain';
}

/** Handles a cluster whose entry was deleted, which is allowed only after an apply with `state: 'removed'`. */
function compareDeletedCluster({ name, removed }: ClusterPlan): Comparison {
  const path = ['clusters', name];
  if (removed) return { changes: [{ action: 'remove', path }], problems: [] };
  return { changes: [], problems: [deletedClusterError(name)] };
}

/** Checks that fields that cannot be changed on an existing cluster, such as its `podCidr`, are unchanged. */
function checkImmutableFields(previous: ClusterPlan, current: ClusterPlan): readonly Problem[] {
  return Object.entries(current.immutableFields).flatMap(([path, value]) => {
    const previousValue = previous.immutableFields[path];
    if (previousValue === undefined || previousValue === value) return [];
    // Reported by `compareKubernetesVersions`.
    if (path === 'kubernetes') return [];
    return [immutableFieldError(current.name, path, value, previousValue)];
  });
}

function immutableFieldError(cluster: string, path: string, value: string, previousValue: string): Problem {
  return error(
    ['clusters', cluster, ...path.split('.')],
    value,
    'cannot be changed on an existing cluster',
    `write ${previousValue}, or apply state: 'removed' and then define the cluster again`,
  );
}

/** Options that other functions compare. */
const separatelyComparedOptions = ['components', 'delivery', 'kubernetes', 'state'];

function compareOptions(previous: ClusterPlan, current: ClusterPlan): readonly Change[] {
  return pairByName(listOptions(previous), listOptions(current)).flatMap(
    ([previousOption, currentOption]): readonly Change[] =>
      isDeepStrictEqual(previousOption?.value, currentOption?.value)
        ? []
        : [
            {
              action: 'change',
              ...compareOptionValues(current.name, previousOption, currentOption),
              ...optionRisk(previousOption, currentOption, [previous, current]),
            },
          ],
  );
}

function compareOptionValues(
  cluster: string,
  previousOption: Option | undefined,
  currentOption: Option | undefined,
): Omit<Change, 'action'> {
  const path = ['clusters', cluster, (currentOption ?? previousOption)?.name ?? ''];
  return { path, ...compareValues(path, previousOption?.value, currentOption?.value) };
}

type Option = ReturnType<typeof listOptions>[number];

/** Returns the risk of a changed `environment`, `tenantStacks` or `endpoint`, or of a changed kubeconfig file or context. */
function optionRisk(
  previousOption: Option | undefined,
  currentOption: Option | undefined,
  plans: readonly [previous: ClusterPlan, current: ClusterPlan],
): Pick<Change, 'risk'> {
  if (currentOption?.name === 'environment')
    return { risk: `its workloads get the options of environment '${String(currentOption.value)}'` };
  if ((currentOption ?? previousOption)?.name === 'tenantStacks') return tenantStacksRisk(plans);
  const kindRisks = [
    ...listKindRisks(previousOption, currentOption, plans[1]),
    ...((currentOption ?? previousOption)?.name === 'addOns' ? listProviderRisks(...plans) : []),
  ];
  if (kindRisks.length > 0) return { risk: kindRisks.join('; ') };
  // The address and the port of an endpoint are immutable; other clusters have no such option.
  if (
    currentOption?.name === 'endpoint' &&
    valueAtPath(currentOption.value, ['via']) !== valueAtPath(previousOption?.value, ['via'])
  )
    return { risk: 'the API server cannot be reached at the endpoint until its new holder has the address' };
  const kubeconfigValues: readonly unknown[] = plans.flatMap(({ connection }) =>
    connection.type === 'kubeconfig' ? [connection.path, connection.context] : [],
  );
  const isKubeconfigOption = [previousOption, currentOption].some(
    (option) => typeof option?.value === 'string' && kubeconfigValues.includes(option.value),
  );
  if (!isKubeconfigOption) return {};
  const risk =
    'if the new kubeconfig is of another cluster, everything is created there again, and remains on the previous cluster';
  return { risk };
}

/** Lists the risks of a changed option, and of changed options within it, that the kind of the cluster names. */
function listKindRisks(
  previousOption: Option | undefined,
  currentOption: Option | undefined,
  { optionRisks }: ClusterPlan,
): readonly string[] {
  return Object.entries(optionRisks).flatMap(([path, risk]) => {
    const [name, ...segments] = path.split('.');
    if (name !== (currentOption ?? previousOption)?.name) return [];
    const [from, to] = [previousOption, currentOption].map((option) => valueAtPath(option?.value, segments));
    return isDeepStrictEqual(from, to) ? [] : [risk];
  });
}

/** Returns the risk of a changed number of Terraform stacks for the tenants (`tenantStacks`). */
function tenantStacksRisk(plans: readonly [previous: ClusterPlan, current: ClusterPlan]): Pick<Change, 'risk'> {
  const tenantsMovedToOtherStacks = Object.values(listTenantsMovedToOtherStacks(...plans)).flat();
  if (tenantsMovedToOtherStacks.length === 0) return {};
  const advice =
    'run plinth apply, which applies all stacks of the cluster and records the new states in plinth.lock.json';
  return { risk: `${tenantsMovedToOtherStacks.length} of its tenants move to another Terraform state: ${advice}` };
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
    cluster.machines.some(
      ({ name, address, secondAddress }) => name === key && (item === address || item === secondAddress),
    );
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
