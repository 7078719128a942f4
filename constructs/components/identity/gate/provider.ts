import type { Construct } from 'constructs';
import { listLoginRules, type LoginRule } from '../../../../src/definition/login';
import type { Endpoint } from '../../../../src/definition/capability';
import type { ApplicationPlan } from '../../../../src/kinds/workload-plan';
import { resolveImage, tryGetEndpoint, type ClusterInfo } from '../../../../src/kinds/cluster-info';
import type { WorkloadAdditions } from '../../../../src/kinds/additions';
import { describeSecret, resolveSecretOrigin } from '../../../../src/kinds/component-secret';
import type { ForwardAuthFunction, ProvidedCapability, RegisterClientFunction } from '../../../../src/kinds/provides';
import { digest } from '../../../digest';
import { addPlatformSecrets } from '../../secrets/component-secrets';
import { images } from '../../../images';
import { userHeaders } from './configuration';
import { listGateSecrets } from './gate-secrets';
import { clientSecretName, listLoginGates, listRedirectUrls, tryGetLoginGate, type LoginGate } from './gates';
import type { LoginOptions } from './issuer';
import { addLoginGate } from './server';

/**
 * Returns the capability `identity` of an OpenID Connect issuer: for applications with `login` a gate that logs users in,
 * and rules of the ingress controller, which asks the gate about each request. The gate needs the release of
 * `gateReleases`.
 * @param registerClient registers clients at an issuer on the cluster; @default administrators register them
 */
export function provideLogin(
  endpoint: Endpoint,
  options: LoginOptions,
  registerClient?: RegisterClientFunction,
): ProvidedCapability {
  return {
    endpoint,
    supports: ['login'],
    ...(registerClient === undefined ? {} : { registerClient }),
    forWorkload: (plan, { cluster, tenant, forwardAuth }) => {
      const gate = 'routes' in plan ? tryGetLoginGate(tenant, plan.name) : undefined;
      if (!('routes' in plan) || !gate || !forwardAuth) return {};
      return mergeRules(
        listLoginRules(plan.options).map((rule) => ({
          rule,
          additions: applyRule(plan, rule, gate, forwardAuth, { options, cluster }),
        })),
      );
    },
    forTenant: (tenant, { cluster, forwardAuth }) => {
      const gates = forwardAuth ? listLoginGates(tenant) : [];
      if (gates.length === 0) return {};
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
          addPlatformSecrets(scope, secrets, cluster);
          for (const gate of gates) addLoginGate(scope, gate, { endpoint: completeEndpoint, options, cluster });
        },
      };
    },
  };
}

function applyRule(
  plan: ApplicationPlan,
  { path, groups }: LoginRule,
  gate: LoginGate,
  forwardAuth: ForwardAuthFunction,
  { options, cluster }: { readonly options: LoginOptions; readonly cluster: ClusterInfo },
): WorkloadAdditions {
  const server = `http://${gate.name}.${options.gateNamespace}.svc.${cluster.clusterDomain}`;
  const name = ruleName(path);
  // The gate answers its health check for everybody. The ingress controller removes headers of the user all the same.
  if (groups === 'anyone')
    return forwardAuth({ name, url: `${server}/ping`, responseHeaders: userHeaders }, plan, cluster);
  const query = groups === undefined ? '' : `?allowed_groups=${groups.map(encodeURIComponent).join(',')}`;
  return forwardAuth({ name, url: `${server}/${query}`, responseHeaders: userHeaders }, plan, cluster);
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
