import { z } from 'zod';
import type { ClusterInfo } from '../../../../src/kinds/cluster-info';
import type { Release } from '../../../../src/kinds/release';
import { dnsLabel, hostname } from '../../../../src/schema/field-types';
import { charts } from '../charts';
import { containerResources } from '../../../kubernetes/container-resources';
import { mergeHelmValues } from '../../../kubernetes/helm-values';
import { gateAppName, gateNamespace } from '../gate/gates';
import { clientKeys } from './hydra-login';
import { consentPaths } from './pages';
import {
  renderServiceMonitorValues,
  egressRules,
  renderIngressValues,
  serviceOptions,
  renderServiceValues,
  renderDatabaseValues,
  publicIngressRules,
  type OryContext,
} from './service';

/** Schema of the options of Hydra, the OpenID Connect issuer. */
export const hydraOptions = z.strictObject({
  ...serviceOptions,
  secret: dnsLabel
    .default('hydra')
    .describe(
      'Secret in the namespace of ORY with the keys `dsn` (URL of the database), `secretsSystem` and `secretsCookie` (at least 16 characters)',
    ),
  host: hostname
    .optional()
    .describe(
      'host name of the issuer; @default login.<domain>, or login.<environment>.<domain> with several environments',
    ),
});

/** Returns the host of the issuer URL in tokens. */
export function issuerHost({ host }: { readonly host?: string | undefined }, cluster: ClusterInfo): string {
  return host ?? `login.${cluster.environmentDomain}`;
}

/**
 * Returns the releases of Hydra, which issues OpenID Connect tokens to clients that are registered as OAuth2Client
 * objects.
 * @param options `pages` is the base URL of the page for login, `consent` that of the consent server
 */
export function hydraReleases(
  {
    replicas,
    secret,
    host,
    pages,
    consent,
    values,
  }: z.output<typeof hydraOptions> & { pages: string; consent: string },
  context: OryContext,
): readonly Release[] {
  const { name, cluster } = context;
  const issuer = issuerHost({ host }, cluster);
  return [
    { name: `${name}-hydra-crds`, namespace: name, podSecurity: 'restricted', crdChart: charts.hydra, crds: true },
    {
      name: `${name}-hydra`,
      namespace: name,
      podSecurity: 'restricted',
      chart: charts.hydra,
      values: mergeHelmValues(
        {
          ...renderServiceValues(context, replicas),
          serviceMonitor: renderServiceMonitorValues(context),
          ...renderDatabaseValues(secret),
          ingress: { public: renderIngressValues(issuer, cluster) },
          deployment: {
            resources: containerResources({ cpuRequest: '50m', memoryRequest: '128Mi', memoryLimit: '512Mi' }),
          },
          maester: { enabled: true },
          'hydra-maester': {
            deployment: {
              resources: containerResources({ cpuRequest: '10m', memoryRequest: '32Mi', memoryLimit: '128Mi' }),
              extraEnv: [
                { name: 'CLIENT_ID_KEY', value: clientKeys.id },
                { name: 'CLIENT_SECRET_KEY', value: clientKeys.secret },
              ],
            },
          },
          hydra: {
            automigration: { enabled: true, type: 'job' },
            config: {
              // The ingress controller terminates TLS and connects from an address in the pod CIDR.
              serve: { tls: { allow_termination_from: [cluster.podCidr] } },
              urls: {
                self: { issuer: `https://${issuer}` },
                login: `${pages}/login`,
                consent: `${consent}${consentPaths.consent}`,
                logout: `${consent}${consentPaths.logout}`,
                error: `${pages}/error`,
              },
              oidc: { subject_identifiers: { supported_types: ['public'] } },
              log: { format: 'json' },
            },
          },
        },
        values,
      ),
      images: charts.hydra.images.filter((image) => !image.includes('busybox')),
      networkRules: {
        all: { podLabels, ingress: [{ peer: { capability: 'metrics' }, ports: [4445] }], egress: egressRules },
        public: {
          podLabels,
          ingress: [
            ...publicIngressRules(4444),
            { peer: { capability: 'dashboards' }, ports: [4444] },
            { peer: { capability: 'tenant-dashboards' }, ports: [4444] },
            { peer: { namespace: gateNamespace, podLabels: { 'app.kubernetes.io/name': gateAppName } }, ports: [4444] },
          ],
        },
        migration: { podLabels: { 'app.kubernetes.io/name': 'hydra-automigrate' }, egress: egressRules },
        clients: { podLabels: { 'app.kubernetes.io/name': 'hydra-maester' }, egress: [{ peer: 'api-server' }] },
      },
    },
  ];
}

const podLabels = { 'app.kubernetes.io/name': 'hydra' };
