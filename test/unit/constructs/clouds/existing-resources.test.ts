import type { Language } from '../../../../src/create-language';
import { createAwsPlatform } from '../../../golden/aws/platform';
import { createAzurePlatform } from '../../../golden/azure/platform';
import { createGooglePlatform } from '../../../golden/google/platform';
import { describeAws } from '../../../support/aws';
import { describeAzure, subscription } from '../../../support/azure';
import { describeGoogle } from '../../../support/google';
import { readStack, synthesize } from '../../../support/output-files';

interface Platform {
  readonly clusters: { readonly cloud1: { readonly components: readonly { readonly kind: string }[] } };
}

/** Sets the option `existing` of components. */
function withExisting(platform: Platform, existing: Readonly<Record<string, object>>) {
  const { cloud1 } = platform.clusters;
  const components = cloud1.components.map((component) => ({
    ...component,
    ...(existing[component.kind] ? { existing: existing[component.kind] } : {}),
  }));
  return { ...platform, clusters: { cloud1: { ...cloud1, components } } };
}

function createStacks(platform: Platform, existing: Readonly<Record<string, object>>, language: Language) {
  const before = platform as object;
  const files = synthesize(withExisting(platform, existing), before, language);
  return {
    created: synthesize(before, undefined, language),
    files,
    data: readStack(files, 'shop-prod-data'),
    infrastructure: readStack(files, 'cloud1-infrastructure'),
    manifests: files['dist/cloud1/tenants/shop/web.yaml'] ?? '',
  };
}

const unknown = { 'shop/photos': {}, 'shops/web': {} };

/** Expects that names of tenants and buckets that do not exist are errors. */
function expectReferencesChecked(platform: Platform, kind: string, value: unknown, language: Language): void {
  const existing = { [kind]: Object.fromEntries(Object.keys(unknown).map((key) => [key, value])) };
  expect(language.check(withExisting(platform, existing)).map(({ message }) => message)).toEqual([
    'is not a bucket of a workload on the cluster',
    'is not a defined tenant',
  ]);
  const { tenants } = platform as unknown as { readonly tenants: { readonly shop: { readonly applications: object } } };
  const photos = { image: 'ghcr.io/acme/photos:1.0.0', port: 8080 };
  const usesOf = (environment: string) => {
    const application = { ...photos, perEnvironment: { [environment]: { uses: { bucket: { name: 'photos' } } } } };
    const shop = { ...tenants.shop, applications: { ...tenants.shop.applications, application } };
    return language
      .check({ ...withExisting(platform, { [kind]: { 'shop/photos': value } }), tenants: { ...tenants, shop } })
      .filter(({ path }) => path.includes('existing'));
  };
  expect(usesOf('prod')).toEqual([]);
  expect(usesOf('dev')).toHaveLength(1);
}

/** Expects that an existing server of two tenants, or of two environments, is an error. */
function expectOneTenant(platform: Platform, kind: string, server: unknown, language: Language): void {
  const { tenants } = platform as unknown as { readonly tenants: { readonly shop: object } };
  const errorsOf = (definition: object) =>
    language
      .check(definition)
      .filter(({ path }) => path.includes('existing'))
      .map(({ path, message }) => `${path.join('.')} ${message.replace(/:.*/, '')}`);
  const web = { ...tenants.shop, applications: {} };
  expect(
    errorsOf({ ...withExisting(platform, { [kind]: { shop: server, web: server } }), tenants: { ...tenants, web } }),
  ).toEqual([
    expect.stringMatching(/existing\.web is also the server of tenant 'shop' in environment 'prod'$/) as unknown,
  ]);
  const definition = withExisting(platform, { [kind]: { shop: server } });
  const { cloud1 } = definition.clusters;
  expect(
    errorsOf({
      ...definition,
      clusters: { cloud1, cloud2: { ...cloud1, environment: 'dev' } },
      tenants: { shop: { ...tenants.shop, clusters: ['cloud1', 'cloud2'] } },
    }),
  ).toEqual([
    expect.stringMatching(
      /^clusters\.cloud2\..*existing\.shop is also the server of the tenant in environment 'prod'$/,
    ),
  ]);
}

describeAws('existing buckets and databases in AWS', (aws, language) => {
  const platform = createAwsPlatform(aws);
  const key = 'arn:aws:kms:eu-north-1:123456789012:key/photos';
  const { created, data, infrastructure, manifests } = createStacks(
    platform,
    {
      s3: { 'shop/web': { bucket: 'acme-photos', encryptionKey: key } },
      rds: { shop: { instance: 'legacy', securityGroup: 'sg-0123456789abcdef0' } },
    },
    language,
  );

  test('replace those that Plinth creates, which are retained', () => {
    const { resource: before = {} } = readStack(created, 'shop-prod-data');
    const { resource = {}, removed } = data as typeof data & { readonly removed?: readonly unknown[] };
    for (const type of ['aws_s3_bucket', 'aws_db_instance']) {
      expect(before).toHaveProperty(type);
      expect(resource).not.toHaveProperty(type);
    }
    for (const address of ['aws_s3_bucket.bucket-web_bucket', 'aws_db_instance.postgresql_instance'])
      expect(removed).toContainEqual({ from: address, lifecycle: { destroy: false } });
    expect(data.data).toMatchObject({
      aws_db_instance: { 'postgresql-existing_instance': { db_instance_identifier: 'legacy' } },
    });
  });

  test('are those that pods may use', () => {
    const policies = JSON.stringify(infrastructure.resource?.aws_iam_role_policy);
    expect(policies).toContain('arn:aws:s3:::acme-photos/*');
    expect(policies).toContain(key);
    expect(policies).toContain(':db:legacy');
    expect(infrastructure.resource?.aws_vpc_security_group_ingress_rule).toMatchObject({
      'shop_postgresql-access_nodes': { security_group_id: 'sg-0123456789abcdef0' },
    });
    expect(manifests).toContain('bucket: acme-photos');
  });

  test('belong to tenants and buckets that exist', () => {
    expectReferencesChecked(platform, 's3', { bucket: 'acme-photos' }, language);
  });

  test('are of one tenant', () => {
    const server = { instance: 'legacy', securityGroup: 'sg-0123456789abcdef0' };
    expectOneTenant(platform, 'rds', server, language);
  });
});

describeAzure('existing buckets and databases in Azure', (azure, language) => {
  const platform = createAzurePlatform(azure);
  const group = `/subscriptions/${subscription}/resourceGroups/legacy/providers/Microsoft.`;
  const container = { account: `${group}Storage/storageAccounts/acmephotos`, container: 'photos' };
  const { data, infrastructure, manifests } = createStacks(
    platform,
    {
      blob: { 'shop/web': container },
      'azure-postgresql': { shop: `${group}DBforPostgreSQL/flexibleServers/legacy` },
    },
    language,
  );

  test('replace those that Plinth creates', () => {
    for (const type of ['azurerm_storage_account', 'azurerm_postgresql_flexible_server'])
      expect(data.resource).not.toHaveProperty(type);
    expect(data.resource?.azurerm_postgresql_flexible_server_active_directory_administrator).toMatchObject({
      'postgresql-existing_administrator': { server_name: 'legacy', resource_group_name: 'legacy' },
    });
  });

  test('are those that pods may use', () => {
    expect(JSON.stringify(infrastructure.resource?.azurerm_role_assignment)).toContain(
      `${container.account}/blobServices/default/containers/photos`,
    );
    expect(manifests).toContain('host: acmephotos.blob.core.windows.net');
  });

  test('belong to tenants and buckets that exist', () => {
    expectReferencesChecked(platform, 'blob', container, language);
  });

  test('are of one tenant', () => {
    const server = `${group}DBforPostgreSQL/flexibleServers/legacy`;
    expectOneTenant(platform, 'azure-postgresql', server, language);
  });

  test('are in the subscription of the cluster', () => {
    const other = `${group}DBforPostgreSQL/flexibleServers/legacy`.replace(
      subscription,
      subscription.replace(/.$/, 'f'),
    );
    const problems = language.check(withExisting(platform, { 'azure-postgresql': { shop: other } }));
    expect(problems.map(({ message }) => message).join()).toContain('is in another subscription than the cluster');
  });
});

describeGoogle('existing buckets and databases in Google Cloud', (google, language) => {
  const platform = createGooglePlatform(google);
  const { data, files, manifests } = createStacks(
    platform,
    { gcs: { 'shop/web': 'acme-photos' }, 'cloud-sql': { shop: 'legacy' } },
    language,
  );

  test('replace those that Plinth creates', () => {
    for (const type of ['google_storage_bucket', 'google_sql_database_instance'])
      expect(data.resource).not.toHaveProperty(type);
    expect(data.data).toMatchObject({
      google_sql_database_instance: { 'postgresql-existing_instance': { name: 'legacy' } },
    });
  });

  test('are those that pods may use', () => {
    const permissions = readStack(files, 'prod-permissions').resource ?? {};
    expect(Object.values(permissions.google_storage_bucket_iam_member ?? {})).toMatchObject([
      { bucket: 'acme-photos' },
    ]);
    expect(manifests).toContain('bucket: acme-photos');
  });

  test('belong to tenants and buckets that exist', () => {
    expectReferencesChecked(platform, 'gcs', 'acme-photos', language);
  });

  test('are of one tenant', () => {
    expectOneTenant(platform, 'cloud-sql', 'legacy', language);
  });
});
