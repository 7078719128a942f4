import type { Endpoint } from '../../../src/definition/capability';
import type { ProvidedCapability } from '../../../src/kinds/provides';
import { ingressNginxProxyAnnotations, nginxProxyAnnotations } from './proxy-annotations';
import { nginxRedirects, traefikRedirects } from './redirects';
import { traefikForwardAuth } from './traefik-middleware';

/** Functions of ingress controllers by the `api` of their endpoint. */
const functionsByApi: Readonly<Record<string, ProvidedCapability>> = {
  traefik: {
    supports: ['redirects'],
    forWorkload: (plan, { cluster }) => traefikRedirects(plan, cluster),
    forwardAuth: traefikForwardAuth,
  },
  nginx: {
    supports: ['redirects'],
    forWorkload: (plan, { cluster }) => nginxRedirects(plan, cluster),
    proxyAnnotations: nginxProxyAnnotations,
    servesOneIngressPerHost: true,
  },
  'ingress-nginx': { proxyAnnotations: ingressNginxProxyAnnotations },
};

/** Returns the capability `ingress` of an ingress controller. The Ingress API is all that other controllers provide. */
export function provideIngress(endpoint: Endpoint): ProvidedCapability {
  return { endpoint, ...functionsByApi[endpoint.api ?? ''] };
}
