import { oidcIssuer, traefik } from '../../constructs/components';
import { kinds } from '../../constructs/kinds';
import { tenantRelease } from '../../constructs/tenants';
import type { ClusterPlan } from '../../src/kinds/cluster-plan';
import { language } from '../../src/language';
import { synthesizeObjects, type RenderedObject } from './rendered';

/** Tenant and cluster of applications with log-in. */
interface LoginSettings {
  /** @default 'shop' */
  readonly tenant?: string;
  /** Capabilities of the cluster in addition to the network, a load balancer and certificates. */
  readonly provides?: object;
  /** Component with the ingress controller. @default traefik() */
  readonly ingress?: object;
}

/** Plans applications of a tenant on a cluster with an issuer and an ingress controller. */
export function planLogin(
  applications: object,
  { tenant = 'shop', provides = {}, ingress = traefik() }: LoginSettings = {},
): ClusterPlan {
  const plan = language(kinds).plan({
    name: 'acme',
    domain: 'acme.example',
    environments: ['dev'],
    clusters: {
      a: {
        kind: 'existing',
        environment: 'dev',
        kubeconfig: 'a.yaml',
        provides: { network: {}, 'network-policy': {}, dns: {}, 'load-balancer': {}, certificates: {}, ...provides },
        components: [ingress, oidcIssuer({ url: 'https://login.acme.example', groupsClaim: 'roles' })],
      },
    },
    tenants: { [tenant]: { clusters: ['a'], owners: 'devs', applications } },
  });
  return plan.clusters[0] as ClusterPlan;
}

/** Returns all objects of the tenant. */
export function renderLoginTenant(plan: ClusterPlan): readonly RenderedObject[] {
  const [tenant] = plan.tenants;
  if (!tenant) throw new Error('no tenant');
  const files = Object.values(tenantRelease(tenant, plan.clusterInfo).objects);
  return files.flatMap((addObjects) => synthesizeObjects(addObjects));
}
