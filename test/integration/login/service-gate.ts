import { mkdirSync } from 'node:fs';
import { once } from 'node:events';
import { request as sendRequest, type IncomingMessage, type Server } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Deployment } from 'kubernetes-types/apps/v1';
import { kinds } from '../../../constructs/kinds';
import { tenantRelease } from '../../../constructs/tenants';
import type { ClusterPlan } from '../../../src/kinds/cluster-plan';
import { language } from '../../../src/language';
import { newestKubernetes } from '../../../tools/catalogue';
import { synthesizeObjects } from '../../support/rendered';
import type { Api, KubernetesObject } from '../cluster/api';
import { buildControlPlanePrograms, ControlPlane } from '../cluster/control-plane';
import { Daemon } from '../cluster/daemon';
import { preparePodScript } from '../cluster/pod-script';
import type { Check } from './check';
import { startEchoApplication, type ReceivedRequest } from './echo-application';
import { openWebSocket } from './web-socket';

const ports = { gate: 24_170, health: 24_171, application: 24_172 } as const;
const namespace = 'service-gate';
const image = 'registry.acme.example/some:1.0.0';

/** `shop/web` may call `bank/ledger` with a token; `evil/web` may call `evil/api` only. */
const definition = {
  name: 'acme',
  domain: 'acme.example',
  environments: ['prod'],
  clusters: {
    prod: {
      ...{ kind: 'existing', environment: 'prod', kubeconfig: 'a.yaml', components: [{ kind: 'service-gate' }] },
      provides: { network: {}, 'network-policy': {}, dns: {} },
    },
  },
  tenants: {
    shop: {
      ...{ clusters: ['prod'], owners: 'shop' },
      applications: { web: { image, calls: [{ to: 'bank/ledger', as: 'service' }] } },
    },
    evil: {
      ...{ clusters: ['prod'], owners: 'evil' },
      applications: { web: { image, calls: [{ to: 'api', as: 'service' }] }, api: { image } },
    },
    bank: {
      ...{ clusters: ['prod'], owners: 'bank' },
      applications: { ledger: { image, allows: [{ from: 'shop/web', as: 'service' }] } },
    },
  },
};

/** Tests the gate of an application on a real API server, which issues and verifies the tokens of callers. */
export async function testServiceGate(check: Check, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const plan = language(kinds).plan(definition).clusters[0] as ClusterPlan;
  const objects = listObjects(plan);
  const controlPlane = new ControlPlane(await buildControlPlanePrograms(newestKubernetes));
  let gate: Daemon | undefined;
  let application: Server | undefined;
  try {
    await controlPlane.start({ nodes: 1 });
    const { api } = controlPlane;
    for (const name of ['shop', 'evil', 'bank', namespace])
      await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, { manager: 'lab' });
    const applied = ['ServiceAccount', 'ConfigMap', 'ClusterRole', 'ClusterRoleBinding'];
    for (const object of objects.filter(({ kind }) => applied.includes(kind))) await api.apply(object);
    application = await startEchoApplication('bank/ledger', ports.application);
    gate = await startGate(api, objects, folder);
    await testCalls(check, api, objects);
    await testFraming(check, await requestToken(api, 'shop', 'web', audienceOf(objects, 'shop')), application);
    await check('service: while the API server does not respond, the application is closed', async () => {
      const token = await requestToken(api, 'shop', 'web', audienceOf(objects, 'shop'));
      controlPlane.stop();
      expectStatus(await send(`Bearer ${token}`), 503);
    });
  } finally {
    gate?.stop();
    application?.close();
    controlPlane.stop();
  }
}

async function testCalls(check: Check, api: Api, objects: readonly KubernetesObject[]): Promise<void> {
  const audience = audienceOf(objects, 'shop');
  const valid = await requestToken(api, 'shop', 'web', audience);
  await check('service: the application receives the request of a caller, its name, and no token', async () => {
    const response = await send(`Bearer ${valid}`, { path: '/accounts?page=2', body: 'some body' });
    expectStatus(response, 200);
    const { url, headers } = JSON.parse(response.body) as ReceivedRequest;
    if (url !== '/accounts?page=2') throw new Error(`the path is ${url}`);
    if (headers['x-service-caller'] !== 'shop/web') throw new Error(`caller: ${String(headers['x-service-caller'])}`);
    if (JSON.stringify(headers).includes(valid)) throw new Error('the application receives the token');
  });
  await check('attack: forged headers of a caller or user do not reach the application', async () => {
    const forged = ['X-Service-Caller', 'x_service_caller', 'X-Auth-Request-User', 'x_auth_request-groups'];
    const headers = Object.fromEntries(forged.map((name) => [name, 'root']));
    const response = await send(`Bearer ${valid}`, { headers: { ...headers, connection: 'x-service-caller' } });
    expectStatus(response, 200);
    const received = (JSON.parse(response.body) as ReceivedRequest).headers;
    if (Object.values(received).includes('root')) throw new Error(`headers: ${JSON.stringify(received)}`);
    if (received['x-service-caller'] !== 'shop/web') throw new Error('no caller');
  });
  await check('service: a WebSocket is opened with a token, and carries both directions', async () => {
    const { status, received } = await openGateWebSocket(`Bearer ${valid}`, {
      path: '/events',
      headers: { 'x-service-caller': 'root' },
    });
    expectStatus({ status, body: received }, 101);
    const [line = '', echo] = received.split('\n');
    const { url, headers } = JSON.parse(line) as ReceivedRequest;
    if (url !== '/events' || headers['x-service-caller'] !== 'shop/web') throw new Error(`received: ${line}`);
    if (line.includes(valid)) throw new Error('the application receives the token');
    if (echo !== 'some frame') throw new Error(`the answer is ${echo ?? 'empty'}`);
  });
  await check(
    'attack: a WebSocket without a valid token, or that the application refuses, opens no connection',
    async () => {
      const other = await requestToken(api, 'evil', 'web', audience);
      for (const [authorization, path, status] of [
        [undefined, '/', 401],
        ['Bearer x', '/', 401],
        [`Bearer ${other}`, '/', 403],
        [`Bearer ${valid}`, '/closed', 404],
      ] as const)
        expectStatus({ ...(await openGateWebSocket(authorization, { path })), body: path }, status);
    },
  );
  await check('attack: a request for HTTP/2 over the connection stays HTTP/1.1, with its caller', async () => {
    const headers = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABkAAQAAP__' };
    const response = await send(`Bearer ${valid}`, { headers, body: 'some body' });
    expectStatus(response, 200);
    const received = (JSON.parse(response.body) as ReceivedRequest).headers;
    if ('upgrade' in received || received['x-service-caller'] !== 'shop/web') throw new Error(response.body);
    expectStatus(await send(undefined, { headers }), 401);
  });
  await check('attack: no token, and made-up ones, are refused', async () => {
    const [header = '', payload = ''] = valid.split('.');
    for (const value of [undefined, 'Bearer x', `Basic ${valid}`, `Bearer ${header}.${payload}.AAAA`])
      expectStatus(await send(value), 401);
  });
  await check('attack: a token for another application, or for the API server, is refused', async () => {
    for (const other of [audienceOf(objects, 'evil'), undefined])
      expectStatus(await send(`Bearer ${await requestToken(api, 'shop', 'web', other)}`), 401);
  });
  await check('attack: a token of another workload for this application gets 403', async () => {
    for (const [tenant, account] of [
      ['evil', 'web'],
      ['bank', 'ledger'],
      ['shop', 'default'],
    ] as const)
      expectStatus(await send(`Bearer ${await requestToken(api, tenant, account, audience)}`), 403);
  });
  await check('attack: a token for the application opens nothing at the API server', async () => {
    const review = (await api.create(
      { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token: valid } },
      '/apis/authentication.k8s.io/v1/tokenreviews',
    )) as { readonly status: { readonly authenticated?: boolean } };
    if (review.status.authenticated) throw new Error('the API server accepts the token');
  });
  await check('attack: the path of a request cannot lead to another server', async () => {
    expectStatus(await send(`Bearer ${valid}`, { path: 'http://127.0.0.1:1/secret' }), 400);
  });
  await check('attack: the gate itself may verify tokens, and nothing else', async () => {
    const as = { user: `system:serviceaccount:${namespace}:service-gate`, groups: ['system:authenticated'] };
    const allowed = await api
      .get('/api/v1/namespaces/bank/secrets', as)
      .then(() => true)
      .catch(() => false);
    if (allowed) throw new Error('the gate can read Secrets');
  });
  await check('service: the token of a removed workload is refused after seconds', async () => {
    const metadata = { name: 'web', namespace: 'shop' };
    await api.delete({ apiVersion: 'v1', kind: 'ServiceAccount', metadata });
    for (let attempt = 0; attempt < 30; attempt++) {
      if ((await send(`Bearer ${valid}`)).status === 401) return api.apply(accountOf(objects, 'shop', 'web'));
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    throw new Error('the gate accepts the token for 30 s');
  });
}

/** Sends requests whose body would be a request of another caller, if gate and application did not agree where it ends. */
async function testFraming(check: Check, token: string, application: Server): Promise<void> {
  const received: string[] = [];
  application.on('request', ({ url = '', headers }: IncomingMessage) => {
    received.push(`${url} of ${String(headers['x-service-caller'])}`);
  });
  const hidden = 'GET /hidden HTTP/1.1\r\nHost: bank\r\nX-Service-Caller: other/caller\r\n\r\n';
  const length = `Content-Length: ${hidden.length}\r\n`;
  const chunked = 'Transfer-Encoding: chunked\r\n';
  const chunks = `${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`;
  const webSocket = 'Connection: Upgrade\r\nUpgrade: websocket\r\n';
  for (const method of ['GET', 'DELETE', 'OPTIONS', 'POST'])
    for (const [name, headers, body, status] of [
      ['a length', length, hidden, 200],
      ['chunks', chunked, chunks, 200],
      ['a length that is a header of the connection', `${length}Connection: x, Content-Length\r\n`, hidden, 200],
      ['chunks that are a header of the connection', `${chunked}Connection: transfer-encoding\r\n`, chunks, 200],
      ['another encoding', 'Transfer-Encoding: gzip, chunked\r\n', chunks, 200],
      ...(method === 'GET' ? ([['a WebSocket with a body', `${webSocket}${length}`, '', 400]] as const) : []),
    ] as const)
      await check(`attack: a request in the body of a ${method} with ${name} stays a body`, async () => {
        received.length = 0;
        const answer = await sendText(
          `${method} /outer HTTP/1.1\r\nHost: gate\r\nAuthorization: Bearer ${token}\r\n${headers}\r\n${body}`,
        );
        // What is left on a connection to the application would come before the next request.
        expectStatus(await send(`Bearer ${token}`, { path: '/next' }), 200);
        if (!answer.startsWith(`HTTP/1.1 ${status} `)) throw new Error(`the answer is ${answer}`);
        const expected = [...(status === 200 ? ['/outer of shop/web'] : []), '/next of shop/web'];
        if (received.join() !== expected.join()) throw new Error(`the application receives ${received.join(', ')}`);
      });
}

/** Sends bytes to the gate, and returns what it responds within half a second. */
async function sendText(request: string): Promise<string> {
  const socket = connect(ports.gate, '127.0.0.1');
  let received = '';
  socket.on('data', (data: Buffer) => (received += data.toString()));
  socket.write(request);
  await new Promise((resolve) => setTimeout(resolve, 500));
  socket.destroy();
  return received;
}

function listObjects(plan: ClusterPlan): readonly KubernetesObject[] {
  const releases = plan.releases.flatMap((release) => ('objects' in release ? Object.values(release.objects) : []));
  const tenants = plan.tenants.flatMap((tenant) => Object.values(tenantRelease(tenant, plan.clusterInfo).objects));
  return [...releases, ...tenants].flatMap((add) => synthesizeObjects(add)) as unknown as readonly KubernetesObject[];
}

function accountOf(objects: readonly KubernetesObject[], tenant: string, name: string): KubernetesObject {
  const account = objects.find(
    ({ kind, metadata }) => kind === 'ServiceAccount' && metadata.name === name && metadata.namespace === tenant,
  );
  if (!account) throw new Error(`no ServiceAccount ${tenant}/${name}`);
  return account;
}

function deploymentOf(objects: readonly KubernetesObject[], deploymentNamespace: string, name: RegExp): Deployment {
  const deployment = objects.find(
    ({ kind, metadata }) =>
      kind === 'Deployment' && metadata.namespace === deploymentNamespace && name.test(metadata.name),
  );
  if (!deployment) throw new Error(`no Deployment ${deploymentNamespace}/${name.source}`);
  return deployment as unknown as Deployment;
}

/** Returns the audience of the token in the generated pod of a tenant's `web`. */
function audienceOf(objects: readonly KubernetesObject[], tenant: string): string {
  const { volumes = [] } = deploymentOf(objects, tenant, /^web$/).spec?.template.spec ?? {};
  const [source] = volumes.flatMap(({ projected }) => projected?.sources ?? []);
  return source?.serviceAccountToken?.audience ?? '';
}

/** Starts the gate of `bank/ledger` with the generated script and environment, and a token of its ServiceAccount. */
async function startGate(api: Api, objects: readonly KubernetesObject[], folder: string): Promise<Daemon> {
  const container = deploymentOf(objects, namespace, /^bank-ledger-/).spec?.template.spec?.containers[0];
  const env = Object.fromEntries((container?.env ?? []).map(({ name, value = '' }) => [name, value]));
  const script = await preparePodScript(api, { namespace, name: 'service-gate', file: 'service-gate.mjs' }, folder);
  const gate = new Daemon('service-gate', process.execPath, [script.file], join(folder, 'service-gate.log'), {
    ...env,
    ...script.env,
    UPSTREAM: `http://127.0.0.1:${ports.application}`,
    ...{ PORT: String(ports.gate), HEALTH_PORT: String(ports.health) },
  });
  await gate.waitUntil(async () => (await fetch(`http://127.0.0.1:${ports.health}/`)).ok, 60);
  return gate;
}

/** Returns a token of a ServiceAccount, as kubelet requests it. @param audience @default that of the API server */
async function requestToken(api: Api, account: string, name: string, audience?: string): Promise<string> {
  const spec = { expirationSeconds: 600, ...(audience === undefined ? {} : { audiences: [audience] }) };
  const { status } = (await api.create(
    { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec },
    `/api/v1/namespaces/${account}/serviceaccounts/${name}/token`,
  )) as { readonly status: { readonly token: string } };
  return status.token;
}

interface GateResponse {
  readonly status: number;
  readonly body: string;
}

async function send(
  authorization: string | undefined,
  { path = '/', headers = {}, body }: { path?: string; headers?: Readonly<Record<string, string>>; body?: string } = {},
): Promise<GateResponse> {
  const request = sendRequest({
    ...{ host: '127.0.0.1', port: ports.gate, path, method: body === undefined ? 'GET' : 'POST', agent: false },
    headers: { ...headers, ...(authorization === undefined ? {} : { authorization }) },
  });
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, body: await text(response) };
}

/** Opens a WebSocket of the gate. */
function openGateWebSocket(
  authorization: string | undefined,
  { path, headers = {} }: { readonly path: string; readonly headers?: Readonly<Record<string, string>> },
): ReturnType<typeof openWebSocket> {
  return openWebSocket(
    sendRequest({
      ...{ host: '127.0.0.1', port: ports.gate, path, agent: false },
      headers: {
        ...{ ...headers, connection: 'Upgrade', upgrade: 'websocket' },
        ...(authorization === undefined ? {} : { authorization }),
      },
    }),
  );
}

function expectStatus({ status, body }: GateResponse, expected: number): void {
  if (status !== expected) throw new Error(`the status is ${status}, not ${expected}: ${body}`);
}
