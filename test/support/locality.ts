import type { Files } from './output-files';

/** Asserts that adding a tenant kept the existing output, except for new entries in lists, and that all new files are its own. */
export function expectOnlyAdded(tenant: string, before: Files, after: Files): void {
  for (const [path, text] of Object.entries(before)) {
    if (isList(path)) expectLinesKept(path, before, after);
    else if (path.endsWith('cdk.tf.json')) expectBlocksKept(text, after[path] ?? '');
    else if (after[path] !== text) expect({ path, text: after[path] }).toEqual({ path, text });
  }
  const addedPaths = Object.keys(after).filter((path) => !(path in before));
  for (const path of addedPaths) expect(path).toContain(tenant);
}

function isList(path: string): boolean {
  return ['images.txt', 'files.txt', 'order.json', 'manifest.json'].some((list) => path.endsWith(`/${list}`));
}

/** Asserts that a list still has all its lines, in the same order. */
function expectLinesKept(path: string, before: Files, after: Files): void {
  const splitLines = (files: Files) => (files[path] ?? '').split('\n').map((line) => line.replace(/,$/, ''));
  const linesAfter = splitLines(after);
  let position = 0;
  for (const line of splitLines(before)) {
    const index = linesAfter.indexOf(line, position);
    // A call of expect() for each of thousands of lines takes longer than the comparison.
    if (index < position) throw new Error(`${path} has lost the line '${line}', or its place`);
    position = index + 1;
  }
}

/** Terraform blocks by block type, resource type and name. */
type Blocks = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/** Asserts that a stack still has all its resources, data sources and providers. */
function expectBlocksKept(before: string, after: string): void {
  const [blocksBefore, blocksAfter] = [JSON.parse(before), JSON.parse(after)] as [Blocks, Blocks];
  for (const [blockType, types] of Object.entries(blocksBefore)) {
    if (blockType === '//') continue;
    for (const [type, entries] of Object.entries(types)) {
      if (blockType !== 'resource' && blockType !== 'data') expect(blocksAfter[blockType]?.[type]).toEqual(entries);
      else
        // The marker has a digest of everything on its cluster.
        for (const [name, block] of Object.entries(entries).filter(() => type !== 'kubernetes_config_map_v1'))
          expect(blocksAfter[blockType]?.[type]?.[name]).toEqual(block);
    }
  }
}
