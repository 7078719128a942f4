import { z } from 'zod';
import type { OptionsOf } from '../../../src/definition/component';
import { dnsLabel, helmValues, hostname, quantity, nonEmptyList } from '../../../src/schema/field-types';

/** What Rook can be told. */
export const rookOptions = z.strictObject({
  replicas: z.int().min(1).max(9).default(3).describe('nodes that keep each volume'),
  monitors: z
    .union([z.literal(1), z.literal(3), z.literal(5)])
    .default(3)
    .describe('nodes that know where everything lies: 3 outlive one, 5 outlive two'),
  nodes: nonEmptyList(dnsLabel.or(hostname))
    .optional()
    .describe('names of the nodes whose disks it takes; @default all'),
  devices: z
    .string()
    .min(1)
    .optional()
    .describe('regular expression of the disks that it takes, such as ^sd[b-z]$; @default every empty disk'),
  path: z
    .string()
    .startsWith('/')
    .default('/var/lib/rook')
    .describe('folder of the nodes for its own state: no volumes are in it'),
  sharedVolumes: z
    .boolean()
    .default(false)
    .describe('a second class, `<name>-shared`, of volumes that many pods write (ReadWriteMany)'),
  encryptDisks: z
    .boolean()
    .default(false)
    .describe('encrypt what is on the disks; the keys are Secrets of its namespace'),
  encryptNetwork: z.boolean().default(false).describe('encrypt what goes between nodes; Linux 5.11 or newer'),
  memory: quantity.default('4Gi').describe('memory for each disk, asked for and not exceeded'),
  defaultClass: z.boolean().default(true).describe('serve claims that name no class'),
  keepVolumes: z.boolean().default(false).describe('keep a volume when its claim is deleted'),
  values: helmValues.optional().describe('Helm values of the chart rook-ceph-cluster, merged last'),
  operatorValues: helmValues.optional().describe('Helm values of the chart rook-ceph, its operator, merged last'),
  driverValues: helmValues.optional().describe('Helm values of the chart ceph-csi-drivers, merged last'),
});

/** Options of Rook, each with its default. */
export type RookOptions = OptionsOf<typeof rookOptions>;
