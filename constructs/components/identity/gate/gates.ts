import { listLoginRules } from '../../../../src/definition/login';
import type { TenantPlan } from '../../../../src/kinds/tenant-plan';
import type { ApplicationPlan } from '../../../../src/kinds/workload-plan';
import { digest } from '../../../digest';

/**
 * Returns the namespace of the gates that send users to an issuer. It belongs to the platform, so that tenants can neither
 * read the keys of a gate nor change its rules.
 * @param realm name of the component, for an issuer of some tenants; @default the issuer of the cluster
 */
export function resolveGateNamespace(realm?: string): string {
  return realm === undefined ? 'tenant-login' : `tenant-login-${realm}`;
}

/** Label `app.kubernetes.io/name` of the pods of all gates, and the name of their shared ConfigMap. */
export const gateAppName = 'oauth2-proxy';

/** Ports of a gate's pods. */
export const gatePorts = { http: 4180, metrics: 44180 } as const;

/**
 * Server that logs users in for applications of a tenant, as a client of the issuer. Applications with a host in common
 * share a gate; others do not, since each gate accepts its own sessions only: an application that replays the session
 * of a user gains nothing.
 */
export interface LoginGate {
  readonly tenant: string;
  /** Name of its Deployment and its Service. */
  readonly name: string;
  /** Hosts of its applications, sorted. */
  readonly hosts: readonly string[];
  readonly applications: readonly ApplicationPlan[];
}

/** Lists the gates of a tenant in the order of the names of their first applications. */
export function listLoginGates({ name: tenant, applications }: Pick<TenantPlan, 'name' | 'applications'>) {
  const groups: (readonly ApplicationPlan[])[] = [];
  const sorted = [...applications].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const application of sorted.filter(hasUsers)) {
    const hosts = listHosts([application]);
    const isShared = (group: readonly ApplicationPlan[]) => listHosts(group).some((host) => hosts.includes(host));
    const merged = [...groups.filter(isShared).flat(), application];
    groups.splice(0, groups.length, ...groups.filter((group) => !isShared(group)), merged);
  }
  return groups.map((group): LoginGate => {
    const names = group.map(({ name }) => name).sort();
    return {
      tenant,
      name: gateName(tenant, names[0] ?? ''),
      hosts: [...new Set(listHosts(group))].sort(),
      applications: group,
    };
  });
}

/** Returns whether users log in to an application: not if it has tokens of programs alone. */
function hasUsers({ options }: ApplicationPlan): boolean {
  return listLoginRules(options).some(({ groups }) => groups !== 'token');
}

/** Lists the hosts of a tenant's applications to which programs send access tokens, sorted. */
export function listTokenHosts({ applications }: Pick<TenantPlan, 'applications'>): readonly string[] {
  const withTokens = applications.filter(({ options }) =>
    listLoginRules(options).some(({ groups }) => groups === 'token'),
  );
  return [...new Set(listHosts(withTokens))].sort();
}

/** Returns the gate of an application; undefined for an application without log-in of users. */
export function tryGetLoginGate(tenant: TenantPlan, application: string): LoginGate | undefined {
  return listLoginGates(tenant).find(({ applications }) => applications.some(({ name }) => name === application));
}

/** Returns the labels that select the pods of a server of a gate. */
export function renderServerLabels({ name }: { readonly name: string }) {
  return { 'app.kubernetes.io/name': gateAppName, 'app.kubernetes.io/instance': name };
}

/** Returns the name of the Secret with the client of a tenant at the issuer. */
export function clientSecretName(tenant: string): string {
  return `client-${tenant}`;
}

/** Returns the name of the Secret with the key of a gate's cookies. */
export function cookieSecretName({ name }: LoginGate): string {
  return `cookie-${name}`;
}

/** Lists the URLs to which the issuer must be allowed to redirect users of a gate. */
export function listRedirectUrls({ hosts }: LoginGate): readonly string[] {
  return hosts.map((host) => `https://${host}/oauth2/callback`);
}

function listHosts(applications: readonly ApplicationPlan[]): readonly string[] {
  return applications.flatMap(({ routes }) => routes.map(({ host }) => host));
}

/**
 * Returns a name that differs for `a-b`/`c` and `a`/`b-c`. Names of Services have at most 63 characters.
 * @param rule what the names of several servers of an application differ in; @default the first one
 */
export function gateName(tenant: string, application: string, ...rule: readonly unknown[]): string {
  return `${`login-${tenant}-${application}`.slice(0, 46)}-${digest([tenant, application, ...rule])}`;
}
