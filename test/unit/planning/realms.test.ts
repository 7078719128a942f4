import { argoCd, dex, oidcIssuer, ory, traefik } from '../../../constructs/components';
import { kinds } from '../../../constructs/kinds';
import { tenantRelease } from '../../../constructs/tenants';
import { formatOidcClients, formatOidcClientsJson } from '../../../src/cli/clients';
import type { ClusterPlan } from '../../../src/kinds/cluster-plan';
import { clusterInfo } from '../../../src/kinds/cluster-info';
import { language } from '../../../src/language';
import { formatProblem } from '../../../src/schema/problem';
import { platformTenantOptions } from '../../../src/definition/tenant-file';
import { synthesizeObjects, type RenderedObject } from '../../support/rendered';

const connector = { type: 'saml', id: 'saml', name: 'Partner', config: {} };
const partner = dex({ name: 'partner', realm: true, connectors: [connector] });
const login = (host: string) => ({
  web: { image: 'registry.acme.example/web:1', ingress: host, login: { groups: ['support'] } },
});

function definition({ issuers = [ory(), partner], bank = {} }: { issuers?: readonly object[]; bank?: object } = {}) {
  return {
    name: 'acme',
    domain: 'acme.example',
    environments: ['prod'],
    clusters: {
      a: {
        kind: 'existing',
        environment: 'prod',
        kubeconfig: 'a.yaml',
        provides: { network: {}, 'network-policy': {}, dns: {}, 'load-balancer': {}, certificates: {} },
        components: [
          ...[traefik(), argoCd({ repository: 'https://git.acme.example/p.git', host: 'cd.acme.example', oidc: {} })],
          ...issuers,
        ],
      },
    },
    tenants: {
      shop: { clusters: ['a'], owners: 'devs', applications: login('shop.acme.example') },
      bank: {
        ...{ clusters: ['a'], owners: 'devs', identity: 'partner', applications: login('bank.acme.example') },
        ...bank,
      },
    },
  };
}

const findProblems = (input: object) =>
  language(kinds)
    .check(input)
    .filter(({ severity }) => severity === 'error');
const plan = language(kinds).plan(definition()).clusters[0] as ClusterPlan;

function renderTenant(name: string): readonly RenderedObject[] {
  const tenant = plan.tenants.find((candidate) => candidate.name === name);
  if (!tenant) throw new Error(`no tenant ${name}`);
  return Object.values(tenantRelease(tenant, plan.clusterInfo).objects).flatMap((add) => synthesizeObjects(add));
}

const namespacesOf = (tenant: string, kind: string) =>
  renderTenant(tenant)
    .filter((object) => object.kind === kind)
    .map(({ metadata }) => metadata.namespace);

test('applications of a tenant with an issuer of its own have their gate and client there, those of others do not', () => {
  expect(namespacesOf('bank', 'Deployment')).toEqual(['bank', 'tenant-login-partner']);
  expect(namespacesOf('shop', 'Deployment')).toEqual(['shop', 'tenant-login']);
  const requests = (tenant: string) =>
    renderTenant(tenant)
      .filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.labels?.['plinth.dev/oidc-client'] !== undefined)
      .map(({ metadata }) => metadata.namespace);
  expect([requests('bank'), requests('shop')]).toEqual([['partner'], ['ory']]);
  const middleware = (tenant: string) =>
    JSON.stringify(renderTenant(tenant).filter(({ kind }) => kind === 'Middleware'));
  expect(middleware('bank')).toContain('.tenant-login-partner.svc.');
  expect(middleware('shop')).toContain('.tenant-login.svc.');
  expect(formatOidcClients([plan])).toBe('no client must be registered\n');
  expect(JSON.parse(formatOidcClientsJson([plan]))).toEqual({ formatVersion: 1, clients: [] });
});

test('gates of an issuer connect to this issuer only, and have its configuration', () => {
  const gates = (namespace: string) => plan.namespaces.find(({ name }) => name === namespace);
  const egress = (namespace: string) => JSON.stringify(Object.values(gates(namespace)?.networkRules ?? {}));
  expect(egress('tenant-login-partner')).toContain('{"namespace":"partner"');
  expect(egress('tenant-login-partner')).not.toContain('"ory"');
  expect(egress('tenant-login')).not.toContain('partner');
  expect(gates('tenant-login-partner')?.isolatePods).toBe(true);
  const release = plan.releases.find(({ name }) => name === 'partner-gates');
  const objects = synthesizeObjects((chart) => {
    if (release && 'objects' in release) release.objects['objects.yaml']?.(chart);
  });
  expect(JSON.stringify(objects)).toContain('https://login-partner.acme.example');
  expect(JSON.stringify(objects)).not.toContain('https://login.acme.example');
});

test('the issuer of the cluster stays that of the platform', () => {
  expect(plan.clusterInfo.capabilities.identity).toMatchObject({ issuer: 'https://login.acme.example' });
  expect(plan.providers).toMatchObject({ identity: ['ory'], 'tenant-identity': ['partner'] });
  const clients = plan.releases.filter(({ name }) => name.endsWith('-clients')).map(({ name }) => name);
  expect(clients).toEqual(['ory-clients']);
});

test('several ORYs have hosts, cookies and clients of their own', () => {
  const cluster = clusterInfo({ domain: 'acme.example' });
  const realm = { name: 'partner', realm: true };
  expect(ory.hosts(realm, cluster)).toEqual(['accounts-partner.acme.example', 'login-partner.acme.example']);
  expect(ory.cookieDomains(realm, cluster)).toEqual([]);
  expect(Object.keys(ory.provides(realm))).toEqual(['tenant-identity']);
  const names = ory.releases(realm, cluster).map(({ name }) => name);
  expect(names.filter((name) => /keto|oathkeeper|crds/.test(name))).toEqual([]);
  const problems = ory.validate(
    { ...realm, keto: { enabled: true }, hydra: { enabled: false }, kratos: { pages: 'https://people.acme.example' } },
    cluster,
  );
  expect(problems.map(formatProblem).join('\n')).toMatch(
    /hydra\.enabled.*is required[^]*keto\.enabled.*exists once[^]*kratos: the session cookies of a realm/,
  );
  expect(language(kinds).plan(definition({ issuers: [ory(), ory(realm)] })).clusters).toHaveLength(1);
});

test('groups of an issuer without groups are an error for its tenants only', () => {
  const google = oidcIssuer({
    ...{ name: 'partner', realm: true, url: 'https://accounts.google.com', groupsClaim: 'none' },
    emailDomains: ['partner.example'],
  });
  const problems = findProblems(definition({ issuers: [ory(), google] })).map(formatProblem);
  expect(problems).toEqual([expect.stringContaining('tenants.bank.applications.web.login.groups')]);
});

test('an unknown issuer, and the issuer of the cluster, are errors', () => {
  const messages = (options: Parameters<typeof definition>[0]) =>
    findProblems(definition(options)).map(formatProblem).join('\n');
  expect(messages({ bank: { identity: 'partne' } })).toMatch(
    /tenants\.bank\.identity.*has no issuer of this name.*partner/,
  );
  expect(messages({ bank: { identity: 'ory' } })).toContain("is the issuer of cluster 'a'");
  expect(messages({ issuers: [partner] })).toMatch(/tenants\.shop\.applications\.web\.login/);
});

test("a tenant's file cannot choose the issuer", () => {
  expect(platformTenantOptions).toContain('identity');
});
