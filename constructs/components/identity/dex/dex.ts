import { z } from 'zod';
import type { Endpoint } from '../../../../src/definition/capability';
import type { OptionsOf } from '../../../../src/definition/component';
import { resolveImage, tryGetEndpoint, type ClusterInfo } from '../../../../src/kinds/cluster-info';
import type { ComponentSecret } from '../../../../src/kinds/component-secret';
import { componentKind } from '../../../../src/kinds/component-kind';
import type { ChartRelease } from '../../../../src/kinds/release';
import { dnsLabel, helmValues, hostname, jsonValue, nonEmptyList } from '../../../../src/schema/field-types';
import { error, type PathSegment, type Problem } from '../../../../src/schema/problem';
import { isPlainObject } from '../../../../src/schema/plain-object';
import { containerResources } from '../../../kubernetes/container-resources';
import { mergeHelmValues } from '../../../kubernetes/helm-values';
import { certificateAnnotations, ingressClass } from '../../../kubernetes/ingress';
import { nonRootPodSecurityContext, restrictedSecurityContext } from '../../../kubernetes/security-context';
import type { AlertRule } from '../../../monitoring/alert-rules';
import { monitoringReleases } from '../../../monitoring/component-monitoring';
import { charts } from '../charts';
import { gateAppName } from '../gate/gates';
import { issuerHostname, loginOptionFields, loginOptions, provideIssuer } from '../gate/issuer';
import { provideLogin } from '../gate/provider';
import { gateReleases } from '../gate/release';
import { registrarRelease, requestClient } from '../registrar/registrar';

const connector = z.strictObject({
  type: z
    .string()
    .min(1)
    .meta({ examples: ['ldap'] })
    .describe('type of the connector, such as ldap, oidc, microsoft, github or saml'),
  id: dnsLabel.describe('ID of the connector, a part of the URLs that its server redirects to'),
  name: z
    .string()
    .min(1)
    .meta({ examples: ['Acme'] })
    .describe('name on the log-in page'),
  config: z
    .record(z.string(), jsonValue)
    .meta({ examples: [{ host: 'ldap.acme.example:636' }] })
    .describe('settings of the connector; `$NAME` is the key NAME of the Secret of Dex'),
});

const schema = z.strictObject({
  host: hostname
    .optional()
    .describe(
      'host name of the issuer; @default login.<domain>, or login.<environment>.<domain> with several environments; in a realm `login-<name>` instead of `login`',
    ),
  connectors: nonEmptyList(connector)
    .meta({ examples: [[{ type: 'ldap', id: 'ldap', name: 'Acme', config: { host: 'ldap.acme.example:636' } }]] })
    .describe('where users have their accounts'),
  secret: dnsLabel
    .optional()
    .describe(
      'Secret in the namespace of Dex, whose keys `config` of connectors refers to as `$NAME`; @default no Secret',
    ),
  replicas: z.int().min(1).default(2).describe('number of pods'),
  values: helmValues.optional(),
  ...loginOptionFields,
});

type Options = OptionsOf<typeof schema>;

const ports = { http: 5556, telemetry: 5558 } as const;

/** User ID of the image of Dex. */
const dexUser = 1001;

/**
 * Dex, an OpenID Connect issuer for users of other systems: LDAP, SAML, GitHub, another issuer. It stores its state in
 * objects of the Kubernetes API, without a database, and the platform registers its clients.
 * @see https://dexidp.io/docs/connectors/
 * @example
 * dex({
 *   connectors: [
 *     {
 *       type: 'ldap',
 *       id: 'ldap',
 *       name: 'Acme',
 *       config: { host: 'ldap.acme.example:636', bindDN: 'cn=dex,dc=acme', bindPW: '$BIND_PASSWORD' },
 *     },
 *   ],
 *   secret: 'dex-connectors',
 * })
 */
export const dex = componentKind({
  kind: 'dex',
  summary: 'Log-in with accounts of LDAP, SAML, GitHub or another issuer, with Dex.',
  schema,
  requires: () => ['network', 'dns', 'ingress'],
  hosts: (options, cluster) => [dexHost(options, cluster)],
  issuer: issuerUrl,
  validate: ({ connectors, secret }) => [
    ...checkIds(connectors),
    ...checkSecrets(connectors, ['connectors']),
    ...(secret === undefined && listVariables(connectors).length > 0
      ? [
          error(
            ['secret'],
            undefined,
            `is required: connectors refer to ${listVariables(connectors)
              .map((name) => `$${name}`)
              .join(', ')}`,
            'write the name of a Secret in the namespace of Dex',
          ),
        ]
      : []),
  ],
  secrets: listConnectorSecrets,
  provides: (options) =>
    provideIssuer(options, provideLogin(dexEndpoint(options.name), loginOptions(options), requestClient(options.name))),
  releases: (options, cluster) => [
    dexRelease(options, cluster),
    registrarRelease({ component: options.name }, cluster),
    ...gateReleases(
      options.name,
      dexEndpoint(options.name, issuerUrl(options, cluster)),
      loginOptions(options),
      cluster,
    ),
    ...monitoringReleases(
      { name: options.name, namespace: options.name, alerts: [dexDownAlert(options.name)] },
      cluster,
    ),
  ],
});

function dexHost(options: Options, cluster: ClusterInfo): string {
  return options.host ?? issuerHostname('login', options, cluster.environmentDomain);
}

function issuerUrl(options: Options, cluster: ClusterInfo): string {
  return `https://${dexHost(options, cluster)}`;
}

function podLabels(name: string) {
  return { 'app.kubernetes.io/name': 'dex', 'app.kubernetes.io/instance': name };
}

/**
 * Returns the endpoint of Dex: clients in the cluster use its Service, and browsers its public host.
 * @param issuer URL of the issuer, where it is known
 */
function dexEndpoint(name: string, issuer?: string): Endpoint {
  const url = `http://${name}.${name}:${ports.http}`;
  return {
    api: 'oidc',
    namespace: name,
    podLabels: podLabels(name),
    url,
    ...(issuer === undefined ? {} : { issuer }),
    // Below the issuer.
    authorizationUrl: issuer === undefined ? '/auth' : `${issuer}/auth`,
    tokenUrl: `${url}/token`,
    keysUrl: `${url}/keys`,
    userinfoUrl: `${url}/userinfo`,
    groupsClaim: 'groups',
    scopes: ['openid', 'profile', 'email', 'groups'],
    registersClients: true,
  };
}

function dexRelease(options: Options, cluster: ClusterInfo): ChartRelease {
  const { name, connectors, secret, replicas, values } = options;
  const { gateNamespace } = loginOptions(options);
  const publicHost = dexHost(options, cluster);
  const hasCertificates = tryGetEndpoint(cluster, 'certificates') !== undefined;
  return {
    name,
    namespace: name,
    podSecurity: 'restricted',
    chart: charts.dex,
    values: mergeHelmValues(
      {
        fullnameOverride: name,
        image: { repository: resolveImage(cluster, 'ghcr.io/dexidp/dex') },
        replicaCount: replicas,
        podDisruptionBudget: { enabled: replicas > 1, ...(replicas > 1 ? { maxUnavailable: 1 } : {}) },
        podSecurityContext: nonRootPodSecurityContext(dexUser),
        securityContext: restrictedSecurityContext(),
        resources: containerResources({ cpuRequest: '20m', memoryRequest: '64Mi', memoryLimit: '256Mi' }),
        ...(secret === undefined ? {} : { envFrom: [{ secretRef: { name: secret } }] }),
        // The entry point of the image writes the configuration with the variables replaced.
        volumes: [{ name: 'tmp', emptyDir: {} }],
        volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
        config: {
          issuer: `https://${publicHost}`,
          storage: { type: 'kubernetes', config: { inCluster: true } },
          // All clients are of the platform.
          oauth2: { responseTypes: ['code'], skipApprovalScreen: true },
          expiry: { idTokens: '1h' },
          connectors: connectors.map((entry) => ({
            ...entry,
            config: { redirectURI: `https://${publicHost}/callback`, ...entry.config },
          })),
          logger: { format: 'json' },
        },
        ingress: {
          enabled: true,
          className: ingressClass,
          annotations: certificateAnnotations(cluster),
          hosts: [{ host: publicHost, paths: [{ path: '/', pathType: 'Prefix' }] }],
          tls: hasCertificates ? [{ hosts: [publicHost], secretName: `${publicHost.replace(/\./g, '-')}-tls` }] : [],
        },
        serviceMonitor: { enabled: tryGetEndpoint(cluster, 'metrics') !== undefined },
      },
      values,
    ),
    networkRules: {
      issuer: {
        podLabels: podLabels(name),
        ingress: [
          { peer: { capability: 'ingress' }, ports: [ports.http] },
          ...(options.realm
            ? []
            : [
                { peer: { capability: 'dashboards' as const }, ports: [ports.http] },
                { peer: { capability: 'tenant-dashboards' as const }, ports: [ports.http] },
              ]),
          {
            peer: { namespace: gateNamespace, podLabels: { 'app.kubernetes.io/name': gateAppName } },
            ports: [ports.http],
          },
          { peer: { capability: 'metrics' }, ports: [ports.telemetry] },
        ],
        // Servers of the connectors have any port.
        egress: [{ peer: 'api-server' }, { peer: 'outside-cluster' }],
      },
    },
  };
}

/** Lists the variables that the settings of connectors refer to, sorted. */
function listVariables(connectors: Options['connectors']): readonly string[] {
  const references = JSON.stringify(connectors.map(({ config }) => config)).matchAll(/"\$([A-Za-z_][A-Za-z0-9_]*)"/g);
  return [...new Set([...references].map(([, name = '']) => name))].sort();
}

function listConnectorSecrets({ name, secret, connectors }: Options): readonly ComponentSecret[] {
  if (secret === undefined) return [];
  return [
    {
      namespace: name,
      name: secret,
      requiredFor: 'dex({ secret })',
      values: Object.fromEntries(
        listVariables(connectors).map((variable) => [
          variable,
          { from: 'provided', description: `$${variable} of the connectors of Dex` } as const,
        ]),
      ),
      rotation: { restarts: [{ kind: 'Deployment', name }] },
    },
  ];
}

function checkIds(connectors: Options['connectors']): readonly Problem[] {
  const ids = connectors.map(({ id }) => id);
  return ids.flatMap((id, index) =>
    ids.indexOf(id) < index
      ? [error(['connectors', index, 'id'], id, 'is the ID of another connector, too', 'write another ID')]
      : [],
  );
}

/** Checks that secrets of connectors are in the Secret of Dex. */
function checkSecrets(value: unknown, path: readonly PathSegment[]): readonly Problem[] {
  if (Array.isArray(value)) return value.flatMap((entry, index) => checkSecrets(entry, [...path, index]));
  if (!isPlainObject(value)) return [];
  return Object.entries(value).flatMap(([key, entry]) =>
    /secret$|password$|bindpw$/i.test(key) && typeof entry === 'string' && !entry.startsWith('$')
      ? [
          error(
            [...path, key],
            undefined,
            'must not be in the definition',
            'write $NAME, the name of a key of the Secret of Dex (`secret`)',
          ),
        ]
      : checkSecrets(entry, [...path, key]),
  );
}

function dexDownAlert(namespace: string): AlertRule {
  return {
    name: 'IdentityDown',
    expr: `kube_deployment_status_replicas_available{namespace="${namespace}"} == 0 and kube_deployment_spec_replicas{namespace="${namespace}"} > 0`,
    forMinutes: 5,
    severity: 'critical',
    summary: 'No pod of {{ $labels.deployment }} is available: users cannot log in, or new clients are not registered.',
    runbook: `kubectl -n ${namespace} describe deploy/{{ $labels.deployment }}, then read the logs. Frequent causes: the Secret does not exist, or a connector cannot be reached.`,
  };
}
