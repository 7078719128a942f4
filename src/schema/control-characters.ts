/**
 * Escapes characters that would change how a terminal, a web page or a CI system displays a line: control characters, such as
 * line breaks and those of terminal sequences, and format characters, such as those that reverse the direction of text.
 * Tenants write names and values. Tabs remain.
 */
export function escapeControlCharacters(line: string): string {
  return line.replace(
    /(?!\t)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}
