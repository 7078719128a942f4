import { echoReference } from '../../../../lab/images';

/** Images that the components run, beside those of a bare cluster. */
export const stackImages: readonly string[] = [
  ...['alertmanager', 'busybox', 'kube-state-metrics', 'local-path-provisioner', 'loki', 'metrics-server'],
  ...['node-exporter', 'prometheus', 'prometheus-config-reloader', 'prometheus-operator', 'traefik'],
];

/** The platform stack, as Plinth has it by default as far as its images can be made here. */
export const components: readonly object[] = [
  { kind: 'flannel' },
  { kind: 'core-dns' },
  { kind: 'local-path' },
  // MetalLB is no Go module that could be built.
  { kind: 'traefik', serviceType: 'NodePort' },
  { kind: 'prometheus' },
  { kind: 'node-exporter' },
  { kind: 'metrics-server' },
  // Neither is Alloy: the lab's echo stands in for it, and answers where its probes and metrics are asked for.
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
const echo = { image: echoReference, probes, resources, metrics: '/metrics' };

/** A shop that the world reaches, and a bank: what one of its applications says of itself is not true, the other never starts. */
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

/** The same, when the shop has had another host before. */
export const changedTenants = {
  ...tenants,
  shop: {
    ...tenants.shop,
    applications: {
      ...tenants.shop.applications,
      web: { ...tenants.shop.applications.web, redirects: [{ from: 'old.lab.example', to: 'shop.lab.example' }] },
    },
  },
};
