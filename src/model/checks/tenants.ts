import { boundaries } from '../boundaries';
import { namespacesOf } from '../placement';
import { error, type PathSegment, type Problem } from '../problem';
import { overdrawn } from '../quota';
import type { Tenant } from '../tenant';
import { claimedTwice, type Known } from './known';

/** Shares that exceed a quota, objects that a tenant may not make, and names that meet in one folder. */
export function tenantProblems({ platform, drafts }: Known): readonly Problem[] {
  return Object.entries(platform.tenants).flatMap(([name, tenant]) => {
    const path = ['tenants', name];
    return [
      ...quotaProblems(name, tenant, path),
      ...objectProblems(name, tenant, path),
      ...groupProblems(tenant, path),
      ...placeProblems(tenant, path, drafts),
    ];
  });
}

function quotaProblems(name: string, tenant: Tenant, path: readonly PathSegment[]): readonly Problem[] {
  const own = new Map(
    namespacesOf(name, tenant).map((namespace) => [namespace, tenant.namespaces?.[namespace]?.quota]),
  );
  return overdrawn(tenant.quota, own).map(({ resource, taken, has }) =>
    error(
      [...path, 'quota', resource],
      has,
      `its namespaces take ${taken} of it and leave nothing for the others`,
      'raise it, or lower the shares in `namespaces`',
    ),
  );
}

/** What keeps tenants apart, and what reaches beyond a namespace. */
const reserved: Readonly<Record<string, string>> = {
  ...Object.fromEntries(boundaries.map(({ kind, instead }) => [kind, instead])),
  Role: 'say `members`',
  RoleBinding: 'say `members`',
  Namespace: 'say `namespaces`',
  Secret: 'make it in the cluster, or let `uses: { secret }` bring it from the secret store',
};

const clusterWide = new Set([
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

function objectProblems(name: string, tenant: Tenant, path: readonly PathSegment[]): readonly Problem[] {
  const namespaces = namespacesOf(name, tenant);
  return (tenant.objects ?? []).flatMap(({ kind, metadata }, index) => {
    const at = [...path, 'objects', index];
    const instead = reserved[kind];
    if (instead !== undefined) return [error([...at, 'kind'], kind, 'is not for a tenant to make by itself', instead)];
    if (clusterWide.has(kind))
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

/** A cluster that is in use is not torn down. */
function placeProblems(
  { clusters }: Tenant,
  path: readonly PathSegment[],
  drafts: Known['drafts'],
): readonly Problem[] {
  const leaving = drafts.filter(({ options }) => options.state === 'removed').map(({ name }) => name);
  return clusters.flatMap((name, index) =>
    leaving.includes(name)
      ? [
          error(
            [...path, 'clusters', index],
            name,
            'is to be removed, and a cluster in use is not',
            'take it out here in the same change',
          ),
        ]
      : [],
  );
}

/** One group with two roles has both; written in two places, one of them is a mistake. */
function groupProblems(
  { owners, viewers = [], members = {} }: Tenant,
  path: readonly PathSegment[],
): readonly Problem[] {
  const groups = [
    ...[owners].flat().map((group) => ({ group, at: ['owners'] })),
    ...viewers.map((group, index) => ({ group, at: ['viewers', index] })),
    ...Object.keys(members).map((group) => ({ group, at: ['members', group] })),
  ];
  return [...claimedTwice(groups, ({ group }) => group)].flatMap(([group, [, second]]) =>
    second ? [error([...path, ...second.at], group, 'has a role in this tenant already', 'write each group once')] : [],
  );
}
