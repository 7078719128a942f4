import { describeAws, createEksPlatform } from '../../support/aws';
import { createGkePlatform, describeGoogle } from '../../support/google';
import type { Language } from '../../../src/create-language';

const image = 'registry.acme.example/web:1.0.0';

/** Returns two tenants whose names, joined with those of their uses, are equal. */
function createTenants(bucket: object, name = 'c') {
  const tenant = (uses: object) => ({
    clusters: ['cloud1'],
    owners: 'developers',
    applications: { web: { image, port: 8080, uses } },
  });
  return { a: tenant({ bucket: { ...bucket, name: 'b-c' } }), 'a-b': tenant({ bucket: { ...bucket, name } }) };
}

const listMessages = (language: Language, definition: object) =>
  language.check(definition).map(({ path, value, message }) => `${path.join('.')} ${String(value)}: ${message}`);

describeAws('buckets of two tenants in AWS', (aws, language) => {
  const check = (name: string) =>
    listMessages(
      language,
      createEksPlatform({ components: [aws.s3({})] }, { tenants: createTenants({}, name) }),
    ).filter((message) => message.includes('is also a resource of tenant'));

  test('cannot have one name', () => {
    expect(check('c')).toEqual([
      expect.stringMatching(/^tenants\.a-b bucket \S+-a-b-c: is also a resource of tenant 'a' in environment 'prod'/),
    ]);
    expect(check('d')).toEqual([]);
  });
});

describeGoogle('buckets of two tenants in Google Cloud', (google, language) => {
  test('cannot have one name, unless one exists without Plinth', () => {
    const check = (existing: Record<string, string>) =>
      listMessages(
        language,
        createGkePlatform({ components: [google.gcs({ existing })] }, { tenants: createTenants({ type: 'gcs' }) }),
      ).filter((message) => message.includes('is also a resource of tenant'));
    expect(check({})).toEqual([expect.stringContaining('tenants.a-b bucket acme-prod-a-b-c')]);
    expect(check({ 'a-b/c': 'acme-photos' })).toEqual([]);
  });
});
