import { unexpectedOutput, type Scenario } from '../../../lab/scenario';
import { createKubeadmCluster, getEchoPod, kubectl } from './kubeadm/cluster';

/**
 * Creates a cluster with plain kubeadm, without Plinth. Tests that the lab's hosts support a cluster; other scenarios
 * compare their duration with this baseline.
 */
export const scenario: Scenario = {
  title: 'two hosts form a cluster with plain kubeadm, and their pods connect to each other',
  hosts: ['cp1', 'w1'],
  async run(context) {
    await createKubeadmCluster(context);
    const [caller, callee] = [await getEchoPod(context, 'cp1'), await getEchoPod(context, 'w1')];
    const call = (url: string) => kubectl(context, `exec ${caller.name} -- /echo get ${url}`);

    await context.report.check('a pod calls a pod on the other host with its own source address', async () => {
      const output = await call(`http://${callee.address}:8080/`);
      const response = JSON.parse(output.stdout) as { pod: string; caller: string };
      if (response.pod !== callee.name || response.caller !== caller.address)
        throw unexpectedOutput('the response is from another pod or has another caller', output);
    });
    await context.report.check('calls between the hosts use VXLAN', async () => {
      const packet = `${caller.address}\\.[0-9]* > ${callee.address}\\.8080`;
      const packetSeen = context.runOnHost(
        'w1',
        `sudo timeout 20 tcpdump -l -n -i eth0 udp port 8472 | grep -m 1 '${packet}'`,
      );
      const calls = setInterval(() => void call(`http://${callee.address}:8080/`).catch(() => undefined), 500);
      await packetSeen.finally(() => {
        clearInterval(calls);
      });
    });
    await context.report.check('a pod calls a Service by name', () => call('http://echo.default.svc.cluster.local/'));
  },
};
