// Keeps the relation tuples of the platform in Keto: those of the ConfigMaps of its namespace. Tuples of the same namespaces
// of Keto that no ConfigMap contains are removed. Runs on Node.js without packages, with the permissions of its
// ServiceAccount.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const { API_URL, KETO_READ_URL, KETO_WRITE_URL, NAMESPACE } = process.env;
const { TOKEN_FILE = '/var/run/secrets/kubernetes.io/serviceaccount/token' } = process.env;
const intervalSeconds = Number(process.env.INTERVAL_SECONDS ?? '30');
const label = 'plinth.dev/relation-tuples';
/** Namespaces of Keto whose tuples all belong to the platform. */
const namespaces = ['Tenant', 'Product'];
const maxChanges = 100;

async function send(method, url, body, headers = {}) {
  const response = await fetch(url, {
    method,
    headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`${method} ${new URL(url).pathname} responds with ${response.status}`);
  return response.status === 204 ? undefined : response.json();
}

/** Returns the tuples of the ConfigMaps, by their text. */
async function listDefined() {
  const authorization = `Bearer ${readFileSync(TOKEN_FILE, 'utf8').trim()}`;
  const url = `${API_URL}/api/v1/namespaces/${NAMESPACE}/configmaps?${new URLSearchParams({ labelSelector: label })}`;
  const { items } = await send('GET', url, undefined, { authorization });
  return byText(items.flatMap(({ data }) => JSON.parse(data.tuples)));
}

/** Returns the tuples in Keto, by their text. */
async function listStored() {
  const tuples = [];
  for (const namespace of namespaces) {
    let token = '';
    do {
      const query = new URLSearchParams({
        namespace,
        page_size: '250',
        ...(token === '' ? {} : { page_token: token }),
      });
      const page = await send('GET', `${KETO_READ_URL}/relation-tuples?${query}`);
      tuples.push(...(page.relation_tuples ?? []));
      token = page.next_page_token ?? '';
    } while (token !== '');
  }
  return byText(tuples);
}

function byText(tuples) {
  return new Map(tuples.map((tuple) => [formatTuple(tuple), tuple]));
}

function formatTuple({ namespace, object, relation, subject_id: id, subject_set: set }) {
  return JSON.stringify([namespace, object, relation, id, set?.namespace, set?.object, set?.relation]);
}

async function reconcile() {
  const [defined, stored] = [await listDefined(), await listStored()];
  const changes = [
    ...[...defined]
      .filter(([text]) => !stored.has(text))
      .map(([, tuple]) => ({ action: 'insert', relation_tuple: tuple })),
    ...[...stored]
      .filter(([text]) => !defined.has(text))
      .map(([, tuple]) => ({ action: 'delete', relation_tuple: tuple })),
  ];
  for (let start = 0; start < changes.length; start += maxChanges)
    await send('PATCH', `${KETO_WRITE_URL}/admin/relation-tuples`, changes.slice(start, start + maxChanges));
  if (changes.length > 0) console.log(JSON.stringify({ level: 'info', message: `changed ${changes.length} tuples` }));
}

for (;;) {
  await reconcile().catch((error) => console.error(JSON.stringify({ level: 'error', message: String(error) })));
  await sleep(intervalSeconds * 1000);
}
