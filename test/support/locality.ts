import type { Files } from './output-files';

/** Asserts that adding something of this name changed nothing that was there, but for lists, which gain. */
export function expectOnlyAdded(name: string, before: Files, after: Files): void {
  for (const [path, text] of Object.entries(before)) {
    if (isList(path)) expectOnlyGained(path, before, after);
    else if (path.endsWith('cdk.tf.json')) expectBlocksKept(text, after[path] ?? '');
    else expect({ path, text: after[path] }).toEqual({ path, text });
  }
  const added = Object.keys(after).filter((path) => !(path in before));
  for (const path of added) expect(path).toContain(name);
}

function isList(path: string): boolean {
  return ['images.txt', 'files.txt', 'order.json', 'manifest.json'].some((list) => path.endsWith(`/${list}`));
}

/** Whatever stood in a list stands there still, in the same order. */
function expectOnlyGained(path: string, before: Files, after: Files): void {
  const lines = (files: Files) => (files[path] ?? '').split('\n').map((line) => line.replace(/,$/, ''));
  const [were, are] = [lines(before), lines(after)];
  let at = 0;
  for (const line of were) {
    const found = are.indexOf(line, at);
    expect({ path, line, found: found >= at }).toEqual({ path, line, found: true });
    at = found + 1;
  }
}

type Blocks = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/** Of a stack, every resource, data source and provider is as it was; there may be further ones. */
function expectBlocksKept(before: string, after: string): void {
  const [was, is] = [JSON.parse(before), JSON.parse(after)] as [Blocks, Blocks];
  for (const [block, types] of Object.entries(was)) {
    if (block === '//') continue;
    for (const [type, named] of Object.entries(types)) {
      if (block !== 'resource' && block !== 'data') expect(is[block]?.[type]).toEqual(named);
      else for (const [name, made] of Object.entries(named)) expect(is[block]?.[type]?.[name]).toEqual(made);
    }
  }
}
