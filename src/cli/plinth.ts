#!/usr/bin/env node
import { Command } from 'commander';
import { formatError } from '../schema/user-error';
import { version } from '../version';
import { addApplyCommand } from './apply';
import { addCheckCommand } from './check';
import { addClientsCommand } from './clients';
import { addDestroyCommand } from './destroy';
import { addDiffCommand } from './diff';
import { addInitCommand } from './init';
import { addKubeconfigCommand } from './kubeconfig';
import { addLockCommand } from './lock';
import { addNewCommand } from './new';
import { addPromoteCommand } from './promote';
import { addRenderCommand } from './render';
import { addRestoreCommand } from './restore';
import { StackError } from './run-stacks';
import { addSchemaCommand } from './schema';
import { addStatusCommand } from './status';
import { addSynthCommand } from './synth';
import { addUpgradePlanCommand } from './upgrade-plan';

/** Exit code of a program whose reader went away: 128 and the number of SIGPIPE, which Node ignores. */
const brokenPipeExitCode = 141;

for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // The reader of a pipe has ended, as in `plinth schema | head -1`.
    if (error.code === 'EPIPE') process.exit(brokenPipeExitCode);
    throw error;
  });

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
addPromoteCommand(program);
addClientsCommand(program);
addKubeconfigCommand(program);
addRestoreCommand(program);
addSchemaCommand(program);

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${formatError(error)}\n`);
  process.exitCode = error instanceof StackError ? error.exitCode : 1;
});
