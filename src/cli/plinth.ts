#!/usr/bin/env node
import { Command } from 'commander';
import { formatError } from '../schema/user-error';
import { version } from '../version';
import { addCheckCommand } from './check';
import { addDiffCommand } from './diff';
import { addInitCommand } from './init';
import { addKubeconfigCommand } from './kubeconfig';
import { addLockCommand } from './lock';
import { addNewCommand } from './new';
import { addPromoteCommand } from './promote';
import { addRenderCommand } from './render';
import { addSchemaCommand } from './schema';
import { addSynthCommand } from './synth';

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
  2  only of plinth diff --exit-code: there are changes`,
  );

addInitCommand(program);
addNewCommand(program);
addCheckCommand(program);
addDiffCommand(program);
addSynthCommand(program);
addRenderCommand(program);
addLockCommand(program);
addPromoteCommand(program);
addKubeconfigCommand(program);
addSchemaCommand(program);

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${formatError(error)}\n`);
  process.exitCode = 1;
});
