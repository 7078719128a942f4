import { externalSecrets, kinds, language, synth } from 'plinth';
import { awsKinds, ebs, eks, rds, secretsManager, secretsManagerStore } from 'plinth/aws';
import { requireVariable, testPlatform, testTenants } from './workloads';

const region = process.env.PLINTH_CLOUD_REGION ?? 'eu-north-1';

const testLanguage = language([...kinds, ...awsKinds]);

synth(
  testLanguage.definePlatform({
    ...testPlatform,
    clusters: {
      test: eks({
        environment: 'test',
        region,
        account: requireVariable('PLINTH_CLOUD_ACCOUNT'),
        administrators: [requireVariable('PLINTH_CLOUD_ADMINISTRATOR')],
        network: { natGateways: 'single' },
        api: { allowedRanges: [requireVariable('PLINTH_CLOUD_ALLOWED_RANGE')] },
        nodePools: { general: { instanceTypes: ['m7g.large'], architecture: 'arm64', min: 2, max: 2 } },
        deletionProtection: false,
        components: [
          ebs(),
          externalSecrets({
            store: secretsManagerStore({ platform: testPlatform.name, environment: 'test', region }),
          }),
          secretsManager(),
          rds({ deletionProtection: false }),
        ],
      }),
    },
    tenants: testTenants,
  }),
  { language: testLanguage },
);
