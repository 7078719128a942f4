import { extname } from 'node:path';
import { isSafeToApply, type MarkerFinding } from '../changes/marker-findings';
import type { Lock } from '../files/lock';
import type { ClusterPlan } from '../kinds/cluster-plan';
import { suggest } from '../schema/suggestions';
import { UserError } from '../schema/user-error';
import { programExtensions } from './load-module';
import { withProgress } from './progress';
import type { KubectlOptions } from './kubectl';
import { checkMarkers } from './read-markers';
import { formatFindings } from './status-report';

export const ignoreMarkerOption = [
  '--ignore-marker',
  'Continue although the marker of a cluster does not match the lock',
] as const;

/** Creates the error for a name that is not that of a cluster: often the file of the definition, as of other commands. */
export function createUnknownClusterError(name: string, existing: readonly string[]): UserError {
  return new UserError(
    ['.yaml', '.yml', '.json', ...programExtensions].includes(extname(name))
      ? `'${name}' is not the name of a cluster: pass the definition with --file ${name}`
      : `the definition has no cluster '${name}': ${suggest(name, existing)}`,
  );
}

/**
 * Returns the plans of the named clusters; of all, without names.
 * @throws UserError when a cluster does not exist
 */
export function selectClusters(clusters: readonly ClusterPlan[], names: readonly string[]): readonly ClusterPlan[] {
  const existing = clusters.map(({ name }) => name);
  const unknown = names.find((name) => !existing.includes(name));
  if (unknown !== undefined) throw createUnknownClusterError(unknown, existing);
  return names.length === 0 ? clusters : clusters.filter(({ name }) => names.includes(name));
}

/**
 * Refuses clusters whose marker does not match the lock. Returns what was found; nothing if the markers are ignored.
 * @throws UserError with what does not match
 */
export async function assertMarkersMatch(
  clusters: readonly ClusterPlan[],
  lock: Lock | undefined,
  options: KubectlOptions & { readonly ignoreMarker?: boolean },
): Promise<readonly MarkerFinding[]> {
  if (options.ignoreMarker) return [];
  const findings = await withProgress((showStep) => {
    showStep('reading the markers of the clusters');
    return checkMarkers(clusters, lock, options);
  });
  const refused = findings.filter((finding) => !isSafeToApply(finding));
  if (refused.length === 0) return findings;
  throw new UserError(
    `${formatFindings(refused)}nothing was changed: fix this, or pass --ignore-marker to overwrite what the clusters have`,
  );
}
