import { z } from 'zod';
import { connectionSchema, connectionsDescription } from '../../../src/definition/network-connections';
import { cidr, dnsLabel, list, nonEmptyList, recordByName } from '../../../src/schema/field-types';
import { apiClientsSchema } from '../../clouds/api-clients';
import { apiAccessSchema, groupName, nodePoolFields, workloadName } from '../../clouds/cluster-options';
import { existingOutboundSchema } from '../../clouds/network-egress';
import { policyDocumentSchema } from '../cloud/policy-document';
import { kmsKeyArn, resourceId } from '../cloud/resource-ids';
import { awsEgressSchema } from '../network/egress';
import { maxZones } from '../network/subnets';
import { eksAddOnsSchema } from './add-on-options';
import { defaultEksVersion, eksVersions, type EksVersion } from './versions';

const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a region of AWS: write one such as eu-north-1');

const account = z.string().regex(/^\d{12}$/, 'must be the ID of an AWS account: write 12 digits, in quotes');

/** Role or user that a person or a pipeline uses. EKS knows no groups of IAM. */
const principal = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/,
    'must be the ARN of a role or user: write one such as arn:aws:iam::123456789012:role/platform-team',
  );

const createdNetworkSchema = z.strictObject({
  cidr: cidr
    .refine((range) => /^[0-9.]+\/(1[6-9]|20)$/.test(range), 'must be an IPv4 network from /16 to /20')
    .default('10.0.0.0/16')
    .describe('address range of the VPC, from /16 to /20; pods and nodes are in its first half'),
  natGateways: z
    .enum(['zone', 'single'])
    .default('zone')
    .describe(
      'one NAT gateway in each zone, or a single one, without which no zone has egress; without meaning where `egress` has none',
    ),
  egress: awsEgressSchema,
  flowLogDays: z.int().min(1).max(3653).default(365).describe('days that flow logs are retained'),
  state: z
    .enum(['present', 'removed'])
    .default('present')
    .describe(
      '`removed`, on clusters with state `removed`, destroys the network too; databases in it must have been removed before',
    ),
});

/** Schema of the IDs of an existing network. */
export const existingNetworkSchema = z.strictObject({
  id: resourceId('vpc')
    .meta({ examples: ['vpc-0123456789abcdef0'] })
    .describe('ID of the existing VPC'),
  podCidr: cidr.describe('address range of its subnets for nodes and pods, for network policies'),
  endpointCidrs: list(cidr)
    .default([])
    .meta({ examples: [['10.0.3.17/32', '10.0.35.20/32']] })
    .describe(
      'addresses in `podCidr` of private endpoints (AWS PrivateLink), such as those of Secrets Manager and STS: pods that may connect to addresses outside of the cluster may connect to these; @default none: only endpoints outside of `podCidr` are reached',
    ),
  privateSubnets: nonEmptyList(resourceId('subnet'))
    .meta({ examples: [['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1']] })
    .describe('IDs of the subnets of nodes and pods, one per zone'),
  outbound: existingOutboundSchema,
  controlPlaneSubnets: list(resourceId('subnet'))
    .optional()
    .meta({ examples: [['subnet-0123456789abcdef2', 'subnet-0123456789abcdef3']] })
    .describe("IDs of the subnets of the API servers' network interfaces; @default those of nodes and pods"),
  controlPlaneCidr: cidr
    .optional()
    .describe(
      "address range of the subnets of the API servers' network interfaces, for network policies; @default unknown: components that need the API may connect to all addresses outside of the cluster on its ports",
    ),
  dataSubnets: list(resourceId('subnet'))
    .default([])
    .describe('IDs of the subnets of databases and caches; @default no databases and caches'),
  dataCidr: cidr.optional().describe('address range of `dataSubnets`, for network policies; required with it'),
});

const nodePoolSchema = z.strictObject({
  instanceTypes: nonEmptyList(z.string())
    .meta({ examples: [['m7g.large']] })
    .describe('instance types in the order of preference, such as m7g.large'),
  architecture: z.enum(['amd64', 'arm64']).default('amd64').describe('processor architecture of the instance types'),
  min: z.int().min(0).default(1).describe('number of nodes; `karpenter()` starts further ones'),
  max: z
    .int()
    .min(1)
    .optional()
    .describe('limit of the Auto Scaling group, which nothing in Plinth scales; @default `min`, and at least 1'),
  spot: z.boolean().default(false).describe('whether the nodes are spot instances, which AWS interrupts at any time'),
  ...nodePoolFields,
  diskGiB: z.int().min(20).max(16384).default(50).describe('size of the root volume, which is encrypted, in GiB'),
  zones: list(z.string())
    .optional()
    .meta({ examples: [['a']] })
    .describe('zones of the pool, such as a, for nodes whose volumes must be in one zone; @default all zones'),
});

/** Schema of the options of an EKS cluster, in addition to those of all clusters. */
export const eksSchema = z.strictObject({
  kubernetes: z
    .enum(Object.keys(eksVersions) as [EksVersion, ...EksVersion[]])
    .default(defaultEksVersion)
    .describe('minor version of Kubernetes that EKS offers, in quotes'),
  podCidr: z.never().optional().describe('not an option of EKS: pods have addresses of `network`'),
  serviceCidr: cidr.default('172.20.0.0/16').describe('address range of Services'),
  clusterDomain: z.literal('cluster.local').default('cluster.local').describe('DNS domain of Services, which EKS sets'),
  support: z
    .enum(['standard', 'extended'])
    .default('standard')
    .describe(
      'support of the Kubernetes version: at its end, AWS upgrades the cluster; `extended` lasts a year longer and costs more',
    ),
  region: region.meta({ examples: ['eu-north-1'] }).describe('region of AWS, such as eu-north-1'),
  zones: nonEmptyList(z.string().regex(/^[a-z]$/, 'must be the letter of a zone: write one such as a'))
    .refine((zones) => zones.length <= maxZones, `must have at most ${maxZones} zones`)
    .default(['a', 'b', 'c'])
    .describe('letters of the zones; add further ones at the end'),
  account: account
    .optional()
    .meta({ examples: ['123456789012'] })
    .describe('ID of the AWS account; an apply with credentials of another account fails; @default not checked'),
  clusterName: dnsLabel
    .optional()
    .describe('name of the cluster in AWS, unique in account and region; @default the name of the cluster'),
  network: z
    .union([existingNetworkSchema, createdNetworkSchema])
    .default(createdNetworkSchema.parse({}))
    .describe(
      'VPC: the options of the one that Plinth creates for all clusters of the environment in the region, or the IDs of an existing one',
    ),
  connections: recordByName(
    connectionSchema.extend({
      via: z
        .string()
        .regex(
          /^((pcx|tgw|vgw)-[0-9a-f]{8,17}|com\.amazonaws\.vpce\.[a-z0-9-]+\.vpce-svc-[0-9a-f]{8,17})$/,
          'must be the ID of a peering, transit gateway or VPN gateway, or the name of an endpoint service: write one such as pcx-0123456789abcdef0',
        )
        .optional()
        .meta({ examples: ['pcx-0123456789abcdef0'] })
        .describe(
          'ID of a VPC peering connection, transit gateway or VPN gateway, to which the subnets of nodes get routes, or name of an endpoint service of AWS PrivateLink, which gets the addresses in `cidrs`, one for each zone; required in a network that Plinth creates',
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
  nodeImage: z
    .string()
    .regex(/^1\.\d+\.\d+-\d{8}$/, 'must be a release of the images of EKS: write one such as 1.35.0-20261117')
    .optional()
    .meta({ examples: ['1.35.0-20261117'] })
    .describe(
      'release of the image of nodes (Amazon Linux 2023); another one replaces nodes, a third of a pool at a time; @default the newest one when a node group is created or its version changes',
    ),
  nodePools: recordByName(nodePoolSchema)
    .refine((pools) => Object.keys(pools).length > 0, 'must have at least one pool')
    .meta({ examples: [{ general: { instanceTypes: ['m7g.large'], architecture: 'arm64', min: 3, max: 9 } }] })
    .describe('node pools by name'),
  administrators: nonEmptyList(principal)
    .meta({ examples: [['arn:aws:iam::123456789012:role/platform-team']] })
    .describe('ARNs of the roles and users that administer the cluster, the one that applies the platform included'),
  groups: z
    .record(groupName, nonEmptyList(principal))
    .default({})
    .meta({ examples: [{ 'shop-developers': ['arn:aws:iam::123456789012:role/shop'] }] })
    .describe(
      "Kubernetes groups, such as the `owners` of a tenant, with the ARNs of their roles and users; the roles of IAM Identity Center's permission sets, for example",
    ),
  permissions: z
    .record(workloadName, policyDocumentSchema)
    .default({})
    .meta({
      examples: [{ 'shop/web': { Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }] } }],
    })
    .describe(
      'policy documents of IAM by tenant/application, for what `uses` does not express; only the pods of the application get them',
    ),
  permissionsBoundary: z
    .string()
    .regex(
      /^arn:aws[a-z-]*:iam::(\d{12}|aws):policy\/[\w+=,.@/-]+$/,
      'must be the ARN of a policy: write one such as arn:aws:iam::123456789012:policy/boundary',
    )
    .optional()
    .meta({ examples: ['arn:aws:iam::123456789012:policy/boundary'] })
    .describe('ARN of the policy that limits the permissions of all roles that Plinth creates; @default no limit'),
  encryptionKey: kmsKeyArn
    .optional()
    .meta({ examples: ['arn:aws:kms:eu-north-1:123456789012:key/3c2f4f6e-0000-4000-8000-000000000000'] })
    .describe(
      'ARN of an existing KMS key for Secrets, disks and logs; @default a key of the cluster, which Plinth creates',
    ),
  logDays: z.int().min(1).max(3653).default(365).describe('days that the logs of the control plane are retained'),
  deletionProtection: z
    .boolean()
    .default(true)
    .describe('whether AWS refuses to delete the cluster; set it to false, and apply, before `state: removed`'),
  addOns: eksAddOnsSchema
    .prefault({})
    .describe(
      'functions of the cluster that EKS can provide as add-ons: `managed`, or with version and configuration, or by a component, or not at all',
    ),
  tags: z
    .record(z.string().min(1).max(128), z.string().max(256))
    .default({})
    .meta({ examples: [{ team: 'platform' }] })
    .describe('tags of all AWS resources'),
});

/** Options of an EKS cluster, with defaults applied. */
export type EksOptions = Readonly<z.output<typeof eksSchema>>;

/** Options of a node pool, with defaults applied. */
export type EksNodePool = EksOptions['nodePools'][string];

/** Options of a network that Plinth creates, with defaults applied. */
export type CreatedNetwork = Readonly<z.output<typeof createdNetworkSchema>>;

/** Options of an existing network, with defaults applied. */
export type ExistingNetwork = Readonly<z.output<typeof existingNetworkSchema>>;

/** Returns whether the network of a cluster exists without Plinth. */
export function isExistingNetwork(network: EksOptions['network']): network is ExistingNetwork {
  return 'id' in network;
}
