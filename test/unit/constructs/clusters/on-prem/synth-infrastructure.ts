import { App, LocalBackend, TerraformStack } from 'cdktf';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onPrem } from '../../../../../constructs/clusters/on-prem';
import { planCluster } from './plan-cluster';

/** Resource `terraform_data` in Terraform's JSON syntax, with the fields that the tests read. */
export interface TerraformDataBlock {
  readonly for_each?: Readonly<Record<string, string>>;
  readonly count?: number;
  readonly depends_on?: readonly string[];
  readonly triggers_replace?: unknown;
  readonly input?: unknown;
  readonly provisioner?: readonly { readonly 'local-exec': Readonly<Record<string, unknown>> }[];
}

const directories: string[] = [];
afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true });
});

/** Creates a directory that is deleted after the tests of a file. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'on-prem-'));
  directories.push(directory);
  return directory;
}

/** Synthesizes the infrastructure stack of a cluster and returns its directory and its resources by name. */
export function synthInfrastructure(options: object) {
  const outputDirectory = temporaryDirectory();
  const app = new App({ outdir: join(outputDirectory, 'cdktf.out') });
  const stack = new TerraformStack(app, 'dc1-infrastructure');
  new LocalBackend(stack, { path: 'terraform.tfstate' });
  const [cluster] = planCluster(options).clusters;
  if (!cluster) throw new Error('no cluster was planned');
  onPrem.bind(cluster.options).provision(stack, cluster);
  app.synth();
  const stackDirectory = join(outputDirectory, 'cdktf.out/stacks/dc1-infrastructure');
  const terraform = JSON.parse(readFileSync(join(stackDirectory, 'cdk.tf.json'), 'utf8')) as {
    readonly resource: { readonly terraform_data: Readonly<Record<string, TerraformDataBlock>> };
  };
  return { stackDirectory, blocks: terraform.resource.terraform_data };
}
