import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { setValueAtPath, trySetValueInText } from '../../../src/cli/edit-text';

const image = 'registry.acme.example/shop/web:2';

/** Sets a value in a YAML text. */
function set(text: string, path: string, value: unknown): string | undefined {
  return trySetValueInText(text, path.split('.'), value, 'yaml');
}

/** Returns the lines of a text that another one does not have, and the other way round. */
function changedLines(before: string, after: string): { removed: readonly string[]; added: readonly string[] } {
  const [linesBefore, linesAfter] = [before.split('\n'), after.split('\n')];
  return {
    removed: linesBefore.filter((line) => !linesAfter.includes(line)),
    added: linesAfter.filter((line) => !linesBefore.includes(line)),
  };
}

describe('setting an existing value', () => {
  it.each([
    ['image: web:1\n', `image: ${image}\n`],
    ["image:   'web:1'   # comment\n", `image:   '${image}'   # comment\n`],
    ['image: "web:1"\n', `image: "${image}"\n`],
    ['{image: web:1,replicas: 2}\n', `{image: ${image},replicas: 2}\n`],
    ['image:\nreplicas: 2\n', `image: ${image}\nreplicas: 2\n`],
    ['image: # todo\n', `image: ${image} # todo\n`],
    ['image: ~\n', `image: ${image}\n`],
    ['image: >-\n  web:1\n\nreplicas: 2\n', `image: ${image}\n\nreplicas: 2\n`],
    ['x: &x web:1\nimage: *x\n', `x: &x web:1\nimage: ${image}\n`],
    ['\ufeffimage: web:1\r\nreplicas: 2\r\n', `\ufeffimage: ${image}\r\nreplicas: 2\r\n`],
    ['image: web:1', `image: ${image}`],
  ])('replaces it in %j and nothing else', (text, expected) => {
    expect(set(text, 'image', image)).toBe(expected);
  });
});

describe('adding an entry', () => {
  it.each([
    [
      'the style of the file',
      'a:\n    web:\n        image: x\n',
      'a.api',
      { image },
      `a:\n    web:\n        image: x\n    api:\n        image: ${image}\n`,
    ],
    ['compact flow style', 'a: {b: 1, l: [x]}\n', 'a.c', { d: ['y', 'z'] }, 'a: {b: 1, l: [x], c: {d: [y, z]}}\n'],
    [
      'padded flow style',
      'a: { b: 1, l: [ x ] }\n',
      'a.c',
      { d: ['y', 'z'] },
      'a: { b: 1, l: [ x ], c: { d: [ y, z ] } }\n',
    ],
    ["Prettier's flow style", 'e: [dev]\na: { b: 1 }\n', 'a.c', { d: ['y'] }, 'e: [dev]\na: { b: 1, c: { d: [y] } }\n'],
    [
      'a flow style of many lines',
      'a: {\n  b: 1, # one\n  c: 2 # two\n}\n',
      'a.d',
      'x',
      'a: {\n  b: 1, # one\n  c: 2, # two\n  d: x\n}\n',
    ],
    ['a comma at the end', 'a: {\n  b: 1,\n}\n', 'a.d', 'x', 'a: {\n  b: 1,\n  d: x,\n}\n'],
    ['an empty object', 'a: {} # none yet\nb: 1\n', 'a.c', { d: 'x' }, 'a: # none yet\n  c:\n    d: x\nb: 1\n'],
    ['an empty value', 'a:\n# comment\nb: 1\n', 'a.c', 'x', 'a:\n  c: x\n# comment\nb: 1\n'],
    ['null', 'a: ~\nb: 1\n', 'a.c', 'x', 'a:\n  c: x\nb: 1\n'],
    ['missing parents', 'b: 1\n', 'a.c.d', 'x', 'b: 1\na:\n  c:\n    d: x\n'],
    ['an empty file', '# only a comment\n', 'a.b', 'x', '# only a comment\na:\n  b: x\n'],
    ['an empty object at the top', '{}\n', 'a.b', 'x', 'a:\n  b: x\n'],
    ['no line break at the end', 'a: 1', 'b', 'x', 'a: 1\nb: x'],
    ['CRLF', 'a:\r\n  b: 1\r\nc: 2\r\n', 'a.d', { e: 'x' }, 'a:\r\n  b: 1\r\n  d:\r\n    e: x\r\nc: 2\r\n'],
    ['quotes', "a:\n  b: 'x'\n  c: 'y'\n", 'a.d', 'z', "a:\n  b: 'x'\n  c: 'y'\n  d: 'z'\n"],
    ['double quotes', 'a:\n  b: "x"\n  c: 1\n', 'a.d', 'z', 'a:\n  b: "x"\n  c: 1\n  d: "z"\n'],
    [
      'blank lines between entries',
      'a:\n  b:\n    x: 1\n\n  # second\n  c:\n    x: 2\n\nd: 1\n',
      'a.e',
      { x: 3 },
      'a:\n  b:\n    x: 1\n\n  # second\n  c:\n    x: 2\n\n  e:\n    x: 3\n\nd: 1\n',
    ],
    [
      'comments at the end',
      'a:\n  b:\n    x: 1\n    # y: 2\n  # c: off\nd: 1\n',
      'a.e',
      'x',
      'a:\n  b:\n    x: 1\n    # y: 2\n  e: x\n  # c: off\nd: 1\n',
    ],
    ['a literal text at the end', 'a:\n  b: |\n    x\n\nc: 1\n', 'a.d', 'y', 'a:\n  b: |\n    x\n  d: y\n\nc: 1\n'],
    [
      'a text with blank lines at the end',
      'a:\n  b: |+\n    x\n\n\nc: 1\n',
      'a.d',
      'y',
      'a:\n  b: |+\n    x\n\n\n  d: y\nc: 1\n',
    ],
    [
      'lists without indentation',
      'l:\n- x\na:\n  b: 1\n',
      'a.m',
      ['y', { k: 1, n: 2 }],
      'l:\n- x\na:\n  b: 1\n  m:\n  - y\n  - k: 1\n    n: 2\n',
    ],
    ['anchors', 'a: &a\n  b: 1\nc:\n  d: 2\n', 'c.e', 'x', 'a: &a\n  b: 1\nc:\n  d: 2\n  e: x\n'],
    [
      'keys and strings that need quotes',
      'a: 1\n',
      'b',
      { '*': '1.10', on: 'a: b' },
      'a: 1\nb:\n  "*": "1.10"\n  on: "a: b"\n',
    ],
  ])('keeps %s', (_, text, path, value, expected) => {
    expect(set(text, path, value)).toBe(expected);
  });

  it.each([
    ['{"a":{"b":1}}', '{"a":{"b":1,"c":{"d":["x"]}}}'],
    ['{"a": {"b": 1}}\n', '{"a": {"b": 1, "c": {"d": ["x"]}}}\n'],
    [
      '{\n  "list": [1, 2],\n  "a": {\n    "b": 1\n  }\n}\n',
      '{\n  "list": [1, 2],\n  "a": {\n    "b": 1,\n    "c": {\n      "d": [\n        "x"\n      ]\n    }\n  }\n}\n',
    ],
    [
      '{\n\t"a": {\n\t\t"b": 1\n\t}\n}',
      '{\n\t"a": {\n\t\t"b": 1,\n\t\t"c": {\n\t\t\t"d": [\n\t\t\t\t"x"\n\t\t\t]\n\t\t}\n\t}\n}',
    ],
  ])('keeps the style of JSON: %j', (text, expected) => {
    expect(trySetValueInText(text, ['a', 'c'], { d: ['x'] }, 'json')).toBe(expected);
    expect(JSON.parse(expected)).toEqual({ ...(JSON.parse(text) as object), a: { b: 1, c: { d: ['x'] } } });
  });

  it('changes one line of a long file', () => {
    const text = `environments: [staging, prod]\nclusters: {dc1: {kind: existing},   dc2: { kind: on-prem }}\n\n\ntenants:\n  "shop": # ours\n     owners: 'x'\n`;
    expect(changedLines(text, set(text, 'tenants.shop.quota', { cpu: 8 }) ?? '')).toEqual({
      removed: [],
      added: ['     quota:', '       cpu: 8'],
    });
  });
});

describe('an edit that would change another value', () => {
  it.each([
    ['an object that an alias shares', 'a: &a\n  b: 1\nc: *a\n', 'a.d'],
    ['an alias', 'a: &a\n  b: 1\nc: *a\n', 'c.d'],
    ['an object that comes from a merge key', 'base: &b\n  x:\n    y: 1\na:\n  <<: *b\n', 'a.x.z'],
    ['a string', 'a: text\n', 'a.b'],
    ['a list', 'a: [x]\n', 'a.b'],
  ])('is not made: %s', (_, text, path) => {
    expect(set(text, path, 'x')).toBeUndefined();
  });
});

describe('any file', () => {
  const key = fc.constantFrom('a', 'b', 'c', 'd e', '1', 'x:y', '*');
  const { data } = fc.letrec((tie) => ({
    data: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom('x', 'two words', '1.10', 'a\nb\n', 'a\n\n\n', '', '# no comment', 'a, b', "it's"),
      fc.constantFrom(1, true, null),
      fc.array(tie('data'), { maxLength: 2 }),
      fc.dictionary(key, tie('data'), { maxKeys: 3 }),
    ),
  }));

  it('has the intended values after an edit, and keeps its other lines', () => {
    fc.assert(
      fc.property(
        fc.dictionary(key, data, { maxKeys: 3 }),
        fc.array(key, { minLength: 1, maxLength: 3 }),
        fc.record({
          indent: fc.constantFrom(2, 4),
          indentSeq: fc.boolean(),
          collectionStyle: fc.constantFrom('any', 'flow'),
        }),
        (before, path, options) => {
          const text = stringify(before, { lineWidth: 0, ...options } as object);
          const edited = trySetValueInText(text, path, 'new-value', 'yaml');
          if (edited === undefined) return;
          expect(parse(edited)).toEqual(setValueAtPath(before, path, 'new-value'));
          // A text of many lines may be replaced, and entries of flow style share lines.
          if (options.collectionStyle === 'any' && !/[|>]/.test(text))
            expect(changedLines(text, edited).removed.length).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 500 },
    );
  });
});
