import type { ApplicationPlan } from '../../../src/kinds/workload-plan';
import type { WorkloadAdditions } from '../../../src/kinds/additions';
import type { ForwardAuth } from '../../../src/kinds/provides';
import { workloadMetadata } from '../../applications/metadata';
import { addObject } from '../../kubernetes/object';

/**
 * Returns the annotation that applies a Middleware to an Ingress. Traefik's name of a Middleware consists of namespace and
 * name, where a hyphen replaces other characters than letters and digits.
 * @see https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/ingress/
 */
export function traefikMiddlewareAnnotation(namespace: string, name: string): Readonly<Record<string, string>> {
  const middleware = `${namespace}-${name}`.replace(/[^a-z0-9]+/g, '-');
  return { 'traefik.ingress.kubernetes.io/router.middlewares': `${middleware}@kubernetescrd` };
}

/** Largest response of the server that decides, in bytes: without a limit, Traefik would read a response of any size. */
const maxResponseBodySize = 65_536;

/**
 * Returns what makes Traefik ask a server before it forwards a request to an application. Traefik sets the headers of the
 * server's response, and removes those that the client has sent.
 * @see https://doc.traefik.io/traefik/reference/routing-configuration/http/middlewares/forwardauth/
 */
export function traefikForwardAuth(auth: ForwardAuth, application: ApplicationPlan): WorkloadAdditions {
  const { url, responseHeaders = [] } = auth;
  const name = `${application.name}-${auth.name}`;
  return {
    objects: (scope) => {
      addObject(scope, name, {
        apiVersion: 'traefik.io/v1alpha1',
        kind: 'Middleware',
        metadata: { ...workloadMetadata(application), name },
        spec: {
          forwardAuth: {
            address: url,
            ...(responseHeaders.length > 0 ? { authResponseHeadersRegex: matchHeaders(responseHeaders) } : {}),
            maxResponseBodySize,
          },
        },
      });
    },
    ingressAnnotations: traefikMiddlewareAnnotation(application.namespace, name),
  };
}

/**
 * Returns the regular expression of headers that Traefik removes from requests before it sets those of the response. A
 * list of headers would let pass those with underscores, which many servers treat as hyphens.
 */
function matchHeaders(headers: readonly string[]): string {
  return `(?i)^(${headers.map((header) => header.replaceAll('-', '[-_]')).join('|')})$`;
}
