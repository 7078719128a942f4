import { createHash } from 'node:crypto';
import type { ClusterPlan } from '../kinds/cluster-plan';
import { isPlainObject } from '../schema/plain-object';

/** Plan of a cluster before its digest is known. */
export type ClusterPlanWithoutDigest = Omit<ClusterPlan, 'digest'>;

/**
 * Returns the digest of what Terraform delivers to a cluster: SHA-256 in hex of the plan's JSON with sorted keys. On a
 * cluster that Argo CD delivers to, these are the machines and the bootstrap only, since a change of a tenant does not
 * change a Terraform stack there.
 */
export function digestClusterPlan({
  secrets: _,
  dataSources: __,
  optionRisks: ___,
  addedItems: ____,
  ...plan
}: ClusterPlanWithoutDigest): string {
  // The list of Secrets and the sources of data describe objects of releases, the risks changes, and the added items what others
  // do: Terraform delivers nothing of it.
  const delivered = plan.clusterInfo.delivery === 'terraform' ? plan : selectBootstrap(plan);
  return createHash('sha256').update(JSON.stringify(delivered, sortKeys)).digest('hex');
}

function selectBootstrap(
  plan: Omit<ClusterPlanWithoutDigest, 'secrets' | 'dataSources' | 'optionRisks' | 'addedItems'>,
): object {
  const releases = plan.releases.filter(({ phase }) => phase === 'bootstrap');
  const isBootstrapComponent = (component: unknown) => {
    const { name, kind } = component as { readonly name?: string; readonly kind: string };
    return releases.some((release) => release.component === (name ?? kind));
  };
  const { components = [], ...options } = plan.options as { readonly components?: readonly unknown[] };
  return {
    ...plan,
    options: { ...options, components: components.filter(isBootstrapComponent) },
    namespaces: plan.namespaces.filter(({ phase }) => phase === 'bootstrap'),
    releases,
    tenants: [],
  };
}

/** Replacer for `JSON.stringify`: the order of keys in a definition changes nothing. */
function sortKeys(_key: string, value: unknown): unknown {
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
