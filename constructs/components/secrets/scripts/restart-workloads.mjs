// Restarts workloads whose Secrets have changed since the previous run. Runs on Node.js without packages. It reads the
// metadata of Secrets only: External Secrets writes a digest of the values there.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const {
  API_URL = `https://${process.env.KUBERNETES_SERVICE_HOST}:${process.env.KUBERNETES_SERVICE_PORT}`,
  TOKEN_FILE = '/var/run/secrets/kubernetes.io/serviceaccount/token',
  WORKLOADS_FILE = '/etc/restart/workloads.json',
  WORKLOADS_NAMESPACE,
  WORKLOADS_SELECTOR,
} = process.env;

const digestAnnotation = 'plinth.dev/secrets-digest';
const valuesAnnotation = 'reconcile.external-secrets.io/data-hash';

/** Sends a request to the API server and returns its JSON; undefined for an object that does not exist. */
async function call(path, accept, patch) {
  const response = await fetch(`${API_URL}${path}`, {
    method: patch === undefined ? 'GET' : 'PATCH',
    headers: {
      accept,
      authorization: `Bearer ${readFileSync(TOKEN_FILE, 'utf8').trim()}`,
      ...(patch === undefined ? {} : { 'content-type': 'application/merge-patch+json' }),
    },
    ...(patch === undefined ? {} : { body: JSON.stringify(patch) }),
    signal: AbortSignal.timeout(10_000),
  });
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`${path} responds with ${response.status}`);
  return response.json();
}

/** Returns a digest of the values of Secrets; undefined while one of them does not exist. */
async function digestSecrets(namespace, secrets) {
  const metadataOnly = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';
  const hash = createHash('sha256');
  for (const name of secrets) {
    const secret = await call(`/api/v1/namespaces/${namespace}/secrets/${name}`, metadataOnly);
    if (secret === undefined) return undefined;
    const { annotations = {}, resourceVersion } = secret.metadata;
    hash.update(`${name}=${annotations[valuesAnnotation] ?? resourceVersion}\n`);
  }
  return hash.digest('hex');
}

async function restartIfChanged({ namespace, kind, name, secrets }) {
  const path = `/apis/apps/v1/namespaces/${namespace}/${kind.toLowerCase()}s/${name}`;
  const workload = await call(path, 'application/json');
  const digest = workload && (await digestSecrets(namespace, secrets));
  const previous = workload?.metadata.annotations?.[digestAnnotation];
  if (digest === undefined || digest === previous) return;
  const annotations = { [digestAnnotation]: digest };
  // At the first run, the pods have just started with these values.
  const template = previous === undefined ? {} : { spec: { template: { metadata: { annotations } } } };
  await call(path, 'application/json', { metadata: { annotations }, ...template });
  console.log(`${previous === undefined ? 'watching' : 'restarted'} ${kind} ${namespace}/${name}`);
}

/** Reads the workloads from the file, and from ConfigMaps. */
async function readWorkloads() {
  const ofFile = JSON.parse(readFileSync(WORKLOADS_FILE, 'utf8'));
  if (!WORKLOADS_SELECTOR) return ofFile;
  const query = `labelSelector=${encodeURIComponent(WORKLOADS_SELECTOR)}`;
  const { items } = await call(`/api/v1/namespaces/${WORKLOADS_NAMESPACE}/configmaps?${query}`, 'application/json');
  return [...ofFile, ...items.flatMap(({ data }) => JSON.parse(data['workloads.json']))];
}

let failures = 0;
for (const workload of await readWorkloads()) {
  try {
    await restartIfChanged(workload);
  } catch (error) {
    failures += 1;
    console.error(`${workload.kind} ${workload.namespace}/${workload.name}: ${error.message}`);
  }
}
process.exit(failures === 0 ? 0 : 1);
