import fs from 'node:fs';
import { TestEnvironment } from 'jest-environment-node';
import { shareCompiledCode } from './code-cache';

shareCompiledCode();

/** Environment of all tests: a suite that leaves a temporary folder behind fails. */
export default class LeakCheckEnvironment extends TestEnvironment {
  private readonly folders: string[] = [];
  private readonly createFolder = fs.mkdtempSync;

  constructor(...args: ConstructorParameters<typeof TestEnvironment>) {
    super(...args);
    // Tests share the modules of Node with the environment.
    fs.mkdtempSync = ((prefix: string, ...options: []) => {
      const folder = this.createFolder(prefix, ...options);
      this.folders.push(folder);
      return folder;
    }) as typeof fs.mkdtempSync;
  }

  override async teardown(): Promise<void> {
    fs.mkdtempSync = this.createFolder;
    await super.teardown();
    const remaining = this.folders.filter((folder) => fs.existsSync(folder));
    for (const folder of remaining) fs.rmSync(folder, { recursive: true });
    if (remaining.length > 0)
      throw new Error(`the suite left ${remaining.length} temporary folders behind, such as ${remaining[0] ?? ''}`);
  }
}
