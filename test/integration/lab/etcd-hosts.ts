import { addEarlierArtifacts } from '../../../lab/artifacts';
import type { Scenario } from '../../../lab/scenario';
import { artifactsUrl } from '../../../lab/up';
import { previousKubernetes } from '../../../tools/catalogue';
import { findTool, version } from '../../../tools/tool';
import { AvailabilityClient, createWorkload, expectNoneLost } from './availability/workload';
import { startBackupBucket } from './site-services/bucket';
import { createBackupKey, expectRestoredData, expectRestoreError, restore } from './terraform/backups';
import { OnPremCluster } from './terraform/cluster';
import { expectEtcdMembers } from './terraform/etcd';
import { expectVersions } from './terraform/versions';

const controlPlanes = ['cp1', 'cp2', 'cp3'];
const etcd = ['e1', 'e2', 'e3'];
const workers = ['w1', 'w2'];
const endpoint = { address: '10.77.0.100', via: 'keepalived' };

/** Tests the upgrade of a cluster with etcd hosts, and its restore from a bucket after all of them lost their data. */
export const scenario: Scenario = {
  title: 'a cluster with etcd on its own hosts is upgraded, and restored from a bucket, while its workload answers',
  hosts: [...controlPlanes, ...etcd, ...workers],
  async run(context) {
    const { report } = context;
    const cluster = new OnPremCluster(context);
    const previous = await addEarlierArtifacts(previousKubernetes, console.log);
    const newest = version(findTool('kubeadm'));
    const [key, certificate] = await createBackupKey(context);
    const bucket = await startBackupBucket(context);
    const synthesise = (options: object) =>
      cluster.synthesise({
        controlPlanes,
        etcd,
        workers,
        options: { endpoint, backup: { certificate, s3: bucket.options }, ...options },
      });

    await synthesise({
      kubernetes: previousKubernetes,
      patch: previous.version,
      artifacts: { url: `${artifactsUrl}/${previous.path}`, sha256: previous.sha256 },
    });
    await context.step(`a cluster with Kubernetes ${previous.version} and backups is created`, async () => {
      await cluster.apply();
      await cluster.applyFlannel();
      await cluster.expectNodes(...controlPlanes, ...workers);
      await expectEtcdMembers(context, 'e1', etcd);
    });
    await report.check('a second plan has no changes', () => cluster.expectPlan());
    await context.step('a workload answers through every worker', () => createWorkload(cluster, workers));

    const upgradeClient = new AvailabilityClient(context, workers);
    await context.step('etcd, the control planes and the workers are upgraded', async () => {
      await synthesise({ patch: newest });
      await cluster.apply();
      await expectVersions(cluster, newest, ...controlPlanes, ...workers);
      await cluster.expectNodes(...controlPlanes, ...workers);
      await expectEtcdMembers(context, 'e1', etcd);
      for (const host of etcd) await context.runOnHost(host, `kubelet --version | grep -qx 'Kubernetes v${newest}'`);
    });
    await report.check('no request to the workload was lost in the upgrade', async () => {
      const availability = await upgradeClient.stop();
      console.log(`${availability.sent} requests, ${availability.lost.length} lost`);
      expectNoneLost(availability);
    });
    await report.check('a plan after the upgrade has no changes', () => cluster.expectPlan());

    await cluster.kubectl('create configmap before --from-literal=word=retained');
    await context.step('a backup is uploaded, without the key of the CA of etcd', async () => {
      await context.runOnHost('cp2', 'sudo systemctl start plinth-backup.service');
      await context.runOnHost('cp2', '! sudo test -e /etc/kubernetes/pki/etcd/ca.key');
    });
    const backup = (await bucket.list()).at(-1) ?? '';
    await cluster.kubectl('create configmap after --from-literal=word=lost');
    await report.check('the restore of a healthy cluster is refused', () =>
      expectRestoreError(cluster, backup, key, 'is healthy: nothing was changed'),
    );
    await report.check('so is one whose etcd is healthy', async () => {
      for (const host of controlPlanes) await context.runOnHost(host, stopControlPlane);
      await expectRestoreError(cluster, backup, key, 'etcd is healthy at');
    });

    const restoreClient = new AvailabilityClient(context, workers);
    await context.step('the data of all etcd hosts are deleted', async () => {
      for (const host of etcd) await context.runOnHost(host, loseEtcd);
    });
    await context.step('plinth restore restores etcd and the control planes from the bucket', async () => {
      console.log(await restore(cluster, backup, key));
      await cluster.apply();
      await cluster.expectNodes(...controlPlanes, ...workers);
      await expectEtcdMembers(context, 'e1', etcd);
    });
    await report.check('what was written before the backup exists, and nothing after it', () =>
      expectRestoredData(cluster),
    );
    await report.check('the pods of the workers answered all the time', async () => {
      const availability = await restoreClient.stop();
      console.log(`${availability.sent} requests, ${availability.lost.length} lost`);
      expectNoneLost(availability);
    });
    await report.check('a plan after the restore has no changes', () => cluster.expectPlan());
  },
};

const stopControlPlane = 'sudo sh -c "systemctl stop kubelet; pkill -9 -x kube-apiserver || true"';

/** Deletes the data of etcd. Kubelet is stopped before: it would start an empty etcd, and kubelets of an empty cluster delete their pods. */
const loseEtcd = 'sudo sh -c "systemctl stop kubelet; pkill -9 -x etcd; rm -rf /var/lib/etcd/member"';
