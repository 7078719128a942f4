import type { NodePool } from '../../src/kinds/node-pool';
import { error, type PathSegment, type Problem } from '../../src/schema/problem';
import { suggest } from '../../src/schema/suggestions';

/** Options of a node pool that all clouds have. */
interface NodePoolOptions {
  readonly architecture: NodePool['architecture'];
  readonly min: number;
  readonly max: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly string[];
}

/** Returns what the options of a node pool determine in all clouds. */
export function describeNodePool(
  name: string,
  { architecture, min, max, labels, taints }: NodePoolOptions,
): Omit<NodePool, 'replacedBy'> {
  return { name, architecture, minNodes: min, maxNodes: max, labels, taints };
}

/** Rules of a cloud for node pools. */
export interface NodePoolRules {
  /** Name of the service, such as `EKS`. */
  readonly service: string;
  /** Zones of the cluster. */
  readonly zones: readonly string[];
  /** Matches labels that the service sets itself, and refuses. */
  readonly reservedLabels: RegExp;
}

/** Size, zones and labels of a node pool. */
interface CheckedNodePool extends Pick<NodePoolOptions, 'min' | 'max'>, Partial<Pick<NodePoolOptions, 'labels'>> {
  readonly zones?: readonly string[] | undefined;
}

/** Checks size, zones and labels of a node pool. */
export function checkNodePoolOptions(
  { min, max, zones: poolZones = [], labels = {} }: CheckedNodePool,
  path: readonly PathSegment[],
  { service, zones, reservedLabels }: NodePoolRules,
): readonly Problem[] {
  return [
    ...(min > max ? [error([...path, 'min'], min, `is more than max ${max}`, `write at most ${max}`)] : []),
    ...poolZones
      .filter((zone) => !zones.includes(zone))
      .map((zone) => error([...path, 'zones'], zone, 'is no zone of the cluster', suggest(zone, zones))),
    ...Object.keys(labels)
      .filter((label) => reservedLabels.test(label))
      .map((label) =>
        error(
          [...path, 'labels', label],
          undefined,
          `${service} refuses labels with this prefix`,
          'write your own prefix',
        ),
      ),
  ];
}

/** Architecture of a machine type, and of the node pool with it. */
interface ArchitectureCheck {
  /** Machine type. */
  readonly type: string;
  readonly path: readonly PathSegment[];
  /** Architecture of the machine type. */
  readonly actual: NodePool['architecture'];
  /** Architecture of the pool. */
  readonly expected: NodePool['architecture'];
  /** Name of machine types with their article, such as `an instance type`. */
  readonly term: string;
  /** Machine types for the fix, by architecture. */
  readonly examples: Readonly<Record<NodePool['architecture'], string>>;
}

/** Checks that a machine type has the architecture of its node pool. */
export function checkArchitecture(check: ArchitectureCheck): readonly Problem[] {
  const { type, path, actual, expected, term, examples } = check;
  if (actual === expected) return [];
  return [
    error(
      path,
      type,
      `has processors of the architecture ${actual}, but the pool has ${expected}`,
      `write architecture: '${actual}', or ${term} such as ${examples[expected]}`,
    ),
  ];
}

/** Effects of taints in the APIs of EKS and GKE. */
const taintEffects: Readonly<Record<string, string>> = {
  NoSchedule: 'NO_SCHEDULE',
  PreferNoSchedule: 'PREFER_NO_SCHEDULE',
  NoExecute: 'NO_EXECUTE',
};

/** Taint in the APIs of EKS and GKE. */
interface ApiTaint {
  readonly key: string;
  /** @default the taint has none */
  readonly value?: string;
  readonly effect: string;
}

/**
 * Returns a taint as the APIs of EKS and GKE have it.
 * @param taint in kubectl's notation, such as `gpu=yes:NoSchedule`
 */
export function renderTaint(taint: string): ApiTaint {
  const [, key = '', value, effect = ''] = /^([^=:]+)(?:=([^:]*))?:(\w+)$/.exec(taint) ?? [];
  return { key, ...(value === undefined ? {} : { value }), effect: taintEffects[effect] ?? effect };
}
