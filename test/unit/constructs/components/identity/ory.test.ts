import { ory } from '../../../../../constructs/components';
import { clusterInfo } from '../../../../../src/kinds/cluster-info';
import { valueAtPath } from '../../../../../src/schema/problem';
import { isChart, type ChartRelease } from '../../../../../src/kinds/release';

const cluster = clusterInfo({ domain: 'acme.example' });

const releases = (options: Parameters<typeof ory>[0] = {}): Readonly<Record<string, ChartRelease>> =>
  Object.fromEntries(
    ory
      .releases(options, cluster)
      .filter(isChart)
      .map((release) => [release.name, release]),
  );

const value = (release: ChartRelease | undefined, path: string) => valueAtPath(release?.values, path.split('.'));

test('is four releases, each of which can be left out', () => {
  expect(Object.keys(releases())).toEqual(['ory-kratos', 'ory-hydra', 'ory-keto', 'ory-oathkeeper']);
  expect(Object.keys(releases({ keto: { enabled: false }, hydra: { enabled: false } }))).toEqual([
    'ory-kratos',
    'ory-oathkeeper',
  ]);
});

test('reads every secret from a Secret that exists, and makes none', () => {
  const { 'ory-kratos': kratos, 'ory-hydra': hydra, 'ory-keto': keto } = releases({ kratos: { secret: 'people' } });
  for (const release of [kratos, hydra, keto]) expect(value(release, 'secret.enabled')).toBe(false);
  expect(value(kratos, 'secret.nameOverride')).toBe('people');
});

test('lets the maester gather the Rules, which the list of the chart would overwrite', () => {
  const { 'ory-oathkeeper': oathkeeper } = releases();
  expect(value(oathkeeper, 'maester.enabled')).toBe(true);
  expect(value(oathkeeper, 'oathkeeper.managedAccessRules')).toBe(false);
});

test('asks only those that are there', () => {
  const config = (options: Parameters<typeof ory>[0]) =>
    value(releases(options)['ory-oathkeeper'], 'oathkeeper.config');
  expect(config({})).toMatchObject({
    authenticators: { cookie_session: {}, jwt: {} },
    authorizers: { remote_json: {} },
  });
  const alone = { kratos: { enabled: false }, hydra: { enabled: false }, keto: { enabled: false } };
  expect(valueAtPath(config(alone), ['authenticators'])).not.toHaveProperty('cookie_session');
  expect(valueAtPath(config(alone), ['authenticators'])).not.toHaveProperty('jwt');
  expect(valueAtPath(config(alone), ['authorizers'])).not.toHaveProperty('remote_json');
});

test('issues tokens in the name of the public host', () => {
  expect(value(releases()['ory-hydra'], 'hydra.config.urls.self.issuer')).toBe('https://login.acme.example');
  expect(value(releases({ hydra: { host: 'id.acme.example' } })['ory-hydra'], 'hydra.config.urls.self.issuer')).toBe(
    'https://id.acme.example',
  );
});

test('lets applications ask who may do what, and change nothing', () => {
  const { networkRules } = releases()['ory-keto'] as ChartRelease;
  const ports = Object.values(networkRules ?? {}).flatMap(({ ingress = [] }) =>
    ingress.filter(({ peer }) => peer === 'tenants').flatMap((flow) => flow.ports),
  );
  expect(ports).toEqual([4466]);
});

test('lets migrations reach the database, because they run first and under a name of their own', () => {
  const { networkRules } = releases()['ory-hydra'] as ChartRelease;
  expect(networkRules?.migration).toMatchObject({ podLabels: { 'app.kubernetes.io/name': 'hydra-automigrate' } });
  expect(networkRules?.migration?.egress).toContainEqual({ peer: 'world' });
});
