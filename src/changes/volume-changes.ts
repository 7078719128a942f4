import type { ClusterPlan } from '../kinds/cluster-plan';
import type { ApplicationPlan, JobPlan } from '../kinds/workload-plan';
import { error, valueAtPath, type PathSegment, type Problem } from '../schema/problem';
import { findImmutableChange } from './immutable-fields';

/** Application or job on one cluster. */
export type WorkloadPlan = ApplicationPlan | JobPlan;

/** Volume of a workload: the options of a PersistentVolumeClaim. */
interface Volume {
  readonly volume: string;
  readonly storageGiB: number;
  readonly storageClass?: string | undefined;
  readonly shared: boolean;
  /** Path of its options in the definition. */
  readonly path: readonly PathSegment[];
}

/** Lists the volumes of a workload, which are retained when it is removed. */
export function listVolumes({ tenant, name, options }: WorkloadPlan, environment: string): readonly Volume[] {
  const { files = {}, perEnvironment = {} } = options;
  return Object.entries(files).flatMap(([mountPath, source]) => {
    if (!('volume' in source)) return [];
    const override = ['perEnvironment', environment, 'files', mountPath];
    const isOverridden = valueAtPath({ perEnvironment }, override) !== undefined;
    const path = ['tenants', tenant, 'applications', name, ...(isOverridden ? override : ['files', mountPath])];
    return [{ ...source, path }];
  });
}

/** Returns the risks of changed volumes of a workload that stays in its namespace on a cluster. */
export function listVolumeRisks(
  previous: WorkloadPlan,
  current: WorkloadPlan,
  previousCluster: ClusterPlan,
  currentCluster: ClusterPlan,
): readonly string[] {
  const volumes = new Map(listVolumes(current, currentCluster.environment).map((volume) => [volume.volume, volume]));
  return listVolumes(previous, previousCluster.environment).flatMap(({ volume, storageGiB, storageClass }) => {
    const currentVolume = volumes.get(volume);
    if (!currentVolume)
      return [`volume '${volume}' is no longer mounted, and remains with its data until you delete it`];
    return [
      ...(currentVolume.storageGiB > storageGiB
        ? [`volume '${volume}' grows, which the API server refuses unless its StorageClass allows expansion`]
        : []),
      ...(storageClass !== currentVolume.storageClass &&
      !isClassChange(storageClass, currentVolume.storageClass, currentCluster)
        ? [
            `the API server refuses another StorageClass of volume '${volume}', unless it is the default that it already has`,
          ]
        : []),
    ];
  });
}

/** Returns the errors about changes of volumes that the API server refuses. */
export function checkVolumeChanges(
  previous: WorkloadPlan,
  current: WorkloadPlan,
  previousCluster: ClusterPlan,
  currentCluster: ClusterPlan,
): readonly Problem[] {
  const previousVolumes = new Map(
    listVolumes(previous, previousCluster.environment).map((volume) => [volume.volume, volume]),
  );
  return listVolumes(current, currentCluster.environment).flatMap(
    ({ volume, storageGiB, storageClass, shared, path }) => {
      const previousVolume = previousVolumes.get(volume);
      if (!previousVolume) return [];
      const newVolume = `write another name than '${volume}' for a new, empty volume; the data remains in the previous one`;
      const patchChange = findImmutableChange('PersistentVolumeClaim', getClaimPatch(previous), getClaimPatch(current));
      return [
        ...(storageGiB < previousVolume.storageGiB
          ? [
              error(
                [...path, 'storageGiB'],
                storageGiB,
                `is less than ${previousVolume.storageGiB}, and a volume cannot shrink`,
                `write ${previousVolume.storageGiB} or more, or ${newVolume}`,
              ),
            ]
          : []),
        ...(isClassChange(previousVolume.storageClass, storageClass, currentCluster)
          ? [
              error(
                [...path, 'storageClass'],
                storageClass,
                'cannot be changed on a volume that exists',
                `${formatPrevious('storageClass', previousVolume.storageClass)}, or ${newVolume}`,
              ),
            ]
          : []),
        ...(shared === previousVolume.shared
          ? []
          : [
              error(
                [...path, 'shared'],
                shared,
                'cannot be changed on a volume that exists',
                `write ${previousVolume.shared}, or ${newVolume}`,
              ),
            ]),
        ...(patchChange
          ? [
              error(
                ['tenants', current.tenant, 'applications', current.name, 'patch', 'PersistentVolumeClaim'],
                undefined,
                `changes a field of volume '${volume}', which exists, and which cannot change`,
                `undo the change, or ${newVolume}`,
              ),
            ]
          : []),
      ];
    },
  );
}

/**
 * Returns whether the StorageClass of a volume certainly changes. Where only one of the two is written, the other is the
 * default class of the cluster, which may be the same.
 */
function isClassChange(
  previous: string | undefined,
  current: string | undefined,
  { clusterInfo }: ClusterPlan,
): boolean {
  if (previous === current) return false;
  if (previous !== undefined && current !== undefined) return true;
  const { classes } = clusterInfo.capabilities.storage ?? {};
  if (!classes) return false;
  return classes[previous ?? current ?? '']?.default !== true;
}

function formatPrevious(option: string, value: string | undefined): string {
  return value === undefined ? `remove ${option}` : `write '${value}'`;
}

function getClaimPatch({ options }: WorkloadPlan): unknown {
  return valueAtPath(options, ['patch', 'PersistentVolumeClaim']) ?? {};
}
