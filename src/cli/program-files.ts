/**
 * Formats how to import a new file into a program that defines the platform.
 * @param path path of the new entry, such as `['clusters', 'eu1']`
 */
export function formatImportInstructions(
  program: string,
  file: string,
  variable: string,
  path: readonly string[],
): string {
  const [name = '', ...parents] = [...path].reverse();
  const entry = name === variable ? name : `${formatKey(name)}: ${variable}`;
  const [outermost = '', ...keys] = [...parents].reverse();
  const nested = [...keys].reverse().reduce((inner, key) => `{ …, ${formatKey(key)}: ${inner} }`, `{ …, ${entry} }`);
  return `${file}: written\nadd to ${program}:\n  import { ${variable} } from './${file.replace(/\.ts$/, '')}';\n  ${outermost}: ${nested},\n`;
}

function formatKey(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : `'${name}'`;
}

/** Words that are no names of variables in a module, such as `default`. */
const reservedWords = [
  ...['await', 'break', 'case', 'catch', 'class', 'const', 'continue', 'debugger', 'default', 'delete', 'do', 'else'],
  ...['enum', 'export', 'extends', 'false', 'finally', 'for', 'function', 'if', 'implements', 'import', 'in'],
  ...['instanceof', 'interface', 'let', 'new', 'null', 'package', 'private', 'protected', 'public', 'return', 'static'],
  ...['super', 'switch', 'this', 'throw', 'true', 'try', 'typeof', 'var', 'void', 'while', 'with', 'yield'],
  ...['arguments', 'eval'],
];

/** Converts a DNS label to the name of a variable: `web-api` to `webApi`, `2eu` to `_2eu`, `new` to `_new`. */
export function toVariableName(label: string): string {
  const name = label.replace(/-+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return reservedWords.includes(name) || /^[0-9]/.test(name) ? `_${name}` : name;
}

/** Formats plain data as a TypeScript literal. Lists of names and numbers are on one line. */
export function formatLiteral(value: unknown): string {
  return JSON.stringify(value, null, 2)
    .replace(/\[\n\s+([^[\]{}]*?)\n\s*\]/g, (_, items: string) => `[${items.replace(/\n\s*/g, ' ')}]`)
    .replace(/"([A-Za-z_][A-Za-z0-9_]*)":/g, '$1:')
    .replace(/"((?:[^"\\']|\\.)*)"/g, "'$1'");
}
