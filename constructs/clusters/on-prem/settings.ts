import type { ClusterPlan } from '../../../src/model/cluster-plan';
import { kubernetesVersions, type KubernetesVersion } from '../../../src/model/versions';
import { yamlOf } from '../../kubernetes/yaml';
import { hostsOf, type Host } from './hosts';
import { clusterConfiguration, endpointOf } from './kubeadm';
import type { OnPremOptions } from './schema';
import { assignments } from './shell';

/** What the scripts know of the cluster, as shell assignments. No host's own values, and no secret, is in it. */
export function settingsOf(cluster: ClusterPlan, options: OnPremOptions): string {
  const { ssh, artifacts, endpoint } = options;
  const version = versionOf(cluster, options);
  return assignments({
    CLUSTER: cluster.name,
    KUBERNETES: version,
    SSH_USER: ssh.user,
    SSH_PORT: ssh.port,
    SSH_KEY: ssh.privateKey ?? '',
    SSH_KNOWN_HOSTS: ssh.knownHosts ?? '',
    SSH_BASTION: ssh.bastion ?? '',
    CONTROL_PLANES: Object.entries(options.controlPlanes)
      .map(([name, address]) => `${name} ${address}`)
      .join('\n'),
    ENDPOINT: endpointOf(options) ?? '',
    ENDPOINT_VIA: endpoint?.via ?? '',
    ENDPOINT_ROUTER_ID: endpoint?.routerId ?? '',
    ...hostSettings(cluster, options),
    ARTIFACTS: artifacts?.url ?? '',
    ARTIFACTS_SHA256: artifacts?.sha256 ?? '',
    CLUSTER_CONFIGURATION: clusterConfiguration(cluster, options, version),
    IGNORE_PREFLIGHT_ERRORS: JSON.stringify(options.ignorePreflightErrors),
    AUDIT_POLICY: options.auditPolicy
      ? yamlOf({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', ...options.auditPolicy })
      : '',
    DRAIN_TIMEOUT_SECONDS: options.drainTimeoutSeconds,
    READY_TIMEOUT_SECONDS: options.readyTimeoutSeconds,
  });
}

/** Settings of the hosts themselves: when one changes, all hosts are gone through again. */
export function hostSettings(
  { facts }: ClusterPlan,
  options: OnPremOptions,
): Readonly<Record<string, string | number>> {
  const { proxy, kubelet } = options;
  const straight = proxy && [
    ...['localhost', '127.0.0.1', '::1', '.svc', `.${facts.clusterDomain}`, facts.podCidr, facts.serviceCidr],
    ...hostsOf(options)
      .filter(({ role }) => role === 'control-plane')
      .map(({ address }) => address),
    ...(options.endpoint ? [options.endpoint.address] : []),
    ...proxy.except,
  ];
  return {
    CGROUP_V1: kubelet.failCgroupV1 === false ? 'yes' : '',
    SWAP: kubelet.failSwapOn === false ? 'yes' : '',
    DISK_FREE_MIB: Math.ceil(options.minimumFreeDiskGiB * 1024),
    CERTIFICATES: options.certificateAuthorities.join('\n'),
    PROXY_UNIT: proxy
      ? [
          '[Service]',
          environment('HTTP_PROXY', proxy.http),
          environment('HTTPS_PROXY', proxy.https ?? proxy.http),
          environment('NO_PROXY', (straight ?? []).join(',')),
        ].join('\n')
      : '',
    CONTAINERD_SETTINGS: options.containerd ?? '',
    REGISTRY_MIRRORS: Object.entries(options.registryMirrors)
      .map(([registry, mirror]) => `${registry} ${mirror}`)
      .join('\n'),
    IMAGE_REPOSITORY: options.imageRepository ?? '',
  };
}

/** The full version of Kubernetes that a cluster gets. */
export function versionOf({ facts }: ClusterPlan, { patch }: OnPremOptions): string {
  return patch ?? kubernetesVersions[facts.kubernetes as KubernetesVersion];
}

/** The hosts, a line for each: role, name, address, labels at registration, taints as JSON, labels, taints. */
export function hostList(hosts: readonly Host[]): string {
  const lines = hosts.map(({ role, name, address, labels, taints }) => {
    const all = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
    const own = all.filter((label) => kubeletMaySet(label.split('=')[0] ?? ''));
    const fields = [
      ...[role, name, address, own.join(',') || '-', JSON.stringify(taints.map(taintObject))],
      ...[all.join(',') || '-', taints.join(',') || '-'],
    ];
    return fields.join('\t');
  });
  return assignments({ HOSTS: lines.join('\n') });
}

/** An environment variable in a unit of systemd, where % and quotes mean something. */
function environment(name: string, value: string): string {
  return `Environment="${name}=${value.replace(/[\\"]/g, String.raw`\$&`).replaceAll('%', '%%')}"`;
}

/**
 * A kubelet may give its own node only some labels of Kubernetes' own.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#noderestriction
 */
function kubeletMaySet(key: string): boolean {
  const prefix = key.includes('/') ? (key.split('/')[0] ?? '') : '';
  if (!/(^|\.)(kubernetes|k8s)\.io$/.test(prefix)) return true;
  return /(^|\.)(kubelet|node)\.kubernetes\.io$/.test(prefix);
}

function taintObject(taint: string) {
  const [whole, effect] = [taint.slice(0, taint.lastIndexOf(':')), taint.slice(taint.lastIndexOf(':') + 1)];
  const [key, value] = whole.split('=');
  return { key, ...(value === undefined ? {} : { value }), effect };
}
