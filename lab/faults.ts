import { CommandError, run, type CommandOutput } from '../tools/command';
import { tryGetInitPid } from './hosts';
import type { Host, Lab } from './layout';
import { ip, bridgePort } from './network';

/** Disconnects a host from the network in both directions. */
export async function cutNetwork(lab: Lab, host: Host): Promise<void> {
  await ip(lab, 'link', 'set', bridgePort(host), 'down');
}

/** Limits of a host's network, applied in both directions. */
export interface NetworkLimits {
  /** Maximum rate in tc's format: `1mbit`, `500kbit`. @default unlimited */
  readonly rate?: string;
  /** Additional delay in tc's format: `100ms`; requires a kernel with netem. @default none */
  readonly delay?: string;
}

/** Limits the rate of a host's network or delays its packets. @throws if no limit is set */
export async function slowNetwork(lab: Lab, host: Host, { rate, delay }: NetworkLimits): Promise<void> {
  if (rate === undefined && delay === undefined)
    throw new Error('a limit is required: add --rate 1mbit, --delay 100ms, or both');
  const discipline =
    delay === undefined
      ? ['tbf', 'rate', rate ?? '', 'burst', '32kbit', 'latency', '400ms']
      : ['netem', 'delay', delay, ...(rate === undefined ? [] : ['rate', rate])];
  try {
    await changeQueueDiscipline(lab, host, 'replace', discipline);
  } catch (error) {
    await removeQueueDiscipline(lab, host);
    if (delay === undefined || !(error instanceof CommandError)) throw error;
    const message = 'this kernel has no netem (CONFIG_NET_SCH_NETEM), which --delay requires: use --rate only';
    throw new CommandError(message, error.output, error.exitCode);
  }
}

/** Reconnects a host and removes the limits of its network. */
export async function restoreNetwork(lab: Lab, host: Host): Promise<void> {
  await ip(lab, 'link', 'set', bridgePort(host), 'up');
  await removeQueueDiscipline(lab, host);
}

/** Fills a host's disk (/var/lib) to the last block. */
export async function fillDisk(lab: Lab, host: Host): Promise<void> {
  // Most blocks are only allocated, which takes no space on this machine; the last 64 MiB are written.
  const script = `
    set -eu
    cd /var/lib
    rm -f ${fillerFile}
    free=$(($(stat --file-system --format='%f * %S' .) - 64 * 1024 * 1024))
    if [ "$free" -gt 0 ]; then fallocate --length "$free" ${fillerFile}; fi
    for block in 1M 4k; do dd if=/dev/zero of=${fillerFile} bs=$block oflag=append conv=notrunc 2>/dev/null || true; done
    sync`;
  await runAsRoot(lab, host, ['sh', '-c', script]);
}

/** Removes the file that fillDisk wrote. */
export async function freeDisk(lab: Lab, host: Host): Promise<void> {
  await runAsRoot(lab, host, ['rm', '-f', `/var/lib/${fillerFile}`]);
}

/**
 * Expires every kubeadm certificate on a control plane, as happens after one year without renewal: renews them with a
 * validity of one second and restarts the control plane. `kubeadm certs renew all` on the host repairs it.
 */
export async function expireCertificates(lab: Lab, host: Host): Promise<void> {
  const script = `
    set -eu
    test -f /etc/kubernetes/pki/ca.key || { echo "this host is not a control plane: /etc/kubernetes/pki/ca.key does not exist"; exit 1; }
    config=$(mktemp)
    trap 'rm -f "$config"' EXIT
    kubectl --kubeconfig /etc/kubernetes/admin.conf -n kube-system get configmap kubeadm-config \\
      -o 'jsonpath={.data.ClusterConfiguration}' >"$config"
    sed -i /^certificateValidityPeriod/d "$config"
    echo 'certificateValidityPeriod: 1s' >>"$config"
    kubeadm certs renew all --config "$config"
    sleep 2
    # By the full command line: the kernel cuts process names to 15 characters.
    for process in etcd kube-apiserver kube-controller-manager kube-scheduler; do
      pkill -f "^$process " || { echo "$process is not running"; exit 1; }
    done`;
  await runAsRoot(lab, host, ['bash', '-c', script]);
}

const fillerFile = 'lab-filler';

async function removeQueueDiscipline(lab: Lab, host: Host): Promise<void> {
  // A host that is off has no network interface and therefore no queue discipline.
  if (tryGetInitPid(lab, host) !== undefined) await changeQueueDiscipline(lab, host, 'del', []);
}

/** Replaces or deletes the queue discipline at both ends of a host's veth pair, one for each direction. */
async function changeQueueDiscipline(
  lab: Lab,
  host: Host,
  verb: 'replace' | 'del',
  discipline: readonly string[],
): Promise<void> {
  // tc exits with 2 if no queue discipline is set.
  const exitCodes = verb === 'del' ? [0, 2] : [0];
  await run('tc', ['-n', lab.network, 'qdisc', verb, 'dev', bridgePort(host), 'root', ...discipline], { exitCodes });
  const tc = ['tc', 'qdisc', verb, 'dev', 'eth0', 'root', ...discipline];
  await run('nsenter', ['-t', getInitPid(lab, host), '--net', ...tc], { exitCodes });
}

/** Runs a program as root in a host's namespaces and not by SSH, so that it also works on a disconnected host. */
async function runAsRoot(lab: Lab, host: Host, command: readonly string[]): Promise<CommandOutput> {
  const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  const namespaces = ['--mount', '--pid', '--uts', '--ipc', '--net', '--cgroup', '--root', '--wd'];
  return run('nsenter', ['-t', getInitPid(lab, host), ...namespaces, 'env', '-i', path, ...command]);
}

function getInitPid(lab: Lab, host: Host): string {
  const initPid = tryGetInitPid(lab, host);
  if (initPid === undefined) throw new Error(`host ${host.name} is off: npm run lab -- start-host ${host.name}`);
  return String(initPid);
}
