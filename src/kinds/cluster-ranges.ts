import { addressFamily } from '../schema/address-range';

/** Ranges of the second IP family of a dual-stack cluster. */
export interface DualStackRanges {
  readonly podCidr: string;
  readonly serviceCidr: string;
}

/** Ranges of a cluster: the fields of `ClusterInfo` that contain them. */
interface AddressRanges extends DualStackRanges {
  readonly dualStack?: DualStackRanges;
}

/** Lists the ranges of pods: one for each IP family of the cluster. */
export function listPodRanges({ podCidr, dualStack }: Pick<AddressRanges, 'podCidr' | 'dualStack'>): readonly string[] {
  return [podCidr, ...(dualStack ? [dualStack.podCidr] : [])];
}

/** Lists the ranges of Services: one for each IP family of the cluster. */
export function listServiceRanges({
  serviceCidr,
  dualStack,
}: Pick<AddressRanges, 'serviceCidr' | 'dualStack'>): readonly string[] {
  return [serviceCidr, ...(dualStack ? [dualStack.serviceCidr] : [])];
}

/** Range of pods or Services of a cluster. */
export interface ClusterRange {
  readonly range: string;
  /** Option that contains the range: `podCidr`, `dualStack.serviceCidr`. */
  readonly option: string;
  /** Path of the option. */
  readonly path: readonly string[];
}

/** Lists the ranges of pods and Services of a cluster, with the options that contain them. */
export function listClusterRanges({ podCidr, serviceCidr, dualStack }: AddressRanges): readonly ClusterRange[] {
  const fields = ['podCidr', 'serviceCidr'] as const;
  return [
    ...fields.map((field) => ({ range: { podCidr, serviceCidr }[field], option: field, path: [field] })),
    ...(dualStack
      ? fields.map((field) => ({
          range: dualStack[field],
          option: `dualStack.${field}`,
          path: ['dualStack', field],
        }))
      : []),
  ];
}

/** Range of pods of each IP family that a cluster has. */
export interface PodRangesByFamily {
  readonly ipv4?: string;
  readonly ipv6?: string;
}

/** Returns the ranges of pods by IP family. */
export function getPodRangesByFamily(cluster: Pick<AddressRanges, 'podCidr' | 'dualStack'>): PodRangesByFamily {
  return Object.fromEntries(listPodRanges(cluster).map((range) => [addressFamily(range), range]));
}
