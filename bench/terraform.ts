import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kinds } from '../constructs/kinds';
import { renderObjects } from '../constructs/kubernetes/manifest';
import { formatYaml } from '../constructs/kubernetes/yaml';
import { releaseSettings } from '../src/cli/run-stacks';
import { language } from '../src/language';
import { builtInLanguage, writeOutput } from '../src/synth';
import { listDeliverySteps } from '../stacks/delivery-steps';
import { run } from '../tools/command';
import { tool } from '../tools/tool';
import type { ControlPlane } from '../test/integration/cluster/control-plane';
import { Session } from '../test/integration/cluster/session';
import { Providers } from '../test/integration/terraform/providers';
import { Stack } from '../test/integration/terraform/stack';

/**
 * Compares the delivery of tenants by Terraform with `kubectl apply --server-side` of the same objects, each on a control
 * plane without tenants: `npm run bench:terraform [tenants]`. It requires the real Helm provider, in the folder
 * PLINTH_TERRAFORM_PROVIDERS or with PLINTH_TERRAFORM_REGISTRY=1.
 */
const tenants = Number(process.argv[2] ?? 100);
const session = new Session('bench-terraform');
void main();

async function main(): Promise<void> {
  if (await session.prepare()) {
    let kubectlSeconds = 0;
    await session.withControlPlane('kubectl', async (plane) => {
      kubectlSeconds = await measureKubectl(plane);
    });
    await session.withControlPlane('terraform', async (plane) => {
      const applySeconds = await measureTerraform(plane);
      console.log(`first apply: ${(applySeconds / kubectlSeconds).toFixed(2)} times the time of kubectl`);
    });
  }
  session.close();
}

/** Each tenant has two applications; the first tenants have another image. */
function platform(kubeconfig: string, changed: number): object {
  const application = (index: number) => ({ image: `registry.bench.example/app:${index < changed ? '2' : '1'}.0.0` });
  return {
    name: 'bench',
    domain: 'bench.example',
    environments: ['prod'],
    clusters: { prod: { kind: 'existing', environment: 'prod', kubeconfig } },
    tenants: Object.fromEntries(
      Array.from({ length: tenants }, (_, index) => [
        `tenant-${index}`,
        {
          clusters: ['prod'],
          owners: `team-${index}`,
          quota: { cpu: 4, memoryGiB: 8 },
          applications: { api: application(index), web: { ...application(index), calls: ['api'] } },
        },
      ]),
    ),
  };
}

async function measureKubectl({ kubeconfig }: ControlPlane): Promise<number> {
  const [cluster] = language(kinds).plan(platform(kubeconfig, 0)).clusters;
  const objects = (cluster ? listDeliverySteps(cluster) : []).flatMap(({ release }) =>
    'objects' in release ? Object.values(release.objects).flatMap(renderObjects) : [],
  );
  const folder = join(session.scratch, 'kubectl');
  mkdirSync(folder);
  writeFileSync(join(folder, 'objects.yaml'), objects.map(formatYaml).join('---\n'));
  const seconds = await measure('kubectl apply --server-side', async () => {
    const args = ['apply', '--server-side', `--kubeconfig=${kubeconfig}`, '-f', folder];
    await run(await tool('kubectl'), args);
  });
  console.log(`  ${objects.length} objects of ${tenants} tenants`);
  return seconds;
}

/** Returns the seconds of the first apply of all stacks. */
async function measureTerraform({ kubeconfig }: ControlPlane): Promise<number> {
  const apply = (stacks: readonly Stack[], title: string) =>
    measure(title, async () => {
      for (const stack of stacks)
        await stack.terraform(['apply', '-auto-approve', `-parallelism=${releaseSettings.parallelism}`], {
          env: { GOGC: String(releaseSettings.heapGrowth) },
        });
    });
  const seconds = await apply(await prepareStacks(kubeconfig, 0), 'terraform apply, first');
  await apply(await prepareStacks(kubeconfig, 0), 'terraform apply, no change');
  await apply(await prepareStacks(kubeconfig, 1), 'terraform apply, one image changed');
  return seconds;
}

/** Synthesizes, and returns the initialized stacks in the order of apply. */
async function prepareStacks(kubeconfig: string, changed: number): Promise<readonly Stack[]> {
  const folder = join(session.scratch, 'terraform');
  const plan = builtInLanguage.plan(platform(kubeconfig, changed));
  writeOutput(plan, builtInLanguage, { terraform: join(folder, 'cdktf.out'), dist: join(folder, 'dist') });
  const order = JSON.parse(readFileSync(join(folder, 'dist/order.json'), 'utf8')) as { apply: readonly string[] };
  const providers = new Providers();
  const uses = order.apply.map((name) => new Stack(folder, name, ''));
  const configuration = await providers.install(join(folder, 'terraform'), uses);
  const stacks = order.apply.map((name) => new Stack(folder, name, configuration));
  for (const stack of stacks) await stack.terraform(['init']);
  return stacks;
}

async function measure(title: string, measured: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await measured();
  const seconds = (performance.now() - start) / 1000;
  console.log(`${title.padEnd(36)} ${seconds.toFixed(1)} s`);
  return seconds;
}
