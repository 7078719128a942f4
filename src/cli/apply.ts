import type { Command } from 'commander';
import { lockAppliedCluster, lockStartedCluster } from '../files/lock';
import { formatSummary } from '../output/summary';
import { resolveOutputFolders, writeOutput } from '../synth';
import { version } from '../version';
import { readApplyOrder } from './apply-order';
import { checkHosts, listRepairs, type HostFinding } from './check-hosts';
import { confirm } from './confirm';
import {
  allowRemovalOption,
  definitionOption,
  lockOption,
  type DefinitionOptions,
  type PlanCommandOptions,
} from './options';
import { withProgress } from './progress';
import type { LoadedDefinition } from './read-definition';
import { kubectlOption } from './kubectl';
import { createDiffReport } from './diff-report';
import { formatDiffText } from './diff-text';
import { formatProblems } from './report';
import { runStacks, selectStacks } from './run-stacks';
import { SecretStoreWatch } from './secret-store-watch';
import { ignoreMarkerOption } from './select-clusters';
import { LockRecorder, prepareStackRun, type StackRunOptions } from './stack-run';
import { Terraform, terraformOption } from './terraform';
import { withDefinition } from './with-definition';

/** Options of `plinth apply`. */
export interface ApplyOptions extends PlanCommandOptions, StackRunOptions {
  /** Apply without asking. */
  readonly yes?: boolean;
  /** Restore files of hosts that were changed by hand, too. */
  readonly repair?: boolean;
}

/** Adds `plinth apply`. */
export function addApplyCommand(program: Command): void {
  program
    .command('apply')
    .argument('[clusters...]', 'Names of the clusters; default: all')
    .option(...definitionOption)
    .option('--yes', 'Apply without asking')
    .option('--repair', 'Also restore files of hosts that were changed by hand, one control plane after another')
    .option('--out <folder>', 'Folder that cdktf.out and dist are written to', '.')
    .option(...lockOption)
    .option(...allowRemovalOption)
    .option(...terraformOption)
    .option(...kubectlOption)
    .option(...ignoreMarkerOption)
    .addHelpText(
      'after',
      `
It stops at the first stack that fails. Run it again to continue: Terraform leaves unchanged what was applied.

Exit codes: 0 applied; 1 an error, also of usage, or nothing was applied; 128 and the number of a signal that stopped it
(130: Ctrl-C).

Examples:
  # Apply to one cluster first, and then to all
  plinth apply dev
  plinth apply

  # Restore what plinth status has found on the hosts of a cluster
  plinth apply dc1 --repair

  # In CI, where no one answers
  plinth apply --yes`,
    )
    .action(async (clusters: readonly string[], options: ApplyOptions & DefinitionOptions) => {
      await withDefinition(options.file, (definition) => applyDefinition(definition, clusters, options));
    });
}

/**
 * Applies a definition: checks the markers of the clusters, synthesizes, shows the changes, asks, runs Terraform on the
 * stacks in the order of apply, and records in the lock what was applied.
 * @throws UserError when a marker does not match, the user does not agree, or Terraform fails
 */
async function applyDefinition(
  definition: LoadedDefinition,
  clusterNames: readonly string[],
  options: ApplyOptions,
): Promise<void> {
  const { lock, plan, clusters, program } = await prepareStackRun(
    definition,
    clusterNames,
    options.allowRemoval,
    options,
  );

  const folders = resolveOutputFolders(options.out);
  const written = await withProgress((showStep) => writeOutput(plan, definition.language, folders, showStep));
  process.stderr.write(formatProblems([...plan.warnings, ...written.warnings], definition));
  process.stdout.write(formatSummary(plan, written));
  process.stdout.write(formatDiffText(createDiffReport(plan, options.lock, undefined)));

  const order = readApplyOrder(folders);
  const names = clusters.map(({ name }) => name);
  const stacks = selectStacks(order, names, 'apply');
  process.stdout.write(`stacks to apply: ${stacks.join(', ')}\n`);
  const findings = options.repair ? await checkHosts(names, options.out) : [];
  const repairs = listRepairs(findings);
  if (options.repair) process.stdout.write(formatRepairs(findings, repairs));
  if (!options.yes && !(await confirm("apply them? Only 'yes' is accepted: ", 'yes', '--yes'))) {
    process.stdout.write('nothing was applied\n');
    process.exitCode = 1;
    return;
  }

  const applied = { plinth: version, platform: definition.platform, clusters: plan.clusters };
  const recorder = new LockRecorder(options.lock, lock);
  const watches = clusters.flatMap((cluster) => SecretStoreWatch.tryCreate(cluster, options) ?? []);
  for (const watch of watches) watch.start();
  try {
    const listener = {
      clusterStarted: (cluster: string) => {
        recorder.update((current) => lockStartedCluster(current, applied, cluster));
      },
      clusterCompleted: (cluster: string) => {
        recorder.update((current) => current && lockAppliedCluster(current, applied, cluster));
      },
    };
    await runStacks(new Terraform(program, folders.terraform), order, stacks, 'apply', listener, repairs);
  } finally {
    await Promise.all(watches.map((watch) => watch.stop()));
  }
  process.stdout.write(`applied: ${stacks.join(', ')}\n${options.lock}: written\nnext: commit it\n`);
}

/** Formats what was found on hosts, and the resources that are created again to restore it. */
function formatRepairs(findings: readonly HostFinding[], repairs: Readonly<Record<string, readonly string[]>>): string {
  const resources = Object.entries(repairs).flatMap(([stack, addresses]) =>
    addresses.map((address) => `${stack}: ${address}`),
  );
  return [
    ...findings.map(({ cluster, message }) => `${cluster}: ${message}`),
    `to repair: ${resources.length === 0 ? 'nothing' : resources.join(', ')}`,
    '',
  ].join('\n');
}
