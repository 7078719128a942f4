import { z } from 'zod';
import { error, type PathSegment, type Problem } from '../../../src/schema/problem';

/** Schema of the URL of an issuer. */
export const issuerUrlSchema = z
  .url({ protocol: /^https$/, error: 'must be a URL with https://: write the issuer of the tokens (claim `iss`)' })
  .meta({ examples: ['https://login.acme.example'] });

/** Checks that a URL is that of one issuer, and not that of all organizations at Entra ID. */
export function checkIssuerUrl(url: string, path: readonly PathSegment[]): readonly Problem[] {
  const { hostname, pathname, search, hash } = new URL(url);
  const tenant = pathname.split('/')[1] ?? '';
  return [
    ...(search !== '' || hash !== ''
      ? [error(path, url, 'must have no query and no fragment', 'write the URL without them')]
      : []),
    ...(hostname === 'login.microsoftonline.com' && ['common', 'organizations', 'consumers'].includes(tenant)
      ? [
          error(
            path,
            url,
            `is the issuer of all organizations ('${tenant}')`,
            'write the ID of your tenant: https://login.microsoftonline.com/<tenant ID>/v2.0',
          ),
        ]
      : []),
  ];
}

/** URLs of an issuer for clients that do not read its discovery document. */
interface ClientUrls {
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  readonly userinfoUrl: string;
  readonly keysUrl: string;
}

/**
 * Returns the URLs of Entra ID, Google and Keycloak, as in their discovery documents; none for another issuer.
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html
 */
export function knownIssuerUrls(issuer: string): Partial<ClientUrls> {
  const { hostname, pathname } = new URL(issuer);
  const base = issuer.replace(/\/$/, '');
  if (hostname === 'login.microsoftonline.com' && pathname.endsWith('/v2.0')) {
    const tenant = base.replace(/\/v2\.0$/, '');
    return {
      authorizationUrl: `${tenant}/oauth2/v2.0/authorize`,
      tokenUrl: `${tenant}/oauth2/v2.0/token`,
      userinfoUrl: 'https://graph.microsoft.com/oidc/userinfo',
      keysUrl: `${tenant}/discovery/v2.0/keys`,
    };
  }
  if (hostname === 'accounts.google.com')
    return {
      authorizationUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
      tokenUrl: 'https://oauth2.googleapis.com/token',
      userinfoUrl: 'https://openidconnect.googleapis.com/v1/userinfo',
      keysUrl: 'https://www.googleapis.com/oauth2/v3/certs',
    };
  if (/\/realms\/[^/]+\/?$/.test(pathname))
    return {
      authorizationUrl: `${base}/protocol/openid-connect/auth`,
      tokenUrl: `${base}/protocol/openid-connect/token`,
      userinfoUrl: `${base}/protocol/openid-connect/userinfo`,
      keysUrl: `${base}/protocol/openid-connect/certs`,
    };
  return {};
}
