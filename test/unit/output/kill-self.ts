import fs from 'node:fs';
import type { Files } from '../../support/output-files';
import { changingFunctions } from './changing-functions';
import { writeOutput } from './write-output';

/** Writes an output, and kills its own process before the n-th change of the file system. */
const [folder = '', count = '', files = ''] = process.argv.slice(2);
let remaining = Number(count);
for (const name of changingFunctions) {
  const functions = fs as unknown as Record<string, (...args: unknown[]) => unknown>;
  const original = functions[name];
  functions[name] = (...args) => {
    if (remaining-- <= 0) process.kill(process.pid, 'SIGKILL');
    return original?.(...args);
  };
}
writeOutput(folder, JSON.parse(files) as Files);
