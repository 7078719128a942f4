import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { kindModules } from './reference/kind-modules';
import { renderOptionsModules } from './reference/options-module';
import { renderReference } from './reference/pages';

// Writes docs/reference from the schemas and the CLI, and the types with documentation for editors.
const root = join(__dirname, '..');
const folder = join(root, 'docs/reference');
rmSync(folder, { recursive: true, force: true });
for (const [path, text] of renderReference()) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
for (const [path, text] of renderOptionsModules(kindModules)) writeFileSync(join(root, path), text);
