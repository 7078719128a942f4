import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** Page of the built site. */
interface Page {
  /** Path of the page in a browser, such as `/reference/commands.html`. */
  readonly path: string;
  readonly links: readonly string[];
  readonly anchors: ReadonlySet<string>;
}

/** Lists the pages of a built site. */
function listPages(folder: string): readonly Page[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.html') && file !== '404.html')
    .map((file) => {
      const html = readFileSync(join(folder, file), 'utf8');
      const list = (attribute: string) =>
        [...html.matchAll(new RegExp(`\\s${attribute}="([^"]*)"`, 'g'))].map(([, value = '']) => unescapeHtml(value));
      return { path: `/${file}`, links: list('href'), anchors: new Set(list('id')) };
    });
}

function unescapeHtml(text: string): string {
  return text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'");
}

/** Number of pages of a built site, and its links to pages, files and anchors that do not exist. */
export function checkLinks(folder: string): { readonly pages: number; readonly broken: readonly string[] } {
  const pages = listPages(folder);
  const byPath = new Map(pages.map((page) => [page.path, page]));
  const broken = pages.flatMap((page) =>
    page.links.flatMap((link) => {
      if (/^(https?|mailto|data):/.test(link)) return [];
      const [target = '', anchor] = link.split('#');
      const path = target === '' ? page.path : posix.resolve(posix.dirname(page.path), decodeURI(target));
      const found = [path, `${path}.html`, posix.join(path, 'index.html')].find((candidate) =>
        /\.\w+$/.test(candidate) ? existsSync(join(folder, candidate)) : false,
      );
      if (found === undefined) return [`${page.path}: ${link}: there is no such page`];
      const isAnchor =
        anchor === undefined || anchor === '' || byPath.get(found)?.anchors.has(decodeURIComponent(anchor));
      return isAnchor ? [] : [`${page.path}: ${link}: there is no such anchor`];
    }),
  );
  return { pages: pages.length, broken: [...new Set(broken)] };
}
