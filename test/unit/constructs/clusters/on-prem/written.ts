import { App, LocalBackend, TerraformStack } from 'cdktf';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onPrem } from '../../../../../constructs/clusters/on-prem';
import { planOf } from './described';

/** A block of Terraform, as far as the tests look at it. */
export interface Block {
  readonly for_each?: Readonly<Record<string, string>>;
  readonly count?: number;
  readonly depends_on?: readonly string[];
  readonly triggers_replace?: unknown;
  readonly input?: unknown;
  readonly provisioner?: readonly { readonly 'local-exec': Readonly<Record<string, unknown>> }[];
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A folder that is gone after the tests of a file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'on-prem-'));
  folders.push(folder);
  return folder;
}

/** The stack of a cluster as it is written: its folder and its blocks. */
export function written(options: object) {
  const folder = temporaryFolder();
  const app = new App({ outdir: join(folder, 'cdktf.out') });
  const stack = new TerraformStack(app, 'dc1-infrastructure');
  new LocalBackend(stack, { path: 'terraform.tfstate' });
  const [cluster] = planOf(options).clusters;
  if (!cluster) throw new Error('no cluster was planned');
  onPrem.provision?.(stack, cluster, cluster.options as never);
  app.synth();
  const at = join(folder, 'cdktf.out/stacks/dc1-infrastructure');
  const terraform = JSON.parse(readFileSync(join(at, 'cdk.tf.json'), 'utf8')) as {
    readonly resource: { readonly terraform_data: Readonly<Record<string, Block>> };
  };
  return { at, blocks: terraform.resource.terraform_data };
}
