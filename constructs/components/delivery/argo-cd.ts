import { z } from 'zod';
import { resolveImage, tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import { warning } from '../../../src/schema/problem';
import { helmValues, hostname, list, secretKeyRef, type SecretKeyRef } from '../../../src/schema/field-types';
import { charts } from './charts';
import { certificateAnnotations, ingressClass } from '../ingress/ingress';
import type { AlertRule } from '../../monitoring/alert-rules';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';

const serverPodLabels = { 'app.kubernetes.io/name': 'argocd-server' };

const groupName = z.string().regex(/^[^",\n]+$/, 'not the name of a group: write one without commas and quotes');

/**
 * Brings what stands in Git to the cluster. The key that it reads the repository with is the one Secret that a person
 * must make: in its namespace, of Argo CD's repository type.
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
  summary: 'Brings what stands in Git to the cluster, by Argo CD.',
  schema: z.strictObject({
    repository: z.string().min(1).describe('Git repository that holds the output of Plinth, as Argo CD reaches it'),
    revision: z.string().min(1).default('main').describe('branch or tag to follow'),
    folder: z.string().min(1).default('dist').describe('folder of `dist` in the repository'),
    host: hostname.optional().describe('host name that people reach it by; @default none: by port-forward only'),
    oidc: z
      .strictObject({
        issuer: z.url().describe('OpenID Connect issuer'),
        clientId: z.string().min(1).describe('client of Argo CD there'),
        clientSecret: secretKeyRef
          .optional()
          .describe(
            'key of a Secret in its namespace with the label `app.kubernetes.io/part-of: argocd`; @default a public client with PKCE',
          ),
        scopes: list(z.string())
          .default(['openid', 'profile', 'email', 'groups'])
          .describe('what to ask the issuer for'),
      })
      .optional()
      .describe('where people log in; @default as the local administrator'),
    admins: list(groupName).default([]).describe('groups that may do everything'),
    viewers: list(groupName).default([]).describe('groups that may look at everything'),
    replicas: z.int().min(1).default(1).describe('pods of the server and of what reads the repository'),
    values: helmValues.optional(),
  }),
  requires: ({ host }) => ['network', 'dns', ...(host === undefined ? [] : ['ingress'])],
  validate: ({ oidc, admins, viewers }) =>
    oidc !== undefined
      ? []
      : Object.entries({ admins, viewers })
          .filter(([, groups]) => groups.length > 0)
          .map(([option, groups]) =>
            warning(
              [option],
              groups,
              'are groups, and without `oidc` nobody is known to be in one',
              'write `oidc` too',
            ),
          ),
  provides: ({ name, repository, revision, folder }) => ({
    delivery: {
      ...{ api: 'argo-cd', namespace: name, url: repository, revision, folder },
      // Its API; the parts that read repositories and write to the cluster are nobody's to call.
      podLabels: serverPodLabels,
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
              'admin.enabled': oidc === undefined,
              ...(oidc === undefined ? {} : { 'oidc.config': renderOidcConfig(oidc) }),
              // Waves between Applications wait for the health of the earlier ones, which Argo CD does not look at by itself.
              'resource.customizations.health.argoproj.io_Application': applicationHealthScript,
            },
            params: {
              // The ingress ends TLS.
              'server.insecure': host !== undefined,
              // What the ApplicationSet of tenants says about deleting must count, whatever the controller's own policy.
              'applicationsetcontroller.enable.policy.override': true,
            },
            rbac: { 'policy.default': '', 'policy.csv': renderRbacPolicy(admins, viewers) },
          },
          controller: { resources: containerResources('250m', '512Mi', '2Gi') },
          repoServer: {
            replicas,
            resources: containerResources('100m', '256Mi', '1Gi'),
            copyutil: { resources: containerResources('10m', '32Mi', '128Mi') },
          },
          server: {
            replicas,
            resources: containerResources('50m', '128Mi', '512Mi'),
            ingress: host === undefined ? { enabled: false } : renderIngressValues(host, cluster),
          },
          applicationSet: { resources: containerResources('50m', '128Mi', '512Mi') },
          notifications: { enabled: false },
          dex: { enabled: false },
          redis: {
            image: { repository: resolveImage(cluster, 'ecr-public.aws.com/docker/library/redis') },
            resources: containerResources('50m', '64Mi', '256Mi'),
          },
          redisSecretInit: { resources: containerResources('10m', '64Mi', '256Mi') },
        },
        values,
      ),
      images: charts.argoCd.images.filter((image) => !image.includes('/dex:')),
      networkRules: {
        all: {
          ingress: [{ peer: { capability: 'metrics' }, ports: [8082, 8083, 8084, 8080] }],
          // Git servers and issuers listen on ports of their own, and may stand behind the cluster's own ingress.
          egress: [{ peer: 'api-server' }, { peer: 'world' }, { peer: { capability: 'ingress' } }],
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
        alerts,
        pods: ['application-controller', 'server', 'repo-server', 'applicationset-controller'].map((part) => ({
          name: `argocd-${part}`,
          labels: { 'app.kubernetes.io/name': `argocd-${part}` },
          port: 'metrics',
        })),
      },
      cluster,
    ),
  ],
});

const alerts: readonly AlertRule[] = [
  {
    name: 'DeliveryUnhealthy',
    expr: 'max by (name) (argocd_app_info{health_status=~"Degraded|Missing|Unknown"}) == 1',
    forMinutes: 15,
    severity: 'warning',
    summary: 'What Application {{ $labels.name }} brought does not work.',
    runbook: 'Open it in Argo CD: the objects marked red say what is wrong.',
  },
  {
    name: 'DeliveryOutOfSync',
    expr: 'max by (name) (argocd_app_info{sync_status!="Synced"}) == 1',
    forMinutes: 60,
    severity: 'warning',
    summary: 'The cluster does not have what Git says for Application {{ $labels.name }}.',
    runbook:
      'Open it in Argo CD: the last sync says what was refused; `Unknown` means that the repository cannot be read.',
  },
];

const applicationHealthScript = `local health = (obj.status or {}).health or {}
return { status = health.status or "Progressing", message = health.message or "" }
`;

interface OidcOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret?: SecretKeyRef | undefined;
  readonly scopes: readonly string[];
}

/** YAML in a text, as Argo CD wants it; JSON is YAML. */
function renderOidcConfig({ issuer, clientId, clientSecret, scopes }: OidcOptions): string {
  return JSON.stringify({
    name: 'OpenID Connect',
    issuer,
    clientID: clientId,
    ...(clientSecret
      ? { clientSecret: `$${clientSecret.secret}:${clientSecret.key}` }
      : { enablePKCEAuthentication: true }),
    requestedScopes: scopes,
  });
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
