import { z } from 'zod';
import type { ClusterFacts } from '../../../src/model/facts';
import type { Release } from '../../../src/model/release';
import { dnsLabel, hostname } from '../../../src/model/schema';
import { charts } from '../../../src/model/versions';
import { sized } from '../resources';
import { merged } from '../values';
import { monitored, outward, partIngress, partOptions, partValues, storedValues, users, type Place } from './part';

/** Options of Hydra: the OpenID Connect issuer. */
export const hydraOptions = z.strictObject({
  ...partOptions,
  secret: dnsLabel
    .default('hydra')
    .describe(
      'Secret in its namespace with the keys `dsn` (database), `secretsSystem` and `secretsCookie` (16 characters or more)',
    ),
  host: hostname.optional().describe("host name of the issuer; @default login.<the platform's domain>"),
});

/** Host of the issuer that tokens name. */
export function issuerHost({ host }: { readonly host?: string | undefined }, facts: ClusterFacts): string {
  return host ?? `login.${facts.domain}`;
}

/** Hydra gives out tokens of OpenID Connect, to clients that are OAuth2Client objects. */
export function hydraReleases(
  { replicas, secret, host, pages, values }: z.output<typeof hydraOptions> & { pages: string },
  place: Place,
): readonly Release[] {
  const { name, facts } = place;
  const issuer = issuerHost({ host }, facts);
  return [
    { name: `${name}-hydra-crds`, namespace: name, podSecurity: 'restricted', crdsOf: charts.hydra, crds: true },
    {
      name: `${name}-hydra`,
      namespace: name,
      podSecurity: 'restricted',
      chart: charts.hydra,
      values: merged(
        {
          ...partValues(place, replicas),
          serviceMonitor: monitored(place),
          ...storedValues(secret),
          ingress: { public: partIngress(issuer, facts) },
          deployment: { resources: sized('50m', '128Mi', '512Mi') },
          maester: { enabled: true },
          'hydra-maester': { deployment: { resources: sized('10m', '32Mi', '128Mi') } },
          hydra: {
            automigration: { enabled: true, type: 'job' },
            config: {
              // The ingress ends TLS, and it speaks from the network of pods.
              serve: { tls: { allow_termination_from: [facts.podCidr] } },
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
      traffic: {
        all: { pods: hydra, from: [{ peer: { capability: 'metrics' }, ports: [4445] }], to: outward },
        public: { pods: hydra, from: users(4444) },
        migration: { pods: { 'app.kubernetes.io/name': 'hydra-automigrate' }, to: outward },
        clients: { pods: { 'app.kubernetes.io/name': 'hydra-maester' }, to: [{ peer: 'api-server' }] },
      },
    },
  ];
}

const hydra = { 'app.kubernetes.io/name': 'hydra' };
