import type { Azure } from '../../support/azure';
import { administrators, entraTenant, subscription } from '../../support/azure';

/** Object ID of the group of the tenant's owners. */
const shopDevelopers = '44444444-4444-4444-4444-444444444444';

const streams = 'https://acme-x1y2.swedencentral-1.ingest.monitor.azure.com/datacollectionRules/dcr-0/streams';

/** Returns the definition of a small platform in Azure that has each kind of `plinth/azure`. */
export function createAzurePlatform(azure: Azure) {
  const {
    aks,
    azureDisk,
    azureDns,
    azureMonitor,
    eventHubs,
    azurePostgresql,
    blob,
    keyVault,
    keyVaultStore,
    managedRedis,
    serviceBus,
  } = azure;
  return {
    name: 'acme',
    domain: 'acme.example',
    environments: ['prod'],
    clusters: {
      cloud1: {
        ...aks({
          environment: 'prod',
          region: 'swedencentral',
          subscription,
          entraTenant,
          administrators: [administrators],
          groups: { 'shop-developers': shopDevelopers },
          registries: [
            `/subscriptions/${subscription}/resourceGroups/shared/providers/Microsoft.ContainerRegistry/registries/acme`,
          ],
          nodePools: {
            general: { machineType: 'Standard_D4pds_v6', architecture: 'arm64', min: 2, max: 6 },
            batch: { machineType: 'Standard_D8ds_v5', spot: true, min: 0, max: 10, taints: ['batch=yes:NoSchedule'] },
          },
          connections: {
            analytics: {
              cidrs: ['10.80.0.0/16'],
              ports: [9092],
              via: `/subscriptions/${subscription}/resourceGroups/analytics/providers/Microsoft.Network/virtualNetworks/analytics`,
            },
            partner: {
              cidrs: ['10.0.128.200/32'],
              ports: [443],
              via: `/subscriptions/${subscription}/resourceGroups/partner/providers/Microsoft.Network/privateLinkServices/partner`,
            },
          },
          permissions: {
            'shop/web': [
              {
                role: 'Azure Service Bus Data Sender',
                scope: `/subscriptions/${subscription}/resourceGroups/shared/providers/Microsoft.ServiceBus/namespaces/acme/queues/orders`,
              },
            ],
          },
        }),
        components: [
          {
            kind: 'external-secrets',
            store: keyVaultStore({ platform: 'acme', environment: 'prod', subscription, entraTenant }),
          },
          { kind: 'cert-manager', email: 'ops@acme.example', dns01: true },
          {
            kind: 'open-telemetry',
            exports: {
              siem: { protocol: 'syslog', url: 'tls://siem.acme.example', signals: ['audit', 'control-plane'] },
            },
          },
          azureDisk(),
          eventHubs({ signals: ['audit', 'control-plane'] }),
          azureMonitor({
            rule: `/subscriptions/${subscription}/resourceGroups/telemetry/providers/Microsoft.Insights/dataCollectionRules/acme`,
            traces: `${streams}/Microsoft-OTLP-Traces/otlp/v1/traces`,
            logs: `${streams}/Microsoft-OTLP-Logs/otlp/v1/logs`,
          }),
          azureDns({
            zones: [
              `/subscriptions/${subscription}/resourceGroups/dns/providers/Microsoft.Network/dnsZones/acme.example`,
            ],
          }),
          azurePostgresql(),
          blob(),
          keyVault(),
          managedRedis(),
          serviceBus(),
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
              bucket: { type: 'azure-blob', env: { BUCKET: 'uri' } },
              cache: { type: 'redis-entra', env: { CACHE_URL: 'uri' } },
              queue: { type: 'azure-service-bus', name: 'orders', env: { QUEUE: 'queue' } },
              secret: { path: 'web', env: { API_TOKEN: 'token' } },
            },
          },
          worker: { image: 'registry.acme.example/worker:1.0.0', port: 8080 },
        },
      },
    },
  };
}
