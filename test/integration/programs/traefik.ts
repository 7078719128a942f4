import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../tools/command';
import { tool } from '../../../tools/tool';
import type { KubernetesObject } from '../cluster/api';
import type { ControlPlane } from '../cluster/control-plane';
import { Daemon } from '../cluster/daemon';
import { ask, type Reply } from './ask';
import { answeringPods, type Answer } from './pods';
import { kubeconfigOf } from './rights';
import { formerHost, host, namespace, pods } from './shop';
import { startedBy } from './started';
import type { Trial } from './trial';

/** Ports of its pod. */
const ports = { web: 8000, websecure: 8443, ping: 8080, metrics: 9100 };

/** How it is asked for the shop. */
interface Front {
  readonly scheme: 'http' | 'https';
  readonly port: number;
}

const page = '/cart?item=1';

/** Runs Traefik as its chart starts it, and asks it for the shop on a cluster without certificates; `watching` are its alerts and dashboards. */
export async function testTraefik(trial: Trial & { readonly watching: readonly KubernetesObject[] }): Promise<void> {
  const { report, label, plane, watching } = trial;
  await plane.api.apply(ingressOfAnotherClass, { manager: 'lab' });
  await withTraefik(trial, { scheme: 'http', port: ports.web }, async () => {
    await report.check(`${label}: routes hosts and paths to their applications, and nothing else`, async () => {
      assertServed(await ask(ports.web, `http://${host}${page}`), { application: 'web', url: page });
      assertServed(await ask(ports.web, `http://${host}/api/items`), { application: 'api', url: '/api/items' });
      assertServed(await ask(ports.web, `http://${host}/apiary`), { application: 'web', url: '/apiary' });
      assertStatus(await ask(ports.web, 'http://nobody.example/'), 404);
      assertStatus(await ask(ports.web, 'http://another.example/'), 404);
    });
    await report.check(`${label}: believes nobody who says for whom he asks`, async () => {
      const { body } = await ask(ports.web, `http://${host}/`, { 'x-forwarded-for': '192.0.2.1' });
      const told = (JSON.parse(body) as Answer).headers['x-forwarded-for'];
      if (told !== '127.0.0.1') throw new Error(`the application hears of ${told ?? 'nobody'}`);
    });
    await report.check(
      `${label}: has the metrics that alerts and dashboards ask for, and says that it is well`,
      async () => {
        assertStatus(await ask(ports.ping, 'http://localhost/ping'), 200);
        const { body } = await ask(ports.metrics, 'http://localhost/metrics');
        const missing = metricsIn(watching).filter((metric) => !body.includes(`\n${metric}{`));
        if (missing.length > 0) throw new Error(`it has no ${missing.join(', ')}`);
        if (!body.includes(`service="${namespace}-web-http@kubernetes"`))
          throw new Error('no metric names the Service');
      },
    );
  });
}

/** Runs Traefik as its chart starts it, and asks it for the shop on a cluster with certificates. */
export async function testTraefikWithCertificates(trial: Trial): Promise<void> {
  const { report, label, plane } = trial;
  const fingerprint = await layCertificate(plane);
  await withTraefik(trial, { scheme: 'https', port: ports.websecure }, async () => {
    await report.check(`${label}: leads everybody from HTTP to HTTPS`, async () => {
      const problem = misled(await ask(ports.web, `http://${host}${page}`), `https://${host}${page}`);
      if (problem !== undefined) throw new Error(problem);
    });
    await report.check(
      `${label}: serves a host with the certificate that its Ingress names, others with none`,
      async () => {
        const reply = await ask(ports.websecure, `https://${host}${page}`);
        assertServed(reply, { application: 'web', url: page });
        if (reply.certificate !== fingerprint) throw new Error('it shows another certificate');
        const unknown = await ask(ports.websecure, 'https://nobody.example/');
        assertStatus(unknown, 404);
        if (unknown.certificate === fingerprint)
          throw new Error('it shows the certificate to those who ask for others');
      },
    );
  });
}

/** Makes the certificate that the shop's Ingress names, and gives its fingerprint. */
async function layCertificate({ api, folder }: ControlPlane): Promise<string> {
  const [cert, key] = [join(folder, 'shop.crt'), join(folder, 'shop.key')];
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'],
    ...['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`, '-out', cert, '-keyout', key],
  ]);
  const data = { 'tls.crt': readFileSync(cert).toString('base64'), 'tls.key': readFileSync(key).toString('base64') };
  const metadata = { name: 'web-tls', namespace };
  await api.apply({ apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/tls', metadata, data }, { manager: 'lab' });
  return new X509Certificate(readFileSync(cert)).fingerprint256;
}

/** Runs it between pods that answer, and waits until it serves the shop. */
async function withTraefik(
  { report, label, plane, objects }: Trial,
  front: Front,
  tryIt: () => Promise<void>,
): Promise<void> {
  const stopPods = await answeringPods(plane.api, namespace, pods);
  const { args, user } = startedBy(objects, 'traefik');
  const env = { KUBECONFIG: kubeconfigOf(plane, user) };
  const daemon = new Daemon('traefik', await tool('traefik'), args, join(plane.folder, 'traefik.log'), env);
  try {
    const unserved = async () => {
      const { status } = await ask(front.port, `${front.scheme}://${host}/`);
      return status === 200 ? undefined : `it answers ${status}`;
    };
    if (!(await report.check(`${label}: finds the shop`, () => daemon.waitFor(unserved, 30)))) return;
    await report.check(`${label}: leads visitors of a former host to the same page of the other`, () =>
      // It reads Ingresses and its own kinds side by side.
      daemon.waitFor(async () => {
        const reply = await ask(front.port, `${front.scheme}://${formerHost}${page}`);
        return misled(reply, `${front.scheme}://${host}${page}`);
      }, 10),
    );
    await tryIt();
  } finally {
    daemon.stop();
    stopPods();
  }
}

const ingressOfAnotherClass: KubernetesObject = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'another', namespace },
  spec: {
    ingressClassName: 'another',
    defaultBackend: { service: { name: 'web', port: { name: 'http' } } },
    rules: [{ host: 'another.example' }],
  },
};

function metricsIn(watching: readonly KubernetesObject[]): readonly string[] {
  const found = new Set(JSON.stringify(watching).match(/\btraefik_\w+/g));
  if (found.size === 0) throw new Error('no alert or dashboard asks for a metric of Traefik');
  return [...found];
}

function assertServed({ status, body }: Reply, wanted: Omit<Answer, 'headers'>): void {
  const { application, url } = status === 200 ? (JSON.parse(body) as Answer) : { application: `${status}`, url: '' };
  if (application !== wanted.application || url !== wanted.url)
    throw new Error(`${wanted.url} of ${wanted.application} comes from ${application} as ${url}`);
}

function assertStatus({ status }: Reply, wanted: number): void {
  if (status !== wanted) throw new Error(`it answers ${status}, not ${wanted}`);
}

/** Where it leads to, where that is not what was wanted. */
function misled({ status, location }: Reply, wanted: string): string | undefined {
  if (status === 301 && location === wanted) return undefined;
  return `it answers ${status} ${location ?? ''}, not 301 ${wanted}`;
}
