// Forwards HTTP requests to an application if they have a token of one of its callers: of their ServiceAccounts, for the
// audience of the application only. The API server verifies tokens (TokenReview): signature, issuer, audience, expiry, and
// that ServiceAccount and pod still exist. Runs on Node.js without packages.
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createServer, request as sendRequest, STATUS_CODES } from 'node:http';
import { callApi, report } from '../../../../kubernetes/scripts/kubernetes-api.mjs';

const { AUDIENCE, UPSTREAM } = process.env;
const callers = new Map(Object.entries(JSON.parse(process.env.CALLERS ?? '{}')));
const [port, healthPort] = [Number(process.env.PORT ?? '8080'), Number(process.env.HEALTH_PORT ?? '8081')];

const callerHeader = 'x-service-caller';
/** Headers that identify the sender of a request to the application. Only the gate, and the gate of the log-in, may set them. */
const reservedHeaders = [callerHeader, 'authorization', 'x-auth-request-'];
/** Headers of one connection, which a proxy does not forward. */
const hopHeaders = ['connection', 'keep-alive', 'proxy-authorization', 'proxy-connection', 'te', 'trailer', 'upgrade'];
/** Headers with the length of the body. The gate sends its own. */
const framingHeaders = ['content-length', 'transfer-encoding'];

const maxVerified = 1000;
const verifiedSeconds = 10;
/** Callers by the digest of their token, for a few seconds. */
const verified = new Map();

/** Returns the user of a token; undefined for a token that is not valid for the audience. */
async function reviewToken(token) {
  const { status } = await callApi('POST', '/apis/authentication.k8s.io/v1/tokenreviews', {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenReview',
    spec: { token, audiences: [AUDIENCE] },
  });
  // An authenticator that does not know audiences returns none: the token would be valid for all.
  return status?.authenticated === true && status.audiences?.includes(AUDIENCE) ? status.user?.username : undefined;
}

/** Returns the user of a token, verified now or a few seconds ago. */
async function authenticate(token) {
  const key = createHash('sha256').update(token).digest('hex');
  const known = verified.get(key);
  if (known && known.until > Date.now()) return known.user;
  verified.delete(key);
  const user = await reviewToken(token);
  if (user === undefined) return undefined;
  if (verified.size >= maxVerified) verified.delete(verified.keys().next().value);
  verified.set(key, { user, until: Date.now() + verifiedSeconds * 1000 });
  return user;
}

/**
 * Returns the headers of a request for the application, without those of its body. Servers may read an underscore of a name
 * as a hyphen.
 */
function headersFor({ rawHeaders }, caller) {
  const connection = [];
  const headers = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index].toLowerCase().replaceAll('_', '-');
    if (name === 'connection') connection.push(...rawHeaders[index + 1].toLowerCase().split(/\s*,\s*/));
    headers.push([name, rawHeaders[index], rawHeaders[index + 1]]);
  }
  const isForwarded = ([name]) =>
    name !== 'host' &&
    !hopHeaders.includes(name) &&
    !framingHeaders.includes(name) &&
    !connection.includes(name) &&
    !reservedHeaders.some((reserved) => name === reserved || (reserved.endsWith('-') && name.startsWith(reserved)));
  return [
    ...headers.filter(isForwarded).flatMap(([, name, value]) => [name, value]),
    ...['Host', new URL(UPSTREAM).host, 'X-Service-Caller', caller],
  ];
}

/**
 * Returns the headers of the body as the parser of Node.js has read them, whatever `Connection` of the request names: without
 * them, the application would read the body as another request.
 */
function framingFor({ headers }) {
  if (headers['transfer-encoding'] !== undefined) return ['Transfer-Encoding', 'chunked'];
  return headers['content-length'] === undefined ? [] : ['Content-Length', headers['content-length']];
}

/** Opens a connection to the application for one request: what is left of one caller's request cannot reach another's. */
function sendToApplication({ method, url }, headers) {
  return sendRequest(UPSTREAM, { method, path: url, headers, setHost: false, agent: false });
}

function respond(response, status, message) {
  response.writeHead(status, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
  });
  response.end(JSON.stringify({ error: message }));
}

function forward(request, response, caller) {
  const upstream = sendToApplication(request, [...headersFor(request, caller), ...framingFor(request)]);
  upstream.on('response', (answer) => {
    const connection = (answer.headers.connection ?? '').toLowerCase().split(/\s*,\s*/);
    const headers = [];
    for (let index = 0; index < answer.rawHeaders.length; index += 2) {
      const name = answer.rawHeaders[index].toLowerCase();
      if (!hopHeaders.includes(name) && !connection.includes(name) && name !== 'transfer-encoding')
        headers.push(answer.rawHeaders[index], answer.rawHeaders[index + 1]);
    }
    response.writeHead(answer.statusCode, headers);
    answer.pipe(response);
    answer.on('error', () => response.destroy());
  });
  upstream.on('error', (error) => {
    report('error', String(error));
    if (response.headersSent) response.destroy();
    else respond(response, 502, 'the application does not respond');
  });
  response.on('close', () => upstream.destroy());
  request.pipe(upstream);
}

/** Opens a WebSocket to the application, and connects both ends once it has accepted. */
function forwardWebSocket(request, socket, head, caller) {
  const upgrade = ['Connection', 'Upgrade', 'Upgrade', 'websocket'];
  const upstream = sendToApplication(request, [...headersFor(request, caller), ...upgrade]);
  upstream.on('upgrade', (answer, upstreamSocket, upstreamHead) => {
    const lines = [];
    for (let index = 0; index < answer.rawHeaders.length; index += 2)
      lines.push(`${answer.rawHeaders[index]}: ${answer.rawHeaders[index + 1]}`);
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
    socket.write(upstreamHead);
    upstreamSocket.write(head);
    upstreamSocket.pipe(socket).pipe(upstreamSocket);
    for (const [end, other] of [
      [socket, upstreamSocket],
      [upstreamSocket, socket],
    ]) {
      end.on('error', () => other.destroy());
      end.on('close', () => other.destroy());
    }
  });
  // The application refuses the WebSocket: a connection to it is never left open without one.
  upstream.on('response', (answer) => {
    answer.resume();
    endSocket(socket, answer.statusCode ?? 502, 'the application refuses the WebSocket');
  });
  upstream.on('error', (error) => {
    report('error', String(error));
    endSocket(socket, 502, 'the application does not respond');
  });
  socket.on('close', () => upstream.destroy());
  upstream.end();
}

/** Responds on the connection of a request for a WebSocket, and closes it. */
function endSocket(socket, status, message) {
  const body = JSON.stringify({ error: message });
  const headers = ['content-type: application/json', `content-length: ${Buffer.byteLength(body)}`, 'connection: close'];
  if (status === 401) headers.push('www-authenticate: Bearer');
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${headers.join('\r\n')}\r\n\r\n${body}`);
}

/** Returns the caller of a request; a status and message where it may not call the application. */
async function authorize(request) {
  // A path that is a URL of another server, such as of a request to a proxy.
  if (!request.url?.startsWith('/')) return { status: 400, message: 'not a path' };
  const [, token] = /^Bearer +([\w.~+/-]+=*)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (token === undefined) return { status: 401, message: 'no token' };
  const user = await authenticate(token);
  if (user === undefined) return { status: 401, message: 'the token is not valid for this application' };
  const caller = callers.get(user);
  if (caller === undefined) return { status: 403, message: 'this workload may not call the application' };
  return { caller };
}

async function handle(request, response) {
  const { caller, status, message } = await authorize(request);
  if (caller === undefined) respond(response, status, message);
  else forward(request, response, caller);
}

async function handleWebSocket(request, socket, head) {
  const { caller, status, message } = await authorize(request);
  if (caller === undefined) endSocket(socket, status, message);
  else if (framingFor(request).length > 0) endSocket(socket, 400, 'a request for a WebSocket has no body');
  else forwardWebSocket(request, socket, head, caller);
}

/**
 * Parses a request again without its headers for another protocol. HTTP/2, for example, would carry requests that the gate
 * does not see; clients that offer it accept HTTP/1.1.
 */
function handleWithoutUpgrade({ method, url, rawHeaders }, socket, head) {
  const lines = [`${method} ${url} HTTP/1.1`];
  for (let index = 0; index < rawHeaders.length; index += 2)
    if (!['upgrade', 'connection', 'http2-settings'].includes(rawHeaders[index].toLowerCase()))
      lines.push(`${rawHeaders[index]}: ${rawHeaders[index + 1]}`);
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  server.emit('connection', socket);
}

const server = createServer((request, response) => {
  handle(request, response).catch((error) => {
    report('error', String(error));
    if (response.headersSent) response.destroy();
    else respond(response, 503, 'the token cannot be verified');
  });
});
server.on('upgrade', (request, socket, head) => {
  if (request.method !== 'GET' || request.headers.upgrade?.toLowerCase() !== 'websocket') {
    handleWithoutUpgrade(request, socket, head);
    return;
  }
  socket.on('error', () => socket.destroy());
  handleWebSocket(request, socket, head).catch((error) => {
    report('error', String(error));
    endSocket(socket, 503, 'the token cannot be verified');
  });
});
server.listen(port);
createServer((_, response) => response.writeHead(200).end('ok')).listen(healthPort);
