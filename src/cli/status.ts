import type { Command } from 'commander';
import type { MarkerFinding } from '../changes/marker-findings';
import { tryReadLock } from '../files/lock';
import { planRequest } from '../synth';
import { definitionArgument, lockOption } from './options';
import { withProgress } from './progress';
import { kubectlOption, type KubectlOptions } from './kubectl';
import { checkMarkers } from './read-markers';
import { withDefinition } from './with-definition';

interface StatusOptions extends KubectlOptions {
  readonly lock: string;
}

/** Adds `plinth status`. */
export function addStatusCommand(program: Command): void {
  program
    .command('status')
    .description('Compare the lock with what was last applied to the clusters')
    .argument(...definitionArgument)
    .option(...lockOption)
    .option('--out <folder>', 'Folder that contains cdktf.out', '.')
    .option(...kubectlOption)
    .addHelpText(
      'after',
      `
Reads a ConfigMap in kube-system from each cluster, which the last Terraform stack of the cluster writes. Exits with 1
unless the lock records what all clusters have.`,
    )
    .action(async (file: string | undefined, options: StatusOptions) => {
      await withDefinition(file, async (definition) => {
        const { clusters } = planRequest(definition, options.lock, 'all');
        const findings = await withProgress((showStep) => {
          showStep('reading the markers of the clusters');
          return checkMarkers(clusters, tryReadLock(options.lock), options);
        });
        process.stdout.write(formatFindings(findings));
        if (findings.some(({ state }) => state !== 'matches' && state !== 'not-applied')) process.exitCode = 1;
      });
    });
}

/** Formats findings, one per line. */
export function formatFindings(findings: readonly MarkerFinding[]): string {
  return findings.map(({ cluster, message }) => `${cluster}: ${message}\n`).join('');
}
