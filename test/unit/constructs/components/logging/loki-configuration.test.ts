import { z } from 'zod';
import { loki, seaweedFs } from '../../../../../constructs/components';
import { clusterInfo } from '../../../../../src/kinds/cluster-info';
import { getValue } from '../../../../support/releases';

const objectStore = z.enum(['filesystem', 's3']);

/**
 * The part of Loki's configuration that the component sets, with the types of its reference. Loki refuses keys that it
 * does not know; its program is under the AGPL, so that it is no part of the tests.
 * @see https://grafana.com/docs/loki/latest/configure/
 * @see https://grafana.com/docs/loki/latest/operations/storage/retention/
 */
const configuration = z
  .strictObject({
    auth_enabled: z.boolean(),
    // Values of the chart, from which it renders `common` and `schema_config`.
    commonConfig: z.strictObject({ replication_factor: z.int().min(1) }),
    schemaConfig: z.strictObject({
      configs: z
        .array(
          z.strictObject({
            from: z.iso.date(),
            store: z.literal('tsdb'),
            object_store: objectStore,
            schema: z.enum(['v11', 'v12', 'v13']),
            // TSDB requires tables of a day.
            index: z.strictObject({ prefix: z.string().min(1), period: z.literal('24h') }),
          }),
        )
        .min(1),
    }),
    storage: z.looseObject({ type: objectStore }),
    limits_config: z.strictObject({
      retention_period: z.string().regex(/^[0-9]+h$/),
      allow_structured_metadata: z.boolean(),
      deletion_mode: z.enum(['disabled', 'filter-only', 'filter-and-delete']),
    }),
    compactor: z.strictObject({ retention_enabled: z.boolean(), delete_request_store: objectStore.optional() }),
    analytics: z.strictObject({ reporting_enabled: z.boolean() }),
  })
  .superRefine(({ schemaConfig: { configs }, storage, limits_config, compactor }, context) => {
    const check = (isValid: boolean, message: string) => {
      if (!isValid) context.addIssue({ code: 'custom', message });
    };
    const [last] = configs.slice(-1);
    check(last?.object_store === storage.type, 'the object store of the schema is that of the storage');
    check(!compactor.retention_enabled || compactor.delete_request_store === storage.type, 'retention needs a store');
    check(Number.parseInt(limits_config.retention_period, 10) >= 24, 'the retention period is at least 24 hours');
    check(!limits_config.allow_structured_metadata || last?.schema === 'v13', 'structured metadata needs schema v13');
  });

const s3 = { name: 'logs', endpoint: 's3.acme.example', secret: 'loki-s3' };
const withBuckets = clusterInfo({ capabilities: { ...seaweedFs.endpoints({}), secrets: {} } });

test.each([
  ['a volume', {}, clusterInfo()],
  ['the shortest retention', { retentionDays: 1 }, clusterInfo()],
  ['no volume', { storageGiB: 0, collector: false }, clusterInfo()],
  ['a bucket of S3', { s3 }, clusterInfo()],
  ['a bucket with all options', { s3: { ...s3, region: 'eu', insecure: true, pathStyle: true } }, clusterInfo()],
  ['a bucket of the cluster', { bucket: true }, withBuckets],
])('the configuration of Loki with %s is valid', (_, options, cluster) => {
  const result = configuration.safeParse(getValue(loki.releases(options, cluster), 'loki', 'loki'));
  expect(result.error?.issues ?? []).toEqual([]);
  expect(result.data?.storage.type).toBe('s3' in options || 'bucket' in options ? 's3' : 'filesystem');
});

test('a key that Loki does not know, and a store that is not the one of the logs, are found', () => {
  const values = getValue(loki.releases({}, clusterInfo()), 'loki', 'loki') as Record<string, object>;
  const withUnknown = { ...values, limits_config: { ...values.limits_config, retention_perod: '24h' } };
  expect(configuration.safeParse(withUnknown).error?.issues).toMatchObject([{ code: 'unrecognized_keys' }]);
  const withOtherStore = { ...values, compactor: { retention_enabled: true, delete_request_store: 's3' } };
  expect(configuration.safeParse(withOtherStore).error?.issues).toMatchObject([{ code: 'custom' }]);
});
