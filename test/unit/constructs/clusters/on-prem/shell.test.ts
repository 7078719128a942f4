import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { formatShellAssignments, quoteShellWord } from '../../../../../constructs/clusters/on-prem/shell';

/** What a shell makes of these words. */
function heard(words: readonly string[]): readonly string[] {
  const script = `printf '%s\\0' ${words.map(quoteShellWord).join(' ')}`;
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

const word = fc.string({ unit: fc.constantFrom(...Array.from(`ab '"\\$()\`\n\t;&|<>*?[]{}!#~=%é`)) });

describe('a value that reaches a shell', () => {
  test.each([
    ['quotes', `it's "so"`],
    ['spaces', 'two  words '],
    ['an expansion', '$(touch /tmp/never) `id` ${HOME} $0'],
    ['line breaks', 'one\ntwo\n'],
    ['nothing', ''],
    ['a hyphen', '-n'],
  ])('arrives as it is: %s', (_, value) => {
    expect(heard([value])).toEqual([value]);
  });

  test('arrives as it is, whatever it holds', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (words) => {
        expect(heard(words)).toEqual(words);
      }),
      { numRuns: 50 },
    );
  });

  test('is one setting when it is sourced', () => {
    const script = `${formatShellAssignments({ A: "x' ; echo y", B: 'last\nline' })}printf '%s|%s' "$A" "$B"`;
    expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe("x' ; echo y|last\nline");
  });

  test('is refused with a NUL, which no shell can carry', () => {
    expect(() => quoteShellWord('a\0b')).toThrow('NUL');
  });
});
