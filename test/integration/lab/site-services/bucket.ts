import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gateway } from '../../../../lab/layout';
import type { ScenarioContext } from '../../../../lab/scenario';
import { waitFor } from '../../../../lab/wait-for';
import { seaweedWheel } from '../../wheels/seaweedfs';
import { wheelProgram } from '../../wheels/wheel';
import { startProcess } from './processes';

const library = join(__dirname, '../../../../constructs/clusters/on-prem/scripts/host/lib-s3.sh');

/** Bucket for backups. */
export interface BackupBucket {
  /** Option `backup.s3` of the cluster. */
  readonly options: object;
  /** Lists the names of the backups in the bucket. */
  list(): Promise<readonly string[]>;
}

/** Starts SeaweedFS in the lab's network, and creates an empty bucket. It is killed with the lab's network. */
export async function startBackupBucket(context: ScenarioContext): Promise<BackupBucket> {
  const folder = join(context.folder, 'seaweedfs');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'data'), { recursive: true });
  const [accessKey, secretKey] = ['backups-of-the-lab', 'secret/of+the/lab'];
  const [configuration, credentials] = [join(folder, 's3.json'), join(folder, 'credentials')];
  const identity = { name: 'backups', credentials: [{ accessKey, secretKey }], actions: ['Admin'] };
  writeFileSync(configuration, JSON.stringify({ identities: [identity] }));
  writeFileSync(credentials, `[default]\naws_access_key_id = ${accessKey}\naws_secret_access_key = ${secretKey}\n`, {
    mode: 0o600,
  });
  const options = { endpoint: `http://${gateway}:8333`, bucket: 'backups', prefix: 'clusters/', credentials };
  startProcess(context, join(folder, 'output'), [
    ...[await wheelProgram(seaweedWheel), 'server', `-ip=${gateway}`, `-ip.bind=${gateway}`, `-dir=${folder}/data`],
    // By default, it refuses uploads when less than a hundredth of the disk is free, of whatever size it is.
    '-volume.minFreeSpace=100MiB',
    ...['-volume.max=20', '-master.volumeSizeLimitMB=64', '-filer', '-s3', '-s3.port=8333'],
    `-s3.config=${configuration}`,
  ]);
  /** Runs a function of the scripts of the product against the bucket. */
  const runLibrary = (command: string) =>
    context.runInNetwork([
      'bash',
      '-euc',
      `. '${library}'; BACKUP_S3_ENDPOINT=${options.endpoint} BACKUP_S3_BUCKET=${options.bucket} BACKUP_S3_REGION=us-east-1 BACKUP_S3_PREFIX=${options.prefix}
       read_s3_credentials '${credentials}'; ${command}`,
    ]);
  await waitFor(
    60,
    () =>
      runLibrary(`request_s3 PUT '' '' /dev/null`).then(
        () => true,
        () => undefined,
      ),
    `SeaweedFS did not start; see ${folder}/output`,
  );
  return {
    options,
    list: async () => (await runLibrary('list_s3_backups dc1-')).stdout.split('\n').filter(Boolean),
  };
}
