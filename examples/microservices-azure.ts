import { certManager, externalDns, externalSecrets, kinds, language, oidcIssuer, synth, valkey } from 'plinth';
import { aks, azureDisk, azureDns, azureKinds, azurePostgresql, keyVault, keyVaultStore } from 'plinth/azure';
import { commonComponents } from './microservices/components';
import { everywhere, tenants } from './microservices/tenants';
import { advancedAnalytics, networkCidrs, signalCollection } from './microservices/networks';

/**
 * The micro-services of microservices.ts, in Azure: the same teams and applications, on clusters of AKS. Databases are
 * those of Azure Database for PostgreSQL, and outlive the clusters; people log in with Microsoft Entra.
 */
const platform = 'signals';

const entraTenant = '00000000-0000-0000-0000-00000000a000';

const subscriptions = {
  dev: '11111111-1111-1111-1111-111111111111',
  test: '22222222-2222-2222-2222-222222222222',
  staging: '33333333-3333-3333-3333-333333333333',
  prod: '44444444-4444-4444-4444-444444444444',
};

/** Groups of Microsoft Entra, whose object IDs its tokens contain. */
const groups = {
  platform: '00000000-0000-0000-0000-00000000b001',
  'ingest-team': '00000000-0000-0000-0000-00000000b002',
  'analytics-team': '00000000-0000-0000-0000-00000000b003',
};

/** Returns the ID of the DNS zone of an environment. */
const zone = (environment: keyof typeof subscriptions) => {
  const name = environment === 'prod' ? 'signals.example' : `${environment}.signals.example`;
  return `/subscriptions/${subscriptions[environment]}/resourceGroups/dns/providers/Microsoft.Network/dnsZones/${name}`;
};

/** Virtual networks of signal collection and advanced analytics, with which each environment has peerings. */
const otherNetwork = (subscription: string, name: string) =>
  `/subscriptions/${subscription}/resourceGroups/${name}/providers/Microsoft.Network/virtualNetworks/${name}`;

const collectionNetwork = otherNetwork('00000000-0000-0000-0000-00000000c002', 'collection');
const analyticsNetwork = otherNetwork('00000000-0000-0000-0000-00000000c001', 'analytics');

const cluster = <const E extends keyof typeof subscriptions>(environment: E) =>
  aks({
    environment,
    region: 'swedencentral',
    subscription: subscriptions[environment],
    entraTenant,
    administrators: [groups.platform],
    groups,
    network: { cidr: networkCidrs[environment] },
    nodePools: { general: { machineType: 'Standard_D4ds_v5', min: 3, max: environment === 'prod' ? 12 : 6 } },
    connections: {
      'signal-collection': { ...signalCollection, via: collectionNetwork },
      'advanced-analytics': { ...advancedAnalytics, via: analyticsNetwork },
    },
    delivery: 'argo-cd',
    components: [
      ...commonComponents(environment, groups.platform),
      // Challenges of Let's Encrypt are answered in the zone, in which external-dns creates the records of hosts.
      azureDns({ zones: [zone(environment)] }),
      certManager({ email: 'platform@signals.example', dns01: true }),
      externalDns({ provider: 'azure', zones: ['signals.example'] }),
      azureDisk(),
      externalSecrets({
        store: keyVaultStore({ platform, environment, subscription: subscriptions[environment], entraTenant }),
      }),
      keyVault(),
      azurePostgresql({ size: environment === 'prod' ? 'medium' : 'small', multiZone: environment === 'prod' }),
      valkey({ plaintext: true }),
      oidcIssuer({ url: `https://login.microsoftonline.com/${entraTenant}/v2.0`, groupsClaim: 'groups' }),
    ],
  });

const signalsLanguage = language([...kinds, ...azureKinds]);

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
