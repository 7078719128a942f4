import { z } from 'zod';
import { resolveImage, tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import type { ComponentSecret } from '../../../src/kinds/component-secret';
import { componentKind } from '../../../src/kinds/component-kind';
import { error, warning } from '../../../src/schema/problem';
import { helmValues, hostname, list, secretKeyRef, type SecretKeyRef } from '../../../src/schema/field-types';
import { charts } from './charts';
import { certificateAnnotations, ingressClass } from '../../kubernetes/ingress';
import type { AlertRule } from '../../monitoring/alert-rules';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';

const serverPodLabels = { 'app.kubernetes.io/name': 'argocd-server' };

/** Secret with the client of Argo CD at the issuer. */
const clientSecretName = 'argo-cd-login';

const groupName = z
  .string()
  .regex(/^[^",\n]+$/, 'must be a group name: write one without commas, quotes and line breaks');

/**
 * Argo CD, which applies the manifests of a Git repository to the cluster. A private repository needs an existing
 * Secret with its credentials: in the namespace of Argo CD, of Argo CD's secret type `repository`.
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#repositories
 * @example
 * argoCd({
 *   repository: 'https://git.acme.example/platform.git',
 *   host: 'argocd.acme.example',
 *   oidc: { issuer: 'https://login.acme.example', clientId: 'argo-cd' },
 *   admins: ['platform'],
 * })
 */
export const argoCd = componentKind({
  kind: 'argo-cd',
  summary: 'Delivery from Git to the cluster, with Argo CD.',
  schema: z.strictObject({
    repository: z
      .string()
      .min(1)
      .meta({ examples: ['https://git.acme.example/platform/deployments.git'] })
      .describe('URL of the Git repository with the output of Plinth, as Argo CD accesses it'),
    revision: z.string().min(1).default('main').describe('branch or tag that Argo CD follows'),
    folder: z.string().min(1).default('dist').describe('path of the folder `dist` in the repository'),
    host: hostname
      .optional()
      .describe('host name of the Ingress; @default no Ingress, access with kubectl port-forward only'),
    oidc: z
      .strictObject({
        issuer: z
          .url()
          .optional()
          .meta({ examples: ['https://login.acme.example'] })
          .describe('URL of the OpenID Connect issuer; @default the component that provides `identity`'),
        clientId: z
          .string()
          .min(1)
          .optional()
          .meta({ examples: ['argo-cd'] })
          .describe(
            `ID of Argo CD's client at the issuer; @default client-id and client-secret in the Secret \`${clientSecretName}\` in the namespace of Argo CD, with the label \`app.kubernetes.io/part-of: argocd\``,
          ),
        clientSecret: secretKeyRef
          .optional()
          .describe(
            'client secret: a key of a Secret in the namespace of Argo CD with the label `app.kubernetes.io/part-of: argocd`; @default a public client with PKCE',
          ),
        scopes: list(z.string())
          .optional()
          .meta({ examples: [['openid', 'profile', 'email', 'groups']] })
          .describe('requested scopes; @default those of the issuer, or openid, profile, email and groups'),
      })
      .optional()
      .meta({ examples: [{ issuer: 'https://login.acme.example' }] })
      .describe('login with OpenID Connect; @default login as the local administrator'),
    admins: list(groupName).default([]).describe('groups with the role `admin`'),
    viewers: list(groupName).default([]).describe('groups with the role `readonly`'),
    replicas: z.int().min(1).default(1).describe('number of pods of the API server, and of the repository server'),
    values: helmValues.optional(),
  }),
  requires: ({ host }) => ['network', 'dns', ...(host === undefined ? [] : ['ingress'])],
  oidcClients: ({ name, host, oidc }, cluster) => {
    const issuer = oidc && resolveIssuer(oidc, cluster);
    if (issuer === undefined || host === undefined || oidc?.clientId !== undefined) return [];
    return [
      {
        issuer,
        redirectUrls: [`https://${host}/auth/callback`],
        secret: { namespace: name, name: clientSecretName, labels: { 'app.kubernetes.io/part-of': 'argocd' } },
        title: 'Argo CD',
      },
    ];
  },
  secrets: ({ name, oidc }, cluster) => listClientSecrets(name, oidc, cluster),
  validate: ({ oidc, admins, viewers }, cluster) =>
    oidc !== undefined
      ? resolveIssuer(oidc, cluster) === undefined
        ? [
            error(
              ['oidc', 'issuer'],
              undefined,
              'is required: no component of this cluster provides `identity`',
              "write the URL of the issuer, or add a component of kind 'oidc-issuer', 'ory' or 'dex'",
            ),
          ]
        : []
      : Object.entries({ admins, viewers })
          .filter(([, groups]) => groups.length > 0)
          .map(([option, groups]) =>
            warning(
              [option],
              groups,
              'has no effect without `oidc`, because the local administrator is in no group',
              `write \`oidc\`, or remove \`${option}\``,
            ),
          ),
  provides: ({ name, repository, revision, folder }) => ({
    delivery: {
      endpoint: {
        ...{ api: 'argo-cd', namespace: name, url: repository, revision, folder },
        // Only the API server has callers; repository server and application controller have none.
        podLabels: serverPodLabels,
      },
    },
  }),
  hosts: ({ host }) => (host === undefined ? [] : [host]),
  releases: ({ name, host, oidc, admins, viewers, replicas, values }, cluster) => [
    {
      name,
      namespace: name,
      podSecurity: 'restricted',
      chart: charts.argoCd,
      values: mergeHelmValues(
        {
          global: {
            image: { repository: resolveImage(cluster, 'quay.io/argoproj/argocd') },
            ...(host === undefined ? {} : { domain: host }),
            networkPolicy: { create: false },
          },
          crds: { install: true, keep: true },
          configs: {
            cm: {
              url: host === undefined ? '' : `https://${host}`,
              // Admission policies for tenants recognise the Application of an object by this annotation.
              'application.resourceTrackingMethod': 'annotation',
              'admin.enabled': oidc === undefined,
              ...(oidc === undefined ? {} : { 'oidc.config': renderOidcConfig(oidc, cluster) }),
              // Sync waves of Applications wait for the health of the previous wave. Argo CD has no health check for
              // Applications by default.
              'resource.customizations.health.argoproj.io_Application': applicationHealthScript,
            },
            params: {
              // The ingress controller terminates TLS.
              'server.insecure': host !== undefined,
              // The deletion policy of the tenants' ApplicationSet must override the policy of the controller.
              'applicationsetcontroller.enable.policy.override': true,
            },
            rbac: {
              'policy.default': '',
              'policy.csv': renderRbacPolicy(admins, viewers),
              ...renderGroupsClaim(oidc, cluster),
            },
          },
          controller: {
            resources: containerResources({ cpuRequest: '250m', memoryRequest: '512Mi', memoryLimit: '2Gi' }),
          },
          repoServer: {
            replicas,
            resources: containerResources({ cpuRequest: '100m', memoryRequest: '256Mi', memoryLimit: '1Gi' }),
            copyutil: {
              resources: containerResources({ cpuRequest: '10m', memoryRequest: '32Mi', memoryLimit: '128Mi' }),
            },
          },
          server: {
            replicas,
            resources: containerResources({ cpuRequest: '50m', memoryRequest: '128Mi', memoryLimit: '512Mi' }),
            ingress: host === undefined ? { enabled: false } : renderIngressValues(host, cluster),
          },
          applicationSet: {
            resources: containerResources({ cpuRequest: '50m', memoryRequest: '128Mi', memoryLimit: '512Mi' }),
          },
          notifications: { enabled: false },
          dex: { enabled: false },
          redis: {
            image: { repository: resolveImage(cluster, 'ecr-public.aws.com/docker/library/redis') },
            resources: containerResources({ cpuRequest: '50m', memoryRequest: '64Mi', memoryLimit: '256Mi' }),
          },
          redisSecretInit: {
            resources: containerResources({ cpuRequest: '10m', memoryRequest: '64Mi', memoryLimit: '256Mi' }),
          },
        },
        values,
      ),
      images: charts.argoCd.images.filter((image) => !image.includes('/dex:')),
      networkRules: {
        all: {
          ingress: [{ peer: { capability: 'metrics' }, ports: [8082, 8083, 8084, 8080] }],
          // Git servers and issuers can have any port, and can be behind the cluster's own ingress.
          egress: [{ peer: 'api-server' }, { peer: 'outside-cluster' }, { peer: { capability: 'ingress' } }],
        },
        server: {
          podLabels: serverPodLabels,
          ingress: [{ peer: { capability: 'ingress' }, ports: [8080] }],
        },
      },
    },
    ...monitoringReleases(
      {
        name,
        namespace: name,
        alerts: listAlerts(name),
        pods: ['application-controller', 'server', 'repo-server', 'applicationset-controller'].map((program) => ({
          name: `argocd-${program}`,
          labels: { 'app.kubernetes.io/name': `argocd-${program}` },
          port: 'metrics',
        })),
      },
      cluster,
    ),
  ],
});

/** Returns the alerts. Pods of tenants may have metrics with these names in their own namespaces. */
function listAlerts(namespace: string): readonly AlertRule[] {
  return [
    {
      name: 'DeliveryUnhealthy',
      expr: `max by (name) (argocd_app_info{namespace="${namespace}",health_status=~"Degraded|Missing|Unknown"}) == 1`,
      forMinutes: 15,
      severity: 'warning',
      summary: 'Application {{ $labels.name }} is not healthy.',
      runbook: 'Open the Application in Argo CD: unhealthy objects show the reason.',
    },
    {
      name: 'DeliveryOutOfSync',
      expr: `max by (name) (argocd_app_info{namespace="${namespace}",sync_status!="Synced"}) == 1`,
      forMinutes: 60,
      severity: 'warning',
      summary: 'Application {{ $labels.name }} is out of sync with Git.',
      runbook:
        'Open the Application in Argo CD: the last sync shows the rejected objects; `Unknown` means that Argo CD cannot read the repository.',
    },
  ];
}

/**
 * Health of an Application: Degraded if its manifests cannot be generated, Progressing until a sync of the compared
 * revision succeeded, then the health of its objects, which alone is Healthy for an Application that has delivered
 * nothing. Differences that remain after a successful sync, such as a CRD that is not pruned, do not matter.
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/health/#custom-health-checks
 */
const applicationHealthScript = `local status = obj.status or {}
local sync = status.sync or {}
local health = status.health or {}
local operation = status.operationState or {}
local function revisionsOf(state)
  return (state.revision or "") .. table.concat(state.revisions or {}, ",")
end
if sync.status == "Unknown" then
  return { status = "Degraded", message = "the manifests cannot be generated" }
end
local delivered = sync.status == "Synced" or revisionsOf(sync) == revisionsOf(operation.syncResult or {})
if operation.phase ~= "Succeeded" or not delivered then
  return { status = "Progressing", message = operation.message or "the sync is not finished" }
end
return { status = health.status or "Progressing", message = health.message or "" }
`;

interface OidcOptions {
  readonly issuer?: string | undefined;
  readonly clientId?: string | undefined;
  readonly clientSecret?: SecretKeyRef | undefined;
  readonly scopes?: readonly string[] | undefined;
}

function resolveIssuer({ issuer }: OidcOptions, cluster: ClusterInfo): string | undefined {
  return issuer ?? tryGetEndpoint(cluster, 'identity')?.issuer;
}

/**
 * Returns the setting `oidc.config` of Argo CD: a YAML string (JSON is YAML). Argo CD replaces `$<Secret>:<key>`.
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/user-management/#existing-oidc-provider
 */
function renderOidcConfig(oidc: OidcOptions, cluster: ClusterInfo): string {
  const { clientId, clientSecret, scopes = defaultScopes(oidc, cluster) } = oidc;
  const client =
    clientId === undefined
      ? { clientID: `$${clientSecretName}:client-id`, clientSecret: `$${clientSecretName}:client-secret` }
      : {
          clientID: clientId,
          ...(clientSecret
            ? { clientSecret: `$${clientSecret.secret}:${clientSecret.key}` }
            : { enablePKCEAuthentication: true }),
        };
  return JSON.stringify({
    name: 'OpenID Connect',
    issuer: resolveIssuer(oidc, cluster),
    ...client,
    requestedScopes: scopes,
  });
}

function defaultScopes({ issuer }: OidcOptions, cluster: ClusterInfo): readonly string[] {
  const platformScopes = issuer === undefined ? tryGetEndpoint(cluster, 'identity')?.scopes : undefined;
  return platformScopes ?? ['openid', 'profile', 'email', 'groups'];
}

/** Returns the setting for the claim with the groups, which is `groups` by default. */
function renderGroupsClaim(oidc: OidcOptions | undefined, cluster: ClusterInfo) {
  const groupsClaim = oidc && oidc.issuer === undefined ? tryGetEndpoint(cluster, 'identity')?.groupsClaim : undefined;
  return groupsClaim === undefined || groupsClaim === 'groups' ? {} : { scopes: JSON.stringify([groupsClaim]) };
}

function renderRbacPolicy(admins: readonly string[], viewers: readonly string[]): string {
  return [
    ...admins.map((name) => `g, "${name}", role:admin`),
    ...viewers.map((name) => `g, "${name}", role:readonly`),
  ].join('\n');
}

function renderIngressValues(host: string, cluster: ClusterInfo) {
  return {
    enabled: true,
    ingressClassName: ingressClass,
    hostname: host,
    annotations: certificateAnnotations(cluster),
    tls: tryGetEndpoint(cluster, 'certificates') !== undefined,
  };
}

/** Lists the Secret with the client of Argo CD at the issuer. */
function listClientSecrets(
  namespace: string,
  oidc: OidcOptions | undefined,
  cluster: ClusterInfo,
): readonly ComponentSecret[] {
  const common = {
    namespace,
    labels: { 'app.kubernetes.io/part-of': 'argocd' },
    rotation: { reloads: 'Argo CD reads it again' },
  };
  const description = 'secret of the client at the issuer';
  if (oidc?.clientSecret !== undefined)
    return [
      {
        ...common,
        name: oidc.clientSecret.secret,
        requiredFor: 'argoCd({ oidc: { clientSecret } })',
        values: { [oidc.clientSecret.key]: { from: 'provided', description } },
      },
    ];
  if (oidc === undefined || oidc.clientId !== undefined) return [];
  return [
    {
      ...common,
      name: clientSecretName,
      requiredFor: 'argoCd({ oidc }) without clientId',
      // An issuer that registers Argo CD takes ID and secret from this Secret, which has the label that Argo CD needs.
      ...(oidc.issuer === undefined && tryGetEndpoint(cluster, 'identity')?.registersClients === true
        ? {
            values: { 'client-secret': { from: 'generated' as const } },
            keys: { 'client-id': 'argo-cd', 'client-secret': '{{ index . "client-secret" }}' },
          }
        : {
            values: {
              'client-id': { from: 'provided' as const, description: 'ID of the client at the issuer' },
              'client-secret': { from: 'provided' as const, description },
            },
          }),
    },
  ];
}
