import { z } from 'zod';
import { existingClusterFields, existingPodCidr } from '../../clouds/existing-clusters';
import { existingNetworkSchema, gkeSchema } from './schema';

const { shape: created } = gkeSchema;

/** Schema of the options of an existing GKE cluster, in addition to those of all clusters. */
export const existingGkeSchema = z.strictObject({
  kubernetes: created.kubernetes.describe('minor version of Kubernetes that the cluster has, in quotes'),
  podCidr: existingPodCidr,
  clusterDomain: created.clusterDomain,
  region: created.region,
  zone: z
    .string()
    .regex(/^[a-z]$/, 'must be the letter of a zone: write one such as a')
    .optional()
    .meta({ examples: ['a'] })
    .describe('letter of the zone of a zonal cluster; @default the cluster is regional'),
  project: created.project,
  projectNumber: created.projectNumber,
  clusterName: created.clusterName,
  ...existingClusterFields,
  network: existingNetworkSchema.omit({ outbound: true }).describe('IDs and ranges of the network of the cluster'),
  groups: created.groups.describe(
    'groups, such as the `owners` of a tenant, with the addresses of their Google groups; the cluster must have Google Groups for RBAC',
  ),
  permissions: created.permissions,
  encryptionKey: created.encryptionKey.describe('ID of the key of volumes; @default keys of Google'),
  resourceLabels: created.resourceLabels,
});

/** Options of an existing GKE cluster, with defaults applied. */
export type ExistingGkeOptions = Readonly<z.output<typeof existingGkeSchema>>;
