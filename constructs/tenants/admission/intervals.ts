/** Shortest interval that a tenant may ask Prometheus for. */
export const minimumInterval = '10s';

/** CEL expression that is true where a field is absent, empty, or a duration of Prometheus of at least the minimum. */
export function isLongEnough(field: string): string {
  return `!has(${field}) || ${field} == '' || ${field}.matches('^[1-9][0-9]*([hdwy]|m([^s]|$))') || (${field}.matches('^[0-9]+s$') && duration(${field}) >= duration('${minimumInterval}'))`;
}
