import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDefinition } from '../../../src/cli/read-definition';
import { UserError } from '../../../src/schema/user-error';
import { inFolder } from '../../support/output-files';

/** What reading a file with this text fails with. */
function refusal(text: string, name = 'platform.yaml'): Promise<string> {
  return inFolder(async (folder) => {
    writeFileSync(join(folder, name), text);
    const thrown = await readDefinition(join(folder, name)).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(UserError);
    return (thrown as UserError).message.replaceAll(folder, '');
  });
}

describe('reading a file', () => {
  it.each([
    ['tabs', 'name: acme\nclusters:\n\ta: {}\n', /platform\.yaml:3: /],
    ['a key that stands twice', 'name: a\nname: b\n', /platform\.yaml:2: Map keys must be unique/],
    ['a bracket that is not closed', 'environments: [dev\n', /is no YAML/],
    ['a mistake in JSON', '{"name": "a" "b"}', /is no YAML/],
  ])('tells the line of %s', async (_, text, message) => {
    expect(await refusal(text)).toMatch(message);
  });

  it('refuses aliases that grow beyond measure', async () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 9; i++)
      lines.push(
        `a${i}: &a${i} [${Array<string>(10)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
      );
    expect(await refusal(lines.join('\n'))).toMatch(/cannot be read: Excessive alias count/);
  });

  it('takes anchors, which people use for what stands in several places', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'platform.yaml');
      writeFileSync(file, 'environments: &all [dev]\nagain: *all\n');
      expect((await readDefinition(file)).platform).toEqual({ environments: ['dev'], again: ['dev'] });
    });
  });

  it('refuses a folder and a file that is not there', async () => {
    await inFolder(async (folder) => {
      mkdirSync(join(folder, 'platform.yaml'));
      await expect(readDefinition(join(folder, 'platform.yaml'))).rejects.toThrow(/cannot be read: EISDIR/);
      await expect(readDefinition(join(folder, 'none.yaml'))).rejects.toThrow(
        /there is no file .*none\.yaml: name the file/,
      );
    });
  });

  it('knows the line of a path, and of what stands nearest above it', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'platform.yaml');
      writeFileSync(
        file,
        'name: acme\nclusters:\n  dc1:\n    components:\n      - kind: net\n      - kind: gate\n        replicas: 0\n',
      );
      const { tryGetLocation } = await readDefinition(file);
      expect(tryGetLocation(['clusters', 'dc1', 'components', 1, 'replicas'])).toBe(`${file}:7`);
      expect(tryGetLocation(['clusters', 'dc1', 'components', '[gate]', 'replicas'])).toBe(`${file}:7`);
      expect(tryGetLocation(['clusters', 'dc1', 'kubernetes'])).toBe(`${file}:3`);
    });
  });
});
