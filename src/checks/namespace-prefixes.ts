import { tenantNamespaces } from '../definition/references';
import { systemNamespaces } from '../planning/component-namespaces';
import { resolveReleases } from '../planning/releases';
import type { ResolvedCluster } from '../planning/resolved-cluster';
import { error, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { groupBy } from './duplicates';

/** Namespace of a cluster. */
interface OwnedNamespace {
  readonly name: string;
  /** Tenant; undefined for a namespace of the platform. */
  readonly tenant?: string;
}

/**
 * Checks that on a cluster with an ingress controller no namespace begins with one of another owner and a hyphen. Ingress
 * controllers name what is in a namespace `<namespace>-<name>`: Service `eu-web` of namespace `shop` and Service `web` of
 * `shop-eu` would be the same to Traefik, which would send requests of one tenant to the pods of the other.
 */
export function checkNamespacePrefixes(context: CheckContext): readonly Problem[] {
  const problems = context.resolvedClusters
    .filter(({ clusterInfo, dependencyCycle }) => 'ingress' in clusterInfo.capabilities && dependencyCycle.length === 0)
    .flatMap((cluster) => checkCluster(listNamespaces(cluster, context)));
  // A tenant has the same namespaces on all of its clusters.
  return [...new Map(problems.map((problem) => [JSON.stringify([problem.path, problem.message]), problem])).values()];
}

function listNamespaces(cluster: ResolvedCluster, { platform }: CheckContext): readonly OwnedNamespace[] {
  const endpoints = Object.values(cluster.clusterInfo.capabilities).flatMap((endpoint) => endpoint?.namespace ?? []);
  const releases = resolveReleases(cluster).map(({ namespace }) => namespace);
  const tenants = Object.entries(platform.tenants).filter(([, { clusters }]) => clusters.includes(cluster.name));
  return [
    ...[...systemNamespaces, ...endpoints, ...releases].map((name) => ({ name })),
    ...tenants.flatMap(([tenant, options]) => tenantNamespaces(tenant, options).map((name) => ({ name, tenant }))),
  ];
}

function checkCluster(namespaces: readonly OwnedNamespace[]): readonly Problem[] {
  const unique = [...new Map(namespaces.map((namespace) => [namespace.name, namespace])).values()];
  const byNormalizedName = groupBy(unique, ({ name }) => normalize(name));
  return unique.flatMap((namespace) => {
    const name = normalize(namespace.name);
    const equal = (byNormalizedName.get(name) ?? []).filter((other) => other.name < namespace.name);
    const shorter = listPrefixes(name).flatMap((prefix) => byNormalizedName.get(prefix) ?? []);
    return [...equal, ...shorter]
      .filter((other) => other.tenant !== namespace.tenant)
      .map((other) => reportOverlap(namespace, other));
  });
}

function reportOverlap(namespace: OwnedNamespace, other: OwnedNamespace): Problem {
  // The platform keeps its namespaces.
  const [reported, kept] = namespace.tenant === undefined ? [other, namespace] : [namespace, other];
  const owner = kept.tenant === undefined ? 'the platform' : `tenant '${kept.tenant}'`;
  return error(
    ['tenants', reported.tenant ?? ''],
    reported.name,
    `namespace '${kept.name}' of ${owner} and this one are equal up to a hyphen: an ingress controller would take Services of one for those of the other`,
    'write another name, such as one without this hyphen',
  );
}

/** Replaces hyphens in a row by one, as Traefik does. */
function normalize(name: string): string {
  return name.replace(/-+/g, '-');
}

/** Lists the parts of a name before each hyphen. */
function listPrefixes(name: string): readonly string[] {
  return [...name.matchAll(/-/g)].map(({ index }) => name.slice(0, index));
}
