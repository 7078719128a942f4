import { rmSync } from 'node:fs';
import type { Command } from 'commander';
import { lockDestroyedCluster, lockStartedCluster } from '../files/lock';
import { resolveOutputFolders, writeOutput } from '../synth';
import { version } from '../version';
import { readApplyOrder } from './apply-order';
import { confirm } from './confirm';
import { definitionOption, type DefinitionOptions } from './definition-file';
import { lockOption } from './options';
import { withProgress } from './progress';
import type { LoadedDefinition } from './read-definition';
import { kubectlOption } from './kubectl';
import { runStacks, selectStacks } from './run-stacks';
import { ignoreMarkerOption } from './select-clusters';
import { LockRecorder, prepareStackRun, type StackRunOptions } from './stack-run';
import { Terraform, terraformOption } from './terraform';
import { withDefinition } from './with-definition';

/** Options of `plinth destroy`. */
export interface DestroyOptions extends StackRunOptions {
  /** Name of the platform, as an answer in advance. */
  readonly confirm?: string;
}

/** Adds `plinth destroy`. */
export function addDestroyCommand(program: Command): void {
  program
    .command('destroy')
    .argument('[clusters...]', 'Names of the clusters; default: all')
    .option(...definitionOption)
    .option('--confirm <platform>', 'Name of the platform, instead of typing it')
    .option('--out <folder>', 'Folder that cdktf.out and dist are written to', '.')
    .option(...lockOption)
    .option(...terraformOption)
    .option(...kubectlOption)
    .option(...ignoreMarkerOption)
    .addHelpText(
      'after',
      `
Examples:
  # Destroy one cluster
  plinth destroy dev1

  # Destroy all clusters, without a question
  plinth destroy --confirm acme

Destroys stacks of clusters only; stacks that belong to no cluster, such as those with the data of tenants, are never
destroyed. To remove one cluster from a platform, set state: 'removed' on it instead, and run plinth apply.

Exit codes: 0 destroyed; 1 an error, also of usage, or nothing was destroyed; 128 and the number of a signal that stopped
it (130: Ctrl-C).`,
    )
    .action(async (clusters: readonly string[], options: DestroyOptions & DefinitionOptions) => {
      await withDefinition(options.file, (definition) => destroyClusters(definition, clusters, options));
    });
}

/**
 * Destroys the stacks of clusters in the order of destroy, and removes the clusters from the lock.
 * @throws UserError when a marker does not match, the user does not agree, or Terraform fails
 */
async function destroyClusters(
  definition: LoadedDefinition,
  clusterNames: readonly string[],
  options: DestroyOptions,
): Promise<void> {
  const { lock, plan, clusters, program } = await prepareStackRun(definition, clusterNames, 'all', options);

  const folders = resolveOutputFolders(options.out);
  await withProgress((showStep) => writeOutput(plan, definition.language, folders, showStep));
  const order = readApplyOrder(folders);
  const names = clusters.map(({ name }) => name);
  const stacks = selectStacks(order, names, 'destroy');
  const platform = plan.platform.name;
  process.stdout.write(`stacks to destroy: ${stacks.join(', ')}\n`);
  if (lock === undefined)
    process.stdout.write(`${options.lock} does not exist: no apply is recorded, and there may be nothing to destroy\n`);
  const isConfirmed =
    options.confirm === undefined
      ? await confirm(`type the name of the platform, ${platform}, to destroy them: `, platform, '--confirm <platform>')
      : options.confirm === platform;
  if (!isConfirmed) {
    process.stdout.write(`nothing was destroyed: the name of the platform is ${platform}\n`);
    process.exitCode = 1;
    return;
  }

  const applied = { plinth: version, platform: definition.platform, clusters: plan.clusters };
  const recorder = new LockRecorder(options.lock, lock);
  await runStacks(new Terraform(program, folders.terraform), order, stacks, 'destroy', {
    clusterStarted: (cluster) => {
      recorder.update((current) => current && lockStartedCluster(current, applied, cluster));
    },
    clusterCompleted: (cluster) => {
      recorder.update((current) => current && lockDestroyedCluster(current, cluster));
    },
  });
  // With no cluster left, the next apply is a first one.
  if (clusters.length === plan.clusters.length) rmSync(options.lock, { force: true });
  const outcome = clusters.length === plan.clusters.length ? 'removed, since no cluster is left' : 'written';
  process.stdout.write(`destroyed: ${stacks.join(', ')}\n${lock ? `${options.lock}: ${outcome}\n` : ''}`);
}
