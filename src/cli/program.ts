import { Command } from 'commander';
import { version } from '../version';
import { addApplyCommand } from './apply';
import { addCheckCommand } from './check';
import { addClientsCommand } from './clients';
import { addDestroyCommand } from './destroy';
import { addDiffCommand } from './diff';
import { addExplainCommand } from './explain';
import { addImportCommand } from './import';
import { addInitCommand } from './init';
import { addKubeconfigCommand } from './kubeconfig';
import { addLockCommand } from './lock';
import { addNewCommand } from './new';
import { addPinCommand } from './pin';
import { addPromoteCommand } from './promote';
import { addRenderCommand } from './render';
import { addRestoreCommand } from './restore';
import { addSchemaCommand } from './schema';
import { addSecretsCommand } from './secrets';
import { addStatusCommand } from './status';
import { addSynthCommand } from './synth';
import { addUpgradePlanCommand } from './upgrade-plan';

/** Creates the commands of `plinth`. */
export function createProgram(): Command {
  const program = new Command('plinth')
    .description('Generate Terraform and Kubernetes manifests from one platform definition')
    .version(version, '-V, --version', 'Show the version')
    .helpOption('-h, --help', 'Show help')
    .helpCommand('help [command]', 'Show help for a command')
    .showHelpAfterError()
    .addHelpText(
      'after',
      `
Exit codes:
  0  success
  1  an error, also of usage
  2  only of plinth diff --exit-code: there are changes
  128 and the number of a signal  only of plinth apply and destroy: the signal stopped them (130: Ctrl-C)`,
    );

  addInitCommand(program);
  addNewCommand(program);
  addCheckCommand(program);
  addDiffCommand(program);
  addUpgradePlanCommand(program);
  addSynthCommand(program);
  addApplyCommand(program);
  addDestroyCommand(program);
  addRenderCommand(program);
  addLockCommand(program);
  addStatusCommand(program);
  addImportCommand(program);
  addPinCommand(program);
  addPromoteCommand(program);
  addClientsCommand(program);
  addSecretsCommand(program);
  addKubeconfigCommand(program);
  addRestoreCommand(program);
  addSchemaCommand(program);
  addExplainCommand(program);
  return program;
}
