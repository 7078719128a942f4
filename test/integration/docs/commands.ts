import { join } from 'node:path';
import { listBlocks } from '../../unit/docs/code-blocks';

/** Command in a shell block of a page. */
export interface DocumentedCommand {
  readonly page: string;
  /** The command, with the lines that belong to it. */
  readonly text: string;
  /** Why `npm run test:docs` does not run it, and the test that does; undefined for a command that needs Node.js alone. */
  readonly notRun: Pick<NotRun, 'reason' | 'test'> | undefined;
}

/** Commands that need more than Node.js, by their first words: what they need, and the test that runs them or the same steps. */
const notRun: readonly NotRun[] = [
  { pattern: /^npm ci$|^npm run synth$/, reason: 'it is a step of CI', test: '.ci/run' },
  { pattern: /^npm (pack|install)\b/, reason: 'it installs packages', test: 'npm run test:package' },
  { pattern: /^cd \.\.$/, reason: 'it leaves the checkout of Plinth', test: 'npm run test:package' },
  { pattern: /^PLINTH_CHARTS=/, reason: 'it requires charts', test: 'npm run test:charts itself' },
  { pattern: /^npm run (lab|test:)|^PLINTH_\w+=\S+ /, reason: 'it requires hosts', test: 'npm run test:lab' },
  {
    pattern: /^(npx )?plinth (apply|status)\b/,
    reason: 'it requires Terraform and a cluster',
    test: 'npm run test:apply',
  },
  {
    pattern: /^gcloud\b/,
    reason: 'it requires a project of Google Cloud',
    test: 'none',
  },
  { pattern: /^npx plinth state create$/, reason: 'it requires an account of a cloud', test: 'npm run test:state' },
  { pattern: /^terraform\b/, reason: 'it requires a state of Terraform', test: 'npm run test:terraform' },
  { page: 'docs/on-premises.md', pattern: /^(kubectl|ssh)\b/, reason: 'it requires nodes', test: 'npm run test:lab' },
  {
    page: 'docs/login.md',
    pattern: /people\.mjs|relation-tuples|admin\/clients|oauth2\/token/,
    reason: 'it requires a cluster with ory()',
    test: 'npm run test:login, on the same programs without a cluster',
  },
  {
    page: 'docs/secrets.md',
    pattern: /^(bao operator|kubectl -n openbao exec -ti|bao (secrets|auth|write|policy|kv)|for role in )/,
    reason: 'it requires OpenBao',
    test: 'npm run test:data, on a server without a cluster',
  },
  { pattern: /^(kubectl|bao|curl)\b|^export BAO_TOKEN=/, reason: 'it requires a cluster', test: 'none' },
];

interface NotRun {
  /** @default all pages */
  readonly page?: string;
  readonly pattern: RegExp;
  readonly reason: string;
  /** Test that runs the command, or the same steps; `none` where no test does. */
  readonly test: string;
}

/** Lists the commands in the shell blocks of a page. */
export function listDocumentedCommands(page: string): readonly DocumentedCommand[] {
  return listBlocks(page)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => splitCommands(text))
    .map((text) => ({
      ...{ page, text },
      notRun: notRun.find((entry) => (entry.page ?? page) === page && entry.pattern.test(text)),
    }));
}

/** File with the commands that `npm run test:docs` does not run. */
export const notRunFile = join(__dirname, '../../commands.md');

/** Renders the commands of pages that `npm run test:docs` does not run, with the reason and the test that runs each. */
export function renderNotRun(pages: readonly string[]): string {
  const rows = pages.flatMap((page) =>
    listDocumentedCommands(page).flatMap(({ text, notRun: entry }) =>
      entry ? [[page, `\`${(text.split('\n')[0] ?? '').replaceAll('|', '\\|')}\``, entry.reason, entry.test]] : [],
    ),
  );
  const unique = [...new Set(rows.map((cells) => `| ${cells.join(' | ')} |\n`))];
  return `# Commands of the documentation that \`npm run test:docs\` does not run

Written by \`npm run golden\`. All other commands in shell blocks of the pages are run by \`npm run test:docs\`.

| page | command (first line) | reason | test that runs it, or the same steps |
|---|---|---|---|
${unique.join('')}`;
}

/** Splits a script into commands: lines with their continuations, here-documents, loops, quoted text. */
function splitCommands(script: string): readonly string[] {
  const commands: string[] = [];
  let current = '';
  for (const line of script.split('\n')) {
    const text = line.replace(/\s+#.*$/, '').trimEnd();
    if (current === '' && text.trim() === '') continue;
    current = current === '' ? text.trim() : `${current}\n${text}`;
    if (isComplete(current)) {
      // `cd acme && npm install` is two commands.
      commands.push(...(/['\n]/.test(current) ? [current] : current.split(' && ')));
      current = '';
    }
  }
  return current === '' ? commands : [...commands, current];
}

function isComplete(command: string): boolean {
  const hereDocument = /<<-?'?(\w+)'?/.exec(command)?.[1];
  if (hereDocument !== undefined) return command.endsWith(`\n${hereDocument}`);
  if (/^(for|while) /.test(command)) return command.endsWith('\ndone');
  return !command.endsWith('\\') && (command.match(/'/g) ?? []).length % 2 === 0;
}
