import { z } from 'zod';
import type { Release } from '../../../../src/kinds/release';
import { valueAtPath } from '../../../../src/schema/problem';
import { dnsLabel, hostname, jsonValue } from '../../../../src/schema/field-types';
import { charts } from '../charts';
import { containerResources } from '../../../kubernetes/container-resources';
import { mergeHelmValues } from '../../../kubernetes/helm-values';
import { issuerHostname } from '../gate/issuer';
import { peopleServerUrl } from './people';
import { renderUpstreamEnv, renderUpstreamSettings, type Upstreams } from './upstream';
import { migrationPodLabels, renderDatabaseBinding, renderDatabaseValues } from './databases';
import {
  renderServiceMonitorValues,
  egressRules,
  serviceOptions,
  renderServiceValues,
  serviceUrl,
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
      'host name of the public API; @default accounts.<domain>, or accounts.<environment>.<domain> with several environments; in a realm `accounts-<name>` instead of `accounts`',
    ),
  pages: z
    .url()
    .optional()
    .meta({ examples: ['https://account.acme.example'] })
    .describe(
      'base URL of other pages for login, recovery and settings, in the domain of `host`; @default the official self-service pages, at https://<host>',
    ),
  registration: z.boolean().default(false).describe('whether everybody may create an account'),
  secondFactor: z
    .boolean()
    .default(false)
    .describe('whether people may set up a second factor (TOTP, recovery codes), which is required from then on'),
  mail: z.boolean().default(false).describe('send mail to recover accounts and to verify addresses'),
  identitySchema: z
    .record(z.string(), jsonValue)
    .optional()
    .meta({ examples: [{ type: 'object', properties: { traits: { type: 'object' } } }] })
    .describe(
      'JSON Schema of an identity; @default an email address, which is also the login name, and an optional name',
    ),
});

/** Returns the host of Kratos' public API. */
export function accountsHost({ host }: { readonly host?: string | undefined }, context: OryContext): string {
  return host ?? issuerHostname('accounts', context, context.cluster.environmentDomain);
}

/**
 * Returns the domain of the cookies for pages on another host: that of the environment or, for a host outside of it, the
 * parent domain of the host. Undefined for the official pages, which are on the host of Kratos: its cookies belong to this
 * host only, so that no application receives them.
 */
export function cookieDomain(
  options: { readonly host?: string | undefined; readonly pages?: string | undefined },
  context: OryContext,
): string | undefined {
  const host = accountsHost(options, context);
  if (options.pages === undefined || new URL(options.pages).hostname === host) return undefined;
  const { environmentDomain } = context.cluster;
  return host.endsWith(`.${environmentDomain}`) ? environmentDomain : host.slice(host.indexOf('.') + 1);
}

/**
 * Lists the domains of all cookies of Kratos. `values` can set them.
 * @see https://www.ory.com/docs/kratos/reference/configuration
 */
export function listCookieDomains(
  { host, pages, values = {} }: Pick<z.output<typeof kratosOptions>, 'host' | 'pages' | 'values'>,
  context: OryContext,
): readonly string[] {
  const domainAt = (...keys: readonly string[]) => {
    const domain = valueAtPath(values, ['kratos', 'config', ...keys]);
    return typeof domain === 'string' ? domain.replace(/^\./, '') : undefined;
  };
  const domains = [
    domainAt('cookies', 'domain') ?? cookieDomain({ host, pages }, context),
    domainAt('session', 'cookie', 'domain'),
  ];
  return [...new Set(domains.filter((domain) => domain !== undefined))];
}

/** Returns the base URL of the pages. */
export function pagesUrl(
  { host, pages }: { readonly host?: string | undefined; readonly pages?: string | undefined },
  context: OryContext,
): string {
  return pages ?? `https://${accountsHost({ host }, context)}`;
}

/** Options of ORY that determine how Kratos logs users in. */
interface KratosUse {
  /** Whether Hydra delegates its logins to Kratos. */
  readonly usesHydra: boolean;
  /** Whether the definition lists people. Without issuers, they choose their password by recovery. */
  readonly hasPeople: boolean;
  /** Issuers at which people have their accounts. @default accounts with passwords */
  readonly upstreams?: Upstreams | undefined;
  readonly sessionHours: number;
}

/** Returns the releases of Kratos, which stores identities and logs users in. */
export function kratosReleases(
  options: z.output<typeof kratosOptions>,
  context: OryContext,
  { usesHydra, hasPeople, upstreams, sessionHours }: KratosUse,
): readonly Release[] {
  const { replicas, secret, host, mail, registration, secondFactor, identitySchema, values } = options;
  const { name } = context;
  const publicHost = accountsHost({ host }, context);
  const domain = cookieDomain(options, context);
  const pages = pagesUrl(options, context);
  const renderPageUrl = (path: string) => ({ ui_url: `${pages}/${path}` });
  const schemaFile = 'identity.default.schema.json';
  const recovers = mail || (hasPeople && upstreams === undefined);
  const clientVariables = upstreams === undefined ? undefined : { extraEnv: renderUpstreamEnv(upstreams) };
  const overrides =
    upstreams === undefined
      ? values
      : mergeHelmValues(
          { kratos: { config: renderUpstreamSettings(upstreams, peopleServerUrl(context), sessionHours) } },
          values,
        );
  const egress = upstreams === undefined ? egressRules : [...egressRules, { peer: { capability: 'ingress' as const } }];
  return [
    {
      name: `${name}-kratos`,
      namespace: name,
      podSecurity: 'restricted',
      chart: charts.kratos,
      values: mergeHelmValues(
        {
          ...renderServiceValues(context, replicas),
          ...renderDatabaseValues(secret),
          serviceMonitor: renderServiceMonitorValues(context),
          // The release of the pages has the Ingress of the host.
          ingress: { public: { enabled: false } },
          deployment: {
            resources: containerResources({ cpuRequest: '50m', memoryRequest: '128Mi', memoryLimit: '512Mi' }),
            ...renderDatabaseBinding('kratos', context, clientVariables),
          },
          courier: { enabled: mail },
          kratos: {
            automigration: { enabled: true, type: 'job' },
            identitySchemas: { [schemaFile]: JSON.stringify(identitySchema ?? defaultIdentitySchema) },
            config: {
              serve: { public: { base_url: `https://${publicHost}/` } },
              ...(domain === undefined ? {} : { cookies: { domain } }),
              identity: {
                default_schema_id: 'default',
                schemas: [{ id: 'default', url: `file:///etc/config/${schemaFile}` }],
              },
              selfservice: {
                default_browser_return_url: `${pages}/settings`,
                allowed_return_urls: [`https://${publicHost}`, pages],
                methods: {
                  password: { enabled: true },
                  // The e-mail address identifies people to applications: only administrators change it.
                  profile: { enabled: false },
                  ...(secondFactor
                    ? { totp: { enabled: true, config: { issuer: publicHost } }, lookup_secret: { enabled: true } }
                    : {}),
                },
                flows: {
                  login: renderPageUrl('login'),
                  registration: { enabled: registration, ...renderPageUrl('registration') },
                  settings: {
                    ...renderPageUrl('settings'),
                    ...(secondFactor ? { required_aal: 'highest_available' } : {}),
                  },
                  error: renderPageUrl('error'),
                  ...(recovers ? { recovery: { enabled: true, ...renderPageUrl('recovery') } } : {}),
                  ...(mail ? { verification: { enabled: true, ...renderPageUrl('verification') } } : {}),
                },
              },
              ...(secondFactor ? { session: { whoami: { required_aal: 'highest_available' } } } : {}),
              // The chart replaces any URI that is set here by the one from the Secret.
              ...(mail ? { courier: { smtp: { connection_uri: 'smtp://replaced-by-the-secret' } } } : {}),
              // Recovery requires a courier, which delivers nothing without its pod: administrators pass on the codes.
              ...(recovers && !mail ? { courier: {} } : {}),
              ...(usesHydra ? { oauth2_provider: { url: serviceUrl(context, `${name}-hydra-admin`, 4445) } } : {}),
              log: { format: 'json' },
            },
          },
        },
        overrides,
      ),
      images: [charts.kratos.images[1]],
      networkRules: {
        all: { podLabels, ingress: [{ peer: { capability: 'metrics' }, ports: [4434] }], egress },
        public: { podLabels, ingress: publicIngressRules(4433, context) },
        migration: { podLabels: migrationPodLabels('kratos', name), egress: egressRules },
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
