import type { NodePool } from '../../../src/kinds/node-pool';

/** Machine type: series, shape and number of processors. @see https://cloud.google.com/compute/docs/machine-resource */
const machineType =
  /^(?<series>[a-z]\d+[a-z]*)-(?<shape>standard|highmem|highcpu|micro|small|medium|megamem|ultramem|custom|highgpu)(?:-(?<processors>\d+))?(?:[a-z0-9-]*)$/;

/** Series with Arm processors. @see https://cloud.google.com/kubernetes-engine/docs/concepts/arm-on-gke */
const armSeries = ['t2a', 'c4a', 'n4a'];

/** Series that take only Hyperdisks. @see https://cloud.google.com/compute/docs/disks/hyperdisks#machine-type-support */
const hyperdiskSeries = ['c4', 'c4a', 'c4d', 'n4', 'n4a', 'n4d'];

/** Properties in the name of a machine type. */
export interface MachineType {
  readonly architecture: NodePool['architecture'];
  readonly diskType: 'pd-balanced' | 'hyperdisk-balanced';
}

/** Returns the properties in the name of a machine type; undefined for a name of another form. */
export function tryParseMachineType(name: string): MachineType | undefined {
  const { series } = machineType.exec(name)?.groups ?? {};
  if (series === undefined) return undefined;
  return {
    architecture: armSeries.includes(series) ? 'arm64' : 'amd64',
    diskType: hyperdiskSeries.includes(series) ? 'hyperdisk-balanced' : 'pd-balanced',
  };
}
