import { resolveNamespace } from '../definition/references';
import type { Tenant } from '../definition/tenant';
import { isPlainObject } from '../schema/plain-object';
import { valueAtPath, warning, type PathSegment, type Problem } from '../schema/problem';
import type { CheckContext } from './context';

/** Paths of pod templates in objects: of a Pod itself, of controllers such as StatefulSets, and of CronJobs. */
const podPaths: readonly (readonly PathSegment[])[] = [
  [],
  ['spec', 'template'],
  ['spec', 'jobTemplate', 'spec', 'template'],
];

/**
 * Warns of pods in `objects` of tenants: network policies derive from `calls` and `allows` of applications and jobs, so
 * these pods can connect to the DNS only, and nothing can connect to them.
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-deny-all-ingress-and-all-egress-traffic
 */
export function checkUnreachablePods({ platform }: CheckContext): readonly Problem[] {
  return Object.entries(platform.tenants).flatMap(([tenantName, tenant]) =>
    (tenant.objects ?? []).flatMap((object, index) => {
      const podPath = podPaths.find((path) => Array.isArray(valueAtPath(object, [...path, 'spec', 'containers'])));
      if (!podPath) return [];
      const labels = valueAtPath(object, [...podPath, 'metadata', 'labels']);
      const namespace = resolveNamespace(object.metadata, tenantName, tenant);
      if (hasNetworkPolicy(isPlainObject(labels) ? labels : {}, namespace, tenantName, tenant)) return [];
      return [
        warning(
          ['tenants', tenantName, 'objects', index],
          object.metadata.name,
          `pods of this ${object.kind} can connect to the DNS only, and nothing can connect to them: network policies allow what applications and jobs declare in \`calls\``,
          'define an entry of `applications` instead',
        ),
      ];
    }),
  );
}

/** Returns whether a network policy selects the pods: of a product, or of a workload in their namespace by its labels. */
function hasNetworkPolicy(
  labels: Readonly<Record<string, unknown>>,
  namespace: string,
  tenantName: string,
  tenant: Tenant,
): boolean {
  if (Object.values(tenant.products ?? {}).some(({ namespaces }) => namespaces.includes(namespace))) return true;
  const name = String(labels['app.kubernetes.io/name']);
  const workload = Object.hasOwn(tenant.applications ?? {}, name) ? tenant.applications?.[name] : undefined;
  return workload !== undefined && resolveNamespace(workload, tenantName, tenant) === namespace;
}
