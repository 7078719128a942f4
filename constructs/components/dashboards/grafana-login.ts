import { z } from 'zod';
import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { list } from '../../../src/schema/field-types';
import type { NetworkRule } from '../../../src/kinds/network-rules';

/** Name of the Secret with the OpenID Connect client of Grafana. */
export const loginSecretName = 'grafana-login';

/** Schema of {@link GrafanaLogin}. */
export const grafanaLogin = z
  .strictObject({
    authUrl: z.url().optional().describe('URL of the authorization endpoint; @default that of `identity`'),
    tokenUrl: z.url().optional().describe('URL of the token endpoint; @default that of `identity`'),
    apiUrl: z.url().optional().describe('URL of the userinfo endpoint; @default that of `identity`'),
    scopes: list(z.string())
      .optional()
      .describe('requested scopes; @default those of `identity`, or openid, profile, email and groups'),
    adminGroup: z
      .string()
      .regex(/^[^$`{}\\'\p{Cc}]+$/u, "must be a group name: write one without $ ` { } \\ ' and control characters")
      .describe("group whose members administer the platform team's Grafana"),
  })
  .describe(
    `login with OpenID Connect, and a separate Grafana for each tenant at <tenant>.<host>; the namespace grafana needs a Secret ${loginSecretName} with the keys client-id and client-secret, which ory() creates, and tenant-dashboards one with these keys and secret-key; @default login with the Secret grafana-admin, and no Grafana for tenants`,
  );

/** Login to Grafana with OpenID Connect. */
export type GrafanaLogin = Readonly<z.output<typeof grafanaLogin>>;

/**
 * Returns the URLs of a login: its own, or those of the issuer that the cluster provides. A URL that neither of them has
 * is undefined.
 */
export function resolveLoginUrls(login: GrafanaLogin, cluster: ClusterInfo) {
  const identity = tryGetEndpoint(cluster, 'identity');
  return {
    authUrl: login.authUrl ?? identity?.authorizationUrl,
    tokenUrl: login.tokenUrl ?? identity?.tokenUrl,
    apiUrl: login.apiUrl ?? identity?.userinfoUrl,
  };
}

/**
 * Egress to the OpenID Connect issuer: outside the cluster, or in the cluster (through its Service or through the
 * ingress).
 */
export const issuerEgressRules: readonly NetworkRule[] = [
  { peer: { capability: 'identity' } },
  { peer: { capability: 'ingress' } },
  { peer: 'outside-cluster', ports: [443] },
];

/**
 * Returns the section `auth.generic_oauth` of grafana.ini, without the mapping of roles (see
 * {@link renderRoleAttributePath}). Users without a role cannot log in.
 */
export function renderOauthSection(login: GrafanaLogin, cluster: ClusterInfo): Readonly<Record<string, string>> {
  const { authUrl = '', tokenUrl = '', apiUrl = '' } = resolveLoginUrls(login, cluster);
  const identity = tryGetEndpoint(cluster, 'identity');
  const scopes = login.scopes ?? (login.authUrl === undefined ? identity?.scopes : undefined) ?? defaultScopes;
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
 * @param groupsClaim claim with the groups of the user
 */
export function renderRoleAttributePath(
  roles: readonly (readonly [group: string, role: string])[],
  groupsClaim = 'groups',
): string {
  // A quoted identifier: a claim may contain a colon.
  const claim = /^[a-z_]+$/i.test(groupsClaim) ? groupsClaim : JSON.stringify(groupsClaim);
  const quote = (text: string) => `'${text.replace(/'/g, "\\'")}'`;
  return roles.map(([group, role]) => `contains(${claim}[*], ${quote(group)}) && '${role}'`).join(' || ');
}

const defaultScopes = ['openid', 'profile', 'email', 'groups'];

/** Returns the environment variables for OpenID Connect login, from the Secret with the client of a Grafana. */
export function renderLoginEnv(clientSecret: string) {
  return {
    GF_AUTH_GENERIC_OAUTH_CLIENT_ID: { secretKeyRef: { name: clientSecret, key: 'client-id' } },
    GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET: { secretKeyRef: { name: clientSecret, key: 'client-secret' } },
  };
}

/** Returns the environment variable with the key by which Grafana encrypts secrets in its database. */
export function renderSecretKeyEnv(secret: string) {
  return { GF_SECURITY_SECRET_KEY: { secretKeyRef: { name: secret, key: 'secret-key' } } };
}
