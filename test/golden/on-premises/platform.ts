import { application, coreDns, cronJob, definePlatform, flannel, localPath, metallb, onPrem, traefik } from 'plinth';

/** Own machines, kubeadm, everything delivered by Terraform. */
export const platform = definePlatform({
  name: 'acme',
  domain: 'acme.example',
  environments: ['prod'],
  clusters: {
    dc1: onPrem({
      environment: 'prod',
      ssh: { user: 'ops' },
      controlPlanes: { cp1: '10.0.0.11' },
      workers: { w1: '10.0.0.21', w2: '10.0.0.22' },
      components: [flannel(), coreDns(), metallb({ addresses: ['10.0.9.0/24'] }), traefik(), localPath()],
    }),
  },
  tenants: {
    shop: {
      clusters: ['dc1'],
      owners: 'shop-developers',
      quota: { cpu: 8, memoryGiB: 32 },
      applications: {
        api: application({ image: 'registry.acme.example/shop/api:1.4.2', env: { LOG_LEVEL: 'info' } }),
        report: cronJob({ image: 'registry.acme.example/shop/report:1.0.0', schedule: '0 4 * * *' }),
        web: application({
          image: 'registry.acme.example/shop/web:2.0.0',
          port: 3000,
          ingress: 'shop.acme.example',
          calls: ['api'],
        }),
      },
    },
  },
});
