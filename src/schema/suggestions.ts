import { distance } from 'fastest-levenshtein';
import { isPlainObject } from './plain-object';
import { parseQuantity } from './quantity';

/** Returns a fix for an unknown name: the candidates that were most likely meant, or all candidates. */
export function suggest(name: string, candidates: readonly string[]): string {
  if (candidates.length === 0) return 'add an entry with this name first';
  const similar = candidates.length === 1 ? candidates : listLikely(name, candidates);
  const suggestions = similar.length > 0 ? similar : candidates;
  const list = suggestions.map((suggestion) => `'${suggestion}'`).join(', ');
  return suggestions.length === 1 ? `write ${list}` : `write one of ${list}`;
}

/** Lists the most similar candidates, or else those that begin with the name, such as `storageGiB` for `storage`. */
function listLikely(name: string, candidates: readonly string[]): readonly string[] {
  const similar = listMostSimilar(name, candidates);
  if (similar.length > 0 || name.length < 3) return similar;
  // A complete version in place of a minor one: `v1.35.2`.
  const minor = /^v?(\d+\.\d+)(?:\.|$)/.exec(name)?.[1];
  if (minor !== undefined) return candidates.filter((candidate) => candidate === minor);
  return candidates.filter((candidate) => candidate.startsWith(name));
}

/**
 * Returns a fix for a value of the wrong type: the same value in a type that is valid, such as `'1.36'` for the number
 * 1.36; undefined where no conversion is valid.
 */
export function trySuggestConversion(value: unknown, isValid: (value: unknown) => boolean): string | undefined {
  const valid = listConversions(value).find(isValid);
  return valid === undefined ? undefined : `write ${formatLiteral(valid)}`;
}

/** Lists the candidates with the fewest typing errors: several where they have equally many, none where all differ too much. */
function listMostSimilar(name: string, candidates: readonly string[]): readonly string[] {
  const typos = (candidate: string) => countTypos(name, candidate);
  const similar = candidates.filter(
    (candidate) =>
      numbersAgree(name, candidate) &&
      typos(candidate) <= Math.max(2, name.length / 3) &&
      typos(candidate) < name.length / 2,
  );
  const fewest = Math.min(...similar.map(typos));
  return similar.filter((candidate) => typos(candidate) === fewest);
}

/** Lists the candidates that differ from a name in at most two letters, fewest first. */
export function listSimilar(name: string, candidates: readonly string[]): readonly string[] {
  const typos = (candidate: string) => countTypos(name, candidate);
  return candidates
    .filter((candidate) => numbersAgree(name, candidate) && typos(candidate) <= 2 && typos(candidate) < name.length / 2)
    .sort((a, b) => typos(a) - typos(b));
}

function countTypos(name: string, candidate: string): number {
  // Swapped letters are one typing error, not two.
  return name !== candidate && sortLetters(name) === sortLetters(candidate) ? 1 : distance(name, candidate);
}

function sortLetters(name: string): string {
  return Array.from(name).sort().join('');
}

/** A name with another number is another name: 1.26 is not a misspelt 1.36. Missing digits are allowed. */
function numbersAgree(name: string, candidate: string): boolean {
  const [digits, otherDigits] = [name.replace(/\D/g, ''), candidate.replace(/\D/g, '')];
  return digits.startsWith(otherDigits) || otherDigits.startsWith(digits);
}

function listConversions(value: unknown): readonly unknown[] {
  switch (typeof value) {
    case 'number':
    case 'boolean':
      return [String(value), [value], [String(value)]];
    case 'string': {
      // A quantity of Kubernetes in place of a number of cores: `8000m`.
      const text = value.trim();
      const number = /^[0-9.]+m$/.test(text) ? parseQuantity(text) : Number(text);
      const scalars = text !== '' && Number.isFinite(number) ? [number] : [];
      // A command line, or names with commas. Quotes and shell syntax would need a shell.
      const words = /^[^'"`$&|;<>\\]+$/.test(text) ? text.split(/\s*,\s*|\s+/) : [];
      const lists = words.length > 1 && !words.includes('') ? [words, [value]] : [[value]];
      return [...scalars, ...(value === 'true' || value === 'false' ? [value === 'true'] : []), ...lists];
    }
    default:
      return [];
  }
}

/** Formats a value as both YAML (flow style) and TypeScript accept it. */
export function formatLiteral(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(formatLiteral).join(', ')}]`;
  if (isPlainObject(value)) {
    const entries = Object.entries(value).map(([key, child]) => `${formatKey(key)}: ${formatLiteral(child)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  return typeof value === 'string' && !/['\\]/.test(value) ? `'${value}'` : JSON.stringify(value);
}

function formatKey(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? key : formatLiteral(key);
}
