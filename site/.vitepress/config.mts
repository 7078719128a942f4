import { readdirSync } from 'node:fs';
import { basename, join, posix } from 'node:path';
import { defineConfig } from 'vitepress';
import packageJson from '../../package.json' with { type: 'json' };

const docs = join(import.meta.dirname, '../../docs');

/** Returns the anchor of a heading, as GitHub and the links in docs/ write it. */
function slugify(heading: string): string {
  return (
    heading
      .trim()
      .toLowerCase()
      // VitePress passes <name> as it is in HTML.
      .replaceAll(/&\w+;/g, '')
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(/\s/g, '-')
  );
}

/** Returns whether a link of a page leads to a file of the repository outside docs/. */
function isOutsideDocs(link: string, page: string): boolean {
  return !/^(\w+:|#|\/)/.test(link) && posix.join(posix.dirname(page), link).startsWith('..');
}

/** Public modules by the names by which programs import them, with their pages. TypeDoc writes the pages. */
const modules = new Map(
  Object.keys(packageJson.exports)
    .filter((path) => path !== './package.json')
    .map((path) => path.replace(/^\./, 'plinth'))
    .map((module) => [module, `/api/${module}/`]),
);

/** Lists the pages of a folder of docs/ for the sidebar, by name. */
function listPages(folder: string) {
  return readdirSync(join(docs, folder))
    .filter((file) => file.endsWith('.md') && !['README.md', 'index.md'].includes(file))
    .sort()
    .map((file) => {
      const name = basename(file, '.md');
      return { text: name.replaceAll('-', ' '), link: `/${join(folder, name)}` };
    });
}

// The site is static, and its search works offline: the index is part of the pages.
export default defineConfig({
  title: 'Plinth',
  description: 'Terraform and Kubernetes manifests for a whole Kubernetes platform, from one definition',
  // A copy of docs/, which `npm run build` makes: pages find Vue in the folders above them only.
  srcDir: 'pages',
  outDir: '../.plinth/site',
  cacheDir: '../.plinth/site-cache',
  // Pages that the repository shows as README.md of their folder.
  rewrites: { ':folder(.*)/README.md': ':folder/index.md' },
  markdown: {
    anchor: { slugify },
    // Text such as <name> is no HTML.
    html: false,
    config: (md) => {
      // Vue evaluates {{ … }} also in inline code.
      md.renderer.rules.code_inline = (tokens, index, _options, env) => {
        const text = tokens[index]?.content ?? '';
        const code = `<code v-pre>${md.utils.escapeHtml(text)}</code>`;
        // The API of the modules exists in the site only: the repository has no page that this page could link to.
        const page = env.relativePath === 'library.md' ? modules.get(text) : undefined;
        return page === undefined ? code : `<a href="${page}">${code}</a>`;
      };
      // Files of the repository that are no pages of the site: their names remain, without a link.
      md.core.ruler.push('links_in_repository', ({ tokens, env }) => {
        for (const { children } of tokens) {
          let isOutside = false;
          for (const token of children ?? []) {
            if (token.type === 'link_open') isOutside = isOutsideDocs(token.attrGet('href') ?? '', env.relativePath);
            if (token.type === 'link_open')
              token.attrSet('href', (token.attrGet('href') ?? '').replace(/(^|\/)README\.md(?=#|$)/, '$1index.md'));
            if (isOutside && token.type.startsWith('link_')) Object.assign(token, { type: 'text', content: '' });
          }
        }
      });
    },
  },
  themeConfig: {
    search: { provider: 'local' },
    nav: [
      { text: 'Getting started', link: '/getting-started' },
      { text: 'Reference', link: '/reference/' },
      { text: 'API', link: '/api/' },
    ],
    sidebar: [
      { text: 'Recipes', items: listPages('recipes') },
      { text: 'Guides', items: listPages('') },
      { text: 'Reference', items: listPages('reference'), collapsed: false },
      { text: 'Clusters', items: listPages('reference/clusters'), collapsed: true },
      { text: 'Components', items: listPages('reference/components'), collapsed: true },
      { text: 'API', items: [...modules].map(([text, link]) => ({ text, link })), collapsed: true },
    ],
  },
});
