import type { Command } from 'commander';
import { addNewClusterCommand } from './new-cluster';
import { addNewApplicationCommand } from './new-application';
import { addNewTenantCommand } from './new-tenant';

/** Adds `plinth new` with its subcommands. They check the edited definition before they write it. */
export function addNewCommand(program: Command): void {
  const newCommand = program.command('new');
  addNewApplicationCommand(newCommand);
  addNewTenantCommand(newCommand);
  addNewClusterCommand(newCommand);
}
