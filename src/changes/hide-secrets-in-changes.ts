import { hideSecretSegments, hideSecretValue, type FoundSecret } from '../checks/secrets';
import type { Change } from './change';
import type { FieldChange } from './field-changes';

/**
 * Removes secrets from the values and paths of changes. The current definition contains none, but one that an earlier version
 * of Plinth accepted may be in the lock.
 */
export function hideSecretsInChanges(changes: readonly Change[], secrets: readonly FoundSecret[]): readonly Change[] {
  if (secrets.length === 0) return changes;
  return changes.map(({ fields, ...change }) => ({
    ...hideSecretsInField(change, secrets),
    ...(fields === undefined ? {} : { fields: fields.map((field) => hideSecretsInField(field, secrets)) }),
  }));
}

/** Removes secrets from the values and the path of a field. */
export function hideSecretsInField<Field extends Pick<FieldChange, 'path' | 'from' | 'to'>>(
  field: Field,
  secrets: readonly FoundSecret[],
): Field {
  const { path, from, to } = field;
  return {
    ...field,
    path: hideSecretSegments(path, secrets),
    ...(from === undefined ? {} : { from: hideSecretValue(path, from, secrets) }),
    ...(to === undefined ? {} : { to: hideSecretValue(path, to, secrets) }),
  };
}
