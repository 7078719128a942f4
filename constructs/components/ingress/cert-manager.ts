import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { z } from 'zod';
import { tryGetEndpoint } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import { error } from '../../../src/schema/problem';
import { dnsLabel, helmValues } from '../../../src/schema/field-types';
import { charts } from './charts';
import { clusterIssuer, ingressClass } from './ingress';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import type { AlertRule } from '../../monitoring/alert-rules';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';

const apiVersion = 'cert-manager.io/v1';
const letsEncryptDirectory = 'https://acme-v02.api.letsencrypt.org/directory';

/**
 * Makes certificates, and the ClusterIssuer `default` that everybody asks: by ACME where an email is given, else by a
 * certificate authority of the cluster's own, which it makes or takes from a Secret, else as `issuer` says.
 * @see https://cert-manager.io/docs/configuration/
 * @example
 * certManager({ email: 'ops@acme.example' })
 * @example
 * certManager({ email: 'ops@acme.example', dns01: { route53: { region: 'eu-central-1' } } })
 */
export const certManager = componentKind({
  kind: 'cert-manager',
  summary: 'Certificates, by ACME or from an authority of your own.',
  schema: z.strictObject({
    email: z.email().optional().describe('get certificates by ACME; this address hears of what goes wrong'),
    acmeServer: z.url().optional().describe("directory of the ACME server; @default Let's Encrypt"),
    dns01: z
      .record(z.string(), z.json())
      .optional()
      .describe("a DNS-01 solver as cert-manager's ACME issuer takes it; @default HTTP-01 through `ingress`"),
    caSecret: dnsLabel
      .optional()
      .describe(
        'Secret in its namespace with the keys `tls.crt` and `tls.key` of the authority that signs; @default one that it makes itself',
      ),
    issuer: z
      .record(z.string(), z.json())
      .optional()
      .describe(
        'spec of the ClusterIssuer as cert-manager takes it, such as `{ vault: … }`, in place of all the above',
      ),
    replicas: z.int().min(1).default(1).describe('pods of each of its parts'),
    values: helmValues.optional(),
  }),
  // Without an Ingress there is nothing that could answer an HTTP-01 challenge.
  requires: ({ email, dns01, issuer }) => (email !== undefined && !dns01 && !issuer ? ['ingress'] : []),
  provides: ({ name, email, dns01, issuer }) => ({
    certificates: {
      namespace: name,
      api: issuer ? 'issuer' : email === undefined ? 'ca' : dns01 ? 'acme-dns01' : 'acme-http01',
    },
  }),
  validate: ({ email, acmeServer, dns01, caSecret, issuer }) => {
    const given = Object.entries({ email, caSecret, issuer }).filter(([, value]) => value !== undefined);
    const [first, second] = given.map(([option]) => option);
    return [
      ...(first !== undefined && second !== undefined
        ? [error([second], undefined, `stands beside \`${first}\`, and one issuer cannot be both`, 'write one of them')]
        : []),
      ...Object.entries({ acmeServer, dns01 })
        .filter(([, value]) => value !== undefined && email === undefined)
        .map(([option]) => error([option], undefined, 'is for ACME, and there is no `email`', 'write `email` too')),
    ];
  },
  releases: ({ name, replicas, values, ...issuing }, cluster) => {
    const metrics = tryGetEndpoint(cluster, 'metrics') !== undefined;
    return [
      {
        name,
        namespace: name,
        podSecurity: 'restricted',
        chart: charts.certManager,
        values: mergeHelmValues(
          {
            ...(cluster.registryMirror === undefined ? {} : { imageRegistry: cluster.registryMirror }),
            crds: { enabled: true, keep: true },
            global: { leaderElection: { namespace: name } },
            replicaCount: replicas,
            resources: containerResources('20m', '64Mi', '256Mi'),
            webhook: { replicaCount: replicas, resources: containerResources('10m', '32Mi', '128Mi') },
            cainjector: { replicaCount: replicas, resources: containerResources('10m', '64Mi', '256Mi') },
            startupapicheck: { resources: containerResources('10m', '32Mi', '128Mi') },
            prometheus: { enabled: metrics, servicemonitor: { enabled: metrics } },
          },
          values,
        ),
        networkRules: {
          all: {
            ingress: [{ peer: { capability: 'metrics' }, ports: [9402] }],
            // Before it asks ACME to look, it looks itself: at the ingress, or at the zone's name servers. A cloud lets
            // it change a zone by what the machine is.
            egress: [
              { peer: 'api-server' },
              { peer: 'world', ports: [80, 443, { port: 53, protocol: 'UDP' }, { port: 53, protocol: 'TCP' }] },
              { peer: 'link-local', ports: [80] },
              { peer: { capability: 'ingress' } },
            ],
          },
          webhook: {
            podLabels: { 'app.kubernetes.io/component': 'webhook' },
            ingress: [{ peer: 'api-server', ports: [10250] }],
          },
        },
      },
      {
        name: `${name}-issuers`,
        namespace: name,
        podSecurity: 'restricted',
        after: [name],
        objects: {
          'objects.yaml': (scope) => {
            addClusterIssuer(scope, name, issuing);
          },
        },
      },
      ...monitoringReleases({ name, namespace: name, alerts }, cluster),
    ];
  },
});

const alerts: readonly AlertRule[] = [
  {
    name: 'CertificateExpiresSoon',
    expr: 'min by (name, exported_namespace) (certmanager_certificate_expiration_timestamp_seconds) - time() < 7 * 24 * 3600',
    forMinutes: 60,
    severity: 'critical',
    summary: 'Certificate {{ $labels.exported_namespace }}/{{ $labels.name }} ends in {{ $value | humanizeDuration }}.',
    runbook:
      'It should have been renewed weeks ago: `kubectl describe` it, its CertificateRequest, Order and Challenge.',
  },
  {
    name: 'CertificateNotReady',
    expr: 'max by (name, exported_namespace) (certmanager_certificate_ready_status{condition!="True"}) == 1',
    forMinutes: 30,
    severity: 'warning',
    summary: 'Certificate {{ $labels.exported_namespace }}/{{ $labels.name }} is not ready.',
    runbook: '`kubectl describe` it, its CertificateRequest, Order and Challenge: the last of them says why.',
  },
];

interface IssuerOptions {
  readonly email?: string | undefined;
  readonly acmeServer?: string | undefined;
  readonly dns01?: object | undefined;
  readonly caSecret?: string | undefined;
  readonly issuer?: object | undefined;
}

function addClusterIssuer(scope: Construct, namespace: string, issuing: IssuerOptions): void {
  const { email, acmeServer = letsEncryptDirectory, dns01, caSecret, issuer } = issuing;
  const ownAuthority = 'cluster-authority';
  const acme = {
    email,
    server: acmeServer,
    privateKeySecretRef: { name: 'acme-account' },
    solvers: [
      dns01 ? { dns01 } : { http01: { ingress: { serviceType: 'ClusterIP', ingressClassName: ingressClass } } },
    ],
  };
  const spec = issuer ?? (email === undefined ? { ca: { secretName: caSecret ?? ownAuthority } } : { acme });
  if (issuer === undefined && email === undefined && caSecret === undefined)
    addCertificateAuthority(scope, namespace, ownAuthority);
  new ApiObject(scope, 'issuer', { apiVersion, kind: 'ClusterIssuer', metadata: { name: clusterIssuer }, spec });
}

/** A certificate authority whose key cert-manager makes in the cluster, and which never leaves it. */
function addCertificateAuthority(scope: Construct, namespace: string, name: string): void {
  new ApiObject(scope, 'authority-issuer', {
    apiVersion,
    kind: 'Issuer',
    metadata: { name, namespace },
    spec: { selfSigned: {} },
  });
  new ApiObject(scope, 'authority', {
    apiVersion,
    kind: 'Certificate',
    metadata: { name, namespace },
    spec: {
      isCA: true,
      commonName: name,
      secretName: name,
      duration: '87600h',
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Never' },
      issuerRef: { kind: 'Issuer', name },
    },
  });
}
