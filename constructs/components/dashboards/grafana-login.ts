import { z } from 'zod';
import { list } from '../../../src/schema/field-types';
import type { NetworkRule } from '../../../src/kinds/network-rules';

/** Name of the Secret with the OpenID Connect client of Grafana. */
export const loginSecretName = 'grafana-login';

/** Schema of {@link GrafanaLogin}. */
export const grafanaLogin = z
  .strictObject({
    authUrl: z.url().describe('URL of the authorization endpoint'),
    tokenUrl: z.url().describe('URL of the token endpoint'),
    apiUrl: z.url().describe('URL of the userinfo endpoint'),
    scopes: list(z.string())
      .default(['openid', 'profile', 'email', 'groups'])
      .describe('requested scopes; the groups of a user must be in a claim named `groups`'),
    adminGroup: z.string().min(1).describe("group whose members administer the platform team's Grafana"),
  })
  .describe(
    `login with OpenID Connect, and a separate Grafana for each tenant at <tenant>.<host>; the namespaces grafana and tenant-dashboards need a Secret ${loginSecretName} with keys client-id, client-secret and secret-key; @default login with the Secret grafana-admin, and no Grafana for tenants`,
  );

/** Login to Grafana with OpenID Connect. */
export type GrafanaLogin = Readonly<z.output<typeof grafanaLogin>>;

/**
 * Egress to the OpenID Connect issuer: outside the cluster, or in the cluster (through its Service or through the
 * ingress).
 */
export const issuerEgressRules: readonly NetworkRule[] = [
  { peer: { capability: 'identity' } },
  { peer: { capability: 'ingress' } },
  { peer: 'world', ports: [443] },
];

/**
 * Returns the section `auth.generic_oauth` of grafana.ini, without the mapping of roles (see
 * {@link renderRoleAttributePath}). Users without a role cannot log in.
 */
export function renderOauthSection({
  authUrl,
  tokenUrl,
  apiUrl,
  scopes,
}: GrafanaLogin): Readonly<Record<string, string>> {
  return {
    enabled: 'true',
    name: 'OpenID Connect',
    auth_url: authUrl,
    token_url: tokenUrl,
    api_url: apiUrl,
    scopes: scopes.join(' '),
    use_pkce: 'true',
    allow_sign_up: 'true',
    auto_login: 'true',
    role_attribute_strict: 'true',
    login_attribute_path: 'preferred_username || email || sub',
  };
}

/**
 * Returns the setting `role_attribute_path`: a JMESPath expression over the claims that selects a user's role by group.
 * The first matching group wins.
 */
export function renderRoleAttributePath(roles: readonly (readonly [group: string, role: string])[]): string {
  const quote = (text: string) => `'${text.replace(/'/g, "\\'")}'`;
  return roles.map(([group, role]) => `contains(groups[*], ${quote(group)}) && '${role}'`).join(' || ');
}

/** Returns the environment variables for OpenID Connect login, from the Secret {@link loginSecretName}. */
export function renderLoginEnv() {
  const loginSecretKey = (key: string) => ({ secretKeyRef: { name: loginSecretName, key } });
  return {
    GF_AUTH_GENERIC_OAUTH_CLIENT_ID: loginSecretKey('client-id'),
    GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET: loginSecretKey('client-secret'),
    GF_SECURITY_SECRET_KEY: loginSecretKey('secret-key'),
  };
}
