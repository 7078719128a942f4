import { spawn } from 'node:child_process';
import { addEarlierArtifacts } from '../../../lab/artifacts';
import { networkCommand } from '../../../lab/network';
import type { Scenario } from '../../../lab/scenario';
import { artifactsUrl } from '../../../lab/up';
import { waitFor } from '../../../lab/wait-for';
import { previousKubernetes } from '../../../tools/catalogue';
import { findTool, version } from '../../../tools/tool';
import { AvailabilityClient, createWorkload, expectNoneLost } from './availability/workload';
import { OnPremCluster } from './terraform/cluster';
import { expectVersions, kubeletVersion } from './terraform/versions';

const controlPlanes = ['cp1', 'cp2', 'cp3'];
const workers = ['w1', 'w2', 'w3'];
const steps = ['control-plane-version', 'etcd-snapshot', 'version', 'worker-version'];

/** Drop-in for kubelet's unit on a host: the new version does not start there. */
const brokenKubelet = (newVersion: string) =>
  `[Service]\nExecStartPre=/bin/sh -c '! /usr/local/bin/kubelet --version | grep -q v${newVersion}'\n`;
const dropIn = '/etc/systemd/system/kubelet.service.d/99-broken.conf';

/** Tests the upgrade of a cluster with three control planes to the next minor version under load, and its interruptions. */
export const scenario: Scenario = {
  title: 'a cluster is upgraded to the next minor version while its workload answers, and continues after failures',
  hosts: [...controlPlanes, ...workers],
  async run(context) {
    const { report } = context;
    const cluster = new OnPremCluster(context);
    const previous = await addEarlierArtifacts(previousKubernetes, console.log);
    const newest = version(findTool('kubeadm'));
    const synthesise = (options: object) =>
      cluster.synthesise({
        controlPlanes,
        workers,
        options: { endpoint: { address: '10.77.0.100', via: 'keepalived' }, ...options },
      });
    const synthesisePrevious = () =>
      synthesise({
        kubernetes: previousKubernetes,
        patch: previous.version,
        artifacts: { url: `${artifactsUrl}/${previous.path}`, sha256: previous.sha256 },
      });
    const synthesiseNewest = () => synthesise({ patch: newest });

    await synthesisePrevious();
    await context.step(`a cluster with Kubernetes ${previous.version} is created`, async () => {
      await cluster.apply();
      await cluster.applyFlannel();
      await cluster.expectNodes(...controlPlanes, ...workers);
    });
    await report.check('a second plan has no changes', () => cluster.expectPlan());
    await context.step('a workload answers through every worker', () => createWorkload(cluster, workers));
    await cluster.kubectl('create configmap existing --from-literal=word=retained');
    const client = new AvailabilityClient(context, workers);

    await report.check('a downgrade is refused by the hosts, and nothing is changed', async () => {
      await synthesise({ kubernetes: '1.34', patch: '1.34.4' });
      await cluster.expectApplyError(`cannot be downgraded to 1.34.4: nothing was changed`);
      await expectVersions(cluster, previous.version, ...controlPlanes, ...workers);
    });
    await synthesiseNewest();
    // The resources of the refused downgrade are tainted; those of a plan after an apply are replaced in the same way.
    await report.check('the plan of the upgrade replaces its steps, and no host', async () => {
      const changes = await cluster.listChanges();
      const hosts = changes.filter((change) => /control-plane\[|worker\[|cluster|hosts|nodes/.test(change));
      const missing = steps.filter((step) => !changes.some((change) => change.endsWith(step)));
      if (hosts.length > 0 || missing.length > 0) throw new Error(`planned changes: ${changes.join('; ')}`);
    });
    await context.step('Terraform and its scripts are killed while the second control plane is upgraded', async () => {
      await killApplyWhen(cluster, async () => (await isUpgraded(cluster, 'cp1', newest)) || undefined);
      if (await isUpgraded(cluster, 'cp3', newest)) throw new Error('the third control plane is upgraded already');
    });
    await context.step('the next apply continues, and stops at a worker whose new kubelet does not start', async () => {
      const command = `sudo mkdir -p ${dropIn.replace(/\/[^/]*$/, '')} && sudo tee ${dropIn} >/dev/null`;
      await context.runOnHost('w2', command, brokenKubelet(newest));
      await cluster.expectApplyError(
        `w1: is upgraded to Kubernetes ${newest}`,
        `w2: kubelet ${newest} does not become healthy`,
        'w2: restoring the previous kubelet',
        `w2: is schedulable again, with Kubernetes ${previous.version}`,
        'could not upgrade w2, see above; hosts that are upgraded remain in service',
      );
    });
    await report.check('hosts that are upgraded are in service, and the others have the previous version', async () => {
      await expectVersions(cluster, newest, ...controlPlanes, 'w1');
      await expectVersions(cluster, previous.version, 'w2', 'w3');
      await cluster.expectNodes(...controlPlanes, ...workers);
      await expectSchedulable(cluster);
    });
    await context.step('once the worker is repaired, the next apply upgrades it and the last one', async () => {
      await context.runOnHost('w2', `sudo rm ${dropIn} && sudo systemctl daemon-reload`);
      // Terraform replaces a block whose provisioner has failed.
      await cluster.expectPlan('delete, create worker-version');
      await cluster.apply();
      await expectVersions(cluster, newest, ...controlPlanes, ...workers);
      await cluster.expectNodes(...controlPlanes, ...workers);
      await expectSchedulable(cluster);
    });
    await report.check('no request to the workload was lost', async () => {
      const availability = await client.stop();
      console.log(`${availability.sent} requests, ${availability.lost.length} lost`);
      expectNoneLost(availability);
    });
    await report.check('API servers, etcd and kube-proxy have the images of the new version', async () => {
      const images = await cluster.kubectl(
        'get pods --namespace=kube-system --output=jsonpath={.items[*].spec.containers[0].image}',
      );
      const tags = [
        ...new Set(images.stdout.split(' ').filter((image) => image.startsWith('registry.k8s.io/'))),
      ].sort();
      const names = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-proxy', 'kube-scheduler'];
      const expected = names.map((name) => new RegExp(`/${name}:${name === 'etcd' ? '' : `v${newest}$`}`));
      if (tags.length !== names.length || !tags.every((tag, index) => expected[index]?.test(tag)))
        throw new Error(`images: ${tags.join(', ')}`);
    });
    await report.check('kubeadm has installed no CoreDNS, and the data exist', async () => {
      const { stdout } = await cluster.kubectl('get deployments,configmaps --namespace=kube-system --output=name');
      if (stdout.includes('coredns')) throw new Error(stdout);
      const { stdout: word } = await cluster.kubectl('get configmap existing --output=jsonpath={.data.word}');
      if (word !== 'retained') throw new Error(`the configmap contains ${word}`);
    });
    await report.check('a snapshot of etcd exists, readable only by root', async () => {
      // Only root can list the folder.
      const command = `sudo sh -c 'stat -c "%a %U" /var/lib/plinth/etcd-snapshots/*.db'`;
      const { stdout } = await context.runOnHost('cp1', command);
      if (
        !stdout
          .split('\n')
          .filter(Boolean)
          .every((line) => line === '600 root') ||
        stdout === ''
      )
        throw new Error(`modes: ${stdout}`);
    });
    await report.check('a plan after the upgrade has no changes', () => cluster.expectPlan());
  },
};

async function isUpgraded(cluster: OnPremCluster, node: string, newVersion: string): Promise<boolean> {
  return (await kubeletVersion(cluster, node).catch(() => '')) === newVersion;
}

async function expectSchedulable(cluster: OnPremCluster): Promise<void> {
  const { stdout } = await cluster.kubectl('get nodes --output=jsonpath={.items[*].spec.unschedulable}');
  if (stdout !== '') throw new Error('a node is cordoned');
}

/** Starts an apply, and kills Terraform and all programs that it started as soon as a condition is met. */
async function killApplyWhen(cluster: OnPremCluster, condition: () => Promise<true | undefined>): Promise<void> {
  const { lab } = cluster.context;
  const [program, args] = networkCommand(lab, cluster.terraformCommand('apply', '-auto-approve', '-input=false'));
  const env = { ...process.env, CHECKPOINT_DISABLE: '1', TF_CLI_CONFIG_FILE: '/dev/null' };
  const terraform = spawn(program, args, { stdio: 'ignore', env, detached: true });
  const closed = new Promise<void>((resolve) => terraform.on('close', resolve));
  await waitFor(900, condition, 'the condition was not met');
  if (terraform.exitCode !== null || terraform.pid === undefined)
    throw new Error('terraform exited before it was killed');
  // A negative id is that of the process group.
  process.kill(-terraform.pid, 'SIGKILL');
  await closed;
}
