import { oidcIssuer, ory, traefik } from '../../../constructs/components';
import { checkCluster } from '../../support/component-problems';

const image = 'registry.acme.example/shop/web:1';
const issuer = oidcIssuer({ url: 'https://login.acme.example' });
const capabilities = { network: {}, 'network-policy': {}, dns: {}, 'load-balancer': {}, certificates: {} };

/** Returns the errors of an application on a cluster, without fixes. */
function checkApplication(
  application: object,
  components: readonly object[] = [traefik(), issuer],
  provides: object = capabilities,
): readonly string[] {
  const web = { image, ingress: 'shop.acme.example', ...application };
  const shop = { clusters: ['a'], owners: 'shop-devs', applications: { web } };
  return checkCluster({ components, provides }, { shop }).map((problem) => problem.split(';')[0] ?? '');
}

const webPath = 'tenants.shop.applications.web';

test('accepts a log-in of all users, of groups, and of other groups for some paths', () => {
  expect(checkApplication({ login: true })).toEqual([]);
  expect(checkApplication({ login: { groups: ['shop-support'] } })).toEqual([]);
  const paths = { '/admin': { groups: ['shop-admins'] }, '/public': 'anyone', '/me': {} };
  expect(checkApplication({ login: { paths } })).toEqual([]);
});

test('requires an issuer, an ingress controller that asks it, and HTTPS', () => {
  expect(checkApplication({ login: true }, [traefik()])).toEqual([
    `${webPath}.login: no component of cluster 'a' provides log-in (capability \`identity\`)`,
  ]);
  const { certificates: _, ...withoutCertificates } = capabilities;
  expect(checkApplication({ login: true }, [traefik(), issuer], withoutCertificates)).toEqual([
    `${webPath}.login: nothing on cluster 'a' provides 'certificates', and browsers keep the session over HTTPS only`,
  ]);
});

test('accepts a log-in behind ingress controllers that cannot ask the gate', () => {
  expect(checkApplication({ login: true }, [{ kind: 'nginx' }, issuer])).toEqual([]);
  const haproxy = { ...capabilities, ingress: { api: 'haproxy' } };
  expect(checkApplication({ login: { groups: ['a'] } }, [issuer], haproxy)).toEqual([]);
});

test('rejects tokens of programs where no server verifies them', () => {
  expect(checkApplication({ login: { paths: { '/api': 'token' } } }, [traefik(), ory()])).toEqual([]);
  const withoutOathkeeper = [traefik(), ory({ oathkeeper: { enabled: false } })];
  const message = "the issuer of the tenant on cluster 'a' has no server that verifies tokens of programs";
  for (const components of [withoutOathkeeper, [traefik(), issuer]]) {
    expect(checkApplication({ login: 'token' }, components)).toEqual([`${webPath}.login is "token": ${message}`]);
    expect(checkApplication({ login: { paths: { '/api': 'token' } } }, components)).toEqual([
      `${webPath}.login.paths./api is "token": ${message}`,
    ]);
  }
});

test('an application without Ingress has no log-in', () => {
  expect(checkApplication({ login: true, ingress: [] })).toEqual([
    `${webPath}.login: requires \`ingress\`: users log in at the ingress controller`,
  ]);
});

test('an application of another protocol than HTTP has no log-in', () => {
  expect(checkApplication({ login: true, protocol: 'grpc' })).toEqual([
    `${webPath}.login: protocol 'grpc' is not for browsers`,
  ]);
});

test('rejects groups where the tokens of the issuer contain none', () => {
  const google = oidcIssuer({
    url: 'https://accounts.google.com',
    groupsClaim: 'none',
    emailDomains: ['acme.example'],
  });
  expect(checkApplication({ login: true }, [traefik(), google])).toEqual([]);
  expect(checkApplication({ login: { groups: ['shop'] } }, [traefik(), google])).toEqual([
    `${webPath}.login.groups is ["shop"]: the issuer of cluster 'a' puts no groups into its tokens`,
  ]);
  expect(checkApplication({ login: { paths: { '/a': { groups: ['shop'] } } } }, [traefik(), google])).toEqual([
    `${webPath}.login.paths./a.groups is ["shop"]: the issuer of cluster 'a' puts no groups into its tokens`,
  ]);
});

test('rejects a path that the application does not serve, and the path of the log-in', () => {
  const ingress = [{ host: 'shop.acme.example', paths: ['/api'] }];
  expect(checkApplication({ ingress, login: { paths: { '/api/v1': 'anyone', '/apiary': 'anyone' } } })).toEqual([
    `${webPath}.login.paths./apiary is "/apiary": is not below a path that \`ingress\` routes to the application`,
  ]);
  expect(checkApplication({ login: { paths: { '/oauth2/auth': 'anyone' } } })).toEqual([
    `${webPath}.login.paths./oauth2/auth is "/oauth2/auth": /oauth2 of each host with log-in has the pages of the log-in`,
  ]);
  const hiding = [{ host: 'shop.acme.example', paths: ['/', '/oauth2/callback'] }];
  expect(checkApplication({ ingress: hiding, login: true })).toEqual([
    `${webPath}.ingress is "/oauth2/callback": /oauth2 of each host with log-in has the pages of the log-in`,
  ]);
});

test('rejects a patch of the Ingress that would replace the log-in', () => {
  const middlewares = { 'traefik.ingress.kubernetes.io/router.middlewares': 'shop-none@kubernetescrd' };
  expect(checkApplication({ login: true, patch: { Ingress: { metadata: { annotations: middlewares } } } })).toEqual([
    expect.stringContaining('would replace what `login` sets'),
  ]);
  const harmless = { 'nginx.org/proxy-read-timeout': '60s' };
  expect(checkApplication({ login: true, patch: { Ingress: { metadata: { annotations: harmless } } } })).toEqual([]);
});

test('rejects tokens of programs behind an ingress controller that cannot ask the server which verifies them', () => {
  expect(checkApplication({ login: { paths: { '/api': 'token' } } }, [{ kind: 'nginx' }, issuer])).toEqual([
    expect.stringContaining("the ingress controller of cluster 'a' (nginx) cannot ask the server") as string,
  ]);
});

test('rejects a patch of the Ingress where that of the gate, which belongs to the platform, routes the hosts', () => {
  const patch = { Ingress: { metadata: { annotations: { 'nginx.org/proxy-read-timeout': '60s' } } } };
  expect(checkApplication({ login: true, patch }, [{ kind: 'nginx' }, issuer])).toEqual([
    expect.stringContaining('the Ingress of an application with `login` belongs to the platform'),
  ]);
  expect(checkApplication({ patch }, [{ kind: 'nginx' }, issuer])).toEqual([]);
});

test('a group that a query could not contain is an error', () => {
  expect(checkApplication({ login: { groups: ['a,b'] } })).toEqual([
    expect.stringMatching(/login.*must be a group name$/) as string,
  ]);
});

test('an issuer at which everybody has an account must be restricted to the organization', () => {
  const problems = (options: Parameters<typeof oidcIssuer>[0]) =>
    checkCluster({ components: [oidcIssuer(options)] }).map((problem) => problem.split(';')[0]);
  expect(problems({ url: 'https://login.microsoftonline.com/common/v2.0' })).toEqual([
    expect.stringContaining("is the issuer of all organizations ('common')"),
  ]);
  expect(problems({ url: 'https://accounts.google.com' })).toEqual([
    expect.stringContaining('is in no token of Google'),
    expect.stringContaining('admits everybody with a Google account'),
  ]);
});
