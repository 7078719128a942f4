import { Option, type Command } from 'commander';
import { planRequest } from '../synth';
import { definitionArgument } from './definition-file';
import { againstOption, comparedLockOption, resolveComparedLock, type ComparisonOptions } from './options';
import { createDiffReport } from './diff-report';
import { renderFirstApplyLines } from './diff-text';
import { formatUpgrades, formatUpgradesAsJson, formatUpgradesAsMarkdown, isUpgradeChange } from './upgrade-report';
import { withDefinition } from './with-definition';

interface UpgradePlanOptions extends ComparisonOptions {
  readonly json?: boolean;
  readonly markdown?: boolean;
}

/** Adds `plinth upgrade-plan`. */
export function addUpgradePlanCommand(program: Command): void {
  program
    .command('upgrade-plan')
    .argument(...definitionArgument)
    .option(...againstOption)
    .option(...comparedLockOption)
    .addOption(new Option('--json', 'Print JSON').conflicts('markdown'))
    .option('--markdown', 'Print Markdown, for a pull request')
    .addHelpText(
      'after',
      `
Examples:
  # Show the steps of the upgrades that the definition contains
  plinth upgrade-plan

  # In CI: comment on a pull request
  plinth upgrade-plan --markdown > upgrade-plan.md`,
    )
    .action(async (file: string | undefined, { json = false, markdown = false, ...options }: UpgradePlanOptions) => {
      await withDefinition(
        file,
        (definition) => {
          const lockFile = resolveComparedLock(options);
          const plan = planRequest(definition, lockFile, 'all');
          // Standard output remains valid JSON or Markdown.
          process.stderr.write(renderFirstApplyLines(createDiffReport(plan, lockFile, undefined)).join('\n'));
          const upgrades = plan.changes.filter(isUpgradeChange);
          const format = json ? formatUpgradesAsJson : markdown ? formatUpgradesAsMarkdown : formatUpgrades;
          process.stdout.write(format(upgrades));
        },
        { writes: false },
      );
    });
}
