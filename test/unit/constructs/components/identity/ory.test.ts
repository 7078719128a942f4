import { ory, traefik } from '../../../../../constructs/components';
import { kinds } from '../../../../../constructs/kinds';
import { language } from '../../../../../src/language';
import { clusterInfo } from '../../../../../src/kinds/cluster-info';
import { valueAtPath } from '../../../../../src/schema/problem';
import { getObject, synthesizeObjects } from '../../../../support/rendered';
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
    authenticators: { cookie_session: {}, jwt: {}, oauth2_introspection: {} },
    authorizers: { remote_json: {} },
  });
  const onlyOathkeeper = { kratos: { enabled: false }, hydra: { enabled: false }, keto: { enabled: false } };
  expect(valueAtPath(config(onlyOathkeeper), ['authenticators'])).not.toHaveProperty('cookie_session');
  expect(valueAtPath(config(onlyOathkeeper), ['authenticators'])).not.toHaveProperty('jwt');
  expect(valueAtPath(config(onlyOathkeeper), ['authenticators'])).not.toHaveProperty('oauth2_introspection');
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
  // As the charts render them: kratos.name, hydra.fullname and keto.fullname, each with `-automigrate`.
  const expected = { kratos: 'kratos', hydra: 'ory-hydra', keto: 'ory-keto' };
  for (const [service, name] of Object.entries(expected)) {
    const { networkRules } = releasesByName()[`ory-${service}`] as ChartRelease;
    expect(networkRules?.migration?.podLabels).toEqual({ 'app.kubernetes.io/name': `${name}-automigrate` });
    expect(networkRules?.migration?.egress).toContainEqual({ peer: 'outside-cluster' });
  }
});

test('registration is closed, and people cannot change the address that identifies them', () => {
  const selfservice = (options: Parameters<typeof ory>[0]) =>
    chartValue(releasesByName(options)['ory-kratos'], 'kratos.config.selfservice');
  expect(selfservice({})).toMatchObject({
    flows: { registration: { enabled: false } },
    methods: { profile: { enabled: false } },
  });
  expect(selfservice({ kratos: { registration: true } })).toMatchObject({ flows: { registration: { enabled: true } } });
});

test('the session cookie belongs to the host of Kratos only, unless its pages are on another host', () => {
  const cookies = (options: Parameters<typeof ory>[0]) =>
    chartValue(releasesByName(options)['ory-kratos'], 'kratos.config.cookies');
  expect(cookies({})).toBeUndefined();
  expect(ory.cookieDomains({}, cluster)).toEqual([]);
  expect(cookies({ kratos: { pages: 'https://people.acme.example' } })).toEqual({ domain: 'acme.example' });
});

test('Kratos, official pages and the consent server share one Ingress of their host', () => {
  const withIngress = clusterInfo({ domain: 'acme.example', capabilities: { ingress: {} } });
  const release = ory.releases({}, withIngress).find(({ name }) => name === 'ory-pages');
  const objects = synthesizeObjects((chart) => {
    if (release && 'objects' in release) release.objects['objects.yaml']?.(chart);
  });
  const ingresses = objects.filter(({ kind }) => kind === 'Ingress');
  // F5's NGINX Ingress Controller serves one Ingress of a host only.
  expect(ingresses).toHaveLength(1);
  const paths = ingresses
    .flatMap(({ spec }) => (spec as { rules: { host: string; http: { paths: { path: string }[] } }[] }).rules)
    .flatMap(({ host, http }) => http.paths.map(({ path }) => `${host}${path}`));
  expect(paths).toEqual([
    ...['/self-service', '/sessions', '/schemas', '/.well-known/ory'].map((path) => `accounts.acme.example${path}`),
    'accounts.acme.example/',
    'accounts.acme.example/oauth2-consent',
    'accounts.acme.example/oauth2-logout',
  ]);
  const urls = chartValue(releasesByName()['ory-hydra'], 'hydra.config.urls');
  expect(urls).toMatchObject({
    login: 'https://accounts.acme.example/login',
    consent: 'https://accounts.acme.example/oauth2-consent',
  });
  expect(chartValue(releasesByName()['ory-kratos'], 'ingress.public.enabled')).toBe(false);
});

test("NGINX accepts the large cookies of Hydra's and Kratos' responses", () => {
  const withNginx = clusterInfo({ domain: 'acme.example', capabilities: { ingress: { api: 'nginx' } } });
  const releases = ory.releases({}, withNginx);
  const hydra = releases.filter(isChartRelease).find(({ name }) => name === 'ory-hydra');
  expect(chartValue(hydra, 'ingress.public.annotations')).toMatchObject({ 'nginx.org/proxy-buffer-size': '32k' });
  const pages = releases.find(({ name }) => name === 'ory-pages');
  const objects = synthesizeObjects((chart) => {
    if (pages && 'objects' in pages) pages.objects['objects.yaml']?.(chart);
  });
  expect(getObject(objects, 'Ingress').metadata.annotations).toMatchObject({ 'nginx.org/proxy-buffer-size': '32k' });
});

test('a person who is logged in and not allowed is not sent to log in again', () => {
  const redirect = chartValue(releasesByName()['ory-oathkeeper'], 'oathkeeper.config.errors.handlers.redirect');
  expect(valueAtPath(redirect, ['config', 'when', 0])).toMatchObject({ error: ['unauthorized'] });
});

test('registers the client of a tenant at Hydra, with the redirect URLs of its hosts only', () => {
  const plan = language(kinds).plan({
    name: 'acme',
    domain: 'acme.example',
    environments: ['dev', 'prod'],
    clusters: Object.fromEntries(
      ['dev', 'prod'].map((environment) => [
        environment,
        {
          ...{ kind: 'existing', environment, kubeconfig: 'a.yaml' },
          provides: { network: {}, 'network-policy': {}, dns: {}, 'load-balancer': {}, certificates: {} },
          components: [traefik(), ory()],
        },
      ]),
    ),
    tenants: {
      shop: {
        ...{ clusters: ['prod'], owners: 'shop-devs' },
        applications: {
          web: { image: 'registry.acme.example/shop/web:1', ingress: 'shop.acme.example', login: true },
        },
      },
    },
  });
  const prod = plan.clusters[1];
  const objects = synthesizeObjects((chart) => prod?.tenants[0]?.additions.identity?.objects?.(chart));
  const request = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.namespace === 'ory');
  expect(JSON.parse((request?.data as { client: string }).client)).toMatchObject({
    ...{ namespace: 'tenant-login', secret: 'client-shop' },
    redirectUrls: ['https://shop.acme.example/oauth2/callback'],
  });
  expect(JSON.stringify(getObject(objects, 'Deployment'))).toContain('"key":"client-secret","name":"client-shop"');
  expect(prod?.oidcClients).toEqual([]);
  expect(prod?.clusterInfo.capabilities.identity).toMatchObject({
    issuer: 'https://login.prod.acme.example',
    authorizationUrl: 'https://login.prod.acme.example/oauth2/auth',
  });
});
