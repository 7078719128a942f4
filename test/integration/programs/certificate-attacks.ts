import { X509Certificate } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { certManager } from '../../../constructs/components';
import { renderObjects } from '../../../constructs/kubernetes/manifest';
import { clusterInfo } from '../../../src/kinds/cluster-info';
import type { Report } from '../../../tools/report';
import { tool, toolFolder } from '../../../tools/tool';
import { ApiError, type Api, type KubernetesObject } from '../cluster/api';
import { attacker, prepareAttacks } from '../cluster/attacks/attacks';
import { listAttempts } from '../cluster/attacks/attempts';
import type { ControlPlane } from '../cluster/control-plane';
import { Daemon } from '../cluster/daemon';
import { readObjects } from '../cluster/output';
import { removeAdmissionPolicies } from './admission-policies';

const namespace = 'shop';

/** Hosts of tenant `shop`. */
const ownHosts = ['shop.acme.example', 'extra.acme.example', 'login.acme.example'];
const otherHost = 'bank.acme.example';

/**
 * Creates every Certificate and Ingress of the attempts as a tenant's user, with all admission policies, while the
 * controllers of cert-manager run with the ClusterIssuer of `certManager()`, and reads the certificates that they issue.
 */
export async function testCertificateAttacks(report: Report, controlPlane: ControlPlane): Promise<void> {
  const { api } = controlPlane;
  const attempts = listAttempts().filter(({ object }) => ['Certificate', 'Ingress'].includes(object.kind));
  const definitions = readObjects(join(await toolFolder('cert-manager'), 'crds.yaml'));
  for (const definition of definitions) await api.apply(definition);
  await prepareAttacks(api, listAttempts());
  const issuerNamespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'cert-manager' } };
  for (const object of [issuerNamespace, ...listIssuers()]) await api.apply(object);
  const daemon = new Daemon(
    'cert-manager',
    await tool('cert-manager'),
    ['--kubeconfig', controlPlane.kubeconfig, '--cluster-resource-namespace', 'cert-manager'],
    join(controlPlane.folder, 'cert-manager.log'),
  );
  try {
    const isIssuing = await report.check('certificates: cert-manager issues the certificate of an Ingress', () =>
      daemon.waitUntilNoProblem(async () => {
        const certificates = await listCertificates(api);
        return certificates.some(({ names }) => names.includes('shop.acme.example')) ? undefined : 'none is issued';
      }, 60),
    );
    if (!isIssuing) return;
    await report.check(
      `certificates: none of ${attempts.length} Certificates and Ingresses of a tenant has the name of another host`,
      async () => {
        const accepted: string[] = [];
        for (const [index, { object }] of attempts.entries())
          if (await tryCreate(api, renamed(object, `attempt-${index}`))) accepted.push(`attempt-${index}`);
        if (accepted.length === 0 || accepted.length === attempts.length)
          throw new Error(`${accepted.length} of ${attempts.length} are accepted`);
        await settle(daemon, api);
        for (const { name, names, isAuthority } of await listCertificates(api)) {
          const foreign = names.filter((host) => !ownHosts.includes(host));
          if (foreign.length > 0 || isAuthority)
            throw new Error(`${name} has ${isAuthority ? 'the rights of an authority' : foreign.join(', ')}`);
        }
      },
    );
    await report.check(
      'certificates: one that admission refuses is issued without the admission policies',
      async () => {
        const hostile = certificate('hostile', otherHost);
        if (await tryCreate(api, hostile)) throw new Error('admission accepts it');
        await removeAdmissionPolicies(api);
        await daemon.waitUntil(() => tryCreate(api, hostile), 20);
        await daemon.waitUntil(
          async () => (await listCertificates(api)).some(({ names }) => names.includes(otherHost)),
          60,
        );
      },
    );
  } finally {
    daemon.stop();
  }
}

/** The ClusterIssuer `default` with a generated authority, as the component creates it. */
function listIssuers(): readonly KubernetesObject[] {
  const releases = certManager.releases({}, clusterInfo());
  return releases.flatMap((release) =>
    release.name.endsWith('-issuers') && 'objects' in release
      ? Object.values(release.objects).flatMap(renderObjects)
      : [],
  ) as readonly KubernetesObject[];
}

function certificate(name: string, host: string): KubernetesObject {
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name, namespace },
    spec: { secretName: name, dnsNames: [host], issuerRef: { kind: 'ClusterIssuer', name: 'default' } },
  };
}

/**
 * Returns an attempt with a name of its own, and with a Secret of its own if it is a Certificate. Certificates with the name of
 * their Secret, as admission requires it, keep it.
 */
function renamed(object: object, name: string): KubernetesObject {
  const { metadata, spec, ...rest } = object as KubernetesObject & { readonly spec: { readonly secretName?: string } };
  if (spec.secretName === metadata.name) return { ...rest, metadata: { ...metadata, namespace }, spec };
  const secretName = rest.kind === 'Certificate' ? { secretName: name } : {};
  return { ...rest, metadata: { ...metadata, name, namespace }, spec: { ...spec, ...secretName } };
}

/** Certificate in a Secret of the tenant. */
interface IssuedCertificate {
  readonly name: string;
  readonly names: readonly string[];
  readonly isAuthority: boolean;
}

/** Reads the certificates in the namespace of the tenant, with all their names. */
async function listCertificates(api: Api): Promise<readonly IssuedCertificate[]> {
  const { items } = (await api.get(`/api/v1/namespaces/${namespace}/secrets`)) as {
    readonly items: readonly (KubernetesObject & { readonly data?: Readonly<Record<string, string>> })[];
  };
  return items.flatMap(({ metadata, data }) => {
    const text = data?.['tls.crt'] ?? '';
    if (text === '') return [];
    const { subject, subjectAltName = '', ca } = new X509Certificate(Buffer.from(text, 'base64'));
    // Node.js has no subject of a certificate whose subject is empty.
    const commonNames = [...((subject as string | undefined) ?? '').matchAll(/^CN=(.*)$/gm)].map(
      ([, host = '']) => host,
    );
    const alternativeNames = subjectAltName
      .split(', ')
      .filter(Boolean)
      .map((entry) => entry.replace(/^DNS:/, ''));
    return [{ name: metadata.name, names: [...commonNames, ...alternativeNames], isAuthority: ca }];
  });
}

/** Waits until every Certificate of the tenant is Ready, and a moment for those that Ingresses may still lead to. */
async function settle(daemon: Daemon, api: Api): Promise<void> {
  await sleep(5000);
  await daemon.waitUntilNoProblem(async () => {
    const { items } = (await api.get(`/apis/cert-manager.io/v1/namespaces/${namespace}/certificates`)) as {
      readonly items: readonly (KubernetesObject & {
        readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
      })[];
    };
    const waiting = items.filter(
      ({ status }) =>
        !status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True'),
    );
    return waiting.length === 0
      ? undefined
      : `${waiting.map(({ metadata }) => metadata.name).join(', ')} are not Ready`;
  }, 60);
}

async function tryCreate(api: Api, object: KubernetesObject): Promise<boolean> {
  // Certificates of a host have one name: each attempt takes the place of an earlier one.
  if (await api.tryGet(object)) await api.delete(object);
  try {
    const collection = (await api.path(object)).replace(/\/[^/]*$/, '');
    await api.create(object, collection, { as: attacker });
    return true;
  } catch (error) {
    if (error instanceof ApiError && [400, 403, 422].includes(error.status)) return false;
    throw error;
  }
}
