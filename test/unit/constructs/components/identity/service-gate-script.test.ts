import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect, createServer as createTcpServer, type AddressInfo, type Server as TcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

// On a loaded machine, Node.js starts slowly.
jest.setTimeout(60_000);

/** What the application receives: `GET /a shop/web <body>`. */
const received: string[] = [];
let folder: string;
let api: Server;
let application: Server;
let gate: ChildProcess;
let gatePort: number;

const portOf = (server: TcpServer) => (server.address() as AddressInfo).port;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'service-gate-'));
  writeFileSync(join(folder, 'token'), 'token');
  api = await listen(createServer((request, response) => void review(request).then((body) => response.end(body))));
  application = await listen(
    createServer((request, response) => {
      const { method = '', url = '', headers } = request;
      // An application may respond before it has read the body, and then not read it.
      if (url === '/unread') {
        response.writeHead(404).end();
        return;
      }
      void text(request).then((body) => {
        const senders = [headers['x-service-caller'], headers['x-auth-request-user'] ?? ''];
        received.push([method, url, ...senders, body].join(' ').trim());
        response.end('ok');
      });
    }).on('upgrade', (_, socket) => socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n')),
  );
  gatePort = await findFreePort();
  const path = join(__dirname, '../../../../../constructs/components/identity/service-gate/scripts/service-gate.mjs');
  gate = spawn(process.execPath, [path], {
    env: {
      ...process.env,
      ...{ API_URL: `http://127.0.0.1:${portOf(api)}`, TOKEN_FILE: join(folder, 'token'), AUDIENCE: 'ledger' },
      ...{ UPSTREAM: `http://127.0.0.1:${portOf(application)}`, PORT: String(gatePort), HEALTH_PORT: '0' },
      CALLERS: JSON.stringify({ 'account of web': 'shop/web', 'account of teller': 'bank/teller' }),
    },
    stdio: 'ignore',
  });
  while (!(await fetch(`http://127.0.0.1:${gatePort}/`).catch(() => undefined))) await sleep(50);
});

afterAll(() => {
  gate.kill();
  for (const server of [api, application]) server.close().closeAllConnections();
  rmSync(folder, { recursive: true });
});

beforeEach(() => (received.length = 0));

/** Stand-in for the API server: a token is valid for its audience, and its user is named after it. */
async function review(request: IncomingMessage): Promise<string> {
  const { spec } = JSON.parse(await text(request)) as { spec: { token: string; audiences: string[] } };
  const user = { username: `account of ${spec.token}` };
  return JSON.stringify({ status: { authenticated: true, audiences: spec.audiences, user } });
}

async function listen(server: Server): Promise<Server> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function findFreePort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  server.close();
  return port;
}

/** Sends the bytes of a request, and returns the response of the gate. A moment later, the application has what was smuggled. */
async function sendBytes(lines: readonly string[], body = ''): Promise<string> {
  const socket = connect(gatePort, '127.0.0.1');
  let response = '';
  socket.on('data', (data: Buffer) => (response += data.toString())).on('error', () => undefined);
  socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
  await Promise.race([once(socket, 'data'), once(socket, 'close')]);
  await sleep(50);
  socket.destroy();
  return response;
}

const smuggled =
  'GET /transfer HTTP/1.1\r\nHost: ledger\r\nX-Service-Caller: bank/teller\r\nX-Auth-Request-User: root\r\n\r\n';
const request = (method: string, path: string, ...headers: readonly string[]) => [
  ...[`${method} ${path} HTTP/1.1`, 'Host: gate', 'Authorization: Bearer web'],
  ...headers,
];

test.each(['GET', 'HEAD', 'OPTIONS', 'DELETE', 'POST', 'PUT'])(
  'the body of a %s request never becomes a request of its own',
  async (method) => {
    await sendBytes(request(method, '/length', `Content-Length: ${smuggled.length}`), smuggled);
    await sendBytes(
      request(method, '/named', 'Connection: content-length', `Content-Length: ${smuggled.length}`),
      smuggled,
    );
    const chunks = `${smuggled.length.toString(16)}\r\n${smuggled}\r\n0\r\n\r\n`;
    await sendBytes(request(method, '/chunks', 'Connection: transfer-encoding', 'Transfer-Encoding: chunked'), chunks);
    expect(received).toEqual(
      ['/length', '/named', '/chunks'].map((path) => `${method} ${path} shop/web  ${smuggled}`.trim()),
    );
  },
);

test('a request with two lengths, or a length and chunks, is refused', async () => {
  for (const headers of [
    ['Content-Length: 4', 'Content-Length: 5'],
    ['Content-Length: 4', 'Transfer-Encoding: chunked'],
    ['Transfer-Encoding: chunked, identity'],
    ['Content-Length : 4'],
  ])
    expect(await sendBytes(request('POST', '/', ...headers), smuggled)).toMatch(/^HTTP\/1.1 400 /);
  expect(received).toEqual([]);
});

test('a request for a WebSocket with a body is refused', async () => {
  const upgrade = ['Connection: Upgrade', 'Upgrade: websocket'];
  for (const framing of ['Content-Length: 60', 'Transfer-Encoding: chunked'])
    expect(await sendBytes(request('GET', '/socket', ...upgrade, framing))).toMatch(/^HTTP\/1.1 400 /);
  expect(await sendBytes(request('GET', '/socket', ...upgrade))).toMatch(/^HTTP\/1.1 404 /);
});

test('what an application leaves unread does not reach the request of another caller', async () => {
  await sendBytes(request('POST', '/unread', 'Content-Length: 1000'), smuggled);
  const response = await fetch(`http://127.0.0.1:${gatePort}/balance`, { headers: { authorization: 'Bearer teller' } });
  expect(await response.text()).toBe('ok');
  expect(received).toEqual(['GET /balance bank/teller']);
});
