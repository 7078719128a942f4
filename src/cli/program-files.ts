/** Formats how to import a new file into a program that defines the platform. */
export function formatImportInstructions(
  program: string,
  file: string,
  variable: string,
  parentPath: string,
  name: string,
): string {
  const entry = name === variable ? name : `'${name}': ${variable}`;
  return `${file}: written\nadd to ${program}:\n  import { ${variable} } from './${file.replace(/\.ts$/, '')}';\n  in ${parentPath}: ${entry},\n`;
}

/** Converts a DNS label to the name of a variable: `web-api` to `webApi`. */
export function toVariableName(label: string): string {
  return label.replace(/-+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()).replace(/^[0-9]/, '_$&');
}

/** Formats plain data as a TypeScript literal. Lists of names and numbers are on one line. */
export function formatLiteral(value: unknown): string {
  return JSON.stringify(value, null, 2)
    .replace(/\[\n\s+([^[\]{}]*?)\n\s*\]/g, (_, items: string) => `[${items.replace(/\n\s*/g, ' ')}]`)
    .replace(/"([A-Za-z_][A-Za-z0-9_]*)":/g, '$1:')
    .replace(/"((?:[^"\\']|\\.)*)"/g, "'$1'");
}
