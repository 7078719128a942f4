import type { Sink } from '../../stacks';
import { compareFields, type FieldChange } from '../changes/field-changes';
import { hideSecretsInField } from '../changes/hide-secrets-in-changes';
import { findSecrets } from '../checks/secrets';
import { collectDifferentFiles, type OutputTexts } from './collect-output';
import { listOutputItems, type OutputContent, type OutputItem } from './output-items';

/** Difference between two outputs. */
export interface OutputChange {
  readonly action: 'add' | 'change' | 'remove';
  readonly item: OutputItem;
  /** Changed fields of the item; empty where it is added or removed. Values that look like secrets are hidden. */
  readonly fields: readonly FieldChange[];
}

/**
 * Compares two outputs: Kubernetes objects by release, `apiVersion`, kind, namespace and name; values of charts;
 * Terraform blocks by stack and address; other files by path. The result is sorted in this order.
 * @param renderPrevious undefined where there is no previous output
 */
export function compareOutputs(
  renderPrevious: ((sink: Sink) => void) | undefined,
  renderCurrent: (sink: Sink) => void,
): readonly OutputChange[] {
  const files = collectDifferentFiles(renderPrevious, renderCurrent);
  const previous = indexItems(files.previous);
  const current = indexItems(files.current);
  const keys = [...new Set([...previous.keys(), ...current.keys()])].sort();
  return keys.flatMap((key) => compareItems(previous.get(key), current.get(key)));
}

function indexItems(files: OutputTexts): ReadonlyMap<string, OutputContent> {
  const contents = [...files].flatMap(([path, text]) => listOutputItems(path, text));
  return new Map(contents.map((content) => [sortKey(content.item), content]));
}

/** Returns the identity of an item, in the order of the output. Names of objects contain no character below a space. */
function sortKey(item: OutputItem): string {
  switch (item.type) {
    case 'object': {
      const { release, apiVersion, kind, namespace = '', name } = item;
      return ['1', release, namespace, name, kind, apiVersion].join('\0');
    }
    case 'values':
      return ['1', item.release].join('\0');
    case 'terraform':
      return ['2', item.stack, item.address].join('\0');
    case 'file':
      return ['3', item.path].join('\0');
  }
}

function compareItems(
  previous: OutputContent | undefined,
  current: OutputContent | undefined,
): readonly OutputChange[] {
  const item = (current ?? previous)?.item;
  if (!item) return [];
  if (!previous || !current) return [{ action: previous ? 'remove' : 'add', item, fields: [] }];
  const fields = compareFields(previous.content, current.content);
  if (fields.length === 0) return [];
  const secrets = [...findSecrets(previous.content), ...findSecrets(current.content)];
  return [{ action: 'change', item, fields: fields.map((field) => hideSecretsInField(field, secrets)) }];
}
