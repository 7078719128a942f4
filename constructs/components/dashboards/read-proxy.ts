import ipaddr from 'ipaddr.js';
import type { Endpoint } from '../../../src/definition/capability';
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

/**
 * Paths of Elasticsearch, as regular expressions, that Grafana queries. The role of the tenant's user decides which
 * indices they return.
 */
const elasticsearchReadPaths = ['', '_msearch', '[^_/][^/]*/(_mapping|_field_caps)'];

/** Folder with the certificate authority of Elasticsearch in the query proxy of a tenant. */
export const logsAuthorityFolder = '/etc/nginx/logs';

/** Store whose API a query proxy limits to queries of one tenant. */
export type QueriedStore = 'logs' | 'traces';

/** Part of the API of a store that queries one tenant. */
interface ReadApi {
  /** Prefix of `paths`. */
  readonly prefix: string;
  /** Paths that are queries, as regular expressions. */
  readonly paths: readonly string[];
  /**
   * Paths at which a WebSocket may be opened. On all others, the header `Upgrade` is not forwarded: after it, the store could
   * read another protocol, whose requests the query proxy does not see.
   * @default none
   */
  readonly webSocketPaths?: readonly string[];
  /** Directives of NGINX that limit a query to the tenant. */
  readonly tenantSettings: readonly string[];
}

const tenantIdSettings = ['proxy_set_header X-Scope-OrgID "${TENANT}";'];

const readApis: Readonly<Record<'loki' | 'tempo' | 'elasticsearch', ReadApi>> = {
  loki: {
    prefix: '/loki/api/v1/',
    paths: lokiReadPaths,
    webSocketPaths: ['tail'],
    tenantSettings: tenantIdSettings,
  },
  tempo: { prefix: '/api/', paths: tempoReadPaths, tenantSettings: tenantIdSettings },
  elasticsearch: {
    prefix: '/',
    paths: elasticsearchReadPaths,
    tenantSettings: [
      'proxy_set_header Authorization "Basic ${LOGS_AUTHORIZATION}";',
      'proxy_ssl_verify on;',
      `proxy_ssl_trusted_certificate ${logsAuthorityFolder}/ca.crt;`,
    ],
  },
};

/**
 * Returns the NGINX configuration of a query proxy that limits queries of a store to one tenant: a template, in which the
 * NGINX image substitutes the environment variables `${TENANT}`, and `${LOGS_AUTHORIZATION}` for Elasticsearch. The query
 * proxy is needed because Grafana forwards any request of a viewer to the URL of a data source.
 * @param endpoint API and URL of the store
 * @param port port on which NGINX listens
 * @see https://grafana.com/docs/loki/latest/reference/loki-http-api/
 * @see https://grafana.com/docs/tempo/latest/api_docs/
 */
export function renderReadProxyConfiguration(
  { api, url = '' }: Pick<Endpoint, 'api' | 'url'>,
  port: number,
  cluster: ClusterInfo,
): string {
  const readApi = readApis[api === 'elasticsearch' || api === 'tempo' ? api : 'loki'];
  const { origin, pathname } = new URL(url);
  const isIpv4 = ipaddr.parseCIDR(cluster.podCidr)[0].kind() === 'ipv4';
  const renderLocation = (paths: readonly string[], connectionSettings: readonly string[]) => `
  location ~ ^${readApi.prefix}(${paths.join('|')})$ {
    limit_except GET POST {
      deny all;
    }
    # Forwards the normalized path, which the location has matched, instead of the original one.
    rewrite ^(.*)$ ${pathname.replace(/\/$/, '')}$1 break;
    proxy_pass ${origin};
${[...readApi.tenantSettings, ...connectionSettings].map((line) => `    ${line}\n`).join('')}    proxy_http_version 1.1;
    proxy_ssl_server_name on;
    proxy_read_timeout 300s;
  }
`;
  const { webSocketPaths = [] } = readApi;
  return `${webSocketPaths.length === 0 ? '' : webSocketMaps}server {
  listen ${isIpv4 ? port : `[::]:${port}`};
  access_log off;

  location = /healthz {
    return 204;
  }
${renderLocation(readApi.paths, ['proxy_set_header Upgrade "";', 'proxy_set_header Connection "";'])}${
    webSocketPaths.length === 0 ? '' : renderLocation(webSocketPaths, webSocketSettings)
  }
  location / {
    return 403;
  }
}
`;
}

const webSocketMaps = `map $http_upgrade $web_socket {
  default '';
  ~*^websocket$ websocket;
}

map $web_socket $web_socket_connection {
  default '';
  websocket upgrade;
}

`;

const webSocketSettings = [
  'proxy_set_header Upgrade $web_socket;',
  'proxy_set_header Connection $web_socket_connection;',
];
