import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createArtifactServer } from '../../../lab/artifact-server';

let folder: string;
let server: Server;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plinth-artifacts-'));
  mkdirSync(join(folder, 'served/images'), { recursive: true });
  writeFileSync(join(folder, 'served/images/a.tar'), 'served');
  writeFileSync(join(folder, 'hidden'), 'hidden');
  server = createArtifactServer(join(folder, 'served'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

test('serves the files of its folder', async () => {
  expect(await get('/images/a.tar')).toEqual([200, 'served']);
});

test.each(['/../hidden', '/images/../../hidden', '/%2e%2e/hidden', '/%', '/images', '/nothing'])(
  'responds 404 to %s',
  async (path) => {
    expect(await get(path)).toEqual([404, 'no such file\n']);
  },
);

/** Sends a GET request with the unmodified path (fetch would normalize it) and returns status and body. */
async function get(path: string): Promise<[number | undefined, string]> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      response.on('end', () => {
        resolve([response.statusCode, body]);
      });
    })
      .on('error', reject)
      .end();
  });
}
