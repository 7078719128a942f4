import { dex, oidcIssuer, ory, traefik } from '../../../../../constructs/components';
import { kinds } from '../../../../../constructs/kinds';
import { tenantRelease } from '../../../../../constructs/tenants';
import type { AnyComponent } from '../../../../../src/definition/component';
import type { ClusterPlan } from '../../../../../src/kinds/cluster-plan';
import { language } from '../../../../../src/language';
import { synthesizeObjects, type RenderedObject } from '../../../../support/rendered';

const issuers = {
  ory: ory(),
  dex: dex({ connectors: [{ type: 'ldap', id: 'ldap', name: 'Acme', config: { host: 'ldap.acme.example:636' } }] }),
  'oidc-issuer': oidcIssuer({ url: 'https://login.acme.example/realms/acme' }),
} as const;

function planCluster(issuer: AnyComponent): ClusterPlan {
  const plan = language(kinds).plan({
    name: 'acme',
    domain: 'acme.example',
    environments: ['dev'],
    clusters: {
      a: {
        kind: 'existing',
        environment: 'dev',
        kubeconfig: 'a.yaml',
        provides: { network: {}, 'network-policy': {}, dns: {}, 'load-balancer': {}, certificates: {} },
        components: [traefik(), issuer],
      },
    },
    tenants: {
      shop: {
        clusters: ['a'],
        owners: 'devs',
        applications: {
          web: {
            image: 'registry.acme.example/shop/web:1',
            ingress: 'shop.acme.example',
            login: { groups: ['shop-support'], paths: { '/admin': { groups: ['shop-admins'] }, '/public': 'anyone' } },
          },
        },
      },
    },
  });
  return plan.clusters[0] as ClusterPlan;
}

function renderTenant(issuer: AnyComponent): readonly RenderedObject[] {
  const plan = planCluster(issuer);
  const [tenant] = plan.tenants;
  if (!tenant) throw new Error('no tenant');
  const files = Object.values(tenantRelease(tenant, plan.clusterInfo).objects);
  return files.flatMap((addObjects) => synthesizeObjects(addObjects));
}

test.each(Object.keys(issuers) as (keyof typeof issuers)[])(
  'with %s, the objects in the namespace of a tenant are the same as with any other issuer',
  (name) => {
    const inNamespace = (issuer: AnyComponent) =>
      renderTenant(issuer).filter(({ metadata }) => metadata.namespace === 'shop');
    const objects = inNamespace(issuers[name]);
    expect(objects.filter(({ kind }) => kind === 'Middleware')).toHaveLength(3);
    expect(objects).toEqual(inNamespace(issuers.ory));
  },
);

test.each(Object.keys(issuers) as (keyof typeof issuers)[])('with %s, gates read the same Secrets', (name) => {
  const envOf = (issuer: AnyComponent) =>
    renderTenant(issuer)
      .filter(({ kind, metadata }) => kind === 'Deployment' && metadata.namespace === 'tenant-login')
      .map(({ spec }) => spec?.template);
  const env = JSON.stringify(envOf(issuers[name])).replaceAll(/"plinth.dev\/configuration":"[^"]*"/g, '');
  expect(env).toEqual(JSON.stringify(envOf(issuers.ory)).replaceAll(/"plinth.dev\/configuration":"[^"]*"/g, ''));
});
