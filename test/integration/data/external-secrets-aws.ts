import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { run } from '../../../tools/command';
import type { Api, KubernetesObject } from '../cluster/api';
import { eventually } from '../cluster/check';
import { Daemon } from '../cluster/daemon';
import { synthesiseFile } from '../cluster/examples';
import { getReleases, readReleaseObjects } from '../cluster/output';
import type { Session } from '../cluster/session';
import { installMoto } from '../state/moto';
import { awsSecretsPlatform, cluster } from './external-secrets-platform';
import { findFreePort } from './free-port';

const label = 'External Secrets, moto';

/** Releases with the stores and the Secrets of Grafana. */
const releases = ['external-secrets-store', 'grafana-secrets'];

/** AWS Secrets Manager of moto, a stand-in for AWS. */
export interface SecretsManagerServer {
  /** Environment of programs that use it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Folder with the AWS CLI. */
  readonly bin: string;
  readonly daemon: Daemon;
}

/** Starts moto; undefined if its packages cannot be installed. */
export async function tryStartSecretsManager(
  { report }: Session,
  folder: string,
): Promise<SecretsManagerServer | undefined> {
  const bin = await installMoto().catch((error: unknown) => {
    report.skip(label, String(error));
  });
  if (bin === undefined) return undefined;
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const daemon = new Daemon('moto', join(bin, 'moto_server'), ['-p', String(port)], join(folder, 'moto.log'));
  await daemon.waitUntil(async () => (await fetch(`${url}/moto-api/`)).ok, 120);
  const environment = {
    AWS_SECRETSMANAGER_ENDPOINT: url,
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  return { environment, bin, daemon };
}

/**
 * Tests what the operator makes of the generated objects with AWS Secrets Manager, in which it looks for an entry and not
 * for a value before it writes.
 * @param server server that the operator uses
 */
export async function testSecretsManager(
  { report }: Session,
  api: Api,
  server: SecretsManagerServer,
  folder: string,
): Promise<void> {
  await applySecrets(api, folder);
  if (!(await hasProvider(api))) {
    report.skip(label, 'the operator has no provider for AWS: build it with the tag aws');
    return;
  }
  await report.check(`${label}: all generated values of a component are in one entry, and in its Secret`, async () => {
    await eventually(120, async () => {
      const stored = await tryReadEntry(server);
      if (stored === undefined) return 'the store has no entry';
      const secret = await tryReadSecret(api);
      if (secret === undefined) return 'the Secret is missing';
      const names = ['admin-password', 'secret-key'];
      if (!isDeepStrictEqual(Object.keys(stored).sort(), names))
        return `the entry has ${Object.keys(stored).join(', ')}`;
      return names.every((name) => secret[name] === stored[name]) ? undefined : 'the Secret has other values';
    });
  });
}

/** Applies the stores and the Secrets of the platform in AWS. Objects of the same names were created for OpenBao. */
async function applySecrets(api: Api, folder: string): Promise<void> {
  const file = join(folder, 'aws.json');
  writeFileSync(file, JSON.stringify(awsSecretsPlatform));
  const output = await synthesiseFile(file, join(folder, 'aws'));
  const objects = getReleases(output, cluster)
    .filter(({ name }) => releases.includes(name))
    .flatMap((release) => readReleaseObjects(output, release));
  for (const object of [...objects, grafanaSecret].toReversed())
    if (object.kind !== 'Namespace' && (await api.tryGet(object))) await api.delete(object);
  for (const object of objects)
    await eventually(60, async () =>
      (await api.tryGet(object))?.metadata.deletionTimestamp === undefined ? undefined : `${object.kind} is deleted`,
    );
  for (const object of objects) await api.apply(object);
}

/** Returns whether the operator was built with the provider for AWS: its error is in the status of the PushSecret otherwise. */
async function hasProvider(api: Api): Promise<boolean> {
  let message = '';
  await eventually(60, async () => {
    const push = (await api.tryGet(grafanaPushSecret)) as
      { readonly status?: { readonly conditions?: readonly { readonly message?: string }[] } } | undefined;
    message = push?.status?.conditions?.[0]?.message ?? '';
    return message === '' ? 'the PushSecret has no status' : undefined;
  });
  return !message.includes('failed to find registered store backend');
}

const grafanaPushSecret: KubernetesObject = {
  apiVersion: 'external-secrets.io/v1alpha1',
  kind: 'PushSecret',
  metadata: { name: 'grafana-admin', namespace: 'grafana' },
};

const grafanaSecret: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'grafana-admin', namespace: 'grafana' },
};

async function tryReadEntry({ bin, environment }: SecretsManagerServer): Promise<Record<string, string> | undefined> {
  const name = `acme/prod/platform/${cluster}/generated/grafana/grafana-admin`;
  const args = ['secretsmanager', 'get-secret-value', '--region', 'eu-north-1', '--secret-id', name];
  const entry = await run(join(bin, 'aws'), args, { env: environment }).catch(() => undefined);
  if (!entry) return undefined;
  const { SecretBinary } = JSON.parse(entry.stdout) as { readonly SecretBinary: string };
  return JSON.parse(Buffer.from(SecretBinary, 'base64').toString()) as Record<string, string>;
}

async function tryReadSecret(api: Api): Promise<Readonly<Record<string, string>> | undefined> {
  const secret = (await api.tryGet(grafanaSecret)) as { readonly data?: Readonly<Record<string, string>> } | undefined;
  if (!secret) return undefined;
  return Object.fromEntries(
    Object.entries(secret.data ?? {}).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]),
  );
}
