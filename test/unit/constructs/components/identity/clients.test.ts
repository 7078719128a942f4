import {
  argoCd,
  certManager,
  coreDns,
  flannel,
  grafana,
  localPath,
  metallb,
  oidcIssuer,
  ory,
  prometheus,
  traefik,
} from '../../../../../constructs/components';
import { kinds } from '../../../../../constructs/kinds';
import { tenantRelease } from '../../../../../constructs/tenants';
import { formatOidcClients } from '../../../../../src/cli/clients';
import type { AnyComponent } from '../../../../../src/definition/component';
import type { ClusterPlan } from '../../../../../src/kinds/cluster-plan';
import { clusterInfo } from '../../../../../src/kinds/cluster-info';
import { language } from '../../../../../src/language';
import { getObject, synthesizeObjects, type RenderedObject } from '../../../../support/rendered';

const base = [
  flannel(),
  coreDns(),
  metallb({ addresses: ['10.0.1.1-10.0.1.9'] }),
  certManager({ caSecret: 'acme-ca' }),
  localPath(),
  prometheus(),
  traefik(),
];

const consumers = [
  argoCd({ repository: 'https://git.acme.example/p.git', host: 'argocd.acme.example', oidc: {}, admins: ['ops'] }),
  grafana({ host: 'grafana.acme.example', login: { adminGroup: 'ops' } }),
];

function planCluster(issuer: AnyComponent): ClusterPlan {
  const plan = language(kinds).plan({
    name: 'acme',
    domain: 'acme.example',
    environments: ['dev'],
    clusters: {
      a: {
        kind: 'on-prem',
        environment: 'dev',
        ssh: { user: 'ops' },
        controlPlanes: { cp1: '10.0.0.11' },
        oidc: { clientId: 'kubernetes' },
        components: [...base, issuer, ...consumers],
      },
    },
    tenants: {
      shop: {
        clusters: ['a'],
        owners: 'devs',
        applications: { web: { image: 'registry.acme.example/shop/web:1', ingress: 'shop.acme.example', login: true } },
      },
    },
  });
  return plan.clusters[0] as ClusterPlan;
}

function renderPlatformClients(plan: ClusterPlan): readonly RenderedObject[] {
  const release = plan.releases.find(({ name }) => name === 'ory-clients');
  const addObjects = release && 'objects' in release ? release.objects['objects.yaml'] : undefined;
  return addObjects
    ? synthesizeObjects((chart) => {
        addObjects(chart);
      })
    : [];
}

function renderTenant(plan: ClusterPlan): readonly RenderedObject[] {
  const [tenant] = plan.tenants;
  if (!tenant) throw new Error('no tenant');
  return Object.values(tenantRelease(tenant, plan.clusterInfo).objects).flatMap((add) => synthesizeObjects(add));
}

interface RequestedClient {
  readonly namespace: string;
  readonly secret: string;
  readonly redirectUrls: readonly string[];
  readonly publicId?: string;
}

/** Returns the clients that the registrar is asked for. */
const requestedClients = (objects: readonly RenderedObject[]) =>
  objects
    .filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.labels?.['plinth.dev/oidc-client'] !== undefined)
    .map(({ data }) => JSON.parse((data as { client: string }).client) as RequestedClient);

const redirectUrlsOf = (objects: readonly RenderedObject[]) =>
  requestedClients(objects).map(({ namespace, secret, redirectUrls }) => [`${namespace}/${secret}`, redirectUrls]);

describe('with ory()', () => {
  const plan = planCluster(ory());

  test('Argo CD, Grafana and kubectl are registered as clients of Hydra', () => {
    expect(redirectUrlsOf(renderPlatformClients(plan))).toEqual([
      ['ory/kubernetes-login', ['http://localhost:8000', 'http://localhost:18000']],
      ['argo-cd/argo-cd-login', ['https://argocd.acme.example/auth/callback']],
      ['grafana/grafana-login', ['https://grafana.acme.example/login/generic_oauth']],
    ]);
    expect(formatOidcClients([plan])).toBe('no client must be registered\n');
  });

  test('each tenant has clients of its own, for its gates and for its Grafana', () => {
    const objects = renderTenant(plan);
    expect(redirectUrlsOf(objects)).toEqual([
      ['tenant-login/client-shop', ['https://shop.acme.example/oauth2/callback']],
      ['tenant-dashboards/grafana-login-shop', ['https://shop.grafana.acme.example/login/generic_oauth']],
    ]);
    const configMaps = objects.filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.namespace === 'ory');
    expect(configMaps.map(({ metadata }) => metadata.labels?.['plinth.dev/tenant'])).toEqual(['shop', 'shop', 'shop']);
    expect(JSON.stringify(getObject(objects, 'Deployment', 'grafana-shop'))).toContain('"name":"grafana-login-shop"');
  });

  test('a person writes no Secret of a registered client', () => {
    const byName = new Map(plan.secrets.map(({ namespace, name, keys }) => [`${namespace}/${name}`, keys]));
    expect([...byName.keys()].filter((name) => name.endsWith('-login'))).toEqual(['tenant-dashboards/grafana-login']);
    expect(byName.get('tenant-dashboards/grafana-login')).toEqual(['secret-key']);
  });

  test('kubectl is a public client, whose ID is that of the API server', () => {
    const objects = renderPlatformClients(plan);
    expect(requestedClients(objects)[0]).toMatchObject({ publicId: 'kubernetes' });
    expect(objects.filter(({ kind }) => kind === 'Secret')).toEqual([]);
    expect(plan.kubectlLogin).toEqual({
      issuer: 'https://login.acme.example',
      clientId: 'kubernetes',
      scopes: ['openid', 'profile', 'email', 'groups'],
    });
  });

  test('the Secret of Argo CD is generated, with the label that Argo CD needs; that of Grafana is created by Hydra', () => {
    const capabilities = { identity: { issuer: 'https://login.acme.example', registersClients: true } };
    const cluster = clusterInfo({ capabilities });
    const [argoCdSecret] = argoCd.secrets({ repository: 'https://git.acme.example/p.git', oidc: {} }, cluster);
    expect(argoCdSecret).toMatchObject({
      name: 'argo-cd-login',
      labels: { 'app.kubernetes.io/part-of': 'argocd' },
      values: { 'client-secret': { from: 'generated' } },
      keys: { 'client-id': 'argo-cd' },
    });
    const options = { host: 'grafana.acme.example', login: { adminGroup: 'ops' } };
    const listNames = (info: typeof cluster) =>
      grafana.secrets(options, info).map(({ namespace, name }) => `${namespace}/${name}`);
    expect(listNames(cluster)).not.toContain('grafana/grafana-login');
    expect(listNames(clusterInfo())).toContain('grafana/grafana-login');
  });
});

test('with an issuer outside the cluster, the same clients are listed for its administrators', () => {
  const plan = planCluster(oidcIssuer({ url: 'https://login.acme.example/realms/acme' }));
  expect(renderPlatformClients(plan)).toEqual([]);
  expect(redirectUrlsOf(renderTenant(plan))).toEqual([]);
  const clients = formatOidcClients([plan]);
  for (const line of [
    "cluster 'a', API server of cluster 'a': client at https://login.acme.example/realms/acme",
    '  public client with the ID kubernetes, without secret',
    '  Secret argo-cd-login in namespace argo-cd, keys client-id and client-secret',
    '  Secret grafana-login in namespace grafana, keys client-id and client-secret',
    '  Secret client-shop in namespace tenant-login, keys client-id and client-secret',
    '  Secret grafana-login in namespace tenant-dashboards, keys client-id and client-secret',
  ])
    expect(clients.split('\n')).toContain(line);
});
