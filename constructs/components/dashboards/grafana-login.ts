import { z } from 'zod';
import { list } from '../../../src/schema/field-types';
import type { NetworkRule } from '../../../src/kinds/network-rules';

/** Secret by which Grafana is known to whoever logs people in. */
export const loginSecretName = 'grafana-login';

/** How people log in to Grafana by OpenID Connect. */
export const grafanaLogin = z
  .strictObject({
    authUrl: z.url().describe('authorization endpoint, where people are sent to'),
    tokenUrl: z.url().describe('token endpoint'),
    apiUrl: z.url().describe('userinfo endpoint'),
    scopes: list(z.string())
      .default(['openid', 'profile', 'email', 'groups'])
      .describe('what is asked for; groups must come in a claim of that name'),
    adminGroup: z.string().min(1).describe('group whose people administer the Grafana of the platform'),
  })
  .describe(
    `log in by OpenID Connect, and give each tenant a Grafana of its own at <tenant>.<host>; namespaces grafana and tenant-dashboards need a Secret ${loginSecretName} with keys client-id, client-secret and secret-key; @default the Secret grafana-admin, and none for tenants`,
  );

/** How people log in to Grafana by OpenID Connect. */
export type GrafanaLogin = Readonly<z.output<typeof grafanaLogin>>;

/** Where Grafana asks who somebody is: an issuer outside, or one in the cluster, straight or by its host at the ingress. */
export const issuerEgressRules: readonly NetworkRule[] = [
  { peer: { capability: 'identity' } },
  { peer: { capability: 'ingress' } },
  { peer: 'world', ports: [443] },
];

/** The part of Grafana's configuration that logs people in; who gets no role is turned away. */
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

/** Whom Grafana gives a role, by group, the first that fits: a JMESPath over the claims. */
export function renderRoleAttributePath(roles: readonly (readonly [group: string, role: string])[]): string {
  const quoted = (text: string) => `'${text.replace(/'/g, "\\'")}'`;
  return roles.map(([group, role]) => `contains(groups[*], ${quoted(group)}) && '${role}'`).join(' || ');
}

/** Environment variables of a Grafana that logs people in. */
export function renderLoginEnv() {
  const from = (key: string) => ({ secretKeyRef: { name: loginSecretName, key } });
  return {
    GF_AUTH_GENERIC_OAUTH_CLIENT_ID: from('client-id'),
    GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET: from('client-secret'),
    GF_SECURITY_SECRET_KEY: from('secret-key'),
  };
}
