import { rmSync } from 'node:fs';
import type { Command } from 'commander';
import { formatLock, lockDestroyedCluster, lockStartedCluster, tryReadLock, type Lock } from '../files/lock';
import { planRequest, resolveOutputFolders, writeOutput } from '../synth';
import { version } from '../version';
import { readApplyOrder } from './apply-order';
import { confirm } from './confirm';
import { definitionOption, lockOption, type DefinitionOptions } from './options';
import { withProgress } from './progress';
import type { LoadedDefinition } from './read-definition';
import { kubectlOption, type KubectlOptions } from './read-markers';
import { runStacks, selectStacks } from './run-stacks';
import { assertMarkersMatch, ignoreMarkerOption, selectClusters } from './select-clusters';
import { findTerraform, Terraform, terraformOption } from './terraform';
import { withDefinition } from './with-definition';
import { writeAtomic } from './write-files';

/** Options of `plinth destroy`. */
export interface DestroyOptions extends KubectlOptions {
  readonly lock: string;
  /** Name of the platform, as an answer in advance. */
  readonly confirm?: string;
  /** Name or path of terraform or tofu. @default the first that is found */
  readonly terraform?: string;
  readonly ignoreMarker?: boolean;
}

/** Adds `plinth destroy`. */
export function addDestroyCommand(program: Command): void {
  program
    .command('destroy')
    .description('Destroy the Terraform stacks of clusters, in reverse order')
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
  const lock = tryReadLock(options.lock);
  const plan = planRequest(definition, options.lock, 'all');
  const clusters = selectClusters(plan.clusters, clusterNames);
  const program = findTerraform(options.terraform);
  await assertMarkersMatch(clusters, lock, options);

  const folders = resolveOutputFolders(options.out);
  await withProgress((showStep) => writeOutput(plan, definition.language, folders, showStep));
  const order = readApplyOrder(folders);
  const names = clusters.map(({ name }) => name);
  const stacks = selectStacks(order, names, 'destroy');
  const platform = plan.platform.name;
  process.stdout.write(`stacks to destroy: ${stacks.join(', ')}\n`);
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
  let current: Lock | undefined = lock;
  const save = (next: Lock) => {
    current = next;
    writeAtomic(options.lock, formatLock(next));
  };
  await runStacks(new Terraform(program, folders.terraform), order, stacks, 'destroy', {
    clusterStarted: (cluster) => {
      if (current) save(lockStartedCluster(current, applied, cluster));
    },
    clusterCompleted: (cluster) => {
      if (current) save(lockDestroyedCluster(current, cluster));
    },
  });
  // With no cluster left, the next apply is a first one.
  if (clusters.length === plan.clusters.length) rmSync(options.lock, { force: true });
  const outcome = clusters.length === plan.clusters.length ? 'removed, since no cluster is left' : 'written';
  process.stdout.write(`destroyed: ${stacks.join(', ')}\n${lock ? `${options.lock}: ${outcome}\n` : ''}`);
}
