/** Size of the buffer for headers of responses: cookies of sessions can have several times 4 KiB. */
const bufferSize = '32k';

/**
 * Returns the annotations of an Ingress to proxies for F5's NGINX Ingress Controller. WebSockets stay open for an hour
 * without data.
 * @see https://docs.nginx.com/nginx-ingress-controller/configuration/ingress-resources/advanced-configuration-with-annotations/
 */
export function nginxProxyAnnotations(services: readonly string[]): Readonly<Record<string, string>> {
  return {
    'nginx.org/client-max-body-size': '0',
    'nginx.org/proxy-buffer-size': bufferSize,
    'nginx.org/proxy-buffers': `8 ${bufferSize}`,
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
    'nginx.ingress.kubernetes.io/proxy-buffer-size': bufferSize,
    'nginx.ingress.kubernetes.io/proxy-read-timeout': '3600',
    'nginx.ingress.kubernetes.io/proxy-send-timeout': '3600',
  };
}
