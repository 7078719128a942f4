/** Version of the formats that `--json` prints. It changes when a field is removed or gets another meaning; fields may be added. */
const formatVersion = 1;

/** Formats the result of a command for programs, with the version of the format first. */
export function formatJson(result: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify({ formatVersion, ...result }, null, 2)}\n`;
}
