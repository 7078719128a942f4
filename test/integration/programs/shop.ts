/** What the shop of `shopOn` is reached by. */
export const host = 'shop.market.example';

/** The name that people knew the shop by before. */
export const formerHost = 'old.market.example';

/** The tenant's namespace. */
export const namespace = 'shop';

/** How many pods the shop has. */
export const pods = 4;

/** A cluster with Traefik and one tenant: a shop of two applications on one host, which once had another name. */
export function shopOn(provides: Readonly<Record<string, object>>): object {
  // Traefik has 8080 to itself: here they share an interface.
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
