import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { UserError } from '../schema/user-error';

/** Options of `plinth kubeconfig`. */
export interface KubeconfigOptions {
  /** Folder that contains `cdktf.out`. */
  readonly out: string;
}

const kubeconfigScript = 'scripts/local/fetch-kubeconfig.sh';
const infrastructureSuffix = '-infrastructure';

/** Adds `plinth kubeconfig`. */
export function addKubeconfigCommand(program: Command): void {
  program
    .command('kubeconfig')
    .description('Fetch the kubeconfig of an on-premises cluster over SSH')
    .argument('<cluster>', 'Name of the cluster')
    .argument('[file]', 'File to write; default: kubeconfig/<cluster>.yaml next to cdktf.out')
    .option('--out <folder>', 'Folder that contains cdktf.out', '.')
    .action(async (cluster: string, file: string | undefined, options: KubeconfigOptions) => {
      await fetchKubeconfig(cluster, file, options);
    });
}

/**
 * Fetches the administrator's kubeconfig of an on-premises cluster over SSH. The file is readable by its owner only.
 * @param file default: `kubeconfig/<cluster>.yaml` next to `cdktf.out`, where the other stacks of the cluster read it
 * @throws UserError when the cluster does not exist, or no control plane returns a kubeconfig
 */
export async function fetchKubeconfig(
  cluster: string,
  file: string | undefined,
  { out }: KubeconfigOptions,
): Promise<void> {
  const stacks = join(resolve(out), 'cdktf.out/stacks');
  const script = join(stacks, `${cluster}${infrastructureSuffix}`, kubeconfigScript);
  if (!existsSync(script)) {
    const clusters = listOnPremClusters(stacks);
    const choice = clusters.length === 0 ? '' : `write one of ${clusters.join(', ')}, or `;
    throw new UserError(`${stacks} has no on-premises cluster '${cluster}': ${choice}run plinth synth first`);
  }
  const target = file === undefined ? join(resolve(out), `kubeconfig/${cluster}.yaml`) : resolve(file);
  const child = spawn('bash', [script], { env: { ...process.env, KUBECONFIG_FILE: target }, stdio: 'inherit' });
  const exitCode = await new Promise<number | null>((succeed, fail) => {
    child.on('error', fail);
    child.on('close', succeed);
  });
  if (exitCode !== 0) throw new UserError(`no kubeconfig was written to ${target}`);
}

function listOnPremClusters(stacks: string): readonly string[] {
  if (!existsSync(stacks)) return [];
  return readdirSync(stacks)
    .filter((stack) => existsSync(join(stacks, stack, kubeconfigScript)))
    .map((stack) => stack.slice(0, -infrastructureSuffix.length));
}
