import { z } from 'zod';
import type { OptionsOf } from '../../../src/definition/component';
import { dnsLabel, helmValues, quantity } from '../../../src/schema/field-types';

/** What InfluxDB takes. */
export const influxOptions = z.strictObject({
  version: z
    .enum(['1', '2', '3'])
    .default('1')
    .describe('1 takes the metrics of Prometheus itself; 2 and 3 (Core) get them through Telegraf'),
  retentionDays: z.int().min(1).optional().describe('how long metrics are kept; @default for ever'),
  storageGiB: z.number().positive().default(100).describe('volume'),
  storageClass: z.string().optional().describe("class of the volume; @default the cluster's"),
  secret: dnsLabel
    .default('influxdb-auth')
    .describe(
      'Secret in namespace influxdb; version 1: keys influxdb-user and influxdb-password; version 2: admin-password and admin-token; version 3: admin-token.json and admin-token. Those who use it have a Secret metrics-store in their own namespaces (monitoring and telegraf to write, grafana to read) with keys username and password (version 1) or token',
    ),
  memory: quantity.default('1Gi').describe('memory request'),
  memoryLimit: quantity.default('4Gi').describe('memory at which it is stopped'),
  values: helmValues.optional(),
  bridgeValues: helmValues
    .optional()
    .describe('Helm values of the Telegraf that hands metrics of Prometheus on to version 2 and 3, merged last'),
});

/** Options of InfluxDB, defaults filled. */
export type InfluxOptions = OptionsOf<typeof influxOptions>;
