import type { ClusterPlan } from '../../../src/model/cluster-plan';
import { yamlOf } from '../../kubernetes/yaml';
import { digest } from '../../digest';
import { etcdKubelet } from './etcd';
import { etcdIsApart, type Host } from './hosts';
import { certificateNames, clusterConfiguration, endpointOf, versionOf } from './kubeadm';
import { kubeVipPod } from './kube-vip';
import type { OnPremOptions } from './schema';
import { assignments } from './shell';

/** What the scripts know of the cluster, as shell assignments. No host's own values, and no secret, is in it. */
export function settingsOf(cluster: ClusterPlan, options: OnPremOptions): string {
  const { ssh, artifacts, endpoint } = options;
  const version = versionOf(cluster.facts, options);
  return assignments({
    CLUSTER_NAME: cluster.name,
    KUBERNETES_VERSION: version,
    SSH_USER: ssh.user,
    SSH_PORT: ssh.port,
    SSH_KEY: ssh.privateKey ?? '',
    SSH_KNOWN_HOSTS: ssh.knownHosts ?? '',
    SSH_BASTION: ssh.bastion ?? '',
    CONTROL_PLANES: namesAndAddresses(options.controlPlanes),
    ETCD_HOSTS: namesAndAddresses(options.etcd),
    ENDPOINT: endpointOf(options) ?? '',
    ENDPOINT_VIA: endpoint?.via ?? '',
    KUBE_VIP_MANIFEST: kubeVipPod(cluster.facts, options),
    ENDPOINT_ROUTER_ID: endpoint?.routerId ?? '',
    ...hostSettings(cluster, options),
    ARTIFACTS_URL: artifacts?.url ?? '',
    ARTIFACTS_SHA256: artifacts?.sha256 ?? '',
    CLUSTER_CONFIGURATION: clusterConfiguration(cluster, options, version),
    CERTIFICATE_NAMES: certificateNames(options).join('\n'),
    CONFIGURATION_HASH: configurationOf(cluster, options),
    // A control plane is made while only the first host of etcd stands; the others follow.
    IGNORE_PREFLIGHT_ERRORS: JSON.stringify([
      ...options.ignorePreflightErrors,
      ...(etcdIsApart(options) ? ['ExternalEtcdVersion'] : []),
    ]),
    AUDIT_POLICY: auditPolicy(options),
    ETCD_KUBELET_CONFIGURATION: etcdKubelet(options),
    // Nobody renews them: a little less than the ten years of the authority that signs them.
    ETCD_CERTIFICATE_VALIDITY: '87000h0m0s',
    DRAIN_TIMEOUT_SECONDS: options.drainTimeoutSeconds,
    READY_TIMEOUT_SECONDS: options.readyTimeoutSeconds,
  });
}

/** Names the settings of Kubernetes itself, without its version: another name, other settings. */
export function configurationOf(cluster: ClusterPlan, options: OnPremOptions): string {
  return digest([clusterConfiguration(cluster, options, ''), auditPolicy(options), etcdKubelet(options)]);
}

function auditPolicy({ auditPolicy: policy }: OnPremOptions): string {
  return policy ? yamlOf({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', ...policy }) : '';
}

function namesAndAddresses(hosts: Readonly<Record<string, string>>): string {
  return Object.entries(hosts)
    .map(([name, address]) => `${name} ${address}`)
    .join('\n');
}

/** Settings of the hosts themselves: when one changes, all hosts are gone through again. */
export function hostSettings(
  { facts }: ClusterPlan,
  options: OnPremOptions,
): Readonly<Record<string, string | number>> {
  const { proxy, kubelet } = options;
  const straight = proxy
    ? [
        ...['localhost', '127.0.0.1', '::1', '.svc', `.${facts.clusterDomain}`, facts.podCidr, facts.serviceCidr],
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
    PROXY_EXCEPT: straight,
    PROXY_DROP_IN: proxy
      ? [
          '[Service]',
          environment('HTTP_PROXY', proxy.http),
          environment('HTTPS_PROXY', proxy.https ?? proxy.http),
          environment('NO_PROXY', straight),
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
