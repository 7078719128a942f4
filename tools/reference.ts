import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cloudTitles, kindModules, loadCloudModules } from './reference/kind-modules';
import { renderOptionsModules } from './reference/options-module';
import { renderCloudReference, renderReference } from './reference/pages';

// Writes docs/reference from the schemas and the CLI, and the types with documentation for editors.
const root = join(__dirname, '..');
const folder = join(root, 'docs/reference');
const cloudModules = loadCloudModules();
if (cloudModules.length < Object.keys(cloudTitles).length) throw new Error('run npm run clouds first');
const pages = [...renderReference(), ...cloudModules.flatMap((module) => [...renderCloudReference(module)])];
const modules = renderOptionsModules([...kindModules, ...cloudModules]);
rmSync(folder, { recursive: true, force: true });
for (const [path, text] of pages) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
for (const [path, text] of modules) writeFileSync(join(root, path), text);
