import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ClusterPlan } from '../kinds/cluster-plan';
import { kubeconfigPath } from '../kinds/connection';
import { runCommand, type CommandResult } from './run-command';

/** Options of commands that read from clusters. */
export interface KubectlOptions {
  /** kubectl: the name of a program on PATH, or its path. */
  readonly kubectl: string;
  /** Folder that contains `cdktf.out`, from which relative paths of kubeconfigs start. */
  readonly out: string;
}

export const kubectlOption = ['--kubectl <program>', 'Name or path of the kubectl program', 'kubectl'] as const;

export const outOption = ['--out <folder>', 'Folder that contains cdktf.out', '.'] as const;

const timeoutSeconds = 10;

/** Output of kubectl, or why the cluster could not be read. */
export type KubectlResult = { readonly stdout: string } | { readonly reason: string };

/**
 * Runs kubectl with the kubeconfig of a cluster.
 * @throws UserError when kubectl cannot be run
 */
export async function runKubectl(
  cluster: ClusterPlan,
  args: readonly string[],
  options: KubectlOptions,
): Promise<KubectlResult> {
  const result = await runKubectlOnObjects(cluster, args, undefined, options);
  if ('reason' in result) return result;
  return result.exitCode === 0 ? { stdout: result.stdout } : { reason: lastLine(result.stderr) };
}

/**
 * Runs kubectl on objects in its standard input: where some of them are refused, its output has the others.
 * @param objects undefined for a command without input
 * @throws UserError when kubectl cannot be run
 */
export async function runKubectlOnObjects(
  cluster: ClusterPlan,
  args: readonly string[],
  objects: readonly object[] | undefined,
  { kubectl, out }: KubectlOptions,
): Promise<CommandResult | { readonly reason: string }> {
  const connection = resolveConnection(cluster, out);
  if (!existsSync(connection.kubeconfig)) return { reason: formatMissingKubeconfig(cluster, connection.kubeconfig) };
  return runCommand(
    'kubectl',
    kubectl,
    '--kubectl',
    [...connection.args, `--request-timeout=${timeoutSeconds}s`, ...args],
    {},
    objects?.map((object) => JSON.stringify(object)).join('\n'),
  );
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
