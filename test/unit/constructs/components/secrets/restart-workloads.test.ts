import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withTempFolder } from '../../../../support/output-files';

const script = join(__dirname, '../../../../../constructs/components/secrets/scripts/restart-workloads.mjs');
const workload = { namespace: 'grafana', kind: 'Deployment', name: 'grafana', secrets: ['grafana-login', 'logs'] };

interface Request {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly accept: string | undefined;
  readonly body: string;
}

/** Runs the script against an API server with these objects; returns its requests, and the patch that it sent. */
async function runScript(objects: Readonly<Record<string, object>>, env: Readonly<Record<string, string>> = {}) {
  const requests: Request[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { method, url = '', headers } = request;
      requests.push({ method, url, accept: headers.accept, body });
      const object = objects[url];
      response.writeHead(object === undefined ? 404 : 200).end(JSON.stringify(object ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await withTempFolder(async (folder) => {
      writeFileSync(join(folder, 'token'), 'token');
      writeFileSync(join(folder, 'workloads.json'), JSON.stringify('WORKLOADS_SELECTOR' in env ? [] : [workload]));
      await promisify(execFile)(process.execPath, [script], {
        env: {
          API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
          TOKEN_FILE: join(folder, 'token'),
          WORKLOADS_FILE: join(folder, 'workloads.json'),
          ...env,
        },
      });
      const patch = requests.find(({ method }) => method === 'PATCH')?.body;
      return { requests, patch: patch === undefined ? undefined : (JSON.parse(patch) as Patch) };
    });
  } finally {
    server.close();
  }
}

interface Patch {
  readonly metadata: { readonly annotations: Readonly<Record<string, string>> };
  readonly spec?: object;
}

const deployment = '/apis/apps/v1/namespaces/grafana/deployments/grafana';
const secret = (name: string) => `/api/v1/namespaces/grafana/secrets/${name}`;
const secretWith = (hash: string) => ({
  metadata: { annotations: { 'reconcile.external-secrets.io/data-hash': hash }, resourceVersion: '1' },
});
const objectsWith = (hash: string, annotations: object = {}) => ({
  [deployment]: { metadata: { annotations } },
  [secret('grafana-login')]: secretWith(hash),
  [secret('logs')]: secretWith('same'),
});

test('a workload is restarted when one of its Secrets has other values, and not at the first run', async () => {
  const first = await runScript(objectsWith('a'));
  expect(first.patch?.spec).toBeUndefined();
  const { annotations } = first.patch?.metadata ?? {};
  expect((await runScript(objectsWith('a', annotations))).patch).toBeUndefined();
  const changed = await runScript(objectsWith('b', annotations));
  expect(changed.patch?.spec).toEqual({ template: { metadata: changed.patch?.metadata } });
});

test('the values of Secrets are not requested, only their metadata', async () => {
  const { requests } = await runScript(objectsWith('a'));
  const accepts = requests.filter(({ url }) => url?.includes('/secrets/')).map(({ accept }) => accept);
  expect(accepts).toHaveLength(2);
  for (const accept of accepts) expect(accept).toContain('as=PartialObjectMetadata');
});

test('a workload, or a Secret, that does not exist yet is skipped', async () => {
  const { [secret('logs')]: _, ...withoutSecret } = objectsWith('a');
  expect((await runScript(withoutSecret)).patch).toBeUndefined();
  expect((await runScript({})).patch).toBeUndefined();
});

test('workloads of tenants are read from ConfigMaps', async () => {
  const list = '/api/v1/namespaces/external-secrets/configmaps?labelSelector=plinth.dev%2Frestarts%3Dtenant';
  const { patch } = await runScript(
    { ...objectsWith('a'), [list]: { items: [{ data: { 'workloads.json': JSON.stringify([workload]) } }] } },
    { WORKLOADS_NAMESPACE: 'external-secrets', WORKLOADS_SELECTOR: 'plinth.dev/restarts=tenant' },
  );
  expect(patch?.metadata.annotations).toHaveProperty(['plinth.dev/secrets-digest']);
});
