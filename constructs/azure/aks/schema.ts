import { z } from 'zod';
import { connectionSchema, connectionsDescription } from '../../../src/definition/network-connections';
import { cidr, dnsLabel, list, nonEmptyList, recordByName } from '../../../src/schema/field-types';
import { apiClientsSchema } from '../../clouds/api-clients';
import { apiAccessSchema, groupName, nodePoolFields, workloadName } from '../../clouds/cluster-options';
import { natAddressesSchema } from '../../clouds/network-egress';
import { permissionSchema } from '../cloud/permission';
import { existingResourceGroupId, existingResourceId, guid } from '../cloud/resource-ids';
import { aksAddOnsSchema } from './add-on-options';
import { azureEgressSchema } from '../network/egress';
import { aksVersions, defaultAksVersion, type AksVersion } from './versions';

const region = z.string().regex(/^[a-z]+[0-9]?$/, 'must be a location of Azure: write one such as swedencentral');

const subnetId = existingResourceId('Microsoft.Network/virtualNetworks/subnets');

const exampleStorageAccount =
  '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.Storage/storageAccounts/acmelogs';

const createdNetworkSchema = z.strictObject({
  cidr: cidr
    .refine((range) => /^[0-9.]+\/(1[6-9]|2[0-4])$/.test(range), 'must be an IPv4 network from /16 to /24')
    .default('10.0.0.0/16')
    .describe('address range of the virtual network, from /16 to /24; nodes are in its first half'),
  apiServersInNetwork: z
    .boolean()
    .default(true)
    .describe(
      'whether the API servers are in a subnet of the network, through which they reach the key of Secrets; `false` in a location where AKS does not offer it; a cluster cannot leave the subnet later',
    ),
  egress: azureEgressSchema,
  natAddresses: natAddressesSchema,
  flowLogs: z
    .strictObject({
      storageAccount: existingResourceId('Microsoft.Storage/storageAccounts')
        .meta({ examples: [exampleStorageAccount] })
        .describe('ID of an existing storage account in the location, which the Network Watcher may write to'),
      days: z.int().min(1).max(365).default(90).describe('days that flow logs are retained'),
    })
    .optional()
    .meta({ examples: [{ storageAccount: exampleStorageAccount }] })
    .describe('flow logs of the virtual network; @default none: Azure stores them in a storage account only'),
  state: z
    .enum(['present', 'removed'])
    .default('present')
    .describe(
      '`removed`, on clusters with state `removed`, destroys the network too; databases and storage in it must have been removed before',
    ),
});

/** Schema of the IDs of an existing network. */
export const existingNetworkSchema = z.strictObject({
  nodeSubnet: subnetId
    .meta({
      examples: [
        '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.Network/virtualNetworks/acme/subnets/nodes',
      ],
    })
    .describe('ID of the existing subnet of nodes'),
  nodeCidr: cidr
    .optional()
    .describe(
      'address range of `nodeSubnet`, which no workload of a tenant reaches; @default unknown, with a warning where workloads call address ranges',
    ),
  outbound: z
    .enum(['nat-gateway', 'route-table', 'load-balancer', 'none'])
    .default('nat-gateway')
    .describe(
      'how nodes and pods leave the existing network: by the NAT gateway of the subnet, by its route table, by a load balancer of the cluster, or to private networks only (`none`), so that AKS pulls its images from `artifactCache`, and calls of public addresses are errors',
    ),
  artifactCache: existingResourceId('Microsoft.ContainerRegistry/registries')
    .optional()
    .meta({
      examples: [
        '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.ContainerRegistry/registries/acme',
      ],
    })
    .describe(
      "ID of the registry, with a private endpoint and the cache rule of AKS, from which AKS pulls its images; required with `outbound: 'none'`",
    ),
  apiServerSubnet: subnetId
    .optional()
    .meta({
      examples: [
        '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.Network/virtualNetworks/acme/subnets/api-servers',
      ],
    })
    .describe(
      'ID of the subnet of API servers, of /28 or larger and delegated to Microsoft.ContainerService/managedClusters, through which they reach the key of Secrets; @default AKS has them in a network of its own',
    ),
  apiServerCidr: cidr.optional().describe('address range of `apiServerSubnet`, for network policies; required with it'),
  dataSubnet: subnetId
    .optional()
    .meta({
      examples: [
        '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.Network/virtualNetworks/acme/subnets/data',
      ],
    })
    .describe('ID of the subnet of private endpoints; @default no databases and buckets'),
  dataCidr: cidr.optional().describe('address range of `dataSubnet`, for network policies; required with it'),
  dnsZoneGroup: existingResourceGroupId
    .optional()
    .meta({ examples: ['/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/dns'] })
    .describe(
      'ID of the resource group with the private DNS zones of private endpoints; @default their names are registered by the network',
    ),
});

const poolFields = {
  machineType: z
    .string()
    .meta({ examples: ['Standard_D4ds_v5'] })
    .describe('size of the virtual machines, such as Standard_D4ds_v5'),
  max: z.int().min(1).max(1000).default(3).describe('maximum number of nodes'),
  diskGiB: z
    .int()
    .min(30)
    .max(2048)
    .default(128)
    .describe('size of the operating system disk, which is encrypted, in GiB'),
  zones: list(z.enum(['1', '2', '3']))
    .optional()
    .describe('zones of the pool, such as 1, for nodes whose volumes must be in one zone; @default all zones'),
};

const nodePoolSchema = z.strictObject({
  ...poolFields,
  architecture: z.enum(['amd64', 'arm64']).default('amd64').describe('processor architecture of the virtual machines'),
  min: z.int().min(0).max(1000).default(1).describe('minimum number of nodes'),
  spot: z.boolean().default(false).describe('whether the nodes are spot instances, which Azure evicts at any time'),
  ...nodePoolFields,
});

const systemPoolSchema = z.strictObject({
  ...poolFields,
  machineType: poolFields.machineType.default('Standard_D4ds_v5'),
  min: z.int().min(1).max(1000).default(2).describe('minimum number of nodes'),
  max: poolFields.max.default(5),
});

/** Schema of the options of an AKS cluster, in addition to those of all clusters. */
export const aksSchema = z.strictObject({
  kubernetes: z
    .enum(Object.keys(aksVersions) as [AksVersion, ...AksVersion[]])
    .default(defaultAksVersion)
    .describe('minor version of Kubernetes that AKS offers, in quotes'),
  clusterDomain: z.literal('cluster.local').default('cluster.local').describe('DNS domain of Services, which AKS sets'),
  support: z
    .enum(['standard', 'long-term'])
    .default('standard')
    .describe('support of the Kubernetes version: `long-term` lasts a year longer, and costs more (the tier Premium)'),
  region: region.meta({ examples: ['swedencentral'] }).describe('location in Azure, such as swedencentral'),
  zones: list(z.enum(['1', '2', '3']))
    .default(['1', '2', '3'])
    .describe('availability zones of the nodes; an empty list in a location without zones'),
  subscription: guid('a subscription')
    .meta({ examples: ['00000000-0000-0000-0000-000000000001'] })
    .describe('ID of the Azure subscription'),
  entraTenant: guid('a Microsoft Entra tenant')
    .meta({ examples: ['00000000-0000-0000-0000-000000000002'] })
    .describe('ID of the Microsoft Entra tenant of the subscription'),
  clusterName: dnsLabel
    .optional()
    .describe(
      'name of the cluster, and of its resource group, in Azure, unique in the subscription; @default the name of the cluster',
    ),
  network: z
    .union([existingNetworkSchema, createdNetworkSchema])
    .default(createdNetworkSchema.parse({}))
    .describe(
      'virtual network: the options of the one that Plinth creates for all clusters of the environment in the location, or the IDs of an existing one',
    ),
  connections: recordByName(
    connectionSchema.extend({
      via: z
        .union([
          existingResourceId('Microsoft.Network/virtualNetworks'),
          existingResourceId('Microsoft.Network/privateLinkServices'),
        ])
        .optional()
        .meta({
          examples: [
            '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.Network/virtualNetworks/analytics',
          ],
        })
        .describe(
          'ID of the other virtual network, with which the network gets a peering, or of a private link service, which gets the address in `cidrs`; required in a network that Plinth creates',
        ),
      gateway: z
        .boolean()
        .optional()
        .describe(
          'whether `cidrs` are behind the VPN or ExpressRoute gateway of the other virtual network, such as a hub, whose peering must permit it before; @default false',
        ),
    }),
  )
    .optional()
    .describe(connectionsDescription),
  api: apiAccessSchema(
    'access to the API: from the network and networks connected to it, or from public address ranges',
    'public address ranges that may connect to the API, and to key vaults; where the API servers are in no subnet of the network, also the addresses by which nodes leave it (NAT gateway or firewall)',
  ),
  apiClients: apiClientsSchema.describe(
    'address ranges in the network, or in connected ones, whose clients reach the API and the key vaults, such as runners of a CI that applies the platform; @default the network, and networks connected to it without `connections`',
  ),
  systemPool: systemPoolSchema
    .default(systemPoolSchema.parse({}))
    .describe('nodes of the components that AKS runs itself; the pods of components and tenants run on `nodePools`'),
  nodePools: recordByName(nodePoolSchema)
    .refine((pools) => Object.keys(pools).length > 0, 'must have at least one pool')
    .meta({ examples: [{ general: { machineType: 'Standard_D4ds_v5', min: 3, max: 9 } }] })
    .describe('node pools by name'),
  administrators: nonEmptyList(guid('a group of Microsoft Entra'))
    .meta({ examples: [['00000000-0000-0000-0000-000000000003']] })
    .describe(
      'object IDs of the Microsoft Entra groups that administer the cluster; the identity that applies the platform must be a member',
    ),
  groups: z
    .record(groupName, guid('a group of Microsoft Entra'))
    .default({})
    .meta({ examples: [{ 'shop-developers': '00000000-0000-0000-0000-000000000004' }] })
    .describe(
      'groups, such as the `owners` of a tenant, with the object IDs of their Microsoft Entra groups, which the tokens of users contain; groups that are not here must be written as object IDs',
    ),
  permissions: z
    .record(workloadName, nonEmptyList(permissionSchema))
    .default({})
    .meta({
      examples: [
        {
          'shop/web': [
            {
              role: 'Azure Service Bus Data Sender',
              scope:
                '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.ServiceBus/namespaces/acme',
            },
          ],
        },
      ],
    })
    .describe(
      'roles of Azure by tenant/application, for what `uses` does not express; only the pods of the application get them',
    ),
  registries: list(existingResourceId('Microsoft.ContainerRegistry/registries'))
    .default([])
    .describe('IDs of the container registries that nodes may pull images from'),
  diskEncryptionSet: existingResourceId('Microsoft.Compute/diskEncryptionSets')
    .optional()
    .meta({
      examples: [
        '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.Compute/diskEncryptionSets/disks',
      ],
    })
    .describe(
      'ID of an existing disk encryption set for nodes and volumes; @default one of the cluster, with a key that Plinth creates',
    ),
  secretsKey: z
    .strictObject({
      id: z
        .string()
        .regex(
          /^https:\/\/[a-z0-9-]+\.vault\.azure\.net\/keys\/[A-Za-z0-9-]+\/[0-9a-f]{32}$/,
          'must be the ID of a key with its version: write one such as https://acme.vault.azure.net/keys/secrets/…',
        )
        .meta({ examples: ['https://acme.vault.azure.net/keys/secrets/0123456789abcdef0123456789abcdef'] })
        .describe('ID of the key, with its version'),
      vault: existingResourceId('Microsoft.KeyVault/vaults')
        .meta({
          examples: [
            '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.KeyVault/vaults/acme',
          ],
        })
        .describe('ID of the key vault of the key'),
    })
    .optional()
    .meta({
      examples: [
        {
          id: 'https://acme.vault.azure.net/keys/secrets/0123456789abcdef0123456789abcdef',
          vault:
            '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.KeyVault/vaults/acme',
        },
      ],
    })
    .describe(
      'existing key that encrypts Secrets in etcd; its key vault needs public access in an existing network without `apiServerSubnet`; @default a key of the cluster, which Plinth creates, or one that Microsoft manages in such a network',
    ),
  addOns: aksAddOnsSchema.prefault({}).describe('functions of the cluster that AKS provides: `managed`, or not at all'),
  upgrades: z
    .strictObject({
      channel: z
        .enum(['none', 'patch'])
        .default('patch')
        .describe('whether AKS installs patch versions of Kubernetes itself'),
      nodeImages: z
        .enum(['none', 'security', 'weekly'])
        .default('weekly')
        .describe('whether AKS installs security patches, or new images each week, on the nodes itself'),
      day: z
        .enum(['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'])
        .default('Sunday')
        .describe('day of the week on which AKS upgrades'),
      startHour: z.int().min(0).max(23).default(2).describe('hour, in UTC, at which the upgrades begin'),
      hours: z.int().min(4).max(24).default(4).describe('hours that the upgrades may take'),
    })
    .prefault({})
    .describe('upgrades that AKS does itself, and when'),
  logDays: z.int().min(30).max(730).default(365).describe('days that the logs of the control plane are retained'),
  logWorkspace: existingResourceId('Microsoft.OperationalInsights/workspaces')
    .optional()
    .meta({
      examples: [
        '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.OperationalInsights/workspaces/logs',
      ],
    })
    .describe(
      'ID of an existing Log Analytics workspace for the logs of the control plane; @default one of the cluster, which Plinth creates',
    ),
  deletionProtection: z
    .boolean()
    .default(true)
    .describe(
      'whether Terraform refuses to destroy or replace the cluster; set it to false, and apply, before `state: removed`',
    ),
  tags: z
    .record(z.string().min(1).max(128), z.string().max(256))
    .default({})
    .meta({ examples: [{ team: 'platform' }] })
    .describe('tags of all Azure resources'),
});

/** Options of an AKS cluster, with defaults applied. */
export type AksOptions = Readonly<z.output<typeof aksSchema>>;

/** Options of a node pool, with defaults applied. */
export type AksNodePool = AksOptions['nodePools'][string];

/** Options of an existing network, with defaults applied. */
export type ExistingNetwork = Readonly<z.output<typeof existingNetworkSchema>>;

/** Returns whether the network of a cluster exists without Plinth. */
export function isExistingNetwork(network: AksOptions['network']): network is ExistingNetwork {
  return 'nodeSubnet' in network;
}
