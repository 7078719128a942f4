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
  serviceUrl,
  renderDatabaseValues,
  publicIngressRules,
  type OryContext,
} from './service';

/** Options of Kratos: who there is, and how they log in. */
export const kratosOptions = z.strictObject({
  ...serviceOptions,
  secret: dnsLabel
    .default('kratos')
    .describe(
      'Secret in its namespace with the keys `dsn` (database), `secretsDefault`, `secretsCookie`, `secretsCipher` (32 characters), and `smtpConnectionURI` where it sends mail',
    ),
  host: hostname.optional().describe("host name of its public API; @default accounts.<the platform's domain>"),
  pages: z
    .url()
    .optional()
    .describe("where the pages for login, registration and settings are; @default its host's /ui"),
  mail: z.boolean().default(false).describe('send mail: to recover accounts and to verify addresses'),
  identitySchema: z
    .record(z.string(), z.json())
    .optional()
    .describe('JSON Schema of what is known of a person; @default an email address, to log in with, and a name'),
});

/** Host of its public API. */
export function accountsHost({ host }: { readonly host?: string | undefined }, clusterInfo: ClusterInfo): string {
  return host ?? `accounts.${clusterInfo.domain}`;
}

/** Kratos keeps people's identities and logs them in. */
export function kratosReleases(
  { replicas, secret, host, pages, mail, identitySchema, values }: z.output<typeof kratosOptions> & { pages: string },
  place: OryContext,
  hydra: boolean,
): readonly Release[] {
  const { name, cluster } = place;
  const publicHost = accountsHost({ host }, cluster);
  const page = (path: string) => ({ ui_url: `${pages}/${path}` });
  const schemaFile = 'identity.default.schema.json';
  return [
    {
      name: `${name}-kratos`,
      namespace: name,
      podSecurity: 'restricted',
      chart: charts.kratos,
      values: mergeHelmValues(
        {
          ...renderServiceValues(place, replicas),
          serviceMonitor: renderServiceMonitorValues(place),
          ...renderDatabaseValues(secret),
          ingress: { public: renderIngressValues(publicHost, cluster) },
          deployment: { resources: containerResources('50m', '128Mi', '512Mi') },
          courier: { enabled: mail },
          kratos: {
            automigration: { enabled: true, type: 'job' },
            identitySchemas: { [schemaFile]: JSON.stringify(identitySchema ?? defaultIdentitySchema) },
            config: {
              serve: { public: { base_url: `https://${publicHost}/` } },
              cookies: { domain: cluster.domain },
              identity: {
                default_schema_id: 'default',
                schemas: [{ id: 'default', url: `file:///etc/config/${schemaFile}` }],
              },
              selfservice: {
                default_browser_return_url: `https://${publicHost}/`,
                allowed_return_urls: [`https://${cluster.domain}`, `https://*.${cluster.domain}`],
                methods: { password: { enabled: true } },
                flows: {
                  login: page('login'),
                  registration: page('registration'),
                  settings: page('settings'),
                  error: page('error'),
                  ...(mail
                    ? {
                        recovery: { enabled: true, ...page('recovery') },
                        verification: { enabled: true, ...page('verification') },
                      }
                    : {}),
                },
              },
              // The chart takes the address from the Secret wherever it finds one here, and leaves this one out.
              ...(mail ? { courier: { smtp: { connection_uri: 'smtp://as-the-secret-says' } } } : {}),
              ...(hydra ? { oauth2_provider: { url: serviceUrl(place, `${name}-hydra-admin`, 4445) } } : {}),
              log: { format: 'json' },
            },
          },
        },
        values,
      ),
      images: [charts.kratos.images[1]],
      networkRules: {
        all: {
          podLabels: podLabels,
          ingress: [{ peer: { capability: 'metrics' }, ports: [4434] }],
          egress: egressRules,
        },
        public: { podLabels: podLabels, ingress: publicIngressRules(4433) },
        migration: { podLabels: { 'app.kubernetes.io/name': 'kratos-automigrate' }, egress: egressRules },
      },
    },
  ];
}

const podLabels = { 'app.kubernetes.io/name': 'kratos' };

const defaultIdentitySchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Person',
  type: 'object',
  properties: {
    traits: {
      type: 'object',
      properties: {
        email: {
          type: 'string',
          format: 'email',
          title: 'Email',
          'ory.sh/kratos': {
            credentials: { password: { identifier: true } },
            verification: { via: 'email' },
            recovery: { via: 'email' },
          },
        },
        name: { type: 'string', title: 'Name' },
      },
      required: ['email'],
      additionalProperties: false,
    },
  },
};
