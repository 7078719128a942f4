import { argoCd } from '../../../../../constructs/components';
import { clusterInfo, type ClusterInfo } from '../../../../../src/kinds/cluster-info';
import { valueAtPath } from '../../../../../src/schema/problem';
import { isChartRelease } from '../../../../../src/kinds/release';

const repository = 'https://git.acme.example/platform.git';

type Options = Partial<Parameters<typeof argoCd>[0]>;

const chartValue = (path: string, options: Options = {}, cluster: Partial<ClusterInfo> = {}) =>
  valueAtPath(
    argoCd.releases({ repository, ...options }, clusterInfo(cluster)).find(isChartRelease)?.values,
    path.split('/'),
  );

test('provides `delivery` with the repository for later stacks and the labels of the API server for callers', () => {
  expect(argoCd.endpoints({ repository, revision: 'stable', folder: 'out/dist' }).delivery).toEqual({
    api: 'argo-cd',
    namespace: 'argo-cd',
    url: repository,
    revision: 'stable',
    folder: 'out/dist',
    podLabels: { 'app.kubernetes.io/name': 'argocd-server' },
  });
});

test('checks the health of Applications, so that a sync wave waits for what the previous one really delivered', () => {
  const script = chartValue('configs/cm/resource.customizations.health.argoproj.io_Application');
  expect(script).toContain('sync.status == "Unknown" then\n  return { status = "Degraded"');
  expect(script).toContain('operation.phase ~= "Succeeded" or not delivered then\n  return { status = "Progressing"');
});

test('disables TLS of the server only behind an ingress, which terminates TLS', () => {
  expect(chartValue('configs/params/server.insecure', { host: 'argocd.acme.example' })).toBe(true);
  expect(chartValue('configs/params/server.insecure')).toBe(false);
});

test('requests a certificate if the cluster provides `certificates`', () => {
  const ingress = (capabilities: ClusterInfo['capabilities']) =>
    chartValue('server/ingress', { host: 'argocd.acme.example' }, { capabilities });
  expect(ingress({ certificates: {} })).toMatchObject({
    ingressClassName: 'default',
    tls: true,
    annotations: { 'cert-manager.io/cluster-issuer': 'default' },
  });
  expect(ingress({})).toMatchObject({ tls: false, annotations: {} });
});

test('replaces the local administrator by login with OpenID Connect', () => {
  const oidc = { issuer: 'https://login.acme.example', clientId: 'argo-cd' };
  expect(chartValue('configs/cm/admin.enabled')).toBe(true);
  expect(chartValue('configs/cm/admin.enabled', { oidc })).toBe(false);
  expect(JSON.parse(String(chartValue('configs/cm/oidc.config', { oidc })))).toMatchObject({
    issuer: 'https://login.acme.example',
    clientID: 'argo-cd',
    enablePKCEAuthentication: true,
  });
});

test('refers to the Secret with the client secret instead of containing it', () => {
  const clientSecret = { secret: 'argo-cd-oidc', key: 'clientSecret' };
  const oidc = { issuer: 'https://login.acme.example', clientId: 'argo-cd', clientSecret };
  expect(JSON.parse(String(chartValue('configs/cm/oidc.config', { oidc })))).toMatchObject({
    clientSecret: '$argo-cd-oidc:clientSecret',
  });
});

test('assigns roles to groups, and no role to other users', () => {
  expect(chartValue('configs/rbac/policy.default')).toBe('');
  expect(chartValue('configs/rbac/policy.csv', { admins: ['platform'], viewers: ['everybody'] })).toBe(
    'g, "platform", role:admin\ng, "everybody", role:readonly',
  );
});

test('rejects a group name that would inject a line into the RBAC policy', () => {
  expect(argoCd.schema.safeParse({ repository, admins: ['a", role:admin\ng, "b'] }).success).toBe(false);
});
