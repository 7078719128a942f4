import { cilium } from '../../../../constructs/components/networking/cilium';
import { createAwsPlatform } from '../../../golden/aws/platform';
import { createAzurePlatform } from '../../../golden/azure/platform';
import { createGooglePlatform } from '../../../golden/google/platform';
import { createAwsLanguage, type Aws } from '../../../support/aws';
import { createAzureLanguage, subscription, type Azure } from '../../../support/azure';
import { createGoogleLanguage, type Google } from '../../../support/google';
import {
  existingAksCluster,
  existingEksCluster,
  existingGkeCluster,
  withExistingCluster,
} from '../../../support/existing-clusters';
import type { Language } from '../../../../src/create-language';
import type { Lifecycle } from './lifecycle';

/** Platform of a cloud, and the options by which its cluster takes existing resources. */
interface ExistingResources {
  readonly name: string;
  readonly language: Language;
  readonly platform: {
    readonly clusters: { readonly cloud1: { readonly components: readonly { readonly kind: string }[] } };
    readonly tenants: { readonly shop: object };
  };
  readonly options: object;
  /** Existing buckets and servers, by the kind of component. */
  readonly existing: Readonly<Record<string, object>>;
  /** Host name and address range of an existing database. */
  readonly database: { readonly server: string; readonly addresses: readonly string[] };
  /** Component that provides the network of pods. @default the cloud */
  readonly podNetwork?: object;
  /** Addresses of resources that Plinth would create. */
  readonly absent: readonly RegExp[];
}

/** Connection with another network, whose routes exist. */
const connections = { analytics: { cidrs: ['10.80.0.0/16'], ports: [9092] } };

/**
 * Returns the life of a platform in a cloud that takes network, keys, buckets and databases by their IDs, and a database by its
 * host name:
 * the states have none of them, so that the removal of the cluster cannot destroy them.
 */
function createLifecycle({
  name,
  language,
  platform,
  options,
  existing,
  database,
  podNetwork,
  absent,
}: ExistingResources): Lifecycle {
  const { cloud1 } = platform.clusters;
  const { shop } = platform.tenants;
  const legacy = {
    image: 'registry.acme.example/legacy:1.0.0',
    port: 8080,
    uses: { database: { ...database, credentials: 'legacy-credentials', env: { DATABASE_URL: 'uri' } } },
  };
  const addedComponents = podNetwork ? [podNetwork] : [];
  const components = [
    ...cloud1.components.map((component) => ({
      ...component,
      ...(existing[component.kind] ? { existing: existing[component.kind] } : {}),
    })),
    ...addedComponents,
  ];
  const addOns = podNetwork ? { addOns: { network: 'component' } } : {};
  const tenants = { shop: { ...shop, applications: { ...(Reflect.get(shop, 'applications') as object), legacy } } };
  const withCluster = (more: object) => ({
    ...platform,
    tenants,
    clusters: {
      cloud1: { ...cloud1, components, connections, ...options, ...addOns, deletionProtection: false, ...more },
    },
  });
  const noneIn = [...absent, /database-legacy/];
  return {
    name: `${name} with existing resources`,
    language,
    steps: [
      {
        title: `a cluster in an existing network${podNetwork ? ', with pods in the network of a component,' : ''} is created, and no state has what exists`,
        definition: withCluster({}),
        states: { 'shop-prod-data': 'some', 'cloud1-infrastructure': 'some' },
        absent: noneIn,
      },
      {
        title: 'its removal destroys nothing that existed',
        definition: {
          // Components must not name tenants that are removed.
          ...withCluster({ state: 'removed', permissions: {}, components: [...cloud1.components, ...addedComponents] }),
          tenants: {},
        },
        destroyed: 'all',
        states: { 'cloud1-infrastructure': 0 },
        absent: noneIn,
      },
    ],
  };
}

/** Returns the life of a platform in AWS that takes existing resources by their IDs. */
export function createExistingAwsLifecycle(aws: Aws): Lifecycle {
  const id = (type: string, digit: number) => `${type}-0123456789abcde${digit}0`;
  const subnets = (digit: number) => [id('subnet', digit), id('subnet', digit + 1)];
  return createLifecycle({
    name: 'AWS',
    language: createAwsLanguage(aws),
    platform: createAwsPlatform(aws),
    options: {
      network: {
        id: id('vpc', 1),
        podCidr: '10.0.0.0/17',
        privateSubnets: subnets(1),
        controlPlaneSubnets: subnets(3),
        dataSubnets: subnets(5),
        dataCidr: '10.0.144.0/20',
      },
      encryptionKey: 'arn:aws:kms:eu-north-1:123456789012:key/existing',
    },
    existing: {
      s3: { 'shop/web': { bucket: 'acme-photos' } },
      rds: { shop: { instance: 'existing', securityGroup: id('sg', 1) } },
    },
    database: { server: 'legacy.cluster-x.eu-north-1.rds.amazonaws.com', addresses: ['10.0.200.0/24'] },
    podNetwork: cilium(),
    absent: [
      /: aws_(vpc|subnet|route_table|nat_gateway|db_instance)\./,
      // The bucket of exported logs belongs to the cluster.
      /: aws_s3_bucket\.(?!cloud-watch-logs_)/,
      /^cloud1-infrastructure: aws_kms_key\.key$/,
    ],
  });
}

/** Returns the life of a platform in Azure that takes existing resources by their IDs. */
export function createExistingAzureLifecycle(azure: Azure): Lifecycle {
  const group = `/subscriptions/${subscription}/resourceGroups/existing`;
  const id = (type: string, name: string) => `${group}/providers/Microsoft.${type}/${name}`;
  const network = id('Network/virtualNetworks', 'existing');
  return createLifecycle({
    name: 'Azure',
    language: createAzureLanguage(azure),
    platform: createAzurePlatform(azure),
    options: {
      network: {
        nodeSubnet: `${network}/subnets/nodes`,
        dataSubnet: `${network}/subnets/data`,
        dataCidr: '10.0.144.0/20',
        dnsZoneGroup: group,
      },
      diskEncryptionSet: id('Compute/diskEncryptionSets', 'existing'),
      logWorkspace: id('OperationalInsights/workspaces', 'existing'),
      secretsKey: {
        id: `https://existing.vault.azure.net/keys/secrets/${'0'.repeat(32)}`,
        vault: id('KeyVault/vaults', 'existing'),
      },
    },
    existing: {
      blob: { 'shop/web': { account: id('Storage/storageAccounts', 'acmephotos'), container: 'photos' } },
      'azure-postgresql': { shop: id('DBforPostgreSQL/flexibleServers', 'existing') },
    },
    database: { server: 'legacy.postgres.database.azure.com', addresses: ['10.0.200.0/24'] },
    podNetwork: cilium(),
    absent: [
      /: azurerm_(virtual_network|subnet|nat_gateway|private_dns_zone)\./,
      /: azurerm_(disk_encryption_set|log_analytics_workspace|storage_account|postgresql_flexible_server)\./,
    ],
  });
}

/** Returns the life of a platform in Google Cloud that takes existing resources by their IDs. */
export function createExistingGoogleLifecycle(google: Google): Lifecycle {
  return createLifecycle({
    name: 'Google Cloud',
    language: createGoogleLanguage(google),
    platform: createGooglePlatform(google),
    options: {
      network: {
        id: 'projects/acme-shared/global/networks/existing',
        subnet: 'projects/acme-shared/regions/europe-north1/subnetworks/existing',
        dataCidr: '10.0.144.0/20',
        endpointCidr: '10.0.160.0/20',
      },
      encryptionKey: 'projects/acme-shared/locations/europe-north1/keyRings/existing/cryptoKeys/clusters',
    },
    existing: { gcs: { 'shop/web': 'acme-photos' }, 'cloud-sql': { shop: 'existing' } },
    database: { server: 'legacy.acme.example', addresses: ['10.0.200.0/24'] },
    absent: [/: google_compute_(network|subnetwork|router)\./, /: google_(storage_bucket|sql_database_instance)\./],
  });
}

/** Resources of Terraform that would be those of a cluster. */
const clusterResources =
  /: (aws_(eks_(cluster|node_group|addon|access_entry)|vpc|subnet|launch_template)|azurerm_(kubernetes_cluster|virtual_network|subnet)|google_(container_cluster|container_node_pool|compute_network|compute_subnetwork))\./;

/** Returns the life of a platform of a cloud on a cluster that exists without Plinth: its removal destroys nothing of the cluster. */
function createClusterLifecycle(
  name: string,
  language: Language,
  platform: { readonly clusters: { readonly cloud1: object } },
  cluster: Parameters<typeof withExistingCluster>[1],
): Lifecycle {
  return {
    name: `${name} on an existing cluster`,
    language,
    steps: [
      {
        title: 'databases, buckets and identities are created, and no state has the cluster',
        definition: withExistingCluster(platform, cluster),
        states: { 'shop-prod-data': 'some', 'cloud1-bootstrap': 'some' },
        absent: [clusterResources],
      },
      {
        title: 'its removal from the definition destroys nothing of it, and retains the data',
        definition: { ...withExistingCluster(platform, cluster, { state: 'removed', permissions: {} }), tenants: {} },
        destroyed: 'all',
        states: { 'cloud1-infrastructure': 0 },
        absent: [clusterResources],
      },
    ],
  };
}

/** Returns the life of a platform in AWS on an existing cluster. */
export function createExistingEksLifecycle(aws: Aws): Lifecycle {
  return createClusterLifecycle('AWS', createAwsLanguage(aws), createAwsPlatform(aws), existingEksCluster);
}

/** Returns the life of a platform in Azure on an existing cluster. */
export function createExistingAksLifecycle(azure: Azure): Lifecycle {
  return createClusterLifecycle('Azure', createAzureLanguage(azure), createAzurePlatform(azure), existingAksCluster);
}

/** Returns the life of a platform in Google Cloud on an existing cluster. */
export function createExistingGkeLifecycle(google: Google): Lifecycle {
  const language = createGoogleLanguage(google);
  return createClusterLifecycle('Google Cloud', language, createGooglePlatform(google), existingGkeCluster);
}
