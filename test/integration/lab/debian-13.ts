import type { Scenario } from '../../../lab/scenario';
import { up } from '../../../lab/up';
import { createKubeadmCluster, kubectl } from './kubeadm/cluster';

/** Tests a cluster with hosts of two Debian releases. */
export const scenario: Scenario = {
  title: 'a Debian 13 host joins a cluster of Debian 12 with plain kubeadm',
  hosts: ['cp1'],
  async run(context) {
    await context.step('a Debian 13 host starts', () =>
      up({ lab: context.lab, hosts: ['w1'], debian: '13', progress: console.log }),
    );
    await createKubeadmCluster(context);
    await context.report.check('the nodes report both releases', async () => {
      const { stdout } = await kubectl(context, "get nodes -o 'jsonpath={.items[*].status.nodeInfo.osImage}'");
      for (const release of ['GNU/Linux 12', 'GNU/Linux 13']) {
        if (!stdout.includes(release)) throw new Error(`no node runs Debian ${release}: ${stdout}`);
      }
    });
  },
};
