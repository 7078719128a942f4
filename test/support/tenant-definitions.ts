import { existing } from '../../constructs/clusters';
import { flannel } from '../../constructs/components';
import type { ClusterPlan } from '../../src/kinds/cluster-plan';
import type { TenantPlan } from '../../src/kinds/tenant-plan';
import { language } from '../../src/language';
import { formatPath, type Problem } from '../../src/schema/problem';
import { isAboutSharedClusters } from './shared-clusters';

/** Language of the platforms. */
export const testLanguage = language([existing, flannel]);

/**
 * Returns the definition of a platform with the tenants. Its clusters are `dev1` and `prod1`, one for each environment.
 * @param provides capabilities of the clusters, in addition to DNS, storage, ingress and metrics
 */
export function platformWith(tenants: unknown, provides: object = {}) {
  const capabilities = {
    ...{ dns: {}, storage: {}, ingress: { namespace: 'ingress' }, metrics: { namespace: 'monitoring' } },
    ...provides,
  };
  const clusterIn = (environment: string) => ({
    kind: 'existing',
    environment,
    kubeconfig: `~/.kube/${environment}`,
    provides: capabilities,
    components: [{ kind: 'flannel' }],
  });
  return {
    name: 'acme',
    domain: 'acme.example',
    environments: ['dev', 'prod'],
    clusters: { dev1: clusterIn('dev'), prod1: clusterIn('prod') },
    tenants,
  };
}

/** Returns path and message of each error of a platform with the tenants. */
export function checkTenants(tenants: unknown, provides?: object): readonly string[] {
  return checkPlatform(platformWith(tenants, provides));
}

/** Returns path and message of each error of a platform definition. */
export function checkPlatform(definition: unknown): readonly string[] {
  return testLanguage.check(definition).filter(isError).map(formatMessage);
}

/** Returns path and message of each error of a change from previous to current tenants. */
export function checkTenantChanges(previous: unknown, current: unknown, provides?: object): readonly string[] {
  return testLanguage
    .check(platformWith(current, provides), platformWith(previous, provides))
    .filter(isError)
    .map(formatMessage);
}

/** Returns the errors and warnings of a platform with the tenants, without those about shared clusters. */
export function listTenantProblems(tenants: unknown, provides?: object): readonly Problem[] {
  return testLanguage.check(platformWith(tenants, provides)).filter((problem) => !isAboutSharedClusters(problem));
}

/** Returns the plan of one cluster of a platform with the tenants. */
export function planCluster(tenants: unknown, clusterName = 'dev1', provides?: object): ClusterPlan {
  const { clusters } = testLanguage.plan(platformWith(tenants, provides));
  const plan = clusters.find(({ name }) => name === clusterName);
  if (!plan) throw new Error(`no cluster ${clusterName}`);
  return plan;
}

/** Returns the plan of one tenant. */
export function getTenant(cluster: ClusterPlan, tenantName: string): TenantPlan {
  const tenant = cluster.tenants.find(({ name }) => name === tenantName);
  if (!tenant) throw new Error(`no tenant ${tenantName}`);
  return tenant;
}

function isError({ severity }: Problem): boolean {
  return severity === 'error';
}

function formatMessage({ path, message }: Problem): string {
  return `${formatPath(path)}: ${message}`;
}
