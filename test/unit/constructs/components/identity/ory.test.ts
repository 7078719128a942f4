import { ory } from '../../../../../constructs/components';
import { clusterInfo } from '../../../../../src/kinds/cluster-info';
import { valueAtPath } from '../../../../../src/schema/problem';
import { isChartRelease, type ChartRelease } from '../../../../../src/kinds/release';

const cluster = clusterInfo({ domain: 'acme.example' });

const releasesByName = (options: Parameters<typeof ory>[0] = {}): Readonly<Record<string, ChartRelease>> =>
  Object.fromEntries(
    ory
      .releases(options, cluster)
      .filter(isChartRelease)
      .map((release) => [release.name, release]),
  );

const chartValue = (release: ChartRelease | undefined, path: string) => valueAtPath(release?.values, path.split('.'));

test('has one chart release per service, each of which can be disabled', () => {
  expect(Object.keys(releasesByName())).toEqual(['ory-kratos', 'ory-hydra', 'ory-keto', 'ory-oathkeeper']);
  expect(Object.keys(releasesByName({ keto: { enabled: false }, hydra: { enabled: false } }))).toEqual([
    'ory-kratos',
    'ory-oathkeeper',
  ]);
});

test('reads credentials from existing Secrets and creates none', () => {
  const {
    'ory-kratos': kratos,
    'ory-hydra': hydra,
    'ory-keto': keto,
  } = releasesByName({ kratos: { secret: 'accounts' } });
  for (const release of [kratos, hydra, keto]) expect(chartValue(release, 'secret.enabled')).toBe(false);
  expect(chartValue(kratos, 'secret.nameOverride')).toBe('accounts');
});

test('collects Rule objects with oathkeeper-maester instead of a list of the chart', () => {
  const { 'ory-oathkeeper': oathkeeper } = releasesByName();
  expect(chartValue(oathkeeper, 'maester.enabled')).toBe(true);
  expect(chartValue(oathkeeper, 'oathkeeper.managedAccessRules')).toBe(false);
});

test('configures Oathkeeper only for the services that are enabled', () => {
  const config = (options: Parameters<typeof ory>[0]) =>
    chartValue(releasesByName(options)['ory-oathkeeper'], 'oathkeeper.config');
  expect(config({})).toMatchObject({
    authenticators: { cookie_session: {}, jwt: {} },
    authorizers: { remote_json: {} },
  });
  const onlyOathkeeper = { kratos: { enabled: false }, hydra: { enabled: false }, keto: { enabled: false } };
  expect(valueAtPath(config(onlyOathkeeper), ['authenticators'])).not.toHaveProperty('cookie_session');
  expect(valueAtPath(config(onlyOathkeeper), ['authenticators'])).not.toHaveProperty('jwt');
  expect(valueAtPath(config(onlyOathkeeper), ['authorizers'])).not.toHaveProperty('remote_json');
});

test('issues tokens with the public host as issuer', () => {
  expect(chartValue(releasesByName()['ory-hydra'], 'hydra.config.urls.self.issuer')).toBe('https://login.acme.example');
  expect(
    chartValue(releasesByName({ hydra: { host: 'id.acme.example' } })['ory-hydra'], 'hydra.config.urls.self.issuer'),
  ).toBe('https://id.acme.example');
});

test("admits tenants to Keto's read API only", () => {
  const { networkRules } = releasesByName()['ory-keto'] as ChartRelease;
  const ports = Object.values(networkRules ?? {}).flatMap(({ ingress = [] }) =>
    ingress.filter(({ peer }) => peer === 'tenants').flatMap((rule) => rule.ports),
  );
  expect(ports).toEqual([4466]);
});

test('allows migration jobs, whose pods have their own labels, egress to the database', () => {
  const { networkRules } = releasesByName()['ory-hydra'] as ChartRelease;
  expect(networkRules?.migration).toMatchObject({ podLabels: { 'app.kubernetes.io/name': 'hydra-automigrate' } });
  expect(networkRules?.migration?.egress).toContainEqual({ peer: 'world' });
});
