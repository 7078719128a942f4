import { echoImage } from '../../../../lab/images';

/** Images of the components, in addition to those of a cluster without components. */
export const stackImages: readonly string[] = [
  ...['alertmanager', 'busybox', 'kube-state-metrics', 'local-path-provisioner', 'loki', 'metrics-server'],
  ...['node-exporter', 'prometheus', 'prometheus-config-reloader', 'prometheus-operator', 'traefik'],
];

/** Components with default options, except where an image cannot be built here. */
export const components: readonly object[] = [
  { kind: 'flannel' },
  { kind: 'core-dns' },
  { kind: 'local-path' },
  // NodePort, because MetalLB cannot be built from a Go module.
  { kind: 'traefik', serviceType: 'NodePort' },
  { kind: 'prometheus' },
  { kind: 'node-exporter' },
  { kind: 'metrics-server' },
  // The lab's echo replaces Alloy, which cannot be built either; it listens on the port of Alloy's probes and metrics.
  {
    kind: 'loki',
    collectorValues: {
      alloy: { extraEnv: [{ name: 'PORT', value: '12345' }] },
      configReloader: { enabled: false },
    },
  },
];

const resources = { cpu: '20m', memory: '32Mi', memoryLimit: '64Mi' };
const probes = { liveness: { path: '/isAlive' }, readiness: { path: '/isReady' } };
const echo = { image: echoImage, probes, resources, metrics: '/metrics' };

/**
 * Tenant `shop` with an ingress, and tenant `bank`: `teller` exports a metric with a false namespace, `broken` has an image
 * that does not exist.
 */
export const tenants = {
  shop: {
    ...{ clusters: ['dc1'], owners: 'shop-devs' },
    applications: {
      api: echo,
      web: { ...echo, calls: ['api'], ingress: 'shop.lab.example' },
    },
  },
  bank: {
    ...{ clusters: ['dc1'], owners: 'bank-devs' },
    applications: {
      teller: { ...echo, env: { METRICS: 'bank_balance{namespace="shop"} 1' } },
      broken: { ...echo, image: 'registry.lab.example/none:1.0.0', replicas: 1 },
    },
  },
};

/** The tenants, with a redirect from another host to that of the shop. */
export const tenantsWithRedirect = {
  ...tenants,
  shop: {
    ...tenants.shop,
    applications: {
      ...tenants.shop.applications,
      web: { ...tenants.shop.applications.web, redirects: [{ from: 'old.lab.example', to: 'shop.lab.example' }] },
    },
  },
};
