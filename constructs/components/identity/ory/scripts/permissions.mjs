// Keeps the relation tuples of the platform in Keto: those of the ConfigMaps of its namespace. Tuples of the same namespaces
// of Keto that no ConfigMap contains are removed. Runs on Node.js without packages, with the permissions of its
// ServiceAccount.
import { listObjects, repeat, report, send } from '../../../../kubernetes/scripts/kubernetes-api.mjs';

const { KETO_READ_URL, KETO_WRITE_URL, NAMESPACE } = process.env;
const label = 'plinth.dev/relation-tuples';
/** Namespaces of Keto whose tuples all belong to the platform. */
const namespaces = ['Tenant', 'Product'];
const maxChanges = 100;

/** Returns the tuples of the ConfigMaps, by their text. */
async function listDefined() {
  const items = await listObjects(`/api/v1/namespaces/${NAMESPACE}/configmaps`, label);
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
      const response = await send('GET', `${KETO_READ_URL}/relation-tuples?${query}`);
      const page = (await response?.json()) ?? {};
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
  if (changes.length > 0) report('info', `changed ${changes.length} tuples`);
}

await repeat(reconcile);
