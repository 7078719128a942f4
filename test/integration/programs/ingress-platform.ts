/** Host of the tenant's applications. */
export const host = 'shop.market.example';

/** Host that redirects to `host`. */
export const formerHost = 'old.market.example';

/** Namespace of the tenant. */
export const namespace = 'shop';

/** Number of pods in the tenant's namespace. */
export const podCount = 4;

/**
 * Returns a platform definition: a cluster with Traefik, and a tenant with two applications on one host and a redirect.
 * @param provides capabilities of the cluster in addition to those that Traefik needs
 */
export function ingressPlatform(provides: Readonly<Record<string, object>>): object {
  // Not port 8080: Traefik listens on it, and here all pods share the loopback interface.
  const application = { replicas: 2, port: 3000, image: 'registry.example/shop/some:1.0.0' };
  return {
    name: 'market',
    domain: 'market.example',
    environments: ['prod'],
    clusters: {
      apps: {
        kind: 'existing',
        environment: 'prod',
        kubeconfig: '~/.kube/config',
        provides: { network: {}, 'network-policy': {}, dns: {}, 'load-balancer': {}, ...provides },
        components: [{ kind: 'traefik' }],
      },
    },
    tenants: {
      [namespace]: {
        clusters: ['apps'],
        owners: 'shop-developers',
        applications: {
          web: { ...application, ingress: host, redirects: [{ from: formerHost, to: host }] },
          api: { ...application, ingress: [{ host, paths: ['/api'] }] },
        },
      },
    },
  };
}
