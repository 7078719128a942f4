import { TerraformStack } from 'cdktf';
// cdktf's TerraformAsset uses this function, but the package does not export it.
import { addCustomSynthesis } from 'cdktf/lib/synthesize/synthesizer';
import { Construct } from 'constructs';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Properties of `StackFiles`. */
export interface StackFilesProps {
  /** Text of the files by path, relative to the folder of the stack. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Files of a stack that its resources refer to, such as scripts and charts. They are written next to the stack's Terraform
 * configuration, where operators can read them.
 */
export class StackFiles extends Construct {
  constructor(scope: Construct, id: string, { files }: StackFilesProps) {
    super(scope, id);
    const stack = TerraformStack.of(this);
    addCustomSynthesis(this, {
      onSynthesize: ({ outdir, manifest }) => {
        const folder = join(outdir, manifest.forStack(stack).workingDirectory);
        for (const [path, text] of Object.entries(files)) {
          mkdirSync(dirname(join(folder, path)), { recursive: true });
          writeFileSync(join(folder, path), text);
        }
      },
    });
  }
}
