import type { Command } from 'commander';
import type { MarkerFinding } from '../changes/marker-findings';
import { tryReadLock } from '../files/lock';
import { checkHosts, type HostFinding } from './check-hosts';
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
    .argument(...definitionArgument)
    .option(...lockOption)
    .option('--out <folder>', 'Folder that contains cdktf.out', '.')
    .option(...kubectlOption)
    .addHelpText(
      'after',
      `
Examples:
  # Compare the lock with all clusters
  plinth status

Reads a ConfigMap in kube-system from each cluster, which the last Terraform stack of the cluster writes. Logs in to the
hosts of on-premises clusters with SSH, if plinth synth has written their scripts, and changes nothing there. Exits with
1 unless the lock records what all clusters have and nothing is wrong on any host.`,
    )
    .action(async (file: string | undefined, options: StatusOptions) => {
      await withDefinition(
        file,
        async (definition) => {
          const { clusters } = planRequest(definition, options.lock, 'all');
          const [findings, hostFindings] = await withProgress(async (showStep) => {
            showStep('reading the markers of the clusters');
            const markers = await checkMarkers(clusters, tryReadLock(options.lock), options);
            showStep('checking the hosts of on-premises clusters');
            return [markers, await checkHosts(listAppliedClusters(markers), options.out)] as const;
          });
          process.stdout.write(formatFindings([...findings, ...hostFindings]));
          if (hostFindings.length > 0 || findings.some(({ state }) => state !== 'matches' && state !== 'not-applied'))
            process.exitCode = 1;
        },
        { writes: false },
      );
    });
}

/** Lists the clusters that something was applied to: the others may have hosts that have not joined. */
function listAppliedClusters(findings: readonly MarkerFinding[]): readonly string[] {
  return findings.filter(({ state }) => state !== 'not-applied').map(({ cluster }) => cluster);
}

/** Formats findings, one per line. */
export function formatFindings(findings: readonly (MarkerFinding | HostFinding)[]): string {
  return findings.map(({ cluster, message }) => `${cluster}: ${message}\n`).join('');
}
