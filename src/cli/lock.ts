import type { Command } from 'commander';
import { formatLock, lockDefinition } from '../files/lock';
import { planRequest } from '../synth';
import { version } from '../version';
import { formatJson } from './json-output';
import { definitionArgument } from './definition-file';
import { lockOption } from './options';
import { withDefinition } from './with-definition';
import { writeAtomic } from './write-files';

interface LockOptions {
  readonly lock: string;
  readonly overwrite?: boolean;
  readonly json: boolean;
}

/** Adds `plinth lock`. */
export function addLockCommand(program: Command): void {
  program
    .command('lock')
    .argument(...definitionArgument)
    .option(...lockOption)
    .option('--overwrite', 'Replace a lock that is damaged, or whose definition is no longer valid')
    .option('--json', 'Print JSON', false)
    .addHelpText(
      'after',
      `
Examples:
  # After an apply by another program than plinth apply
  npx cdktf deploy '*' && plinth lock

The lock is a copy of the definition and of its versions as they were last applied, and is committed to Git. It locks no
dependencies, and prevents no apply: plinth diff and plinth check compare the definition with it.`,
    )
    .action(async (file: string | undefined, options: LockOptions) => {
      await withDefinition(file, (definition) => {
        const { platform, language } = definition;
        const { clusters } = options.overwrite ? language.plan(platform) : planRequest(definition, options.lock, 'all');
        writeAtomic(options.lock, formatLock(lockDefinition({ plinth: version, platform, clusters })));
        process.stdout.write(
          options.json
            ? formatJson({
                lock: options.lock,
                clusters: clusters.map(({ name, digest }) => ({ cluster: name, digest })),
              })
            : `${options.lock}: written\nnext: commit it\n`,
        );
      });
    });
}
