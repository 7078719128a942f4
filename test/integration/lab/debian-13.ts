import type { Scenario } from '../../../lab/scenario';
import { up } from '../../../lab/up';
import { clusterByHand, kubectl } from './by-hand/cluster';

/** The newest Debian is fit for a cluster too, beside the older one. */
export const scenario: Scenario = {
  title: 'a Debian 13 host joins a cluster of Debian 12 by hand',
  hosts: ['cp1'],
  async run(site) {
    await site.step('a Debian 13 host up', () =>
      up({ lab: site.lab, hosts: ['w1'], debian: '13', progress: console.log }),
    );
    await clusterByHand(site);
    await site.report.check('the cluster names both releases', async () => {
      const { stdout } = await kubectl(site, "get nodes -o 'jsonpath={.items[*].status.nodeInfo.osImage}'");
      for (const release of ['GNU/Linux 12', 'GNU/Linux 13']) {
        if (!stdout.includes(release)) throw new Error(`no node runs Debian ${release}: ${stdout}`);
      }
    });
  },
};
