import { resolveResources } from '../definition/workload';
import { error, type Problem } from '../schema/problem';
import { parseQuantity } from '../schema/quantity';
import type { CheckContext } from './context';
import { checkDeployedWorkloads, type DeployedWorkload } from './workloads';

/**
 * Checks that the empty directories of a pod fit into its limit of ephemeral storage, which includes them: the kubelet
 * evicts pods that exceed it.
 * @see https://kubernetes.io/docs/concepts/storage/ephemeral-storage/
 */
export function checkEphemeralStorage(context: CheckContext): readonly Problem[] {
  return checkDeployedWorkloads(context, checkEmptyDirectories);
}

function checkEmptyDirectories({ workload, path }: DeployedWorkload): readonly Problem[] {
  const directories = Object.entries(workload.files ?? {}).flatMap(([mountPath, source]) =>
    'emptyMiB' in source ? [{ mountPath, emptyMiB: source.emptyMiB }] : [],
  );
  const totalMiB = directories.reduce((sum, { emptyMiB }) => sum + emptyMiB, 0);
  const { diskLimit } = resolveResources(workload);
  const largest = directories.toSorted((a, b) => b.emptyMiB - a.emptyMiB)[0];
  if (!largest || totalMiB * 2 ** 20 <= parseQuantity(diskLimit)) return [];
  const total = directories.length === 1 ? 'is' : `with the other empty directories is ${totalMiB} MiB, and`;
  return [
    error(
      [...path, 'files', largest.mountPath, 'emptyMiB'],
      largest.emptyMiB,
      `${total} more than the limit of ephemeral storage of the pod, diskLimit: ${diskLimit}, so the kubelet would evict it`,
      `set resources.diskLimit to ${Math.ceil(totalMiB / 1024) + 1}Gi, or write less`,
    ),
  ];
}
