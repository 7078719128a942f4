import { listBlocks } from '../../unit/docs/code-blocks';

/** Command in a shell block of a page. */
export interface DocumentedCommand {
  readonly page: string;
  /** The command, with the lines that belong to it. */
  readonly text: string;
  /** Why the test does not run it; undefined for a command that needs Node.js alone. */
  readonly notRun: string | undefined;
}

/** Commands that need more than Node.js, by their first words, with what they need or where they run instead. */
const notRun: readonly (readonly [RegExp, string])[] = [
  [/^npm ci$|^npm run synth$/, 'CI runs it in the repository'],
  [/^npm (pack|install)\b/, 'it installs packages: npm run test:package'],
  [/^cd \.\.$/, 'it leaves the checkout of Plinth'],
  [/^npm run (lab|test:)|^PLINTH_\w+=\S+ /, 'it requires hosts or charts'],
  [/^npx plinth (apply|status)\b/, 'it requires Terraform and a cluster: npm run test:apply'],
  [/^npx plinth state create$/, 'it requires an account of a cloud; the same command runs with --print'],
  [/^terraform\b/, 'it requires a state of Terraform'],
  [/^(kubectl|bao|curl)\b|^export BAO_TOKEN=|^for role in /, 'it requires a cluster'],
];

/** Lists the commands in the shell blocks of a page. */
export function listDocumentedCommands(page: string): readonly DocumentedCommand[] {
  return listBlocks(page)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => splitCommands(text))
    .map((text) => ({ page, text, notRun: notRun.find(([pattern]) => pattern.test(text))?.[1] }));
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
      commands.push(...(current.includes('\n') ? [current] : current.split(' && ')));
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
