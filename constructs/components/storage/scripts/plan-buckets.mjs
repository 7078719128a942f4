// Compares the Secrets of claims with the buckets and users of SeaweedFS, and writes the commands of `weed shell` that make
// them equal. Runs on Node.js without packages, next to a container that runs the commands: apply-buckets.sh. Buckets are
// never deleted.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listObjects, readSecretKey, repeat, report } from '../../../kubernetes/scripts/kubernetes-api.mjs';

const { NAMESPACE, SELECTOR, WORK_FOLDER = '/work' } = process.env;

const actions = ['Read', 'Write', 'List', 'Tagging'];
const userPrefix = 'claim.';

/** Reads the claims: user, bucket and keys of each. A Secret that is not complete yet is skipped. */
async function readClaims() {
  const secrets = await listObjects(`/api/v1/namespaces/${NAMESPACE}/secrets`, SELECTOR);
  return secrets.flatMap((secret) => {
    const { name } = secret.metadata;
    const [bucket, accessKey, secretKey] = ['bucket', 'accessKey', 'secretKey'].map((key) =>
      readSecretKey(secret, key),
    );
    // Buckets of components have no limit.
    const sizeMiB = Number(readSecretKey(secret, 'sizeGiB')) * 1024;
    // Other characters could be further commands.
    const isValid = [name, bucket, accessKey, secretKey].every((value) => /^[A-Za-z0-9.-]+$/.test(value));
    return isValid && Number.isSafeInteger(sizeMiB) ? [{ user: name, bucket, accessKey, secretKey, sizeMiB }] : [];
  });
}

/** Reads what `weed shell` has printed: a line for each bucket, then the users as JSON. Undefined before the first run. */
function tryReadState() {
  let text;
  try {
    text = readFileSync(join(WORK_FOLDER, 'state'), 'utf8');
  } catch {
    return undefined;
  }
  const json = /^\{[^]*^\}/m.exec(text);
  if (!json) throw new Error('weed shell has printed no users');
  return {
    // Bytes of the limit, by the name of the bucket.
    buckets: new Map(
      [...text.slice(0, json.index).matchAll(/^ {2}(\S+)\tsize:\S*(?:.*\tquota:(\d+))?/gm)].map(
        ([, bucket, quota = '0']) => [bucket, Number(quota)],
      ),
    ),
    users: JSON.parse(json[0]).identities.filter(({ name }) => name.startsWith(userPrefix)),
  };
}

/** Returns the limit of each bucket: the largest one of its claims. */
function listSizes(claims) {
  const sizes = new Map();
  for (const { bucket, sizeMiB } of claims) sizes.set(bucket, Math.max(sizes.get(bucket) ?? 0, sizeMiB));
  return sizes;
}

/** Returns the commands that make buckets and users equal to the claims. */
function planCommands(claims, { buckets, users }) {
  const commands = [...new Set(claims.map(({ bucket }) => bucket))]
    .filter((bucket) => !buckets.has(bucket))
    .map((bucket) => `s3.bucket.create -name ${bucket}`);
  for (const [bucket, sizeMiB] of listSizes(claims))
    if ((buckets.get(bucket) ?? 0) !== sizeMiB * 2 ** 20)
      commands.push(
        sizeMiB === 0
          ? `s3.bucket.quota -name ${bucket} -op remove`
          : `s3.bucket.quota -name ${bucket} -op set -sizeMB ${sizeMiB}`,
      );
  for (const { user, bucket, accessKey, secretKey } of claims) {
    const existing = users.find(({ name }) => name === user);
    const expectedActions = actions.map((action) => `${action}:${bucket}`);
    const isEqual =
      existing?.credentials.length === 1 &&
      existing.credentials[0].accessKey === accessKey &&
      existing.credentials[0].secretKey === secretKey &&
      [...existing.actions].sort().join() === [...expectedActions].sort().join();
    if (isEqual) continue;
    // A changed user would keep its previous keys.
    if (existing) commands.push(`s3.configure -user ${user} -delete -apply`);
    commands.push(
      `s3.configure -user ${user} -access_key ${accessKey} -secret_key ${secretKey} -buckets ${bucket} -actions ${actions.join(',')} -apply`,
    );
  }
  for (const { name } of users)
    if (!claims.some(({ user }) => user === name)) commands.push(`s3.configure -user ${name} -delete -apply`);
  return commands;
}

await repeat(async () => {
  const state = tryReadState();
  const commands = state === undefined ? [] : planCommands(await readClaims(), state);
  if (commands.length === 0) return;
  writeFileSync(join(WORK_FOLDER, 'commands.tmp'), `${commands.join('\n')}\n`, { mode: 0o600 });
  renameSync(join(WORK_FOLDER, 'commands.tmp'), join(WORK_FOLDER, 'commands'));
  report('info', `${commands.length} changes of buckets and users`);
});
