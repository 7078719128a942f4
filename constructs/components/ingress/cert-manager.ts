import type { Construct } from 'constructs';
import { z } from 'zod';
import type { ZoneAccess } from '../../../src/definition/capability';
import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import type { ComponentSecret } from '../../../src/kinds/component-secret';
import { error } from '../../../src/schema/problem';
import { dnsLabel, helmValues, jsonValue } from '../../../src/schema/field-types';
import { charts } from './charts';
import { clusterIssuer, ingressClass } from '../../kubernetes/ingress';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import type { AlertRule } from '../../monitoring/alert-rules';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';
import { addObject } from '../../kubernetes/object';
import { listSolverSecrets } from './solver-secrets';
import { listIdentitySecrets, renderIdentityVariables } from './zone-identity';

const apiVersion = 'cert-manager.io/v1';
const letsEncryptDirectory = 'https://acme-v02.api.letsencrypt.org/directory';

/**
 * cert-manager with the ClusterIssuer `default`, which issues the certificates of all Ingresses. The issuer is ACME if
 * `email` is set, the configuration in `issuer` if that is set, and otherwise a certificate authority: the one in
 * `caSecret` or a self-signed one.
 * @see https://cert-manager.io/docs/configuration/
 * @example
 * certManager({ email: 'ops@acme.example' })
 * @example
 * certManager({ email: 'ops@acme.example', dns01: { route53: { region: 'eu-central-1' } } })
 * @example
 * certManager({ email: 'ops@acme.example', dns01: true })
 */
export const certManager = componentKind({
  kind: 'cert-manager',
  summary: 'Certificates from ACME, a certificate authority or any other issuer, by cert-manager.',
  schema: z.strictObject({
    email: z
      .email()
      .optional()
      .meta({ examples: ['ops@acme.example'] })
      .describe('email address of the ACME account; setting it selects ACME; @default no ACME account'),
    acmeServer: z
      .url()
      .optional()
      .meta({ examples: ['https://acme.acme.example/directory'] })
      .describe("directory URL of the ACME server; @default Let's Encrypt"),
    dns01: z
      .union([z.literal(true), z.record(z.string(), jsonValue)])
      .optional()
      .meta({ examples: [{ route53: { region: 'eu-north-1' } }, true] })
      .describe(
        'DNS-01 solver in the format of an ACME issuer of cert-manager, or `true` for that of the component with permission to change the zones, such as azureDns() or cloudDns(); @default HTTP-01 through the ingress controller',
      ),
    caSecret: dnsLabel
      .optional()
      .describe(
        'Secret in the namespace of the component with the keys `tls.crt` and `tls.key` of a certificate authority; @default a self-signed authority created by cert-manager',
      ),
    issuer: z
      .record(z.string(), jsonValue)
      .optional()
      .meta({ examples: [{ vault: { server: 'https://vault.acme.example', path: 'pki/sign/acme' } }] })
      .describe(
        'spec of the ClusterIssuer, such as `{ vault: … }`; cannot be combined with `email` or `caSecret`; @default from `email` or `caSecret`',
      ),
    replicas: z.int().min(1).default(1).describe('pods of each of controller, webhook and CA injector'),
    values: helmValues.optional(),
  }),
  secrets: ({ name, caSecret, dns01 }, cluster) => [
    ...(caSecret === undefined ? [] : [authoritySecret(name, caSecret)]),
    ...(typeof dns01 === 'object' ? listSolverSecrets(name, dns01) : []),
    ...listIdentitySecrets(name, tryGetZoneAccess(dns01, cluster)),
  ],
  // HTTP-01 challenges are answered through Ingresses.
  requires: ({ email, dns01, issuer }) => [
    ...(email !== undefined && !dns01 && !issuer ? ['ingress'] : []),
    ...(dns01 === true ? ['dns-zones'] : []),
  ],
  provides: ({ name, email, dns01, issuer }) => ({
    certificates: {
      endpoint: {
        namespace: name,
        // The type of the ClusterIssuer.
        api: issuer ? 'issuer' : email === undefined ? 'ca' : dns01 ? 'acme-dns01' : 'acme-http01',
      },
    },
  }),
  validate: ({ email, acmeServer, dns01, caSecret, issuer }, cluster) => {
    const [first, second] = Object.entries({ email, caSecret, issuer })
      .filter(([, value]) => value !== undefined)
      .map(([option]) => option);
    return [
      ...(first !== undefined && second !== undefined
        ? [error([second], undefined, `conflicts with \`${first}\`: there is only one ClusterIssuer`, 'remove one')]
        : []),
      ...Object.entries({ acmeServer, dns01 })
        .filter(([, value]) => value !== undefined && email === undefined)
        .map(([option]) => error([option], undefined, 'applies to ACME only, which requires `email`', 'write `email`')),
      ...(dns01 === true && tryGetEndpoint(cluster, 'dns-zones') && !tryGetZoneAccess(dns01, cluster)
        ? [error(['dns01'], dns01, 'the provider of `dns-zones` has no solver', 'write the solver')]
        : []),
    ];
  },
  releases: ({ name, replicas, values, dns01, ...issuerOptions }, cluster) => {
    const hasMetrics = tryGetEndpoint(cluster, 'metrics') !== undefined;
    const access = tryGetZoneAccess(dns01, cluster);
    const variables = renderIdentityVariables(access);
    const solver = dns01 === true ? access?.solver : dns01;
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
            ...(access?.podLabels === undefined ? {} : { podLabels: access.podLabels }),
            ...(variables.length === 0 ? {} : { extraEnv: variables }),
            resources: containerResources({ cpuRequest: '20m', memoryRequest: '64Mi', memoryLimit: '256Mi' }),
            webhook: {
              replicaCount: replicas,
              resources: containerResources({ cpuRequest: '10m', memoryRequest: '32Mi', memoryLimit: '128Mi' }),
            },
            cainjector: {
              replicaCount: replicas,
              resources: containerResources({ cpuRequest: '10m', memoryRequest: '64Mi', memoryLimit: '256Mi' }),
            },
            startupapicheck: {
              resources: containerResources({ cpuRequest: '10m', memoryRequest: '32Mi', memoryLimit: '128Mi' }),
            },
            prometheus: { enabled: hasMetrics, servicemonitor: { enabled: hasMetrics } },
          },
          values,
        ),
        networkRules: {
          all: {
            ingress: [{ peer: { capability: 'metrics' }, ports: [9402] }],
            // Before it requests validation, cert-manager checks the challenge itself: at the ingress controller, or at
            // the name servers of the zone. The cloud instance metadata service gives it the credentials to edit a
            // zone.
            egress: [
              { peer: 'api-server' },
              {
                peer: 'outside-cluster',
                ports: [80, 443, { port: 53, protocol: 'UDP' }, { port: 53, protocol: 'TCP' }],
              },
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
            addClusterIssuer(scope, name, { ...issuerOptions, dns01: solver });
          },
        },
      },
      ...monitoringReleases({ name, namespace: name, alerts: listAlerts(name) }, cluster),
    ];
  },
});

/** Returns the Secret of a certificate authority. */
function authoritySecret(namespace: string, name: string): ComponentSecret {
  return {
    namespace,
    name,
    requiredFor: 'certManager({ caSecret })',
    values: {
      'tls.crt': { from: 'provided', description: 'certificate of the authority, with its chain, in PEM' },
      'tls.key': { from: 'provided', description: 'private key of the authority, in PEM' },
    },
    type: 'kubernetes.io/tls',
    rotation: { reloads: 'cert-manager reads it again; renew certificates with cmctl' },
  };
}

/** Returns what cert-manager needs to answer challenges in zones that the platform has permission for. */
function tryGetZoneAccess(dns01: true | object | undefined, cluster: ClusterInfo): ZoneAccess | undefined {
  return dns01 === true ? tryGetEndpoint(cluster, 'dns-zones')?.zoneAccess : undefined;
}

/** Returns the alerts. Pods of tenants may have metrics with these names in their own namespaces. */
function listAlerts(namespace: string): readonly AlertRule[] {
  return [
    {
      name: 'CertificateExpiresSoon',
      expr: `min by (name, exported_namespace) (certmanager_certificate_expiration_timestamp_seconds{namespace="${namespace}"}) - time() < 7 * 24 * 3600`,
      forMinutes: 60,
      severity: 'critical',
      summary:
        'Certificate {{ $labels.exported_namespace }}/{{ $labels.name }} expires in {{ $value | humanizeDuration }}.',
      runbook:
        'Renewal was due weeks ago: run `kubectl describe` on the Certificate and on its CertificateRequest, Order and Challenge.',
    },
    {
      name: 'CertificateNotReady',
      expr: `max by (name, exported_namespace) (certmanager_certificate_ready_status{namespace="${namespace}",condition!="True"}) == 1`,
      forMinutes: 30,
      severity: 'warning',
      summary: 'Certificate {{ $labels.exported_namespace }}/{{ $labels.name }} is not ready.',
      runbook:
        'Run `kubectl describe` on the Certificate and on its CertificateRequest, Order and Challenge: the last one that exists shows the reason.',
    },
  ];
}

interface IssuerOptions {
  readonly email?: string | undefined;
  readonly acmeServer?: string | undefined;
  readonly dns01?: object | undefined;
  readonly caSecret?: string | undefined;
  readonly issuer?: object | undefined;
}

function addClusterIssuer(scope: Construct, namespace: string, options: IssuerOptions): void {
  const { email, acmeServer = letsEncryptDirectory, dns01, caSecret, issuer } = options;
  const generatedAuthority = 'cluster-authority';
  const acme = {
    email,
    server: acmeServer,
    privateKeySecretRef: { name: 'acme-account' },
    solvers: [
      dns01 ? { dns01 } : { http01: { ingress: { serviceType: 'ClusterIP', ingressClassName: ingressClass } } },
    ],
  };
  const spec = issuer ?? (email === undefined ? { ca: { secretName: caSecret ?? generatedAuthority } } : { acme });
  if (issuer === undefined && email === undefined && caSecret === undefined)
    addCertificateAuthority(scope, namespace, generatedAuthority);
  addObject(scope, 'issuer', { apiVersion, kind: 'ClusterIssuer', metadata: { name: clusterIssuer }, spec });
}

/** Adds a self-signed certificate authority. cert-manager generates its key, which stays in a Secret of the cluster. */
function addCertificateAuthority(scope: Construct, namespace: string, name: string): void {
  addObject(scope, 'authority-issuer', {
    apiVersion,
    kind: 'Issuer',
    metadata: { name, namespace },
    spec: { selfSigned: {} },
  });
  addObject(scope, 'authority', {
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
