import { externalDns, externalSecrets, kinds, language, synth } from 'plinth';
import {
  aks,
  azureDisk,
  azureDns,
  azureKinds,
  azurePostgresql,
  blob,
  keyVault,
  keyVaultStore,
  managedRedis,
  serviceBus,
} from 'plinth/azure';
import { createTestTenants, ingressComponents, requireVariable, testPlatform, tryGetZone } from './workloads';

const region = process.env.PLINTH_CLOUD_REGION ?? 'swedencentral';
const subscription = requireVariable('PLINTH_CLOUD_ACCOUNT');
const entraTenant = requireVariable('PLINTH_CLOUD_ENTRA_TENANT');

const zone = tryGetZone();

const testLanguage = language([...kinds, ...azureKinds]);

synth(
  testLanguage.definePlatform({
    ...testPlatform,
    domain: zone?.domain ?? testPlatform.domain,
    clusters: {
      test: aks({
        environment: 'test',
        region,
        subscription,
        entraTenant,
        administrators: [requireVariable('PLINTH_CLOUD_ADMINISTRATOR')],
        api: { allowedRanges: [requireVariable('PLINTH_CLOUD_ALLOWED_RANGE')] },
        // New subscriptions have a quota of 10 vCPUs for a family of machines: these are 8, since AKS requires 4 for its own pool.
        systemPool: { min: 1, max: 1 },
        nodePools: { general: { machineType: 'Standard_D2ds_v5', min: 2, max: 2 } },
        deletionProtection: false,
        components: [
          azureDisk(),
          externalSecrets({
            store: keyVaultStore({ platform: testPlatform.name, environment: 'test', subscription, entraTenant }),
          }),
          keyVault(),
          azurePostgresql({ deletionProtection: false }),
          blob({ deletionProtection: false }),
          managedRedis({ deletionProtection: false }),
          serviceBus({ deletionProtection: false }),
          ...(zone === undefined
            ? []
            : [
                ...ingressComponents(zone),
                azureDns({ zones: [zone.id] }),
                externalDns({ provider: 'azure', zones: [zone.domain] }),
              ]),
        ],
      }),
    },
    tenants: createTestTenants({
      uses: {
        bucket: { type: 'azure-blob', name: 'web', env: { ACCOUNT: 'host', CONTAINER: 'bucket' } },
        cache: { type: 'redis-entra', env: { CACHE_URL: 'uri' } },
        queue: { type: 'azure-service-bus', name: 'web', env: { QUEUE: 'queue' } },
      },
      image: 'mcr.microsoft.com/azure-cli:2.67.0',
      // The CLI has no command that sends a message to a queue of Service Bus.
      script: `export AZURE_CONFIG_DIR=/tmp/azure
az login --service-principal --username "$AZURE_CLIENT_ID" --tenant "$AZURE_TENANT_ID" --federated-token "$(cat "$AZURE_FEDERATED_TOKEN_FILE")" --allow-no-subscriptions --output none
az storage blob upload --auth-mode login --account-name "\${ACCOUNT%%.*}" --container-name "$CONTAINER" --name check --data check --overwrite`,
      zone,
    }),
  }),
  { language: testLanguage },
);
