import { z } from 'zod';
import type { ClusterInfo } from '../../../../src/kinds/cluster-info';
import type { Release } from '../../../../src/kinds/release';
import { valueAtPath } from '../../../../src/schema/problem';
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

/** Schema of the options of Kratos, the identity server: user accounts and their login. */
export const kratosOptions = z.strictObject({
  ...serviceOptions,
  secret: dnsLabel
    .default('kratos')
    .describe(
      'Secret in the namespace of ORY with the keys `dsn` (URL of the database), `secretsDefault`, `secretsCookie`, `secretsCipher` (32 characters), and with `mail` also `smtpConnectionURI`',
    ),
  host: hostname
    .optional()
    .describe(
      'host name of the public API; @default accounts.<domain>, or accounts.<environment>.<domain> with several environments',
    ),
  pages: z
    .url()
    .optional()
    .describe('base URL of the pages for login, registration and settings; @default https://<host>/ui'),
  mail: z.boolean().default(false).describe('send mail to recover accounts and to verify addresses'),
  identitySchema: z
    .record(z.string(), z.json())
    .optional()
    .describe(
      'JSON Schema of an identity; @default an email address, which is also the login name, and an optional name',
    ),
});

/** Returns the host of Kratos' public API. */
export function accountsHost({ host }: { readonly host?: string | undefined }, cluster: ClusterInfo): string {
  return host ?? `accounts.${cluster.environmentDomain}`;
}

/**
 * Returns the domain whose hosts receive the session cookies: that of the environment or, for a host outside of it, the
 * parent domain of the host.
 */
export function cookieDomain(options: { readonly host?: string | undefined }, cluster: ClusterInfo): string {
  const host = accountsHost(options, cluster);
  const { environmentDomain } = cluster;
  return host.endsWith(`.${environmentDomain}`) ? environmentDomain : host.slice(host.indexOf('.') + 1);
}

/**
 * Lists the domains of all cookies of Kratos. `values` can replace them.
 * @see https://www.ory.com/docs/kratos/reference/configuration
 */
export function listCookieDomains(
  { host, values = {} }: Pick<z.output<typeof kratosOptions>, 'host' | 'values'>,
  cluster: ClusterInfo,
): readonly string[] {
  const domainAt = (...keys: readonly string[]) => {
    const domain = valueAtPath(values, ['kratos', 'config', ...keys]);
    return typeof domain === 'string' ? domain.replace(/^\./, '') : undefined;
  };
  const domains = [
    domainAt('cookies', 'domain') ?? cookieDomain({ host }, cluster),
    domainAt('session', 'cookie', 'domain'),
  ];
  return [...new Set(domains.filter((domain) => domain !== undefined))];
}

/**
 * Returns the releases of Kratos, which stores identities and logs users in.
 * @param options `pages` is the base URL of the pages for login, registration and settings
 * @param usesHydra true if Hydra delegates its logins to Kratos
 */
export function kratosReleases(
  { replicas, secret, host, pages, mail, identitySchema, values }: z.output<typeof kratosOptions> & { pages: string },
  context: OryContext,
  usesHydra: boolean,
): readonly Release[] {
  const { name, cluster } = context;
  const publicHost = accountsHost({ host }, cluster);
  const domain = cookieDomain({ host }, cluster);
  const renderPageUrl = (path: string) => ({ ui_url: `${pages}/${path}` });
  const schemaFile = 'identity.default.schema.json';
  return [
    {
      name: `${name}-kratos`,
      namespace: name,
      podSecurity: 'restricted',
      chart: charts.kratos,
      values: mergeHelmValues(
        {
          ...renderServiceValues(context, replicas),
          serviceMonitor: renderServiceMonitorValues(context),
          ...renderDatabaseValues(secret),
          ingress: { public: renderIngressValues(publicHost, cluster) },
          deployment: {
            resources: containerResources({ cpuRequest: '50m', memoryRequest: '128Mi', memoryLimit: '512Mi' }),
          },
          courier: { enabled: mail },
          kratos: {
            automigration: { enabled: true, type: 'job' },
            identitySchemas: { [schemaFile]: JSON.stringify(identitySchema ?? defaultIdentitySchema) },
            config: {
              serve: { public: { base_url: `https://${publicHost}/` } },
              cookies: { domain },
              identity: {
                default_schema_id: 'default',
                schemas: [{ id: 'default', url: `file:///etc/config/${schemaFile}` }],
              },
              selfservice: {
                default_browser_return_url: `https://${publicHost}/`,
                allowed_return_urls: [`https://${domain}`, `https://*.${domain}`],
                methods: { password: { enabled: true } },
                flows: {
                  login: renderPageUrl('login'),
                  registration: renderPageUrl('registration'),
                  settings: renderPageUrl('settings'),
                  error: renderPageUrl('error'),
                  ...(mail
                    ? {
                        recovery: { enabled: true, ...renderPageUrl('recovery') },
                        verification: { enabled: true, ...renderPageUrl('verification') },
                      }
                    : {}),
                },
              },
              // The chart replaces any URI that is set here by the one from the Secret.
              ...(mail ? { courier: { smtp: { connection_uri: 'smtp://replaced-by-the-secret' } } } : {}),
              ...(usesHydra ? { oauth2_provider: { url: serviceUrl(context, `${name}-hydra-admin`, 4445) } } : {}),
              log: { format: 'json' },
            },
          },
        },
        values,
      ),
      images: [charts.kratos.images[1]],
      networkRules: {
        all: { podLabels, ingress: [{ peer: { capability: 'metrics' }, ports: [4434] }], egress: egressRules },
        public: { podLabels, ingress: publicIngressRules(4433) },
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
