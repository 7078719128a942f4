import ipaddr from 'ipaddr.js';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';

/**
 * Paths below `/loki/api/v1/`, as regular expressions, that Grafana queries. The list contains no path that writes or
 * deletes log lines or stops Loki.
 */
const lokiReadPaths = [
  'query',
  'query_range',
  'labels',
  'label/[^/]+/values',
  'series',
  'index/stats',
  'index/volume',
  'index/volume_range',
  'patterns',
  'detected_labels',
  'detected_fields',
  'detected_field/[^/]+/values',
  'format_query',
  'drilldown-limits',
  'status/buildinfo',
  'tail',
];

/**
 * Paths below `/api/`, as regular expressions, that Grafana queries of Tempo. The list contains no path that changes the
 * limits of a tenant.
 */
const tempoReadPaths = [
  'echo',
  'status/buildinfo',
  'traces/[0-9a-fA-F]+',
  'v2/traces/[0-9a-fA-F]+',
  'search',
  'search/tags',
  'search/tag/[^/]+/values',
  'v2/search/tags',
  'v2/search/tag/[^/]+/values',
  'metrics/query',
  'metrics/query_range',
];

/** Store whose API a query proxy limits to queries of one tenant. */
export type QueriedStore = 'logs' | 'traces';

/** Prefix of the paths that are queries of a store, and the rest of these paths. */
const readPaths: Readonly<Record<QueriedStore, { readonly prefix: string; readonly paths: readonly string[] }>> = {
  logs: { prefix: '/loki/api/v1/', paths: lokiReadPaths },
  traces: { prefix: '/api/', paths: tempoReadPaths },
};

/**
 * Returns the NGINX configuration of a query proxy that limits queries of Loki or Tempo to one tenant: a template, in which
 * the NGINX image substitutes the environment variable `${TENANT}`. The query proxy is needed because Grafana forwards any
 * request of a viewer to the URL of a data source.
 * @param url base URL of the store
 * @param port port on which NGINX listens
 * @see https://grafana.com/docs/loki/latest/reference/loki-http-api/
 * @see https://grafana.com/docs/tempo/latest/api_docs/
 */
export function renderReadProxyConfiguration(
  store: QueriedStore,
  url: string,
  port: number,
  cluster: ClusterInfo,
): string {
  const { prefix, paths } = readPaths[store];
  const { origin, pathname } = new URL(url);
  const isIpv4 = ipaddr.parseCIDR(cluster.podCidr)[0].kind() === 'ipv4';
  return `map $http_upgrade $connection_upgrade {
  default upgrade;
  ''      '';
}

server {
  listen ${isIpv4 ? port : `[::]:${port}`};
  access_log off;

  location = /healthz {
    return 204;
  }

  location ~ ^${prefix}(${paths.join('|')})$ {
    limit_except GET POST {
      deny all;
    }
    # Forwards the normalized path, which the location has matched, instead of the original one.
    rewrite ^(.*)$ ${pathname.replace(/\/$/, '')}$1 break;
    proxy_pass ${origin};
    proxy_set_header X-Scope-OrgID "\${TENANT}";
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $connection_upgrade;
    proxy_http_version 1.1;
    proxy_ssl_server_name on;
    proxy_read_timeout 300s;
  }

  location / {
    return 403;
  }
}
`;
}
