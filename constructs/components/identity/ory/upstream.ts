import type { EnvVar } from 'kubernetes-types/core/v1';
import { z } from 'zod';
import type { OidcClient } from '../../../../src/kinds/additions';
import type { ComponentSecret } from '../../../../src/kinds/component-secret';
import { dnsLabel, hostname, nonEmptyList } from '../../../../src/schema/field-types';
import { error, valueAtPath, type PathSegment, type Problem } from '../../../../src/schema/problem';
import { checkIssuerUrl, issuerUrlSchema } from '../known-issuers';

/** Schema of the issuers at which people have their accounts. */
export const upstreamSchema = nonEmptyList(
  z.strictObject({
    id: dnsLabel.describe(
      'ID of the issuer at Kratos, a part of its redirect URL. Accounts belong to it: do not change it',
    ),
    name: z
      .string()
      .min(1)
      .optional()
      .meta({ examples: ['Shop'] })
      .describe('name on the log-in page; @default the ID'),
    url: issuerUrlSchema.describe(
      'URL of the issuer, as in the claim `iss` of its tokens; https://github.com for GitHub, which is no OpenID Connect issuer',
    ),
    emailDomains: nonEmptyList(hostname)
      .optional()
      .meta({ examples: [['acme.example']] })
      .describe('domains of the e-mail addresses of people who may log in; @default all accounts of the issuer'),
    secret: dnsLabel
      .optional()
      .describe(
        'Secret in the namespace of ORY with the client at the issuer, in the keys `client-id` and `client-secret`; @default upstream-<id>',
      ),
  }),
);

/** Issuers at which people have their accounts. */
export type Upstreams = z.output<typeof upstreamSchema>;
type Upstream = Upstreams[number];

const hosts = { entraId: 'login.microsoftonline.com', google: 'accounts.google.com', github: 'github.com' } as const;

function isAt({ url }: Upstream, issuer: keyof typeof hosts): boolean {
  return new URL(url).hostname === hosts[issuer];
}

/** Options of ORY that are of no use where people have their accounts at an issuer. */
interface AccountOptions {
  readonly people?: unknown;
  readonly kratos: {
    readonly enabled: boolean;
    readonly registration: boolean;
    readonly mail: boolean;
    readonly values?: Readonly<Record<string, unknown>> | undefined;
  };
}

/** Path of the option that replaces all variables of Kratos' pods. */
const extraEnvPath = ['values', 'deployment', 'extraEnv'];

/** Checks issuers of people: each is unique and admits the people of the organization only, and no option is without effect. */
export function checkUpstreams(upstreams: Upstreams, { people, kratos }: AccountOptions): readonly Problem[] {
  const ids = upstreams.map(({ id }) => id);
  return [
    ...(kratos.enabled
      ? []
      : [error(['upstream'], undefined, 'needs Kratos, which is disabled', 'remove it, or kratos.enabled: false')]),
    ...(['registration', 'mail'] as const)
      .filter((option) => kratos[option])
      .map((option) =>
        error(['kratos', option], true, 'has no effect with `upstream`: accounts have no password', 'remove it'),
      ),
    ...(valueAtPath(kratos, extraEnvPath) === undefined
      ? []
      : [
          error(
            ['kratos', ...extraEnvPath],
            undefined,
            'replaces the variables with the clients at issuers',
            'remove it',
          ),
        ]),
    ...upstreams.flatMap((upstream, index) => [
      ...(ids.indexOf(upstream.id) < index
        ? [error(['upstream', index, 'id'], upstream.id, 'is the ID of another issuer, too', 'write another ID')]
        : []),
      ...checkIssuerUrl(upstream.url, ['upstream', index, 'url']),
      ...checkAdmission(upstream, people !== undefined, ['upstream', index]),
    ]),
  ];
}

/** Checks that an account at Google or GitHub is not enough to log in. */
function checkAdmission(upstream: Upstream, hasPeople: boolean, path: readonly PathSegment[]): readonly Problem[] {
  const isPublic = isAt(upstream, 'google') || isAt(upstream, 'github');
  if (!isPublic || hasPeople || upstream.emailDomains !== undefined) return [];
  const fix = "write the domains of your organization, such as emailDomains: ['acme.example'], or `people`";
  return [error([...path, 'emailDomains'], undefined, 'is required: everybody can create an account there', fix)];
}

/** Lists the clients to register at the issuers. */
export function listUpstreamClients(upstreams: Upstreams, component: string, accounts: string): readonly OidcClient[] {
  return upstreams.map((upstream) => ({
    issuer: upstream.url,
    redirectUrls: [`https://${accounts}/self-service/methods/oidc/callback/${upstream.id}`],
    secret: { namespace: component, name: secretName(upstream) },
    title: `Accounts of ${component}`,
  }));
}

/** Lists the Secrets with the clients at the issuers. */
export function listUpstreamSecrets(upstreams: Upstreams, component: string): readonly ComponentSecret[] {
  return upstreams.map((upstream) => ({
    namespace: component,
    name: secretName(upstream),
    requiredFor: 'ory({ upstream })',
    values: {
      'client-id': { from: 'provided', description: `ID of the client at ${upstream.url}` },
      'client-secret': { from: 'provided', description: `secret of the client at ${upstream.url}` },
    },
    rotation: { restarts: [{ kind: 'Deployment', name: `${component}-kratos` }] },
  }));
}

function secretName({ id, secret = `upstream-${id}` }: Upstream): string {
  return secret;
}

/** Returns the variables with the clients at the issuers, which Kratos merges with the list in its configuration. */
export function renderUpstreamEnv(upstreams: Upstreams): readonly EnvVar[] {
  return upstreams.flatMap((upstream, index) =>
    (['client-id', 'client-secret'] as const).map((key) => ({
      name: `SELFSERVICE_METHODS_OIDC_CONFIG_PROVIDERS_${index}_${key.toUpperCase().replace('-', '_')}`,
      valueFrom: { secretKeyRef: { name: secretName(upstream), key } },
    })),
  );
}

/**
 * Returns the settings of Kratos for accounts at issuers: they replace passwords. A person who logs in for the first time gets
 * an account, if the server of people at `peopleUrl` admits it.
 * @see https://www.ory.com/docs/kratos/social-signin/generic
 */
export function renderUpstreamSettings(upstreams: Upstreams, peopleUrl: string, sessionHours: number) {
  const webHook = (path: string) => ({
    hook: 'web_hook',
    config: {
      url: `${peopleUrl}${path}`,
      method: 'POST',
      body: renderBase64(`function(ctx) { traits: ctx.identity.traits, metadata: ctx.identity.metadata_public }`),
      // The account is created with the response, and not at all without one.
      response: { parse: true },
    },
  });
  return {
    selfservice: {
      methods: {
        password: { enabled: false },
        oidc: { enabled: true, config: { providers: upstreams.map(renderProvider) } },
      },
      flows: {
        registration: { enabled: true, after: { oidc: { hooks: [webHook('/registration'), { hook: 'session' }] } } },
        // People add no further account: the rules of the mapper would not apply to it.
        settings: { after: { oidc: { hooks: [webHook('/link')] } } },
      },
    },
    // Kratos asks the issuer as often as applications ask Kratos.
    session: { lifespan: `${sessionHours}h` },
  };
}

function renderProvider(upstream: Upstream) {
  const { id, name = id, url } = upstream;
  return {
    id,
    label: name,
    mapper_url: renderBase64(renderMapper(upstream)),
    ...(isAt(upstream, 'github')
      ? { provider: 'github', scope: ['user:email'] }
      : { provider: 'generic', issuer_url: url, scope: ['openid', 'profile', 'email'] }),
  };
}

/**
 * Returns the Jsonnet that maps the claims of an account to an identity, with the reason for which the account is refused, or
 * null. Kratos gives traits in the request of the browser precedence over those of this mapper: the server of people compares
 * them with the copy in the metadata, and replaces the metadata.
 */
function renderMapper(upstream: Upstream): string {
  const { emailDomains } = upstream;
  const isInDomain =
    emailDomains === undefined ? 'true' : `std.member(${JSON.stringify(emailDomains)}, std.split(email, '@')[1])`;
  return `local claims = { email: '', email_verified: false, hd: '' } + std.extVar('claims');
local email = std.asciiLower(claims.email);
local traits = { email: email, [if 'name' in claims then 'name']: claims.name };
local refusal =
  if std.length(std.split(email, '@')) != 2 || !(${renderVerification(upstream)}) then 'its e-mail address is not verified'
  else if !(${isInDomain}) then 'its e-mail address is in another domain'
  else null;
{
  identity: {
    traits: traits,
    metadata_public: { upstream: traits, refusal: refusal },
    verified_addresses: if refusal == null then [{ via: 'email', value: email }] else [],
  },
}
`;
}

/**
 * Returns the Jsonnet condition that the e-mail address belongs to the account.
 * @see https://developers.google.com/identity/openid-connect/openid-connect
 */
function renderVerification(upstream: Upstream): string {
  // Administrators of the tenant set the address, and its tokens have no claim for a verification.
  if (isAt(upstream, 'entraId')) return 'true';
  // Of other addresses, Google does not notice that they belong to someone else in the meantime.
  if (isAt(upstream, 'google'))
    return "claims.email_verified && (claims.hd != '' || std.endsWith(email, '@gmail.com'))";
  return 'claims.email_verified';
}

function renderBase64(text: string): string {
  return `base64://${Buffer.from(text).toString('base64')}`;
}
