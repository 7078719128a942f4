import type { Command } from 'commander';
import { addNewClusterCommand } from './new-cluster';
import { addNewServiceCommand } from './new-service';
import { addNewTenantCommand } from './new-tenant';

/** Adds `plinth new` with its subcommands. They check the edited definition before they write it. */
export function addNewCommand(program: Command): void {
  const newCommand = program.command('new');
  addNewServiceCommand(newCommand);
  addNewTenantCommand(newCommand);
  addNewClusterCommand(newCommand);
}
