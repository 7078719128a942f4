import { externalSecrets, kinds, language, synth } from 'plinth';
import { cloudSql, gke, googleKinds, persistentDisk, secretManager, secretManagerStore } from 'plinth/google';
import { requireVariable, testPlatform, testTenants } from './workloads';

const region = process.env.PLINTH_CLOUD_REGION ?? 'europe-north1';
const project = requireVariable('PLINTH_CLOUD_ACCOUNT');

const testLanguage = language([...kinds, ...googleKinds]);

synth(
  testLanguage.definePlatform({
    ...testPlatform,
    clusters: {
      test: gke({
        environment: 'test',
        region,
        project,
        projectNumber: requireVariable('PLINTH_CLOUD_PROJECT_NUMBER'),
        administrators: [requireVariable('PLINTH_CLOUD_ADMINISTRATOR')],
        api: { allowedRanges: [requireVariable('PLINTH_CLOUD_ALLOWED_RANGE')] },
        nodePools: { general: { machineType: 'n2-standard-2', min: 2, max: 2 } },
        deletionProtection: false,
        components: [
          persistentDisk(),
          externalSecrets({ store: secretManagerStore({ project }) }),
          secretManager(),
          cloudSql({ deletionProtection: false }),
        ],
      }),
    },
    tenants: testTenants,
  }),
  { language: testLanguage },
);
