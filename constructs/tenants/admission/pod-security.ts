import type { Container, PodSpec } from 'kubernetes-types/core/v1';
import type { PodSecurity } from '../../../src/kinds/release';

/** A pod, or the template of one. */
export interface PodTemplate {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> } | undefined;
  readonly spec: PodSpec;
}

/** A container of a pod, and its list for messages. */
interface ListedContainer {
  readonly container: Container;
  readonly label: string;
}

const baselineCapabilities = [
  ...['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'SETFCAP'],
  ...['SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT'],
];
const restrictedCapabilities = ['NET_BIND_SERVICE'];

const safeSysctls = [
  ...['kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.ip_local_reserved_ports'],
  ...['net.ipv4.ip_unprivileged_port_start', 'net.ipv4.ping_group_range', 'net.ipv4.tcp_fin_timeout'],
  ...['net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes', 'net.ipv4.tcp_keepalive_time'],
  ...['net.ipv4.tcp_rmem', 'net.ipv4.tcp_syncookies', 'net.ipv4.tcp_wmem'],
];

const seLinuxTypes = ['', 'container_engine_t', 'container_init_t', 'container_kvm_t', 'container_t'];
const profileTypes = ['RuntimeDefault', 'Localhost'];

const restrictedVolumes = [
  ...[
    'configMap',
    'csi',
    'downwardAPI',
    'emptyDir',
    'ephemeral',
    'image',
    'persistentVolumeClaim',
    'projected',
    'secret',
  ],
];

const appArmorAnnotation = 'container.apparmor.security.beta.kubernetes.io/';

/** A Pod Security Standard in the version of a minor version of Kubernetes, such as 1.36. */
export interface PodSecurityStandard {
  readonly level: PodSecurity;
  readonly kubernetes: string;
}

/**
 * Evaluates a Pod Security Standard on a pod, as the API server does, and returns what it refuses.
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export function evaluatePodSecurity(pod: PodTemplate, { level, kubernetes }: PodSecurityStandard): readonly string[] {
  if (level === 'privileged') return [];
  // From version 1.35 on, pods in a user namespace may run as root of it.
  const isRootRefused = pod.spec.hostUsers !== false || Number(kubernetes.split('.')[1]) < 35;
  const violations = [
    ...checkBaseline(pod, isRootRefused),
    ...(level === 'restricted' ? [...checkRestricted(pod), ...(isRootRefused ? checkUsers(pod) : [])] : []),
  ];
  return [...new Set(violations)];
}

function checkBaseline({ metadata, spec }: PodTemplate, isProcMountRefused: boolean): readonly string[] {
  const containers = listContainers(spec);
  const contexts = [{ label: 'the pod', context: spec.securityContext }, ...containers.map(withContext)];
  return [
    ...(['hostNetwork', 'hostPID', 'hostIPC'] as const).flatMap((field) => (spec[field] ? [`${field} is true`] : [])),
    ...(spec.volumes ?? []).flatMap((volume) => (volume.hostPath ? [`volume '${volume.name}' is a hostPath`] : [])),
    ...(spec.securityContext?.sysctls ?? []).flatMap(({ name }) =>
      safeSysctls.includes(name) ? [] : [`sysctl '${name}' is not a safe one`],
    ),
    ...Object.entries(metadata?.annotations ?? {}).flatMap(([key, value]) =>
      key.startsWith(appArmorAnnotation) &&
      value !== '' &&
      value !== 'runtime/default' &&
      !value.startsWith('localhost/')
        ? [`the AppArmor profile is '${value}'`]
        : [],
    ),
    ...contexts.flatMap(({ label, context }) => checkProfiles(label, context)),
    ...containers.flatMap(({ label, container }) => checkBaselineContainer(label, container)),
    ...containers.flatMap(({ label, container: { securityContext } }) =>
      isProcMountRefused && (securityContext?.procMount ?? 'Default') !== 'Default'
        ? [`${label} has procMount '${securityContext?.procMount ?? ''}'`]
        : [],
    ),
  ];
}

/** Profiles of a pod or of a container: of SELinux, AppArmor and seccomp, and of host processes. */
function checkProfiles(label: string, context: PodSpec['securityContext'] | Container['securityContext']) {
  const { seLinuxOptions, seccompProfile, windowsOptions } = context ?? {};
  const { appArmorProfile } = (context ?? {}) as { readonly appArmorProfile?: { readonly type?: string } };
  return [
    ...(seLinuxOptions && !seLinuxTypes.includes(seLinuxOptions.type ?? '')
      ? [`${label} has the SELinux type '${seLinuxOptions.type ?? ''}'`]
      : []),
    ...(seLinuxOptions?.user || seLinuxOptions?.role ? [`${label} has a SELinux user or role`] : []),
    ...(appArmorProfile && !profileTypes.includes(appArmorProfile.type ?? '')
      ? [`${label} has the AppArmor profile '${appArmorProfile.type ?? ''}'`]
      : []),
    ...(seccompProfile && !profileTypes.includes(seccompProfile.type)
      ? [`${label} has the seccomp profile '${seccompProfile.type}'`]
      : []),
    ...((windowsOptions as { readonly hostProcess?: boolean } | undefined)?.hostProcess
      ? [`${label} is a host process of Windows`]
      : []),
  ];
}

function checkBaselineContainer(label: string, container: Container): readonly string[] {
  const { securityContext, ports = [] } = container;
  const added = securityContext?.capabilities?.add ?? [];
  const foreign = added.filter((capability) => !baselineCapabilities.includes(capability));
  return [
    ...(securityContext?.privileged ? [`${label} is privileged`] : []),
    ...(foreign.length > 0 ? [`${label} adds capability ${foreign.join(', ')}`] : []),
    ...(ports.some(({ hostPort }) => (hostPort ?? 0) !== 0) ? [`${label} has a hostPort`] : []),
    ...(listHandlers(container).some(({ httpGet, tcpSocket }) => (httpGet?.host ?? tcpSocket?.host ?? '') !== '')
      ? [`${label} has a probe or hook of another host`]
      : []),
  ];
}

function checkRestricted({ spec }: PodTemplate): readonly string[] {
  const isWindows = spec.os?.name === 'windows';
  const { securityContext: podContext } = spec;
  return [
    ...(spec.volumes ?? []).flatMap(({ name, ...source }) =>
      Object.keys(source).some((type) => type !== 'hostPath' && !restrictedVolumes.includes(type))
        ? [`volume '${name}' is of type ${Object.keys(source).join(', ')}`]
        : [],
    ),
    ...listContainers(spec).flatMap(({ label, container: { securityContext } }) => {
      const { capabilities, allowPrivilegeEscalation } = securityContext ?? {};
      const foreign = (capabilities?.add ?? []).filter((capability) => !restrictedCapabilities.includes(capability));
      return [
        ...(isWindows || allowPrivilegeEscalation === false
          ? []
          : [`${label} must set securityContext.allowPrivilegeEscalation: false`]),
        ...(isWindows || capabilities?.drop?.includes('ALL')
          ? []
          : [`${label} must set securityContext.capabilities.drop: [ALL]`]),
        ...(isWindows || foreign.length === 0 ? [] : [`${label} adds capability ${foreign.join(', ')}`]),
        ...(isWindows || securityContext?.seccompProfile || podContext?.seccompProfile
          ? []
          : [`${label} must set securityContext.seccompProfile.type: RuntimeDefault`]),
      ];
    }),
  ];
}

function checkUsers({ spec }: PodTemplate): readonly string[] {
  const { runAsNonRoot, runAsUser } = spec.securityContext ?? {};
  return [
    ...(runAsNonRoot === false ? ['the pod has runAsNonRoot: false'] : []),
    ...(runAsUser === 0 ? ['the pod has runAsUser: 0'] : []),
    ...listContainers(spec).flatMap(({ label, container: { securityContext } }) => [
      ...((securityContext?.runAsNonRoot ?? runAsNonRoot) === true
        ? []
        : [`${label} must set securityContext.runAsNonRoot: true`]),
      ...(securityContext?.runAsUser === 0 ? [`${label} has runAsUser: 0`] : []),
    ]),
  ];
}

function listContainers(spec: PodSpec): readonly ListedContainer[] {
  const list = (containers: readonly Container[] | undefined, label: string) =>
    (containers ?? []).map((container) => ({ container, label: `${label} '${container.name}'` }));
  return [
    ...list(spec.initContainers, 'init container'),
    ...list(spec.containers, 'container'),
    ...list(spec.ephemeralContainers, 'ephemeral container'),
  ];
}

function withContext({ label, container }: ListedContainer) {
  return { label, context: container.securityContext };
}

function listHandlers({ livenessProbe, readinessProbe, startupProbe, lifecycle }: Container) {
  return [livenessProbe, readinessProbe, startupProbe, lifecycle?.postStart, lifecycle?.preStop].filter(
    (handler) => handler !== undefined,
  );
}
