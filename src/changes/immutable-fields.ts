import { isPlainObject } from '../schema/plain-object';
import { valueAtPath, type PathSegment } from '../schema/problem';

interface ImmutableFields {
  /** Paths of the immutable fields. */
  readonly paths: readonly (readonly string[])[];
  /** Names of the fields below the paths that may change. */
  readonly mutable?: readonly string[];
  /** Whether the API server assigns a value that is not written, and keeps it when it is no longer written. */
  readonly assigned?: boolean;
}

/**
 * Fields of Kubernetes objects that cannot change, by kind. The API server refuses an update of them, as the functions
 * `Validate…Update` of Kubernetes define:
 *
 * | kind | immutable | validation in Kubernetes |
 * |---|---|---|
 * | Job | `completions` unless Indexed, `selector`, `template` unless suspended, … | pkg/apis/batch/validation, `ValidateJobSpecUpdate` |
 * | PersistentVolumeClaim | `spec`, but for a larger request and the attributes class | pkg/apis/core/validation, `ValidatePersistentVolumeClaimUpdate` |
 * | Service | `clusterIP`, `clusterIPs` once they are set | pkg/apis/core/validation, `ValidateServiceUpdate` |
 * | Deployment, ReplicaSet, DaemonSet | `selector` | pkg/apis/apps/validation, `ValidateDeploymentUpdate` and others; registry/apps |
 * | StatefulSet | `spec`, but for seven fields | pkg/apis/apps/validation, `ValidateStatefulSetUpdate` |
 * | RoleBinding | `roleRef` | pkg/apis/rbac/validation, `ValidateRoleBindingUpdate` |
 * | Secret | `type`; `data` where `immutable` | pkg/apis/core/validation, `ValidateSecretUpdate` |
 * | ConfigMap | `data` where `immutable` | pkg/apis/core/validation, `ValidateConfigMapUpdate` |
 *
 * @see https://github.com/kubernetes/kubernetes/tree/v1.36.0/pkg/apis
 */
const immutableFields: Readonly<Record<string, ImmutableFields>> = {
  Job: {
    paths: [
      ...['completions', 'selector', 'template', 'completionMode', 'podFailurePolicy'],
      ...['backoffLimitPerIndex', 'managedBy', 'successPolicy'],
    ].map((field) => ['spec', field]),
  },
  PersistentVolumeClaim: { paths: [['spec']], mutable: ['resources', 'volumeAttributesClassName'] },
  Service: { paths: ['clusterIP', 'clusterIPs'].map((field) => ['spec', field]), assigned: true },
  Deployment: { paths: [['spec', 'selector']] },
  ReplicaSet: { paths: [['spec', 'selector']] },
  DaemonSet: { paths: [['spec', 'selector']] },
  StatefulSet: {
    paths: [['spec']],
    mutable: [
      ...['replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit'],
      ...['persistentVolumeClaimRetentionPolicy', 'minReadySeconds'],
    ],
  },
  RoleBinding: { paths: [['roleRef']] },
  Secret: { paths: [['type']] },
};

/** Kinds whose `data` is immutable where `immutable` is true. */
const optionallyImmutableKinds = ['Secret', 'ConfigMap'];

/** Change of an immutable field. */
export interface ImmutableChange {
  readonly path: readonly PathSegment[];
  /**
   * Whether both objects have the field, with values that differ. If only one has it, its value may be the one that
   * Kubernetes fills in, and then nothing changes.
   */
  readonly certain: boolean;
}

/** Finds the first change of an immutable field between two versions of an object, or of a patch for it. */
export function findImmutableChange(kind: string, previous: unknown, current: unknown): ImmutableChange | undefined {
  const { paths = [], mutable = [], assigned = false } = immutableFields[kind] ?? {};
  const dataPaths = optionallyImmutableKinds.includes(kind) && valueAtPath(previous, ['immutable']) === true;
  const allPaths = [...paths, ...(dataPaths ? [['data'], ['binaryData'], ['immutable']] : [])];
  const changes = allPaths
    .filter((path) => !isMutableJobField(kind, path, previous))
    .flatMap((path) =>
      findChanges(omit(valueAtPath(previous, path), mutable), omit(valueAtPath(current, path), mutable), path),
    )
    .filter(({ path }) => !(assigned && valueAtPath(current, path) === undefined));
  return changes.find(({ certain }) => certain) ?? changes[0];
}

/** Returns whether a field of a Job may change: the completions of an Indexed Job, the template of a suspended one. */
function isMutableJobField(kind: string, [, field]: readonly string[], job: unknown): boolean {
  if (kind !== 'Job') return false;
  if (field === 'completions') return valueAtPath(job, ['spec', 'completionMode']) === 'Indexed';
  return field === 'template' && valueAtPath(job, ['spec', 'suspend']) === true;
}

function omit(value: unknown, fields: readonly string[]): unknown {
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([field]) => !fields.includes(field)));
}

function findChanges(previous: unknown, current: unknown, path: readonly PathSegment[]): readonly ImmutableChange[] {
  if (Object.is(previous, current)) return [];
  if (previous === undefined || current === undefined) return [{ path, certain: false }];
  if (isPlainObject(previous) && isPlainObject(current)) {
    const fields = Object.keys({ ...previous, ...current });
    return fields.flatMap((field) => findChanges(previous[field], current[field], [...path, field]));
  }
  if (Array.isArray(previous) && Array.isArray(current) && previous.length === current.length)
    return previous.flatMap((item, index) => findChanges(item, current[index], [...path, index]));
  // Quantities can be written in several ways: `500m` is `0.5`.
  return [{ path, certain: !path.includes('resources') }];
}
