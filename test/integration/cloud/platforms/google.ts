import { externalDns, externalSecrets, kinds, language, synth } from 'plinth';
import {
  cloudDns,
  cloudSql,
  gcs,
  gke,
  googleKinds,
  memorystore,
  persistentDisk,
  pubsub,
  secretManager,
  secretManagerStore,
} from 'plinth/google';
import { createTestTenants, ingressComponents, requireVariable, testPlatform, tryGetZone } from './workloads';

const region = process.env.PLINTH_CLOUD_REGION ?? 'europe-north1';
const project = requireVariable('PLINTH_CLOUD_ACCOUNT');

const zone = tryGetZone();

const testLanguage = language([...kinds, ...googleKinds]);

synth(
  testLanguage.definePlatform({
    ...testPlatform,
    domain: zone?.domain ?? testPlatform.domain,
    clusters: {
      test: gke({
        environment: 'test',
        region,
        project,
        projectNumber: requireVariable('PLINTH_CLOUD_PROJECT_NUMBER'),
        administrators: [requireVariable('PLINTH_CLOUD_ADMINISTRATOR')],
        api: { allowedRanges: [requireVariable('PLINTH_CLOUD_ALLOWED_RANGE')] },
        nodePools: { general: { machineType: 'n2-standard-2', zones: ['a', 'b'], min: 2, max: 2 } },
        deletionProtection: false,
        components: [
          persistentDisk(),
          externalSecrets({ store: secretManagerStore({ project }) }),
          secretManager(),
          cloudSql({ deletionProtection: false }),
          gcs({ deletionProtection: false }),
          memorystore({ deletionProtection: false }),
          pubsub({ deletionProtection: false }),
          ...(zone === undefined
            ? []
            : [
                ...ingressComponents(zone),
                cloudDns({ zones: [zone.id] }),
                externalDns({ provider: 'google', zones: [zone.domain] }),
              ]),
        ],
      }),
    },
    tenants: createTestTenants({
      uses: {
        bucket: { type: 'gcs', name: 'web', env: { BUCKET: 'bucket' } },
        cache: { type: 'redis-iam', env: { CACHE_URL: 'uri' } },
        queue: { type: 'pubsub', name: 'web', env: { TOPIC: 'queue' } },
      },
      image: 'gcr.io/google.com/cloudsdktool/google-cloud-cli:503.0.0-slim',
      script: `export CLOUDSDK_CONFIG=/tmp/gcloud
echo check > /tmp/check
gcloud storage cp /tmp/check "gs://$BUCKET/check"
gcloud pubsub topics publish "$TOPIC" --message check`,
      zone,
    }),
  }),
  { language: testLanguage },
);
