import { z } from 'zod';
import { cidr, list } from '../../../src/schema/field-types';
import { existingClusterFields } from '../../clouds/existing-clusters';
import { kmsKeyArn, resourceId } from '../cloud/resource-ids';
import { eksSchema, existingNetworkSchema } from './schema';

const { shape: created } = eksSchema;
const { shape: network } = existingNetworkSchema;

/** Schema of the options of an existing EKS cluster, in addition to those of all clusters. */
export const existingEksSchema = z.strictObject({
  kubernetes: created.kubernetes.describe('minor version of Kubernetes that the cluster has, in quotes'),
  podCidr: created.podCidr,
  clusterDomain: created.clusterDomain,
  region: created.region,
  account: created.account,
  // An existing cluster can have capital letters and underscores in its name.
  clusterName: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/, 'must consist of letters, digits, hyphens and underscores')
    .optional()
    .meta({ examples: ['acme_Prod'] })
    .describe('name of the cluster in AWS; @default the name of the cluster'),
  ...existingClusterFields,
  network: z
    .strictObject({
      id: network.id,
      podCidr: cidr.describe('address range of the subnets of nodes and pods, for network policies'),
      privateSubnets: list(resourceId('subnet'))
        .default([])
        .meta({ examples: [['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1']] })
        .describe('IDs of the subnets of nodes and pods, for nodes of karpenter(); @default no nodes of karpenter()'),
      endpointCidrs: network.endpointCidrs,
      controlPlaneCidr: network.controlPlaneCidr,
      dataSubnets: network.dataSubnets,
      dataCidr: network.dataCidr,
    })
    .describe('IDs and ranges of the VPC of the cluster'),
  nodeSecurityGroup: resourceId('sg')
    .optional()
    .meta({ examples: ['sg-0123456789abcdef0'] })
    .describe(
      'ID of the security group of the nodes, which databases and caches admit; @default the one that EKS creates for the cluster, which nodes of managed node groups have',
    ),
  nodeRole: z
    .string()
    .regex(/^[\w+=,.@-]{1,64}$/, 'must be the name of a role: write one such as acme-nodes')
    .optional()
    .meta({ examples: ['acme-nodes'] })
    .describe(
      'name of the IAM role of the nodes, which nodes of karpenter() have too; @default no nodes of karpenter()',
    ),
  permissions: created.permissions,
  permissionsBoundary: created.permissionsBoundary,
  encryptionKey: kmsKeyArn
    .optional()
    .meta({ examples: ['arn:aws:kms:eu-north-1:123456789012:key/3c2f4f6e-0000-4000-8000-000000000000'] })
    .describe('ARN of the KMS key of volumes; @default the key of AWS for EBS'),
  tags: created.tags,
});

/** Options of an existing EKS cluster, with defaults applied. */
export type ExistingEksOptions = Readonly<z.output<typeof existingEksSchema>>;
