import type { Command } from 'commander';
import { lockAppliedCluster, lockStartedCluster } from '../files/lock';
import { formatSummary } from '../output/summary';
import { resolveOutputFolders, writeOutput } from '../synth';
import { version } from '../version';
import type { ClusterPlan } from '../kinds/cluster-plan';
import { adoptOption, assertNothingIsAdopted } from './check-adoption';
import { readApplyOrder, type ApplyOrder } from './apply-order';
import { checkHosts, listRepairs } from './check-hosts';
import { checkReleases } from './check-releases';
import { confirm } from './confirm';
import { definitionOption, type DefinitionOptions } from './definition-file';
import { allowRemovalOption, lockOption, type PlanCommandOptions } from './options';
import { withProgress } from './progress';
import type { LoadedDefinition } from './read-definition';
import { kubectlOption } from './kubectl';
import { createDiffReport } from './diff-report';
import { formatDiffText } from './diff-text';
import { formatReleaseFinding } from './release-finding';
import { listUpgrades, repairObjects } from './repair-releases';
import { formatProblems } from './report';
import { runStacks, selectStacks } from './run-stacks';
import { SecretStoreWatch } from './secret-store-watch';
import { ignoreMarkerOption } from './select-clusters';
import { LockRecorder, prepareStackRun, type StackRunOptions } from './stack-run';
import { formatFindings } from './status-report';
import { Terraform, terraformOption, type TerraformSettings } from './terraform';
import { withDefinition } from './with-definition';

/** Options of `plinth apply`. */
export interface ApplyOptions extends PlanCommandOptions, StackRunOptions {
  /** Apply without asking. */
  readonly yes?: boolean;
  /** Restore files of hosts, releases and objects that were changed by hand, too. */
  readonly repair?: boolean;
  /** Take over namespaces that exist at the first apply to a cluster. */
  readonly adopt?: boolean;
}

/** Adds `plinth apply`. */
export function addApplyCommand(program: Command): void {
  program
    .command('apply')
    .argument('[clusters...]', 'Names of the clusters; default: all')
    .option(...definitionOption)
    .option('--yes', 'Apply without asking')
    .option(
      '--repair',
      'Also restore what was changed by hand: files of hosts, one control plane after another; releases; and objects',
    )
    .option('--out <folder>', 'Folder that cdktf.out and dist are written to', '.')
    .option(...lockOption)
    .option(...allowRemovalOption)
    .option(...terraformOption)
    .option(...kubectlOption)
    .option(...ignoreMarkerOption)
    .option(...adoptOption)
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

  # Restore what plinth status --live has found on a cluster
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
  const { lock, plan, clusters, program, markers } = await prepareStackRun(
    definition,
    clusterNames,
    options.allowRemoval,
    options,
  );
  if (!options.adopt) await assertNothingIsAdopted(clusters, markers, options);

  const folders = resolveOutputFolders(options.out);
  const written = await withProgress((showStep) => writeOutput(plan, definition.language, folders, showStep));
  process.stderr.write(formatProblems([...plan.warnings, ...written.warnings], definition));
  process.stdout.write(formatSummary(plan, written));
  process.stdout.write(formatDiffText(createDiffReport(plan, options.lock, undefined)));

  const order = readApplyOrder(folders);
  const names = clusters.map(({ name }) => name);
  const stacks = selectStacks(order, names, 'apply');
  process.stdout.write(`stacks to apply: ${stacks.join(', ')}\n`);
  const repairs = options.repair ? await planRepairs(clusters, order, folders.terraform, options) : {};
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
  if (options.repair)
    process.stdout.write((await repairObjects(clusters, options)).map((line) => `repaired: ${line}\n`).join(''));
}

/**
 * Prints what was changed by hand on hosts and clusters, and what an apply repairs. Objects are repaired after it.
 * @param folder `cdktf.out`
 * @returns settings of Terraform by stack
 */
async function planRepairs(
  clusters: readonly ClusterPlan[],
  order: ApplyOrder,
  folder: string,
  options: ApplyOptions,
): Promise<Readonly<Record<string, TerraformSettings>>> {
  const [hosts, releases] = await withProgress(async (showStep) => {
    showStep('looking for changes by hand');
    const names = clusters.map(({ name }) => name);
    return Promise.all([checkHosts(names, options.out), checkReleases(clusters, options)]);
  });
  const replacements = listRepairs(hosts);
  const upgrades = listUpgrades(releases, order, folder);
  const objects = releases.flatMap(({ cluster, object, repair }) => (repair ? [`${cluster}: ${object ?? ''}`] : []));
  const resources = [...Object.entries(replacements), ...Object.entries(upgrades)].flatMap(([stack, addresses]) =>
    addresses.map((address) => `${stack}: ${address}`),
  );
  const repaired = [...resources, ...objects];
  process.stdout.write(
    [
      formatFindings(hosts),
      formatFindings(releases.map((finding) => ({ ...finding, message: formatReleaseFinding(finding) }))),
      `to repair: ${repaired.length === 0 ? 'nothing' : repaired.join(', ')}\n`,
    ].join(''),
  );
  const settings: Record<string, TerraformSettings> = {};
  for (const [stack, replace] of Object.entries(replacements)) settings[stack] = { replace };
  for (const [stack, upgrade] of Object.entries(upgrades)) settings[stack] = { upgrade };
  return settings;
}
