import { velero } from '../../../../../constructs/components';
import { clusterInfo } from '../../../../../src/kinds/cluster-info';
import { getRelease } from '../../../../support/releases';

const s3 = { bucket: 'backups', endpoint: 'https://s3.acme.example' };

describe('Velero', () => {
  test('saves objects and the files of volumes in the bucket, below the name of the cluster', () => {
    const release = getRelease(velero.releases({ s3 }, clusterInfo({ cluster: 'dc1' })), 'velero');
    expect(release).toMatchObject({
      podSecurity: 'privileged',
      values: {
        deployNodeAgent: true,
        schedules: { scheduled: { schedule: '0 3 * * *', template: { ttl: '720h0m0s' } } },
        configuration: {
          defaultVolumesToFsBackup: true,
          backupStorageLocation: [{ bucket: 'backups', prefix: 'dc1', config: { s3Url: 'https://s3.acme.example' } }],
        },
      },
    });
  });

  test('runs no privileged pod for objects only', () => {
    const release = getRelease(velero.releases({ s3, volumes: false }, clusterInfo()), 'velero');
    expect(release).toMatchObject({ podSecurity: 'restricted', values: { deployNodeAgent: false } });
  });

  test('reads the credentials of the bucket from a Secret in the format of AWS', () => {
    const [secret] = velero.secrets({ s3 }, clusterInfo());
    expect(secret?.keys?.cloud).toBe(
      '[default]\naws_access_key_id={{ .accessKey }}\naws_secret_access_key={{ .secretKey }}\n',
    );
  });
});
