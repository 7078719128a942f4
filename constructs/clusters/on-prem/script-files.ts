import { TerraformStack } from 'cdktf';
// What cdktf's own TerraformAsset is made with; the package's index leaves it out.
import { addCustomSynthesis } from 'cdktf/lib/synthesize/synthesizer';
import { Construct } from 'constructs';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The texts that differ from cluster to cluster. */
export interface ScriptFilesProps {
  readonly settings: string;
  readonly hosts: string;
}

const scriptsDirectory = join(__dirname, 'scripts');

/** The scripts that a stack's steps run, in the folder `scripts` beside its Terraform, so that people can read them. */
export class ScriptFiles extends Construct {
  constructor(scope: Construct, id: string, { settings, hosts }: ScriptFilesProps) {
    super(scope, id);
    const stack = TerraformStack.of(this);
    addCustomSynthesis(this, {
      onSynthesize: ({ outdir, manifest }) => {
        const to = join(outdir, manifest.forStack(stack).workingDirectory, 'scripts');
        for (const folder of ['local', 'host']) {
          mkdirSync(join(to, folder), { recursive: true });
          for (const file of readdirSync(join(scriptsDirectory, folder))) {
            writeFileSync(join(to, folder, file), readFileSync(join(scriptsDirectory, folder, file)));
          }
        }
        writeFileSync(join(to, 'settings.sh'), settings);
        writeFileSync(join(to, 'hosts.sh'), hosts);
      },
    });
  }
}
