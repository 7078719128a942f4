import { stringify } from 'yaml';

/** Plain data as YAML that people read: no anchors, no folding, and strings that older parsers take for booleans quoted. */
export function yamlOf(value: unknown): string {
  return stringify(value, { aliasDuplicateObjects: false, lineWidth: 0, version: '1.1' });
}
