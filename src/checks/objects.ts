import { tenantForbiddenKinds } from '../definition/tenant-forbidden-kinds';
import { resolveNamespace, tenantNamespaces } from '../definition/references';
import { error, type PathSegment, type Problem } from '../schema/problem';
import type { Tenant } from '../definition/tenant';
import { findDuplicates } from './context';

/** What keeps tenants apart, and what reaches beyond a namespace. */
const reservedKinds: Readonly<Record<string, string>> = {
  ...Object.fromEntries(tenantForbiddenKinds.map(({ kind, alternative }) => [kind, alternative])),
  Role: 'say `members`',
  RoleBinding: 'say `members`',
  Namespace: 'say `namespaces`',
  Secret: 'make it in the cluster, or let `uses: { secret }` bring it from the secret store',
};

const clusterScopedKinds = new Set([
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
  'PersistentVolume',
  'StorageClass',
  'PriorityClass',
  'IngressClass',
  'GatewayClass',
  'Node',
  'APIService',
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'RuntimeClass',
  'CSIDriver',
  'ClusterIssuer',
  'ClusterSecretStore',
  'ClusterExternalSecret',
  'CertificateSigningRequest',
  'FlowSchema',
  'PriorityLevelConfiguration',
]);

/** What is made of a workload under its own name, or will be once it says more. */
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

/** Objects of a tenant that it may not make, or that others would take the place of. */
export function checkObjects(name: string, tenant: Tenant, path: readonly PathSegment[]): readonly Problem[] {
  return [...checkForbiddenObjects(name, tenant, path), ...checkDuplicateObjects(name, tenant, path)];
}

function checkForbiddenObjects(name: string, tenant: Tenant, path: readonly PathSegment[]): readonly Problem[] {
  const namespaces = tenantNamespaces(name, tenant);
  return (tenant.objects ?? []).flatMap(({ kind, metadata }, index) => {
    const at = [...path, 'objects', index];
    const instead = reservedKinds[kind];
    if (instead !== undefined) return [error([...at, 'kind'], kind, 'is not for a tenant to make by itself', instead)];
    if (clusterScopedKinds.has(kind))
      return [
        error(
          [...at, 'kind'],
          kind,
          'reaches beyond the namespaces of the tenant',
          'leave it to a component of the platform',
        ),
      ];
    if (metadata.namespace === undefined || namespaces.includes(metadata.namespace)) return [];
    return [
      error(
        [...at, 'metadata', 'namespace'],
        metadata.namespace,
        `is no namespace of tenant '${name}'`,
        `write one of ${namespaces.map((namespace) => `'${namespace}'`).join(', ')}`,
      ),
    ];
  });
}

/** Objects that would take the place of others: of one another, or of what a workload becomes. */
function checkDuplicateObjects(name: string, tenant: Tenant, path: readonly PathSegment[]): readonly Problem[] {
  const objects = (tenant.objects ?? []).map(({ apiVersion, kind, metadata }, index) => ({
    at: [...path, 'objects', index, 'metadata', 'name'],
    kind,
    name: metadata.name,
    namespace: resolveNamespace(metadata, name, tenant),
    group: apiVersion.split('/').slice(0, -1).join(),
  }));
  const twice = [
    ...findDuplicates(objects, (one) => [one.group, one.kind, one.namespace, one.name].join('/')).values(),
  ];
  return [
    ...twice.flatMap(([, ...others]) =>
      others.map(({ at, name: called, kind }) =>
        error(at, called, `a ${kind} of this name stands in \`objects\` already`, 'remove one, or write another name'),
      ),
    ),
    ...objects.flatMap(({ at, kind, name: called, namespace }) => {
      const workload = tenant.applications?.[called];
      if (!workload || !workloadObjectKinds.has(kind) || resolveNamespace(workload, name, tenant) !== namespace)
        return [];
      return [
        error(
          at,
          called,
          `the ${kind} of this name is made of workload '${called}'`,
          'write another name, or say it by the workload or its `patch`',
        ),
      ];
    }),
  ];
}
