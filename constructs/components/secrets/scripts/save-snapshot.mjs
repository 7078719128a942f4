// Saves a snapshot of OpenBao in a bucket with an S3 API. Runs on Node.js without packages. It logs in with the token of its
// ServiceAccount, whose role may read snapshots only: they are encrypted with the key of the store.
import { Buffer } from 'node:buffer';
import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream, readFileSync, statSync } from 'node:fs';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import { report } from '../../../kubernetes/scripts/kubernetes-api.mjs';

const {
  BAO_ADDR,
  BAO_CACERT,
  BAO_ROLE,
  TOKEN_FILE = '/var/run/secrets/kubernetes.io/serviceaccount/token',
  S3_URL,
  S3_REGION,
  SNAPSHOT_FILE = '/tmp/snapshot',
  ACCESS_KEY,
  SECRET_KEY,
} = process.env;

/** Sends a request. Returns the response, whose status is a success. */
async function send(url, { ca, body, ...options }) {
  const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
    ...options,
    ...(ca === undefined ? {} : { ca }),
    timeout: 60_000,
  });
  request.on('timeout', () => request.destroy(new Error(`${url.host} does not respond`)));
  const responds = once(request, 'response');
  if (body === undefined || typeof body === 'string') request.end(body);
  else await pipeline(body, request);
  const [response] = await responds;
  if (response.statusCode >= 300)
    throw new Error(`${options.method} ${url.host}${url.pathname} responds with ${response.statusCode}`);
  return response;
}

async function logIn(ca) {
  const jwt = readFileSync(TOKEN_FILE, 'utf8').trim();
  const body = JSON.stringify({ role: BAO_ROLE, jwt });
  const response = await send(new URL('/v1/auth/kubernetes/login', BAO_ADDR), { method: 'POST', ca, body });
  return JSON.parse(await text(response)).auth.client_token;
}

/** Writes a snapshot to a file. Returns the digest of its content. */
async function downloadSnapshot(ca, token) {
  const response = await send(new URL('/v1/sys/storage/raft/snapshot', BAO_ADDR), {
    ...{ method: 'GET', ca, headers: { 'x-vault-token': token } },
  });
  const hash = createHash('sha256');
  response.on('data', (chunk) => hash.update(chunk));
  await pipeline(response, createWriteStream(SNAPSHOT_FILE, { mode: 0o600 }));
  return hash.digest('hex');
}

const hmac = (key, content) => createHmac('sha256', key).update(content).digest();

/** Uploads the file, with a signature of version 4. */
async function uploadSnapshot(digest) {
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const url = new URL(`${S3_URL}/${time}.snapshot`);
  const headers = { host: url.host, 'x-amz-content-sha256': digest, 'x-amz-date': time };
  const names = Object.keys(headers).join(';');
  const lines = Object.entries(headers).map((header) => header.join(':'));
  const canonical = ['PUT', url.pathname, '', ...lines, '', names, digest].join('\n');
  const scope = [time.slice(0, 8), S3_REGION, 's3', 'aws4_request'];
  const content = ['AWS4-HMAC-SHA256', time, scope.join('/'), createHash('sha256').update(canonical).digest('hex')];
  const key = scope.reduce(hmac, Buffer.from(`AWS4${SECRET_KEY}`));
  const signature = hmac(key, content.join('\n')).toString('hex');
  const credential = [ACCESS_KEY, ...scope].join('/');
  const response = await send(url, {
    method: 'PUT',
    headers: {
      ...headers,
      'content-length': statSync(SNAPSHOT_FILE).size,
      authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`,
    },
    body: createReadStream(SNAPSHOT_FILE),
  });
  response.resume();
  return url;
}

const ca = readFileSync(BAO_CACERT);
const url = await uploadSnapshot(await downloadSnapshot(ca, await logIn(ca)));
report('info', `saved ${url.pathname}, ${statSync(SNAPSHOT_FILE).size} bytes`);
