import type { Aws } from '../../support/aws';
import { administrator } from '../../support/aws';

/** Returns the definition of a small platform in AWS that has each kind of `plinth/aws`. */
export function createAwsPlatform({
  cloudWatch,
  cloudWatchLogs,
  eks,
  ebs,
  elastiCache,
  karpenter,
  rds,
  route53,
  s3,
  secretsManager,
  secretsManagerStore,
  sqs,
}: Aws) {
  return {
    name: 'acme',
    domain: 'acme.example',
    environments: ['prod'],
    clusters: {
      cloud1: {
        ...eks({
          environment: 'prod',
          region: 'eu-north-1',
          account: '123456789012',
          administrators: [administrator],
          groups: { 'shop-developers': ['arn:aws:iam::123456789012:role/shop-developers'] },
          nodePools: {
            general: { instanceTypes: ['m7g.large'], architecture: 'arm64', min: 2 },
            batch: {
              instanceTypes: ['m7i.large', 'm6i.large'],
              spot: true,
              min: 0,
              max: 10,
              taints: ['batch=yes:NoSchedule'],
            },
          },
          connections: {
            analytics: { cidrs: ['10.80.0.0/16'], ports: [9092], via: 'pcx-0123456789abcdef0' },
            partner: {
              cidrs: ['10.0.144.200/32'],
              ports: [443],
              via: 'com.amazonaws.vpce.eu-north-1.vpce-svc-0123456789abcdef0',
            },
          },
          apiClients: ['10.80.4.0/24'],
          permissions: {
            'shop/web': {
              Statement: [
                {
                  Effect: 'Allow',
                  Action: 'sqs:SendMessage',
                  Resource: 'arn:aws:sqs:eu-north-1:123456789012:orders',
                },
              ],
            },
          },
        }),
        components: [
          {
            kind: 'external-secrets',
            store: secretsManagerStore({ platform: 'acme', environment: 'prod', region: 'eu-north-1' }),
          },
          {
            kind: 'open-telemetry',
            exports: {
              siem: { protocol: 'syslog', url: 'tls://siem.acme.example', signals: ['audit', 'flow-logs'] },
            },
          },
          cloudWatch({ signals: ['traces', 'logs'] }),
          // The name of the group of the created network, for tests in an existing one.
          cloudWatchLogs({ signals: ['audit', 'flow-logs'], flowLogGroup: '/plinth/acme-prod-eu-north-1/flow-logs' }),
          ebs(),
          elastiCache(),
          karpenter({ nodePools: { burst: { instanceFamilies: ['m7i', 'c7i'], spot: true } } }),
          rds(),
          route53({ zones: ['Z0123456789ABCDEFGHIJ'] }),
          s3(),
          sqs(),
          secretsManager(),
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
              bucket: { env: { BUCKET: 'bucket' } },
              queue: { type: 'sqs', env: { QUEUE_URL: 'uri' } },
              cache: { env: { CACHE_URL: 'uri' } },
              secret: { path: 'web', env: { API_TOKEN: 'token' } },
            },
          },
          worker: { image: 'registry.acme.example/worker:1.0.0', port: 8080 },
        },
      },
    },
  };
}
