import type { Language } from '../../../../src/create-language';
import { createAwsPlatform } from '../../../golden/aws/platform';
import { createAzurePlatform } from '../../../golden/azure/platform';
import { createGooglePlatform } from '../../../golden/google/platform';
import { describeAws } from '../../../support/aws';
import { describeAzure } from '../../../support/azure';
import { describeGoogle } from '../../../support/google';
import { readStack, synthesize } from '../../../support/output-files';

interface Platform {
  readonly tenants: { readonly shop: { readonly applications: { readonly web: { readonly uses: object } } } };
}

/** Returns a platform whose workload `web` is named `store`, with other options of what it uses. */
function rename(platform: Platform, more: Readonly<Record<string, object>>) {
  const { shop } = platform.tenants;
  const { web, ...others } = shop.applications;
  const uses = Object.fromEntries(
    Object.entries(web.uses as Readonly<Record<string, object>>).map(([use, options]) => [
      use,
      { ...options, ...more[use] },
    ]),
  );
  const { cloud1 } = (platform as unknown as { readonly clusters: { readonly cloud1: object } }).clusters;
  return {
    ...platform,
    clusters: { cloud1: { ...cloud1, permissions: {} } },
    tenants: { shop: { ...shop, applications: { ...others, store: { ...web, uses } } } },
  };
}

/** Declares that `name` of uses keeps the resources with data of a renamed workload, and that a diff names it otherwise. */
function declareTests(platform: Platform, types: readonly string[], language: Language): void {
  test('keeps its data by the name of its uses', () => {
    const previous = synthesize(platform, undefined, language);
    const named = { database: { name: 'web' }, bucket: { name: 'web' } };
    const renamed = synthesize(rename(platform, named), platform, language);
    const [before, after] = [previous, renamed].map((files) => readStack(files, 'shop-prod-data').resource ?? {});
    for (const type of types) {
      expect(before).toHaveProperty(type);
      expect(after?.[type]).toEqual(before?.[type]);
    }
    // The secret of the new user, in the secret manager of the cloud.
    expect(renamed['cdktf.out/stacks/shop-prod-data/cdk.tf.json']).toMatch(/database = \\"web\\"/);
  });

  test('is a removal in a diff that names the option', () => {
    const { changes } = language.plan(rename(platform, {}), platform, { allowedRemovals: 'all' });
    const risks = changes.filter(({ path }) => path[0] === 'data').map(({ risk = '' }) => risk);
    for (const kind of ['database', 'bucket'])
      expect(risks.join()).toContain(`write \`name\` of the ${kind} with the previous name`);
  });
}

describeAws('a renamed workload in AWS', (aws, language) => {
  declareTests(createAwsPlatform(aws), ['aws_db_instance', 'aws_s3_bucket', 'aws_s3_bucket_policy'], language);
});

describeAzure('a renamed workload in Azure', (azure, language) => {
  const types = ['azurerm_postgresql_flexible_server', 'azurerm_storage_account', 'azurerm_storage_container'];
  declareTests(createAzurePlatform(azure), types, language);

  test('must name a database that it shares', () => {
    const platform = createAzurePlatform(azure);
    const { shop } = platform.tenants;
    const applications = {
      ...shop.applications,
      worker: { ...shop.applications.worker, uses: { database: { name: 'web' } } },
    };
    const messages = language.check({ ...platform, tenants: { shop: { ...shop, applications } } });
    expect(messages.map(({ message }) => message)).toContain(
      "would be database 'web', which another workload of the tenant uses",
    );
  });
});

describeGoogle('a renamed workload in Google Cloud', (google, language) => {
  declareTests(createGooglePlatform(google), ['google_sql_database_instance', 'google_storage_bucket'], language);
});
