import type { Platform } from '../definition/platform';
import type { ClusterPlan } from '../kinds/cluster-plan';
import type { UpgradeStep } from '../kinds/upgrade-step';
import type { PathSegment, Problem } from '../schema/problem';
import { compareFields, type FieldChange } from './field-changes';

/** Difference between the previous and the current definition, with its consequence for the running platform. */
export interface Change {
  /**
   * `join` and `drain` are for machines, `upgrade` for Kubernetes and charts, `move` for a tenant on other clusters,
   * and `migrate-delivery` for a cluster whose `delivery` changes between Terraform and Argo CD.
   */
  readonly action: 'add' | 'change' | 'remove' | 'move' | 'join' | 'drain' | 'upgrade' | 'migrate-delivery';
  /** Path in the current definition; of a removed entry, in the previous one. */
  readonly path: readonly PathSegment[];
  /**
   * Previous value at the path.
   * @default there was no value, or `fields` has the previous values
   */
  readonly from?: unknown;
  /**
   * Current value at the path.
   * @default there is no value any more, or `fields` has the current values
   */
  readonly to?: unknown;
  /**
   * Changed fields of the entry at the path.
   * @default none
   */
  readonly fields?: readonly FieldChange[];
  /**
   * What the change may interrupt or delete.
   * @default no risk
   */
  readonly risk?: string;
  /**
   * Details of the upgrade of a cluster to another version of Kubernetes.
   * @default the change is not an upgrade
   */
  readonly upgrade?: ClusterUpgrade;
}

/** Upgrade of a cluster to another version of Kubernetes. */
export interface ClusterUpgrade {
  readonly cluster: string;
  /** Version of Kubernetes of the last apply, and the defined one. */
  readonly from: string;
  readonly to: string;
  /** Programs that change with Kubernetes, and Kubernetes itself. */
  readonly versions: readonly VersionChange[];
  /** Steps in their order; empty where the kind of the cluster does not list them. */
  readonly steps: readonly UpgradeStep[];
}

/** Changed version of a program. */
export interface VersionChange {
  /** Name of the program: `kubernetes`, `etcd`, … */
  readonly program: string;
  /** @default unknown */
  readonly from?: string;
  readonly to: string;
}

/** Groups of actions, as in a summary: an upgrade is a change, and a machine that joins is added. */
export type ChangeGroup = 'add' | 'change' | 'remove';

const groups: Readonly<Record<Change['action'], ChangeGroup>> = {
  add: 'add',
  join: 'add',
  change: 'change',
  move: 'change',
  upgrade: 'change',
  'migrate-delivery': 'change',
  remove: 'remove',
  drain: 'remove',
};

/** Returns the group of a change. */
export function getChangeGroup({ action }: Pick<Change, 'action'>): ChangeGroup {
  return groups[action];
}

/** Returns the old and the new value at a path: `from` and `to`, or the `fields` of an entry that changed in part. */
export function compareValues(
  path: readonly PathSegment[],
  previous: unknown,
  current: unknown,
): Pick<Change, 'from' | 'to' | 'fields'> {
  const fields = compareFields(previous, current, path);
  const [field] = fields;
  if (fields.length !== 1 || field?.reordered || field?.path.length !== path.length) return { fields };
  const { path: _, ...values } = field;
  return values;
}

/** Platform definition and the plans of its clusters. */
export interface PlannedPlatform {
  readonly platform: Platform;
  readonly clusters: readonly ClusterPlan[];
}

/** Changes between two definitions, and the errors that rule the transition out. */
export interface Comparison {
  readonly changes: readonly Change[];
  readonly problems: readonly Problem[];
}
