// Restarts workloads whose Secrets have changed since the previous run. Runs on Node.js without packages. It reads the
// metadata of Secrets only: External Secrets writes a digest of the values there.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { callApi, listObjects, report } from '../../../kubernetes/scripts/kubernetes-api.mjs';

const { WORKLOADS_FILE = '/scripts/workloads.json', WORKLOADS_NAMESPACE, WORKLOADS_SELECTOR } = process.env;

const digestAnnotation = 'plinth.dev/secrets-digest';
const valuesAnnotation = 'reconcile.external-secrets.io/data-hash';

/** Returns a digest of the values of Secrets; undefined while one of them does not exist. */
async function digestSecrets(namespace, secrets) {
  const metadataOnly = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';
  const hash = createHash('sha256');
  for (const name of secrets) {
    const path = `/api/v1/namespaces/${namespace}/secrets/${name}`;
    const secret = await callApi('GET', path, undefined, { accept: metadataOnly });
    if (secret === undefined) return undefined;
    const { annotations = {}, resourceVersion } = secret.metadata;
    hash.update(`${name}=${annotations[valuesAnnotation] ?? resourceVersion}\n`);
  }
  return hash.digest('hex');
}

async function restartIfChanged({ namespace, kind, name, secrets }) {
  const path = `/apis/apps/v1/namespaces/${namespace}/${kind.toLowerCase()}s/${name}`;
  const workload = await callApi('GET', path);
  const digest = workload && (await digestSecrets(namespace, secrets));
  const previous = workload?.metadata.annotations?.[digestAnnotation];
  if (digest === undefined || digest === previous) return;
  const annotations = { [digestAnnotation]: digest };
  // At the first run, the pods have just started with these values.
  const template = previous === undefined ? {} : { spec: { template: { metadata: { annotations } } } };
  const mergePatch = { 'content-type': 'application/merge-patch+json' };
  await callApi('PATCH', path, { metadata: { annotations }, ...template }, mergePatch);
  report('info', `${previous === undefined ? 'watching' : 'restarted'} ${kind} ${namespace}/${name}`);
}

/** Reads the workloads from the file, and from ConfigMaps. */
async function readWorkloads() {
  const ofFile = JSON.parse(readFileSync(WORKLOADS_FILE, 'utf8'));
  if (!WORKLOADS_SELECTOR) return ofFile;
  const items = await listObjects(`/api/v1/namespaces/${WORKLOADS_NAMESPACE}/configmaps`, WORKLOADS_SELECTOR);
  return [...ofFile, ...items.flatMap(({ data }) => JSON.parse(data['workloads.json']))];
}

let failures = 0;
for (const workload of await readWorkloads()) {
  try {
    await restartIfChanged(workload);
  } catch (error) {
    failures += 1;
    report('error', `${workload.kind} ${workload.namespace}/${workload.name}: ${error.message}`);
  }
}
process.exit(failures === 0 ? 0 : 1);
