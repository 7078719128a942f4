import fc from 'fast-check';
import { load } from 'js-yaml';
import { parse } from 'yaml';
import { formatYaml } from '../../../../constructs/kubernetes/yaml';

/** Parsers: Kubernetes, Helm and Argo CD read YAML 1.1; editors and newer tools read 1.2. */
const parsers: Readonly<Record<string, (text: string) => unknown>> = {
  'YAML 1.1': (text) => parse(text, { version: '1.1' }) as unknown,
  'YAML 1.2': (text) => parse(text, { version: '1.2' }) as unknown,
  'js-yaml': (text) => load(text),
};

/** Strings of the characters that occur in numbers, dates and times of YAML. */
const numberLike = fc.string({ unit: fc.constantFrom(...Array.from('01789_.:-+eExXoObBaAfFtTzZ ')), maxLength: 8 });

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...Array.from(' \t\n\r#:-?,[]{}&*!|>\'"%@`~=<a1')) }),
  numberLike,
);

const scalar = fc.oneof(fc.boolean(), fc.constant(null), fc.integer(), fc.double({ noNaN: true }));

const { data } = fc.letrec((tie) => ({
  data: fc.oneof({ maxDepth: 4 }, text, scalar, fc.array(tie('data')), fc.dictionary(text, tie('data'))),
}));

describe.each(Object.keys(parsers))('formatted YAML, parsed as %s,', (parser) => {
  const parseYaml = parsers[parser] as (text: string) => unknown;

  test('is the same value', () => {
    fc.assert(
      fc.property(data, (value) => {
        expect(parseYaml(formatYaml(value))).toEqual(value);
      }),
    );
  });

  test('is a string where the value is a string that looks like a number or date', () => {
    fc.assert(
      fc.property(numberLike, (value) => {
        expect(parseYaml(formatYaml(value))).toBe(value);
      }),
      { numRuns: 500 },
    );
  });
});

test.each(['yes', 'n', 'off', '0777', '0b11', '0X1F', '1_000', '+.5', '1:30', '2001-1-1', '.inf', '<<', '~'])(
  'the string %s, which YAML 1.1 parses as another type, is quoted',
  (value) => {
    expect(formatYaml({ value, [value]: 1 })).toBe(`value: '${value}'\n'${value}': 1\n`);
  },
);

test('addresses, versions, quantities and cron schedules are not quoted', () => {
  const unquoted = ['10.0.0.1', '1.2.3', '250m', '512Mi', '0 3 * * *', '25%', '10.0.0.0/16', 'web:1.4.2'];
  expect(formatYaml(unquoted)).toBe(unquoted.map((value) => `- ${value}\n`).join(''));
});

test('long lines are not folded, multi-line strings are literal blocks, and repeated values have no anchors', () => {
  const shared = { long: 'word '.repeat(40).trim(), script: 'set -e\necho done\n' };
  const lines = (indent: string) => [`${indent}long: ${shared.long}`, `${indent}script: |`, `${indent}  set -e`];
  const text = formatYaml({ one: shared, two: shared, nothing: undefined });
  expect(text).toBe(
    [
      ['one:', ...lines('  '), '    echo done'],
      ['two:', ...lines('  '), '    echo done', ''],
    ]
      .flat()
      .join('\n'),
  );
});

test.each([
  ['a\nb\n\n\n', '"a\\nb\\n\\n\\n"'],
  ['a\n ', '"a\\n "'],
  ['a \n', '"a \\n"'],
  ['a\n\u00a0\n', '"a\\n\u00a0\\n"'],
  ['\n', '"\\n"'],
  ['\n\n', '"\\n\\n"'],
  ['a\n\u0085', '"a\\n\\u0085"'],
])(
  'a text with whitespace at its end, which Helm removes from the end of a manifest, is quoted: %j',
  (value, quoted) => {
    expect(formatYaml({ a: 1, value })).toBe(`a: 1\nvalue: ${quoted}\n`);
  },
);

test('a manifest has the same meaning without the whitespace at its end, which Helm removes', () => {
  // Helm ends each manifest with one line break.
  const trimByHelm = (manifest: string) => `${manifest.trim()}\n`;
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\t', '\r', '\u0085', '\u00a0', '#') }), (value) => {
      for (const manifest of [{ value }, { list: [value] }, { nested: { value } }])
        for (const parseText of Object.values(parsers))
          expect(parseText(trimByHelm(formatYaml(manifest)))).toEqual(manifest);
    }),
    { numRuns: 1000 },
  );
});
