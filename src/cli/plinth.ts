#!/usr/bin/env node
import { createProgramFor, reportFailure } from './program';

/** Exit code of a program whose reader went away: 128 and the number of SIGPIPE, which Node ignores. */
const brokenPipeExitCode = 141;

for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // The reader of a pipe has ended, as in `plinth schema | head -1`.
    if (error.code === 'EPIPE') process.exit(brokenPipeExitCode);
    throw error;
  });

createProgramFor(process.argv.slice(2)).parseAsync().catch(reportFailure);
