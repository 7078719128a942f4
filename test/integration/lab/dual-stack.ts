import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toIpv6 } from '../../../lab/layout';
import type { Scenario, ScenarioContext } from '../../../lab/scenario';
import { waitFor } from '../../../lab/wait-for';
import { tool } from '../../../tools/tool';
import { createWorkload, nodePort } from './availability/workload';
import { OnPremCluster } from './terraform/cluster';

const controlPlanes = ['cp1'];
const workers = ['w1', 'w2'];
const nodes = [...controlPlanes, ...workers];
const ranges = { podCidr: 'fd00:10:244::/56', serviceCidr: 'fd00:10:96::/112' };
/** Another address of w2. */
const otherAddress = 'fd00:77::99';

/** Tests a cluster whose nodes, pods and Services have addresses of IPv4 and IPv6. */
export const scenario: Scenario = {
  title: 'nodes, pods and Services of a dual-stack cluster have IPv4 and IPv6 addresses, and are reached by both',
  hosts: nodes,
  async run(context) {
    const { report } = context;
    const cluster = new OnPremCluster(context);
    const addresses = Object.fromEntries(nodes.map((name) => [name, toIpv6(context.host(name).address)]));
    const synthesise = (changed: Readonly<Record<string, string>> = {}) =>
      cluster.synthesise({
        controlPlanes,
        workers,
        options: { dualStack: { ...ranges, addresses: { ...addresses, ...changed } } },
      });

    await synthesise();
    await context.step('kubeadm accepts the generated configuration', () => validateConfiguration(context, cluster));
    await context.step('the cluster is created', async () => {
      await cluster.apply();
      await cluster.applyFlannel(ranges.podCidr);
      await cluster.expectNodes(...nodes);
    });
    await report.check('every node has an address and a range of pods of each IP family', async () => {
      for (const name of nodes) await expectNodeAddresses(cluster, name, addresses[name] ?? '');
    });
    await report.check('the programs of the control plane have ranges of both IP families', async () => {
      for (const [program, argument, value] of [
        ['kube-apiserver', 'service-cluster-ip-range', `10.96.0.0/16,${ranges.serviceCidr}`],
        ['kube-controller-manager', 'service-cluster-ip-range', `10.96.0.0/16,${ranges.serviceCidr}`],
        ['kube-controller-manager', 'cluster-cidr', `10.244.0.0/16,${ranges.podCidr}`],
      ] as const)
        await context.runOnHost(
          'cp1',
          `tr '\\0' '\\n' </proc/$(pgrep -f "^${program} " | head -n 1)/cmdline | grep -Fx -e --${argument}=${value}`,
        );
    });
    await report.check('kubelets have serving certificates with both addresses', async () => {
      for (const name of nodes)
        await context.runOnHost(
          name,
          `sudo openssl x509 -noout -text -in /var/lib/kubelet/pki/kubelet-server-current.pem | grep -q "IP Address:${context.host(name).address}, IP Address:FD00:77:"`,
        );
    });
    await context.step('a workload runs on every worker', () => createWorkload(cluster, workers));
    await report.check('pods reach pods on the other worker by IPv4 and IPv6', () => expectPodConnections(cluster));
    await report.check('a Service of both IP families is reached by its addresses, and by nodes', async () => {
      await cluster.kubectl('patch service available --patch={"spec":{"ipFamilyPolicy":"PreferDualStack"}}');
      const { stdout } = await cluster.kubectl('get service available --output=jsonpath={.spec.clusterIPs[*]}');
      const serviceAddresses = stdout.split(' ');
      if (!serviceAddresses[1]?.startsWith('fd00:10:96:')) throw new Error(`addresses of the Service: ${stdout}`);
      const nodeUrls = workers.flatMap((name) =>
        [context.host(name).address, addresses[name] ?? ''].map(
          (address) => `http://${formatHost(address)}:${nodePort}/`,
        ),
      );
      await waitFor(60, () => areReached(context, nodeUrls), `not all are reached: ${nodeUrls.join(' ')}`);
      const [pod] = await listPods(cluster);
      if (!pod) throw new Error('the workload has no pods');
      await expectReached(
        cluster,
        pod,
        serviceAddresses.map((address) => `http://${formatHost(address)}/`),
      );
    });
    await report.check('a second plan has no changes', () => cluster.expectPlan());
    await context.step('a worker with another IPv6 address is replaced, and no other host', async () => {
      await context.runOnHost('w2', `sudo ip addr add ${otherAddress}/64 dev eth0 nodad`);
      await synthesise({ w2: otherAddress });
      await cluster.expectPlan('delete, create worker["w2"]');
      await cluster.apply();
      await cluster.expectNodes(...nodes);
      await expectNodeAddresses(cluster, 'w2', otherAddress);
    });
  },
};

/** Runs kubeadm's own validation. */
async function validateConfiguration(context: ScenarioContext, cluster: OnPremCluster): Promise<void> {
  const settings = `${cluster.stackFolder}/scripts/settings.sh`;
  const { stdout } = await context.runInNetwork(['bash', '-c', `. '${settings}'; printf %s "$CLUSTER_CONFIGURATION"`]);
  const file = join(context.folder, 'kubeadm.yaml');
  writeFileSync(file, stdout);
  await context.runInNetwork([await tool('kubeadm'), 'config', 'validate', '--config', file]);
}

async function expectNodeAddresses(cluster: OnPremCluster, name: string, ipv6: string): Promise<void> {
  const { stdout } = await cluster.kubectl(
    `get node ${name} --output=jsonpath={.status.addresses[?(@.type=="InternalIP")].address}|{.spec.podCIDRs[*]}`,
  );
  const [addresses = '', podRanges = ''] = stdout.split('|');
  const expected = `${cluster.context.host(name).address} ${ipv6}`;
  if (addresses !== expected || !/^10\.244\.\d+\.0\/24 fd00:10:244:[0-9a-f]*:+\/64$/.test(podRanges))
    throw new Error(`${name} has the addresses ${addresses} (not ${expected}), and the ranges ${podRanges}`);
}

interface Pod {
  readonly name: string;
  readonly node: string;
  readonly addresses: readonly string[];
}

async function listPods(cluster: OnPremCluster): Promise<readonly Pod[]> {
  const { stdout } = await cluster.kubectl('get pods --selector=app=available --output=json');
  const { items } = JSON.parse(stdout) as {
    items: readonly {
      metadata: { name: string };
      spec: { nodeName: string };
      status: { podIPs: readonly { ip: string }[] };
    }[];
  };
  return items.map(({ metadata, spec, status }) => ({
    name: metadata.name,
    node: spec.nodeName,
    addresses: status.podIPs.map(({ ip }) => ip),
  }));
}

async function expectPodConnections(cluster: OnPremCluster): Promise<void> {
  const pods = await listPods(cluster);
  for (const node of workers) {
    const pod = pods.find((candidate) => candidate.node === node);
    const others = pods.filter((candidate) => candidate.node !== node);
    if (!pod || others.length === 0) throw new Error(`no pod on ${node}, or none on another worker`);
    if (others.some(({ addresses }) => addresses.length !== 2)) throw new Error('a pod has not two addresses');
    const urls = others.flatMap(({ addresses }) => addresses.map((address) => `http://${formatHost(address)}:8080/`));
    await expectReached(cluster, pod, urls);
  }
}

async function expectReached(cluster: OnPremCluster, pod: Pod, urls: readonly string[]): Promise<void> {
  const { stdout } = await cluster.kubectl(`exec ${pod.name} -- /echo try ${urls.join(' ')}`);
  const results = JSON.parse(stdout) as readonly { readonly status?: number; readonly error?: string }[];
  const failed = results.flatMap(({ status, error = '' }, index) =>
    status === 200 ? [] : [`${urls[index] ?? ''}: ${error}`],
  );
  if (failed.length > 0) throw new Error(`not reached from ${pod.name}: ${failed.join('; ')}`);
}

/** Returns true if all URLs answer, seen from outside of the cluster. */
async function areReached(context: ScenarioContext, urls: readonly string[]): Promise<true | undefined> {
  const { stdout } = await context.runInNetwork([
    'bash',
    '-c',
    'for url in "$@"; do curl --silent --max-time 3 --output /dev/null "$url" || echo "$url"; done',
    'bash',
    ...urls,
  ]);
  return stdout === '' ? true : undefined;
}

function formatHost(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
