import { application, definePlatform, existing, traefik } from 'plinth';

const cluster = <const E extends string>(environment: E) =>
  existing({
    environment,
    kubeconfig: '~/.kube/config',
    context: environment,
    provides: { network: {}, 'network-policy': {}, dns: {}, 'load-balancer': {} },
    components: [traefik()],
  });

/** Two environments whose tenants are written as kustomize bases and overlays. */
export const platform = definePlatform({
  name: 'acme',
  domain: 'acme.example',
  environments: ['dev', 'prod'],
  manifests: 'kustomize',
  clusters: { dev: cluster('dev'), prod: cluster('prod') },
  tenants: {
    shop: {
      clusters: ['dev', 'prod'],
      owners: 'shop-developers',
      applications: {
        web: application({
          image: 'registry.acme.example/shop/web:2.0.0',
          ingress: 'shop.acme.example',
          perEnvironment: { dev: { ingress: 'shop.dev.acme.example', replicas: 1 } },
        }),
      },
    },
  },
});
