import { existing } from '../../constructs/clusters';
import { flannel } from '../../constructs/components';
import type { ClusterPlan, TenantPlan } from '../../src/kinds/cluster-plan';
import { language } from '../../src/language';
import { formatPath, type Problem } from '../../src/schema/problem';

const shopLanguage = language([existing, flannel]);

/** A platform of a dev and a prod cluster that offer what tenants ask for, as a person writes it. */
export function described(tenants: unknown, cluster: object = {}) {
  const provides = {
    ...{ dns: {}, storage: {}, ingress: { namespace: 'ingress' }, metrics: { namespace: 'monitoring' } },
    ...cluster,
  };
  const on = (environment: string) => ({
    kind: 'existing',
    environment,
    kubeconfig: `~/.kube/${environment}`,
    provides,
    components: [{ kind: 'flannel' }],
  });
  return {
    name: 'acme',
    domain: 'acme.example',
    environments: ['dev', 'prod'],
    clusters: { dev1: on('dev'), prod1: on('prod') },
    tenants,
  };
}

/** What is wrong with a description of tenants: path and message of each problem. */
export function problemsOf(tenants: unknown, cluster?: object): readonly string[] {
  return checked(described(tenants, cluster));
}

/** What is wrong with a whole description: path and message of each problem. */
export function checked(description: unknown): readonly string[] {
  return shopLanguage.check(description).map(told);
}

/** What is wrong with going from some tenants to others. */
export function changesBetween(before: unknown, now: unknown, cluster?: object): readonly string[] {
  return shopLanguage.check(described(now, cluster), described(before, cluster)).map(told);
}

/** All fields of the problems of a description of tenants. */
export function rawProblemsOf(tenants: unknown, cluster?: object): readonly Problem[] {
  return shopLanguage.check(described(tenants, cluster));
}

/** The plan of one cluster of a description of tenants. */
export function planned(tenants: unknown, name = 'dev1', cluster?: object): ClusterPlan {
  const found = shopLanguage.plan(described(tenants, cluster)).clusters.find((plan) => plan.name === name);
  if (!found) throw new Error(`no cluster ${name}`);
  return found;
}

/** The plan of one tenant. */
export function tenantOf(plan: ClusterPlan, name: string): TenantPlan {
  const found = plan.tenants.find((tenant) => tenant.name === name);
  if (!found) throw new Error(`no tenant ${name}`);
  return found;
}

function told({ path, message }: Problem): string {
  return `${formatPath(path)}: ${message}`;
}
