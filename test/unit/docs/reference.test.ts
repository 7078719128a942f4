import type { Command } from 'commander';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { createProgram } from '../../../src/cli/program';
import { listTopics } from '../../../src/cli/topics';
import { endpointSchema } from '../../../src/definition/capability';
import { documentSchema } from '../../../src/schema/documentation';
import { toJsonSchema } from '../../../src/schema/json-schema';
import { cloudTitles, loadCloudModules, referenceLanguage } from '../../../tools/reference/kind-modules';
import { renderCloudReference, renderReference } from '../../../tools/reference/pages';

const folder = join(__dirname, '../../../docs/reference');
const pages = renderReference();
const cloudModules = loadCloudModules();
const allPages = new Map([...pages, ...cloudModules.flatMap((module) => [...renderCloudReference(module)])]);
/** Folders of clouds whose package is not installed, so that their pages cannot be rendered. */
const missingClouds = Object.keys(cloudTitles).filter((name) => !cloudModules.some((module) => module.name === name));
const endpoint = toJsonSchema(endpointSchema);
const sections = [
  ...[referenceLanguage, ...cloudModules.map(({ language }) => language)].flatMap((language) =>
    listTopics(language).flatMap(({ name, sections }) => sections.map((section) => ({ topic: name, section }))),
  ),
  ...documentSchema(endpoint, endpoint, 'endpoint').map((section) => ({ topic: 'endpoint', section })),
];

test('the pages of docs/reference are current: npm run reference', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => path.split(sep).join('/'))
    .filter((path) => !missingClouds.some((name) => path.startsWith(`${name}/`)));
  expect(files.sort()).toEqual([...allPages.keys()].sort());
  for (const [path, text] of allPages) expect(readFileSync(join(folder, path), 'utf8')).toBe(text);
});

test('every option has a description', () => {
  const options = sections.flatMap(({ topic, section }) =>
    section.shapes.flat().map(({ name, description }) => ({ path: `${topic} ${section.title}.${name}`, description })),
  );
  expect(options.length).toBeGreaterThan(500);
  expect(options.filter(({ description }) => !/\w{2}/.test(description)).map(({ path }) => path)).toEqual([]);
});

test('every command, argument and option of the CLI has a description', () => {
  const listUndescribed = (command: Command): readonly string[] => [
    ...(command.description() === '' ? [command.name()] : []),
    ...command.registeredArguments.filter(({ description }) => !description).map((argument) => argument.name()),
    ...command.options.filter(({ description }) => !description).map(({ flags }) => flags),
    ...command.commands.flatMap(listUndescribed),
  ];
  expect(listUndescribed(createProgram())).toEqual([]);
});

test('the links of the reference lead to pages and headings that exist', () => {
  const headings = (text: string) =>
    [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
      heading
        .replaceAll(/&lt;|&gt;/g, '')
        .toLowerCase()
        .replaceAll(/[^a-z0-9 _-]/g, '')
        .replaceAll(' ', '-'),
    );
  const broken = [...allPages].flatMap(([page, text]) =>
    [...text.matchAll(/\]\(([^)#]*)#?([^)]*)\)/g)]
      .filter(([, path = '', fragment = '']) => {
        const target =
          path === ''
            ? page
            : normalize(join(dirname(page), path))
                .split(sep)
                .join('/');
        if (target.startsWith('../') || missingClouds.some((name) => target.startsWith(`${name}/`))) return false;
        const targetText = allPages.get(target);
        return targetText === undefined || (fragment !== '' && !headings(targetText).includes(fragment));
      })
      .map(([link]) => `${page}: ${link}`),
  );
  expect(broken).toEqual([]);
});
