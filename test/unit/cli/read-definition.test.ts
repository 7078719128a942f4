import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDefinition } from '../../../src/cli/read-definition';
import { UserError } from '../../../src/schema/user-error';
import { withTempFolder } from '../../support/output-files';

/** Returns the message of the error that a file with this text causes. */
function readError(text: string): Promise<string> {
  return withTempFolder(async (folder) => {
    const file = join(folder, 'platform.yaml');
    writeFileSync(file, text);
    const error = await readDefinition(file).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).message.replaceAll(folder, '');
  });
}

describe('reading a definition', () => {
  it.each([
    ['a tab', 'name: acme\nclusters:\n\ta: {}\n', /platform\.yaml:3:1: /],
    ['a duplicate key', 'name: a\nname: b\n', /platform\.yaml:2: duplicate key 'name'; remove one of them$/],
    ['an unclosed bracket', 'environments: [dev\n', /is not valid YAML/],
    ['an error in JSON', '{"name": "a" "b"}', /is not valid YAML/],
    ['an empty file', '# later\n', /platform\.yaml: the file is empty: `plinth init` writes a first definition$/],
  ])('reports the place of %s', async (_, text, message) => {
    expect(await readError(text)).toMatch(message);
  });

  it('rejects aliases that expand exponentially', async () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 9; level++) {
      const aliases = Array<string>(10).fill(`*a${level - 1}`);
      lines.push(`a${level}: &a${level} [${aliases.join(', ')}]`);
    }
    expect(await readError(lines.join('\n'))).toMatch(/cannot be read: Excessive alias count/);
  });

  it('reports the place of an alias without an anchor', async () => {
    expect(await readError('name: acme\nimage: *img\n')).toMatch(
      /platform\.yaml:2: alias \*img has no anchor before it; write &img before a value above, or put a text that begins with \* in quotes$/,
    );
  });

  it('locates a path behind an alias and in a merged object where the value is written', async () => {
    await withTempFolder(async (folder) => {
      const file = join(folder, 'platform.yaml');
      writeFileSync(file, 'base: &base\n  a:\n    b: 1\nown: *base\nmerged:\n  <<: *base\n  c: 1\n');
      const { tryGetLocation } = await readDefinition(file);
      const lines = [
        ['own', 'a', 'b'],
        ['merged', 'a', 'b'],
        ['merged', 'c'],
      ].map((path) => tryGetLocation(path));
      expect(lines).toEqual([`${file}:3`, `${file}:3`, `${file}:7`]);
    });
  });

  it('suggests the options that only data files have, and an existing folder of tenants', async () => {
    await withTempFolder(async (folder) => {
      const file = join(folder, 'platform.yaml');
      const fixes = async (text: string) => {
        writeFileSync(file, text);
        const { language, platform } = await readDefinition(file);
        return Object.fromEntries(language.check(platform).map(({ path, fix }) => [path.join('.'), fix]));
      };
      expect(await fixes('tenantfiles: a\nkind: [plinth/aws]\npolicy: [./p.ts]\nplinth: 1\n')).toMatchObject({
        tenantfiles: "write 'tenantFiles'",
        kind: "write 'kinds'",
        policy: "write 'policies'",
        plinth: expect.stringMatching(/'name'.*'kinds', 'policies', 'tenantFiles'$/) as string,
      });
      mkdirSync(join(folder, 'tenants'));
      writeFileSync(file, 'tenantFiles: tenant\n');
      await expect(readDefinition(file)).rejects.toThrow(
        /platform\.yaml:1: tenantFiles is "tenant": there is no such folder; write 'tenants'$/,
      );
    });
  });

  it('resolves anchors and aliases', async () => {
    await withTempFolder(async (folder) => {
      const file = join(folder, 'platform.yaml');
      writeFileSync(file, 'environments: &all [dev]\nagain: *all\n');
      expect((await readDefinition(file)).platform).toEqual({ environments: ['dev'], again: ['dev'] });
    });
  });

  it('rejects a folder and a file that does not exist', async () => {
    await withTempFolder(async (folder) => {
      mkdirSync(join(folder, 'platform.yaml'));
      await expect(readDefinition(join(folder, 'platform.yaml'))).rejects.toThrow(
        /platform\.yaml is a folder: pass the file of the platform definition$/,
      );
      await expect(readDefinition(join(folder, 'none.yaml'))).rejects.toThrow(
        /file .*none\.yaml does not exist: pass the file/,
      );
    });
  });

  it('names the definition in a folder', async () => {
    await withTempFolder(async (folder) => {
      writeFileSync(join(folder, 'platform.yaml'), 'name: acme\n');
      await expect(readDefinition(folder)).rejects.toThrow(/ is a folder: pass .*platform\.yaml$/);
    });
  });

  it('locates a path, or its nearest existing parent, in the file', async () => {
    await withTempFolder(async (folder) => {
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
