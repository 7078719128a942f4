import { unexpected, type Scenario } from '../../../lab/scenario';
import { clusterByHand, echoPod, kubectl } from './by-hand/cluster';

/**
 * The baseline: what a person does by hand, with no part of Plinth. It shows that the lab's hosts are fit for a
 * cluster; other scenarios compare their seconds with these.
 */
export const scenario: Scenario = {
  title: 'two hosts become a cluster by hand, and their pods talk to each other',
  hosts: ['cp1', 'w1'],
  async run(site) {
    await clusterByHand(site);
    const [from, to] = [await echoPod(site, 'cp1'), await echoPod(site, 'w1')];
    const call = (url: string) => kubectl(site, `exec ${from.name} -- /echo get ${url}`);

    await site.report.check('a pod calls the pod on the other host, and is seen by its own address', async () => {
      const printed = await call(`http://${to.address}:8080/`);
      const { pod, caller } = JSON.parse(printed.stdout) as { pod: string; caller: string };
      if (pod !== to.name || caller !== from.address) throw unexpected('not the pod, or not the caller', printed);
    });
    await site.report.check('the call travels as VXLAN between the hosts', async () => {
      const packet = `${from.address}\\.[0-9]* > ${to.address}\\.8080`;
      const seen = site.on('w1', `sudo timeout 20 tcpdump -l -n -i eth0 udp port 8472 | grep -m 1 '${packet}'`);
      const calls = setInterval(() => void call(`http://${to.address}:8080/`).catch(() => undefined), 500);
      await seen.finally(() => {
        clearInterval(calls);
      });
    });
    await site.report.check('a pod calls a Service by its name', () => call('http://echo.default.svc.cluster.local/'));
  },
};
