import { checkCluster } from '../../support/component-problems';

const image = 'registry.acme.example/shop/web:1';
const route = (path: string) => ({ image, ingress: [{ host: 'shop.acme.example', paths: [path] }] });

function checkApplications(applications: object, ingress: object): readonly string[] {
  const issuer = { kind: 'oidc-issuer', url: 'https://login.acme.example' };
  const provides = { network: {}, 'network-policy': {}, dns: {}, 'load-balancer': {}, certificates: {} };
  const shop = { clusters: ['a'], owners: 'shop-devs', applications };
  return checkCluster({ components: [ingress, issuer], provides }, { shop }).map(
    (problem) => problem.split(',')[0] ?? '',
  );
}

test("two applications with one host are an error behind F5's NGINX, which accepts one Ingress of a host", () => {
  const applications = { api: route('/api'), web: route('/') };
  expect(checkApplications(applications, { kind: 'nginx' })).toEqual([
    'tenants.shop.applications.web.ingress is "shop.acme.example": is served by the Ingress of shop/api',
  ]);
  expect(checkApplications(applications, { kind: 'traefik' })).toEqual([]);
});

test('applications with log-in share the Ingress of their gate', () => {
  const withLogin = (path: string) => ({ ...route(path), login: true });
  const nginx = { kind: 'nginx' };
  expect(checkApplications({ api: withLogin('/api'), web: withLogin('/') }, nginx)).toEqual([]);
  expect(checkApplications({ api: withLogin('/api'), web: route('/') }, nginx)).toEqual([
    'tenants.shop.applications.web.ingress is "shop.acme.example": is served by the Ingress of the log-in of shop',
  ]);
});
