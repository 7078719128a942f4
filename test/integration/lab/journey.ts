import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { addEarlierArtifacts, artifactsDigest } from '../../../lab/artifacts';
import { networkCommand } from '../../../lab/network';
import type { Scenario, ScenarioContext } from '../../../lab/scenario';
import { artifactsUrl } from '../../../lab/up';
import { waitFor } from '../../../lab/wait-for';
import { previousKubernetes } from '../../../tools/catalogue';
import { CommandError } from '../../../tools/command';
import { findTool, version } from '../../../tools/tool';
import { Project } from '../apply/project';
import { AvailabilityClient, createWorkload, expectNoneLost } from './availability/workload';
import { createBackupKey, expectRestoredData, fetchBackup, plinth } from './terraform/backups';
import { OnPremCluster } from './terraform/cluster';
import { expectVersions } from './terraform/versions';

const workers = ['w1', 'w2'];
const nodes = ['cp1', ...workers];

/**
 * Runs the upgrade and the restore of `npm run test:journey` on hosts, with the commands of a user in a project. As in the
 * journey, `terraform_data` replaces the resources of the Helm and Kubernetes providers, and manifests of the lab install flannel.
 */
export const scenario: Scenario = {
  title:
    'a user upgrades Kubernetes by changing the version in a definition, repairs hosts, and restores the cluster from a backup',
  hosts: nodes,
  async run(context) {
    const { report } = context;
    const previous = await addEarlierArtifacts(previousKubernetes, console.log);
    const newest = version(findTool('kubeadm'));
    const [key, certificate] = await createBackupKey(context);
    const project = Project.create(context.folder);
    const cluster = new OnPremCluster(context);
    // The helpers of the scenarios read the kubeconfig there.
    symlinkSync(join(project.folder, 'kubeconfig'), join(cluster.outputFolder, 'kubeconfig'));
    const define = (options: object) => {
      project.write(
        'platform.yaml',
        JSON.stringify(renderPlatform(context, cluster, { backup: { certificate }, ...options })),
      );
    };
    const run = (...args: readonly string[]) => runPlinth(context, project, args);

    define({
      kubernetes: previousKubernetes,
      patch: previous.version,
      artifacts: { url: `${artifactsUrl}/${previous.path}`, sha256: previous.sha256 },
    });
    await context.step(`plinth apply creates a cluster with Kubernetes ${previous.version}`, async () => {
      const applied = run('apply', '--yes');
      // The stack of the network waits for the nodes, which wait for a network.
      await Promise.race([applied, waitFor(600, () => existsSync(cluster.kubeconfig) || undefined, 'no kubeconfig')]);
      await cluster.applyFlannel();
      await applied;
      await expectVersions(cluster, previous.version, ...nodes);
    });
    await context.step('a workload answers through every worker', () => createWorkload(cluster, workers));
    const client = new AvailabilityClient(context, workers);
    await context.step('the version is changed in the definition, and plinth apply upgrades the cluster', async () => {
      define({ patch: newest, artifacts: { url: artifactsUrl, sha256: await artifactsDigest() } });
      const steps = await run('upgrade-plan');
      if (!steps.includes(newest)) throw new Error(`plinth upgrade-plan does not name ${newest}: ${steps}`);
      await run('apply', '--yes');
      await cluster.expectNodes(...nodes);
      await expectVersions(cluster, newest, ...nodes);
    });
    await context.step('files that were changed by hand are restored by plinth apply --repair', async () => {
      const files = { cp1: '/etc/kubernetes/manifests/kube-scheduler.yaml', w1: '/var/lib/kubelet/config.yaml' };
      for (const [host, file] of Object.entries(files))
        await context.runOnHost(host, `echo "# other" | sudo tee --append ${file}`);
      const output = await run('apply', '--yes', '--repair');
      if (!output.includes('to repair: dc1-infrastructure: terraform_data.configuration')) throw new Error(output);
      for (const [host, file] of Object.entries(files)) await context.runOnHost(host, `! sudo grep "# other" ${file}`);
      await cluster.expectNodes(...nodes);
    });
    await cluster.kubectl('create configmap before --from-literal=word=retained');
    await context.step('a backup is created, and then all data of etcd are lost', async () => {
      await context.runOnHost('cp1', 'sudo systemctl start plinth-backup.service');
      await cluster.kubectl('create configmap after --from-literal=word=lost');
    });
    const backup = await fetchBackup(context, 'cp1');
    await context.runOnHost(
      'cp1',
      'sudo sh -c "systemctl stop kubelet; pkill -9 -x kube-apiserver; pkill -9 -x etcd; rm -rf /var/lib/etcd/member"',
    );
    await context.step('plinth restore and plinth apply restore the cluster', async () => {
      await run('restore', 'dc1', backup, '--key', key, '--yes');
      await run('apply', '--yes');
      await cluster.expectNodes(...nodes);
      await expectRestoredData(cluster);
    });
    await report.check('no request to the workload was lost', async () => {
      const availability = await client.stop();
      console.log(`${availability.sent} requests, ${availability.lost.length} lost`);
      expectNoneLost(availability);
    });
  },
};

function renderPlatform(context: ScenarioContext, { ssh }: OnPremCluster, options: object): object {
  return {
    ...{ name: 'acme', domain: 'acme.example', environments: ['prod'], tenants: {} },
    clusters: {
      dc1: {
        ...{ kind: 'on-prem', environment: 'prod', ssh, components: [] },
        controlPlanes: { cp1: context.host('cp1').address },
        workers: Object.fromEntries(workers.map((name) => [name, context.host(name).address])),
        // See docs/lab-hosts.md, "Differences from real machines".
        kubelet: { failCgroupV1: false },
        kubeProxy: { conntrack: { maxPerCore: 0 } },
        ignorePreflightErrors: ['SystemVerification'],
        ...options,
      },
    },
  };
}

/** Runs plinth in the project and in the lab's network, and returns its output. @throws CommandError if it fails */
async function runPlinth({ lab }: ScenarioContext, project: Project, args: readonly string[]): Promise<string> {
  const { exitCode, output } = await project.spawn(...networkCommand(lab, [...plinth, ...args])).result;
  if (exitCode !== 0)
    throw new CommandError(`plinth ${args.join(' ')}: exit code ${exitCode ?? 'none'}`, output, exitCode);
  return output;
}
