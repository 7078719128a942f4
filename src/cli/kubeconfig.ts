import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { lockFileName } from '../files/lock';
import type { ClusterPlan } from '../kinds/cluster-plan';
import { defaultKubeconfigPath, type ExecConnection } from '../kinds/connection';
import { suggest } from '../schema/suggestions';
import { UserError } from '../schema/user-error';
import { planRequest } from '../synth';
import { definitionOption, type DefinitionOptions } from './options';
import { withDefinition } from './with-definition';

/** Options of `plinth kubeconfig`. */
interface KubeconfigOptions extends DefinitionOptions {
  /** Folder that contains `cdktf.out`. */
  readonly out: string;
}

const kubeconfigScript = 'scripts/local/fetch-kubeconfig.sh';

/** Adds `plinth kubeconfig`. */
export function addKubeconfigCommand(program: Command): void {
  program
    .command('kubeconfig')
    .description('Write the kubeconfig of a cluster')
    .argument('<cluster>', 'Name of the cluster')
    .argument(
      '[target]',
      'File to write; default: kubeconfig/<cluster>.yaml next to cdktf.out, where the stacks of an on-premises cluster read it',
    )
    .option(...definitionOption)
    .option('--out <folder>', 'Folder that contains cdktf.out', '.')
    .action(async (name: string, target: string | undefined, { file, out }: KubeconfigOptions) => {
      const kubeconfig = target === undefined ? join(resolve(out), defaultKubeconfigPath(name)) : resolve(target);
      const script = join(resolve(out), 'cdktf.out/stacks', `${name}-infrastructure`, kubeconfigScript);
      if (existsSync(script)) await fetchKubeconfig(script, kubeconfig);
      else
        await withDefinition(file, async (definition) => {
          const { clusters } = planRequest(definition, lockFileName, 'all');
          await writeKubeconfig(getCluster(name, clusters), kubeconfig);
        });
    });
}

/**
 * Returns a cluster by its name.
 * @throws UserError when there is none
 */
export function getCluster(name: string, clusters: readonly ClusterPlan[]): ClusterPlan {
  const cluster = clusters.find((candidate) => candidate.name === name);
  if (cluster) return cluster;
  const names = clusters.map((candidate) => candidate.name);
  throw new UserError(`no cluster '${name}': ${suggest(name, names)}`);
}

/**
 * Fetches the administrator's kubeconfig of an on-premises cluster over SSH. The file is readable by its owner only.
 * @param script script of the infrastructure stack
 * @throws UserError when no control plane returns a kubeconfig
 */
export async function fetchKubeconfig(script: string, kubeconfig: string): Promise<void> {
  await run(['bash', script], { KUBECONFIG_FILE: kubeconfig }, kubeconfig);
}

/**
 * Writes a kubeconfig of a managed cluster, which asks the cloud for credentials.
 * @throws UserError when the definition names a kubeconfig, or no kubeconfig was written
 */
export async function writeKubeconfig(
  { name, connection }: Pick<ClusterPlan, 'name' | 'connection'>,
  kubeconfig: string,
): Promise<void> {
  if (connection.type === 'kubeconfig')
    throw new UserError(
      `no script fetches the kubeconfig of cluster '${name}': use ${connection.path}, or run plinth synth first if Plinth creates the cluster`,
    );
  await run([...connection.kubeconfigCommand, kubeconfig], {}, kubeconfig);
}

/** Runs a command that writes a kubeconfig. */
async function run(
  [command = '', ...args]: ExecConnection['kubeconfigCommand'],
  variables: Readonly<Record<string, string>>,
  file: string,
): Promise<void> {
  const child = spawn(command, args, { env: { ...process.env, ...variables }, stdio: 'inherit' });
  const exitCode = await new Promise<number | null>((succeed, fail) => {
    child.on('error', (error) => {
      fail(new UserError(`cannot run ${command}: ${error.message}`, { cause: error }));
    });
    child.on('close', succeed);
  });
  if (exitCode !== 0) throw new UserError(`no kubeconfig was written to ${file}`);
}
