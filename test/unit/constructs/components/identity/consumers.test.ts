import { argoCd, grafana, oidcIssuer } from '../../../../../constructs/components';
import { resolveOidcIssuer } from '../../../../../constructs/clusters/on-prem/kubeadm';
import { clusterInfo } from '../../../../../src/kinds/cluster-info';
import { isChartRelease } from '../../../../../src/kinds/release';
import { formatProblem, valueAtPath } from '../../../../../src/schema/problem';

const url = 'https://login.acme.example/realms/acme';
const cluster = clusterInfo({ capabilities: oidcIssuer.endpoints({ url, groupsClaim: 'teams' }) });
const argoCdOptions = {
  repository: 'https://git.acme.example/platform.git',
  host: 'argocd.acme.example',
  oidc: {},
};
const grafanaOptions = { host: 'grafana.acme.example', login: { adminGroup: 'platform' } };

const chartValues = (releases: ReturnType<typeof argoCd.releases>) => releases.find(isChartRelease)?.values;

test('Argo CD takes issuer, scopes and the claim with the groups from the cluster, and its client from a Secret', () => {
  const configs = valueAtPath(chartValues(argoCd.releases(argoCdOptions, cluster)), ['configs']);
  expect(JSON.parse(valueAtPath(configs, ['cm', 'oidc.config']) as string)).toEqual({
    name: 'OpenID Connect',
    issuer: url,
    clientID: '$argo-cd-login:client-id',
    clientSecret: '$argo-cd-login:client-secret',
    requestedScopes: ['openid', 'profile', 'email'],
  });
  expect(valueAtPath(configs, ['rbac', 'scopes'])).toBe('["teams"]');
  expect(argoCd.oidcClients(argoCdOptions, cluster)).toEqual([
    {
      issuer: url,
      redirectUrls: ['https://argocd.acme.example/auth/callback'],
      secret: { namespace: 'argo-cd', name: 'argo-cd-login', labels: { 'app.kubernetes.io/part-of': 'argocd' } },
      title: 'Argo CD',
    },
  ]);
});

test('the own issuer and client of Argo CD take precedence', () => {
  const oidc = { issuer: 'https://other.acme.example', clientId: 'argo-cd' };
  const options = { ...argoCdOptions, oidc };
  const configs = valueAtPath(chartValues(argoCd.releases(options, cluster)), ['configs']);
  expect(JSON.parse(valueAtPath(configs, ['cm', 'oidc.config']) as string)).toMatchObject({
    issuer: oidc.issuer,
    clientID: 'argo-cd',
    enablePKCEAuthentication: true,
  });
  expect(valueAtPath(configs, ['rbac'])).not.toHaveProperty('scopes');
  expect(argoCd.oidcClients(options, cluster)).toEqual([]);
});

test('Grafana takes the endpoints of the issuer from the cluster', () => {
  const ini = valueAtPath(chartValues(grafana.releases(grafanaOptions, cluster)), ['grafana.ini']);
  expect(valueAtPath(ini, ['auth.generic_oauth'])).toMatchObject({
    auth_url: `${url}/protocol/openid-connect/auth`,
    token_url: `${url}/protocol/openid-connect/token`,
    api_url: `${url}/protocol/openid-connect/userinfo`,
    scopes: 'openid profile email',
    role_attribute_path: "contains(teams[*], 'platform') && 'Admin'",
  });
  expect(grafana.validate(grafanaOptions, cluster)).toEqual([]);
});

test('a login without issuer is an error, as are endpoints that the issuer does not set', () => {
  const unknown = clusterInfo({ capabilities: oidcIssuer.endpoints({ url: 'https://login.acme.example' }) });
  expect(argoCd.validate(argoCdOptions, clusterInfo()).map(formatProblem)).toEqual([
    expect.stringContaining('oidc.issuer: is required: no component of this cluster provides `identity`'),
  ]);
  expect(argoCd.validate(argoCdOptions, unknown)).toEqual([]);
  expect(grafana.validate(grafanaOptions, unknown).map(({ path }) => path.join('.'))).toEqual([
    'login.authUrl',
    'login.tokenUrl',
    'login.apiUrl',
  ]);
});

test('the API server of an on-premises cluster accepts tokens of the issuer of the cluster', () => {
  const oidc = { clientId: 'kubernetes', usernameClaim: 'email' };
  expect(resolveOidcIssuer(oidc, cluster)).toBe(url);
  expect(resolveOidcIssuer({ ...oidc, issuer: 'https://other.acme.example' }, cluster)).toBe(
    'https://other.acme.example',
  );
  expect(resolveOidcIssuer(oidc, clusterInfo())).toBeUndefined();
});
