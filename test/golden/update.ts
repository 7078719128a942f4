import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { notRunFile, renderNotRun } from '../integration/docs/commands';
import { pages } from '../unit/docs/code-blocks';
import { TypeScriptService } from '../support/typescript-service';
import { compileErrorsFile, renderErrors, renderProgram } from './compile-errors/program';
import { expectedFolder, goldens } from './golden';

// Replaces the expected files of all goldens: review the difference before it is committed.
for (const [name, render] of Object.entries(goldens)) {
  const files = render();
  rmSync(expectedFolder(name), { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    const file = join(expectedFolder(name), path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  console.log(`${name}: ${Object.keys(files).length} files`);
}

const service = new TypeScriptService('compile-errors', { 'errors.ts': renderProgram() });
writeFileSync(compileErrorsFile, renderErrors(service.errors('errors.ts')));

writeFileSync(notRunFile, renderNotRun(pages));
