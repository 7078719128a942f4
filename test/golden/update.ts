import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expectedFolder, goldenPlatforms, renderGolden } from './golden';

// Writes the expected output of the golden platforms anew: review the difference before it is committed.
for (const [name, platform] of Object.entries(goldenPlatforms)) {
  const files = renderGolden(platform);
  rmSync(expectedFolder(name), { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    const file = join(expectedFolder(name), path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  console.log(`${name}: ${Object.keys(files).length} files`);
}
