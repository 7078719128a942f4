import { listMounts } from '../definition/containers';
import { isJob } from '../definition/references';
import { error, type PathSegment, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { listDeclaredWorkloads, type DeclaredWorkload } from './workloads';

/** Maximum length of a DNS label: the names of Jobs, Pods and volumes. */
const maxLabelLength = 63;

/** Maximum length of the name of a CronJob, which appends 11 characters for the name of each Job. */
const maxCronJobNameLength = 52;

/**
 * Checks the length of names that Plinth composes from names in the definition: Jobs, CronJobs, volumes of pods.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
 */
export function checkNameLengths({ platform }: CheckContext): readonly Problem[] {
  return listDeclaredWorkloads(platform).flatMap((workload) => [
    ...checkVolumeNames(workload),
    ...checkJobNames(workload),
  ]);
}

/**
 * Checks the length of volume names, which `constructs/applications/volumes.ts` composes. For an `emptyMiB` volume the
 * length is an upper bound: `-00x` has the length of an escaped character.
 */
function checkVolumeNames({ name: workloadName, workload, path }: DeclaredWorkload): readonly Problem[] {
  return listMounts(workloadName, workload).flatMap(({ path: filePath, mountPath, source }) => {
    const [kind = '', name = ''] = Object.entries(source)[0] ?? [];
    const folder =
      'name' in source && source.name !== undefined
        ? `empty-${source.name}`
        : `folder-${mountPath.replace(/[^a-z0-9/]/g, '-00x').replaceAll('/', '--')}`;
    const volume = 'emptyMiB' in source ? folder : `${kind}-${String(name)}`;
    return checkLength([...path, ...filePath], volume, maxLabelLength);
  });
}

function checkJobNames({ name, workload, path }: DeclaredWorkload): readonly Problem[] {
  if (!isJob(workload)) return [];
  return [
    ...(workload.schedule === undefined ? [] : checkLength(path, name, maxCronJobNameLength)),
    ...(workload.run === undefined ? [] : checkLength([...path, 'run'], `${name}-${workload.run}`, maxLabelLength)),
  ];
}

function checkLength(path: readonly PathSegment[], name: string, maxLength: number): readonly Problem[] {
  if (name.length <= maxLength) return [];
  return [
    error(
      path,
      name,
      `the resulting name has ${name.length} characters, but Kubernetes allows ${maxLength}`,
      'write a shorter name',
    ),
  ];
}
