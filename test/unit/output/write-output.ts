import { join } from 'node:path';
import { Output, type WrittenOutput } from '../../../src/output/output';
import type { Files } from '../../support/output-files';

/** Writes the output of a run to `cdktf.out` and `dist` in a folder. */
export function writeOutput(folder: string, files: Files): WrittenOutput {
  const output = new Output({ terraform: join(folder, 'cdktf.out'), dist: join(folder, 'dist') });
  try {
    for (const [path, text] of Object.entries(files)) output.write({ path, text });
    return output.commit();
  } catch (error) {
    output.discard();
    throw error;
  }
}
