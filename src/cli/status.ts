import type { Command } from 'commander';
import type { MarkerFinding } from '../changes/marker-findings';
import { tryReadLock } from '../files/lock';
import type { ClusterPlan } from '../kinds/cluster-plan';
import { checkHosts } from './check-hosts';
import { checkReleases } from './check-releases';
import type { Language } from '../create-language';
import { DefinitionError } from '../schema/problem';
import { UserError } from '../schema/user-error';
import { builtInLanguage, planRequest } from '../synth';
import { definitionArgument } from './definition-file';
import { existingLockOption } from './options';
import { withProgress } from './progress';
import { kubectlOption, outOption, type KubectlOptions } from './kubectl';
import { checkMarkers } from './read-markers';
import { readDefinition, type LoadedDefinition } from './read-definition';
import { formatDefinitionError } from './report';
import { formatStatus, formatStatusJson, isExpected, type StatusReport } from './status-report';

interface StatusOptions extends KubectlOptions {
  readonly lock: string;
  readonly live: boolean;
  readonly json: boolean;
}

/** Adds `plinth status`. */
export function addStatusCommand(program: Command): void {
  program
    .command('status')
    .argument(...definitionArgument)
    .option(...existingLockOption)
    .option(
      '--live',
      'Also compare the releases and their objects on the clusters with the definition, field by field',
      false,
    )
    .option('--json', 'Print JSON', false)
    .option(...outOption)
    .option(...kubectlOption)
    .addHelpText(
      'after',
      `
Examples:
  # Compare the lock with all clusters
  plinth status

  # Find what was changed by hand, in CI every night
  plinth status --live

Reads a ConfigMap in kube-system from each cluster, which the last Terraform stack of the cluster writes. Logs in to the
hosts of on-premises clusters with SSH, if plinth synth has written their scripts, and changes nothing there. With
--live, kubectl reads the records of Helm, and the API server compares their objects by dry runs, which change nothing.
If the definition has errors, prints them and uses the definition of the last apply.

Exit codes: 0 the lock records what all clusters have, and nothing is wrong; 1 otherwise, or an error.`,
    )
    .action(async (file: string | undefined, options: StatusOptions) => {
      const clusters = await planClusters(file, options.lock);
      const report = await withProgress((showStep) => createStatusReport(clusters, options, showStep));
      process.stdout.write(options.json ? formatStatusJson(report) : formatStatus(report));
      if (!isExpected(report)) process.exitCode = 1;
    });
}

/**
 * Plans the clusters of the definition. While it has errors, as an unfinished edit does, those of the last apply take
 * their place: the lock is compared with the clusters.
 * @throws UserError with the errors of the definition before the first apply
 */
async function planClusters(file: string | undefined, lockFile: string): Promise<readonly ClusterPlan[]> {
  let definition: LoadedDefinition | undefined;
  try {
    definition = await readDefinition(file);
    return planRequest(definition, lockFile, 'all').clusters;
  } catch (error) {
    const message = formatErrorOfDefinition(error, definition);
    if (message === undefined) throw error;
    const clusters = tryPlanLastApply(definition?.language, lockFile);
    if (!clusters) throw new UserError(message, { cause: error });
    process.stderr.write(`${message}\nnote: ${lockFile} is compared with the clusters, without the definition\n`);
    return clusters;
  }
}

/** Formats the errors of a definition, or why it cannot be read; undefined for any other error. */
function formatErrorOfDefinition(error: unknown, definition: LoadedDefinition | undefined): string | undefined {
  if (definition && error instanceof DefinitionError) return formatDefinitionError(error, definition, false).trimEnd();
  return !definition && error instanceof UserError ? error.message : undefined;
}

/** Plans the definition in a lock; undefined before the first apply, or if this version does not accept the definition. */
function tryPlanLastApply(language: Language = builtInLanguage, lockFile: string): readonly ClusterPlan[] | undefined {
  const lock = tryReadLock(lockFile);
  const definition = lock?.platform ?? lock?.incomplete?.at(-1)?.platform;
  if (definition === undefined) return undefined;
  try {
    return language.planLastApply(definition, lock?.versions);
  } catch (error) {
    if (error instanceof DefinitionError) return undefined;
    throw error;
  }
}

async function createStatusReport(
  clusters: readonly ClusterPlan[],
  options: StatusOptions,
  showStep: (step: string) => void,
): Promise<StatusReport> {
  showStep('reading the markers of the clusters');
  const markers = await checkMarkers(clusters, tryReadLock(options.lock), options);
  showStep('checking the hosts of on-premises clusters');
  const hosts = await checkHosts(listAppliedClusters(markers), options.out);
  if (!options.live) return { markers, hosts, releases: undefined };
  showStep('comparing the releases on the clusters');
  const readable = listReadableClusters(markers);
  const releases = await checkReleases(
    clusters.filter(({ name }) => readable.includes(name)),
    options,
  );
  return { markers, hosts, releases };
}

/** Lists the clusters that something was applied to: the others may have hosts that have not joined. */
function listAppliedClusters(findings: readonly MarkerFinding[]): readonly string[] {
  return findings.filter(({ state }) => state !== 'not-applied').map(({ cluster }) => cluster);
}

/** Lists the clusters whose releases can be compared with the definition: those that can be read, and are the right ones. */
function listReadableClusters(findings: readonly MarkerFinding[]): readonly string[] {
  return findings
    .filter(({ state }) => state !== 'unreachable' && state !== 'other-platform' && state !== 'not-applied')
    .map(({ cluster }) => cluster);
}
