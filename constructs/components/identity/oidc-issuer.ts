import { z } from 'zod';
import type { OptionsOf } from '../../../src/definition/component';
import type { Endpoint } from '../../../src/definition/capability';
import { issuerUrlFields, scopesSchema } from '../../../src/definition/login';
import { componentKind } from '../../../src/kinds/component-kind';
import { error, type Problem } from '../../../src/schema/problem';
import { defaultScopes, loginOptionFields, loginOptions, provideIssuer } from './gate/issuer';
import { provideLogin } from './gate/provider';
import { gateReleases } from './gate/release';
import { checkIssuerUrl, issuerUrlSchema, knownIssuerUrls } from './known-issuers';

const schema = z.strictObject({
  url: issuerUrlSchema.describe(
    'URL of the issuer, as in the claim `iss` of its tokens; its discovery document is below it',
  ),
  groupsClaim: z
    .string()
    .min(1)
    .default('groups')
    .describe("claim of ID tokens with the groups of the user; 'none' for an issuer without groups, such as Google"),
  scopes: scopesSchema.default(defaultScopes).describe('scopes that clients request'),
  ...issuerUrlFields,
  ...loginOptionFields,
});

type Options = OptionsOf<typeof schema>;

/**
 * An OpenID Connect issuer that is operated elsewhere: Entra ID, Google, Amazon Cognito, Keycloak. Applications with
 * `login` send users to it. For each tenant, a client must be registered at the issuer, and its ID and secret be in the
 * Secret `client-<tenant>` of namespace `tenant-login`; `plinth clients` lists them with their redirect URLs.
 * @example
 * oidcIssuer({ url: 'https://login.microsoftonline.com/6babcaad-604b-40ac-a9d7-9fd97c0b779f/v2.0' })
 * @example
 * oidcIssuer({ url: 'https://accounts.google.com', groupsClaim: 'none', emailDomains: ['acme.example'] })
 */
export const oidcIssuer = componentKind({
  kind: 'oidc-issuer',
  summary: 'Log-in at an OpenID Connect issuer outside the platform: Entra ID, Google, Keycloak.',
  schema,
  requires: () => ['network', 'dns'],
  provides: (options) => provideIssuer(options, provideLogin(identityEndpoint(options), loginOptions(options))),
  issuer: ({ url }) => url,
  validate: validateIssuer,
  releases: (options, cluster) => gateReleases(options.name, identityEndpoint(options), loginOptions(options), cluster),
});

function identityEndpoint(options: Options): Endpoint {
  const { url: issuer, groupsClaim, scopes } = options;
  const { authorizationUrl, tokenUrl, userinfoUrl, keysUrl } = { ...knownIssuerUrls(issuer), ...definedUrls(options) };
  return {
    api: 'oidc',
    issuer,
    scopes,
    ...(groupsClaim === 'none' ? {} : { groupsClaim }),
    ...definedUrls({ authorizationUrl, tokenUrl, userinfoUrl, keysUrl }),
  };
}

type IssuerUrls = Partial<Record<keyof typeof issuerUrlFields, string | undefined>>;

function definedUrls({ authorizationUrl, tokenUrl, userinfoUrl, keysUrl }: IssuerUrls) {
  return {
    ...(authorizationUrl === undefined ? {} : { authorizationUrl }),
    ...(tokenUrl === undefined ? {} : { tokenUrl }),
    ...(userinfoUrl === undefined ? {} : { userinfoUrl }),
    ...(keysUrl === undefined ? {} : { keysUrl }),
  };
}

/** Checks issuers at which users of every organization have an account: without a restriction, anybody could log in. */
function validateIssuer({ url, groupsClaim, emailDomains = [] }: Options): readonly Problem[] {
  const { hostname: host } = new URL(url);
  return [
    ...checkIssuerUrl(url, ['url']),
    ...(host === 'accounts.google.com' && groupsClaim !== 'none'
      ? [error(['groupsClaim'], groupsClaim, 'is in no token of Google', "write groupsClaim: 'none'")]
      : []),
    ...(host === 'accounts.google.com' && (emailDomains.length === 0 || emailDomains.includes('*'))
      ? [
          error(
            ['emailDomains'],
            emailDomains,
            'admits everybody with a Google account',
            "write the domains of your organization, such as emailDomains: ['acme.example']",
          ),
        ]
      : []),
  ];
}
