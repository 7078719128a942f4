import { getChangeGroup, type Change, type ChangeGroup } from '../changes/change';
import type { FieldChange } from '../changes/field-changes';
import type { OutputChange } from '../output/compare-output';
import type { OutputItem } from '../output/output-items';
import { escapeControlCharacters } from '../schema/control-characters';
import { formatPath } from '../schema/problem';
import { renderUpgradeLines } from './upgrade-report';
import { renderFieldLines, renderTransition } from './diff-values';

const signs: Readonly<Record<ChangeGroup, string>> = { add: '+', change: '~', remove: '-' };

/** Renders a change of the definition: its path, its fields with old and new values, and its risk. */
export function renderChangeLines(change: Change): readonly string[] {
  const { action, path, from, to, fields = [], risk, upgrade } = change;
  const values = from === undefined && to === undefined ? '' : `: ${renderValues(change)}`;
  return [
    escapeControlCharacters(`${signs[getChangeGroup(change)]} ${action} ${formatPath(path)}${values}`),
    ...renderFields(fields, path.length),
    ...(upgrade ? renderUpgradeLines(upgrade).map((line) => escapeControlCharacters(`    ${line}`)) : []),
    ...(risk === undefined ? [] : [escapeControlCharacters(`    ! ${risk}`)]),
  ];
}

/** Renders the values of a change. One that only adds or only removes has one value, as a machine its address. */
function renderValues(change: Change): string {
  const { from, to } = change;
  const group = getChangeGroup(change);
  return group === 'change' ? renderTransition({ path: [], from, to }) : String(to ?? from);
}

/** Renders a difference of the output: its place, and its fields with old and new values. */
export function renderOutputChangeLines({ action, item, fields }: OutputChange): readonly string[] {
  return [escapeControlCharacters(`${signs[action]} ${formatItem(item)}`), ...renderFields(fields, 0)];
}

function formatItem(item: OutputItem): string {
  switch (item.type) {
    case 'object': {
      const { release, apiVersion, kind, namespace, name } = item;
      return `${release}: ${kind} ${namespace === undefined ? '' : `${namespace}/`}${name} (${apiVersion})`;
    }
    case 'values':
      return `${item.release}: values of the chart`;
    case 'terraform':
      return `${item.stack}: ${item.address}`;
    case 'file':
      return item.path;
  }
}

function renderFields(fields: readonly FieldChange[], prefixLength: number): readonly string[] {
  return fields
    .flatMap((field) => renderFieldLines({ ...field, path: field.path.slice(prefixLength) }))
    .map((line) => escapeControlCharacters(`    ${line}`));
}
