import { testing } from '../../support/kinds';
import { validPlatform } from '../../support/problems';

const listChanges = (previous: object, current: object) =>
  testing.plan({ ...validPlatform, ...current }, { ...validPlatform, ...previous }).changes;

const s3 = { backend: 's3', bucket: 'b', region: 'eu-north-1' };

describe('a platform', () => {
  it.each([
    ['another bucket', { state: s3 }, { state: { ...s3, bucket: 'c' } }, 'state'],
    ['another backend', {}, { state: s3 }, 'state'],
    ['another folder', {}, { state: { backend: 'local', folder: 'tfstate' } }, 'state'],
    ['another name, which is part of the key', { state: s3 }, { state: s3, name: 'acme2' }, 'name'],
  ])('with %s has the risk that Terraform starts with empty states', (_, previous, current, path) => {
    const changes = listChanges(previous, current);
    expect(changes).toMatchObject([{ action: 'change', path: [path] }]);
    expect(changes[0]?.risk).toMatch(/would create everything again: run `terraform init -migrate-state`/);
  });

  it('with other keys for the encryption of states keeps their location', () => {
    const [change] = listChanges({ state: s3 }, { state: { ...s3, kmsKeyId: 'arn:aws:kms:eu-north-1:1:key/k' } });
    expect(change?.risk).toMatch(/^Terraform stops until you run `terraform init -reconfigure`/);
  });

  it('with another location for `plinth state create` has no risk', () => {
    const gcs = { backend: 'gcs', bucket: 'b' };
    const [change] = listChanges({ state: gcs }, { state: { ...gcs, location: 'europe-north1' } });
    expect(change).toMatchObject({ action: 'change', path: ['state'] });
    expect(change).not.toHaveProperty('risk');
  });

  it.each([{ backend: 'local' }, { backend: 'pg', schema: 'states' }])(
    'with another name has no risk where the location of states does not contain it: %j',
    (state) => {
      expect(listChanges({ state }, { state, name: 'acme2' })).toEqual([
        { action: 'change', path: ['name'], from: 'acme', to: 'acme2' },
      ]);
    },
  );

  it('with another domain has the risk that the previous host names are no longer served', () => {
    expect(listChanges({}, { domain: 'acme.test' })).toMatchObject([
      { path: ['domain'], risk: expect.stringContaining('are no longer served') as string },
    ]);
  });

  it('names another location of the states as the first change, whatever else changes', () => {
    const { b } = validPlatform.clusters;
    const changes = listChanges(
      { state: s3 },
      {
        clusters: { a: { ...validPlatform.clusters.a, environment: 'prod' }, b },
        domain: 'acme.test',
        name: 'acme2',
        state: { ...s3, bucket: 'c' },
      },
    );
    expect(changes.map(({ path }) => path)).toEqual([
      ['state'],
      ['name'],
      ['domain'],
      ['clusters', 'a', 'environment'],
    ]);
    expect(changes[0]?.fields).toEqual([{ path: ['state', 'bucket'], from: 'b', to: 'c' }]);
  });

  it.each([
    [{ manifests: 'kustomize' }, 'plain', 'kustomize'],
    [{ environments: ['dev', 'test', 'prod'] }, ['dev', 'prod'], ['dev', 'test', 'prod']],
  ])('has a change of any other option, with both values: %j', (options, from, to) => {
    expect(listChanges({}, options)).toEqual([{ action: 'change', path: Object.keys(options), from, to }]);
  });

  it('has no change where only permissions for removals differ', () => {
    expect(listChanges({}, { allowRemoval: ['tenants.shop'], $schema: 'plinth.schema.json' })).toEqual([]);
  });
});
