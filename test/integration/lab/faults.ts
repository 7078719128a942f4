import { cut, expireCertificates, fillDisk, freeDisk, heal, slow } from '../../../lab/faults';
import { startHost, stopHost } from '../../../lab/hosts';
import { unexpected, type Scenario, type Site } from '../../../lab/scenario';
import { hostAnswers } from '../../../lab/ssh';
import { artifactsUrl } from '../../../lab/up';
import { within } from '../../../lab/within';
import { CommandError } from '../../../tools/command';
import { clusterByHand, kubectl } from './by-hand/cluster';

/** Every fault of the lab does what its name says to a running cluster, and can be undone. */
export const scenario: Scenario = {
  title: 'faults are real, and a cluster made by hand survives them once they are undone',
  hosts: ['cp1', 'w1'],
  async run(site) {
    await clusterByHand(site);
    const { lab, report } = site;
    const worker = site.host('w1');

    await report.check('slow: a host downloads at the rate that was said', async () => {
      await slow(lab, worker, { rate: '4mbit' });
      const speed = async () => Number((await site.on('w1', download)).stdout);
      const slowed = await speed();
      await heal(lab, worker);
      const healed = await speed();
      // 4 Mbit/s are 500,000 bytes a second on the wire.
      if (slowed > 500_000 || healed < 10 * slowed)
        throw new Error(`${slowed} bytes/s when slow, ${healed} when healed`);
    });
    await report.check('cut: a host that is cut off is NotReady, and Ready again once healed', async () => {
      await cut(lab, worker);
      await nodeIs(site, 'Unknown', 90);
      await heal(lab, worker);
      await nodeIs(site, 'True', 90);
    });
    await report.check('kill-host: files on its disk are there after start-host, and its pods run again', async () => {
      await site.on('w1', 'echo kept | sudo tee /var/lib/kept >/dev/null; sudo sync');
      await stopHost(lab, worker.name);
      await nodeIs(site, 'Unknown', 90);
      await startHost(lab, worker);
      await hostAnswers(lab, worker);
      const printed = await site.on('w1', 'cat /var/lib/kept');
      if (printed.stdout !== 'kept\n') throw unexpected('the file is not what was written', printed);
      await nodeIs(site, 'True', 90);
      await kubectl(site, 'rollout status daemonset/echo --timeout=90s');
    });
    await report.check(
      'fill-disk: nothing can be written and kubelet reports pressure; free-disk gives the room back',
      async () => {
        await fillDisk(lab, worker);
        const refused = await site.on('w1', 'sudo dd if=/dev/zero of=/var/lib/more bs=64k count=1 2>&1 || true');
        if (!refused.stdout.includes('No space left')) throw unexpected('there was room left', refused);
        await condition(site, 'DiskPressure', 'True', 90);
        await freeDisk(lab, worker);
        await site.on('w1', 'sudo dd if=/dev/zero of=/var/lib/more bs=1M count=100 && sudo rm /var/lib/more');
      },
    );
    await report.check('expire-certificates: the API server is refused as expired until kubeadm renews', async () => {
      await expireCertificates(lab, site.host('cp1'));
      const refusal = async () => {
        try {
          await kubectl(site, 'get nodes');
          return undefined;
        } catch (error) {
          return error instanceof CommandError ? error.output : undefined;
        }
      };
      const refused = await within(60, refusal, 'kubectl was never refused');
      if (!refused.includes('expired')) throw new Error(`refused for another reason: ${refused}`);
      await site.on('cp1', 'sudo kubeadm certs renew all && sudo pkill -x kube-apiserver; sudo pkill -x etcd; true');
      const answers = () =>
        kubectl(site, 'get nodes').then(
          () => true,
          () => undefined,
        );
      await within(120, answers, 'the API server did not come back after kubeadm certs renew all');
    });
  },
};

const download = `curl -s -o /dev/null -m 4 -w '%{speed_download}' ${artifactsUrl}/images/kube-proxy.tar || true`;

async function nodeIs(site: Site, ready: 'True' | 'Unknown', seconds: number): Promise<void> {
  await condition(site, 'Ready', ready, seconds);
}

async function condition(site: Site, type: string, status: string, seconds: number): Promise<void> {
  await kubectl(site, `wait --for=condition=${type}=${status} node/w1 --timeout=${seconds}s`);
}
