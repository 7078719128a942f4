import type { ClusterPlan } from '../../../src/kinds/cluster-plan';
import { formatYaml } from '../../kubernetes/yaml';
import { digest } from '../../digest';
import { renderEtcdKubeletConfiguration } from './etcd';
import { usesExternalEtcd, type Host } from './hosts';
import {
  listCertificateSans,
  renderKubeadmConfiguration,
  controlPlaneEndpoint,
  resolveKubernetesVersion,
} from './kubeadm';
import { renderKubeVipPod } from './kube-vip';
import type { OnPremOptions } from './schema';
import { formatShellAssignments } from './shell';

/** What the scripts know of the cluster, as shell assignments. No host's own values, and no secret, is in it. */
export function renderSettingsScript(cluster: ClusterPlan, options: OnPremOptions): string {
  const { ssh, artifacts, endpoint } = options;
  const version = resolveKubernetesVersion(cluster.clusterInfo, options);
  return formatShellAssignments({
    CLUSTER_NAME: cluster.name,
    KUBERNETES_VERSION: version,
    SSH_USER: ssh.user,
    SSH_PORT: ssh.port,
    SSH_KEY: ssh.privateKey ?? '',
    SSH_KNOWN_HOSTS: ssh.knownHosts ?? '',
    SSH_BASTION: ssh.bastion ?? '',
    CONTROL_PLANES: formatHostAddresses(options.controlPlanes),
    ETCD_HOSTS: formatHostAddresses(options.etcd),
    ENDPOINT: controlPlaneEndpoint(options) ?? '',
    ENDPOINT_VIA: endpoint?.via ?? '',
    KUBE_VIP_MANIFEST: renderKubeVipPod(cluster.clusterInfo, options),
    ENDPOINT_ROUTER_ID: endpoint?.routerId ?? '',
    ...renderHostSettings(cluster, options),
    ARTIFACTS_URL: artifacts?.url ?? '',
    ARTIFACTS_SHA256: artifacts?.sha256 ?? '',
    CLUSTER_CONFIGURATION: renderKubeadmConfiguration(cluster, options, version),
    CERTIFICATE_NAMES: listCertificateSans(options).join('\n'),
    CONFIGURATION_HASH: hashConfiguration(cluster, options),
    // A control plane is made while only the first host of etcd stands; the others follow.
    IGNORE_PREFLIGHT_ERRORS: JSON.stringify([
      ...options.ignorePreflightErrors,
      ...(usesExternalEtcd(options) ? ['ExternalEtcdVersion'] : []),
    ]),
    AUDIT_POLICY: renderAuditPolicy(options),
    ETCD_KUBELET_CONFIGURATION: renderEtcdKubeletConfiguration(options),
    // Nobody renews them: a little less than the ten years of the authority that signs them.
    ETCD_CERTIFICATE_VALIDITY: '87000h0m0s',
    DRAIN_TIMEOUT_SECONDS: options.drainTimeoutSeconds,
    READY_TIMEOUT_SECONDS: options.readyTimeoutSeconds,
  });
}

/** Names the settings of Kubernetes itself, without its version: another name, other settings. */
export function hashConfiguration(cluster: ClusterPlan, options: OnPremOptions): string {
  return digest([
    renderKubeadmConfiguration(cluster, options, ''),
    renderAuditPolicy(options),
    renderEtcdKubeletConfiguration(options),
  ]);
}

function renderAuditPolicy({ auditPolicy: policy }: OnPremOptions): string {
  return policy ? formatYaml({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', ...policy }) : '';
}

function formatHostAddresses(hosts: Readonly<Record<string, string>>): string {
  return Object.entries(hosts)
    .map(([name, address]) => `${name} ${address}`)
    .join('\n');
}

/** Settings of the hosts themselves: when one changes, all hosts are gone through again. */
export function renderHostSettings(
  { clusterInfo }: ClusterPlan,
  options: OnPremOptions,
): Readonly<Record<string, string | number>> {
  const { proxy, kubelet } = options;
  const noProxy = proxy
    ? [
        ...[
          'localhost',
          '127.0.0.1',
          '::1',
          '.svc',
          `.${clusterInfo.clusterDomain}`,
          clusterInfo.podCidr,
          clusterInfo.serviceCidr,
        ],
        ...Object.values(options.controlPlanes),
        ...(options.endpoint ? [options.endpoint.address] : []),
        ...proxy.except,
      ].join(',')
    : '';
  return {
    ALLOW_CGROUP_V1: kubelet.failCgroupV1 === false ? 'yes' : '',
    ALLOW_SWAP: kubelet.failSwapOn === false ? 'yes' : '',
    MINIMUM_FREE_DISK_MIB: Math.ceil(options.minimumFreeDiskGiB * 1024),
    CERTIFICATE_AUTHORITIES: options.certificateAuthorities.join('\n'),
    PROXY_HTTP: proxy?.http ?? '',
    PROXY_HTTPS: proxy?.https ?? proxy?.http ?? '',
    PROXY_EXCEPT: noProxy,
    PROXY_DROP_IN: proxy
      ? [
          '[Service]',
          formatUnitEnvironment('HTTP_PROXY', proxy.http),
          formatUnitEnvironment('HTTPS_PROXY', proxy.https ?? proxy.http),
          formatUnitEnvironment('NO_PROXY', noProxy),
        ].join('\n')
      : '',
    CONTAINERD_CONFIGURATION: options.containerd ?? '',
    REGISTRY_MIRRORS: Object.entries(options.registryMirrors)
      .map(([registry, mirror]) => `${registry} ${mirror}`)
      .join('\n'),
    IMAGE_REPOSITORY: options.imageRepository ?? '',
  };
}

/** The hosts, a line for each: role, name, address, labels at registration, taints as JSON, labels, taints. */
export function renderHostsScript(hosts: readonly Host[]): string {
  const lines = hosts.map(({ role, name, address, labels, taints }) => {
    const all = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
    const own = all.filter((label) => isKubeletSettableLabel(label.split('=')[0] ?? ''));
    const fields = [
      ...[role, name, address, own.join(',') || '-', JSON.stringify(taints.map(parseTaint))],
      ...[all.join(',') || '-', taints.join(',') || '-'],
    ];
    return fields.join('\t');
  });
  return formatShellAssignments({ HOSTS: lines.join('\n') });
}

/** An environment variable in a unit of systemd, where % and quotes mean something. */
function formatUnitEnvironment(name: string, value: string): string {
  return `Environment="${name}=${value.replace(/[\\"]/g, String.raw`\$&`).replaceAll('%', '%%')}"`;
}

/**
 * A kubelet may give its own node only some labels of Kubernetes' own.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#noderestriction
 */
function isKubeletSettableLabel(key: string): boolean {
  const prefix = key.includes('/') ? (key.split('/')[0] ?? '') : '';
  if (!/(^|\.)(kubernetes|k8s)\.io$/.test(prefix)) return true;
  return /(^|\.)(kubelet|node)\.kubernetes\.io$/.test(prefix);
}

function parseTaint(taint: string) {
  const [whole, effect] = [taint.slice(0, taint.lastIndexOf(':')), taint.slice(taint.lastIndexOf(':') + 1)];
  const [key, value] = whole.split('=');
  return { key, ...(value === undefined ? {} : { value }), effect };
}
