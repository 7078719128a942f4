import { certManager, externalDns, externalSecrets, kinds, language, oidcIssuer, synth, valkey } from 'plinth';
import { cloudDns, cloudSql, gke, googleKinds, persistentDisk, secretManager, secretManagerStore } from 'plinth/google';
import { commonComponents } from './microservices/components';
import { everywhere, tenants } from './microservices/tenants';
import { advancedAnalytics, networkCidrs, signalCollection } from './microservices/networks';

/**
 * The micro-services of microservices.ts, in Google Cloud: the same teams and applications, on clusters of GKE. Databases
 * are those of Cloud SQL, and outlive the clusters; people log in with an issuer outside the platform, since the tokens of
 * Google contain no groups.
 */
const projectNumbers = {
  dev: '111111111111',
  test: '222222222222',
  staging: '333333333333',
  prod: '444444444444',
};

const platformTeam = 'group:platform@signals.example';

const issuer = 'https://login.signals.example';

const people = oidcIssuer({
  url: issuer,
  groupsClaim: 'groups',
  authorizationUrl: `${issuer}/oauth2/authorize`,
  tokenUrl: `${issuer}/oauth2/token`,
  userinfoUrl: `${issuer}/oauth2/userinfo`,
  keysUrl: `${issuer}/oauth2/keys`,
});

/** Ranges of pods and Services, which are ranges of the network: connected networks must not overlap with them either. */
const podRanges = {
  dev: { podCidr: '10.240.0.0/16', serviceCidr: '10.96.0.0/20' },
  test: { podCidr: '10.241.0.0/16', serviceCidr: '10.96.16.0/20' },
  staging: { podCidr: '10.242.0.0/16', serviceCidr: '10.96.32.0/20' },
  prod: { podCidr: '10.243.0.0/16', serviceCidr: '10.96.48.0/20' },
};

const cluster = <const E extends keyof typeof projectNumbers>(environment: E) =>
  gke({
    environment,
    region: 'europe-north1',
    project: `signals-${environment}`,
    projectNumber: projectNumbers[environment],
    administrators: [platformTeam],
    securityGroup: 'gke-security-groups@signals.example',
    groups: { 'ingest-team': 'ingest-team@signals.example', 'analytics-team': 'analytics-team@signals.example' },
    network: { cidr: networkCidrs[environment] },
    ...podRanges[environment],
    nodePools: { general: { machineType: 'n2-standard-4', min: 3, max: environment === 'prod' ? 12 : 6 } },
    connections: {
      'signal-collection': { ...signalCollection, via: 'projects/signals-collection/global/networks/collection' },
      'advanced-analytics': { ...advancedAnalytics, via: 'projects/signals-analytics/global/networks/analytics' },
    },
    delivery: 'argo-cd',
    components: [
      ...commonComponents(environment, 'platform@signals.example'),
      // Challenges of Let's Encrypt are answered in the zone, in which external-dns creates the records of hosts.
      cloudDns({ zones: [`projects/signals-${environment}/managedZones/signals`] }),
      certManager({ email: 'platform@signals.example', dns01: true }),
      externalDns({ provider: 'google', zones: ['signals.example'] }),
      persistentDisk(),
      externalSecrets({ store: secretManagerStore({ project: `signals-${environment}` }) }),
      secretManager(),
      cloudSql({ size: environment === 'prod' ? 'medium' : 'small', multiZone: environment === 'prod' }),
      valkey(),
      people,
    ],
  });

const signalsLanguage = language([...kinds, ...googleKinds]);

synth(
  signalsLanguage.definePlatform({
    name: 'signals',
    domain: 'signals.example',
    environments: everywhere,
    clusters: { dev: cluster('dev'), test: cluster('test'), staging: cluster('staging'), prod: cluster('prod') },
    tenants,
  }),
  { language: signalsLanguage },
);
