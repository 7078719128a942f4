import { z } from 'zod';
import type { OptionsOf } from '../../../src/definition/component';
import { dnsLabel, helmValues, quantity } from '../../../src/schema/field-types';

/** Schema of the options of `influxDb()`. */
export const influxOptions = z.strictObject({
  version: z
    .enum(['1', '2', '3'])
    .default('1')
    .describe('major version; 1 accepts Prometheus remote write itself, 2 and 3 (Core) through a Telegraf bridge'),
  retentionDays: z.int().min(1).optional().describe('retention of metrics in days; @default unlimited'),
  storageGiB: z.number().positive().default(100).describe('size of the volume in GiB'),
  storageClass: z
    .string()
    .optional()
    .meta({ examples: ['fast'] })
    .describe('StorageClass of the volume; @default the default StorageClass of the cluster'),
  secret: dnsLabel
    .default('influxdb-auth')
    .describe(
      'Secret in namespace influxdb with the administrator credentials; keys for version 1: influxdb-user and influxdb-password; version 2: admin-password and admin-token; version 3: admin-token.json and admin-token. Clients need a Secret metrics-store in their own namespaces (monitoring and telegraf to write, grafana to read) with keys username and password (version 1) or token (versions 2 and 3)',
    ),
  memory: quantity.default('1Gi').describe('memory request'),
  memoryLimit: quantity.default('4Gi').describe('memory limit'),
  values: helmValues.optional(),
  bridgeValues: helmValues
    .optional()
    .describe('Helm values of the Telegraf bridge from Prometheus remote write to version 2 or 3, merged last'),
});

/** Options of `influxDb()` with defaults applied. */
export type InfluxOptions = OptionsOf<typeof influxOptions>;
