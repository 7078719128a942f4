import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ScenarioContext } from '../../../../lab/scenario';
import { CommandError, run } from '../../../../tools/command';
import type { OnPremCluster } from './cluster';

/** Command line of `plinth`. */
export const plinth = [process.execPath, '--import', 'tsx', join(__dirname, '../../../../src/cli/plinth.ts')];

/** Creates a key and a certificate for backups; returns the path of the key, and the certificate in PEM format. */
export async function createBackupKey(
  context: ScenarioContext,
  name = 'backup',
): Promise<readonly [key: string, certificate: string]> {
  const [key, file] = [join(context.folder, `${name}-key.pem`), join(context.folder, `${name}-certificate.pem`)];
  const subject = ['-subj', '/CN=backups', '-days', '3650'];
  await run('openssl', ['req', '-x509', '-newkey', 'rsa:3072', '-nodes', '-keyout', key, '-out', file, ...subject]);
  return [key, readFileSync(file, 'utf8')];
}

/** Copies the newest backup of a host to this machine, and returns its path. */
export async function fetchBackup(context: ScenarioContext, host: string): Promise<string> {
  const newest =
    'f=$(sudo sh -c "ls /var/lib/plinth/backups/*.backup" | tail -n 1) && basename "$f" && sudo base64 -w 0 "$f"';
  const [name = '', content = ''] = (await context.runOnHost(host, newest)).stdout.trim().split('\n');
  const file = join(context.folder, name);
  writeFileSync(file, Buffer.from(content, 'base64'));
  return file;
}

/** Runs `plinth restore` without a question, and returns its output. `backup` is a file, or a name in the bucket. */
export async function restore(cluster: OnPremCluster, backup: string, key: string): Promise<string> {
  const command = [...plinth, 'restore', 'dc1', backup, '--key', key, '--yes', '--out', cluster.outputFolder];
  const log = join(cluster.context.folder, 'restore.log');
  const { stdout, stderr } = await cluster.context.runInNetwork(command, { log });
  return stdout + stderr;
}

/** Checks that a restore fails with a text in its output. */
export async function expectRestoreError(
  cluster: OnPremCluster,
  backup: string,
  key: string,
  text: string,
): Promise<void> {
  const restoreError = await restore(cluster, backup, key).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(restoreError instanceof CommandError)) throw new Error('the cluster was restored');
  if (!restoreError.output.includes(text)) throw restoreError;
}

/** Checks that the cluster has the ConfigMap `before`, which is in the backup, and not `after`, which is newer. */
export async function expectRestoredData(cluster: OnPremCluster): Promise<void> {
  const { stdout } = await cluster.kubectl('get configmaps --output=name');
  if (!stdout.includes('configmap/before') || stdout.includes('configmap/after')) throw new Error(stdout);
}
