import { z } from 'zod';
import { listPodRanges } from '../../../../src/kinds/cluster-ranges';
import type { Release } from '../../../../src/kinds/release';
import { dnsLabel, hostname } from '../../../../src/schema/field-types';
import { charts } from '../charts';
import { containerResources } from '../../../kubernetes/container-resources';
import { mergeHelmValues } from '../../../kubernetes/helm-values';
import { gateAppName } from '../gate/gates';
import { issuerHostname } from '../gate/issuer';
import { consentPaths } from './pages';
import { migrationPodLabels, renderDatabaseBinding, renderDatabaseValues } from './databases';
import {
  renderServiceMonitorValues,
  egressRules,
  renderIngressValues,
  serviceOptions,
  renderServiceValues,
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
      'host name of the issuer; @default login.<domain>, or login.<environment>.<domain> with several environments; in a realm `login-<name>` instead of `login`',
    ),
});

/** Returns the host of the issuer URL in tokens. */
export function issuerHost({ host }: { readonly host?: string | undefined }, context: OryContext): string {
  return host ?? issuerHostname('login', context, context.cluster.environmentDomain);
}

/**
 * Returns the releases of Hydra, which issues OpenID Connect tokens to the clients that the registrar registers.
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
  const { name, realm, cluster, gateNamespace } = context;
  const issuer = issuerHost({ host }, context);
  return [
    {
      name: `${name}-hydra`,
      namespace: name,
      podSecurity: 'restricted',
      chart: charts.hydra,
      values: mergeHelmValues(
        {
          ...renderServiceValues(context, replicas),
          ...renderDatabaseValues(secret),
          serviceMonitor: renderServiceMonitorValues(context),
          ingress: { public: renderIngressValues(issuer, cluster) },
          deployment: {
            resources: containerResources({ cpuRequest: '50m', memoryRequest: '128Mi', memoryLimit: '512Mi' }),
            ...renderDatabaseBinding('hydra', context),
          },
          // The registrar registers clients, with access to their Secrets only: hydra-maester could read all Secrets.
          maester: { enabled: false },
          hydra: {
            automigration: { enabled: true, type: 'job' },
            config: {
              // The ingress controller terminates TLS and connects from an address of a pod.
              serve: { tls: { allow_termination_from: [...listPodRanges(cluster)] } },
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
      images: charts.hydra.images.filter((image) => image.includes('/hydra:')),
      networkRules: {
        all: { podLabels, ingress: [{ peer: { capability: 'metrics' }, ports: [4445] }], egress: egressRules },
        public: {
          podLabels,
          ingress: [
            ...publicIngressRules(4444, context),
            ...(realm
              ? []
              : [
                  { peer: { capability: 'dashboards' }, ports: [4444] },
                  { peer: { capability: 'tenant-dashboards' }, ports: [4444] },
                ]),
            { peer: { namespace: gateNamespace, podLabels: { 'app.kubernetes.io/name': gateAppName } }, ports: [4444] },
          ],
        },
        migration: { podLabels: migrationPodLabels('hydra', name), egress: egressRules },
      },
    },
  ];
}

const podLabels = { 'app.kubernetes.io/name': 'hydra' };
