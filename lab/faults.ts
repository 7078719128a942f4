import { CommandError, run, type Printed } from '../tools/command';
import { firstProcess } from './hosts';
import type { Host, Lab } from './layout';
import { ip, port } from './network';

/** Pulls a host's cable: nothing reaches it, and nothing comes from it. */
export async function cut(lab: Lab, host: Host): Promise<void> {
  await ip(lab, 'link', 'set', port(host), 'down');
}

/** How slow a host's network shall be. */
export interface Slowness {
  /** What tc calls a rate: 1mbit, 500kbit. @default as fast as the machine */
  readonly rate?: string;
  /** What tc calls a time: 100ms. It is added each way, and needs a kernel with netem. @default none */
  readonly delay?: string;
}

/** Makes a host's network slow, both ways. */
export async function slow(lab: Lab, host: Host, { rate, delay }: Slowness): Promise<void> {
  if (rate === undefined && delay === undefined) throw new Error('say how slow: --rate 1mbit, --delay 100ms, or both');
  const kind =
    delay === undefined
      ? ['tbf', 'rate', rate ?? '', 'burst', '32kbit', 'latency', '400ms']
      : ['netem', 'delay', delay, ...(rate === undefined ? [] : ['rate', rate])];
  try {
    await queue(lab, host, 'replace', kind);
  } catch (error) {
    await fullSpeed(lab, host);
    if (delay === undefined || !(error instanceof CommandError)) throw error;
    const why = 'this kernel has no netem (CONFIG_NET_SCH_NETEM), which delays packets: --rate alone can be had';
    throw new CommandError(why, error.output, error.exitCode);
  }
}

/** Ends what cut and slow did to a host. */
export async function heal(lab: Lab, host: Host): Promise<void> {
  await ip(lab, 'link', 'set', port(host), 'up');
  await fullSpeed(lab, host);
}

/** Fills a host's disk to the last block. */
export async function fillDisk(lab: Lab, host: Host): Promise<void> {
  // Most of it is only reserved, which takes no room on this machine; the last 64 MiB are written.
  const script = `
    set -eu
    cd /var/lib
    rm -f ${filler}
    free=$(($(stat --file-system --format='%f * %S' .) - 64 * 1024 * 1024))
    if [ "$free" -gt 0 ]; then fallocate --length "$free" ${filler}; fi
    for block in 1M 4k; do dd if=/dev/zero of=${filler} bs=$block oflag=append conv=notrunc 2>/dev/null || true; done
    sync`;
  await asRoot(lab, host, ['sh', '-c', script]);
}

/** Takes away what fillDisk wrote. */
export async function freeDisk(lab: Lab, host: Host): Promise<void> {
  await asRoot(lab, host, ['rm', '-f', `/var/lib/${filler}`]);
}

/**
 * Lets every certificate that kubeadm made on a control plane expire: they are renewed for one second, and the parts
 * of the control plane are restarted, as if nobody had looked after the cluster for a year. `kubeadm certs renew all`
 * on the host mends it.
 */
export async function expireCertificates(lab: Lab, host: Host): Promise<void> {
  const script = `
    set -eu
    test -f /etc/kubernetes/pki/ca.key || { echo "this host is no control plane: it has no /etc/kubernetes/pki/ca.key"; exit 1; }
    config=$(mktemp)
    trap 'rm -f "$config"' EXIT
    kubectl --kubeconfig /etc/kubernetes/admin.conf -n kube-system get configmap kubeadm-config \\
      -o 'jsonpath={.data.ClusterConfiguration}' >"$config"
    sed -i /^certificateValidityPeriod/d "$config"
    echo 'certificateValidityPeriod: 1s' >>"$config"
    kubeadm certs renew all --config "$config"
    sleep 2
    for part in etcd kube-apiserver kube-controller-manager kube-scheduler; do pkill -x "$part" || true; done`;
  await asRoot(lab, host, ['bash', '-c', script]);
}

const filler = 'lab-filler';

async function fullSpeed(lab: Lab, host: Host): Promise<void> {
  // Where there is nothing to delete tc exits with 2; a host that is off has lost its queue with its network.
  if (firstProcess(lab, host) !== undefined) await queue(lab, host, 'del', []);
}

/** Sets or deletes the queue at both ends of a host's cable: what is sent to it, and what it sends. */
async function queue(lab: Lab, host: Host, verb: 'replace' | 'del', kind: readonly string[]): Promise<void> {
  const exitCodes = verb === 'del' ? [0, 2] : [0];
  await run('tc', ['-n', lab.network, 'qdisc', verb, 'dev', port(host), 'root', ...kind], { exitCodes });
  const tc = ['tc', 'qdisc', verb, 'dev', 'eth0', 'root', ...kind];
  await run('nsenter', ['-t', pid(lab, host), '--net', ...tc], { exitCodes });
}

/** Runs a program as root inside a host's namespaces, without its network: faults reach a host that is cut off. */
async function asRoot(lab: Lab, host: Host, command: readonly string[]): Promise<Printed> {
  const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  const namespaces = ['--mount', '--pid', '--uts', '--ipc', '--net', '--cgroup', '--root', '--wd'];
  return run('nsenter', ['-t', pid(lab, host), ...namespaces, 'env', '-i', path, ...command]);
}

function pid(lab: Lab, host: Host): string {
  const first = firstProcess(lab, host);
  if (first === undefined) throw new Error(`host ${host.name} is off: npm run lab -- start-host ${host.name}`);
  return String(first);
}
