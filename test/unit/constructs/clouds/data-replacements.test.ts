import type { Language } from '../../../../src/create-language';
import { createAwsPlatform } from '../../../golden/aws/platform';
import { createAzurePlatform } from '../../../golden/azure/platform';
import { createGooglePlatform } from '../../../golden/google/platform';
import { describeAws } from '../../../support/aws';
import { describeAzure } from '../../../support/azure';
import { withComponentOptions } from '../../../support/data-release';
import { describeGoogle } from '../../../support/google';

/** Option of a component whose change replaces resources with data. */
interface Replacement {
  readonly kind: string;
  readonly from: object;
  readonly to: object;
  /** Name in `allowRemoval`, and the beginning of the message. */
  readonly release: string;
  readonly message: string;
}

/** Declares that a change is an error, is shown by `plinth diff` and can be allowed, and that the change back is none. */
function declareTests(
  language: Language,
  platform: Parameters<typeof withComponentOptions>[0],
  replacements: readonly Replacement[],
): void {
  const errorsOf = (current: object, previous: object) =>
    language
      .check(current, previous)
      .filter(({ severity }) => severity === 'error')
      .map(({ path, message }) => `${path.join('.')}: ${message}`);

  test.each(replacements)('with another option of $kind must be allowed', ({ kind, from, to, release, message }) => {
    const [previous, current] = [from, to].map((options) => withComponentOptions(platform, { [kind]: options }));
    if (!previous || !current) throw new Error('no definitions');
    const lost = 'its resources are replaced, and the data in them is lost';
    expect(errorsOf(current, previous)).toEqual([`${release}: ${message}: ${lost}`]);
    expect(errorsOf({ ...current, allowRemoval: [release] }, previous)).toEqual([]);
    const { changes } = language.plan(current, previous, { allowedRemovals: 'all' });
    expect(changes.filter(({ path }) => path[0] === 'data').map(({ risk }) => risk)).toEqual([lost]);
  });

  test('with options that the cloud changes in place need no permission', () => {
    expect(errorsOf(withComponentOptions(platform, {}), withComponentOptions(platform, {}))).toEqual([]);
    for (const { kind, from, to } of replacements.filter(({ from: previous }) => 'version' in previous))
      expect(
        errorsOf(withComponentOptions(platform, { [kind]: from }), withComponentOptions(platform, { [kind]: to })),
      ).toEqual([]);
  });
}

const version = { from: { version: '17' }, to: { version: '16' }, message: 'has version 16 instead of 17' };
const release = 'data.shop-prod-data.postgresql';
const cache = 'data.shop-prod-data.cache-web-cache';

describeAws('resources with data in AWS', (aws, language) => {
  const platform = createAwsPlatform(aws);
  declareTests(language, platform, [
    { kind: 'rds', release, ...version },
    {
      kind: 'elasticache',
      from: { version: '8.1' },
      to: { version: '7.2' },
      release: cache,
      message: 'has version 7.2 instead of 8.1',
    },
    {
      kind: 's3',
      from: {},
      to: { prefix: 'other' },
      release: 'data.shop-prod-data.bucket-web',
      message: 'has bucket other-prod-shop-web instead of acme-prod-shop-web',
    },
  ]);

  test('have a risk where fewer days of them are retained, and none where more are', () => {
    const days = (backupDays: number, versionDays: number) =>
      withComponentOptions(platform, { elasticache: { backupDays }, s3: { versionDays } });
    const risksOf = (current: object, previous: object) =>
      language.plan(current, previous).changes.flatMap(({ risk }) => (risk === undefined ? [] : [risk]));
    expect(risksOf(days(3, 7), days(14, 30)).sort()).toEqual([
      'backups older than 3 days are deleted',
      'versions that were replaced or deleted more than 7 days ago are lost',
    ]);
    expect(risksOf(days(14, 30), days(3, 7))).toEqual([]);
  });

  test('must not follow a cluster to another region, account or network', () => {
    const { cloud1 } = platform.clusters;
    const { shop } = platform.tenants;
    const moved = {
      ...platform,
      clusters: {
        cloud1: { ...cloud1, permissions: {}, deletionProtection: false, state: 'removed' },
        cloud2: { ...cloud1, region: 'eu-west-1', connections: { analytics: cloud1.connections?.analytics } },
      },
      tenants: { shop: { ...shop, clusters: ['cloud2'] } },
    };
    const previous = { ...platform, clusters: { cloud1: { ...cloud1, deletionProtection: false } } };
    const errors = language.check(moved, previous).filter(({ severity }) => severity === 'error');
    expect(errors.map(({ path, message }) => `${path.join('.')}: ${message}`)).toContain(
      "data.shop-prod-data: would be in another region, that of cluster 'cloud2': its resources are replaced, and the data in them is lost",
    );
  });
});

describeAzure('resources with data in Azure', (azure, language) => {
  declareTests(language, createAzurePlatform(azure), [
    { kind: 'azure-postgresql', release, ...version },
    {
      kind: 'azure-postgresql',
      from: {},
      to: { geoBackup: true },
      release,
      message: 'has geoBackup true instead of false',
    },
    {
      kind: 'blob',
      from: {},
      to: { replication: 'LRS' },
      release: 'data.shop-prod-data.blob-storage',
      message: 'has replication LRS or GRS instead of ZRS or GZRS',
    },
    {
      kind: 'managed-redis',
      from: {},
      to: { skus: { small: 'Balanced_B3' } },
      release: cache,
      message: 'has sku Balanced_B3 instead of Balanced_B1',
    },
    {
      kind: 'managed-redis',
      from: {},
      to: { multiZone: false },
      release: cache,
      message: 'has multiZone false instead of true',
    },
  ]);
});

describeGoogle('resources with data in Google Cloud', (google, language) => {
  declareTests(language, createGooglePlatform(google), [{ kind: 'cloud-sql', release, ...version }]);
});
