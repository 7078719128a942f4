import type { Endpoint } from '../../../../src/definition/capability';
import { loginPagesPath } from '../../../../src/definition/login';
import { defaultScopes, type LoginOptions } from './issuer';
import { gatePorts } from './gates';

/**
 * Headers with the user of a request, which the gate sets: subject at the issuer, e-mail address, groups separated by
 * commas, and user name. Claims of the user that the issuer does not know are absent.
 */
export const userHeaders = [
  'X-Auth-Request-User',
  'X-Auth-Request-Email',
  'X-Auth-Request-Groups',
  'X-Auth-Request-Preferred-Username',
] as const;

/** Name of the file with the configuration. */
export const configurationFile = 'oauth2-proxy.cfg';

/** Name of the session cookie of users. */
export const sessionCookie = '__Host-login';

/**
 * Renders the configuration that all gates share which the ingress controller asks, of OAuth2 Proxy in TOML. Requests
 * that the gate accepts get status 202 and the headers of the user.
 * @see https://oauth2-proxy.github.io/oauth2-proxy/configuration/overview
 */
export function renderGateConfiguration(endpoint: Endpoint, options: LoginOptions): string {
  const { issuer = '', groupsClaim = noGroupsClaim, scopes = defaultScopes } = endpoint;
  return formatToml({
    http_address: `:${gatePorts.http}`,
    metrics_address: `:${gatePorts.metrics}`,
    provider: 'oidc',
    oidc_issuer_url: issuer,
    ...renderIssuerUrls(endpoint),
    oidc_groups_claim: groupsClaim,
    scope: scopes.join(' '),
    code_challenge_method: 'S256',
    insecure_oidc_skip_nonce: false,
    approval_prompt: 'auto',
    upstreams: ['static://202'],
    set_xauthrequest: true,
    // Only the ingress controller can connect to the gate. It sets the X-Forwarded headers.
    reverse_proxy: true,
    trusted_proxy_ips: ['0.0.0.0/0', '::/0'],
    ...renderCommonOptions(options),
  });
}

/** Claim that no token has: the default would be the claim `groups`. */
export const noGroupsClaim = 'plinth.dev/no-groups';

/**
 * Renders the options that do not depend on how requests reach a gate. Cookies belong to one host (prefix `__Host-`, no
 * domain), contain no tokens of the issuer, and are sent over HTTPS only.
 */
export function renderCommonOptions({ emailDomains, sessionHours }: LoginOptions): Readonly<Record<string, TomlValue>> {
  return {
    email_domains: emailDomains,
    proxy_prefix: loginPagesPath,
    skip_provider_button: true,
    cookie_name: sessionCookie,
    cookie_secure: true,
    cookie_httponly: true,
    cookie_samesite: 'lax',
    cookie_expire: `${sessionHours}h`,
    cookie_csrf_per_request: true,
    cookie_csrf_per_request_limit: 10,
    session_cookie_minimal: true,
    request_logging: false,
    silence_ping_logging: true,
    footer: '-',
  };
}

/**
 * Renders the URLs of an issuer in the cluster. Discovery would use its public host, whose certificate may come from an
 * authority of the cluster.
 */
function renderIssuerUrls(endpoint: Endpoint): Readonly<Record<string, TomlValue>> {
  const urls = tryGetClusterUrls(endpoint);
  if (!urls) return {};
  const { authorizationUrl, tokenUrl, keysUrl } = urls;
  return { skip_oidc_discovery: true, login_url: authorizationUrl, redeem_url: tokenUrl, oidc_jwks_url: keysUrl };
}

/** Returns the URLs of an issuer in the cluster; undefined for one that is operated elsewhere. */
export function tryGetClusterUrls({ namespace, authorizationUrl, tokenUrl, keysUrl }: Endpoint) {
  if (namespace === undefined || authorizationUrl === undefined || tokenUrl === undefined || keysUrl === undefined)
    return undefined;
  return { authorizationUrl, tokenUrl, keysUrl };
}

/** Value of an option in TOML. */
export type TomlValue = string | number | boolean | readonly string[];

/** Formats keys and values as TOML, whose basic strings and arrays are written as in JSON. */
export function formatToml(values: Readonly<Record<string, TomlValue>>): string {
  return Object.entries(values)
    .map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`)
    .join('');
}
