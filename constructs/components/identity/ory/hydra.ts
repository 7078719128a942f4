import { z } from 'zod';
import type { ClusterInfo } from '../../../../src/kinds/cluster-info';
import type { Release } from '../../../../src/kinds/release';
import { dnsLabel, hostname } from '../../../../src/schema/field-types';
import { charts } from '../charts';
import { containerResources } from '../../../kubernetes/container-resources';
import { mergeHelmValues } from '../../../kubernetes/helm-values';
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

/** Options of Hydra: the OpenID Connect issuer. */
export const hydraOptions = z.strictObject({
  ...serviceOptions,
  secret: dnsLabel
    .default('hydra')
    .describe(
      'Secret in its namespace with the keys `dsn` (database), `secretsSystem` and `secretsCookie` (16 characters or more)',
    ),
  host: hostname.optional().describe("host name of the issuer; @default login.<the platform's domain>"),
});

/** Host of the issuer that tokens name. */
export function issuerHost({ host }: { readonly host?: string | undefined }, clusterInfo: ClusterInfo): string {
  return host ?? `login.${clusterInfo.domain}`;
}

/** Hydra gives out tokens of OpenID Connect, to clients that are OAuth2Client objects. */
export function hydraReleases(
  { replicas, secret, host, pages, values }: z.output<typeof hydraOptions> & { pages: string },
  place: OryContext,
): readonly Release[] {
  const { name, cluster } = place;
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
          ...renderServiceValues(place, replicas),
          serviceMonitor: renderServiceMonitorValues(place),
          ...renderDatabaseValues(secret),
          ingress: { public: renderIngressValues(issuer, cluster) },
          deployment: { resources: containerResources('50m', '128Mi', '512Mi') },
          maester: { enabled: true },
          'hydra-maester': { deployment: { resources: containerResources('10m', '32Mi', '128Mi') } },
          hydra: {
            automigration: { enabled: true, type: 'job' },
            config: {
              // The ingress ends TLS, and it speaks from the network of pods.
              serve: { tls: { allow_termination_from: [cluster.podCidr] } },
              urls: {
                self: { issuer: `https://${issuer}` },
                login: `${pages}/login`,
                consent: `${pages}/consent`,
                logout: `${pages}/logout`,
              },
              log: { format: 'json' },
            },
          },
        },
        values,
      ),
      images: charts.hydra.images.filter((image) => !image.includes('busybox')),
      networkRules: {
        all: {
          podLabels: podLabels,
          ingress: [{ peer: { capability: 'metrics' }, ports: [4445] }],
          egress: egressRules,
        },
        public: { podLabels: podLabels, ingress: publicIngressRules(4444) },
        migration: { podLabels: { 'app.kubernetes.io/name': 'hydra-automigrate' }, egress: egressRules },
        clients: { podLabels: { 'app.kubernetes.io/name': 'hydra-maester' }, egress: [{ peer: 'api-server' }] },
      },
    },
  ];
}

const podLabels = { 'app.kubernetes.io/name': 'hydra' };
