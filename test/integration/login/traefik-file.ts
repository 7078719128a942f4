import type { Ingress } from 'kubernetes-types/networking/v1';
import type { KubernetesObject } from '../cluster/api';

/** Returns the URL on loopback of a Service. */
export type ResolveService = (namespace: string, service: string) => string;

interface ForwardAuthSpec {
  readonly address: string;
  readonly [field: string]: unknown;
}

/**
 * Translates Ingresses and Middlewares to a configuration of Traefik's file provider: no API server runs here. Routers
 * have the rules that Traefik's Ingress provider creates with strict prefix matching; the fields of Middlewares are the
 * same, except for the addresses of Services.
 * @param cluster prefix of all names, which are unique among the files that Traefik reads
 */
export function translateToTraefikFile(
  cluster: string,
  objects: readonly KubernetesObject[],
  resolveService: ResolveService,
): object {
  const middlewares = objects
    .filter(({ kind }) => kind === 'Middleware')
    .map((object) => {
      const { forwardAuth } = object.spec as { forwardAuth: ForwardAuthSpec };
      const name = `${object.metadata.namespace ?? ''}-${object.metadata.name}`.replace(/[^a-z0-9]+/g, '-');
      return [
        `${cluster}-${name}`,
        { forwardAuth: { ...forwardAuth, address: translateUrl(forwardAuth.address, resolveService) } },
      ];
    });
  const routes = objects.filter(({ kind }) => kind === 'Ingress').flatMap((object) => listRoutes(cluster, object));
  return {
    http: {
      routers: Object.fromEntries(
        routes.map(({ name, rule, service, middleware }) => [
          name,
          { rule, service, tls: {}, entryPoints: ['websecure'], ...(middleware ? { middlewares: [middleware] } : {}) },
        ]),
      ),
      ...(middlewares.length === 0 ? {} : { middlewares: Object.fromEntries(middlewares) as object }),
      services: Object.fromEntries(
        routes.map(({ service, namespace, serviceName }) => [
          service,
          { loadBalancer: { servers: [{ url: resolveService(namespace, serviceName) }] } },
        ]),
      ),
    },
  };
}

function listRoutes(cluster: string, object: KubernetesObject) {
  const { metadata, spec } = object as unknown as Ingress;
  const { namespace = '', name: ingress = '', annotations = {} } = metadata ?? {};
  const annotation = annotations['traefik.ingress.kubernetes.io/router.middlewares'];
  const middleware = annotation === undefined ? undefined : `${cluster}-${annotation.replace(/@kubernetescrd$/, '')}`;
  return (spec?.rules ?? []).flatMap(({ host = '', http }) =>
    (http?.paths ?? []).map(({ path = '/', backend }) => {
      const serviceName = backend.service?.name ?? '';
      const matcher = path === '/' ? 'PathPrefix(`/`)' : `(Path(\`${path}\`) || PathPrefix(\`${path}/\`))`;
      return {
        name: `${cluster}-${namespace}-${ingress}-${host}-${path}`.replace(/[^a-z0-9]+/gi, '-'),
        rule: `Host(\`${host}\`) && ${matcher}`,
        service: `${cluster}-${namespace}-${serviceName}`,
        ...{ namespace, serviceName, middleware },
      };
    }),
  );
}

/** Replaces the DNS name of a Service in a URL. */
function translateUrl(url: string, resolveService: ResolveService): string {
  const { hostname, pathname, search } = new URL(url);
  const [service = '', namespace = ''] = hostname.split('.');
  return `${resolveService(namespace, service)}${pathname}${search}`;
}
