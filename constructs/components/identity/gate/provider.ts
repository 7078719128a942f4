import type { Construct } from 'constructs';
import { listLoginRules, type LoginRule } from '../../../../src/definition/login';
import type { Endpoint } from '../../../../src/definition/capability';
import { resolveImage, tryGetEndpoint, type ClusterInfo } from '../../../../src/kinds/cluster-info';
import type { WorkloadAdditions } from '../../../../src/kinds/additions';
import { describeSecret, resolveSecretOrigin } from '../../../../src/kinds/component-secret';
import type { ForwardAuth, ProvidedCapability, RegisterClientFunction } from '../../../../src/kinds/provides';
import { digest } from '../../../digest';
import { addPlatformSecrets } from '../../secrets/component-secrets';
import { images } from '../../../images';
import { addHttp01SolverPolicy } from '../../../kubernetes/http01-challenge';
import { userHeaders } from './configuration';
import { listGateSecrets } from './gate-secrets';
import {
  clientSecretName,
  listLoginGates,
  listRedirectUrls,
  listTokenHosts,
  tryGetLoginGate,
  type LoginGate,
} from './gates';
import type { LoginOptions } from './issuer';
import { addProxyGate, listProxyIngressRules } from './proxy';
import { addLoginGate } from './server';

/** Server that verifies the access tokens of programs. */
export interface TokenVerifier {
  /** URL that responds to the ingress controller with status 200, and the header of the program, for a valid token. */
  url(cluster: ClusterInfo): string;
  /** Adds what lets the server accept the tokens that the issuer has issued for a host. */
  addHost(scope: Construct, tenant: string, host: string): void;
}

/**
 * Returns the capability `identity` of an OpenID Connect issuer: for applications with `login` a gate that logs users in.
 * The ingress controller asks the gate about each request. One that cannot do so sends the requests to the gate, which
 * forwards them. The gate needs the release of `gateReleases`.
 * @param registerClient registers clients at an issuer on the cluster; @default administrators register them
 * @param tokens verifies tokens of programs; @default applications cannot have them
 */
export function provideLogin(
  endpoint: Endpoint,
  options: LoginOptions,
  registerClient?: RegisterClientFunction,
  tokens?: TokenVerifier,
): ProvidedCapability {
  return {
    endpoint,
    supports: tokens === undefined ? ['login'] : ['login', 'tokens'],
    ...(registerClient === undefined ? {} : { registerClient }),
    forWorkload: (plan, { cluster, tenant, forwardAuth }) => {
      const rules = 'routes' in plan ? listLoginRules(plan.options) : [];
      if (!('routes' in plan) || rules.length === 0) return {};
      const gate = tryGetLoginGate(tenant, plan.name);
      if (!forwardAuth) {
        const ingress = gate ? listProxyIngressRules(plan, gate, options.gateNamespace) : [];
        return { replacesIngress: true, ingress };
      }
      return mergeRules(
        rules.map((rule) => ({
          rule,
          additions: forwardAuth(applyRule(rule, { gate, tokens, options, cluster }), plan, cluster),
        })),
      );
    },
    forTenant: (tenant, { cluster, forwardAuth, proxyAnnotations }) => {
      const gates = listLoginGates(tenant);
      const tokenHosts = forwardAuth && tokens ? listTokenHosts(tenant) : [];
      const addTokenHosts = (scope: Construct) => {
        for (const host of tokenHosts) tokens?.addHost(scope, tenant.name, host);
      };
      if (gates.length === 0) return tokenHosts.length === 0 ? {} : { objects: addTokenHosts };
      const secrets = listGateSecrets(tenant.name, gates, options, registerClient === undefined);
      const completeEndpoint = { ...endpoint, ...tryGetEndpoint(cluster, 'identity') };
      return {
        oidcClients: [
          {
            issuer: completeEndpoint.issuer ?? '',
            redirectUrls: gates.flatMap(listRedirectUrls),
            secret: { namespace: options.gateNamespace, name: clientSecretName(tenant.name) },
            title: `Applications of ${tenant.name}`,
          },
        ],
        images: [resolveImage(cluster, images.oauth2Proxy)],
        secrets: secrets.map((secret) => describeSecret(secret, resolveSecretOrigin(secret, cluster), cluster)),
        objects: (scope: Construct) => {
          addTokenHosts(scope);
          addPlatformSecrets(scope, secrets, cluster);
          const context = { endpoint: completeEndpoint, options, cluster };
          if (forwardAuth) for (const gate of gates) addLoginGate(scope, gate, context);
          else {
            for (const gate of gates) addProxyGate(scope, gate, context, proxyAnnotations);
            const metadata = { name: `http01-solver-${tenant.name}`, namespace: options.gateNamespace };
            addHttp01SolverPolicy(scope, metadata, cluster);
          }
        },
      };
    },
  };
}

/** Headers by which an application knows users, and workloads that call it with a token: clients may not set them. */
const identityHeaders = [...userHeaders, 'X-Service-Caller'];

/** Where the ingress controller asks about requests. */
interface RuleServers {
  /** @default users do not log in to the application */
  readonly gate: LoginGate | undefined;
  /** @default the application has no tokens of programs */
  readonly tokens: TokenVerifier | undefined;
  readonly options: LoginOptions;
  readonly cluster: ClusterInfo;
}

function applyRule({ path, groups }: LoginRule, { gate, tokens, options, cluster }: RuleServers): ForwardAuth {
  const name = ruleName(path);
  // The application does not get the token: it could send it to another path of the host.
  if (groups === 'token')
    return { name, url: tokens?.url(cluster) ?? '', responseHeaders: [...identityHeaders, 'Authorization'] };
  const server = `http://${gate?.name ?? ''}.${options.gateNamespace}.svc.${cluster.clusterDomain}`;
  // The gate answers its health check for everybody. The ingress controller removes headers of the user all the same.
  if (groups === 'anyone') return { name, url: `${server}/ping`, responseHeaders: identityHeaders };
  const query = groups === undefined ? '' : `?allowed_groups=${groups.map(encodeURIComponent).join(',')}`;
  return { name, url: `${server}/${query}`, responseHeaders: identityHeaders };
}

/** Name of the rule for a path, whose characters are not those of a name. */
function ruleName(path: string): string {
  return path === '/' ? 'login' : `login-${digest(path).slice(0, 8)}`;
}

function mergeRules(
  rules: readonly { readonly rule: LoginRule; readonly additions: WorkloadAdditions }[],
): WorkloadAdditions {
  const listAnnotations = (isRoot: boolean) =>
    rules
      .filter(({ rule: { path } }) => (path === '/') === isRoot)
      .map(({ rule: { path }, additions: { ingressAnnotations = {} } }) => ({
        name: ruleName(path),
        path,
        annotations: ingressAnnotations,
      }));
  return {
    objects: (scope) => {
      for (const { additions } of rules) additions.objects?.(scope);
    },
    ingressAnnotations: listAnnotations(true)[0]?.annotations ?? {},
    ingressPaths: listAnnotations(false),
  };
}
