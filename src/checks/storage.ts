import type { Endpoint } from '../definition/capability';
import { listMounts } from '../definition/containers';
import type { ResolvedCluster } from '../planning/resolved-cluster';
import { suggest } from '../schema/suggestions';
import { error, warning, type PathSegment, type Problem } from '../schema/problem';
import { missingCapabilityError } from './missing-capability';
import type { CheckContext } from './context';
import { checkDeployedWorkloads, type DeployedWorkload } from './workloads';

/**
 * Checks that the cluster has the StorageClass of every volume, and that the class supports ReadWriteMany where a
 * volume is shared. Components have their StorageClass in the option `storageClass`.
 * @see https://kubernetes.io/docs/concepts/storage/storage-classes/
 * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes
 */
export function checkStorage(context: CheckContext): readonly Problem[] {
  return [
    ...context.resolvedClusters
      .filter(({ hasInvalidComponents }) => !hasInvalidComponents)
      .filter(({ clusterInfo }) => 'storage' in clusterInfo.capabilities)
      .flatMap((cluster) =>
        cluster.components
          .filter(({ requires }) => requires.includes('storage'))
          .flatMap(({ options, path }) => checkVolume(options as Volume, path, cluster)),
      ),
    ...checkDeployedWorkloads(context, checkWorkloadVolumes),
  ];
}

function checkWorkloadVolumes({ name, workload, path, cluster }: DeployedWorkload): readonly Problem[] {
  return listMounts(name, workload).flatMap(({ path: mountPath, source }) => {
    if (!('volume' in source)) return [];
    const volumePath = [...path, ...mountPath];
    if ('storage' in cluster.clusterInfo.capabilities) return checkVolume(source, volumePath, cluster);
    return [missingCapabilityError(volumePath, source.volume, { cluster: cluster.name, capability: 'storage' })];
  });
}

interface Volume {
  /** @default the cluster's default StorageClass */
  readonly storageClass?: string | undefined;
  /**
   * Several pods write to the volume, by the access mode ReadWriteMany.
   * @default false
   */
  readonly shared?: boolean | undefined;
}

function checkVolume(
  { storageClass, shared = false }: Volume,
  path: readonly PathSegment[],
  cluster: ResolvedCluster,
): readonly Problem[] {
  const classes = tryGetStorageClasses(cluster);
  if (!classes) return [];
  const names = Object.keys(classes);
  const className = storageClass ?? names.find((name) => classes[name]?.default);
  const classPath = [...path, 'storageClass'];
  if (className === undefined)
    return [error(classPath, undefined, `cluster '${cluster.name}' has no default StorageClass`, suggest('', names))];
  // A warning only: the class may have been created outside of Plinth.
  if (!(className in classes))
    return [
      warning(
        classPath,
        className,
        `nothing on cluster '${cluster.name}' provides this StorageClass`,
        suggest(className, names),
      ),
    ];
  if (!shared || classes[className]?.shared) return [];
  const alternatives = names.filter((name) => classes[name]?.shared).map((name) => `storageClass: '${name}'`);
  const fix =
    alternatives.length > 0
      ? `write ${alternatives.join(' or ')}`
      : "add a component of kind 'longhorn', or 'rook' with sharedVolumes: true";
  return [
    error(
      [...path, 'shared'],
      shared,
      `only one pod can write to a volume of StorageClass '${className}' on cluster '${cluster.name}'`,
      `${fix}, or remove it`,
    ),
  ];
}

/** Returns the StorageClasses of a cluster, or undefined if a provider of storage does not declare its classes. */
function tryGetStorageClasses({ components, infrastructureCapabilities }: ResolvedCluster): Endpoint['classes'] {
  const providers = [infrastructureCapabilities, ...components.map(({ endpoints }) => endpoints)];
  const classesOfProviders = providers.flatMap(({ storage }) => (storage ? [storage.classes] : []));
  return classesOfProviders.reduce(
    (mergedClasses, classes) => mergedClasses && classes && { ...mergedClasses, ...classes },
    {},
  );
}
