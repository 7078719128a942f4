import { formatOidcClients } from '../../../../../src/cli/clients';
import { planLogin as planApplications, renderLoginTenant as renderTenant } from '../../../../support/login';
import { getObject, synthesizeObjects, type RenderedObject } from '../../../../support/rendered';

const image = 'registry.acme.example/shop/web:1';
const host = 'shop.acme.example';

const login = { paths: { '/admin': { groups: ['shop admins', 'root'] }, '/public': 'anyone' } };
const gates = (objects: readonly RenderedObject[]) =>
  objects.filter(({ kind, metadata }) => kind === 'Deployment' && metadata.namespace === 'tenant-login');
const addressOf = ({ spec }: RenderedObject) => (spec?.forwardAuth as { address: string }).address;

test('the ingress controller asks the gate about each request, with the groups of the path', () => {
  const objects = renderTenant(planApplications({ web: { image, ingress: host, login } }));
  const [gate] = gates(objects);
  const server = `http://${gate?.metadata.name ?? ''}.tenant-login.svc.cluster.local`;
  const middlewares = objects.filter(({ kind }) => kind === 'Middleware');
  expect(middlewares.map(addressOf)).toEqual([
    `${server}/`,
    `${server}/?allowed_groups=shop%20admins,root`,
    `${server}/ping`,
  ]);
  const ingresses = objects.filter(({ kind, metadata }) => kind === 'Ingress' && metadata.namespace === 'shop');
  const annotation = 'traefik.ingress.kubernetes.io/router.middlewares';
  expect(
    ingresses.map(({ spec, metadata }) => [
      (spec as { rules: { http: { paths: { path: string }[] } }[] }).rules[0]?.http.paths.map(({ path }) => path),
      metadata.annotations?.[annotation],
    ]),
  ).toEqual([
    [['/'], 'shop-web-login@kubernetescrd'],
    ...['/admin', '/public'].map((path, index) => [
      [path],
      `shop-${middlewares[index + 1]?.metadata.name ?? ''}@kubernetescrd`,
    ]),
  ]);
  expect(ingresses.map(({ metadata }) => metadata.annotations?.['cert-manager.io/cluster-issuer'])).toEqual([
    'default',
    undefined,
    undefined,
  ]);
});

test('headers of users and callers are removed from requests of clients on every path', () => {
  const objects = renderTenant(planApplications({ web: { image, ingress: host, login } }));
  for (const { spec } of objects.filter(({ kind }) => kind === 'Middleware')) {
    const { authResponseHeadersRegex = '' } = spec?.forwardAuth as Record<string, string>;
    const removed = new RegExp(authResponseHeadersRegex.replace('(?i)', ''), 'i');
    for (const header of ['x-auth-request-user', 'X_Auth_Request_Email', 'X-Auth_Request-Groups', 'X_Service-caller'])
      expect(header).toMatch(removed);
    expect('X-Auth-Request-Redirect').not.toMatch(removed);
  }
});

test('only applications with a host in common share a gate', () => {
  const withHosts = (...hosts: readonly string[]) => ({
    image,
    ingress: [...hosts.map((name) => ({ host: name, paths: ['/'] }))],
    login: true,
  });
  const plan = planApplications({
    a: { ...withHosts('a.acme.example'), ingress: [{ host: 'a.acme.example', paths: ['/a'] }] },
    b: withHosts('a.acme.example', 'b.acme.example'),
    c: withHosts('c.acme.example'),
    d: { image, ingress: 'd.acme.example' },
  });
  const objects = renderTenant(plan);
  expect(gates(objects)).toHaveLength(2);
  const pages = objects.filter(({ kind, metadata }) => kind === 'Ingress' && metadata.namespace === 'tenant-login');
  expect(pages.map(({ spec }) => (spec as { rules: { host: string }[] }).rules.map((rule) => rule.host))).toEqual([
    ['a.acme.example', 'b.acme.example'],
    ['c.acme.example'],
  ]);
});

test('gates of different tenants have different names, also where tenant and application joined give the same name', () => {
  const gateOf = (tenant: string, application: string) =>
    gates(renderTenant(planApplications({ [application]: { image, ingress: host, login: true } }, { tenant })))[0]
      ?.metadata.name;
  expect(gateOf('a', 'b-c')).not.toBe(gateOf('a-b', 'c'));
  expect(gateOf('a'.repeat(40), 'b'.repeat(40))?.length).toBeLessThanOrEqual(63);
});

test('a gate reads client and key from Secrets, and External Secrets generates the key once', () => {
  const applications = { web: { image, ingress: host, login: true } };
  const objects = renderTenant(planApplications(applications));
  const [gate] = gates(objects);
  const { containers } = (gate?.spec as { template: { spec: { containers: { env: unknown[] }[] } } }).template.spec;
  const secretKey = (name: string, key: string) => ({ valueFrom: { secretKeyRef: { name, key } } });
  expect(containers[0]?.env).toMatchObject([
    secretKey('client-shop', 'client-id'),
    secretKey('client-shop', 'client-secret'),
    secretKey(`cookie-${gate?.metadata.name ?? ''}`, 'cookie-secret'),
  ]);
  expect(objects.filter(({ kind }) => kind === 'ExternalSecret')).toEqual([]);
  const generated = renderTenant(planApplications(applications, { provides: { secrets: {} } }));
  expect(getObject(generated, 'ExternalSecret').spec).toMatchObject({ refreshPolicy: 'CreatedOnce' });
  expect(getObject(generated, 'Password').metadata.namespace).toBe('tenant-login');
});

test('cookies belong to one host, are sent over HTTPS only, and contain no tokens', () => {
  const release = planApplications({}).releases.find(({ name }) => name === 'oidc-issuer-gates');
  const addObjects = release && 'objects' in release ? release.objects['objects.yaml'] : undefined;
  const configMap = getObject(
    synthesizeObjects((chart) => addObjects?.(chart)),
    'ConfigMap',
  );
  const configuration = (configMap.data as Record<string, string>)['oauth2-proxy.cfg'] ?? '';
  for (const line of [
    'oidc_issuer_url = "https://login.acme.example"',
    'oidc_groups_claim = "roles"',
    'cookie_name = "__Host-login"',
    'cookie_secure = true',
    'session_cookie_minimal = true',
    'insecure_oidc_skip_nonce = false',
  ])
    expect(configuration.split('\n')).toContain(line);
  expect(configuration).not.toContain('cookie_domains');
});

test('only the ingress controller and Prometheus connect to gates, and gates to the issuer only', () => {
  const { namespaces } = planApplications({});
  const namespace = namespaces.find(({ name }) => name === 'tenant-login');
  expect(namespace?.isolatePods).toBe(true);
  expect(Object.values(namespace?.networkRules ?? {})).toMatchObject([
    {
      ingress: [
        { peer: { capability: 'ingress' }, ports: [4180] },
        { peer: { capability: 'metrics' }, ports: [44180] },
      ],
      egress: [{ peer: { capability: 'ingress' } }, { peer: 'outside-cluster', ports: [443] }],
    },
  ]);
});

test('lists the client of a tenant with the redirect URLs of its hosts', () => {
  const plan = planApplications({ web: { image, ingress: host, login: true } });
  expect(formatOidcClients([plan])).toBe(
    `cluster 'a', tenant 'shop': client at https://login.acme.example
  Secret client-shop in namespace tenant-login, keys client-id and client-secret
  redirect URL https://shop.acme.example/oauth2/callback
`,
  );
  expect(formatOidcClients([planApplications({})])).toBe('no client must be registered\n');
});
