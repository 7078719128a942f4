import type { Google } from '../../support/google';
import { administrators } from '../../support/google';

/** Returns the definition of a small platform in Google Cloud that has each kind of `plinth/google`. */
export function createGooglePlatform(google: Google) {
  const {
    cloudDns,
    cloudLogging,
    cloudObservability,
    cloudSql,
    gcs,
    gke,
    memorystore,
    persistentDisk,
    pubsub,
    secretManager,
    secretManagerStore,
  } = google;
  return {
    name: 'acme',
    domain: 'acme.example',
    environments: ['prod'],
    clusters: {
      cloud1: {
        ...gke({
          environment: 'prod',
          region: 'europe-north1',
          project: 'acme-prod',
          projectNumber: '123456789012',
          administrators: [administrators],
          securityGroup: 'gke-security-groups@acme.example',
          groups: { 'shop-developers': 'shop-developers@acme.example' },
          registries: ['projects/acme-shared/locations/europe-north1/repositories/images'],
          nodePools: {
            general: { machineType: 'c4a-standard-4', architecture: 'arm64', min: 2, max: 6 },
            batch: { machineType: 'n2-standard-8', spot: true, min: 0, max: 10, taints: ['batch=yes:NoSchedule'] },
          },
          connections: {
            analytics: {
              cidrs: ['10.80.0.0/16'],
              ports: [9092],
              via: 'projects/acme-analytics/global/networks/analytics',
            },
            partner: {
              cidrs: ['10.0.128.200/32'],
              ports: [443],
              via: 'projects/partner/regions/europe-north1/serviceAttachments/partner',
            },
          },
          apiClients: ['10.80.4.0/24'],
          permissions: {
            'shop/web': [
              {
                role: 'roles/storage.objectViewer',
                condition: 'resource.name.startsWith("projects/_/buckets/acme-reports/")',
              },
            ],
          },
        }),
        components: [
          { kind: 'external-secrets', store: secretManagerStore({ project: 'acme-prod' }) },
          { kind: 'cert-manager', email: 'ops@acme.example', dns01: true },
          {
            kind: 'open-telemetry',
            exports: {
              siem: { protocol: 'syslog', url: 'tls://siem.acme.example', signals: ['audit', 'flow-logs'] },
            },
          },
          cloudDns({ zones: ['projects/acme-dns/managedZones/acme-example'] }),
          cloudLogging({ signals: ['audit', 'flow-logs'] }),
          cloudObservability({ signals: ['traces', 'logs'] }),
          cloudSql(),
          gcs(),
          memorystore(),
          persistentDisk(),
          pubsub(),
          secretManager(),
        ],
      },
    },
    tenants: {
      shop: {
        clusters: ['cloud1'],
        owners: 'shop-developers',
        connections: ['analytics'],
        applications: {
          web: {
            image: 'registry.acme.example/web:1.0.0',
            port: 8080,
            calls: [{ connection: 'analytics' }],
            uses: {
              database: { env: { DATABASE_URL: 'uri' } },
              bucket: { type: 'gcs', env: { BUCKET: 'uri' } },
              cache: { type: 'redis-iam', env: { CACHE_URL: 'uri' } },
              queue: { type: 'pubsub', name: 'orders', env: { QUEUE: 'queue' } },
              secret: { path: 'web', env: { API_TOKEN: 'token' } },
            },
          },
          worker: { image: 'registry.acme.example/worker:1.0.0', port: 8080 },
        },
      },
    },
  };
}
