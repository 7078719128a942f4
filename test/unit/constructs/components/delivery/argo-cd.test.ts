import { argoCd } from '../../../../../constructs/components';
import { clusterInfo, type ClusterInfo } from '../../../../../src/kinds/cluster-info';
import { valueAtPath } from '../../../../../src/schema/problem';
import { isChart } from '../../../../../src/kinds/release';

const repository = 'https://git.acme.example/platform.git';

type Options = Partial<Parameters<typeof argoCd>[0]>;

const value = (path: string, options: Options = {}, cluster: Partial<ClusterInfo> = {}) =>
  valueAtPath(argoCd.releases({ repository, ...options }, clusterInfo(cluster)).find(isChart)?.values, path.split('/'));

test('tells those who deliver by it where the repository is, and those who call it which pods answer', () => {
  expect(argoCd.provides({ repository, revision: 'stable', folder: 'out/dist' }).delivery).toEqual({
    api: 'argo-cd',
    namespace: 'argo-cd',
    url: repository,
    revision: 'stable',
    folder: 'out/dist',
    podLabels: { 'app.kubernetes.io/name': 'argocd-server' },
  });
});

test('waits for the health of Applications, so that later waves come later', () => {
  expect(value('configs/cm/resource.customizations.health.argoproj.io_Application')).toContain('obj.status');
});

test('leaves TLS to the ingress where it has one, and only there', () => {
  expect(value('configs/params/server.insecure', { host: 'argocd.acme.example' })).toBe(true);
  expect(value('configs/params/server.insecure')).toBe(false);
});

test('asks for a certificate where there are any', () => {
  const ingress = (capabilities: ClusterInfo['capabilities']) =>
    value('server/ingress', { host: 'argocd.acme.example' }, { capabilities });
  expect(ingress({ certificates: {} })).toMatchObject({
    ingressClassName: 'default',
    tls: true,
    annotations: { 'cert-manager.io/cluster-issuer': 'default' },
  });
  expect(ingress({})).toMatchObject({ tls: false, annotations: {} });
});

test('lets people log in as themselves, and the local administrator no more', () => {
  const oidc = { issuer: 'https://login.acme.example', clientId: 'argo-cd' };
  expect(value('configs/cm/admin.enabled')).toBe(true);
  expect(value('configs/cm/admin.enabled', { oidc })).toBe(false);
  expect(JSON.parse(String(value('configs/cm/oidc.config', { oidc })))).toMatchObject({
    issuer: 'https://login.acme.example',
    clientID: 'argo-cd',
    enablePKCEAuthentication: true,
  });
});

test('refers to the secret of its client, and never carries it', () => {
  const clientSecret = { secret: 'argo-cd-oidc', key: 'clientSecret' };
  const oidc = { issuer: 'https://login.acme.example', clientId: 'argo-cd', clientSecret };
  expect(JSON.parse(String(value('configs/cm/oidc.config', { oidc })))).toMatchObject({
    clientSecret: '$argo-cd-oidc:clientSecret',
  });
});

test('gives groups their roles, and everybody else none', () => {
  expect(value('configs/rbac/policy.default')).toBe('');
  expect(value('configs/rbac/policy.csv', { admins: ['platform'], viewers: ['everybody'] })).toBe(
    'g, "platform", role:admin\ng, "everybody", role:readonly',
  );
});

test('refuses a group that would add a line to the policy', () => {
  expect(argoCd.schema.safeParse({ repository, admins: ['a", role:admin\ng, "b'] }).success).toBe(false);
});
