import type { ClusterPlan } from '../../../src/kinds/cluster-plan';
import { listClusterRanges } from '../../../src/kinds/cluster-ranges';
import { defaultKubeconfigPath } from '../../../src/kinds/connection';
import { renderAuditPolicy } from './audit-policy';
import { digest } from '../../digest';
import type { CreatedMachines } from './created-machines';
import { listEtcdArguments, renderEtcdKubeletConfiguration } from './etcd';
import { listSshTargets } from './ssh-targets';
import { listWorkerGroups, usesExternalEtcd, type Host } from './hosts';
import { etcdImage } from './images';
import {
  listCertificateSans,
  renderKubeadmConfiguration,
  controlPlaneEndpoint,
  resolveKubernetesVersion,
  verifiesKubelets,
} from './kubeadm';
import { renderKubeVipPod } from './kube-vip';
import { renderRoutes } from './routes';
import type { OnPremOptions } from './schema';
import { cniPluginsVersion, containerdVersion } from './versions';
import { formatShellAssignments } from './shell';

/** Returns settings.sh: the cluster's settings for the scripts, as shell assignments. It contains no secrets. */
export function renderSettingsScript(cluster: ClusterPlan, options: OnPremOptions, machines?: CreatedMachines): string {
  const { ssh, artifacts, endpoint } = options;
  const version = resolveKubernetesVersion(cluster.clusterInfo, options);
  return formatShellAssignments({
    CLUSTER_NAME: cluster.name,
    KUBERNETES_VERSION: version,
    SSH_USER: ssh.user,
    SSH_PORT: ssh.port,
    SSH_HOSTS: listSshTargets(options)
      .map(({ address, target }) => `${address} ${target}`)
      .join('\n'),
    SSH_KEY: ssh.privateKey ?? '',
    SSH_KNOWN_HOSTS: ssh.knownHosts ?? '',
    ...(machines?.hostKeyCommand !== undefined && {
      HOST_KEY_COMMAND: machines.hostKeyCommand,
      MACHINE_KNOWN_HOSTS: defaultKubeconfigPath(cluster.name).replace(/\.yaml$/, '.known_hosts'),
    }),
    SSH_BASTION: ssh.bastion ?? '',
    CONTROL_PLANES: formatHostAddresses(options.controlPlanes),
    ETCD_HOSTS: formatHostAddresses(options.etcd),
    SECOND_ADDRESSES: formatHostAddresses(options.dualStack?.addresses ?? {}),
    ROUTES: renderRoutes(options),
    WORKER_GROUPS: listWorkerGroups(options)
      .map(({ path, upgradeBatchSize }) => `${path} ${upgradeBatchSize}`)
      .join('\n'),
    ENDPOINT: controlPlaneEndpoint(options) ?? '',
    ENDPOINT_VIA: endpoint?.via ?? '',
    KUBE_VIP_MANIFEST: renderKubeVipPod(cluster.clusterInfo, options),
    ENDPOINT_ROUTER_ID: endpoint?.routerId ?? '',
    ...renderHostSettings(cluster, options),
    ARTIFACTS_URL: artifacts?.url ?? '',
    ARTIFACTS_SHA256: artifacts?.sha256 ?? '',
    CNI_PLUGINS_VERSION: cniPluginsVersion(options),
    CONTAINERD_VERSION: containerdVersion(options),
    CLUSTER_CONFIGURATION: renderKubeadmConfiguration(cluster, options, version),
    CERTIFICATE_NAMES: listCertificateSans(options).join('\n'),
    CONFIGURATION_HASH: hashConfiguration(cluster, options),
    // The first control plane is initialized while only the first etcd host runs, so kubeadm cannot read the
    // version of the other ones.
    IGNORE_PREFLIGHT_ERRORS: JSON.stringify([
      ...options.ignorePreflightErrors,
      ...(usesExternalEtcd(options) ? ['ExternalEtcdVersion'] : []),
    ]),
    AUDIT_POLICY: renderAuditPolicy(options),
    ENCRYPTION_KEY: options.encryptionKey === false ? 'identity' : options.encryptionKey,
    CLUSTER_CA_CERTIFICATE: options.certificateAuthority?.certificate.trim() ?? '',
    CLUSTER_CA_KEY: options.certificateAuthority?.privateKey ?? '',
    ETCD_ARGUMENTS: listEtcdArguments(options)
      .map((argument) => argument.join('='))
      .join('\n'),
    ETCD_KUBELET_CONFIGURATION: renderEtcdKubeletConfiguration(options),
    // Not renewed automatically, so slightly less than the ten years of etcd's CA.
    ETCD_CERTIFICATE_VALIDITY: '87000h0m0s',
    ...renderBackupSettings(cluster, options),
    DRAIN_TIMEOUT_SECONDS: options.drainTimeoutSeconds,
    READY_TIMEOUT_SECONDS: options.readyTimeoutSeconds,
  });
}

/** Returns the settings of backups, by shell variable; an empty certificate if there are none, and an empty bucket without S3. */
export function renderBackupSettings(
  { clusterInfo }: ClusterPlan,
  options: OnPremOptions,
): Readonly<Record<string, string | number>> {
  const { backup } = options;
  return {
    BACKUP_CERTIFICATE: backup?.certificate.trim() ?? '',
    BACKUP_FOLDER: backup?.folder ?? '',
    BACKUP_SCHEDULE: backup?.schedule ?? '',
    BACKUP_KEEP: backup?.keep ?? '',
    BACKUP_S3_ENDPOINT: backup?.s3?.endpoint ?? '',
    BACKUP_S3_BUCKET: backup?.s3?.bucket ?? '',
    BACKUP_S3_PREFIX: backup?.s3?.prefix ?? '',
    BACKUP_S3_REGION: backup?.s3?.region ?? '',
    BACKUP_S3_CREDENTIALS: backup?.s3?.credentials ?? '',
    // Where control planes have no member of etcd, they run etcdctl from its image.
    BACKUP_ETCD_IMAGE: backup && usesExternalEtcd(options) ? etcdImage(options, clusterInfo) : '',
  };
}

/**
 * Returns the digest of the configuration of Kubernetes (without its version), which triggers a rollout when it
 * changes.
 */
export function hashConfiguration(cluster: ClusterPlan, options: OnPremOptions): string {
  return digest([
    renderKubeadmConfiguration(cluster, options, ''),
    renderAuditPolicy(options),
    renderEtcdKubeletConfiguration(options),
    listEtcdArguments(options),
  ]);
}

/** Returns the digest of the settings and routes of the hosts. When it changes, all hosts are prepared again. */
export function hashHostConfiguration(cluster: ClusterPlan, options: OnPremOptions): string {
  const settings = renderHostSettings(cluster, options);
  const routes = renderRoutes(options);
  // Without routes, the digest is that of versions that had none, so that an upgrade of Plinth prepares no host again.
  return digest(routes === '' ? settings : { ...settings, ROUTES: routes });
}

/** Formats hosts as lines with name and address. */
function formatHostAddresses(hosts: Readonly<Record<string, string>>): string {
  return Object.entries(hosts)
    .map(([name, address]) => `${name} ${address}`)
    .join('\n');
}

/** Returns the settings of the hosts' operating systems, by shell variable. */
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
          ...listClusterRanges(clusterInfo).map(({ range }) => range),
        ],
        ...Object.values(options.controlPlanes),
        ...Object.keys(options.controlPlanes).flatMap((name) => options.dualStack?.addresses[name] ?? []),
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
    CERTIFICATE_RENEWAL_DAYS: options.certificateRenewalDays,
    KUBELET_SERVING_CERTIFICATES: verifiesKubelets(options) ? 'yes' : '',
  };
}

/**
 * Returns hosts.sh: a table with one line per host. Its columns, separated by tabs, are: role, name, address, labels
 * that kubelet sets at registration, taints as JSON, all labels, taints, group.
 */
export function renderHostsScript(hosts: readonly Host[]): string {
  const lines = hosts.map(({ role, name, address, labels, taints, group }) => {
    const formatLabels = (entries: readonly (readonly [key: string, value: string])[]) =>
      entries.map(([key, value]) => `${key}=${value}`).join(',') || '-';
    const allLabels = Object.entries(labels);
    const kubeletLabels = allLabels.filter(([key]) => isKubeletSettableLabel(key));
    const columns = [
      ...[role, name, address, formatLabels(kubeletLabels), JSON.stringify(taints.map(parseTaint))],
      ...[formatLabels(allLabels), taints.join(',') || '-', group],
    ];
    return columns.join('\t');
  });
  return formatShellAssignments({ HOSTS: lines.join('\n') });
}

/**
 * Formats an environment variable for a systemd unit file, in which %, quotes and backslashes are special characters.
 */
function formatUnitEnvironment(name: string, value: string): string {
  return `Environment="${name}=${value.replace(/[\\"]/g, String.raw`\$&`).replaceAll('%', '%%')}"`;
}

/**
 * True for labels that a kubelet may set on its own node: all except most labels of Kubernetes itself.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#noderestriction
 */
function isKubeletSettableLabel(key: string): boolean {
  const prefix = key.includes('/') ? (key.split('/')[0] ?? '') : '';
  if (!/(^|\.)(kubernetes|k8s)\.io$/.test(prefix)) return true;
  return /(^|\.)(kubelet|node)\.kubernetes\.io$/.test(prefix);
}

/** Parses a taint such as `gpu=yes:NoSchedule` into a Taint of the Kubernetes API. */
function parseTaint(taint: string) {
  const separator = taint.lastIndexOf(':');
  const [key, value] = taint.slice(0, separator).split('=');
  const effect = taint.slice(separator + 1);
  return { key, ...(value === undefined ? {} : { value }), effect };
}
