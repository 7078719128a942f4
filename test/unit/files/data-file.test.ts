import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDataFile } from '../../../src/files/data-file';
import { UserError } from '../../../src/schema/user-error';
import { withTempFolder } from '../../support/output-files';

/** Reads a file with this content. */
function read(content: string | Buffer, name = 'platform.yaml'): unknown {
  return withTempFolder((folder) => {
    const file = join(folder, name);
    writeFileSync(file, content);
    try {
      return readDataFile(file).value;
    } catch (error) {
      expect(error).toBeInstanceOf(UserError);
      throw new UserError((error as UserError).message.replaceAll(`${folder}/`, ''));
    }
  });
}

describe('reading a YAML or JSON file', () => {
  it.each([
    [
      'Latin-1',
      Buffer.from('name: a\nowners: caf\xe9\n', 'latin1'),
      'platform.yaml:2: not UTF-8: byte 0xe9 at offset 19',
    ],
    [
      'a character that is cut off',
      Buffer.concat([Buffer.from('a: \ufffd'), Buffer.from([0xe2, 0x82])]),
      ':1: not UTF-8: byte 0xe2 at offset 6',
    ],
    ['UTF-16', Buffer.from('\ufeffa: 1', 'utf16le'), 'platform.yaml:1: not UTF-8: byte 0xff at offset 0'],
  ])('rejects %s with the offset of the byte', (_, content, message) => {
    expect(() => read(content)).toThrow(message);
  });

  it('reads U+FFFD, and a byte order mark at the beginning', () => {
    expect(read('\ufeffa: \ufffd\n')).toEqual({ a: '\ufffd' });
  });

  it.each([
    [
      '12345678901234567890',
      'cannot be represented exactly, and would become 12345678901234567000; write it as a string',
    ],
    ['-9007199254740993', 'cannot be represented exactly'],
    ['0xFFFFFFFFFFFFFFFFF', 'cannot be represented exactly'],
    ['0.12345678901234567890123', 'cannot be represented exactly'],
    ['1e400', 'is not a finite number; write it in quotes'],
    ['.inf', 'is not a finite number'],
    ['-.INF', 'is not a finite number'],
    ['.nan', 'is not a finite number'],
    ['0644', 'is octal in YAML 1.1 and decimal in YAML 1.2; write it in quotes'],
    ['-007', 'is octal in YAML 1.1'],
  ])('rejects the number %s, which would change', (number, message) => {
    expect(() => read(`a: 1\nb: {c: [${number}]}\n`)).toThrow(`platform.yaml:2: ${number} ${message}`);
    expect(read(`a: '${number}'\n`)).toEqual({ a: number });
  });

  it.each([
    ['9007199254740991', 9007199254740991],
    ['1e3', 1000],
    ['1.50', 1.5],
    ['+.5', 0.5],
    ['-0.1', -0.1],
    ['1e-7', 1e-7],
    ['1e21', 1e21],
    ['0', 0],
    ['0.0', 0],
    ['0x1F', 31],
    ['0o17', 15],
    ['123456789.123', 123456789.123],
  ])('reads the number %s exactly', (text, number) => {
    expect(read(`a: ${text}\n`)).toEqual({ a: number });
  });

  it.each(['1.10', '~', '0x10', '1e3', '[a]', '{a: b}', '0123', 'TRUE'])(
    'rejects the key %s, which is not a string',
    (key) => {
      expect(() => read(`a: 1\n? ${key}\n: x\n`)).toThrow(/platform\.yaml:2: .*(key|octal).*; write/);
      expect(read(`'${key}': x\n`)).toEqual({ [key]: 'x' });
    },
  );

  it('reads keys that look the same as strings', () => {
    expect(read('8080: a\ntrue: b\n1.5: c\n')).toEqual({ '8080': 'a', true: 'b', '1.5': 'c' });
  });

  it('merges objects by <<', () => {
    expect(read('base: &base {a: 1, b: 2}\nweb: {<<: *base, b: 3}\nlist: {<<: [*base, {c: 4}]}\n')).toEqual({
      base: { a: 1, b: 2 },
      web: { a: 1, b: 3 },
      list: { a: 1, b: 2, c: 4 },
    });
    expect(() => read('a: {<<: 3}\n')).toThrow(/cannot be read: Merge sources must be maps/);
  });

  it('keeps keys of JavaScript, which the plan rejects with their path', () => {
    const value = read('{"__proto__": {"a": 1}, "constructor": 2}', 'platform.json') as object;
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
  });

  it('rejects every duplicate key, at any depth', () => {
    expect(() => read('a: 1\na: 2\nb: [{c: 1,\n  c: 2}]\n1: x\n"1": x\n')).toThrow(
      "platform.yaml:2: duplicate key 'a'; remove one of them\nplatform.yaml:4: duplicate key 'c'; remove one of them\nplatform.yaml:6: duplicate key '1'; remove one of them",
    );
  });

  it('reads objects of 100,000 entries in linear time', () => {
    const text = Array.from({ length: 100_000 }, (_, index) => `K${index}: v\n`).join('');
    // A quadratic check takes more than a minute.
    const start = performance.now();
    expect(Object.keys(read(text) as object)).toHaveLength(100_000);
    expect(performance.now() - start).toBeLessThan(20_000);
  });

  it.each([
    '['.repeat(5000),
    '['.repeat(5000) + ']'.repeat(5000),
    '- '.repeat(3000),
    '{a: '.repeat(201) + '}'.repeat(201),
  ])('rejects deep nesting', (text) => {
    expect(() => read(text)).toThrow(
      /^platform\.yaml: nested more than 200 levels deep; write less deeply nested objects and lists$/,
    );
  });

  it('reads 150 levels', () => {
    expect(JSON.stringify(read('['.repeat(150) + ']'.repeat(150)))).toHaveLength(300);
  });

  it.each([
    ['{"a": 1, // comment\n "b": 2}', 1],
    ['{"a": "http://x",\n /* comment */ "b": 2}', 2],
    ['// comment\n{}', 1],
  ])('explains that JSON has no comments: %j', (text, line) => {
    expect(() => read(text, 'platform.json')).toThrow(
      `platform.json:${line}: JSON has no comments; remove it, or rename the file to .yaml and write it as # comment`,
    );
  });

  it('reads slashes in strings of JSON', () => {
    expect(read('{"a": "http://x", "b": "\\"//"}', 'platform.json')).toEqual({ a: 'http://x', b: '"//' });
  });

  it.each([
    [
      'platform.yaml',
      'a:\n  b: [1, 2\nc: {\n',
      ['platform.yaml:3:1: a list before this line that does not end; write ] at its end', '  3 | c: {\n      ^'],
    ],
    ['platform.yaml', 'clusters:\n\tdc1: {}\n', ['2:1: a tab as indentation; write spaces', '  2 |  dc1: {}\n      ^']],
    [
      'platform.yaml',
      'a: b: c\nd: e: f\n',
      ['1:4: another key after a value; put a value with a colon in quotes', '  1 | a: b: c\n         ^'],
    ],
    ['platform.yaml', `a: ${'x'.repeat(200)} b: c\n`, ['platform.yaml is not valid YAML']],
    [
      'platform.yaml',
      'a: !Ref x\n',
      ['1:4: an unknown tag; remove it, or put the value in quotes', '  1 | a: !Ref x\n         ^'],
    ],
    [
      'platform.yaml',
      'a: "b\nc: d\n',
      ['platform.yaml:2:5: a text in quotes that does not end; write the closing quote'],
    ],
    ['platform.yaml', 'a: @b\n', ['1:4: a value that begins with a reserved character; put the value in quotes']],
    ['platform.json', '{"a": 1 "b": 2}', ['platform.json is not valid JSON\n', '  1 | {"a": 1 "b": 2}\n            ^']],
  ])('shows the first syntax error of %s with its line and a caret: %j', (name, text, parts) => {
    let message = '';
    try {
      read(text, name);
    } catch (error) {
      message = (error as Error).message;
    }
    for (const part of parts) expect(message).toContain(part);
    expect(message.split('\n')).toHaveLength(4);
    expect(Math.max(...message.split('\n').map((line) => line.length))).toBeLessThan(120);
  });

  it('rejects a second document', () => {
    expect(() => read('a: 1\n---\nb: 2\n')).toThrow(
      /^platform\.yaml:2: a second document; write one document in each file$/,
    );
  });
});
