import { z } from 'zod';
import { cidr, nonEmptyList } from '../../../src/schema/field-types';
import { existingClusterFields, existingPodCidr } from '../../clouds/existing-clusters';
import { aksSchema, existingNetworkSchema } from './schema';

const { shape: created } = aksSchema;

/** Schema of the options of an existing AKS cluster, in addition to those of all clusters. */
export const existingAksSchema = z.strictObject({
  kubernetes: created.kubernetes.describe('minor version of Kubernetes that the cluster has, in quotes'),
  podCidr: existingPodCidr,
  clusterDomain: created.clusterDomain,
  region: created.region,
  zones: created.zones,
  subscription: created.subscription,
  entraTenant: created.entraTenant,
  // An existing cluster can have capital letters and underscores in its name.
  clusterName: z
    .string()
    .regex(/^[A-Za-z0-9]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?$/, 'must consist of letters, digits, hyphens and underscores')
    .optional()
    .meta({ examples: ['acme_Prod'] })
    .describe('name of the cluster in Azure; @default the name of the cluster'),
  resourceGroup: z
    .string()
    .regex(/^[\w().-]{0,89}[\w()-]$/, 'must be the name of a resource group: write one such as acme-prod')
    .meta({ examples: ['acme-prod'] })
    .describe('name of the resource group of the cluster, in which the identities of its pods are created'),
  ...existingClusterFields,
  network: existingNetworkSchema
    .omit({ outbound: true, artifactCache: true, apiServerSubnet: true, apiServerCidr: true })
    .describe('IDs and ranges of the virtual network of the cluster'),
  allowedRanges: nonEmptyList(
    cidr.refine((range) => !range.endsWith('/0'), 'allows all addresses: write the ranges of your networks'),
  )
    .optional()
    .meta({ examples: [['198.51.100.0/24']] })
    .describe(
      'public address ranges that may connect to key vaults, such as that of the machine that applies the platform; @default private endpoints only',
    ),
  groups: created.groups,
  permissions: created.permissions,
  diskEncryptionSet: created.diskEncryptionSet.describe(
    'ID of the disk encryption set of volumes; @default keys of Microsoft',
  ),
  tags: created.tags,
});

/** Options of an existing AKS cluster, with defaults applied. */
export type ExistingAksOptions = Readonly<z.output<typeof existingAksSchema>>;
