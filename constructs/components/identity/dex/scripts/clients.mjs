// Registers clients at Dex: for each ConfigMap with a client, it creates the Secret with ID and secret of the client, unless
// the Secret exists, and the object in which Dex stores the client. Clients without ConfigMap are removed. Runs on Node.js
// without packages, with the permissions of its ServiceAccount.
import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const { API_URL, NAMESPACE, TOKEN_FILE = '/var/run/secrets/kubernetes.io/serviceaccount/token' } = process.env;
const intervalSeconds = Number(process.env.INTERVAL_SECONDS ?? '20');
const label = 'plinth.dev/oidc-client';

/** Sends a request to the API server. Returns its JSON; undefined for an object that does not exist. */
async function call(method, path, body) {
  const response = await fetch(`${API_URL}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${readFileSync(TOKEN_FILE, 'utf8').trim()}`,
      accept: 'application/json',
      'content-type': 'application/json',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(10_000),
  });
  if (response.status === 404 && method === 'GET') return undefined;
  if (!response.ok) throw new Error(`${method} ${path} responds with ${response.status}`);
  return response.json();
}

const clientsPath = `/apis/dex.coreos.com/v1/namespaces/${NAMESPACE}/oauth2clients`;

/**
 * Returns the name of the object with a client. Dex derives it from the ID: Base32 of the ID and of the initial state of
 * the hash FNV-1.
 */
function objectName(id) {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
  const bytes = [...Buffer.from(id), ...Buffer.from('cbf29ce484222325', 'hex')];
  const bits = bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((group) => alphabet[parseInt(group.padEnd(5, '0'), 2)]).join('');
}

/** Returns ID and secret of a confidential client from its Secret, which it creates where it does not exist. */
async function credentialsOf({ namespace, secret, labels }) {
  const path = `/api/v1/namespaces/${namespace}/secrets`;
  const existing = await call('GET', `${path}/${secret}`);
  if (existing) {
    const read = (key) => Buffer.from(existing.data?.[key] ?? '', 'base64').toString();
    const [id, password] = [read('client-id'), read('client-secret')];
    if (id === '' || password === '')
      throw new Error(`Secret ${namespace}/${secret} has no client-id or client-secret`);
    return { id, password };
  }
  const credentials = { id: `${namespace}.${secret}`, password: randomBytes(32).toString('hex') };
  await call('POST', path, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: secret, namespace, labels },
    stringData: { 'client-id': credentials.id, 'client-secret': credentials.password },
  });
  return credentials;
}

/** Creates or replaces the client of a ConfigMap. Returns the name of its object. */
async function registerClient(configMap) {
  const client = JSON.parse(configMap.data.client);
  const isPublic = client.publicId !== undefined;
  const { id, password } = isPublic ? { id: client.publicId } : await credentialsOf(client);
  const name = objectName(id);
  const fields = {
    id,
    ...(isPublic ? {} : { secret: password }),
    redirectURIs: client.redirectUrls,
    name: client.title,
    public: isPublic,
  };
  const existing = await call('GET', `${clientsPath}/${name}`);
  if (
    existing &&
    Object.entries(fields).every(([key, value]) => JSON.stringify(existing[key]) === JSON.stringify(value))
  )
    return name;
  const metadata = { ...existing?.metadata, name, namespace: NAMESPACE, labels: { [label]: configMap.metadata.name } };
  const object = { apiVersion: 'dex.coreos.com/v1', kind: 'OAuth2Client', metadata, ...fields };
  await (existing ? call('PUT', `${clientsPath}/${name}`, object) : call('POST', clientsPath, object));
  console.log(JSON.stringify({ level: 'info', message: `registered ${id}` }));
  return name;
}

async function reconcile() {
  const selector = new URLSearchParams({ labelSelector: label });
  const { items } = await call('GET', `/api/v1/namespaces/${NAMESPACE}/configmaps?${selector}`);
  const failed = [];
  const names = [];
  for (const configMap of items)
    try {
      names.push(await registerClient(configMap));
    } catch (error) {
      failed.push(configMap.metadata.name);
      report(`${configMap.metadata.name}: ${error}`);
    }
  const registered = (await call('GET', `${clientsPath}?${selector}`))?.items ?? [];
  for (const { metadata } of registered)
    if (!names.includes(metadata.name) && !failed.includes(metadata.labels?.[label]))
      await call('DELETE', `${clientsPath}/${metadata.name}`);
}

function report(message) {
  console.error(JSON.stringify({ level: 'error', message }));
}

for (;;) {
  await reconcile().catch((error) => report(String(error)));
  await sleep(intervalSeconds * 1000);
}
