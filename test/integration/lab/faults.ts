import { cutNetwork, expireCertificates, fillDisk, freeDisk, restoreNetwork, slowNetwork } from '../../../lab/faults';
import { startHost, stopHost } from '../../../lab/hosts';
import { unexpectedOutput, type Scenario, type ScenarioContext } from '../../../lab/scenario';
import { waitForHost } from '../../../lab/ssh';
import { artifactsUrl } from '../../../lab/up';
import { waitFor } from '../../../lab/wait-for';
import { CommandError } from '../../../tools/command';
import { createKubeadmCluster, kubectl } from './kubeadm/cluster';

/** Tests that each fault affects a running cluster and can be undone. */
export const scenario: Scenario = {
  title: 'faults affect a kubeadm cluster, which recovers after they are undone',
  hosts: ['cp1', 'w1'],
  async run(context) {
    await createKubeadmCluster(context);
    const { lab, report } = context;
    const worker = context.host('w1');

    await report.check('slow: a host downloads at the configured rate', async () => {
      await slowNetwork(lab, worker, { rate: '4mbit' });
      const measureSpeed = async () => Number((await context.runOnHost('w1', downloadCommand)).stdout);
      const limitedSpeed = await measureSpeed();
      await restoreNetwork(lab, worker);
      const restoredSpeed = await measureSpeed();
      // 4 Mbit/s is 500,000 bytes per second.
      if (limitedSpeed > 500_000 || restoredSpeed < 10 * limitedSpeed)
        throw new Error(`${limitedSpeed} bytes/s when limited, ${restoredSpeed} when restored`);
    });
    await report.check('cut: a disconnected host is NotReady, and Ready again after heal', async () => {
      await cutNetwork(lab, worker);
      await expectNodeReady(context, 'Unknown', 90);
      await restoreNetwork(lab, worker);
      await expectNodeReady(context, 'True', 90);
    });
    await report.check('kill-host: after start-host, files on the disk exist and pods run again', async () => {
      await context.runOnHost('w1', 'echo retained | sudo tee /var/lib/test-file >/dev/null; sudo sync');
      await stopHost(lab, worker.name);
      await expectNodeReady(context, 'Unknown', 90);
      await startHost(lab, worker);
      await waitForHost(lab, worker);
      const output = await context.runOnHost('w1', 'cat /var/lib/test-file');
      if (output.stdout !== 'retained\n') throw unexpectedOutput('the file has changed', output);
      await expectNodeReady(context, 'True', 90);
      await kubectl(context, 'rollout status daemonset/echo --timeout=90s');
    });
    await report.check(
      'fill-disk: writes fail and kubelet reports disk pressure; free-disk releases the space',
      async () => {
        await fillDisk(lab, worker);
        const writeResult = await context.runOnHost(
          'w1',
          'sudo dd if=/dev/zero of=/var/lib/more bs=64k count=1 2>&1 || true',
        );
        if (!writeResult.stdout.includes('No space left')) throw unexpectedOutput('the disk is not full', writeResult);
        await expectNodeCondition(context, 'DiskPressure', 'True', 90);
        await freeDisk(lab, worker);
        await context.runOnHost('w1', 'sudo dd if=/dev/zero of=/var/lib/more bs=1M count=100 && sudo rm /var/lib/more');
      },
    );
    await report.check(
      'expire-certificates: kubectl fails with an expired certificate until kubeadm renews it',
      async () => {
        await expireCertificates(lab, context.host('cp1'));
        const findError = async () => {
          try {
            await kubectl(context, 'get nodes');
            return undefined;
          } catch (error) {
            return error instanceof CommandError ? error.output : undefined;
          }
        };
        const error = await waitFor(60, findError, 'kubectl did not fail');
        if (!error.includes('expired')) throw new Error(`kubectl failed for another reason: ${error}`);
        await context.runOnHost(
          'cp1',
          'sudo kubeadm certs renew all && sudo pkill -f "^(etcd|kube-apiserver|kube-controller-manager|kube-scheduler) "',
        );
        const isApiReady = () =>
          kubectl(context, 'get nodes').then(
            () => true,
            () => undefined,
          );
        await waitFor(120, isApiReady, 'the API server does not respond after kubeadm certs renew all');
      },
    );
  },
};

/** Prints the download speed in bytes per second. */
const downloadCommand = `curl -s -o /dev/null -m 4 -w '%{speed_download}' ${artifactsUrl}/images/kube-proxy.tar || true`;

async function expectNodeReady(context: ScenarioContext, ready: 'True' | 'Unknown', seconds: number): Promise<void> {
  await expectNodeCondition(context, 'Ready', ready, seconds);
}

async function expectNodeCondition(
  context: ScenarioContext,
  type: string,
  status: string,
  seconds: number,
): Promise<void> {
  await kubectl(context, `wait --for=condition=${type}=${status} node/w1 --timeout=${seconds}s`);
}
