import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { compareMarker, type MarkerFinding, type MarkerReading } from '../changes/marker-findings';
import { hasIncompleteApply, listExpectedDigests, type Lock } from '../files/lock';
import { markerLabels, markerNamespace } from '../kinds/cluster-marker';
import type { ClusterPlan } from '../kinds/cluster-plan';
import { kubeconfigPath } from '../kinds/connection';
import { runCommand } from './run-command';

/** Options of commands that read the markers of clusters. */
export interface KubectlOptions {
  /** kubectl: the name of a program on PATH, or its path. */
  readonly kubectl: string;
  /** Folder that contains `cdktf.out`, from which relative paths of kubeconfigs start. */
  readonly out: string;
}

export const kubectlOption = ['--kubectl <program>', 'Name or path of the kubectl program', 'kubectl'] as const;

const timeoutSeconds = 10;

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
      };
      return compareMarker(cluster, locked, await readMarkers(cluster, options));
    }),
  );
}

async function readMarkers(cluster: ClusterPlan, { kubectl, out }: KubectlOptions): Promise<MarkerReading> {
  const { kubeconfig, args } = resolveConnection(cluster, out);
  if (!existsSync(kubeconfig)) return { type: 'unreachable', reason: formatMissingKubeconfig(cluster, kubeconfig) };
  const selector = Object.entries(markerLabels).map(([key, value]) => `${key}=${value}`);
  const { exitCode, stdout, stderr } = await runCommand('kubectl', kubectl, '--kubectl', [
    ...args,
    `--request-timeout=${timeoutSeconds}s`,
    'get',
    'configmaps',
    `--namespace=${markerNamespace}`,
    `--selector=${selector.join(',')}`,
    '--output=json',
  ]);
  if (exitCode !== 0) return { type: 'unreachable', reason: lastLine(stderr) };
  const list = configMapList.safeParse(tryParseJson(stdout));
  if (!list.success)
    return { type: 'unreachable', reason: `the ConfigMaps plinth-* in ${markerNamespace} are no markers of Plinth` };
  return { type: 'markers', markers: list.data.items.map(({ data }) => data) };
}

/** Returns the kubeconfig of a cluster, and the arguments with which kubectl connects. No shell expands `~` in a path. */
function resolveConnection(cluster: ClusterPlan, out: string) {
  const path = kubeconfigPath(cluster);
  const kubeconfig = path.startsWith('~/') ? join(homedir(), path.slice(2)) : resolve(out, path);
  const context = cluster.connection.type === 'kubeconfig' ? cluster.connection.context : undefined;
  return {
    kubeconfig,
    args: [`--kubeconfig=${kubeconfig}`, ...(context === undefined ? [] : [`--context=${context}`])],
  };
}

function formatMissingKubeconfig({ name, connection }: ClusterPlan, kubeconfig: string): string {
  const command = connection.type === 'exec' ? `: run plinth kubeconfig ${name}` : '';
  return `${kubeconfig} does not exist${command}`;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

function tryParseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
