import { externalSecrets, kinds, language, synth } from 'plinth';
import { aks, azureDisk, azureKinds, azurePostgresql, keyVault, keyVaultStore } from 'plinth/azure';
import { requireVariable, testPlatform, testTenants } from './workloads';

const region = process.env.PLINTH_CLOUD_REGION ?? 'swedencentral';
const subscription = requireVariable('PLINTH_CLOUD_ACCOUNT');
const entraTenant = requireVariable('PLINTH_CLOUD_ENTRA_TENANT');

const testLanguage = language([...kinds, ...azureKinds]);

synth(
  testLanguage.definePlatform({
    ...testPlatform,
    clusters: {
      test: aks({
        environment: 'test',
        region,
        subscription,
        entraTenant,
        administrators: [requireVariable('PLINTH_CLOUD_ADMINISTRATOR')],
        api: { allowedRanges: [requireVariable('PLINTH_CLOUD_ALLOWED_RANGE')] },
        nodePools: { general: { machineType: 'Standard_D2ds_v5', min: 2, max: 2 } },
        deletionProtection: false,
        components: [
          azureDisk(),
          externalSecrets({
            store: keyVaultStore({ platform: testPlatform.name, environment: 'test', subscription, entraTenant }),
          }),
          keyVault(),
          azurePostgresql({ deletionProtection: false }),
        ],
      }),
    },
    tenants: testTenants,
  }),
  { language: testLanguage },
);
