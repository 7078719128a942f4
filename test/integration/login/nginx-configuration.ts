import { existsSync } from 'node:fs';
import type { Ingress } from 'kubernetes-types/networking/v1';
import type { ResolveService } from './traefik-file';

/** Program of NGINX: `PLINTH_NGINX`, or that of the distribution; undefined where it is not installed. */
export const nginxProgram = [process.env.PLINTH_NGINX, '/usr/sbin/nginx'].find((path) => path && existsSync(path));

/** Ingress of a cluster. */
interface ClusterIngress {
  readonly ingress: Ingress;
  readonly urlOf: ResolveService;
}

/** Server of NGINX on loopback. */
interface NginxServer {
  /** Folder of logs and temporary files. */
  readonly folder: string;
  readonly port: number;
  readonly certificate: string;
  readonly key: string;
}

/** Directives by the annotation that F5's NGINX Ingress Controller translates to them. */
const directives: Readonly<Record<string, string>> = {
  'nginx.org/client-max-body-size': 'client_max_body_size',
  'nginx.org/proxy-buffer-size': 'proxy_buffer_size',
  'nginx.org/proxy-buffers': 'proxy_buffers',
  'nginx.org/proxy-read-timeout': 'proxy_read_timeout',
  'nginx.org/proxy-send-timeout': 'proxy_send_timeout',
};

/**
 * Renders a configuration of NGINX for Ingresses: a stand-in for F5's NGINX Ingress Controller, which runs on an API server
 * only. Headers, locations and annotations have the meaning that this controller gives them.
 */
export function renderNginxConfiguration(ingresses: readonly ClusterIngress[], server: NginxServer): string {
  const { folder, port, certificate, key } = server;
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  const servers = ingresses.flatMap(({ ingress, urlOf }) =>
    (ingress.spec?.rules ?? []).map(({ host = '', http }) => {
      const { namespace = '', annotations = {} } = ingress.metadata ?? {};
      const locations = (http?.paths ?? []).flatMap(({ path = '/', backend }) => {
        const service = backend.service?.name ?? '';
        const body = renderLocation(urlOf(namespace, service), service, annotations);
        // A prefix of path elements.
        return path === '/'
          ? [`location / { ${body} }`]
          : [`location = ${path} { ${body} }`, `location ${path}/ { ${body} }`];
      });
      return `server {
  listen 127.0.0.1:${port} ssl;
  server_name ${host};
  ssl_certificate ${certificate};
  ssl_certificate_key ${key};
  ${locations.join('\n  ')}
}`;
    }),
  );
  return `pid ${folder}/nginx.pid;
events {}
http {
access_log off;
${temporary.join('\n')}
map $http_upgrade $connection_upgrade { default upgrade; '' close; }
${servers.join('\n')}
}
`;
}

function renderLocation(url: string, service: string, annotations: Readonly<Record<string, string>>): string {
  const webSocketServices = annotations['nginx.org/websocket-services']?.split(',') ?? [];
  return [
    'proxy_http_version 1.1;',
    ...(webSocketServices.includes(service)
      ? ['proxy_set_header Upgrade $http_upgrade;', 'proxy_set_header Connection $connection_upgrade;']
      : []),
    'proxy_set_header Host $host;',
    'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
    'proxy_set_header X-Forwarded-Host $host;',
    'proxy_set_header X-Forwarded-Proto $scheme;',
    ...Object.entries(directives).flatMap(([annotation, directive]) => {
      const value = annotations[annotation];
      return value === undefined ? [] : [`${directive} ${value};`];
    }),
    `proxy_pass ${url};`,
  ].join(' ');
}
