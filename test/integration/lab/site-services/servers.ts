import { createSign, generateKeyPairSync } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import { createServer as createPlainServer } from 'node:http';
import { createServer } from 'node:https';
import { Registry } from './registry';

/*
 * Services of a site outside its cluster: a proxy that rejects all connections and, by HTTPS, a mirror of registries and
 * an OIDC issuer. Appends a line to the log file for each request.
 * usage: tsx servers.ts ADDRESS IMAGES CERTIFICATE KEY LOG
 */
const [address = '', images = '', certificate = '', key = '', logFile = ''] = process.argv.slice(2);
const appendLog = (line: string) => {
  appendFileSync(logFile, `${line}\n`);
};

const proxy = createPlainServer((request, response) => {
  appendLog(`proxy ${request.method ?? ''} ${request.url ?? ''}`);
  response.writeHead(403).end();
});
proxy.on('connect', (request, socket) => {
  appendLog(`proxy CONNECT ${request.url ?? ''}`);
  socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
});
proxy.listen(3128, address);

const registry = new Registry(images);
const issuer = `https://${address}:5443/issuer`;
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (request, response) => {
  const url = request.url ?? '';
  appendLog(`https ${request.method ?? ''} ${url}`);
  const documents: Readonly<Record<string, () => unknown>> = {
    '/v2/': () => ({}),
    '/issuer/.well-known/openid-configuration': () => ({
      issuer,
      jwks_uri: `${issuer}/keys`,
      authorization_endpoint: `${issuer}/authorize`,
      response_types_supported: ['id_token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
    }),
    '/issuer/keys': () => ({
      keys: [{ ...publicKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'one' }],
    }),
    '/issuer/token': issueToken,
  };
  const document = documents[url];
  const mirrorPath = /^\/v2\/mirror\/(.*)$/.exec(url.replace(/\?.*/, ''))?.[1];
  if (document) response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document()));
  else if (mirrorPath === undefined || !registry.respond(mirrorPath, request, response)) response.writeHead(404).end();
}).listen(5443, address);

/** Returns an ID token of user ada@lab.example. */
function issueToken(): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: issuer, aud: 'kubernetes', sub: '1', email: 'ada@lab.example', groups: ['engineers'] };
  const signingInput = [
    { alg: 'RS256', kid: 'one', typ: 'JWT' },
    { ...claims, email_verified: true, iat: now, exp: now + 3600 },
  ]
    .map((segment) => Buffer.from(JSON.stringify(segment)).toString('base64url'))
    .join('.');
  return `${signingInput}.${createSign('RSA-SHA256').update(signingInput).sign(privateKey, 'base64url')}`;
}
