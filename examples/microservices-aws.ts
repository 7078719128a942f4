import { certManager, externalDns, externalSecrets, kinds, language, metricsServer, oidcIssuer, synth } from 'plinth';
import {
  awsKinds,
  ebs,
  eks,
  elastiCache,
  karpenter,
  rds,
  route53,
  secretsManager,
  secretsManagerStore,
} from 'plinth/aws';
import { commonComponents } from './microservices/components';
import { everywhere, tenants } from './microservices/tenants';
import { advancedAnalytics, networkCidrs, signalCollection } from './microservices/networks';

/**
 * The micro-services of microservices.ts, in AWS: the same teams and applications, on clusters of EKS. Databases and caches are
 * those of RDS and ElastiCache, and outlive the clusters; people log in with Amazon Cognito.
 */
const region = 'eu-north-1';

const platform = 'signals';

const accounts = {
  dev: '111111111111',
  test: '222222222222',
  staging: '333333333333',
  prod: '444444444444',
};

const userPool = `https://cognito-idp.${region}.amazonaws.com/${region}_Ab12Cd34E`;
const signIn = `https://signals.auth.${region}.amazoncognito.com/oauth2`;

/** People log in with Amazon Cognito, whose sign-in pages have another host than its issuer. */
const people = oidcIssuer({
  url: userPool,
  groupsClaim: 'cognito:groups',
  authorizationUrl: `${signIn}/authorize`,
  tokenUrl: `${signIn}/token`,
  userinfoUrl: `${signIn}/userInfo`,
  keysUrl: `${userPool}/.well-known/jwks.json`,
});

/** Hosted zones of the environments in Route 53. */
const zones = {
  dev: 'Z01234567890ABCDEFGH1',
  test: 'Z01234567890ABCDEFGH2',
  staging: 'Z01234567890ABCDEFGH3',
  prod: 'Z01234567890ABCDEFGH4',
};

/** Transit gateways to the networks of signal collection and advanced analytics, shared with each account. */
const transitGateways = {
  dev: 'tgw-0123456789abcdef1',
  test: 'tgw-0123456789abcdef2',
  staging: 'tgw-0123456789abcdef3',
  prod: 'tgw-0123456789abcdef4',
};

const cluster = <const E extends keyof typeof accounts>(environment: E) =>
  eks({
    environment,
    region,
    account: accounts[environment],
    administrators: [`arn:aws:iam::${accounts[environment]}:role/platform-team`],
    network: { cidr: networkCidrs[environment], natGateways: environment === 'prod' ? 'zone' : 'single' },
    nodePools: {
      general: {
        instanceTypes: ['m7g.xlarge'],
        architecture: 'arm64',
        min: 3,
      },
    },
    connections: {
      'signal-collection': { ...signalCollection, via: transitGateways[environment] },
      'advanced-analytics': { ...advancedAnalytics, via: transitGateways[environment] },
    },
    delivery: 'argo-cd',
    components: [
      ...commonComponents(environment),
      certManager({ email: 'platform@signals.example', dns01: true }),
      ebs(),
      externalSecrets({ store: secretsManagerStore({ platform, environment, region }) }),
      secretsManager(),
      route53({ zones: [zones[environment]] }),
      externalDns({ provider: 'aws', zones: ['signals.example'] }),
      ...(environment === 'prod'
        ? [karpenter({ nodePools: { burst: { instanceFamilies: ['m7g', 'c7g'], architecture: 'arm64', spot: true } } })]
        : []),
      rds({ size: environment === 'prod' ? 'medium' : 'small', multiZone: environment === 'prod' }),
      elastiCache({ multiZone: environment === 'prod' }),
      metricsServer(),
      people,
    ],
  });

const signalsLanguage = language([...kinds, ...awsKinds]);

synth(
  signalsLanguage.definePlatform({
    name: platform,
    domain: 'signals.example',
    environments: everywhere,
    clusters: { dev: cluster('dev'), test: cluster('test'), staging: cluster('staging'), prod: cluster('prod') },
    tenants,
  }),
  { language: signalsLanguage },
);
