import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../tools/command';
import { preparePodScript } from '../cluster/pod-script';
import { seaweedWheel } from '../wheels/seaweedfs';
import { wheelProgram } from '../wheels/wheel';
import { cluster } from './external-secrets-platform';
import { requestS3 } from './s3-request';
import type { SecretsContext } from './secrets-context';
import { startServer } from './seaweedfs';

const bucket = 'secret-snapshots';
const key = { accessKey: 'snapshots', secretKey: 'key-of-a-test' };

/**
 * Runs the script of the CronJob once, with the token of its ServiceAccount: it saves a snapshot of OpenBao in a bucket of SeaweedFS.
 * Nothing runs the CronJob itself.
 */
export async function testSnapshots(
  { session, api, client }: SecretsContext,
  folder: string,
  authority: string,
): Promise<void> {
  const snapshots = join(folder, 'snapshots');
  mkdirSync(join(snapshots, 'data'), { recursive: true });
  await session.report.check('OpenBao: a snapshot is saved in a bucket by the script of the CronJob', async () => {
    const configuration = join(snapshots, 's3.json');
    const credentials = [{ accessKey: key.accessKey, secretKey: key.secretKey }];
    writeFileSync(
      configuration,
      JSON.stringify({ identities: [{ name: 'snapshots', credentials, actions: ['Admin'] }] }),
    );
    const { daemon, s3 } = await startServer(await wheelProgram(seaweedWheel), snapshots, configuration);
    try {
      await requestS3('PUT', `${s3}/${bucket}`, key);
      const identity = { namespace: 'openbao', name: 'openbao-snapshots', file: 'save-snapshot.mjs' };
      const script = await preparePodScript(api, identity, snapshots);
      const env = {
        ...script.env,
        ...{ BAO_ADDR: client.environment.BAO_ADDR, BAO_CACERT: authority, BAO_ROLE: 'snapshots' },
        ...{ S3_URL: `${s3}/${bucket}/${cluster}/openbao`, S3_REGION: 'us-east-1' },
        ...{ SNAPSHOT_FILE: join(snapshots, 'snapshot'), ACCESS_KEY: key.accessKey, SECRET_KEY: key.secretKey },
      };
      await run(process.execPath, [script.file], { env });
      const { body } = await requestS3('GET', `${s3}/${bucket}?list-type=2`, key);
      const [, size = '0'] =
        new RegExp(`<Key>${cluster}/openbao/[^<]+\\.snapshot</Key>.*?<Size>(\\d+)`).exec(body) ?? [];
      if (Number(size) < 1000) throw new Error(`the bucket has ${body}`);
      const wrong = run(process.execPath, [script.file], { env: { ...env, SECRET_KEY: 'wrong' } });
      if (await wrong.then(Boolean, () => false)) throw new Error('the script hides that the bucket refuses its key');
    } finally {
      daemon.stop();
    }
  });
}
