import type { Change } from '../changes/change';
import type { FieldChange } from '../changes/field-changes';
import type { OutputChange } from '../output/compare-output';
import { formatPath } from '../schema/problem';
import { countChanges, separateDangerous, type DiffReport } from './diff-report';
import { formatJson } from './json-output';

/** Formats a report as JSON. docs/delivery.md documents the format. */
export function formatDiffJson({ platform, lock, applied, changes, output }: DiffReport): string {
  const [dangerous] = separateDangerous(changes);
  return formatJson({
    platform,
    lock,
    applied,
    summary: { ...countChanges(changes), dangerous: dangerous.length },
    changes: changes.map(toJsonChange),
    ...(output ? { output: { summary: countChanges(output), changes: output.map(toJsonOutputChange) } } : {}),
  });
}

function toJsonChange({ action, path, from, to, fields, risk, upgrade }: Change) {
  return { action, path: formatPath(path), from, to, fields: fields?.map(toJsonField), risk, upgrade };
}

function toJsonOutputChange({ action, item, fields }: OutputChange) {
  return { action, ...item, fields: action === 'change' ? fields.map(toJsonField) : undefined };
}

function toJsonField({ path, from, to, reordered }: FieldChange) {
  return { path: formatPath(path), from, to, reordered };
}
