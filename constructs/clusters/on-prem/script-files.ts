import { TerraformStack } from 'cdktf';
// cdktf's TerraformAsset uses this function, but the package does not export it.
import { addCustomSynthesis } from 'cdktf/lib/synthesize/synthesizer';
import { Construct } from 'constructs';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Content of the generated scripts. */
export interface ScriptFilesProps {
  /** Content of settings.sh. */
  readonly settings: string;
  /** Content of hosts.sh. */
  readonly hosts: string;
}

const scriptsDirectory = join(__dirname, 'scripts');

/**
 * Scripts that the provisioners of a stack run. They are written to the folder `scripts` next to the stack's Terraform
 * configuration, where operators can read them.
 */
export class ScriptFiles extends Construct {
  constructor(scope: Construct, id: string, { settings, hosts }: ScriptFilesProps) {
    super(scope, id);
    const stack = TerraformStack.of(this);
    addCustomSynthesis(this, {
      onSynthesize: ({ outdir, manifest }) => {
        const target = join(outdir, manifest.forStack(stack).workingDirectory, 'scripts');
        for (const folder of ['local', 'host']) {
          mkdirSync(join(target, folder), { recursive: true });
          for (const file of readdirSync(join(scriptsDirectory, folder))) {
            writeFileSync(join(target, folder, file), readFileSync(join(scriptsDirectory, folder, file)));
          }
        }
        writeFileSync(join(target, 'settings.sh'), settings);
        writeFileSync(join(target, 'hosts.sh'), hosts);
      },
    });
  }
}
