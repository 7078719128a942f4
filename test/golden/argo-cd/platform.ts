import { application, argoCd, definePlatform, existing, traefik } from 'plinth';

/** An existing cluster that Argo CD keeps in the state of a Git repository. */
export const platform = definePlatform({
  name: 'acme',
  domain: 'acme.example',
  environments: ['prod'],
  clusters: {
    prod: existing({
      environment: 'prod',
      kubeconfig: '~/.kube/config',
      context: 'prod',
      provides: { network: {}, 'network-policy': {}, dns: {}, 'load-balancer': {}, storage: {} },
      delivery: 'argo-cd',
      components: [argoCd({ repository: 'https://git.acme.example/platform.git' }), traefik()],
    }),
  },
  tenants: {
    bank: {
      clusters: ['prod'],
      owners: 'bank-developers',
      applications: {
        ledger: application({ image: 'registry.acme.example/bank/ledger:3.2.1', allows: ['shop/web'] }),
      },
    },
    shop: {
      clusters: ['prod'],
      owners: 'shop-developers',
      applications: {
        web: application({
          image: 'registry.acme.example/shop/web:2.0.0',
          port: 3000,
          ingress: 'shop.acme.example',
          calls: ['bank/ledger'],
          env: { PASSWORD: { secret: 'ledger', key: 'password' } },
        }),
      },
    },
  },
});
