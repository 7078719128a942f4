import type { DeployedCharts } from '../../../src/changes/chart-versions';

/** Definition that was last applied. */
export const previous = {
  name: 'acme',
  domain: 'acme.example',
  environments: ['dev', 'prod'],
  clusters: {
    dc1: {
      kind: 'on-prem',
      environment: 'prod',
      ssh: { user: 'ops' },
      controlPlanes: { cp1: '10.0.0.11' },
      workers: { w1: '10.0.0.21', w2: '10.0.0.22' },
      components: [
        { kind: 'flannel' },
        { kind: 'core-dns' },
        { kind: 'metallb', addresses: ['10.0.9.0/24'] },
        { kind: 'traefik' },
        { kind: 'local-path' },
        { kind: 'prometheus', retentionDays: 30 },
      ],
    },
    eks: { kind: 'existing', environment: 'dev', kubernetes: '1.35', kubeconfig: 'kubeconfig/eks.yaml' },
  },
  tenants: {
    old: { clusters: ['dc1'], owners: 'old-developers' },
    shop: {
      clusters: ['dc1'],
      owners: 'shop-developers',
      quota: { cpu: 8, memoryGiB: 32 },
      registries: ['registry.acme.example', 'ghcr.io'],
      applications: {
        api: { image: 'registry.acme.example/shop/api:1.4.2', env: { LOG_LEVEL: 'info' } },
        web: {
          image: 'registry.acme.example/shop/web:2.0.0',
          port: 3000,
          ingress: 'shop.acme.example',
          calls: ['api'],
        },
      },
      objects: [
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'settings', namespace: 'shop' },
          data: { 'nginx.conf': 'worker_processes 2;\nevents {}\nhttp {\n  server_tokens off;\n}\n' },
        },
      ],
    },
  },
};

const { dc1, eks } = previous.clusters;
const { shop } = previous.tenants;

/** Current definition: another state backend, host, version, component, quota, images, objects and tenants. */
export const current = {
  ...previous,
  state: { backend: 's3', bucket: 'acme-states', region: 'eu-north-1' },
  clusters: {
    dc1: {
      ...dc1,
      workers: { w1: '10.0.0.21', w3: '10.0.0.23' },
      components: [
        { kind: 'flannel' },
        { kind: 'core-dns' },
        { kind: 'metallb', addresses: ['10.0.9.0/24', '10.0.10.0/24'] },
        { kind: 'traefik', replicas: 3 },
        { kind: 'local-path' },
        { kind: 'prometheus', retentionDays: 15 },
        { kind: 'metrics-server' },
      ],
    },
    eks: { ...eks, kubernetes: '1.36' },
  },
  tenants: {
    shop: {
      ...shop,
      quota: { cpu: 10, memoryGiB: 32 },
      registries: ['registry.acme.example', 'quay.io'],
      applications: {
        api: { image: 'registry.acme.example/shop/api:1.5.0', env: { LOG_LEVEL: 'debug', REGION: 'north' } },
        web: { ...shop.applications.web, ingress: 'www.acme.example', replicas: { min: 2, max: 4 } },
        report: { kind: 'job', image: 'registry.acme.example/shop/report:1.0.0', schedule: '0 4 * * *' },
      },
      objects: shop.objects.map((object) => ({
        ...object,
        data: { 'nginx.conf': object.data['nginx.conf'].replace('processes 2', 'processes 4') },
      })),
    },
    stock: { clusters: ['dc1'], owners: 'stock-developers' },
  },
};

/** Charts of the last apply: an earlier version of Traefik's. */
export const deployedCharts: DeployedCharts = { dc1: { traefik: 'traefik 40.1.0' } };
