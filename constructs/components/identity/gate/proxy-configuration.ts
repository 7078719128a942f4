import { loginPagesPath } from '../../../../src/definition/login';
import type { Endpoint } from '../../../../src/definition/capability';
import {
  formatToml,
  noGroupsClaim,
  renderCommonOptions,
  sessionCookie,
  tryGetClusterUrls,
  userHeaders,
} from './configuration';
import { gatePorts } from './gates';
import { defaultScopes, type LoginOptions } from './issuer';
import type { ProxyServer, ProxyUpstream } from './proxy-servers';

/** Name of the file with the options that OAuth2 Proxy reads from YAML only: upstreams and headers of requests. */
export const proxyFile = 'proxy.yaml';

/** Environment variable with the ID of the client. */
export const clientIdVariable = 'CLIENT_ID';

/** Claims of a session by the header that the application receives. */
const claimsByHeader: Readonly<Record<string, string>> = {
  'X-Auth-Request-User': 'user',
  'X-Auth-Request-Email': 'email',
  'X-Auth-Request-Groups': 'groups',
  'X-Auth-Request-Preferred-Username': 'preferred_username',
};

/**
 * Renders the options of a server that forwards requests. It trusts no X-Forwarded header: clients could choose the path
 * that it compares. Paths of the application such as `/ping` are not health checks.
 */
export function renderProxyConfiguration({ role }: ProxyServer, options: LoginOptions): string {
  return formatToml({
    ...renderCommonOptions(options),
    reverse_proxy: false,
    ping_path: `${loginPagesPath}/ping`,
    ready_path: `${loginPagesPath}/ready`,
    // OAuth2 Proxy ends the session of a user who is in no group. Browsers ignore the removal of a cookie with the prefix
    // `__Host-` for another path than /.
    ...(role === 'groups' ? { cookie_path: loginPagesPath } : {}),
    // With the cookie, the application would receive the headers of its user.
    ...(role === 'anyone' ? { cookie_name: `${sessionCookie}-none`, skip_auth_routes: ['^/'] } : {}),
  });
}

/**
 * Renders issuer, upstreams and headers of a server. OAuth2 Proxy removes these headers from requests of clients, also
 * those with underscores for hyphens.
 * @param urlOf returns the URL of an upstream
 * @see https://oauth2-proxy.github.io/oauth2-proxy/configuration/alpha-config
 */
export function renderProxyUpstreams(
  { groups, upstreams }: ProxyServer,
  endpoint: Endpoint,
  clientSecretFile: string,
  urlOf: (to: Exclude<ProxyUpstream['to'], 'none'>) => string,
): string {
  const { issuer = '', groupsClaim = noGroupsClaim, scopes = defaultScopes } = endpoint;
  const urls = tryGetClusterUrls(endpoint);
  const text = JSON.stringify(
    {
      server: { bindAddress: `:${gatePorts.http}` },
      metricsServer: { bindAddress: `:${gatePorts.metrics}` },
      providers: [
        {
          id: 'issuer',
          provider: 'oidc',
          clientID: '',
          clientSecretFile,
          scope: scopes.join(' '),
          code_challenge_method: 'S256',
          ...(groups === undefined ? {} : { allowedGroups: groups }),
          ...(urls ? { loginURL: urls.authorizationUrl, redeemURL: urls.tokenUrl } : {}),
          oidcConfig: {
            issuerURL: issuer,
            insecureSkipNonce: false,
            groupsClaim,
            ...(urls ? { skipDiscovery: true, jwksURL: urls.keysUrl } : {}),
          },
        },
      ],
      injectRequestHeaders: userHeaders.map((name) => ({
        name,
        values: [{ claimSource: { claim: claimsByHeader[name] } }],
      })),
      upstreamConfig: {
        upstreams: upstreams.flatMap(({ path, to }) =>
          // A path that ends with / is a prefix.
          (path === '/' ? ['/'] : [path, `${path}/`]).map((prefix) => ({
            id: prefix,
            path: prefix,
            ...(to === 'none' ? { static: true, staticCode: 404 } : { uri: urlOf(to), timeout: '0s' }),
          })),
        ),
      },
    },
    undefined,
    2,
  );
  // OAuth2 Proxy replaces variables in the whole file, also in names of groups.
  return text.replaceAll('$', '\\u0024').replace('"clientID": ""', `"clientID": "\${${clientIdVariable}}"`);
}
