import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { lockFileName } from '../files/lock';
import type { ClusterPlan } from '../kinds/cluster-plan';
import { defaultKubeconfigPath, type ExecConnection } from '../kinds/connection';
import { UserError } from '../schema/user-error';
import { planRequest } from '../synth';
import { renderOidcKubeconfig } from './oidc-kubeconfig';
import { definitionOption, type DefinitionOptions } from './definition-file';
import { createUnknownClusterError } from './select-clusters';
import { withDefinition } from './with-definition';
import { writeAtomic } from './write-files';

/** Options of `plinth kubeconfig`. */
interface KubeconfigOptions extends DefinitionOptions {
  /** Folder that contains `cdktf.out`. */
  readonly out: string;
  /** Whether users log in at the issuer. @default false: the administrator's kubeconfig */
  readonly oidc?: boolean;
}

const kubeconfigScript = 'scripts/local/fetch-kubeconfig.sh';

/** Adds `plinth kubeconfig`. */
export function addKubeconfigCommand(program: Command): void {
  program
    .command('kubeconfig')
    .argument('<cluster>', 'Name of the cluster')
    .argument(
      '[target]',
      'File to write; default: kubeconfig/<cluster>.yaml next to cdktf.out, where the stacks of an on-premises cluster read it',
    )
    .option(...definitionOption)
    .option('--out <folder>', 'Folder that contains cdktf.out', '.')
    .option(
      '--oidc',
      'Write a kubeconfig without credentials to the target: users log in at the OpenID Connect issuer of the API server, with the kubectl plugin oidc-login. Reads kubeconfig/<cluster>.yaml next to cdktf.out',
    )
    .addHelpText(
      'after',
      `
Examples:
  # Write the kubeconfig that the stacks of an on-premises cluster read
  plinth kubeconfig dc1

  # Write a kubeconfig for developers, who log in at the issuer
  plinth kubeconfig dc1 dc1-developers.yaml --oidc`,
    )
    .action(async (name: string, target: string | undefined, { file, out, oidc }: KubeconfigOptions) => {
      if (oidc === true) {
        if (target === undefined) throw new UserError('--oidc needs a target: write the name of the file');
        await withDefinition(file, (definition) => {
          const { clusters } = planRequest(definition, lockFileName, 'all');
          writeOidcKubeconfig(getCluster(name, clusters), resolve(out), resolve(target));
        });
        return;
      }
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
  throw createUnknownClusterError(
    name,
    clusters.map((candidate) => candidate.name),
  );
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
      `the kubeconfig of cluster '${name}' is ${connection.path}${connection.context === undefined ? '' : ` (context ${connection.context})`}. If Plinth creates the cluster, run plinth synth first`,
    );
  await run([...connection.kubeconfigCommand, kubeconfig], {}, kubeconfig);
}

/**
 * Writes a kubeconfig of an on-premises cluster without credentials, from that of the administrator.
 * @param folder folder that contains `cdktf.out`
 * @throws UserError when the API server accepts no tokens of an issuer, or there is no kubeconfig of the administrator
 */
export function writeOidcKubeconfig(
  { name, kubectlLogin }: Pick<ClusterPlan, 'name' | 'kubectlLogin'>,
  folder: string,
  target: string,
): void {
  if (kubectlLogin === undefined)
    throw new UserError(
      `the API server of cluster '${name}' accepts no tokens of an issuer: write oidc: { clientId: 'kubernetes' } in clusters.${name}`,
    );
  const source = join(folder, defaultKubeconfigPath(name));
  if (!existsSync(source)) throw new UserError(`${source} does not exist: run plinth kubeconfig ${name}`);
  writeAtomic(target, renderOidcKubeconfig(name, readFileSync(source, 'utf8'), kubectlLogin));
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
