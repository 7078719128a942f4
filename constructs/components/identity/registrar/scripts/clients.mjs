// Registers clients at Dex or Hydra: for each ConfigMap with a client, it creates the Secret with ID and secret of the
// client, unless the Secret exists, and the client at the issuer. Clients without ConfigMap are removed. Runs on Node.js
// without packages, with the permissions of its ServiceAccount.
import { Buffer } from 'node:buffer';
import { createHash, randomBytes } from 'node:crypto';
import {
  callApi,
  listObjects,
  readSecretKey,
  repeat,
  report,
  send,
} from '../../../../kubernetes/scripts/kubernetes-api.mjs';

const { HYDRA_ADMIN_URL, NAMESPACE } = process.env;
const label = 'plinth.dev/oidc-client';

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
  const existing = await callApi('GET', `${path}/${secret}`);
  if (existing) {
    const [id, password] = ['client-id', 'client-secret'].map((key) => readSecretKey(existing, key));
    if (id === '' || password === '')
      throw new Error(`Secret ${namespace}/${secret} has no client-id or client-secret`);
    return { id, password };
  }
  const credentials = { id: `${namespace}.${secret}`, password: randomBytes(32).toString('hex') };
  await callApi('POST', path, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: secret, namespace, labels },
    stringData: { 'client-id': credentials.id, 'client-secret': credentials.password },
  });
  return credentials;
}

/** Clients of Dex: objects of the cluster. */
const dex = {
  /** Creates or replaces a client. Returns its ID at the issuer. */
  async register({ id, password, client, configMap }) {
    const name = objectName(id);
    const fields = {
      id,
      ...(password === undefined ? {} : { secret: password }),
      redirectURIs: client.redirectUrls,
      name: client.title,
      public: password === undefined,
    };
    const existing = await callApi('GET', `${clientsPath}/${name}`);
    if (isUpToDate(existing, fields)) return name;
    const metadata = { ...existing?.metadata, name, namespace: NAMESPACE, labels: { [label]: configMap } };
    const object = { apiVersion: 'dex.coreos.com/v1', kind: 'OAuth2Client', metadata, ...fields };
    await (existing ? callApi('PUT', `${clientsPath}/${name}`, object) : callApi('POST', clientsPath, object));
    return name;
  },
  /** Lists the clients that were registered here, with their ConfigMaps. */
  async list() {
    return (await listObjects(clientsPath, label)).map(({ metadata }) => ({
      name: metadata.name,
      configMap: metadata.labels?.[label],
    }));
  },
  remove: (name) => callApi('DELETE', `${clientsPath}/${name}`),
};

const owner = 'plinth';
const scopes = ['openid', 'profile', 'email', 'groups'];

/** Clients of Hydra, by its admin API. Hydra stores a hash of the secret only: the metadata has a digest of all fields. */
const hydra = {
  async register({ id, password, client, configMap }) {
    const isPublic = password === undefined;
    const fields = {
      client_id: id,
      client_name: client.title,
      redirect_uris: client.redirectUrls,
      grant_types: ['authorization_code', ...(isPublic ? ['refresh_token'] : [])],
      response_types: ['code'],
      scope: [...scopes, ...(isPublic ? ['offline_access'] : [])].join(' '),
      skip_consent: true,
      token_endpoint_auth_method: isPublic ? 'none' : 'client_secret_basic',
      owner,
    };
    const digest = createHash('sha256')
      .update(JSON.stringify([fields, password]))
      .digest('hex');
    const metadata = { configMap, digest };
    const url = `${HYDRA_ADMIN_URL}/admin/clients`;
    const existing = await (await send('GET', `${url}/${encodeURIComponent(id)}`))?.json();
    if (existing && existing.owner !== owner) throw new Error(`the client ${id} exists and was not registered here`);
    if (existing?.metadata?.digest === digest && isUpToDate(existing, fields)) return id;
    const body = { ...fields, ...(isPublic ? {} : { client_secret: password }), metadata };
    await (existing ? send('PUT', `${url}/${encodeURIComponent(id)}`, body) : send('POST', url, body));
    return id;
  },
  async list() {
    const clients = [];
    for (let url = `${HYDRA_ADMIN_URL}/admin/clients?owner=${owner}&page_size=250`; url !== undefined;) {
      const response = await send('GET', url);
      clients.push(...((await response?.json()) ?? []));
      const next = /<([^>]*)>; rel="next"/.exec(response?.headers.get('link') ?? '')?.[1];
      // The URL of the header is that of the request of a client, which a proxy may have changed.
      url = next === undefined ? undefined : `${HYDRA_ADMIN_URL}/admin/clients${new URL(next, HYDRA_ADMIN_URL).search}`;
    }
    return clients
      .filter((client) => client.owner === owner)
      .map(({ client_id: name, metadata }) => ({ name, configMap: metadata?.configMap }));
  },
  remove: (name) => send('DELETE', `${HYDRA_ADMIN_URL}/admin/clients/${encodeURIComponent(name)}`),
};

const issuer = HYDRA_ADMIN_URL === undefined ? dex : hydra;

function isUpToDate(existing, fields) {
  return (
    existing !== undefined &&
    Object.entries(fields).every(([key, value]) => JSON.stringify(existing[key]) === JSON.stringify(value))
  );
}

/** Registers the client of a ConfigMap. Returns its name at the issuer. */
async function registerClient({ metadata: { name: configMap }, data }) {
  const client = JSON.parse(data.client);
  const { id, password } = client.publicId === undefined ? await credentialsOf(client) : { id: client.publicId };
  return issuer.register({ id, password, client, configMap });
}

async function reconcile() {
  const failed = [];
  const names = [];
  for (const configMap of await listObjects(`/api/v1/namespaces/${NAMESPACE}/configmaps`, label))
    try {
      names.push(await registerClient(configMap));
    } catch (error) {
      failed.push(configMap.metadata.name);
      report('error', `${configMap.metadata.name}: ${error}`);
    }
  for (const { name, configMap } of await issuer.list())
    if (!names.includes(name) && !failed.includes(configMap)) await issuer.remove(name);
}

await repeat(reconcile);
