import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { existing } from '../../../constructs/clusters';
import { kinds } from '../../../constructs/kinds';
import { externalSecrets, flannel, localPath, seaweedFs } from '../../../constructs/components';
import { renderObjects } from '../../../constructs/kubernetes/manifest';
import { tenantRelease } from '../../../constructs/tenants';
import { language } from '../../../src/language';
import { clusterInfo } from '../../../src/kinds/cluster-info';
import type { Release } from '../../../src/kinds/release';
import type { Report } from '../../../tools/report';
import { Daemon } from '../cluster/daemon';
import { findFreePort } from './free-port';
import { requestS3, type AccessKey } from './s3-request';
import { seaweedWheel } from '../wheels/seaweedfs';
import { wheelProgram } from '../wheels/wheel';

/** Secret with the keys of a claim. */
interface Claim extends AccessKey {
  readonly name: string;
  readonly bucket: string;
  readonly sizeGiB: string;
}

interface RenderedObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: { readonly target?: { readonly template?: { readonly data: Readonly<Record<string, string>> } } };
}

/**
 * Tests buckets with SeaweedFS and the scripts of the provisioner. Stand-ins are the API server, which lists the Secrets
 * that External Secrets would create from the generated objects, and one process for the containers of a pod.
 */
export async function testSeaweedFs(report: Report, scratch: string): Promise<void> {
  const weed = await wheelProgram(seaweedWheel).catch((error: unknown) => String(error));
  if (!weed.startsWith('/')) {
    report.skip('SeaweedFS', weed);
    return;
  }
  const folder = join(scratch, 'seaweedfs');
  const { claims, scripts, configuration } = renderClaims(folder);
  const server = await startServer(weed, folder, configuration);
  const [web, api] = claims;
  if (!web || !api) throw new Error('the claims were not rendered');
  const apiServer = await startApiServer(() => claims);
  const provisioner = startProvisioner(weed, folder, scripts, server, apiServer.url);
  const object = (claim: Claim) => `${server.s3}/${claim.bucket}/object`;

  await report.check('SeaweedFS: the provisioner creates a bucket and a user for each claim', async () => {
    for (const claim of claims)
      await sleepUntil(async () => (await requestS3('PUT', object(claim), claim, claim.name)).status === 200, 60);
    await expectStatus('GET', object(web), web, 200);
  });
  await report.check('SeaweedFS: no claim reads, lists, writes or deletes the bucket of another one', async () => {
    for (const [own, other] of [
      [web, api],
      [api, web],
    ] as const) {
      await expectStatus('GET', object(other), own, 403);
      await expectStatus('GET', `${server.s3}/${other.bucket}?list-type=2`, own, 403);
      await expectStatus('PUT', object(other), own, 403);
      await expectStatus('DELETE', object(other), own, 403);
      await expectStatus('DELETE', `${server.s3}/${other.bucket}`, own, 403);
    }
    const { body } = await requestS3('GET', `${server.s3}/`, web);
    if (body.includes(api.bucket)) throw new Error('the list of buckets contains one of another claim');
  });
  await report.check('SeaweedFS: refuses clients without keys, and with a wrong one', async () => {
    const { status } = await fetch(object(web));
    if (status !== 403) throw new Error(`the status is ${status} without keys`);
    await expectStatus('GET', object(web), { ...web, secretKey: 'wrong' }, 403);
    await expectStatus('PUT', `${server.s3}/another`, web, 403);
  });
  await report.check('SeaweedFS: a bucket above its limit accepts no more objects, and others do', async () => {
    // The server compresses text, and counts what it stores.
    const text = randomBytes(48 * 2 ** 20).toString('base64');
    let accepted = 0;
    let refusal: number | undefined;
    // The limit is a GiB, and is enforced each second here, every 15 seconds on a cluster.
    for (let index = 0; index < 40 && refusal === undefined; index++) {
      const { status } = await requestS3('PUT', `${object(web)}-${index}`, web, text);
      if (status === 200) accepted += 64;
      else refusal = status;
    }
    if (refusal === undefined || accepted < 512) throw new Error(`${accepted} MiB were accepted, then ${refusal}`);
    await expectStatus('GET', `${object(web)}-0`, web, 200);
    await expectStatus('PUT', object(api), api, 200);
  });
  await report.check(
    'SeaweedFS: objects of a full bucket can be deleted, and a higher limit admits new ones',
    async () => {
      await expectStatus('DELETE', `${object(web)}-1`, web, 204);
      claims.splice(0, 1, { ...web, sizeGiB: '8' });
      await sleepUntil(async () => (await requestS3('PUT', object(web), web, 'again')).status === 200, 60);
    },
  );
  await report.check('SeaweedFS: rotated keys replace the previous ones, and the objects remain', async () => {
    const rotated = { ...web, accessKey: 'r'.repeat(20), secretKey: 'R'.repeat(40) };
    claims.splice(0, 1, rotated);
    await sleepUntil(async () => (await requestS3('GET', object(web), rotated)).status === 200, 60);
    await expectStatus('GET', object(web), web, 403);
  });
  await report.check('SeaweedFS: a removed claim loses its access, and its bucket remains', async () => {
    claims.splice(1, 1);
    await sleepUntil(async () => (await requestS3('GET', object(api), api)).status === 403, 60);
    const response = await fetch(`${server.filer}/buckets/`, { headers: { accept: 'application/json' } });
    if (!(await response.text()).includes(api.bucket)) throw new Error('the bucket was deleted');
  });
  await report.check('SeaweedFS: serves the metrics of its dashboard', async () => {
    const names = listDashboardMetrics();
    let missing: readonly string[] = names;
    // The server measures the size of buckets once a minute.
    await sleepUntil(async () => {
      const text = await (await fetch(server.metrics)).text();
      missing = names.filter((name) => !text.includes(`\n${name}{`));
      return missing.length === 0;
    }, 150).catch((error: unknown) => {
      throw new Error(`no metric ${missing.join(', ')}`, { cause: error });
    });
  });
  for (const daemon of provisioner) daemon.stop();
  apiServer.server.close();
  server.daemon.stop();
}

/** Lists the metrics of the server that the dashboard shows. */
function listDashboardMetrics(): readonly string[] {
  const cluster = clusterInfo({ capabilities: { dashboards: { namespace: 'grafana' } } });
  const release = seaweedFs.releases({}, cluster).find(({ name }) => name === 'seaweedfs-monitoring');
  if (!release || !('objects' in release)) throw new Error('no release of the dashboard');
  const text = JSON.stringify(Object.values(release.objects).flatMap((add) => renderObjects(add)));
  return [...new Set(text.match(/SeaweedFS_\w+/g))];
}

async function expectStatus(method: string, address: string, key: AccessKey, expected: number): Promise<void> {
  const { status } = await requestS3(method, address, key);
  if (status !== expected) throw new Error(`${method} ${address}: the status is ${status}, not ${expected}`);
}

async function sleepUntil(isTrue: () => Promise<boolean>, timeoutSeconds: number): Promise<void> {
  const end = Date.now() + timeoutSeconds * 1000;
  while (!(await isTrue().catch(() => false))) {
    if (Date.now() > end) throw new Error(`not so after ${timeoutSeconds} s`);
    await sleep(200);
  }
}

/** Renders two applications with a bucket each, and writes the scripts of the provisioner. */
function renderClaims(folder: string) {
  const image = 'registry.acme.example/shop/web:1';
  const components = [flannel(), localPath(), externalSecrets(), seaweedFs()];
  const { clusters } = language(kinds).plan({
    name: 'acme',
    domain: 'acme.example',
    environments: ['prod'],
    clusters: {
      dc1: existing({ environment: 'prod', kubeconfig: 'kubeconfig', provides: { dns: {} }, components }),
    },
    tenants: {
      shop: { clusters: ['dc1'], owners: 'shop', applications: { web: { image, uses: { bucket: { sizeGiB: 1 } } } } },
      bank: { clusters: ['dc1'], owners: 'bank', applications: { api: { image, uses: { bucket: {} } } } },
    },
  });
  const [cluster] = clusters;
  if (!cluster) throw new Error('no cluster');
  const objects = cluster.tenants.flatMap((tenant) =>
    Object.values(tenantRelease(tenant, cluster.clusterInfo).objects).flatMap((add) => renderObjects(add)),
  ) as unknown as readonly RenderedObject[];
  const claims = objects
    .filter(({ kind, metadata }) => kind === 'ExternalSecret' && metadata.namespace === 'seaweedfs')
    .map(({ metadata: { name }, spec }, index): Claim => ({
      name,
      bucket: spec?.target?.template?.data.bucket ?? '',
      sizeGiB: spec?.target?.template?.data.sizeGiB ?? '',
      accessKey: `key${index}`.padEnd(20, 'a'),
      secretKey: `secret${index}`.padEnd(40, 's'),
    }))
    .sort((a, b) => (a.name > b.name ? -1 : 1));
  mkdirSync(join(folder, 'work'), { recursive: true });
  mkdirSync(join(folder, 'data'), { recursive: true });
  return { claims, ...writeProvisioner(folder, cluster.releases) };
}

/** Writes the scripts that the provisioner mounts, and the configuration with the administrator of the server. */
function writeProvisioner(folder: string, releases: readonly Release[]) {
  const release = releases.find(({ name }) => name === 'seaweedfs-provisioner');
  if (!release || !('objects' in release)) throw new Error('no release of the provisioner');
  const configMap = Object.values(release.objects)
    .flatMap((add) => renderObjects(add))
    .find((object) => (object as unknown as RenderedObject).kind === 'ConfigMap') as
    { readonly data?: Readonly<Record<string, string>> } | undefined;
  for (const [file, text] of Object.entries(configMap?.data ?? {})) writeFileSync(join(folder, file), text);
  const scripts = ['plan-buckets.mjs', 'apply-buckets.sh'].map((file) => join(folder, file));
  const [secret] = seaweedFs.secrets({}, clusterInfo());
  const configuration = join(folder, 'seaweedfs_s3_config');
  writeFileSync(
    configuration,
    (secret?.keys?.seaweedfs_s3_config ?? '').replace('{{ .secretKey }}', 'administrator-of-a-test'),
  );
  return { scripts, configuration };
}

/** Starts a server with its data in a folder, which has a folder `data`. @param configuration file with the users of its S3 API */
export async function startServer(weed: string, folder: string, configuration: string) {
  const [master, volume, filer, s3, metrics] = [
    await findFreePort(),
    await findFreePort(),
    await findFreePort(),
    await findFreePort(),
    await findFreePort(),
  ];
  const daemon = new Daemon(
    'SeaweedFS',
    weed,
    [
      ...['server', '-ip=127.0.0.1', '-ip.bind=127.0.0.1', `-dir=${join(folder, 'data')}`],
      ...['-volume.max=100', '-master.volumeSizeLimitMB=64', `-master.port=${master}`, `-volume.port=${volume}`],
      ...['-filer', `-filer.port=${filer}`, '-s3', `-s3.port=${s3}`, `-s3.config=${configuration}`],
      `-metricsPort=${metrics}`,
    ],
    join(folder, 'server.log'),
  );
  const address = `http://127.0.0.1:${s3}`;
  await daemon.waitUntil(async () => (await fetch(address)).status === 403, 60);
  return {
    ...{ daemon, master, filerPort: filer, s3: address },
    ...{ filer: `http://127.0.0.1:${filer}`, metrics: `http://127.0.0.1:${metrics}/metrics` },
  };
}

/** Starts a stand-in of the API server that lists the Secrets of claims. */
async function startApiServer(listClaims: () => readonly Claim[]) {
  const encode = (text: string) => Buffer.from(text).toString('base64');
  const server = createServer((request, response) => {
    const isList = request.url === '/api/v1/namespaces/seaweedfs/secrets?labelSelector=plinth.dev%2Fclaim%3Dbucket';
    const items = listClaims().map(({ name, bucket, sizeGiB, accessKey, secretKey }) => ({
      metadata: { name },
      data: {
        ...{ bucket: encode(bucket), sizeGiB: encode(sizeGiB) },
        ...{ accessKey: encode(accessKey), secretKey: encode(secretKey) },
      },
    }));
    response.writeHead(isList ? 200 : 404).end(JSON.stringify({ items }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function startProvisioner(
  weed: string,
  folder: string,
  scripts: readonly string[],
  { master, filerPort }: Awaited<ReturnType<typeof startServer>>,
  apiUrl: string,
) {
  writeFileSync(join(folder, 'token'), 'token');
  const env = {
    ...{ API_URL: apiUrl, TOKEN_FILE: join(folder, 'token'), NAMESPACE: 'seaweedfs' },
    ...{ SELECTOR: 'plinth.dev/claim=bucket', WORK_FOLDER: join(folder, 'work'), INTERVAL_SECONDS: '1' },
    ...{ WEED: weed, MASTER: `127.0.0.1:${master}`, FILER: `127.0.0.1:${filerPort}` },
  };
  return scripts.map((script) => {
    const program = script.endsWith('.mjs') ? process.execPath : '/bin/sh';
    return new Daemon(`provisioner ${script}`, program, [script], `${script}.log`, env);
  });
}
