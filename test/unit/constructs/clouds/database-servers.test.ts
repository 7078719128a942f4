import type { Language } from '../../../../src/create-language';
import { createAwsPlatform } from '../../../golden/aws/platform';
import { createAzurePlatform } from '../../../golden/azure/platform';
import { createGooglePlatform } from '../../../golden/google/platform';
import { describeAws } from '../../../support/aws';
import { describeAzure } from '../../../support/azure';
import { describeGoogle } from '../../../support/google';
import { readStack, synthesize } from '../../../support/output-files';

interface Platform {
  readonly clusters: { readonly cloud1: { readonly components: readonly { readonly kind: string }[] } };
}

/** Returns a platform with other options of its component for databases. */
function withServers(platform: Platform, kind: string, options: object) {
  const { cloud1 } = platform.clusters;
  const components = cloud1.components.map((component) => (component.kind === kind ? { kind, ...options } : component));
  return { ...platform, clusters: { cloud1: { ...cloud1, components } } };
}

/** Returns the server of the tenant in its data stack. */
function readServer(platform: Platform, kind: string, options: object, type: string, language: Language) {
  const files = synthesize(withServers(platform, kind, options), undefined, language);
  return Object.values(readStack(files, 'shop-prod-data').resource?.[type] ?? {})[0];
}

/** Returns the errors of a platform with other options of its component for databases. */
function errorsOf(platform: Platform, kind: string, options: object, language: Language): readonly string[] {
  return language
    .check(withServers(platform, kind, options))
    .filter(({ severity }) => severity === 'error')
    .map(({ path, message }) => `${path.slice(4).join('.')}: ${message}`);
}

describeAws('instances of RDS of single tenants', (aws, language) => {
  const platform = createAwsPlatform(aws);

  test('have their own size, which replaces exact sizes of all instances', () => {
    const servers = { shop: { size: 'large', multiZone: false } };
    const options = { instanceClass: 'db.t4g.micro', backupDays: 30, servers };
    expect(readServer(platform, 'rds', options, 'aws_db_instance', language)).toMatchObject({
      instance_class: 'db.r7g.xlarge',
      allocated_storage: 400,
      multi_az: false,
      backup_retention_period: 30,
    });
  });

  test('are of tenants that exist, do not exist without Plinth, and can be extended', () => {
    const existing = { shop: { instance: 'legacy', securityGroup: 'sg-0123456789abcdef0' } };
    const servers = { shop: { storageGiB: 100, maxStorageGiB: 100 }, shops: {} };
    expect(errorsOf(platform, 'rds', { servers, existing }, language)).toEqual(
      expect.arrayContaining([
        'servers.shop: is the server in `existing`, which Plinth does not change',
        'servers.shop.maxStorageGiB: must be at least 10 % more than the initial storage of 100 GiB',
        'servers.shops: is not a defined tenant',
      ]),
    );
  });
});

describeAzure('servers of Azure Database for PostgreSQL of single tenants', (azure, language) => {
  const platform = createAzurePlatform(azure);
  const kind = 'azure-postgresql';

  test('have their own size', () => {
    const servers = { shop: { sku: 'B_Standard_B2s', multiZone: false } };
    expect(readServer(platform, kind, { servers }, 'azurerm_postgresql_flexible_server', language)).toMatchObject({
      sku_name: 'B_Standard_B2s',
      storage_mb: 32 * 1024,
    });
  });

  test('have errors of their own', () => {
    expect(errorsOf(platform, kind, { servers: { shop: { sku: 'B_Standard_B2s' } } }, language)).toEqual([
      'servers.shop.multiZone: Azure runs no standby for the burstable size B_Standard_B2s',
    ]);
  });
});

describeGoogle('instances of Cloud SQL of single tenants', (google, language) => {
  const platform = createGooglePlatform(google);

  test('have their own size and version', () => {
    const servers = { shop: { size: 'medium', version: '16' } };
    const options = { tier: 'db-custom-2-7680', servers };
    expect(readServer(platform, 'cloud-sql', options, 'google_sql_database_instance', language)).toMatchObject({
      database_version: 'POSTGRES_16',
      settings: { tier: 'db-custom-4-15360', disk_size: 100 },
    });
  });
});
