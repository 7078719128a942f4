import { application, coreDns, definePlatform, flannel, metallb, onPrem, traefik } from 'plinth';

/**
 * Platform on own machines, with a server outside of the cluster that an application calls.
 * @param hasDualStack whether pods, nodes and load balancers also have IPv6 addresses
 */
export function createPlatform(hasDualStack: boolean) {
  return definePlatform({
    name: 'acme',
    domain: 'acme.example',
    environments: ['prod'],
    clusters: {
      dc1: onPrem({
        environment: 'prod',
        ssh: { user: 'ops' },
        controlPlanes: { cp1: '10.0.0.11' },
        workers: { 'w[1-2]': '10.0.0.21-10.0.0.22' },
        ...(hasDualStack && {
          dualStack: {
            podCidr: 'fd00:10:244::/56',
            serviceCidr: 'fd00:10:96::/112',
            addresses: { cp1: 'fd00:10::11', 'w[1-2]': 'fd00:10::21-fd00:10::22' },
          },
        }),
        components: [
          flannel(),
          coreDns(),
          metallb({ addresses: ['10.0.9.0/24', ...(hasDualStack ? ['fd00:10:0:9::/120'] : [])] }),
          traefik(),
        ],
      }),
    },
    tenants: {
      shop: {
        clusters: ['dc1'],
        owners: 'shop-developers',
        quota: { cpu: 8, memoryGiB: 32 },
        applications: {
          api: application({
            image: 'registry.acme.example/shop/api:1.4.2',
            ingress: 'shop.acme.example',
            calls: [{ cidr: '0.0.0.0/0', ports: [443] }, ...(hasDualStack ? [{ cidr: '::/0', ports: [443] }] : [])],
          }),
        },
      },
    },
  });
}
