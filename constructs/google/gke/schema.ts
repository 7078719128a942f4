import { z } from 'zod';
import { connectionSchema, connectionsDescription } from '../../../src/definition/network-connections';
import { cidr, list, nonEmptyList, recordByName } from '../../../src/schema/field-types';
import { apiClientsSchema } from '../../clouds/api-clients';
import { apiAccessSchema, groupName, nodePoolFields, workloadName } from '../../clouds/cluster-options';
import { existingOutboundSchema, natAddressesSchema } from '../../clouds/network-egress';
import { permissionSchema } from '../cloud/permission';
import { gkeAddOnsSchema } from './add-on-options';
import { googleEgressSchema } from '../network/egress';
import { defaultGkeVersion, gkeVersions, type GkeVersion } from './versions';

const projectId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/, 'must be the ID of a project: write one such as acme-prod');

const createdNetworkSchema = z.strictObject({
  cidr: cidr
    .refine((range) => /^[0-9.]+\/(1[6-9]|2[0-2])$/.test(range), 'must be an IPv4 network from /16 to /22')
    .default('10.0.0.0/16')
    .describe(
      'address range of the network, from /16 to /22; nodes are in its first half, databases in its last quarter, endpoints of caches in the sixteenth behind the nodes',
    ),
  egress: googleEgressSchema,
  natAddresses: natAddressesSchema,
  state: z
    .enum(['present', 'removed'])
    .default('present')
    .describe(
      '`removed`, on clusters with state `removed`, destroys the network too; databases in it must have been removed before',
    ),
});

/** Schema of the IDs of an existing network. */
export const existingNetworkSchema = z.strictObject({
  id: z
    .string()
    .regex(
      /^projects\/[a-z0-9-]+\/global\/networks\/[a-z0-9-]+$/,
      'must be the ID of a network: write one such as projects/acme-shared/global/networks/acme',
    )
    .meta({ examples: ['projects/acme-shared/global/networks/acme'] })
    .describe('ID of the existing network'),
  subnet: z
    .string()
    .regex(
      /^projects\/[a-z0-9-]+\/regions\/[a-z0-9-]+\/subnetworks\/[a-z0-9-]+$/,
      'must be the ID of a subnet: write one such as projects/acme-shared/regions/europe-north1/subnetworks/acme',
    )
    .meta({ examples: ['projects/acme-shared/regions/europe-north1/subnetworks/acme'] })
    .describe('ID of the subnet of nodes'),
  outbound: existingOutboundSchema,
  nodeCidr: cidr
    .optional()
    .describe(
      'address range of `subnet`, which no workload of a tenant reaches; @default unknown, with a warning where workloads call address ranges',
    ),
  dataCidr: cidr
    .optional()
    .describe('range of its private services access, for network policies; @default no databases'),
  endpointCidr: cidr
    .optional()
    .describe(
      'range of the subnet of its service connection policy for gcp-memorystore, for network policies; @default no caches',
    ),
});

const nodePoolSchema = z.strictObject({
  machineType: z
    .string()
    .meta({ examples: ['n2-standard-4'] })
    .describe('machine type, such as n2-standard-4'),
  architecture: z.enum(['amd64', 'arm64']).default('amd64').describe('processor architecture of the machine type'),
  min: z.int().min(0).max(1000).default(1).describe('minimum number of nodes in all zones'),
  max: z.int().min(1).max(1000).default(3).describe('maximum number of nodes in all zones'),
  spot: z.boolean().default(false).describe('whether the nodes are spot VMs, which Google preempts at any time'),
  ...nodePoolFields,
  diskGiB: z.int().min(20).max(65536).default(100).describe('size of the boot disk, which is encrypted, in GiB'),
  zones: list(z.string().regex(/^[a-z]$/, 'must be the letter of a zone: write one such as a'))
    .optional()
    .meta({ examples: [['a', 'b']] })
    .describe('letters of the zones of the pool; @default all zones'),
});

/** Schema of the options of a GKE cluster, in addition to those of all clusters. */
export const gkeSchema = z.strictObject({
  kubernetes: z
    .enum(Object.keys(gkeVersions) as [GkeVersion, ...GkeVersion[]])
    .default(defaultGkeVersion)
    .describe('minor version of Kubernetes that GKE offers, in quotes'),
  clusterDomain: z.literal('cluster.local').default('cluster.local').describe('DNS domain of Services, which GKE sets'),
  support: z
    .enum(['standard', 'extended'])
    .default('standard')
    .describe('support of the Kubernetes version: `extended` lasts ten months longer, and costs more'),
  region: z
    .string()
    .regex(/^[a-z]+-[a-z]+[0-9]+$/, 'must be a region of Google Cloud: write one such as europe-north1')
    .meta({ examples: ['europe-north1'] })
    .describe('region of Google Cloud, such as europe-north1'),
  zones: nonEmptyList(z.string().regex(/^[a-z]$/, 'must be the letter of a zone: write one such as a'))
    .default(['a', 'b', 'c'])
    .describe('letters of the zones of the nodes; not all regions have a'),
  project: projectId
    .meta({ examples: ['acme-prod'] })
    .describe('ID of the project; clusters of other environments must not be in it'),
  projectNumber: z
    .string()
    .regex(/^[0-9]{6,20}$/, 'must be the number of a project: write its digits, in quotes')
    .meta({ examples: ['123456789012'] })
    .describe('number of the project, in quotes'),
  clusterName: z
    .string()
    .regex(/^[a-z]([a-z0-9-]*[a-z0-9])?$/, 'must consist of lower-case letters, digits and hyphens')
    .optional()
    .meta({ examples: ['acme-prod'] })
    .describe('name of the cluster in Google Cloud; @default the name of the cluster'),
  network: z
    .union([existingNetworkSchema, createdNetworkSchema])
    .default(createdNetworkSchema.parse({}))
    .describe(
      'network: the options of the one that Plinth creates for all clusters of the environment in the region, or the IDs of an existing one',
    ),
  connections: recordByName(
    connectionSchema.extend({
      via: z
        .string()
        .regex(
          /^projects\/[a-z0-9-]+\/(global\/networks|regions\/[a-z0-9-]+\/(vpnTunnels|serviceAttachments))\/[a-z0-9-]+$/,
          'must be the ID of a network, VPN tunnel or service attachment: write one such as projects/acme-analytics/global/networks/analytics',
        )
        .optional()
        .meta({ examples: ['projects/acme-analytics/global/networks/analytics'] })
        .describe(
          'ID of the other network, with which the network gets a peering, of a VPN tunnel, to which it gets routes, or of a service attachment, which gets the address in `cidrs`; required in a network that Plinth creates',
        ),
    }),
  )
    .optional()
    .describe(connectionsDescription),
  api: apiAccessSchema(
    'access to the API: from nodes and `apiClients`, or from public address ranges too',
    'public address ranges that may connect to the API',
  ),
  apiClients: apiClientsSchema,
  nodePools: recordByName(nodePoolSchema)
    .refine((pools) => Object.keys(pools).length > 0, 'must have at least one pool')
    .meta({ examples: [{ general: { machineType: 'n2-standard-4', min: 3, max: 9 } }] })
    .describe('node pools by name'),
  administrators: nonEmptyList(
    z
      .string()
      .regex(
        /^(group|user|serviceAccount):[^\s@]+@[^\s@]+$/,
        'must be a member of IAM: write one such as group:platform@acme.example',
      ),
  )
    .meta({ examples: [['group:platform@acme.example']] })
    .describe(
      'members of IAM that administer the clusters of the project: groups, users and service accounts, the one that applies the platform included',
    ),
  securityGroup: z
    .string()
    .regex(/^gke-security-groups@[^\s@]+$/, 'must be gke-security-groups@ and your domain')
    .optional()
    .meta({ examples: ['gke-security-groups@acme.example'] })
    .describe(
      'Google group whose member groups may be `owners` and members of tenants, by their addresses; @default tenants have no groups',
    ),
  groups: z
    .record(groupName, z.email('must be the address of a group'))
    .default({})
    .meta({ examples: [{ 'shop-developers': 'shop@acme.example' }] })
    .describe('groups, such as the `owners` of a tenant, with the addresses of their Google groups'),
  permissions: z
    .record(workloadName, nonEmptyList(permissionSchema))
    .default({})
    .meta({ examples: [{ 'shop/web': [{ role: 'roles/pubsub.publisher' }] }] })
    .describe(
      'roles in the project by tenant/application, for what `uses` does not express; only the pods of the application get them',
    ),
  registries: list(
    z
      .string()
      .regex(
        /^projects\/[a-z0-9-]+\/locations\/[a-z0-9-]+\/repositories\/[a-z0-9-]+$/,
        'must be the ID of a repository: write one such as projects/acme-shared/locations/europe-north1/repositories/images',
      ),
  )
    .default([])
    .describe('IDs of the repositories of Artifact Registry that nodes may pull images from'),
  encryptionKey: z
    .string()
    .regex(
      /^projects\/[a-z0-9-]+\/locations\/[a-z0-9-]+\/keyRings\/[A-Za-z0-9_-]+\/cryptoKeys\/[A-Za-z0-9_-]+$/,
      'must be the ID of a key: write one such as projects/…/locations/…/keyRings/…/cryptoKeys/…',
    )
    .optional()
    .meta({ examples: ['projects/acme-prod/locations/europe-north1/keyRings/acme/cryptoKeys/disks'] })
    .describe(
      'ID of an existing key for Secrets, disks and volumes; @default one of the environment, which Plinth creates',
    ),
  addOns: gkeAddOnsSchema.prefault({}).describe('functions of the cluster that GKE provides: `managed`, or not at all'),
  upgrades: z
    .strictObject({
      days: nonEmptyList(z.enum(['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']))
        .default(['SA', 'SU'])
        .describe('days of the week on which the upgrades begin'),
      startHour: z.int().min(0).max(23).default(2).describe('hour, in UTC, at which the upgrades begin'),
      hours: z.int().min(4).max(24).default(6).describe('hours of the window, at least twelve hours a week'),
    })
    .prefault({})
    .describe('window in which GKE installs patch versions; minor versions are those of `kubernetes`'),
  deletionProtection: z
    .boolean()
    .default(true)
    .describe(
      'whether Terraform refuses to destroy or replace the cluster; set it to false, and apply, before `state: removed`',
    ),
  resourceLabels: z
    .record(z.string().regex(/^[a-z][a-z0-9_-]{0,62}$/), z.string().regex(/^[a-z0-9_-]{0,63}$/))
    .default({})
    .meta({ examples: [{ team: 'platform' }] })
    .describe('labels of all Google Cloud resources that have labels'),
});

/** Options of a GKE cluster, with defaults applied. */
export type GkeOptions = Readonly<z.output<typeof gkeSchema>>;

/** Options of a node pool, with defaults applied. */
export type GkeNodePool = GkeOptions['nodePools'][string];

/** Options of an existing network, with defaults applied. */
export type ExistingNetwork = Readonly<z.output<typeof existingNetworkSchema>>;

/** Returns whether the network of a cluster exists without Plinth. */
export function isExistingNetwork(network: GkeOptions['network']): network is ExistingNetwork {
  return 'id' in network;
}
