import { ory } from '../../../constructs/components/ory';
import { clusterFacts } from '../../../src/model/facts';
import { isChart, type ChartRelease } from '../../../src/model/release';
import { at } from '../../../src/model/problem';

const releases = (options: Parameters<typeof ory>[0] = {}) =>
  Object.fromEntries(
    ory
      .releases(options, clusterFacts({ domain: 'acme.example' }))
      .filter(isChart)
      .map((release): [string, ChartRelease] => [release.name, release]),
  );

const value = (release: ChartRelease | undefined, path: string) => at(release?.values, path.split('.'));

test('is four releases, of which only the wanted ones are made', () => {
  expect(Object.keys(releases())).toEqual(['kratos', 'hydra', 'keto', 'oathkeeper']);
  expect(Object.keys(releases({ programs: ['keto'] }))).toEqual(['keto']);
});

test('reads every secret from a Secret that exists, and makes none', () => {
  const { kratos, hydra, keto } = releases({ kratosSecret: 'people' });
  for (const release of [kratos, hydra, keto]) expect(value(release, 'secret.enabled')).toBe(false);
  expect(value(kratos, 'secret.nameOverride')).toBe('people');
});

test('lets the maester gather the rules of tenants, which the list of the chart would overwrite', () => {
  const { oathkeeper } = releases();
  expect(value(oathkeeper, 'maester.enabled')).toBe(true);
  expect(value(oathkeeper, 'oathkeeper.managedAccessRules')).toBe(false);
});

test('asks only those that are there: without Keto, no rule can ask for permissions', () => {
  const authorizers = (release: ChartRelease | undefined) => value(release, 'oathkeeper.config.authorizers');
  expect(authorizers(releases().oathkeeper)).toHaveProperty('remote_json');
  expect(authorizers(releases({ programs: ['oathkeeper', 'kratos'] }).oathkeeper)).not.toHaveProperty('remote_json');
});

test('issues tokens in the name of the public host', () => {
  expect(value(releases().hydra, 'hydra.config.urls.self.issuer')).toBe('https://id.acme.example');
  expect(value(releases({ issuerHost: 'sso.acme.example' }).hydra, 'hydra.config.urls.self.issuer')).toBe(
    'https://sso.acme.example',
  );
});
