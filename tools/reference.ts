import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { renderReference } from './reference/pages';

// Writes docs/reference from the schemas and the CLI.
const folder = join(__dirname, '../docs/reference');
rmSync(folder, { recursive: true, force: true });
for (const [path, text] of renderReference()) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
