import type { CapabilityEndpoints } from '../definition/capability';
import type { ResolvedCluster } from '../planning/resolved-cluster';
import { error, type PathSegment, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { findDuplicates } from './duplicates';

/** Resource that exists once per cluster, and the component or infrastructure that uses it. */
interface ExclusiveResource {
  /** Noun phrase, such as `the default StorageClass`. */
  readonly resource: string;
  readonly owner: string;
  readonly path: readonly PathSegment[];
  readonly fix: string;
}

/**
 * Checks that each resource that exists once per cluster has one owner: a host port, the cluster-scoped objects of a
 * chart, the default StorageClass.
 */
export function checkExclusiveResources({ resolvedClusters }: CheckContext): readonly Problem[] {
  return resolvedClusters.flatMap((cluster) =>
    [...findDuplicates(listExclusiveResources(cluster), ({ resource }) => resource).values()].flatMap(
      ([first, ...others]) =>
        others.map(({ path, resource, fix }) =>
          error(path, undefined, `requires exclusive use of ${resource}, as ${first?.owner ?? ''} does`, fix),
        ),
    ),
  );
}

function listExclusiveResources({
  name,
  components,
  infrastructureCapabilities,
}: ResolvedCluster): readonly ExclusiveResource[] {
  const infrastructureResources = Object.entries(defaultStorageClass(infrastructureCapabilities)).map(
    ([resource, fix]) => ({ resource, owner: 'the infrastructure', path: ['clusters', name, 'provides'], fix }),
  );
  const componentResources = components.flatMap((component) =>
    Object.entries({
      ...component.bound.exclusiveResources(),
      ...defaultStorageClass(component.endpoints),
    }).map(([resource, fix]) => ({ resource, owner: `'${component.name}'`, path: component.path, fix })),
  );
  return [...infrastructureResources, ...componentResources];
}

/**
 * Returns the default StorageClass as an exclusive resource. Kubernetes accepts several default StorageClasses and uses
 * the newest, so the class of a new PersistentVolumeClaim would depend on the order of installation.
 * @see https://kubernetes.io/docs/concepts/storage/storage-classes/#default-storageclass
 */
function defaultStorageClass({
  storage: { classes = {} } = {},
}: CapabilityEndpoints): Readonly<Record<string, string>> {
  const hasDefault = Object.values(classes).some((storageClass) => storageClass.default);
  return hasDefault ? { 'the default StorageClass': 'write defaultClass: false' } : {};
}
