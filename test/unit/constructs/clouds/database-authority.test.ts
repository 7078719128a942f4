import type { Language } from '../../../../src/create-language';
import { createAwsPlatform } from '../../../golden/aws/platform';
import { createGooglePlatform } from '../../../golden/google/platform';
import { describeAws } from '../../../support/aws';
import { describeGoogle } from '../../../support/google';
import { synthesize } from '../../../support/output-files';

/** PEM text in place of a certificate. */
const certificates = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

interface Platform {
  readonly clusters: { readonly cloud1: { readonly components: readonly { readonly kind: string }[] } };
  readonly tenants: { readonly shop: { readonly applications: { readonly web: object } } };
}

/** Returns a platform whose application reads the certificate authority of its database from a file and a variable. */
function verify(platform: Platform, components: object = {}) {
  const { cloud1 } = platform.clusters;
  const { shop } = platform.tenants;
  const database = { files: '/run/secrets/database', env: { DATABASE_URL: 'uri', DATABASE_CA: 'ca.crt' } };
  return {
    ...platform,
    clusters: {
      cloud1: {
        ...cloud1,
        permissions: {},
        components: cloud1.components.map((component) => ({
          ...component,
          ...(Reflect.get(components, component.kind) as object | undefined),
        })),
      },
    },
    tenants: { shop: { ...shop, applications: { web: { ...shop.applications.web, uses: { database } } } } },
  };
}

function renderManifests(definition: object, language: Language): string {
  return synthesize(definition, undefined, language)['dist/cloud1/tenants/shop/web.yaml'] ?? '';
}

describeAws('the certificate authority of databases of RDS', (aws, language) => {
  const platform = createAwsPlatform(aws);

  test('is in Secrets where the platform sets it', () => {
    const text = renderManifests(verify(platform, { rds: { certificateAuthorities: certificates } }), language);
    expect(text).toContain('sslmode=verify-full&sslrootcert=/run/secrets/database/ca.crt');
    expect(text).toMatch(/ca\.crt: \|\n +-----BEGIN CERTIFICATE-----/);
  });

  test('is an error for applications where the platform does not set it', () => {
    expect(language.check(verify(platform)).map(({ path, value }) => `${path.join('.')}: ${String(value)}`)).toEqual([
      'tenants.shop.applications.web.uses.database.env.DATABASE_CA: ca.crt',
    ]);
  });
});

describeGoogle('the certificate authority of databases of Cloud SQL', (google, language) => {
  test('is in Secrets, from Terraform', () => {
    const text = renderManifests(verify(createGooglePlatform(google)), language);
    expect(text).toContain('sslmode=verify-ca&sslrootcert=/run/secrets/database/ca.crt');
    expect(text).toContain("ca.crt: '{{ .ca }}'");
  });
});
