import { resolveNamespace, tenantNamespaces } from '../definition/references';
import type { Tenant } from '../definition/tenant';
import {
  apiGroup,
  formatGroupKind,
  parseGroupKind,
  tenantKinds,
  tryGetAlternative,
  type GroupKind,
} from '../definition/tenant-kinds';
import { error, type Problem } from '../schema/problem';
import { listSimilar } from '../schema/suggestions';
import type { CheckContext } from './context';
import { findDuplicates } from './duplicates';

/** Kinds of objects that Plinth creates, or may create after a change, under the name of a workload. */
const workloadObjectKinds = new Set([
  'Deployment',
  'Job',
  'CronJob',
  'Service',
  'ServiceAccount',
  'Ingress',
  'HorizontalPodAutoscaler',
  'PodDisruptionBudget',
  'PodMonitor',
  'ExternalSecret',
]);

/**
 * Checks `objects` of tenants. An object must be of a kind that tenants may create, in a namespace of the tenant, and
 * must not have the name of another object or of an object that Plinth creates.
 * @see https://kubernetes.io/docs/concepts/security/multi-tenancy/
 */
export function checkObjects({ platform }: CheckContext): readonly Problem[] {
  return Object.entries(platform.tenants).flatMap(([name, tenant]) => [
    ...checkKindsAndNamespaces(name, tenant),
    ...checkDuplicates(name, tenant),
  ]);
}

/** Returns the fix for a misspelt kind; undefined if no kind of its API group is spelt similarly. */
function trySuggestKind({ group, kind }: GroupKind, allowed: readonly GroupKind[]): string | undefined {
  const [similar] = listSimilar(
    kind,
    allowed.filter((candidate) => candidate.group === group).map((candidate) => candidate.kind),
  );
  return similar === undefined ? undefined : `write '${similar}'`;
}

function checkKindsAndNamespaces(tenantName: string, tenant: Tenant): readonly Problem[] {
  const namespaces = tenantNamespaces(tenantName, tenant);
  const allowed = new Set([...tenantKinds, ...(tenant.kinds ?? []).map(parseGroupKind)].map(formatGroupKind));
  return (tenant.objects ?? []).flatMap(({ apiVersion, kind, metadata, ...fields }, index) => {
    const path = ['tenants', tenantName, 'objects', index];
    // The API server and Helm expand lists, whatever they contain.
    if (kind.endsWith('List') || 'items' in fields)
      return [error([...path, 'kind'], kind, 'is a list of objects', 'write each object as an entry of `objects`')];
    const groupKind = { group: apiGroup(apiVersion), kind };
    if (!allowed.has(formatGroupKind(groupKind))) {
      const fix =
        tryGetAlternative(groupKind) ??
        trySuggestKind(groupKind, [...tenantKinds, ...(tenant.kinds ?? []).map(parseGroupKind)]) ??
        `create it with a component of the platform, or let the platform add kinds: ['${formatGroupKind(groupKind)}'] to the tenant`;
      return [error([...path, 'kind'], kind, 'is not a kind that a tenant may create', fix)];
    }
    if (metadata.namespace === undefined || namespaces.includes(metadata.namespace)) return [];
    return [
      error(
        [...path, 'metadata', 'namespace'],
        metadata.namespace,
        `is not a namespace of tenant '${tenantName}'`,
        `write one of ${namespaces.map((namespace) => `'${namespace}'`).join(', ')}`,
      ),
    ];
  });
}

function checkDuplicates(tenantName: string, tenant: Tenant): readonly Problem[] {
  const objects = (tenant.objects ?? []).map(({ apiVersion, kind, metadata }, index) => ({
    path: ['tenants', tenantName, 'objects', index, 'metadata', 'name'],
    group: apiVersion.split('/').slice(0, -1).join(),
    kind,
    name: metadata.name,
    namespace: resolveNamespace(metadata, tenantName, tenant),
  }));
  const duplicates = findDuplicates(objects, ({ group, kind, namespace, name }) =>
    [group, kind, namespace, name].join('/'),
  );
  return [
    ...[...duplicates.values()].flatMap(([, ...others]) =>
      others.map(({ path, name, kind }) =>
        error(
          path,
          name,
          `\`objects\` already contains a ${kind} of this name`,
          'remove one of the two, or write another name',
        ),
      ),
    ),
    ...objects.flatMap(({ path, kind, name, namespace }) => {
      const workload = tenant.applications?.[name];
      if (!workload || !workloadObjectKinds.has(kind) || resolveNamespace(workload, tenantName, tenant) !== namespace)
        return [];
      return [
        error(
          path,
          name,
          `the ${kind} of this name is reserved for workload '${name}'`,
          'write another name, or set options or `patch` of the workload instead',
        ),
      ];
    }),
  ];
}
