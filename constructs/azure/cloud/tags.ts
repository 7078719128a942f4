/** Returns the tags of a resource. */
export function renderTags(tags: Readonly<Record<string, string>>): { [tag: string]: string } {
  return { 'managed-by': 'plinth', ...tags };
}
