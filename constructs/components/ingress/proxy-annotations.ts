import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';

/** Size of the buffer for headers of responses: cookies of a log-in have several times the default of 4 KiB. */
const bufferSize = '32k';

/** Annotations by which an ingress controller accepts large headers of responses, by its `api`. */
const headerAnnotations = {
  nginx: { 'nginx.org/proxy-buffer-size': bufferSize, 'nginx.org/proxy-buffers': `8 ${bufferSize}` },
  'ingress-nginx': { 'nginx.ingress.kubernetes.io/proxy-buffer-size': bufferSize },
};

/** Returns the annotations by which the Ingress of a server that logs users in passes on large cookies. */
export function renderHeaderAnnotations(cluster: ClusterInfo): Readonly<Record<string, string>> {
  const api = tryGetEndpoint(cluster, 'ingress')?.api;
  return api === 'nginx' || api === 'ingress-nginx' ? headerAnnotations[api] : {};
}

/**
 * Returns the annotations of an Ingress to proxies for F5's NGINX Ingress Controller. WebSockets stay open for an hour
 * without data.
 * @see https://docs.nginx.com/nginx-ingress-controller/configuration/ingress-resources/advanced-configuration-with-annotations/
 */
export function nginxProxyAnnotations(services: readonly string[]): Readonly<Record<string, string>> {
  return {
    'nginx.org/client-max-body-size': '0',
    ...headerAnnotations.nginx,
    'nginx.org/proxy-read-timeout': '3600s',
    'nginx.org/proxy-send-timeout': '3600s',
    'nginx.org/websocket-services': services.join(','),
  };
}

/**
 * Returns the annotations of an Ingress to proxies for ingress-nginx.
 * @see https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/
 */
export function ingressNginxProxyAnnotations(): Readonly<Record<string, string>> {
  return {
    'nginx.ingress.kubernetes.io/proxy-body-size': '0',
    ...headerAnnotations['ingress-nginx'],
    'nginx.ingress.kubernetes.io/proxy-read-timeout': '3600',
    'nginx.ingress.kubernetes.io/proxy-send-timeout': '3600',
  };
}
