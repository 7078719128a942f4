/** Renders a table; vertical bars in cells are escaped. */
export function renderTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const renderRow = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |\n`;
  return `${renderRow(header)}${renderRow(header.map(() => '---')).replaceAll(' ', '')}${rows.map(renderRow).join('')}`;
}

/** Renders a description as a cell: angle brackets outside of code would be HTML. */
export function renderText(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replaceAll('<', '&lt;').replaceAll('>', '&gt;')))
    .join('');
}

/** Anchor of a heading, as GitHub derives it. */
export function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^a-z0-9 _-]/g, '')
    .replaceAll(' ', '-');
}

/** Renders a sentence from a description in lower case. */
export function renderSentence(text: string): string {
  if (text === '') return '';
  const sentence = text.charAt(0).toUpperCase() + text.slice(1);
  return renderText(/[.!]$/.test(sentence) ? sentence : `${sentence}.`);
}
