// Requests of a script in a pod, to the API server with the permissions of its ServiceAccount and to other servers, and its
// log. Runs on Node.js without packages; the ConfigMap of the script includes this file.
import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const {
  KUBERNETES_SERVICE_HOST: host = '',
  KUBERNETES_SERVICE_PORT: port,
  API_URL = `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
  TOKEN_FILE = '/var/run/secrets/kubernetes.io/serviceaccount/token',
  INTERVAL_SECONDS = '30',
} = process.env;

/** Sends a request with JSON. Returns the response; undefined for a GET or DELETE of what does not exist. */
export async function send(method, url, body, headers = {}) {
  const response = await fetch(url, {
    method,
    headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(10_000),
  });
  if (response.status === 404 && ['GET', 'DELETE'].includes(method)) return undefined;
  if (!response.ok) throw new Error(`${method} ${new URL(url).pathname} responds with ${response.status}`);
  return response;
}

/** Sends a request to the API server. Returns its JSON; undefined for a GET of an object that does not exist. */
export async function callApi(method, path, body, headers = {}) {
  const authorization = `Bearer ${readFileSync(TOKEN_FILE, 'utf8').trim()}`;
  const response = await send(method, `${API_URL}${path}`, body, { authorization, ...headers });
  return response?.json();
}

/** Lists the objects of a path of the API with these labels. */
export async function listObjects(path, labelSelector) {
  const { items = [] } = (await callApi('GET', `${path}?${new URLSearchParams({ labelSelector })}`)) ?? {};
  return items;
}

/** Returns the value of a key of a Secret; empty if the Secret does not have the key. */
export function readSecretKey({ data = {} }, key) {
  return Buffer.from(data[key] ?? '', 'base64').toString();
}

/** Calls a function every INTERVAL_SECONDS, for as long as the pod runs. An error is written to the log. */
export async function repeat(reconcile) {
  for (;;) {
    await reconcile().catch((error) => report('error', String(error)));
    await sleep(Number(INTERVAL_SECONDS) * 1000);
  }
}

/** Writes a line of the log. */
export function report(level, message) {
  console.log(JSON.stringify({ level, message }));
}
