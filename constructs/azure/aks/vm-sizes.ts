import type { NodePool } from '../../../src/kinds/node-pool';

/**
 * Size of a virtual machine: family, number of processors, features and version.
 * @see https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions
 */
const vmSize =
  /^Standard_(?<family>[A-Z]{1,3})(?<processors>\d+)(?:-(?<constrained>\d+))?(?<features>[a-z]*)(?:_[A-Z0-9]+)?(?:_v(?<version>\d+))?$/;

/** Properties of the machines of a size, as in its name. */
export interface VmSize {
  /** Letters of the family, such as `D`. */
  readonly family: string;
  readonly processors: number;
  readonly architecture: NodePool['architecture'];
}

/** Returns the properties in the name of a size; undefined for a name of another form. The feature `p` is an Arm processor. */
export function tryParseVmSize(name: string): VmSize | undefined {
  const { family, processors, constrained, features = '' } = vmSize.exec(name)?.groups ?? {};
  if (family === undefined) return undefined;
  return {
    family,
    processors: Number(constrained ?? processors),
    architecture: features.includes('p') ? 'arm64' : 'amd64',
  };
}
