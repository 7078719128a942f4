import type { z } from 'zod';
import { chartChanges, type AppliedCharts } from './applied';
import { changes, type Change } from './change';
import { checks } from './checks';
import type { AnyKind } from './cluster';
import type { ClusterPlan } from './cluster-plan';
import type { Platform } from './description';
import { draftCluster, kindProblems, planCluster } from './draft';
import { jsonSchema } from './json-schema';
import { parse, type Words } from './parse';
import { unknownDomain } from './checks/known';
import { at, DescriptionError, type PathSegment, type Problem } from './problem';
import { basesOf, type TenantBase } from './tenant-base';
import { removalProblems, type Allowed } from './removal';
import { wordsAt } from './words';

/** Everything that was decided: what is to be, and how it differs from what was before. */
export interface Plan {
  readonly platform: Platform;
  readonly clusters: readonly ClusterPlan[];
  /** What each tenant is everywhere; empty where manifests are plain. */
  readonly bases: readonly TenantBase[];
  /** What differs from before; empty where nothing is known of before. */
  readonly changes: readonly Change[];
  readonly warnings: readonly Problem[];
}

/** What a plan takes beside the two descriptions. */
export interface PlanOptions {
  /** The charts that were applied with the description before. */
  readonly charts?: AppliedCharts | undefined;
  /**
   * Removals that are allowed beside those that the description names.
   * @default none
   */
  readonly allowed?: Allowed | undefined;
}

interface Grammar {
  readonly kinds: readonly AnyKind[];
  readonly schema: z.ZodType<Platform>;
}

/**
 * Decides everything that can be decided without touching anything: a pure function of two descriptions.
 * @param before the description that was last applied, as `plinth.lock.json` keeps it
 * @throws DescriptionError with every mistake at once
 */
export function plan(
  grammar: Grammar,
  description: unknown,
  before?: unknown,
  { charts = {}, allowed = [] }: PlanOptions = {},
): Plan {
  const now = decide(grammar, description);
  const earlier = before === undefined ? undefined : decideBefore(grammar, before);
  const changed = earlier ? changes(earlier, now) : { changes: [], problems: [] };
  const removed = earlier ? removalProblems(earlier.platform, now.platform, allowed) : [];
  const problems = [...now.problems, ...changed.problems, ...removed];
  refuseErrors(problems);
  const clusters = now.clusters.map((cluster) => withBefore(cluster, earlier?.clusters));
  return {
    platform: now.platform,
    clusters,
    bases: now.platform.manifests === 'kustomize' ? basesOf(clusters, now.platform) : [],
    changes: [...changed.changes, ...chartChanges(charts, clusters)],
    warnings: problems,
  };
}

function withBefore(cluster: ClusterPlan, earlier: readonly ClusterPlan[] | undefined): ClusterPlan {
  const before = earlier?.find((other) => other.name === cluster.name);
  if (!before || before.removed) return cluster;
  const stay = new Set(cluster.tenants.map(({ name }) => name));
  return {
    ...cluster,
    tenantsGone: before.tenants.map(({ name }) => name).filter((name) => !stay.has(name)),
    ...(before.facts.delivery === cluster.facts.delivery ? {} : { handOver: { from: before.facts.delivery, before } }),
  };
}

/** What was decided of one description, with every mistake in it. */
export interface Decision {
  readonly platform: Platform;
  readonly clusters: readonly ClusterPlan[];
  readonly problems: readonly Problem[];
}

function decide({ kinds, schema }: Grammar, description: unknown): Decision {
  let editors: unknown;
  const words: Words = (path, having) => wordsAt((editors ??= jsonSchema(schema)), description, path, having);
  const parsed = parse(schema, description, words, {
    name: 'platform',
    domain: unknownDomain,
    environments: [],
    clusters: {},
  });
  if (parsed.value === undefined) throw new DescriptionError(parsed.problems);
  const platform = parsed.value;
  const leftOut = (path: readonly PathSegment[]) =>
    parsed.leftOut.some((entry) => path.every((segment, index) => entry[index] === segment));
  const drafts = Object.keys(platform.clusters).map((name) =>
    draftCluster(name, platform, kinds, leftOut(['clusters', name])),
  );
  const known = {
    platform,
    drafts,
    namesAt: (path: readonly PathSegment[]) => Object.keys(at(description, path) ?? {}),
  };
  const problems = [...parsed.problems, ...checks.flatMap((check) => check(known)), ...drafts.flatMap(kindProblems)];
  const sound = problems.every((problem) => problem.severity !== 'error');
  return { platform, clusters: sound ? drafts.map((draft) => planCluster(draft, platform)) : [], problems };
}

function decideBefore(grammar: Grammar, before: unknown): Decision {
  try {
    const decision = decide(grammar, before);
    refuseErrors(decision.problems);
    return decision;
  } catch (thrown) {
    if (!(thrown instanceof DescriptionError)) throw thrown;
    const fix = 'check out the description that was applied, and write the lock from it with `plinth lock --anew`';
    throw new DescriptionError(
      thrown.problems.map((problem) => ({ ...problem, path: ['plinth.lock.json', ...problem.path], fix })),
      { cause: thrown },
    );
  }
}

function refuseErrors(problems: readonly Problem[]): void {
  if (problems.some((problem) => problem.severity === 'error')) throw new DescriptionError(problems);
}
