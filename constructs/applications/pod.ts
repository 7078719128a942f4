import type { Container, PodSpec } from 'kubernetes-types/core/v1';
import { resolveImage, type ClusterInfo } from '../../src/kinds/cluster-info';
import type { PlatformServers } from '../../src/definition/uses';
import { defaultResources as usual, type Workload } from '../../src/definition/workload';
import { nonRootPodSecurityContext, unprivilegedSecurityContext } from '../kubernetes/security-context';
import { renderEnvFrom, renderEnv } from './environment-variables';
import { podSelectorLabels } from './metadata';
import { renderVolumes } from './volumes';

/** What a pod is made from, of an application or of a job. */
export interface PodPlan {
  readonly name: string;
  readonly tenant: string;
  readonly namespace: string;
  readonly options: Workload;
  readonly servers?: PlatformServers | undefined;
  readonly nodes?:
    | {
        readonly labels: Readonly<Record<string, string>>;
        readonly taint?: { readonly key: string; readonly value: string } | undefined;
      }
    | undefined;
}

/** A pod with as little as it can do with: no root, no privileges, no token, a read-only file system, limits. */
export function renderPodSpec(
  plan: PodPlan,
  cluster: ClusterInfo,
  container: Partial<Container>,
  pod: Partial<PodSpec>,
): PodSpec {
  const { name, options, nodes } = plan;
  const { user, priorityClass, runtimeClass, imagePullSecrets, terminationGracePeriodSeconds } = options;
  const { volumes, volumeMounts } = renderVolumes(plan);
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
    securityContext: { ...nonRootPodSecurityContext(user), fsGroup: user },
    containers: [{ ...renderContainer(plan, cluster), volumeMounts, ...container }],
    volumes,
    ...pod,
  };
}

/** Spread over hosts and zones: as well as can be, or else not at all. */
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

function renderContainer(plan: PodPlan, cluster: ClusterInfo): Container {
  const { name, options } = plan;
  const { image, command, args, writableRoot } = options;
  const { cpu = usual.cpu, cpuLimit, memory = usual.memory, memoryLimit = usual.memoryLimit } = options.resources ?? {};
  const { disk = usual.disk, diskLimit = usual.diskLimit } = options.resources ?? {};
  const env = renderEnv(plan);
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
    securityContext: { ...unprivilegedSecurityContext, privileged: false, readOnlyRootFilesystem: !writableRoot },
  };
}
