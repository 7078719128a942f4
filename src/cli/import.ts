import type { Command } from 'commander';
import { stringify } from 'yaml';
import { readAnsibleInventory } from '../files/ansible-inventory';
import { importAnsibleCluster } from './ansible-cluster';
import { kubesprayGroups } from './ansible-hosts';

interface ImportOptions {
  readonly environment: string;
  readonly name?: string;
}

/** Adds `plinth import`. */
export function addImportCommand(program: Command): void {
  program
    .command('import')
    .command('ansible')
    .description('Print the cluster of an Ansible inventory of kubespray or naisible, in YAML')
    .argument('<inventory>', 'Inventory in the INI or YAML format; group_vars and host_vars next to it are read too')
    .option('--environment <name>', 'Environment of the cluster', 'production')
    .option('--name <name>', 'Name of the cluster; default: that of the inventory, or cluster')
    .addHelpText(
      'after',
      `
Examples:
  # Print the cluster of an inventory, to paste into platform.yaml
  plinth import ansible inventory/hosts.yaml --environment prod --name dc1

Prints what must be added or decided, and the variables that were not carried over, to standard error. Plinth creates
clusters with kubeadm: it does not take over the cluster that Ansible has created on these hosts.`,
    )
    .action((inventory: string, options: ImportOptions) => {
      const { cluster, notes } = renderImport(inventory, options);
      process.stdout.write(cluster);
      process.stderr.write(notes);
    });
}

/** Returns the cluster of an inventory as YAML, and notes about it, one per line. */
export function renderImport(inventory: string, { environment, name }: ImportOptions) {
  const cluster = importAnsibleCluster(readAnsibleInventory(inventory, kubesprayGroups), environment, name);
  return {
    cluster: stringify({ clusters: { [cluster.name]: cluster.options } }, { lineWidth: 0 }),
    notes: cluster.notes.map((note) => `note: ${note}\n`).join(''),
  };
}
