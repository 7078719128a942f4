import type { FieldDifference } from '../changes/live-differences';
import { formatPath } from '../schema/problem';
import type { ObjectFinding } from './compare-objects';

/**
 * What is wrong with a release on a cluster, or with one of its objects.
 * - `missing`: the release or object does not exist.
 * - `changed`: it differs from the definition.
 * - `failed`: its last deployment has failed, or it is unhealthy.
 * - `unknown`: it could not be compared.
 */
export type ReleaseProblem = 'missing' | 'changed' | 'failed' | 'unknown';

/** Release on a cluster, or object of a release, that differs from the definition. */
export interface ReleaseFinding {
  readonly cluster: string;
  /** @default none: the releases of the cluster could not be read */
  readonly release?: string;
  /** Kind, namespace and name, such as `Deployment shop/web`. @default the release itself */
  readonly object?: string;
  readonly problem: ReleaseProblem;
  /** What is wrong, in one line. */
  readonly message: string;
  /** Fields of the object that differ. @default none */
  readonly fields?: readonly FieldDifference[];
  /** Set if a new revision of the Helm release repairs it, although Terraform notices no change. */
  readonly needsUpgrade?: true;
  /** Object to repair. @default nothing, or the release, is repaired */
  readonly repair?: ObjectFinding;
}

/** Formats a finding as one line without the name of the cluster: `release shop: Deployment shop/web: spec.replicas is 5`. */
export function formatReleaseFinding({ release, object, message }: ReleaseFinding): string {
  return [
    ...(release === undefined ? [] : [`release ${release}`]),
    ...(object === undefined ? [] : [object]),
    message,
  ].join(': ');
}

/** Formats a difference: `spec.replicas is 5, and 2 in the definition`. */
export function formatFieldDifference({ path, live, defined, added }: FieldDifference): string {
  const name = formatPath(path);
  if (added !== undefined) return `${name} was added${live === undefined ? '' : ` (${live})`}`;
  if (live === undefined && defined === undefined) return `${name} differs`;
  if (live === undefined) return `${name} is not ${defined ?? ''}`;
  return `${name} is ${live}${defined === undefined ? '' : `, and ${defined} in the definition`}`;
}
