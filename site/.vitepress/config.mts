import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { defineConfig } from 'vitepress';

const docs = join(import.meta.dirname, '../../docs');

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
  rewrites: { 'reference/README.md': 'reference/index.md' },
  // Links to files of the repository that are no pages of the site.
  ignoreDeadLinks: [/^(\.\.\/)+|^\.\/\.\.\//],
  markdown: {
    // Text such as <name> is no HTML.
    html: false,
    config: (md) => {
      // Vue evaluates {{ … }} also in inline code.
      md.renderer.rules.code_inline = (tokens, index) =>
        `<code v-pre>${md.utils.escapeHtml(tokens[index]?.content ?? '')}</code>`;
    },
  },
  themeConfig: {
    search: { provider: 'local' },
    nav: [
      { text: 'Guides', link: '/library' },
      { text: 'Reference', link: '/reference/' },
    ],
    sidebar: [
      { text: 'Recipes', items: listPages('recipes') },
      { text: 'Guides', items: listPages('') },
      { text: 'Reference', items: listPages('reference'), collapsed: false },
      { text: 'Clusters', items: listPages('reference/clusters'), collapsed: true },
      { text: 'Components', items: listPages('reference/components'), collapsed: true },
    ],
  },
});
