// Forwards HTTP requests to an application if they have a token of one of its callers: of their ServiceAccounts, for the
// audience of the application only. The API server verifies tokens (TokenReview): signature, issuer, audience, expiry, and
// that ServiceAccount and pod still exist. Runs on Node.js without packages.
import { createHash } from 'node:crypto';
import { createServer, request as sendRequest } from 'node:http';
import { callApi, report } from '../../../../kubernetes/scripts/kubernetes-api.mjs';

const { AUDIENCE, UPSTREAM } = process.env;
const callers = new Map(Object.entries(JSON.parse(process.env.CALLERS ?? '{}')));
const [port, healthPort] = [Number(process.env.PORT ?? '8080'), Number(process.env.HEALTH_PORT ?? '8081')];

const callerHeader = 'x-service-caller';
/** Headers that identify the sender of a request to the application. Only the gate, and the gate of the log-in, may set them. */
const reservedHeaders = [callerHeader, 'authorization', 'x-auth-request-'];
/** Headers of one connection, which a proxy does not forward. */
const hopHeaders = ['connection', 'keep-alive', 'proxy-authorization', 'proxy-connection', 'te', 'trailer', 'upgrade'];

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

/** Returns the headers of a request for the application. Servers may read an underscore of a name as a hyphen. */
function headersFor(rawHeaders, caller) {
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
    !connection.includes(name) &&
    !reservedHeaders.some((reserved) => name === reserved || (reserved.endsWith('-') && name.startsWith(reserved)));
  return [
    ...headers.filter(isForwarded).flatMap(([, name, value]) => [name, value]),
    ...['Host', new URL(UPSTREAM).host, 'X-Service-Caller', caller],
  ];
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
  const upstream = sendRequest(UPSTREAM, {
    method: request.method,
    path: request.url,
    headers: headersFor(request.rawHeaders, caller),
    setHost: false,
  });
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

async function handle(request, response) {
  // A path that is a URL of another server, such as of a request to a proxy.
  if (!request.url?.startsWith('/')) return respond(response, 400, 'not a path');
  const [, token] = /^Bearer +([\w.~+/-]+=*)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (token === undefined) return respond(response, 401, 'no token');
  const user = await authenticate(token);
  if (user === undefined) return respond(response, 401, 'the token is not valid for this application');
  const caller = callers.get(user);
  if (caller === undefined) return respond(response, 403, 'this workload may not call the application');
  return forward(request, response, caller);
}

createServer((request, response) => {
  handle(request, response).catch((error) => {
    report('error', String(error));
    if (response.headersSent) response.destroy();
    else respond(response, 503, 'the token cannot be verified');
  });
}).listen(port);
createServer((_, response) => response.writeHead(200).end('ok')).listen(healthPort);
