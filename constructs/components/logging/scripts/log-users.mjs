// Keeps the users of tenants in Elasticsearch as their Secrets define them: for each Secret, a role that reads the logs of
// the tenant and nothing else, and a user with this role. With Kibana, each tenant also gets a space with a data view of its
// logs, and a role for this space. Users and roles without Secret are removed; spaces, which contain what people saved, are
// retained. Runs on Node.js without packages.
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { listObjects, readSecretKey, repeat, report } from '../../../kubernetes/scripts/kubernetes-api.mjs';

const {
  NAMESPACE,
  SELECTOR,
  ELASTICSEARCH_URL,
  ELASTICSEARCH_CA_FILE = '/etc/elasticsearch/certificates/ca.crt',
  PASSWORD_FILE = '/etc/elasticsearch/user/elastic',
  KIBANA_URL,
} = process.env;

/** Mark of the roles and users that this script created, in their metadata. */
const manager = 'plinth';

/** Features of Kibana in the space of a tenant: none of them sends requests to other servers. */
const kibanaFeatures = { discover: ['all'], dashboard: ['all'], visualize: ['all'] };

const read = (file) => readFileSync(file, 'utf8').trim();
const basic = (username, password) => `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

/**
 * Sends a request to Elasticsearch, whose certificate is of an authority of its own, or to Kibana. Returns the status and
 * the JSON of the response.
 * @param options.accepted further statuses that are not errors
 */
function send(method, url, { headers, caFile, body, accepted = [] }) {
  const isSecure = url.startsWith('https:');
  const options = {
    method,
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    timeout: 20_000,
    ...(isSecure ? { ca: read(caFile) } : {}),
  };
  return new Promise((resolve, reject) => {
    const request = (isSecure ? requestHttps : requestHttp)(url, options, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const { statusCode: status } = response;
        const text = Buffer.concat(chunks).toString();
        if (status >= 300 && !accepted.includes(status))
          return reject(new Error(`${method} ${new URL(url).pathname} responds with ${status}`));
        try {
          resolve({ status, body: text === '' ? undefined : JSON.parse(text) });
        } catch (error) {
          reject(error);
        }
      });
    });
    request.on('timeout', () => request.destroy(new Error(`${url} does not respond`)));
    request.on('error', reject);
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const callElasticsearch = (method, path, options = {}) =>
  send(method, `${ELASTICSEARCH_URL}${path}`, {
    headers: { authorization: basic('elastic', read(PASSWORD_FILE)) },
    caFile: ELASTICSEARCH_CA_FILE,
    ...options,
  });

const callKibana = (method, path, options = {}) =>
  send(method, `${KIBANA_URL}${path}`, {
    headers: { authorization: basic('elastic', read(PASSWORD_FILE)), 'kbn-xsrf': 'true' },
    ...options,
  });

/** Reads the users of tenants. A Secret that is not complete yet, or has no valid name of a tenant, is skipped. */
async function readTenants() {
  const secrets = await listObjects(`/api/v1/namespaces/${NAMESPACE}/secrets`, SELECTOR);
  return secrets.flatMap((secret) => {
    const [tenant, username, password] = ['tenant', 'username', 'password'].map((key) => readSecretKey(secret, key));
    // A wildcard or a comma in the name would give access to the logs of others.
    if (!/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(tenant) || username !== `tenant.${tenant}` || password === '') return [];
    return [{ tenant, username, password, roles: [username, kibanaRoleName(username)] }];
  });
}

const kibanaRoleName = (username) => `${username}.kibana`;
const metadataOf = (tenant) => ({ managed_by: manager, tenant });
const isEqual = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** Creates the role of a tenant, or replaces one that gives other permissions. */
async function applyRole({ tenant, username }, existing) {
  // Other privileges of the cluster would show names of other tenants' indices, and their queries.
  const cluster = ['cluster:monitor/main'];
  const indices = [{ names: [`logs.${tenant}.*`], privileges: ['read', 'view_index_metadata'] }];
  const { indices: [index, ...otherIndices] = [], cluster: existingCluster, ...rest } = existing ?? {};
  const isUnchanged =
    index !== undefined &&
    otherIndices.length === 0 &&
    isEqual([index.names, index.privileges], [indices[0].names, indices[0].privileges]) &&
    index.query === undefined &&
    isEqual(existingCluster, cluster) &&
    [rest.applications, rest.run_as].every((list = []) => list.length === 0);
  if (isUnchanged) return;
  const body = { cluster, indices, metadata: metadataOf(tenant) };
  await callElasticsearch('PUT', `/_security/role/${username}`, { body });
  report('info', `created role ${username}`);
}

/** Creates the user of a tenant, or sets its password and roles where a log-in shows others. */
async function applyUser({ tenant, username, password, roles }) {
  const headers = { authorization: basic(username, password) };
  const logIn = await callElasticsearch('GET', '/_security/_authenticate', { headers, accepted: [401] });
  if (logIn.status === 200 && isEqual([...logIn.body.roles].sort(), [...roles].sort())) return;
  const body = { password, roles, full_name: `Logs of ${tenant}`, metadata: metadataOf(tenant) };
  await callElasticsearch('PUT', `/_security/user/${username}`, { body });
  report('info', `set user ${username}`);
}

/** Creates the space of a tenant in Kibana with a data view of its logs, and the role that gives access to this space. */
async function applySpace({ tenant, username }, { spaces, roles }) {
  const id = `tenant-${tenant}`;
  if (!spaces.includes(id)) {
    await callKibana('POST', '/api/spaces/space', { body: { id, name: tenant, disabledFeatures: [] } });
    report('info', `created space ${id}`);
  }
  const dataViews = `/s/${id}/api/data_views`;
  const { status } = await callKibana('GET', `${dataViews}/data_view/logs`, { accepted: [404] });
  if (status === 404) {
    const view = { id: 'logs', name: 'Logs', title: `logs.${tenant}.*`, timeFieldName: '@timestamp' };
    await callKibana('POST', `${dataViews}/data_view`, { body: { data_view: view } });
    await callKibana('POST', `${dataViews}/default`, { body: { data_view_id: 'logs', force: true } });
  }
  const kibana = [{ base: [], feature: kibanaFeatures, spaces: [id] }];
  const revision = createHash('sha256').update(JSON.stringify(kibana)).digest('hex').slice(0, 16);
  const name = kibanaRoleName(username);
  if (roles[name]?.metadata?.revision === revision) return;
  const metadata = { ...metadataOf(tenant), revision };
  await callKibana('PUT', `/api/security/role/${name}`, {
    body: { metadata, elasticsearch: { cluster: [], indices: [], run_as: [] }, kibana },
  });
}

/** Deletes users and roles of tenants without Secret. */
async function removeOthers(kind, existing, retained) {
  for (const [name, { metadata }] of Object.entries(existing)) {
    if (metadata?.managed_by !== manager || retained.includes(name)) continue;
    await callElasticsearch('DELETE', `/_security/${kind}/${name}`);
    report('info', `deleted ${kind} ${name}`);
  }
}

async function reconcile() {
  const tenants = await readTenants();
  const { body: roles } = await callElasticsearch('GET', '/_security/role');
  const { body: users } = await callElasticsearch('GET', '/_security/user');
  await removeOthers(
    'user',
    users,
    tenants.map(({ username }) => username),
  );
  await removeOthers(
    'role',
    roles,
    tenants.flatMap((tenant) => tenant.roles),
  );
  await forEachTenant(tenants, async (tenant) => {
    await applyRole(tenant, roles[tenant.username]);
    await applyUser(tenant);
  });
  if (!KIBANA_URL) return;
  const { body: existingSpaces } = await callKibana('GET', '/api/spaces/space');
  const spaces = existingSpaces.map(({ id }) => id);
  await forEachTenant(tenants, (tenant) => applySpace(tenant, { spaces, roles }));
}

/** Calls a function for all tenants, also after it failed for one. */
async function forEachTenant(tenants, apply) {
  for (const tenant of tenants) await apply(tenant).catch((error) => report('error', `${tenant.tenant}: ${error}`));
}

await repeat(reconcile);
