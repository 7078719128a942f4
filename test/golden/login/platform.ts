import { application, definePlatform, existing, nginx, oidcIssuer } from 'plinth';

/** An application with log-in behind NGINX, whose gate forwards the requests. */
export const platform = definePlatform({
  name: 'acme',
  domain: 'acme.example',
  environments: ['prod'],
  clusters: {
    prod: existing({
      environment: 'prod',
      kubeconfig: '~/.kube/config',
      provides: { network: {}, 'network-policy': {}, dns: {}, 'load-balancer': {}, certificates: {} },
      components: [nginx(), oidcIssuer({ url: 'https://login.acme.example' })],
    }),
  },
  tenants: {
    shop: {
      clusters: ['prod'],
      owners: 'shop-developers',
      applications: {
        web: application({
          image: 'registry.acme.example/shop/web:2.0.0',
          ingress: 'shop.acme.example',
          login: { paths: { '/admin': { groups: ['shop-admins'] }, '/public': 'anyone' } },
        }),
      },
    },
  },
});
