import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { UserError } from '../schema/user-error';
import { confirm } from './confirm';
import { runClusterScript, tryGetClusterScript } from './on-prem-scripts';
import { findTerraform, Terraform, terraformOption } from './terraform';

interface ReplaceMachinesOptions {
  readonly out: string;
  readonly terraform?: string;
  readonly yes?: boolean;
}

/** Adds `plinth replace-machines`. */
export function addReplaceMachinesCommand(program: Command): void {
  program
    .command('replace-machines')
    .argument('<cluster>', 'Name of the cluster, of a kind whose machines Terraform creates, such as vsphere')
    .argument('[hosts...]', 'Names of the hosts, in the order of their replacement; default: all, workers first')
    .option('--out <folder>', 'Folder that contains cdktf.out', '.')
    .option(...terraformOption)
    .option('--yes', 'Do not ask for confirmation')
    .addHelpText(
      'after',
      `
Each host is drained and removed from the cluster, its machine is created again with the template, size and user data of
the definition, and joins under its name; the next one follows when all nodes are Ready. It stops at the first failure.

Examples:
  # Try another template with one worker first, and then replace all machines
  plinth replace-machines dc1 w1
  plinth replace-machines dc1`,
    )
    .action(replaceMachines);
}

/** Blocks of the infrastructure stack that refer to machines, by host, with the type of their hosts. */
const stackSchema = z.object({
  resource: z.object({
    terraform_data: z.record(z.string(), z.object({ for_each: z.record(z.string(), z.unknown()).optional() })),
  }),
});

/** Resources with an instance for each host, in the order in which their machines are replaced. */
const roles = ['worker', 'etcd', 'control-plane'] as const;

/**
 * Reads the addresses of the machines in the infrastructure stack, by host: workers first, and control planes last.
 * @throws UserError when the stack does not exist
 */
export function readMachineAddresses(stackFolder: string): ReadonlyMap<string, string> {
  const file = join(stackFolder, 'cdk.tf.json');
  if (!existsSync(file)) throw new UserError(`${file} does not exist: run plinth synth first`);
  const blocks = stackSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).resource.terraform_data;
  const addresses = new Map<string, string>();
  for (const role of roles)
    for (const [host, instance] of Object.entries(blocks[role]?.for_each ?? {})) {
      // renderMachineReference of constructs/clusters/on-prem/infrastructure.ts has written it.
      const reference = z.object({ machine: z.string() }).safeParse(instance).data?.machine;
      const address = /^\$\{(.+)\.id\}$/.exec(reference ?? '')?.[1];
      if (address !== undefined) addresses.set(host, address);
    }
  return addresses;
}

/**
 * Replaces machines of a cluster, one after another.
 * @throws UserError when a host has no machine that Terraform creates, the stack has other changes, the answer is not the
 *   name of the cluster, or a replacement fails
 */
async function replaceMachines(
  cluster: string,
  names: readonly string[],
  { out, terraform: program, yes = false }: ReplaceMachinesOptions,
): Promise<void> {
  const folder = join(resolve(out), 'cdktf.out');
  const stack = `${cluster}-infrastructure`;
  const addresses = readMachineAddresses(join(folder, 'stacks', stack));
  const hosts = names.length > 0 ? names : [...addresses.keys()];
  const unknown = hosts.find((host) => !addresses.has(host));
  if (hosts.length === 0)
    throw new UserError(`Terraform creates no machine of the cluster ${cluster}: nothing to replace`);
  if (unknown !== undefined)
    throw new UserError(
      `Terraform creates no machine for the host '${unknown}': write one of ${[...addresses.keys()].join(', ')}`,
    );
  const waitScript = tryGetClusterScript(out, cluster, 'wait-nodes-ready');
  if (waitScript === undefined) throw new UserError(`${stack} has no scripts of hosts: run plinth synth first`);

  const terraform = new Terraform(findTerraform(program), folder);
  // Each replacement would apply them too, and to machines that are not drained.
  if (await terraform.hasChanges(stack))
    throw new UserError(`${stack} has changes that were not applied, see above: run plinth apply ${cluster} first`);
  process.stdout.write(
    `to replace, one after another: ${hosts.join(', ')}\nEach is drained and created again. Volumes on its own disks are lost.\n`,
  );
  if (!yes && !(await confirm(`to continue, write the name of the cluster (${cluster}): `, cluster, '--yes')))
    throw new UserError('the answer is not the name of the cluster: no machine was replaced');
  for (const [index, host] of hosts.entries()) {
    process.stdout.write(`[${index + 1}/${hosts.length}] ${host}: is replaced\n`);
    const failure = await terraform.run(stack, 'apply', { replace: [addresses.get(host) ?? ''] });
    const isReady = failure === undefined && (await runClusterScript(waitScript, {}));
    if (isReady) continue;
    const list = (remaining: readonly string[]) => (remaining.length === 0 ? 'none' : remaining.join(', '));
    throw new UserError(
      [
        `${host}: ${failure ? 'its replacement failed' : 'not all nodes are Ready after its replacement'}, see above`,
        `replaced: ${list(hosts.slice(0, index))}`,
        `not replaced: ${list(hosts.slice(index + 1))}`,
        `next: fix the cause, run plinth apply ${cluster}, and then plinth replace-machines ${[cluster, ...hosts.slice(index + 1)].join(' ')}`,
      ].join('\n'),
    );
  }
  process.stdout.write(`replaced: ${hosts.join(', ')}\n`);
}
