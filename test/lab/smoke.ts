import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { artifactsUrl } from '../../lab/up';
import { unexpected, type Scenario, type Site } from '../../lab/scenario';

/**
 * The baseline: what a person does by hand, step by step, with no part of Plinth. It shows that the lab's hosts are
 * fit for a cluster; other scenarios compare their seconds with these.
 */
export const scenario: Scenario = {
  title: 'two hosts become a cluster by hand, and their pods talk to each other',
  hosts: ['cp1', 'w1'],
  run: byHand,
};

const everywhere = ['pause', 'kube-proxy', 'flannel', 'flannel-cni-plugin', 'coredns', 'echo'];
const controlPlane = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'etcd'];

async function byHand(site: Site): Promise<void> {
  const { address } = site.host('cp1');
  const kubectl = (line: string, input?: string) =>
    site.on('cp1', `sudo kubectl --kubeconfig /etc/kubernetes/admin.conf ${line}`, input);

  await site.step('prepare both hosts', () =>
    Promise.all([
      script(site, 'cp1', 'prepare.sh', artifactsUrl, ...everywhere, ...controlPlane),
      script(site, 'w1', 'prepare.sh', artifactsUrl, ...everywhere),
    ]),
  );
  await site.step('kubeadm init', () => script(site, 'cp1', 'init.sh', address));
  await site.step('kubeadm join', async () => {
    const { stdout: join } = await site.on('cp1', 'sudo kubeadm token create --print-join-command');
    await site.on('w1', `sudo ${join.trim()} --ignore-preflight-errors=SystemVerification`);
  });
  await site.step('flannel, nodes Ready', async () => {
    await kubectl('apply -f -', manifest('flannel.yaml'));
    await kubectl('wait --for=condition=Ready node --all --timeout=90s');
  });
  await site.step('CoreDNS', () => kubectl('-n kube-system rollout status deployment/coredns --timeout=90s'));
  await site.step('an echo pod on each host', async () => {
    await kubectl('apply -f -', manifest('echo.yaml'));
    await kubectl('rollout status daemonset/echo --timeout=90s');
  });

  await site.report.check('a pod calls the pod on the other host, and is seen by its own address', async () => {
    const [from, to] = await echoPods(kubectl);
    const printed = await kubectl(`exec ${from.name} -- /echo get http://${to.address}:8080/`);
    const { pod, caller } = JSON.parse(printed.stdout) as { pod: string; caller: string };
    if (pod !== to.name || caller !== from.address) throw unexpected('not the pod, or not the caller', printed);
  });
  await site.report.check('the call travels as VXLAN between the hosts', async () => {
    const [from, to] = await echoPods(kubectl);
    const packet = `${from.address}\\.[0-9]* > ${to.address}\\.8080`;
    const seen = site.on('w1', `sudo timeout 20 tcpdump -l -n -i eth0 udp port 8472 | grep -m 1 '${packet}'`);
    const call = () => kubectl(`exec ${from.name} -- /echo get http://${to.address}:8080/`);
    const calls = setInterval(() => void call().catch(() => undefined), 500);
    await seen.finally(() => {
      clearInterval(calls);
    });
  });
  await site.report.check('a pod calls a Service by its name', async () => {
    const [from] = await echoPods(kubectl);
    await kubectl(`exec ${from.name} -- /echo get http://echo.default.svc.cluster.local/`);
  });
}

async function script(site: Site, host: string, name: string, ...args: readonly string[]) {
  return site.on(host, `sudo bash -s -- ${args.join(' ')}`, readFileSync(join(__dirname, 'by-hand', name), 'utf8'));
}

function manifest(name: string): string {
  return readFileSync(join(__dirname, 'by-hand', name), 'utf8');
}

interface Pod {
  readonly name: string;
  readonly address: string;
}

/** The echo pods of two hosts, the control plane's first. */
async function echoPods(kubectl: (line: string) => Promise<{ stdout: string }>): Promise<[Pod, Pod]> {
  const { stdout } = await kubectl('get pods -l app=echo -o json');
  const { items } = JSON.parse(stdout) as {
    items: { metadata: { name: string }; spec: { nodeName: string }; status: { podIP: string } }[];
  };
  const on = (node: string): Pod => {
    const found = items.find((item) => item.spec.nodeName === node);
    if (found === undefined) throw new Error(`no echo pod on ${node}`);
    return { name: found.metadata.name, address: found.status.podIP };
  };
  return [on('cp1'), on('w1')];
}
