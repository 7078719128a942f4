import type { Container, PodSecurityContext, PodSpec } from 'kubernetes-types/core/v1';
import { resolveImage, type ClusterInfo } from '../../src/kinds/cluster-info';
import type { WorkloadAdditions } from '../../src/kinds/additions';
import type { Binding } from '../../src/kinds/workload-plan';
import { listContainers, type ContainerOptions } from '../../src/definition/containers';
import { defaultResources, type Workload } from '../../src/definition/workload';
import { nonRootPodSecurityContext, unprivilegedSecurityContext } from '../kubernetes/security-context';
import { renderContainerEnv, renderEnvFrom, renderEnv } from './environment-variables';
import { podSelectorLabels } from './metadata';
import { renderVolumes } from './volumes';

/** The part of an application's or job's plan that determines its pod. */
export interface PodPlan {
  readonly name: string;
  readonly tenant: string;
  readonly namespace: string;
  readonly options: Workload;
  /** Ports of the container; @default none */
  readonly ports?: readonly { readonly port: number }[];
  /** Secrets of what it uses; @default none */
  readonly bindings?: readonly Binding[] | undefined;
  /** What the providers of capabilities add; @default nothing */
  readonly additions?: readonly WorkloadAdditions[];
  /** Node labels and taint of the tenant's nodes; @default any node */
  readonly nodes?:
    | {
        readonly labels: Readonly<Record<string, string>>;
        readonly taint?: { readonly key: string; readonly value: string } | undefined;
      }
    | undefined;
}

/**
 * Returns the pod of a workload: not root, unprivileged, without API token, with a read-only root filesystem and limits.
 * @param overrides fields that are added to those of the pod, or replace them
 */
export function renderPodSpec(plan: PodPlan, cluster: ClusterInfo, overrides: Partial<PodSpec>): PodSpec {
  const { name, options, nodes } = plan;
  const { user, priorityClass, runtimeClass, imagePullSecrets, terminationGracePeriodSeconds } = options;
  const { volumes, volumeMounts } = renderVolumes(plan);
  const [container, ...sidecars] = listContainers(name, options).map((containerOptions) => ({
    ...renderContainer(containerOptions, cluster, containerOptions.name === name ? renderEnv(plan) : undefined),
    volumeMounts: volumeMounts.get(containerOptions.name) ?? [],
  }));
  return {
    serviceAccountName: name,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds,
    ...(priorityClass === undefined ? {} : { priorityClassName: priorityClass }),
    ...(runtimeClass === undefined ? {} : { runtimeClassName: runtimeClass }),
    ...(imagePullSecrets.length > 0 ? { imagePullSecrets: imagePullSecrets.map((secret) => ({ name: secret })) } : {}),
    ...(nodes ? { nodeSelector: { ...nodes.labels } } : {}),
    ...(nodes?.taint ? { tolerations: [{ ...nodes.taint, operator: 'Equal' }] } : {}),
    securityContext: { ...nonRootPodSecurityContext(user), fsGroup: user, ...renderUnprivilegedPorts(plan) },
    ...(sidecars.length > 0
      ? { initContainers: sidecars.map((sidecar) => ({ ...sidecar, restartPolicy: 'Always' })) }
      : {}),
    containers: container ? [container] : [],
    volumes,
    ...overrides,
  };
}

/**
 * Returns the sysctl that opens low ports to processes that are not root, where the pod has such a port. Pod Security
 * allows it at every level.
 * @see https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/#safe-and-unsafe-sysctls
 */
function renderUnprivilegedPorts({ options, ports = [] }: PodPlan): Partial<PodSecurityContext> {
  const lowest = Math.min(...ports.map(({ port }) => port));
  if (options.user === 0 || lowest >= 1024) return {};
  return { sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: String(lowest) }] };
}

/**
 * Returns the fields that spread the pods of a workload over nodes and zones.
 * @param spread whether pods that cannot be spread are scheduled nevertheless (`prefer`) or stay pending (`require`)
 */
export function renderSpreadConstraints(
  plan: { readonly name: string },
  spread: 'prefer' | 'require',
): Partial<PodSpec> {
  const labelSelector = { matchLabels: podSelectorLabels(plan) };
  const whenUnsatisfiable = spread === 'require' ? 'DoNotSchedule' : 'ScheduleAnyway';
  return {
    affinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 10, podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector } },
        ],
      },
    },
    topologySpreadConstraints: ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'].map((topologyKey) => ({
      maxSkew: 1,
      topologyKey,
      whenUnsatisfiable,
      labelSelector,
    })),
  };
}

function renderContainer(
  { name, options }: ContainerOptions,
  cluster: ClusterInfo,
  env = renderContainerEnv(options),
): Container {
  const { image, command, args, writableRoot, capabilities = [] } = options;
  const { cpu = defaultResources.cpu, memory = defaultResources.memory, cpuLimit } = options.resources ?? {};
  const { disk = defaultResources.disk, memoryLimit = defaultResources.memoryLimit } = options.resources ?? {};
  const { diskLimit = defaultResources.diskLimit } = options.resources ?? {};
  const envFrom = renderEnvFrom(options);
  return {
    name,
    image: resolveImage(cluster, image),
    ...(command ? { command: [...command] } : {}),
    ...(args ? { args: [...args] } : {}),
    ...(env.length > 0 ? { env } : {}),
    ...(envFrom.length > 0 ? { envFrom } : {}),
    resources: {
      requests: { cpu, memory, 'ephemeral-storage': disk },
      limits: {
        ...(cpuLimit === undefined ? {} : { cpu: cpuLimit }),
        memory: memoryLimit,
        'ephemeral-storage': diskLimit,
      },
    },
    securityContext: {
      ...unprivilegedSecurityContext,
      capabilities: {
        ...unprivilegedSecurityContext.capabilities,
        ...(capabilities.length > 0 ? { add: [...capabilities] } : {}),
      },
      privileged: false,
      readOnlyRootFilesystem: !writableRoot,
    },
  };
}
