import { z } from 'zod';
import type { OptionsOf } from '../../../src/definition/component';
import { dnsLabel, helmValues, hostname, quantity, nonEmptyList } from '../../../src/schema/field-types';
import { bucketSizeField } from './bucket-claims';

/** Schema of the options of `rook()`. */
export const rookOptions = z.strictObject({
  replicas: z.int().min(1).max(9).default(3).describe('copies of each volume, each on a different node'),
  monitors: z
    .union([z.literal(1), z.literal(3), z.literal(5)])
    .default(3)
    .describe('Ceph monitors, each on a different node: 3 tolerate the loss of one node, 5 of two'),
  nodes: nonEmptyList(dnsLabel.or(hostname))
    .optional()
    .describe('names of the nodes whose disks Ceph uses; @default all nodes'),
  devices: z
    .string()
    .min(1)
    .optional()
    .meta({ examples: ['^sd[b-z]$'] })
    .describe(
      'regular expression for the names of the disks that Ceph uses, such as ^sd[b-z]$; @default every empty disk',
    ),
  path: z
    .string()
    .startsWith('/')
    .default('/var/lib/rook')
    .describe('directory of each node for the state of the daemons; volumes are not stored in it'),
  sharedVolumes: z
    .boolean()
    .default(false)
    .describe('add the StorageClass `<name>-shared` for ReadWriteMany volumes (CephFS)'),
  buckets: z
    .boolean()
    .default(false)
    .describe('add an object store (Ceph RGW), with a bucket and keys of its own for each use of `bucket`'),
  bucketSizeGiB: bucketSizeField,
  encryptDisks: z
    .boolean()
    .default(false)
    .describe('encrypt the disks; the keys are Secrets in the namespace of the component'),
  encryptNetwork: z
    .boolean()
    .default(false)
    .describe('encrypt the traffic between nodes; requires Linux 5.11 or newer'),
  memory: quantity.default('4Gi').describe('memory request and limit of the daemon of each disk (OSD)'),
  defaultClass: z
    .boolean()
    .default(true)
    .describe('make the StorageClass `<name>` the default StorageClass of the cluster'),
  keepVolumes: z.boolean().default(false).describe('retain a volume when its PersistentVolumeClaim is deleted'),
  values: helmValues.optional().describe('Helm values of chart rook-ceph-cluster, merged last'),
  operatorValues: helmValues.optional().describe('Helm values of chart rook-ceph (the operator), merged last'),
  driverValues: helmValues.optional().describe('Helm values of chart ceph-csi-drivers, merged last'),
});

/** Options of `rook()` with defaults applied. */
export type RookOptions = OptionsOf<typeof rookOptions>;
