import { ory, traefik } from '../../../../../constructs/components';
import { kinds } from '../../../../../constructs/kinds';
import { tenantRelease } from '../../../../../constructs/tenants';
import { language } from '../../../../../src/language';
import { synthesizeObjects, type RenderedObject } from '../../../../support/rendered';

const image = 'registry.acme.example/shop/web:1';
const capabilities = { network: {}, 'network-policy': {}, dns: {}, 'load-balancer': {}, certificates: {} };

/** Returns all objects of a tenant whose applications have these options. */
function renderTenant(applications: object): readonly RenderedObject[] {
  const { clusters } = language(kinds).plan({
    ...{ name: 'acme', domain: 'acme.example', environments: ['dev'] },
    clusters: {
      a: {
        ...{ kind: 'existing', environment: 'dev', kubeconfig: 'a.yaml', provides: capabilities },
        components: [traefik(), ory()],
      },
    },
    tenants: { shop: { clusters: ['a'], owners: 'devs', applications } },
  });
  const [cluster] = clusters;
  const [tenant] = cluster?.tenants ?? [];
  if (!cluster || !tenant) throw new Error('no tenant');
  return Object.values(tenantRelease(tenant, cluster.clusterInfo).objects).flatMap((add) => synthesizeObjects(add));
}

const kindsIn = (objects: readonly RenderedObject[], kind: string) => objects.filter((object) => object.kind === kind);

test('Oathkeeper verifies the tokens of programs on a path, and the gate the sessions of users on others', () => {
  const web = { image, ingress: 'shop.acme.example', login: { paths: { '/api': 'token' } } };
  const objects = renderTenant({ web });
  const addresses = kindsIn(objects, 'Middleware').map(
    ({ spec }) => (spec?.forwardAuth as { address: string }).address,
  );
  expect(addresses).toEqual([
    expect.stringMatching(/^http:\/\/login-shop-web-.*\.tenant-login\./),
    'http://ory-oathkeeper-api.ory.svc.cluster.local:4456/decisions',
  ]);
  expect(kindsIn(objects, 'Rule').map(({ metadata, spec }) => [metadata.namespace, spec])).toEqual([
    [
      'ory',
      expect.objectContaining({
        match: expect.objectContaining({ url: 'https://shop.acme.example/<.*>' }) as object,
        authenticators: [
          { handler: 'oauth2_introspection', config: { target_audience: ['https://shop.acme.example'] } },
        ],
      }),
    ],
  ]);
});

test('the application receives the program as its user, and not the token', () => {
  const objects = renderTenant({ web: { image, ingress: 'shop.acme.example', login: 'token' } });
  const [middleware] = kindsIn(objects, 'Middleware');
  const { authResponseHeadersRegex } = middleware?.spec?.forwardAuth as { authResponseHeadersRegex: string };
  const removed = new RegExp(authResponseHeadersRegex.replace('(?i)', ''), 'i');
  for (const header of ['Authorization', 'X_Auth_Request_User', 'x-auth-request-groups'])
    expect(header).toMatch(removed);
  expect(kindsIn(objects, 'Rule')[0]?.spec?.mutators).toEqual([
    { handler: 'header', config: { headers: { 'X-Auth-Request-User': '{{ print .Subject }}' } } },
  ]);
});

test('an application with tokens alone has no gate and no client', () => {
  const objects = renderTenant({ web: { image, ingress: 'shop.acme.example', login: 'token' } });
  expect(objects.filter(({ metadata }) => metadata.namespace === 'tenant-login')).toEqual([]);
});

test('applications with a host in common share the Rule, since a request may match one only', () => {
  const ingress = (path: string) => [{ host: 'api.acme.example', paths: [path] }];
  const objects = renderTenant({
    orders: { image, ingress: ingress('/orders'), login: 'token' },
    stock: { image, ingress: ingress('/stock'), login: 'token' },
  });
  expect(kindsIn(objects, 'Rule')).toHaveLength(1);
  expect(kindsIn(objects, 'Middleware')).toHaveLength(2);
});
