import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { UserError } from '../schema/user-error';
import { listDeployedCharts, type DeployedCharts } from '../changes/chart-versions';
import type { ClusterPlan } from '../kinds/cluster-plan';
import { listDeployedVersions, type DeployedVersions } from '../changes/kubernetes-upgrades';

/** Default name of the lock file. It is committed next to the platform definition. */
export const lockFileName = 'plinth.lock.json';

/** Digests of clusters, by the name of the cluster: `digest` of its plan. */
export type ClusterDigests = Readonly<Record<string, string>>;

/** Definition that was applied to some clusters only, or only in part. */
export interface IncompleteApply {
  /** Definition as written, without defaults. */
  readonly platform: unknown;
  /** Clusters on which the apply was started. */
  readonly digests: ClusterDigests;
}

/** What was last applied. */
export interface Lock {
  /** Version of Plinth that wrote the lock. */
  readonly plinth: string;
  /** Versions of the charts that were deployed. */
  readonly charts: DeployedCharts;
  /** Versions of Kubernetes and its programs that were deployed. */
  readonly versions: DeployedVersions;
  /** What was last applied completely to each cluster, except to removed ones. */
  readonly digests: ClusterDigests;
  /**
   * Definition that was last applied to all clusters, as written, without defaults.
   * @default no definition was applied to all clusters yet
   */
  readonly platform?: unknown;
  /**
   * Later applies that were started, and not completed on all clusters: the oldest first.
   * @default none
   */
  readonly incomplete?: readonly IncompleteApply[] | undefined;
}

/** Definition that is applied, with the plans of all its clusters. */
export interface AppliedDefinition {
  /** Version of Plinth. */
  readonly plinth: string;
  /** Definition as written, without defaults. */
  readonly platform: unknown;
  readonly clusters: readonly ClusterPlan[];
}

const digestsSchema = z.record(z.string(), z.string());

const lockSchema = z.object({
  plinth: z.string(),
  charts: z.record(z.string(), z.record(z.string(), z.string())).default({}),
  versions: z.record(z.string(), z.record(z.string(), z.string())).default({}),
  digests: digestsSchema.default({}),
  platform: z.looseObject({}).optional(),
  incomplete: z.array(z.object({ platform: z.looseObject({}), digests: digestsSchema })).optional(),
});

const fix = 'restore it from Git, or write a new one with `plinth lock --overwrite`';

/**
 * Reads a lock file.
 * @returns undefined when there is no such file, as before the first apply
 * @throws UserError when the file is not a lock file
 */
export function tryReadLock(file: string): Lock | undefined {
  if (!existsSync(file)) return undefined;
  const lock = lockSchema.safeParse(readJson(file));
  if (!lock.success || (lock.data.platform === undefined && lock.data.incomplete === undefined))
    throw new UserError(`${file} is not a lock file of Plinth: ${fix}`);
  return lock.data;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UserError(`${file} cannot be read (${(error as Error).message}): ${fix}`, { cause: error });
  }
}

/** Formats a lock as the text of its file. */
export function formatLock(lock: Lock): string {
  return `${JSON.stringify(lock, null, 2)}\n`;
}

/** Returns the lock after an apply to all clusters. */
export function lockDefinition({ plinth, platform, clusters }: AppliedDefinition): Lock {
  return { plinth, ...listDeployed(clusters), digests: listDigests(clusters), platform };
}

/** Returns the lock before an apply to a cluster: from now on, the cluster may have parts of the definition. */
export function lockStartedCluster(lock: Lock | undefined, applied: AppliedDefinition, cluster: string): Lock {
  const { charts = {}, versions = {}, digests = {}, platform, incomplete = [] } = lock ?? {};
  const current = incomplete.find((entry) => isSameDefinition(entry, applied));
  const started: IncompleteApply = {
    platform: applied.platform,
    digests: { ...current?.digests, [cluster]: getPlan(applied, cluster).digest },
  };
  return createLock(applied.plinth, { charts, versions }, digests, platform, [
    ...incomplete.filter((entry) => entry !== current),
    started,
  ]);
}

/** Returns the lock after the apply to a cluster was completed; when all clusters have the definition, without remainders. */
export function lockAppliedCluster(lock: Lock, applied: AppliedDefinition, cluster: string): Lock {
  const { removed, digest } = getPlan(applied, cluster);
  const { charts, versions, digests } = lockDestroyedCluster(lock, cluster);
  const deployed = listDeployed([getPlan(applied, cluster)]);
  const incomplete = (lock.incomplete ?? []).map((entry) =>
    isSameDefinition(entry, applied) ? entry : { ...entry, digests: omitKey(entry.digests, cluster) },
  );
  const applyLock = createLock(
    applied.plinth,
    { charts: { ...charts, ...deployed.charts }, versions: { ...versions, ...deployed.versions } },
    removed ? digests : { ...digests, [cluster]: digest },
    lock.platform,
    incomplete,
  );
  return isComplete(applyLock, applied) ? lockDefinition(applied) : applyLock;
}

/** Returns the lock after a cluster was destroyed. */
export function lockDestroyedCluster(lock: Lock, cluster: string): Lock {
  const incomplete = (lock.incomplete ?? []).map((entry) => ({ ...entry, digests: omitKey(entry.digests, cluster) }));
  return createLock(
    lock.plinth,
    { charts: omitKey(lock.charts, cluster), versions: omitKey(lock.versions, cluster) },
    omitKey(lock.digests, cluster),
    lock.platform,
    incomplete,
  );
}

/** Lists the digests that the marker of a cluster may have: that of the last complete apply, and those of later ones. */
export function listExpectedDigests(lock: Lock | undefined, cluster: string): readonly string[] {
  const digests = [lock, ...(lock?.incomplete ?? [])].map((entry) => entry?.digests[cluster]);
  return digests.filter((digest) => digest !== undefined);
}

/** Returns true if an apply to a cluster was started and not completed. */
export function hasIncompleteApply(lock: Lock | undefined, cluster: string): boolean {
  return (lock?.incomplete ?? []).some(
    ({ digests }) => cluster in digests && digests[cluster] !== lock?.digests[cluster],
  );
}

/** Lists what an apply deploys to clusters, in addition to the definition. */
function listDeployed(clusters: readonly ClusterPlan[]): Pick<Lock, 'charts' | 'versions'> {
  return { charts: listDeployedCharts(clusters), versions: listDeployedVersions(clusters) };
}

function createLock(
  plinth: string,
  deployed: Pick<Lock, 'charts' | 'versions'>,
  digests: ClusterDigests,
  platform: unknown,
  incomplete: readonly IncompleteApply[],
): Lock {
  const remaining = incomplete.filter((entry) => Object.keys(entry.digests).length > 0);
  return {
    plinth,
    ...deployed,
    digests,
    ...(platform === undefined ? {} : { platform }),
    ...(remaining.length === 0 ? {} : { incomplete: remaining }),
  };
}

/** Returns true if each cluster has what the definition has for it, whatever was applied to others before. */
function isComplete({ digests, incomplete = [] }: Lock, applied: AppliedDefinition): boolean {
  return (
    incomplete.every((entry) => isSameDefinition(entry, applied)) &&
    applied.clusters.every(({ name, removed, digest }) => (removed ? !(name in digests) : digests[name] === digest))
  );
}

function isSameDefinition(entry: IncompleteApply, { platform }: AppliedDefinition): boolean {
  return JSON.stringify(entry.platform) === JSON.stringify(platform);
}

function getPlan({ clusters }: AppliedDefinition, name: string): ClusterPlan {
  const plan = clusters.find((cluster) => cluster.name === name);
  if (!plan) throw new Error(`the definition has no cluster '${name}'`);
  return plan;
}

function listDigests(clusters: readonly ClusterPlan[]): ClusterDigests {
  return Object.fromEntries(clusters.filter(({ removed }) => !removed).map(({ name, digest }) => [name, digest]));
}

function omitKey<T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}
