import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Site } from '../../../../lab/scenario';
import { artifactsUrl } from '../../../../lab/up';
import type { Printed } from '../../../../tools/command';

const everywhere = ['pause', 'kube-proxy', 'flannel', 'flannel-cni-plugin', 'coredns', 'echo'];
const controlPlane = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'etcd'];

/** Makes a cluster of the hosts cp1 and w1 step by step, with no part of Plinth, and an echo pod on each. */
export async function clusterByHand(site: Site): Promise<void> {
  await site.step('prepare both hosts', () =>
    Promise.all([
      script(site, 'cp1', 'prepare.sh', artifactsUrl, ...everywhere, ...controlPlane),
      script(site, 'w1', 'prepare.sh', artifactsUrl, ...everywhere),
    ]),
  );
  await site.step('kubeadm init', () => script(site, 'cp1', 'init.sh', site.host('cp1').address));
  await site.step('kubeadm join', async () => {
    const { stdout: join } = await site.on('cp1', 'sudo kubeadm token create --print-join-command');
    await site.on('w1', `sudo ${join.trim()} --ignore-preflight-errors=SystemVerification`);
  });
  await site.step('flannel, nodes Ready', async () => {
    await kubectl(site, 'apply -f -', file('flannel.yaml'));
    await kubectl(site, 'wait --for=condition=Ready node --all --timeout=90s');
  });
  await site.step('CoreDNS', () => kubectl(site, '-n kube-system rollout status deployment/coredns --timeout=90s'));
  await site.step('an echo pod on each host', async () => {
    await kubectl(site, 'apply -f -', file('echo.yaml'));
    await kubectl(site, 'rollout status daemonset/echo --timeout=90s');
  });
}

/** Runs kubectl as the cluster's administrator on cp1; `input` reaches its standard input. */
export async function kubectl(site: Site, line: string, input?: string): Promise<Printed> {
  return site.on('cp1', `sudo kubectl --kubeconfig /etc/kubernetes/admin.conf ${line}`, input);
}

/** The echo pod of a host. */
export async function echoPod(site: Site, host: string): Promise<{ name: string; address: string }> {
  const { stdout } = await kubectl(site, `get pods -l app=echo --field-selector spec.nodeName=${host} -o json`);
  const { items } = JSON.parse(stdout) as { items: { metadata: { name: string }; status: { podIP: string } }[] };
  const [pod] = items;
  if (pod === undefined) throw new Error(`no echo pod on ${host}`);
  return { name: pod.metadata.name, address: pod.status.podIP };
}

async function script(site: Site, host: string, name: string, ...args: readonly string[]): Promise<Printed> {
  return site.on(host, `sudo bash -s -- ${args.join(' ')}`, file(name));
}

function file(name: string): string {
  return readFileSync(join(__dirname, name), 'utf8');
}
