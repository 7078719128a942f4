import { basename } from 'node:path';
import { stopHost } from '../../../lab/hosts';
import type { Scenario } from '../../../lab/scenario';
import { run } from '../../../tools/command';
import { AvailabilityClient, createWorkload, expectNoneLost } from './availability/workload';
import { startBackupBucket } from './site-services/bucket';
import {
  createBackupKey,
  expectRestoredData,
  expectRestoreError,
  fetchBackup,
  plinth,
  restore,
} from './terraform/backups';
import { OnPremCluster } from './terraform/cluster';
import { expectEtcdMembers } from './terraform/etcd';

const controlPlanes = ['cp1', 'cp2', 'cp3'];
const workers = ['w1', 'w2'];
const endpoint = { address: '10.77.0.100', via: 'keepalived' };

/** Tests that a cluster whose etcd members are all lost is restored from a backup, on its hosts and on a new one. */
export const scenario: Scenario = {
  title:
    'a cluster is restored from an encrypted backup after all its etcd members were lost, on its hosts and a new one',
  hosts: [...controlPlanes, 'cp4', ...workers],
  async run(context) {
    const { report } = context;
    const cluster = new OnPremCluster(context);
    const [key, certificate] = await createBackupKey(context);
    const bucket = await startBackupBucket(context);
    const synthesise = (...names: readonly string[]) =>
      cluster.synthesise({
        controlPlanes: names,
        workers,
        options: { endpoint, backup: { certificate, keep: 2, s3: bucket.options } },
      });

    await synthesise(...controlPlanes);
    await context.step('a cluster with backups is created', async () => {
      await cluster.apply();
      await cluster.applyFlannel();
      await cluster.expectNodes(...controlPlanes, ...workers);
    });
    await report.check('a second plan has no changes', () => cluster.expectPlan());
    await context.step('a workload answers through every worker', () => createWorkload(cluster, workers));
    await cluster.kubectl('create configmap before --from-literal=word=retained');
    let backup = '';
    await context.step('the timer has a next run, and its program writes an encrypted backup', async () => {
      await context.runOnHost('cp2', 'sudo systemctl list-timers plinth-backup.timer | grep -q plinth-backup.service');
      await context.runOnHost('cp2', 'sudo systemctl start plinth-backup.service');
      backup = await fetchBackup(context, 'cp2');
      const { stdout } = await run('grep', ['-c', 'PRIVATE KEY', backup], { exitCodes: [0, 1] });
      if (stdout.trim() !== '0') throw new Error('the backup contains a key that is not encrypted');
    });
    await report.check('the newest two backups of each control plane are in the bucket', async () => {
      await context.runOnHost('cp2', 'sudo systemctl start plinth-backup.service');
      const names = await bucket.list();
      const hosts = names.map((name) => name.split('-')[1]).sort();
      if (hosts.join() !== 'cp1,cp2,cp2,cp3' || !names.some((name) => backup.endsWith(name)))
        throw new Error(`the bucket contains ${names.join(', ')}`);
      await context.runOnHost('cp2', `sudo sh -c 'test "$(stat -c "%a %U" /etc/plinth/s3-credentials)" = "600 root"'`);
    });
    await cluster.kubectl('create configmap after --from-literal=word=lost');
    await report.check('the restore of a healthy cluster is refused, and nothing is changed', async () => {
      await expectRestoreError(cluster, backup, key, 'is healthy: nothing was changed');
    });

    const client = new AvailabilityClient(context, workers);
    await context.step('the data of all etcd members are deleted', async () => {
      for (const host of controlPlanes) await context.runOnHost(host, loseControlPlane);
    });
    await report.check('a backup cannot be decrypted with another key', async () => {
      const [otherKey] = await createBackupKey(context, 'other');
      await expectRestoreError(cluster, backup, otherKey, 'cannot decrypt');
    });
    await context.step('plinth restore restores the cluster', async () => {
      console.log(await restore(cluster, backup, key));
      await cluster.apply();
      await cluster.expectNodes(...controlPlanes, ...workers);
      await expectEtcdMembers(context, 'cp1', controlPlanes);
    });
    await report.check('what was written before the backup exists, and nothing after it', () =>
      expectRestoredData(cluster),
    );
    await report.check('a plan after the restore has no changes', () => cluster.expectPlan());
    await report.check('the pods of the workers answered all the time', async () => {
      const availability = await client.stop();
      console.log(`${availability.sent} requests, ${availability.lost.length} lost`);
      expectNoneLost(availability);
    });

    await context.step('all control planes are lost, the first one with its host', async () => {
      await stopHost(context.lab, 'cp1');
      for (const host of ['cp2', 'cp3']) await context.runOnHost(host, loseControlPlane);
    });
    await context.step('plinth restore restores the cluster on a new host from the bucket', async () => {
      await synthesise('cp4', 'cp2', 'cp3');
      await expectRestoreError(cluster, 'dc1-other.backup', key, basename(backup));
      // From the bucket: the host of the file could be lost, too.
      await restore(cluster, basename(backup), key);
      await run('rm', [cluster.kubeconfig]);
      await context.runInNetwork([...plinth, 'kubeconfig', 'dc1', '--out', cluster.outputFolder]);
      await cluster.apply();
      await cluster.expectPlan();
      await cluster.kubectl('wait --for=condition=Ready node --all --timeout=180s');
      await cluster.expectNodes('cp2', 'cp3', 'cp4', ...workers);
      await expectEtcdMembers(context, 'cp4', ['cp2', 'cp3', 'cp4']);
      await expectRestoredData(cluster);
    });
  },
};

/**
 * Deletes the data of etcd on a control plane. Its kubelet is stopped before: it would start an empty etcd, and kubelets
 * of an empty cluster delete their pods.
 */
const loseControlPlane =
  'sudo sh -c "systemctl stop kubelet; pkill -9 -x kube-apiserver; pkill -9 -x etcd; rm -rf /var/lib/etcd/member"';
