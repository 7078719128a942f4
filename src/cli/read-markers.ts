import { z } from 'zod';
import { compareMarker, type MarkerFinding, type MarkerReading } from '../changes/marker-findings';
import { hasIncompleteApply, listExpectedDigests, type Lock } from '../files/lock';
import { markerLabels, markerNamespace } from '../kinds/cluster-marker';
import type { ClusterPlan } from '../kinds/cluster-plan';
import { runKubectl, type KubectlOptions } from './kubectl';

/** Values are printed, so they are restricted to what Plinth writes: other writers in kube-system could write anything. */
const configMapList = z.object({
  items: z.array(
    z.object({
      data: z.object({
        platform: z.string().regex(/^[a-z0-9.-]+$/),
        cluster: z.string().regex(/^[a-z0-9.-]+$/),
        digest: z.string().regex(/^[0-9a-f]{64}$/),
        plinth: z.string().regex(/^[\w.+-]+$/),
      }),
    }),
  ),
});

/**
 * Reads the markers of clusters, all at the same time, and compares them with the lock.
 * @throws UserError when kubectl cannot be run
 */
export function checkMarkers(
  clusters: readonly ClusterPlan[],
  lock: Lock | undefined,
  options: KubectlOptions,
): Promise<readonly MarkerFinding[]> {
  return Promise.all(
    clusters.map(async (cluster) => {
      const locked = {
        expectedDigests: listExpectedDigests(lock, cluster.name),
        isIncomplete: hasIncompleteApply(lock, cluster.name),
        wasCompleted: lock?.digests[cluster.name] !== undefined,
      };
      return compareMarker(cluster, locked, await readMarkers(cluster, options));
    }),
  );
}

async function readMarkers(cluster: ClusterPlan, options: KubectlOptions): Promise<MarkerReading> {
  const selector = Object.entries(markerLabels).map(([key, value]) => `${key}=${value}`);
  const result = await runKubectl(
    cluster,
    ['get', 'configmaps', `--namespace=${markerNamespace}`, `--selector=${selector.join(',')}`, '--output=json'],
    options,
  );
  if ('reason' in result) return { type: 'unreachable', reason: result.reason };
  const list = configMapList.safeParse(tryParseJson(result.stdout));
  if (!list.success)
    return { type: 'unreachable', reason: `the ConfigMaps plinth-* in ${markerNamespace} are no markers of Plinth` };
  return { type: 'markers', markers: list.data.items.map(({ data }) => data) };
}

function tryParseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
