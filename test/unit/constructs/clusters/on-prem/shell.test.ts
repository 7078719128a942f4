import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { formatShellAssignments, quoteShellWord } from '../../../../../constructs/clusters/on-prem/shell';

/** Returns words as a shell parses them after quoting. */
function parseInShell(words: readonly string[]): readonly string[] {
  const script = `printf '%s\\0' ${words.map(quoteShellWord).join(' ')}`;
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

const anyWord = fc.string({ unit: fc.constantFrom(...Array.from(`ab '"\\$()\`\n\t;&|<>*?[]{}!#~=%é`)) });

describe('a quoted shell word', () => {
  test.each([
    ['quotes', `it's "so"`],
    ['spaces', 'two  words '],
    ['an expansion', '$(touch /tmp/never) `id` ${HOME} $0'],
    ['line breaks', 'one\ntwo\n'],
    ['an empty string', ''],
    ['a hyphen', '-n'],
  ])('is parsed unchanged: %s', (_, value) => {
    expect(parseInShell([value])).toEqual([value]);
  });

  test('is parsed unchanged for any characters', () => {
    fc.assert(
      fc.property(fc.array(anyWord, { minLength: 1, maxLength: 20 }), (words) => {
        expect(parseInShell(words)).toEqual(words);
      }),
      { numRuns: 50 },
    );
  });

  test('is the value of one assignment when a settings file is sourced', () => {
    const script = `${formatShellAssignments({ A: "x' ; echo y", B: 'last\nline' })}printf '%s|%s' "$A" "$B"`;
    expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe("x' ; echo y|last\nline");
  });

  test('cannot contain a NUL character', () => {
    expect(() => quoteShellWord('a\0b')).toThrow('NUL');
  });
});
