import { tenantNamespaces } from '../definition/references';
import type { PlannedRelease } from '../kinds/cluster-plan';
import { isSystemNamespace } from '../planning/component-namespaces';
import { resolveReleases } from '../planning/releases';
import type { ResolvedCluster, ResolvedComponent } from '../planning/resolved-cluster';
import { error, type Problem } from '../schema/problem';
import type { CheckContext } from './context';

/**
 * Checks the namespaces of components. A namespace that is named after a component must not belong to Kubernetes or to
 * another component, and no namespace of a component may belong to a tenant.
 */
export function checkComponentNamespaces({ platform, resolvedClusters }: CheckContext): readonly Problem[] {
  return resolvedClusters
    .filter(({ dependencyCycle }) => dependencyCycle.length === 0)
    .flatMap((cluster) => {
      const releases = resolveReleases(cluster);
      const namespaces = new Set(releases.map(({ namespace }) => namespace));
      const tenants = Object.entries(platform.tenants).filter(([, { clusters }]) => clusters.includes(cluster.name));
      return [
        ...cluster.components.flatMap((component) => checkComponent(component, cluster, releases)),
        ...tenants.flatMap(([name, tenant]) =>
          tenantNamespaces(name, tenant)
            .filter((namespace) => namespaces.has(namespace))
            .map((namespace) =>
              error(
                ['tenants', name],
                namespace,
                `the namespace already belongs to a component of cluster '${cluster.name}'`,
                'write another name for the tenant or its namespace',
              ),
            ),
        ),
      ];
    });
}

function checkComponent(
  component: ResolvedComponent,
  { clusterInfo }: ResolvedCluster,
  releases: readonly PlannedRelease[],
): readonly Problem[] {
  const { kind, name, options, path } = component;
  // Namespaces that several components share on purpose, such as `monitoring`, do not depend on the component's name.
  const sharedNamespaces = kind
    .bind({ ...options, name: `${name}-` })
    .releases(clusterInfo)
    .map(({ namespace }) => namespace);
  const ownNamespaces = releases
    .filter((release) => release.component === name && !sharedNamespaces.includes(release.namespace))
    .map(({ namespace }) => namespace);
  return [...new Set(ownNamespaces)].flatMap((namespace) => {
    const fix = 'set another `name` on the component';
    if (isSystemNamespace(namespace)) return [error(path, namespace, 'the namespace is reserved for Kubernetes', fix)];
    const otherRelease = releases.find((release) => release.component !== name && release.namespace === namespace);
    if (!otherRelease) return [];
    const message = `the namespace already belongs to component '${otherRelease.component}'`;
    return [error(path, namespace, message, fix)];
  });
}
