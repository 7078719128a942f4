import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { run } from '../../../tools/command';
import type { Report } from '../../../tools/report';
import { tool } from '../../../tools/tool';
import { ApiError, type Api, type KubernetesObject } from '../cluster/api';
import { attacker, prepareAttacks } from '../cluster/attacks/attacks';
import { listAttempts } from '../cluster/attacks/attempts';
import type { ControlPlane } from '../cluster/control-plane';
import { Daemon } from '../cluster/daemon';
import { removeAdmissionPolicies } from './admission-policies';
import { sendRequest } from './http-request';
import { startPodServers } from './pod-servers';

const entrypoint = 8000;
const containerPort = 8080;

/** Hosts by the application that serves them. */
const hosts = { web: 'shop.acme.example', ledger: 'bank.acme.example' } as const;

/** Address that replaces the pods of the bank, for which the cluster has no nodes. */
const bankAddress = '10.9.9.2';

const paths = ['/', '/none', '/login', '/api/accounts'];

/**
 * Creates every Ingress of the attempts as a tenant's user, with all admission policies, and sends requests for the host
 * of another tenant through a running Traefik.
 */
export async function testIngressAttacks(report: Report, controlPlane: ControlPlane): Promise<void> {
  const { api } = controlPlane;
  const attempts = listAttempts().filter(({ object }) => object.kind === 'Ingress');
  await prepareAttacks(api, listAttempts());
  await api.apply(ingressClass, { manager: 'lab' });
  const stopPodServers = await startPodServers(api, 'shop', 2, 'web');
  const bank = await serveBank();
  await api.apply(bankEndpoints, { manager: 'lab' });
  const daemon = new Daemon(
    'traefik',
    await tool('traefik'),
    [
      `--entrypoints.web.address=127.0.0.1:${entrypoint}`,
      '--providers.kubernetesingress=true',
      '--providers.kubernetesingress.throttleduration=0',
      '--log.level=DEBUG',
    ],
    join(controlPlane.folder, 'traefik-attacks.log'),
    { KUBECONFIG: controlPlane.kubeconfig },
  );
  try {
    const isRouting = await report.check('Ingresses: Traefik routes the hosts of two tenants', () =>
      daemon.waitUntilNoProblem(() => findWrongRoute(), 30),
    );
    if (!isRouting) return;
    await report.check(
      `Ingresses: none of ${attempts.length} Ingresses of a tenant takes requests of another tenant`,
      async () => {
        let accepted = 0;
        for (const [index, { object }] of attempts.entries()) {
          const named = { ...object, metadata: { ...object.metadata, name: `attempt-${index}`, namespace: 'shop' } };
          if (await tryCreate(api, named, attacker)) accepted += 1;
        }
        if (accepted === 0 || accepted === attempts.length)
          throw new Error(`${accepted} of ${attempts.length} are accepted`);
        await settle();
        const problem = await findWrongRoute();
        if (problem !== undefined) throw new Error(problem);
      },
    );
    await report.check(
      'Ingresses: one that admission refuses takes the requests without the admission policies',
      async () => {
        if (await tryCreate(api, hostileIngress)) throw new Error('admission accepts it');
        await removeAdmissionPolicies(api);
        await daemon.waitUntil(() => tryCreate(api, hostileIngress), 20);
        await daemon.waitUntil(async () => (await findWrongRoute()) !== undefined, 20);
      },
    );
  } finally {
    daemon.stop();
    stopPodServers();
    bank.close().closeAllConnections();
  }
}

/** Returns a problem if a request for the host of an application reaches another one. */
async function findWrongRoute(): Promise<string | undefined> {
  for (const [name, host] of Object.entries(hosts))
    for (const path of paths) {
      const { status, body } = await sendRequest(entrypoint, `http://${host}${path}`);
      if (status !== 200 || !body.startsWith(`{"application":"${name}"`))
        return `${host}${path} is routed to ${status} ${body}, not to ${name}`;
    }
  return undefined;
}

/** Waits until Traefik has certainly loaded all Ingresses: they have no status that would show it. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 5000));
}

async function tryCreate(api: Api, object: KubernetesObject, as?: typeof attacker): Promise<boolean> {
  try {
    const collection = `/apis/networking.k8s.io/v1/namespaces/${object.metadata.namespace ?? ''}/ingresses`;
    await api.create(object, collection, as ? { as } : {});
    return true;
  } catch (error) {
    if (error instanceof ApiError && [400, 403, 422].includes(error.status)) return false;
    throw error;
  }
}

async function serveBank(): Promise<Server> {
  await run('ip', ['address', 'replace', `${bankAddress}/32`, 'dev', 'lo']);
  const server = createServer((_, response) => response.end('{"application":"ledger"}'));
  await once(server.listen(containerPort, bankAddress), 'listening');
  return server;
}

const bankEndpoints: KubernetesObject = {
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: 'ledger-lab', namespace: 'bank', labels: { 'kubernetes.io/service-name': 'ledger' } },
  addressType: 'IPv4',
  ports: [{ name: 'http', port: containerPort, protocol: 'TCP' }],
  endpoints: [{ addresses: [bankAddress], conditions: { ready: true } }],
};

const ingressClass: KubernetesObject = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: { name: 'default' },
  spec: { controller: 'traefik.io/ingress-controller' },
};

/** A longer path prefix has precedence over the rule of the other tenant. */
const hostileIngress: KubernetesObject = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'hostile', namespace: 'shop' },
  spec: {
    ingressClassName: 'default',
    rules: [
      {
        host: hosts.ledger,
        http: {
          paths: [{ path: '/login', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }],
        },
      },
    ],
  },
};
