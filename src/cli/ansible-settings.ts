import { isMapping, isTrue, listTexts, parseScalar, tryFormatScalar, type ClusterVariables } from './ansible-variables';

/** Fields of the KubeletConfiguration, by variable of kubespray. */
const kubeletFields: Readonly<Record<string, string>> = {
  kubelet_max_pods: 'maxPods',
  kubelet_pod_pids_limit: 'podPidsLimit',
  kubelet_fail_swap_on: 'failSwapOn',
  kubelet_fail_cgroup_v1: 'failCgroupV1',
  kubelet_logfiles_max_nr: 'containerLogMaxFiles',
  kubelet_logfiles_max_size: 'containerLogMaxSize',
  kubelet_event_record_qps: 'eventRecordQPS',
  kubelet_status_update_frequency: 'nodeStatusUpdateFrequency',
  kubelet_shutdown_grace_period: 'shutdownGracePeriod',
  kubelet_shutdown_grace_period_critical_pods: 'shutdownGracePeriodCriticalPods',
  kubelet_streaming_connection_idle_timeout: 'streamingConnectionIdleTimeout',
  kubelet_image_gc_high_threshold: 'imageGCHighThresholdPercent',
  kubelet_image_gc_low_threshold: 'imageGCLowThresholdPercent',
  kubelet_make_iptables_util_chains: 'makeIPTablesUtilChains',
  kubelet_seccomp_default: 'seccompDefault',
  kubelet_protect_kernel_defaults: 'protectKernelDefaults',
  kubelet_cpu_manager_policy: 'cpuManagerPolicy',
  kubelet_cpu_manager_policy_options: 'cpuManagerPolicyOptions',
  kubelet_topology_manager_policy: 'topologyManagerPolicy',
  kubelet_topology_manager_scope: 'topologyManagerScope',
  eviction_hard: 'evictionHard',
  tls_min_version: 'tlsMinVersion',
  tls_cipher_suites: 'tlsCipherSuites',
};

/** Arguments of the programs of the control plane, by variable of kubespray. */
const programArguments = {
  apiServer: {
    event_ttl_duration: 'event-ttl',
    kube_apiserver_request_timeout: 'request-timeout',
    tls_min_version: 'tls-min-version',
    tls_cipher_suites: 'tls-cipher-suites',
  },
  controllerManager: {
    kube_controller_terminated_pod_gc_threshold: 'terminated-pod-gc-threshold',
    kube_controller_node_monitor_grace_period: 'node-monitor-grace-period',
    kube_controller_node_monitor_period: 'node-monitor-period',
  },
  scheduler: {},
  etcdArguments: {
    etcd_snapshot_count: 'snapshot-count',
    etcd_heartbeat_interval: 'heartbeat-interval',
    etcd_election_timeout: 'election-timeout',
    etcd_quota_backend_bytes: 'quota-backend-bytes',
  },
} as const;

/** Arguments of the audit log, which kubespray writes with `kubernetes_audit`. */
const auditArguments: Readonly<Record<string, string>> = {
  audit_log_maxage: 'audit-log-maxage',
  audit_log_maxbackups: 'audit-log-maxbackup',
  audit_log_maxsize: 'audit-log-maxsize',
};

/** Admission plugins that need a configuration file of their own. */
const configuredPlugins: readonly string[] = ['EventRateLimit', 'PodNodeSelector', 'ImagePolicyWebhook'];

/** Default ranges of kubespray for IPv6, and the prefix length of the range of a node. */
const ipv6Defaults = {
  pods: 'fd85:ee78:d8a6:8607::1:0/112',
  services: 'fd85:ee78:d8a6:8607::1000/116',
  nodePrefix: '120',
} as const;

/** Families of the addresses of a cluster: one, or both in a dual-stack cluster. */
export interface IpFamilies {
  readonly first: 'ipv4' | 'ipv6';
  readonly isDualStack: boolean;
}

/** Returns the IP families, which kubespray calls stacks. naisible has IPv4 only. */
export function readFamilies(variables: ClusterVariables): IpFamilies {
  const hasIpv4 = isTrue(variables.value('ipv4_stack') ?? true);
  const hasIpv6 = variables.isTrue('ipv6_stack', 'enable_dual_stack_networks');
  return { first: hasIpv4 || !hasIpv6 ? 'ipv4' : 'ipv6', isDualStack: hasIpv4 && hasIpv6 };
}

/** Returns the ranges of pods and Services of both families. Those that the inventory does not have are kubespray's defaults for IPv6. */
export function readRanges(variables: ClusterVariables, { first, isDualStack }: IpFamilies) {
  const ipv4 = {
    podCidr: variables.text('kube_pods_subnet', 'pod_network_cidr'),
    serviceCidr: variables.text('kube_service_addresses', 'service_cidr'),
  };
  // Without IPv6, kubespray does not read these variables, which its sample inventory sets.
  const podCidr = variables.text('kube_pods_subnet_ipv6');
  const serviceCidr = variables.text('kube_service_addresses_ipv6');
  if (first === 'ipv4' && !isDualStack) return { ranges: ipv4, secondRanges: undefined };
  if (podCidr === undefined || serviceCidr === undefined)
    variables.addNote('the IPv6 ranges are not in the inventory: those that kubespray has by default were written');
  const ipv6 = { podCidr: podCidr ?? ipv6Defaults.pods, serviceCidr: serviceCidr ?? ipv6Defaults.services };
  return first === 'ipv6' ? { ranges: ipv6, secondRanges: undefined } : { ranges: ipv4, secondRanges: ipv6 };
}

/** Returns the options with arguments of the programs of Kubernetes and etcd. */
export function readProgramSettings(variables: ClusterVariables, families: IpFamilies) {
  const read = (program: keyof typeof programArguments) => readArguments(variables, programArguments[program]);
  return {
    apiServer: unlessEmpty({
      ...read('apiServer'),
      ...(variables.isTrue('kubernetes_audit') ? readArguments(variables, auditArguments) : {}),
      ...readAdmissionPlugins(variables),
      ...readOidcPrefixes(variables),
      ...readExtraArguments(variables, 'kube_kubeadm_apiserver_extra_args'),
    }),
    controllerManager: unlessEmpty({
      ...read('controllerManager'),
      ...readNodePrefixes(variables, families),
      ...readExtraArguments(variables, 'kube_kubeadm_controller_extra_args'),
    }),
    scheduler: unlessEmpty({
      ...read('scheduler'),
      ...readExtraArguments(variables, 'kube_kubeadm_scheduler_extra_args'),
    }),
    etcdArguments: unlessEmpty(read('etcdArguments')),
    kubelet: unlessEmpty(readKubelet(variables)),
    kubeProxy: unlessEmpty(readKubeProxy(variables)),
  };
}

function readArguments(variables: ClusterVariables, names: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(names).flatMap(([variable, argument]): [string, string][] => {
      const texts = variables.texts(variable);
      return texts.length > 0 ? [[argument, texts.join(',')]] : [];
    }),
  );
}

/** Reads arguments of the user: a mapping, or the list of names and values of kubeadm. */
function readExtraArguments(variables: ClusterVariables, name: string): Readonly<Record<string, string>> {
  const value = variables.value(name);
  const entries = Array.isArray(value)
    ? value.filter(isMapping).map((item): [string, unknown] => [tryFormatScalar(item.name) ?? '', item.value])
    : Object.entries(isMapping(value) ? value : {});
  return Object.fromEntries(entries.map(([argument, item]) => [argument, listTexts(item).join(',')]));
}

function readAdmissionPlugins(variables: ClusterVariables): Readonly<Record<string, string>> {
  const plugins = variables.texts('kube_apiserver_enable_admission_plugins');
  const omitted = plugins.filter((plugin) => configuredPlugins.includes(plugin));
  if (omitted.length > 0)
    variables.addNote(
      `kube_apiserver_enable_admission_plugins: not carried over, without a configuration file: ${omitted.join(', ')}`,
    );
  const others = plugins.filter((plugin) => !omitted.includes(plugin));
  // The argument replaces that of kubeadm, which has this plugin.
  return others.length > 0
    ? { 'enable-admission-plugins': [...new Set(['NodeRestriction', ...others])].join(',') }
    : {};
}

function readOidcPrefixes(variables: ClusterVariables): Readonly<Record<string, string>> {
  if (!variables.isTrue('kube_oidc_auth')) return {};
  return readArguments(variables, {
    kube_oidc_username_prefix: 'oidc-username-prefix',
    kube_oidc_groups_prefix: 'oidc-groups-prefix',
  });
}

/** Reads the prefix lengths of the ranges of pods of a node, where they differ from those of kube-controller-manager. */
function readNodePrefixes(variables: ClusterVariables, { first, isDualStack }: IpFamilies) {
  const ipv4 = variables.text('kube_network_node_prefix') ?? '24';
  const ipv6 = variables.text('kube_network_node_prefix_ipv6') ?? ipv6Defaults.nodePrefix;
  return {
    ...(first === 'ipv4' && ipv4 !== '24' ? { 'node-cidr-mask-size-ipv4': ipv4 } : {}),
    ...((first === 'ipv6' || isDualStack) && ipv6 !== '64' ? { 'node-cidr-mask-size-ipv6': ipv6 } : {}),
  };
}

function readKubelet(variables: ClusterVariables): Readonly<Record<string, unknown>> {
  const fields = Object.entries(kubeletFields).flatMap(([variable, field]): [string, unknown][] => {
    const value = variables.value(variable);
    return value === undefined ? [] : [[field, field === 'tlsCipherSuites' ? listTexts(value) : parseScalar(value)]];
  });
  const readReserved = (scope: 'kube' | 'system') =>
    readArguments(variables, {
      [`${scope}_cpu_reserved`]: 'cpu',
      [`${scope}_memory_reserved`]: 'memory',
      [`${scope}_ephemeral_storage_reserved`]: 'ephemeral-storage',
      [`${scope}_pid_reserved`]: 'pid',
    });
  const reserved = {
    kubeReserved: unlessEmpty(readReserved('kube')),
    systemReserved: unlessEmpty(readReserved('system')),
  };
  return {
    ...Object.fromEntries(fields),
    ...Object.fromEntries(Object.entries(reserved).filter(([, value]) => value !== undefined)),
    ...variables.mapping('kubelet_config_extra_args'),
  };
}

function readKubeProxy(variables: ClusterVariables): Readonly<Record<string, unknown>> {
  const mode = variables.text('kube_proxy_mode');
  const addresses = variables.texts('kube_proxy_nodeport_addresses');
  return {
    ...(mode === undefined ? {} : { mode }),
    ...(variables.isTrue('kube_proxy_strict_arp') ? { ipvs: { strictARP: true } } : {}),
    ...(addresses.length > 0 ? { nodePortAddresses: addresses } : {}),
  };
}

function unlessEmpty<T extends object>(fields: T): T | undefined {
  return Object.keys(fields).length > 0 ? fields : undefined;
}
