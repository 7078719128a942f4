import { defaultDataKiB } from '../../../src/definition/tenant';
import { formatGroupKind } from '../../../src/definition/tenant-kinds';
import type { Additions } from '../../../src/kinds/additions';
import { resolveImage, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { listTenantAdditions } from '../../../src/kinds/tenant-additions';
import type { TenantPlan, TenantRestrictions } from '../../../src/kinds/tenant-plan';

/** Prefix of the annotations by which a namespace carries the restrictions of its tenant. */
const prefix = 'tenants.plinth.dev';

/** Restrictions that the admission policies enforce. A tenant cannot change its own: it may not change its Namespaces. */
export const restrictionNames = [
  'hosts',
  'registries',
  'storage-classes',
  'priority-classes',
  'runtime-classes',
  'secret-store',
  'node-labels',
  'tolerations',
  'suspended-groups',
  'kinds',
  'ingress-annotations',
  'service-account-annotations',
  'pod-annotations',
  'login-hosts',
  'data-kib',
  'provider-pods',
] as const;

/** Name of a restriction of a tenant. */
export type RestrictionName = (typeof restrictionNames)[number];

/** Value of a restriction that allows everything. */
const any = '*';

/**
 * Annotations of a tenant's namespaces with its restrictions: lists with a line for each entry. All of them are always
 * written: a policy denies a request if one is missing.
 */
export function renderRestrictions(
  restrictions: TenantRestrictions,
  nodes?: TenantPlan['nodes'],
): Readonly<Record<string, string>> {
  const { hosts, registries, storageClasses, priorityClasses, runtimeClasses = [] } = restrictions;
  const lists: Readonly<Record<RestrictionName, readonly string[]>> = {
    hosts,
    registries: registries ?? [any],
    'storage-classes': storageClasses ?? [any],
    'priority-classes': priorityClasses,
    'runtime-classes': runtimeClasses,
    'secret-store': [restrictions.secretStore ?? 'default'],
    'node-labels': Object.entries(nodes?.labels ?? {}).map(([key, value]) => `${key}=${value}`),
    tolerations: nodes?.taint ? [`${nodes.taint.key}=${nodes.taint.value}`] : [],
    'suspended-groups': restrictions.suspendedGroups ?? [],
    kinds: (restrictions.kinds ?? []).map(formatGroupKind),
    'ingress-annotations': restrictions.ingressAnnotations ?? [],
    'service-account-annotations': restrictions.serviceAccountAnnotations ?? [],
    'pod-annotations': restrictions.podAnnotations ?? [],
    'login-hosts': restrictions.loginHosts ?? [],
    'data-kib': [String(restrictions.maxDataKiB ?? defaultDataKiB)],
    'provider-pods': restrictions.providerPods ?? [],
  };
  return Object.fromEntries(restrictionNames.map((name) => [restrictionAnnotation(name), lists[name].join('\n')]));
}

/**
 * Annotations of a tenant's namespaces on a cluster: a registry is allowed as the cluster's mirror serves it, too. Where
 * providers of capabilities run pods for the tenant, the repositories of their images are allowed.
 */
export function renderTenantRestrictions(
  { admission, nodes, ...tenant }: Pick<TenantPlan, 'admission' | 'nodes' | 'applications' | 'jobs' | 'additions'>,
  cluster: ClusterInfo,
): Readonly<Record<string, string>> {
  const additions = listTenantAdditions(tenant).filter(({ pods = [] }) => pods.length > 0);
  const registries = admission.registries && [
    ...new Set(
      [...admission.registries, ...listAddedRegistries(additions)].flatMap((registry) =>
        listRegistryAndMirror(registry, cluster),
      ),
    ),
  ];
  const providerPods = [...new Set(additions.flatMap(({ pods = [] }) => pods.map(({ name }) => name)))].sort();
  return renderRestrictions({ ...admission, registries, providerPods }, nodes);
}

/**
 * Lists the repositories of the images of the pods of providers. Each ends with the character before the tag or digest: other
 * repositories next to it are not allowed.
 */
function listAddedRegistries(additions: readonly Additions[]): readonly string[] {
  return additions
    .flatMap(({ images = [] }) => images.map((image) => /^.*\/[^/:@]+[:@]?/.exec(image)?.[0] ?? image))
    .sort();
}

function listRegistryAndMirror(registry: string, cluster: ClusterInfo): readonly string[] {
  const suffix = /[:@]$/.test(registry) ? 'image' : '/image';
  const mirrored = resolveImage(cluster, `${registry}${suffix}`).slice(0, -suffix.length);
  return mirrored === registry ? [registry] : [registry, mirrored];
}

/** Name of the annotation with a restriction. */
export function restrictionAnnotation(name: RestrictionName): string {
  return `${prefix}/${name}`;
}

/** CEL expression of a tenant's restriction as a list of strings. */
export function restrictionExpression(name: RestrictionName): string {
  return `namespaceObject.metadata.annotations['${restrictionAnnotation(name)}'].split('\\n').filter(entry, entry != '')`;
}
