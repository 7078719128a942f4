import { isSystemNamespace } from '../planning/cluster';
import { suggest } from '../schema/suggestions';
import { tenantNamespaces } from '../definition/references';
import { error, type PathSegment, type Problem } from '../schema/problem';
import type { Tenant, TenantWorkload } from '../definition/tenant';
import { findDuplicates, type CheckContext } from './context';

const policyNameConflict = 'its network policy would take the place of one that every namespace of a tenant has';

/** Names that a workload cannot have, since what is made of it would meet what is there. */
const reservedWorkloadNames: Readonly<Record<string, string>> = {
  'default-deny': policyNameConflict,
  'allow-dns': policyNameConflict,
  'allow-certificates': policyNameConflict,
  kustomization: 'its file would be taken for the one that kustomize reads',
};

/** Names that refer to nothing, and names that two things share. */
export function checkNames({ platform, resolvedClusters, definedNames }: CheckContext): readonly Problem[] {
  const { environments } = platform;
  const clusters = definedNames(['clusters']);
  const one = (
    path: readonly PathSegment[],
    name: string,
    known: readonly string[],
    what: string,
  ): readonly Problem[] => (known.includes(name) ? [] : [error(path, name, `no such ${what}`, suggest(name, known))]);

  const base: readonly Problem[] =
    platform.manifests === 'kustomize' && clusters.includes('base')
      ? [error(['clusters', 'base'], undefined, 'dist/base is the folder of the kustomize bases', 'write another name')]
      : [];
  const ofCluster = resolvedClusters.flatMap(({ name, options, components }) => [
    ...(environments.length === 0
      ? []
      : one(['clusters', name, 'environment'], options.environment, environments, 'environment')),
    ...[...findDuplicates(components, (part) => part.name)].map(([called, [first]]) =>
      error(
        first?.path ?? [],
        called,
        'two components of one cluster share this name',
        'give one of them a `name` of its own',
      ),
    ),
  ]);
  const ofApplication = (
    tenant: Tenant,
    path: readonly PathSegment[],
    tenantName: string,
    application: TenantWorkload,
  ) => [
    ...(reservedWorkloadNames[String(path.at(-1))] === undefined
      ? []
      : [error(path, undefined, reservedWorkloadNames[String(path.at(-1))] ?? '', 'write another name')]),
    ...(application.clusters ?? []).flatMap((name, index) =>
      one([...path, 'clusters', index], name, tenant.clusters, 'cluster of this tenant'),
    ),
    ...(application.namespace === undefined
      ? []
      : one(
          [...path, 'namespace'],
          application.namespace,
          tenantNamespaces(tenantName, tenant),
          'namespace of this tenant',
        )),
    ...Object.keys(application.perEnvironment ?? {}).flatMap((name) =>
      one([...path, 'perEnvironment', name], name, environments, 'environment'),
    ),
  ];
  const ofTenant = Object.entries(platform.tenants).flatMap(([name, tenant]) => [
    ...tenant.clusters.flatMap((cluster, index) =>
      one(['tenants', name, 'clusters', index], cluster, clusters, 'cluster'),
    ),
    ...Object.entries(tenant.applications ?? {}).flatMap(([application, options]) =>
      ofApplication(tenant, ['tenants', name, 'applications', application], name, options),
    ),
  ]);
  const repeated = [...findDuplicates([...environments.entries()], ([, environment]) => environment)].map(
    ([name, [, second]]) =>
      error(['environments', second?.[0] ?? 0], name, 'stands here twice', 'write each environment once'),
  );
  return [...repeated, ...base, ...ofCluster, ...ofTenant, ...checkNamespaces(platform.tenants)];
}

function checkNamespaces(tenants: Readonly<Record<string, Tenant>>): readonly Problem[] {
  const claims = Object.entries(tenants).flatMap(([tenant, options]) =>
    tenantNamespaces(tenant, options).map((namespace) => ({
      tenant,
      namespace,
      path: ['tenants', tenant, ...(options.namespaces?.[namespace] ? ['namespaces', namespace] : [])],
    })),
  );
  const reserved = claims.filter(({ namespace }) => isSystemNamespace(namespace));
  return [
    ...reserved.map(({ path, namespace }) =>
      error(
        path,
        namespace,
        'the namespace belongs to Kubernetes itself',
        'write another name; those that begin with kube- are reserved',
      ),
    ),
    ...[...findDuplicates(claims, ({ namespace }) => namespace)].flatMap(([namespace, [first, second]]) =>
      first && second
        ? [
            error(
              second.path,
              namespace,
              `the namespace belongs to tenant '${first.tenant}' already`,
              'write another name: no namespace serves two tenants',
            ),
          ]
        : [],
    ),
  ];
}
