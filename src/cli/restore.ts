import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { UserError } from '../schema/user-error';
import { getClusterScript, runClusterScript } from './on-prem-scripts';

interface RestoreOptions {
  readonly key: string;
  readonly out: string;
  readonly yes?: boolean;
}

/** Adds `plinth restore`. */
export function addRestoreCommand(program: Command): void {
  program
    .command('restore')
    .argument('<cluster>', 'Name of the cluster')
    .argument('<backup>', 'Backup file, copied from the folder of backups; or the name of a backup in the bucket')
    .requiredOption('--key <file>', 'Private key of the certificate that encrypts the backups')
    .option('--out <folder>', 'Folder that contains cdktf.out', '.')
    .option('--yes', 'Do not ask for confirmation')
    .addHelpText(
      'after',
      `
Examples:
  # Restore the cluster dc1 from a backup
  plinth restore dc1 dc1-cp2-20261126T020000Z.backup --key backup-key.pem`,
    )
    .action(restoreCluster);
}

/**
 * Restores an on-premises cluster from a backup: prints what it will do, asks, and does it.
 * @throws UserError when a file or the cluster does not exist, the answer is not the name of the cluster, or a step fails
 */
export async function restoreCluster(
  cluster: string,
  backup: string,
  { key, out, yes = false }: RestoreOptions,
): Promise<void> {
  if (!existsSync(key)) throw new UserError(`${key} does not exist: write the path of a file`);
  const script = getClusterScript(out, cluster, 'restore-cluster');
  const environment = {
    BACKUP_NAME: basename(backup),
    // Without a file, the script downloads the backup.
    BACKUP_FILE: existsSync(backup) ? resolve(backup) : '',
    BACKUP_KEY: resolve(key),
  };
  if (!(await runClusterScript(script, { ...environment, RESTORE_STEP: 'plan' })))
    throw new UserError(`${cluster} was not restored, and no host was changed`);
  if (!yes) await confirm(cluster);
  if (!(await runClusterScript(script, { ...environment, RESTORE_STEP: 'run' })))
    throw new UserError(`${cluster} was not restored completely: fix the error above, and run the same command again`);
}

/** Asks on the terminal for the name of the cluster. */
async function confirm(cluster: string): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`to continue, write the name of the cluster (${cluster}): `);
  terminal.close();
  if (answer.trim() !== cluster) throw new UserError('the answer is not the name of the cluster: no host was changed');
}
