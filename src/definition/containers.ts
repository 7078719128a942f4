import type { PathSegment } from '../schema/problem';
import type { Sidecar, Workload } from './workload';

/** Options of a container of a workload: the workload's own container, or a sidecar. */
export interface ContainerOptions {
  /** Name of the container. */
  readonly name: string;
  /** Path of the options in those of the workload. */
  readonly path: readonly PathSegment[];
  readonly options: Sidecar;
}

/** Options of a workload that determine its containers. */
type WorkloadContainers = Sidecar & Pick<Workload, 'sidecars'>;

/** Lists the containers of a workload, its own first. */
export function listContainers(name: string, workload: WorkloadContainers): readonly ContainerOptions[] {
  return [
    { name, path: [], options: workload },
    ...Object.entries(workload.sidecars ?? {}).map(([sidecar, options]) => ({
      name: sidecar,
      path: ['sidecars', sidecar],
      options,
    })),
  ];
}

/** Source of the files in a mounted folder: a Secret, a ConfigMap, a volume or an empty folder. */
export type FileSource = NonNullable<Workload['files']>[string];

/** Folder of a container with files of a source. */
export interface Mount {
  /** Name of the container. */
  readonly container: string;
  /** Path of the source in the options of the workload. */
  readonly path: readonly PathSegment[];
  readonly mountPath: string;
  readonly source: FileSource;
}

/** Lists the `files` of all containers of a workload. */
export function listMounts(name: string, workload: WorkloadContainers): readonly Mount[] {
  return listContainers(name, workload).flatMap(({ name: container, path, options: { files = {} } }) =>
    Object.entries(files).map(([mountPath, source]) => ({
      container,
      path: [...path, 'files', mountPath],
      mountPath,
      source,
    })),
  );
}
