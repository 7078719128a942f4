#!/usr/bin/env node
import { formatError } from '../schema/user-error';
import { createProgramFor } from './program';

/** Exit code of a program whose reader went away: 128 and the number of SIGPIPE, which Node ignores. */
const brokenPipeExitCode = 141;

for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // The reader of a pipe has ended, as in `plinth schema | head -1`.
    if (error.code === 'EPIPE') process.exit(brokenPipeExitCode);
    throw error;
  });

createProgramFor(process.argv.slice(2))
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`${formatError(error)}\n`);
    // Terraform that a signal has stopped: `StackError`, whose module `plinth --help` does not load.
    process.exitCode = error instanceof Error && 'exitCode' in error ? Number(error.exitCode) : 1;
  });
