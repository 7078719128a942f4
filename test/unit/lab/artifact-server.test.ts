import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { artifactServer } from '../../../lab/artifact-server';

let folder: string;
let server: Server;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plinth-artifacts-'));
  mkdirSync(join(folder, 'shown/images'), { recursive: true });
  writeFileSync(join(folder, 'shown/images/a.tar'), 'shown');
  writeFileSync(join(folder, 'hidden'), 'hidden');
  server = artifactServer(join(folder, 'shown'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

test('shows the files of its folder', async () => {
  expect(await get('/images/a.tar')).toEqual([200, 'shown']);
});

test.each(['/../hidden', '/images/../../hidden', '/%2e%2e/hidden', '/%', '/images', '/nothing'])(
  'shows nothing at %s',
  async (path) => {
    expect(await get(path)).toEqual([404, 'no such file\n']);
  },
);

/** A client that sends the path as it is; fetch would tidy it up first. */
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
