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

const program = new Command('plinth')
  .description('Generate Terraform and Kubernetes manifests from one platform definition')
  .version(version, '-V, --version', 'Show the version')
  .helpOption('-h, --help', 'Show help')
  .helpCommand('help [command]', 'Show help for a command')
  .showHelpAfterError()
  // Exit code 2 for wrong usage: scripts can distinguish it from an invalid definition.
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));

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
