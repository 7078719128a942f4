import ipaddr from 'ipaddr.js';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';

/** What Grafana asks Loki for, and nothing by which lines are written or deleted, or Loki is stopped. */
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
 * What makes NGINX ask Loki for one tenant's lines: a template, in which its image puts the tenant in the place of
 * `${TENANT}`. Grafana by itself hands any request of a viewer on to Loki, as long as it goes to a data source.
 * @see https://grafana.com/docs/loki/latest/reference/loki-http-api/
 */
export function renderLogsGatewayConfiguration(loki: string, port: number, cluster: ClusterInfo): string {
  const { origin, pathname } = new URL(loki);
  const v4 = ipaddr.parseCIDR(cluster.podCidr)[0].kind() === 'ipv4';
  return `map $http_upgrade $connection_upgrade {
  default upgrade;
  ''      '';
}

server {
  listen ${v4 ? port : `[::]:${port}`};
  access_log off;

  location = /healthz {
    return 204;
  }

  location ~ ^/loki/api/v1/(${lokiReadPaths.join('|')})$ {
    limit_except GET POST {
      deny all;
    }
    # Loki gets the path that was looked at here, not the one that was written.
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
