import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../tools/command';
import { tool } from '../../../tools/tool';
import type { KubernetesObject } from '../cluster/api';
import type { ControlPlane } from '../cluster/control-plane';
import { Daemon } from '../cluster/daemon';
import { getContainerCommand } from './container-command';
import { sendRequest, type HttpResponse } from './http-request';
import { writeKubeconfig } from './impersonation';
import { formerHost, host, namespace, podCount } from './ingress-platform';
import { startPodServers, type EchoedRequest } from './pod-servers';
import type { ProgramTestContext } from './program-test-context';

/** Container ports of Traefik's pod. */
const ports = { web: 8000, websecure: 8443, ping: 8080, metrics: 9100 };

interface Entrypoint {
  readonly scheme: 'http' | 'https';
  readonly port: number;
}

const pagePath = '/cart?item=1';

/**
 * Runs Traefik with the arguments of its chart, and sends requests on a cluster without certificates.
 * @param context with `monitoringObjects`: the alert rules and dashboards of Traefik
 */
export async function testTraefik(
  context: ProgramTestContext & { readonly monitoringObjects: readonly KubernetesObject[] },
): Promise<void> {
  const { report, label, controlPlane, monitoringObjects } = context;
  await controlPlane.api.apply(ingressOfOtherClass, { manager: 'lab' });
  await withTraefik(context, { scheme: 'http', port: ports.web }, async () => {
    await report.check(`${label}: routes only known hosts and paths to their applications`, async () => {
      assertRouted(await sendRequest(ports.web, `http://${host}${pagePath}`), { application: 'web', url: pagePath });
      assertRouted(await sendRequest(ports.web, `http://${host}/api/items`), {
        application: 'api',
        url: '/api/items',
      });
      assertRouted(await sendRequest(ports.web, `http://${host}/apiary`), { application: 'web', url: '/apiary' });
      assertStatus(await sendRequest(ports.web, 'http://unknown.example/'), 404);
      assertStatus(await sendRequest(ports.web, 'http://other-class.example/'), 404);
    });
    await report.check(`${label}: does not trust X-Forwarded-For of clients`, async () => {
      const { body } = await sendRequest(ports.web, `http://${host}/`, { 'x-forwarded-for': '192.0.2.1' });
      const forwardedFor = (JSON.parse(body) as EchoedRequest).headers['x-forwarded-for'];
      if (forwardedFor !== '127.0.0.1')
        throw new Error(`the application receives X-Forwarded-For ${forwardedFor ?? 'not at all'}`);
    });
    await report.check(
      `${label}: reports that it is healthy, and exposes the metrics that alerts and dashboards use`,
      async () => {
        assertStatus(await sendRequest(ports.ping, 'http://localhost/ping'), 200);
        const { body } = await sendRequest(ports.metrics, 'http://localhost/metrics');
        const missing = listUsedMetrics(monitoringObjects).filter((metric) => !body.includes(`\n${metric}{`));
        if (missing.length > 0) throw new Error(`Traefik does not expose ${missing.join(', ')}`);
        if (!body.includes(`service="${namespace}-web-http@kubernetes"`))
          throw new Error('no metric has the label of the Service');
      },
    );
  });
}

/** Runs Traefik with the arguments of its chart, and sends requests on a cluster with certificates. */
export async function testTraefikWithCertificates(context: ProgramTestContext): Promise<void> {
  const { report, label, controlPlane } = context;
  const fingerprint = await createCertificate(controlPlane);
  await withTraefik(context, { scheme: 'https', port: ports.websecure }, async () => {
    await report.check(`${label}: redirects all requests from HTTP to HTTPS`, async () => {
      const response = await sendRequest(ports.web, `http://${host}${pagePath}`);
      const problem = findRedirectProblem(response, `https://${host}${pagePath}`);
      if (problem !== undefined) throw new Error(problem);
    });
    await report.check(`${label}: serves the certificate of an Ingress only for the hosts of the Ingress`, async () => {
      const response = await sendRequest(ports.websecure, `https://${host}${pagePath}`);
      assertRouted(response, { application: 'web', url: pagePath });
      if (response.certificateFingerprint !== fingerprint)
        throw new Error(`Traefik serves another certificate for ${host}`);
      const unknownHostResponse = await sendRequest(ports.websecure, 'https://unknown.example/');
      assertStatus(unknownHostResponse, 404);
      if (unknownHostResponse.certificateFingerprint === fingerprint)
        throw new Error('Traefik serves the certificate for an unknown host');
    });
  });
}

/** Creates the certificate of the tenant's Ingress, and returns its SHA-256 fingerprint. */
async function createCertificate({ api, folder }: ControlPlane): Promise<string> {
  const certificateFile = join(folder, 'shop.crt');
  const keyFile = join(folder, 'shop.key');
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'],
    ...['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`, '-out', certificateFile, '-keyout', keyFile],
  ]);
  const certificate = readFileSync(certificateFile);
  const data = {
    'tls.crt': certificate.toString('base64'),
    'tls.key': readFileSync(keyFile).toString('base64'),
  };
  const metadata = { name: 'web-tls', namespace };
  await api.apply({ apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/tls', metadata, data }, { manager: 'lab' });
  return new X509Certificate(certificate).fingerprint256;
}

/** Starts the pods' servers and Traefik, waits until Traefik routes to them, and runs tests. */
async function withTraefik(
  { report, label, controlPlane, objects }: ProgramTestContext,
  entrypoint: Entrypoint,
  runTests: () => Promise<void>,
): Promise<void> {
  const stopPodServers = await startPodServers(controlPlane.api, namespace, podCount);
  const { args, user } = getContainerCommand(objects, 'traefik');
  const env = { KUBECONFIG: writeKubeconfig(controlPlane, user) };
  const daemon = new Daemon('traefik', await tool('traefik'), args, join(controlPlane.folder, 'traefik.log'), env);
  try {
    const findRoutingProblem = async () => {
      const { status } = await sendRequest(entrypoint.port, `${entrypoint.scheme}://${host}/`);
      return status === 200 ? undefined : `the status is ${status}`;
    };
    const isRouting = await report.check(`${label}: routes to the application`, () =>
      daemon.waitUntilNoProblem(findRoutingProblem, 30),
    );
    if (!isRouting) return;
    await report.check(`${label}: redirects a former host to the same page of the new host`, () =>
      // Traefik loads Ingresses and its own custom resources independently of each other.
      daemon.waitUntilNoProblem(async () => {
        const response = await sendRequest(entrypoint.port, `${entrypoint.scheme}://${formerHost}${pagePath}`);
        return findRedirectProblem(response, `${entrypoint.scheme}://${host}${pagePath}`);
      }, 10),
    );
    await runTests();
  } finally {
    daemon.stop();
    stopPodServers();
  }
}

const ingressOfOtherClass: KubernetesObject = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'other-class', namespace },
  spec: {
    ingressClassName: 'other-class',
    defaultBackend: { service: { name: 'web', port: { name: 'http' } } },
    rules: [{ host: 'other-class.example' }],
  },
};

function listUsedMetrics(monitoringObjects: readonly KubernetesObject[]): readonly string[] {
  const metrics = new Set(JSON.stringify(monitoringObjects).match(/\btraefik_\w+/g));
  if (metrics.size === 0) throw new Error('no alert or dashboard uses a metric of Traefik');
  return [...metrics];
}

function assertRouted({ status, body }: HttpResponse, expected: Omit<EchoedRequest, 'headers'>): void {
  if (status !== 200) throw new Error(`${expected.url} of ${expected.application}: the status is ${status}`);
  const { application, url } = JSON.parse(body) as EchoedRequest;
  if (application !== expected.application || url !== expected.url)
    throw new Error(`${expected.url} of ${expected.application} is routed to ${url} of ${application}`);
}

function assertStatus({ status }: HttpResponse, expected: number): void {
  if (status !== expected) throw new Error(`the status is ${status}, not ${expected}`);
}

/** Returns a problem if a response is not a permanent redirect to a URL. */
function findRedirectProblem({ status, location }: HttpResponse, expectedUrl: string): string | undefined {
  if (status === 301 && location === expectedUrl) return undefined;
  return `the response is ${status} ${location ?? ''}, not 301 ${expectedUrl}`;
}
