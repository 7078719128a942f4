import type { CronJob } from 'kubernetes-types/batch/v1';
import { externalSecrets, openBao } from '../../../../../constructs/components';
import { clusterInfo } from '../../../../../src/kinds/cluster-info';
import { isChartRelease, type ObjectRelease } from '../../../../../src/kinds/release';
import { getObject, synthesizeObjects } from '../../../../support/rendered';

function getConfiguration(options: Parameters<typeof openBao.releases>[0]): string {
  const release = openBao.releases(options, clusterInfo()).find(isChartRelease);
  const { server } = release?.values as { server: { ha: { raft: { config: string } } } };
  return server.ha.raft.config;
}

const seal = {
  type: 'transit' as const,
  parameters: { address: 'https://unseal.acme.example', key_name: 'a "quoted" name' },
  credentials: { BAO_TOKEN: { secret: 'unseal', key: 'token' } },
};

const snapshots = { bucket: 'secret-snapshots', endpoint: 'https://s3.acme.example/' };

test('a CronJob saves snapshots in the folder of the cluster and component, with the keys of a Secret', () => {
  const release = openBao.releases({ snapshots }, clusterInfo()).find(({ name }) => name === 'openbao-snapshots');
  const objects = synthesizeObjects((release as ObjectRelease).objects['objects.yaml'] ?? (() => undefined));
  const { spec } = getObject(objects, 'CronJob') as unknown as CronJob;
  const container = spec?.jobTemplate.spec?.template.spec?.containers[0];
  expect(container?.env).toEqual(
    expect.arrayContaining([
      { name: 'S3_URL', value: 'https://s3.acme.example/secret-snapshots/cluster/openbao' },
      { name: 'SECRET_KEY', valueFrom: { secretKeyRef: { name: 'openbao-snapshots', key: 'secretKey' } } },
    ]),
  );
});

test('OpenBao has a replicated store with TLS, and its servers find each other', () => {
  const configuration = getConfiguration({});
  expect(configuration).toContain('storage "raft" {');
  expect(configuration.match(/retry_join/g)).toHaveLength(3);
  expect(configuration).toContain('leader_api_addr = "https://openbao-2.openbao-internal:8200"');
  expect(configuration).toContain('tls_cert_file = "/openbao/tls/tls.crt"');
  expect(configuration).not.toContain('seal');
});

test('OpenBao records requests in the log of its pod', () => {
  expect(getConfiguration({})).toContain('audit "file" "log" {');
  expect(getConfiguration({})).toContain('  options {\n    file_path = "stdout"\n  }');
});

test('the parameters of a seal are in the configuration, and its credentials come from a Secret', () => {
  expect(getConfiguration({ seal })).toContain(
    'seal "transit" {\n  address = "https://unseal.acme.example"\n  key_name = "a \\"quoted\\" name"\n}',
  );
  const release = openBao.releases({ seal }, clusterInfo()).find(isChartRelease);
  expect(release?.values).toMatchObject({
    server: { extraSecretEnvironmentVars: [{ envName: 'BAO_TOKEN', secretName: 'unseal', secretKey: 'token' }] },
  });
});

test('OpenBao without a seal, without snapshots, or with one server, gives a warning', () => {
  const messages = openBao.validate({ replicas: 1 }, clusterInfo()).map(({ severity, path }) => [severity, ...path]);
  expect(messages).toEqual([
    ['warning', 'seal'],
    ['warning', 'snapshots'],
    ['warning', 'replicas'],
  ]);
  expect(openBao.validate({ seal, snapshots }, clusterInfo())).toEqual([]);
});

test('External Secrets reads from the OpenBao of the cluster, whose certificate it verifies', () => {
  const cluster = clusterInfo({ capabilities: openBao.endpoints({}) });
  const release = externalSecrets
    .releases({ store: 'openbao' }, cluster)
    .find(({ name }) => name === 'external-secrets-store') as ObjectRelease;
  const stores = synthesizeObjects(release.objects['objects.yaml'] ?? (() => undefined));
  expect(getObject(stores, 'ClusterSecretStore', 'platform').spec).toMatchObject({
    provider: { vault: { auth: { kubernetes: { role: 'platform' } } } },
  });
  expect(getObject(stores, 'ClusterSecretStore', 'default').spec).toMatchObject({
    provider: {
      vault: {
        server: 'https://openbao-active.openbao.svc:8200',
        caProvider: { type: 'Secret', name: 'openbao-tls', namespace: 'openbao', key: 'ca.crt' },
        auth: { kubernetes: { role: 'external-secrets', serviceAccountRef: { name: 'external-secrets' } } },
      },
    },
  });
  expect(externalSecrets.requires({ store: 'openbao' })).toContain('secret-store');
});

test('OpenBao has a script in its pods that initializes it, with the roles that External Secrets logs in with', () => {
  const release = openBao.releases({ name: 'bao' }, clusterInfo()).find(({ name }) => name === 'bao-setup');
  const objects = synthesizeObjects((release as ObjectRelease).objects['objects.yaml'] ?? (() => undefined));
  const { data } = getObject(objects, 'ConfigMap') as unknown as { data: Readonly<Record<string, string>> };
  const roles = [...(data['initialize.sh'] ?? '').matchAll(/^ {2}write_role (\S+)/gm)].map(([, role]) => role);
  expect(roles).toEqual(['external-secrets', 'platform', 'snapshots']);
  const server = openBao.releases({ name: 'bao' }, clusterInfo()).find(isChartRelease);
  expect(server?.values).toMatchObject({
    server: { volumeMounts: [{}, { name: 'setup', mountPath: '/openbao/setup' }] },
  });
});
