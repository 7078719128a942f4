import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as plinth from '../../../src';
import { hasProvider } from '../../support/cloud';

const root = join(__dirname, '../../..');

/** Code block of a page. */
export interface CodeBlock {
  /** Path of the page, relative to the repository. */
  readonly page: string;
  readonly language: string;
  readonly text: string;
}

/** Pages whose blocks are files of one program, which other tests write and compile. */
const pagesWithFiles = /^docs\/(kinds|recipes\/.*)\.md$/;

/** Pages that are written by people: README.md and docs/, without the generated reference. */
export const pages: readonly string[] = [
  'README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md') && !path.startsWith('reference'))
    .map((path) => `docs/${path.replaceAll('\\', '/')}`)
    .sort(),
];

/** Lists the code blocks of a page, also those in lists. */
export function listBlocks(page: string): readonly CodeBlock[] {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(/^( *)```(\w+)\n([\s\S]*?)^ *```$/gm)].map(([, indent = '', language = '', block = '']) => ({
    page,
    language,
    text: block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }));
}

/** Functions of clusters and components whose options the blocks of a page show without the function. */
const functions: Readonly<Record<string, readonly string[]>> = {
  'docs/aws.md': ['eks'],
  'docs/azure.md': ['aks'],
  'docs/google.md': ['gke'],
  'docs/databases.md': ['cloudNativePg'],
  'docs/on-premises.md': ['onPrem'],
};

/** Values that blocks mention and other blocks or the reader define. */
const declarations = `import { readFileSync } from 'node:fs';
declare const subscription: string, entraTenant: string;
declare const checks: NonNullable<Parameters<typeof telegraf>[0]>['checks'];
declare const backups: NonNullable<Parameters<typeof cloudNativePg>[0]>['backups'];
declare const seal: NonNullable<NonNullable<Parameters<typeof openBao>[0]>['seal']>;
declare const store: NonNullable<Parameters<typeof externalSecrets>[0]>['store'];
declare const connectors: Parameters<typeof dex>[0]['connectors'];
declare const login: NonNullable<Parameters<typeof grafana>[0]>['login'];
declare const image: string, host: string;
void [connectors, login, image, host, subscription, entraTenant, checks, backups, seal, store, readFileSync];
`;

/** Renders the TypeScript blocks of all pages as programs, by a path that names the page. */
export function renderBlocks(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    pages
      .filter((page) => !pagesWithFiles.test(page))
      .flatMap((page) => {
        const cloud = /^docs\/(aws|azure|google)\.md$/.exec(page)?.[1] as 'aws' | 'azure' | 'google' | undefined;
        if (cloud !== undefined && !hasProvider(cloud)) return [];
        return listBlocks(page)
          .filter(({ language }) => language === 'ts')
          .map(({ text }, index) => [
            `${page.replaceAll('/', '-')}-${index + 1}.ts`,
            /^import /m.test(text) ? text : renderFragment(page, text, cloud),
          ]);
      }),
  );
}

/** Renders a block that is a part of a program: options of an object, or components. */
function renderFragment(page: string, text: string, cloud?: string): string {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the package of the cloud is optional
  const cloudExports = cloud === undefined ? {} : (require(`../../../constructs/${cloud}`) as object);
  const isOptions = /^\s*(\/\/.*\n)?\w+: /.test(text);
  const [kind] = isOptions && !/^(components|web|tenants):/m.test(text) ? (functions[page] ?? []) : [];
  const used = `${text}${declarations}${kind ?? ''}(`;
  const importFrom = (specifier: string, exports: object) => {
    const names = Object.keys(exports).filter((name) => new RegExp(`\\b${name}\\b\\(|typeof ${name}\\b`).test(used));
    return names.length === 0 ? '' : `import { ${names.join(', ')} } from '${specifier}';\n`;
  };
  const imports = `${importFrom('plinth', plinth)}${cloud === undefined ? '' : importFrom(`plinth/${cloud}`, cloudExports)}`;
  const type = kind === undefined ? '' : `: Partial<NonNullable<Parameters<typeof ${kind}>[0]>>`;
  const [open, close] = isOptions ? ['{', '}'] : ['[', ']'];
  return `${imports}${declarations}export const fragment${type} = ${open}\n${text.replace(/;\n$/, ',\n')}${close};\n`;
}
