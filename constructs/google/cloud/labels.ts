/** Returns the labels of a resource. */
export function renderLabels(labels: Readonly<Record<string, string>>): { [label: string]: string } {
  return { 'managed-by': 'plinth', ...labels };
}
