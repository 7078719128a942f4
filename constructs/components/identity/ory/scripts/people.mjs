// Keeps the identities of Kratos as the list of people in a ConfigMap: creates missing ones, updates names and groups, and
// deactivates those of people who are no longer listed. Identities that it did not create are not changed, and none is
// deleted. With PORT, people have their accounts at issuers: identities are created at the first log-in, if this server admits
// it. Runs on Node.js without packages, with the permissions of its ServiceAccount.
// `node people.mjs recovery <e-mail address>` prints the link and the code with which a person sets a password.
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { callApi, repeat, report, send } from '../../../../kubernetes/scripts/kubernetes-api.mjs';

const { KRATOS_ADMIN_URL, NAMESPACE, CONFIG_MAP, PORT } = process.env;
const identitiesUrl = `${KRATOS_ADMIN_URL}/admin/identities`;
/** Value of `managedBy` in the metadata of identities that this server created, which people can neither read nor change. */
const manager = 'plinth.dev/people';

async function readPeople() {
  const configMap = await callApi('GET', `/api/v1/namespaces/${NAMESPACE}/configmaps/${CONFIG_MAP}`);
  // Without a list, no identity is deactivated.
  if (configMap === undefined) throw new Error(`ConfigMap ${CONFIG_MAP} does not exist`);
  return JSON.parse(configMap.data.people);
}

/** Returns all identities by e-mail address in lower case, in which Kratos compares addresses. */
async function listIdentities() {
  const identities = new Map();
  let token = '';
  do {
    const query = new URLSearchParams({ page_size: '250', ...(token === '' ? {} : { page_token: token }) });
    const response = await send('GET', `${identitiesUrl}?${query}`);
    for (const identity of await response.json()) identities.set(identity.traits.email?.toLowerCase(), identity);
    const [, next = ''] = /<([^>]*)>; *rel="next"/.exec(response.headers.get('link') ?? '') ?? [];
    token = next === '' ? '' : (new URL(next, KRATOS_ADMIN_URL).searchParams.get('page_token') ?? '');
  } while (token !== '');
  return identities;
}

function isManaged({ metadata_admin: metadata }) {
  return metadata?.managedBy === manager;
}

async function createIdentity({ email, name, groups }) {
  await send('POST', identitiesUrl, {
    schema_id: 'default',
    traits: { email, name },
    metadata_public: { groups },
    metadata_admin: { managedBy: manager },
  });
  report('info', `created ${email}`);
}

/** Replaces fields of an identity. */
function patchIdentity({ id }, fields) {
  const operations = Object.entries(fields).map(([field, value]) => ({ op: 'add', path: `/${field}`, value }));
  return send('PATCH', `${identitiesUrl}/${id}`, operations);
}

/**
 * Updates groups, and the name where it is listed, and activates the identity of a person who was removed from the list before. One that an
 * administrator has deactivated stays so.
 */
async function updateIdentity(identity, { email, name = identity.traits.name, groups }) {
  const { traits, metadata_public: metadata, metadata_admin: admin } = identity;
  const hasChanged = traits.name !== name || JSON.stringify(metadata?.groups) !== JSON.stringify(groups);
  if (!hasChanged && !admin.removed) return;
  await patchIdentity(identity, {
    traits: { ...traits, name },
    metadata_public: { ...metadata, groups },
    ...(admin.removed ? { state: 'active', metadata_admin: { ...admin, removed: undefined } } : {}),
  });
  report('info', `updated ${email}`);
}

/** Deactivates the identity of a person who is no longer listed. Until all steps are done, they are repeated. */
async function removeAccess(identity) {
  const { id, traits, metadata_admin: admin } = identity;
  if (admin.removed) return;
  await patchIdentity(identity, { state: 'inactive' });
  await send('DELETE', `${identitiesUrl}/${id}/sessions`);
  await patchIdentity(identity, { metadata_admin: { ...admin, removed: true } });
  report('info', `deactivated ${traits.email}`);
}

/** Waits for a change of one identity. An error is written to the log, and does not prevent other changes. */
async function attempt(email, change) {
  await change.catch((error) => report('error', `${email}: ${error}`));
}

async function reconcile() {
  const [people, identities] = [await readPeople(), await listIdentities()];
  const listed = new Set(people.map(({ email }) => email));
  for (const [email, identity] of identities)
    if (isManaged(identity) && !listed.has(email)) await attempt(email, removeAccess(identity));
  for (const person of people) {
    const identity = identities.get(person.email);
    if (identity === undefined) {
      if (PORT === undefined) await attempt(person.email, createIdentity(person));
    } else if (isManaged(identity)) await attempt(person.email, updateIdentity(identity, person));
    else
      report('error', `${person.email}: the identity ${identity.id} was not created from the list, and is not changed`);
  }
}

/**
 * Decides whether an account at an issuer becomes an identity: returns metadata of the identity, or the reason of the refusal.
 * Kratos gives traits in the request of the browser precedence over those of the issuer, of which the metadata has a copy.
 */
async function admit({ traits, metadata: { upstream, refusal } }) {
  if (refusal !== null) return { refusal };
  if (traits.email !== upstream.email || traits.name !== upstream.name)
    return { refusal: 'its e-mail address or name is another one at the issuer' };
  const listed = CONFIG_MAP === undefined ? { groups: [] } : findPerson(await readPeople(), traits.email);
  if (listed === undefined) return { refusal: 'its e-mail address is not in the list of people' };
  return { identity: { metadata_public: { groups: listed.groups }, metadata_admin: { managedBy: manager } } };
}

function findPerson(people, email) {
  return people.find((person) => person.email === email);
}

/** Answers the web hooks of Kratos: `/registration`, and `/link` for further accounts of an identity, which are refused. */
async function answerHook({ url }, body) {
  const { identity, refusal = 'try again later' } =
    url === '/registration' ? await admit(JSON.parse(body)) : { refusal: 'accounts cannot be added' };
  if (identity !== undefined) return { status: 200, content: { identity } };
  const message = { id: 4_000_001, type: 'error', text: `This account is not admitted: ${refusal}.` };
  return { status: 403, content: { messages: [{ messages: [message] }] } };
}

function serveHooks() {
  createServer((request, response) => {
    if (request.url === '/health') {
      response.end();
      return;
    }
    text(request)
      .then((body) => answerHook(request, body))
      .then(({ status, content }) => response.writeHead(status).end(JSON.stringify(content)))
      .catch((error) => {
        report('error', String(error));
        response.writeHead(500).end();
      });
  }).listen(Number(PORT));
}

/** Prints a link and a code, which are valid for a day. */
async function printRecovery(email) {
  const identity = (await listIdentities()).get(email.toLowerCase());
  if (identity === undefined) throw new Error(`${email} has no identity`);
  const body = { identity_id: identity.id, expires_in: '24h' };
  const response = await send('POST', `${KRATOS_ADMIN_URL}/admin/recovery/code`, body);
  const { recovery_link: link, recovery_code: code } = await response.json();
  console.log(`${link}\ncode ${code}`);
}

const [, , command, email = ''] = process.argv;
if (command === 'recovery') await printRecovery(email);
else {
  if (PORT !== undefined) serveHooks();
  if (CONFIG_MAP !== undefined) await repeat(reconcile);
}
