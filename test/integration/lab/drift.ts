import type { Scenario } from '../../../lab/scenario';
import { pollEndpoint } from './availability/endpoint';
import { OnPremCluster } from './terraform/cluster';

const hosts = ['cp1', 'cp2', 'cp3', 'w1'];
const endpoint = { address: '10.77.0.100', via: 'keepalived' };
const manifest = '/etc/kubernetes/manifests/kube-apiserver.yaml';

/** Tests that files which were changed by hand are reported and restored, and that changed arguments are rolled out. */
export const scenario: Scenario = {
  title: 'changes by hand are reported and restored, and arguments of the control plane and etcd are rolled out',
  hosts,
  async run(context) {
    const { report } = context;
    const cluster = new OnPremCluster(context);
    const synthesise = (options: object = {}) =>
      cluster.synthesise({ controlPlanes: ['cp1', 'cp2', 'cp3'], workers: ['w1'], options: { endpoint, ...options } });
    /** Returns the id of the container of the API server on a control plane. A pod that was just created has none yet. */
    const readContainer = async (host: string) => {
      const { stdout } = await cluster.kubectl(
        `get pod kube-apiserver-${host} --namespace=kube-system --output=jsonpath={.status.containerStatuses[0].containerID}`,
      );
      return stdout;
    };
    const readOtherContainers = () => Promise.all(['cp1', 'cp3'].map(readContainer));

    await synthesise();
    await context.step('a cluster is created', async () => {
      await cluster.apply();
      await cluster.applyFlannel();
      await cluster.expectNodes(...hosts);
    });
    await report.check('the hosts have no finding', () => cluster.expectFindings());

    await context.step('changes by hand are reported', async () => {
      await context.runOnHost('cp2', `sudo sed -i 's/--profiling=false/--profiling=true/' ${manifest}`);
      await context.runOnHost('w1', 'echo "maxPods: 17" | sudo tee --append /var/lib/kubelet/config.yaml');
      await context.runOnHost('w1', 'echo "# other" | sudo tee --append /etc/containerd/config.toml');
      await cluster.expectFindings(
        `cp2: ${manifest} was changed by hand: to restore it, run terraform apply -replace=terraform_data.configuration`,
        'w1: /etc/containerd/config.toml was changed by hand: to restore it, run terraform apply -replace=terraform_data.hosts',
        'w1: /var/lib/kubelet/config.yaml was changed by hand',
      );
    });
    await report.check('they are restored, and no other API server is restarted', async () => {
      await cluster.kubectl('wait --for=condition=Ready pod --all --namespace=kube-system --timeout=180s');
      const before = await readOtherContainers();
      const stop = pollEndpoint(context, endpoint.address);
      const replace = ['configuration', 'hosts'].map((name) => `-replace=terraform_data.${name}`);
      await cluster.terraform('apply', '-auto-approve', '-input=false', ...replace);
      await stop();
      await cluster.expectFindings();
      await context.runOnHost('cp2', `sudo grep -q -- --profiling=false ${manifest}`);
      await context.runOnHost('w1', '! sudo grep -q maxPods /var/lib/kubelet/config.yaml');
      await cluster.expectNodes(...hosts);
      const after = await readOtherContainers();
      if (after.join() !== before.join())
        throw new Error(`containers ${before.join()} were replaced by ${after.join()}`);
    });

    await report.check('arguments of the controller manager, the scheduler and etcd are rolled out', async () => {
      await synthesise({
        controlPlaneMetrics: true,
        apiServer: { 'event-ttl': '2h0m0s' },
        controllerManager: { 'node-monitor-grace-period': '45s' },
        etcdArguments: { 'quota-backend-bytes': '4294967296' },
        kubeProxy: { conntrack: { maxPerCore: 0 } },
      });
      await cluster.expectPlan('delete, create configuration');
      const stop = pollEndpoint(context, endpoint.address);
      await cluster.apply();
      await stop();
      await cluster.expectNodes(...hosts);
      for (const host of hosts.slice(0, 3)) {
        const address = context.host(host).address;
        await context.runInNetwork([
          'curl',
          '--silent',
          '--fail',
          '--output',
          '/dev/null',
          `http://${address}:2381/metrics`,
        ]);
        for (const port of [10257, 10259])
          await context.runInNetwork([
            'curl',
            '--silent',
            '--insecure',
            '--fail',
            `https://${address}:${port}/healthz`,
          ]);
        await context.runOnHost(host, 'pgrep -f "^etcd .*--quota-backend-bytes=4294967296"');
        await context.runOnHost(host, 'pgrep -f "^kube-controller-manager .*--node-monitor-grace-period=45s"');
      }
      await cluster.expectFindings();
    });
    await report.check('arguments that are not valid are rolled back on the first control plane', async () => {
      await synthesise({ controllerManager: { 'no-such-argument': 'yes' } });
      await cluster.expectApplyError('kube-controller-manager does not become healthy', 'restoring the previous one');
      await context.runOnHost('cp1', '! sudo grep -q no-such-argument /etc/kubernetes/manifests/*.yaml');
      await cluster.expectNodes(...hosts);
    });
  },
};
