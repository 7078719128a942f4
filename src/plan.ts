import type { z } from 'zod';
import { compareCharts, type DeployedCharts } from './changes/chart-versions';
import type { Change } from './changes/change';
import { comparePlatforms } from './changes/changes';
import { checks } from './checks';
import type { AnyKind } from './kinds/cluster-kind';
import type { ClusterPlan } from './kinds/cluster-plan';
import type { Platform } from './definition/platform';
import { resolveCluster, validateKinds, planCluster } from './planning/cluster';
import { toJsonSchema } from './schema/json-schema';
import { parseDefinition, type AllowedKeysLookup } from './schema/parse';
import { unknownDomain } from './checks/context';
import { valueAtPath, DefinitionError, type PathSegment, type Problem } from './schema/problem';
import { resolveKustomizeBases, type TenantKustomizeBase } from './planning/kustomize-bases';
import { checkRemovals, type AllowedRemovals } from './changes/removals';
import { listAllowedKeys } from './schema/allowed-keys';

/** Everything that was decided: what is to be, and how it differs from what was before. */
export interface Plan {
  readonly platform: Platform;
  readonly clusters: readonly ClusterPlan[];
  /** What each tenant is everywhere; empty where manifests are plain. */
  readonly kustomizeBases: readonly TenantKustomizeBase[];
  /** What differs from before; empty where nothing is known of before. */
  readonly changes: readonly Change[];
  readonly warnings: readonly Problem[];
}

/** What a plan takes beside the two descriptions. */
export interface PlanOptions {
  /** The charts that were applied with the description before. */
  readonly deployedCharts?: DeployedCharts | undefined;
  /**
   * Removals that are allowed beside those that the description names.
   * @default none
   */
  readonly allowedRemovals?: AllowedRemovals | undefined;
}

interface PlatformLanguage {
  readonly kinds: readonly AnyKind[];
  readonly schema: z.ZodType<Platform>;
}

/**
 * Decides everything that can be decided without touching anything: a pure function of two descriptions.
 * @param before the description that was last applied, as `plinth.lock.json` keeps it
 * @throws DefinitionError with every mistake at once
 */
export function plan(
  grammar: PlatformLanguage,
  description: unknown,
  before?: unknown,
  { deployedCharts = {}, allowedRemovals = [] }: PlanOptions = {},
): Plan {
  const now = planPlatform(grammar, description);
  const earlier = before === undefined ? undefined : planPreviousPlatform(grammar, before);
  const changed = earlier ? comparePlatforms(earlier, now) : { changes: [], problems: [] };
  const removed = earlier ? checkRemovals(earlier.platform, now.platform, allowedRemovals) : [];
  const problems = [...now.problems, ...changed.problems, ...removed];
  throwOnErrors(problems);
  const clusters = now.clusters.map((cluster) => mergePreviousPlan(cluster, earlier?.clusters));
  return {
    platform: now.platform,
    clusters,
    kustomizeBases: now.platform.manifests === 'kustomize' ? resolveKustomizeBases(clusters, now.platform) : [],
    changes: [...changed.changes, ...compareCharts(deployedCharts, clusters)],
    warnings: problems,
  };
}

function mergePreviousPlan(cluster: ClusterPlan, earlier: readonly ClusterPlan[] | undefined): ClusterPlan {
  const previous = earlier?.find((other) => other.name === cluster.name);
  if (!previous || previous.removed) return cluster;
  const stay = new Set(cluster.tenants.map(({ name }) => name));
  return {
    ...cluster,
    removedTenants: previous.tenants.map(({ name }) => name).filter((name) => !stay.has(name)),
    ...(previous.clusterInfo.delivery === cluster.clusterInfo.delivery
      ? {}
      : { deliveryMigration: { from: previous.clusterInfo.delivery, previous } }),
  };
}

/** What was decided of one description, with every mistake in it. */
export interface PlanResult {
  readonly platform: Platform;
  readonly clusters: readonly ClusterPlan[];
  readonly problems: readonly Problem[];
}

function planPlatform({ kinds, schema }: PlatformLanguage, description: unknown): PlanResult {
  let editors: unknown;
  const words: AllowedKeysLookup = (path, having) =>
    listAllowedKeys((editors ??= toJsonSchema(schema)), description, path, having);
  const parsed = parseDefinition(schema, description, words, {
    name: 'platform',
    domain: unknownDomain,
    environments: [],
    clusters: {},
  });
  if (parsed.value === undefined) throw new DefinitionError(parsed.problems);
  const platform = parsed.value;
  const leftOut = (path: readonly PathSegment[]) =>
    parsed.invalidEntries.some((entry) => path.every((segment, index) => entry[index] === segment));
  const resolvedClusters = Object.keys(platform.clusters).map((name) =>
    resolveCluster(name, platform, kinds, leftOut(['clusters', name])),
  );
  const known = {
    platform,
    resolvedClusters,
    definedNames: (path: readonly PathSegment[]) => Object.keys(valueAtPath(description, path) ?? {}),
  };
  const problems = [
    ...parsed.problems,
    ...checks.flatMap((check) => check(known)),
    ...resolvedClusters.flatMap(validateKinds),
  ];
  const sound = problems.every((problem) => problem.severity !== 'error');
  return { platform, clusters: sound ? resolvedClusters.map((draft) => planCluster(draft, platform)) : [], problems };
}

function planPreviousPlatform(grammar: PlatformLanguage, before: unknown): PlanResult {
  try {
    const decision = planPlatform(grammar, before);
    throwOnErrors(decision.problems);
    return decision;
  } catch (thrown) {
    if (!(thrown instanceof DefinitionError)) throw thrown;
    const fix = 'check out the description that was applied, and write the lock from it with `plinth lock --overwrite`';
    throw new DefinitionError(
      thrown.problems.map((problem) => ({ ...problem, path: ['plinth.lock.json', ...problem.path], fix })),
      { cause: thrown },
    );
  }
}

function throwOnErrors(problems: readonly Problem[]): void {
  if (problems.some((problem) => problem.severity === 'error')) throw new DefinitionError(problems);
}
