import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ScenarioContext } from '../../../../lab/scenario';
import { artifactsUrl } from '../../../../lab/up';
import type { CommandOutput } from '../../../../tools/command';

const commonImages = ['pause', 'kube-proxy', 'flannel', 'flannel-cni-plugin', 'coredns', 'echo'];
const controlPlaneImages = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'etcd'];

/** Creates a cluster of the hosts cp1 and w1 with plain kubeadm, without Plinth, and an echo pod on each host. */
export async function createKubeadmCluster(context: ScenarioContext): Promise<void> {
  await context.step('both hosts are prepared', () =>
    Promise.all([
      runScript(context, 'cp1', 'prepare.sh', artifactsUrl, ...commonImages, ...controlPlaneImages),
      runScript(context, 'w1', 'prepare.sh', artifactsUrl, ...commonImages),
    ]),
  );
  await context.step('kubeadm init', () => runScript(context, 'cp1', 'init.sh', context.host('cp1').address));
  await context.step('kubeadm join', async () => {
    const { stdout: joinCommand } = await context.runOnHost('cp1', 'sudo kubeadm token create --print-join-command');
    await context.runOnHost('w1', `sudo ${joinCommand.trim()} --ignore-preflight-errors=SystemVerification`);
  });
  await context.step('flannel, nodes Ready', async () => {
    await kubectl(context, 'apply -f -', readLocalFile('flannel.yaml'));
    await kubectl(context, 'wait --for=condition=Ready node --all --timeout=90s');
  });
  await context.step('CoreDNS', () =>
    kubectl(context, '-n kube-system rollout status deployment/coredns --timeout=90s'),
  );
  await context.step('an echo pod on each host', async () => {
    await kubectl(context, 'apply -f -', readLocalFile('echo.yaml'));
    await kubectl(context, 'rollout status daemonset/echo --timeout=90s');
  });
}

/** Runs kubectl on cp1 as cluster administrator; `input` is its standard input. */
export async function kubectl(context: ScenarioContext, line: string, input?: string): Promise<CommandOutput> {
  return context.runOnHost('cp1', `sudo kubectl --kubeconfig /etc/kubernetes/admin.conf ${line}`, input);
}

/** Returns the echo pod on a host. */
export async function getEchoPod(context: ScenarioContext, host: string): Promise<{ name: string; address: string }> {
  const { stdout } = await kubectl(context, `get pods -l app=echo --field-selector spec.nodeName=${host} -o json`);
  const { items } = JSON.parse(stdout) as { items: { metadata: { name: string }; status: { podIP: string } }[] };
  const [pod] = items;
  if (pod === undefined) throw new Error(`no echo pod on ${host}`);
  return { name: pod.metadata.name, address: pod.status.podIP };
}

async function runScript(
  context: ScenarioContext,
  host: string,
  name: string,
  ...args: readonly string[]
): Promise<CommandOutput> {
  return context.runOnHost(host, `sudo bash -s -- ${args.join(' ')}`, readLocalFile(name));
}

function readLocalFile(name: string): string {
  return readFileSync(join(__dirname, name), 'utf8');
}
