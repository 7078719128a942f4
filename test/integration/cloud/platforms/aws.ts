import { externalDns, externalSecrets, kinds, language, synth } from 'plinth';
import {
  awsKinds,
  ebs,
  eks,
  elastiCache,
  rds,
  route53,
  s3,
  secretsManager,
  secretsManagerStore,
  sqs,
} from 'plinth/aws';
import { createTestTenants, ingressComponents, requireVariable, testPlatform, tryGetZone } from './workloads';

const region = process.env.PLINTH_CLOUD_REGION ?? 'eu-north-1';

const zone = tryGetZone();

const testLanguage = language([...kinds, ...awsKinds]);

synth(
  testLanguage.definePlatform({
    ...testPlatform,
    domain: zone?.domain ?? testPlatform.domain,
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
          elastiCache({ multiZone: false, deletionProtection: false }),
          s3({ deletionProtection: false }),
          sqs({ deletionProtection: false }),
          ...(zone === undefined
            ? []
            : [
                ...ingressComponents(zone),
                route53({ zones: [zone.id] }),
                externalDns({ provider: 'aws', zones: [zone.domain] }),
              ]),
        ],
      }),
    },
    tenants: createTestTenants({
      uses: {
        bucket: { name: 'web', env: { BUCKET: 'bucket' } },
        cache: { env: { CACHE_URL: 'uri' } },
        queue: { type: 'sqs', name: 'web', env: { QUEUE_URL: 'uri' } },
      },
      image: 'public.ecr.aws/aws-cli/aws-cli:2.22.35',
      script: `export AWS_REGION=${region}
echo check | aws s3 cp - "s3://$BUCKET/check"
aws sqs send-message --queue-url "$QUEUE_URL" --message-body check`,
      zone,
    }),
  }),
  { language: testLanguage },
);
