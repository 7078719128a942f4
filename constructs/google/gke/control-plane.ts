import { ContainerCluster } from '@cdktf/provider-google/lib/container-cluster';
import type { Construct } from 'constructs';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { getGoogleCloud } from '../cloud/google-cloud';
import { renderLabels } from '../cloud/labels';
import { renderAddOns } from './add-ons';
import type { GkeOptions } from './schema';
import { gkeVersions } from './versions';

/** ID of the cluster in its infrastructure stack. */
export const clusterId = 'cluster';

/** Scopes of nodes: the roles of their service account decide. */
export const nodeScopes = ['https://www.googleapis.com/auth/cloud-platform'];

/** Day of the first window: the recurrence selects the days of the week from it on. */
const windowStart = '2026-01-04';

/**
 * Adds the managed cluster, without client certificates and without its default node pool: in all zones of the region,
 * with GKE Dataplane V2 (network policies), private nodes and the identities of pods.
 */
export function addControlPlane(
  scope: Construct,
  cluster: ClusterInfo,
  options: GkeOptions,
  serviceAccount: string,
): InstanceType<typeof ContainerCluster> {
  const { region, zones, api, apiClients, kubernetes, project, securityGroup, deletionProtection, support } = options;
  const { clusterName, network, clusterKey, labels } = getGoogleCloud(cluster);
  return new ContainerCluster(scope, clusterId, {
    name: clusterName,
    location: region,
    nodeLocations: zones.map((zone) => `${region}-${zone}`),
    minMasterVersion: kubernetes,
    releaseChannel: { channel: support === 'extended' ? 'EXTENDED' : 'REGULAR' },
    network: network.id,
    subnetwork: network.subnet,
    networkingMode: 'VPC_NATIVE',
    // GKE adds both ranges to the subnet.
    ipAllocationPolicy: { clusterIpv4CidrBlock: cluster.podCidr, servicesIpv4CidrBlock: cluster.serviceCidr },
    datapathProvider: 'ADVANCED_DATAPATH',
    // The network policies of components admit nodes by such policies.
    enableCiliumClusterwideNetworkPolicy: true,
    enableIntranodeVisibility: true,
    enableShieldedNodes: true,
    removeDefaultNodePool: true,
    initialNodeCount: 1,
    // Of the default node pool, which GKE creates and Terraform then removes: projects can refuse the defaults of GKE.
    nodeConfig: {
      serviceAccount,
      oauthScopes: nodeScopes,
      diskType: 'pd-standard',
      diskSizeGb: 30,
      ...(clusterKey === undefined ? {} : { bootDiskKmsKey: clusterKey }),
      metadata: { 'disable-legacy-endpoints': 'true' },
      workloadMetadataConfig: { mode: 'GKE_METADATA' },
      shieldedInstanceConfig: { enableSecureBoot: true, enableIntegrityMonitoring: true },
    },
    deletionProtection,
    workloadIdentityConfig: { workloadPool: `${project}.svc.id.goog` },
    privateClusterConfig: { enablePrivateNodes: true, enablePrivateEndpoint: api === 'private' },
    masterAuthorizedNetworksConfig: {
      gcpPublicCidrsAccessEnabled: false,
      cidrBlocks: [...(api === 'private' ? [] : api.allowedRanges), ...apiClients].map((cidrBlock) => ({ cidrBlock })),
    },
    masterAuth: { clientCertificateConfig: { issueClientCertificate: false } },
    ...(securityGroup === undefined ? {} : { authenticatorGroupsConfig: { securityGroup } }),
    databaseEncryption: { state: 'ENCRYPTED', ...(clusterKey === undefined ? {} : { keyName: clusterKey }) },
    loggingConfig: {
      enableComponents: ['SYSTEM_COMPONENTS', 'APISERVER', 'CONTROLLER_MANAGER', 'SCHEDULER'],
    },
    monitoringConfig: { enableComponents: ['SYSTEM_COMPONENTS'], managedPrometheus: { enabled: false } },
    maintenancePolicy: renderMaintenance(options),
    ...renderAddOns(options.addOns),
    resourceLabels: renderLabels(labels),
    lifecycle: {
      // Of the default node pool, which is removed.
      ignoreChanges: ['node_config', 'initial_node_count'],
      preventDestroy: deletionProtection,
    },
  });
}

function renderMaintenance({ upgrades, kubernetes, support }: GkeOptions) {
  const { days, startHour, hours } = upgrades;
  // A window that ends after midnight ends on the next day.
  const time = (hour: number) => new Date(Date.parse(windowStart) + hour * 3_600_000).toISOString().replace('.000', '');
  const ends = gkeVersions[kubernetes];
  return {
    recurringWindow: {
      startTime: time(startHour),
      endTime: time(startHour + hours),
      recurrence: `FREQ=WEEKLY;BYDAY=${days.join(',')}`,
    },
    // Minor versions are upgraded by `kubernetes`. GKE accepts no exclusion beyond the end of support.
    maintenanceExclusion: [
      {
        exclusionName: 'minor-versions',
        startTime: time(0),
        endTime: `${support === 'extended' ? ends.extended : ends.standard}-01T00:00:00Z`,
        exclusionOptions: { scope: 'NO_MINOR_UPGRADES' },
      },
    ],
  };
}
