import type { Construct } from 'constructs';
import type { Deployment, DeploymentStrategy } from 'kubernetes-types/apps/v1';
import type { Container, ContainerPort, Lifecycle } from 'kubernetes-types/core/v1';
import type { ApplicationOptions } from '../../src/definition/application';
import { mainPort } from '../../src/definition/ports';
import type { ApplicationPlan } from '../../src/kinds/workload-plan';
import type { ClusterInfo } from '../../src/kinds/cluster-info';
import { resolveUpdateStrategy } from '../../src/planning/workload';
import { serviceBindingChecksumAnnotations } from './binding-secrets';
import {
  addPatchedObject,
  useRegistryMirror,
  workloadMetadata,
  workloadPodLabels,
  podSelectorLabels,
} from './metadata';
import { resolveMetricsPort } from './metrics';
import { renderProbe } from './probe';
import { renderPodSpec, renderSpreadConstraints } from './pod';

/** Adds the Deployment of an application. */
export function addDeployment(scope: Construct, plan: ApplicationPlan, cluster: ClusterInfo): void {
  const { options, scale } = plan;
  const metadata = workloadMetadata(plan);
  const container: Partial<Container> = {
    ports: renderContainerPorts(plan),
    ...renderProbes(options),
    ...renderLifecycle(options),
    ...(options.leaderElection ? { env: [...renderLeaderElectionEnv(plan)] } : {}),
  };
  const podSpec = renderPodSpec(plan, cluster, renderSpreadConstraints(plan, options.spread));
  const [workloadContainer] = podSpec.containers;
  const env = [...(workloadContainer?.env ?? []), ...(container.env ?? [])];
  addPatchedObject<Deployment>(scope, 'Default', useRegistryMirror(options.patch, cluster), {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      // The HorizontalPodAutoscaler sets the number of replicas: each apply would reset it to a number given here.
      ...(scale.min === scale.max ? { replicas: scale.min } : {}),
      revisionHistoryLimit: 3,
      progressDeadlineSeconds: 300,
      strategy: renderDeploymentStrategy(options),
      selector: { matchLabels: podSelectorLabels(plan) },
      template: {
        metadata: { labels: workloadPodLabels(plan), ...serviceBindingChecksumAnnotations(plan) },
        spec: {
          ...podSpec,
          automountServiceAccountToken: options.leaderElection,
          containers: [{ ...workloadContainer, ...container, ...(env.length > 0 ? { env } : {}), name: plan.name }],
        },
      },
    },
  });
}

/** With a ReadWriteOnce volume, the old pod has to end before the new pod can mount the volume. */
function renderDeploymentStrategy(options: ApplicationOptions): DeploymentStrategy {
  const strategy = resolveUpdateStrategy(options);
  if (strategy === 'recreate') return { type: 'Recreate' };
  return { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: '25%' } };
}

function renderContainerPorts({ options, ports }: ApplicationPlan): ContainerPort[] {
  const metricsPort = resolveMetricsPort(options);
  return [
    ...ports.map(({ name, port, transport }) => ({
      name,
      containerPort: port,
      ...(transport === 'UDP' ? { protocol: transport } : {}),
    })),
    ...(metricsPort?.isMetricsOnly ? [{ name: metricsPort.name, containerPort: metricsPort.port }] : []),
  ];
}

function renderLeaderElectionEnv({ name, namespace }: ApplicationPlan) {
  return [
    { name: 'LEASE_NAME', value: name },
    { name: 'LEASE_NAMESPACE', value: namespace },
    { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
  ];
}

function renderLifecycle(options: ApplicationOptions): { lifecycle?: Lifecycle } {
  const { preStop, terminationGracePeriodSeconds } = options;
  if ('command' in preStop) return { lifecycle: { preStop: { exec: { command: [...preStop.command] } } } };
  if ('path' in preStop) {
    const port = preStop.port ?? mainPort(options)?.name;
    return port === undefined ? {} : { lifecycle: { preStop: { httpGet: { path: preStop.path, port } } } };
  }
  // A sleep as long as the grace period would leave no time to stop.
  if (preStop.seconds === 0 || terminationGracePeriodSeconds <= preStop.seconds) return {};
  return { lifecycle: { preStop: { sleep: { seconds: preStop.seconds } } } };
}

function renderProbes(
  options: ApplicationOptions,
): Pick<Container, 'livenessProbe' | 'readinessProbe' | 'startupProbe'> {
  const { liveness, readiness, startup } = options.probes ?? {};
  const main = mainPort(options);
  // No liveness probe by default: a slow port is no reason to restart a container.
  const defaultReadiness =
    main?.transport === 'TCP' ? { tcpSocket: { port: main.port }, periodSeconds: 10, failureThreshold: 3 } : undefined;
  const readinessProbe = readiness ? renderProbe(readiness, main) : defaultReadiness;
  return {
    ...(liveness ? { livenessProbe: renderProbe(liveness, main) } : {}),
    ...(readinessProbe ? { readinessProbe } : {}),
    ...(startup ? { startupProbe: renderProbe(startup, main) } : {}),
  };
}
