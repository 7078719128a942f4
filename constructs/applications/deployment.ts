import type { Construct } from 'constructs';
import type { Deployment, DeploymentStrategy } from 'kubernetes-types/apps/v1';
import type { Container, ContainerPort, Lifecycle, Probe } from 'kubernetes-types/core/v1';
import type { ApplicationOptions } from '../../src/definition/application';
import type { ApplicationPlan } from '../../src/kinds/cluster-plan';
import type { ClusterInfo } from '../../src/kinds/cluster-info';
import { hasReadWriteOnceVolume } from '../../src/planning/workload';
import { addPatchedObject, workloadMetadata, workloadPodLabels, podSelectorLabels } from './metadata';
import { resolveMetricsPort } from './metrics';
import { renderPodSpec, renderSpreadConstraints } from './pod';

/** Draws the Deployment of an application. */
export function addDeployment(scope: Construct, plan: ApplicationPlan, cluster: ClusterInfo): void {
  const { options, scale } = plan;
  const metadata = workloadMetadata(plan);
  const container: Partial<Container> = {
    ports: renderContainerPorts(plan),
    ...(plan.transport === 'UDP' ? {} : renderProbes(options)),
    ...renderLifecycle(options),
    ...(options.leaderElection ? { env: [...renderLeaderElectionEnv(plan)] } : {}),
  };
  const pod = renderPodSpec(plan, cluster, {}, renderSpreadConstraints(plan, options.spread));
  const [base] = pod.containers;
  const env = [...(base?.env ?? []), ...(container.env ?? [])];
  addPatchedObject<Deployment>(scope, 'Default', options.patch, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      // Where it scales by itself, a number here would be set back at each apply.
      ...(scale.min === scale.max ? { replicas: scale.min } : {}),
      revisionHistoryLimit: 3,
      progressDeadlineSeconds: 300,
      strategy: renderDeploymentStrategy(options),
      selector: { matchLabels: podSelectorLabels(plan) },
      template: {
        metadata: { labels: workloadPodLabels(plan) },
        spec: {
          ...pod,
          automountServiceAccountToken: options.leaderElection,
          containers: [{ ...base, ...container, ...(env.length > 0 ? { env } : {}), name: plan.name }],
        },
      },
    },
  });
}

/** A volume that one pod alone can write to is let go by the old pod before the new one can have it. */
function renderDeploymentStrategy(options: ApplicationOptions): DeploymentStrategy {
  const kind = options.strategy ?? (hasReadWriteOnceVolume(options) ? 'recreate' : 'rolling');
  if (kind === 'recreate') return { type: 'Recreate' };
  return { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: '25%' } };
}

function renderContainerPorts({ options, transport }: ApplicationPlan): ContainerPort[] {
  const { port, protocol } = options;
  const metricsPort = resolveMetricsPort(options);
  return [
    { name: protocol, containerPort: port, ...(transport === 'UDP' ? { protocol: transport } : {}) },
    ...(metricsPort === undefined || metricsPort === port ? [] : [{ name: 'metrics', containerPort: metricsPort }]),
  ];
}

function renderLeaderElectionEnv({ name, namespace }: ApplicationPlan) {
  return [
    { name: 'LEASE_NAME', value: name },
    { name: 'LEASE_NAMESPACE', value: namespace },
    { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
  ];
}

function renderLifecycle({ preStop, terminationGracePeriodSeconds: grace }: ApplicationOptions): {
  lifecycle?: Lifecycle;
} {
  if ('command' in preStop) return { lifecycle: { preStop: { exec: { command: [...preStop.command] } } } };
  if ('path' in preStop) return { lifecycle: { preStop: { httpGet: { path: preStop.path, port: 'http' } } } };
  // A sleep as long as the grace would leave no time to stop in.
  if (preStop.seconds === 0 || grace <= preStop.seconds) return {};
  return { lifecycle: { preStop: { sleep: { seconds: preStop.seconds } } } };
}

function renderProbes({
  port,
  protocol,
  probes: given,
}: ApplicationOptions): Pick<Container, 'livenessProbe' | 'readinessProbe' | 'startupProbe'> {
  type Given = NonNullable<NonNullable<typeof given>['liveness']>;
  const http = ({ path, port: other, initialDelaySeconds, ...times }: Given): Probe => ({
    httpGet: { path, port: other ?? protocol },
    ...(initialDelaySeconds > 0 ? { initialDelaySeconds } : {}),
    ...times,
  });
  return {
    // Nothing is restarted for a port that is slow to answer: only the application knows when it must be.
    ...(given?.liveness ? { livenessProbe: http(given.liveness) } : {}),
    readinessProbe: given?.readiness
      ? http(given.readiness)
      : { tcpSocket: { port }, periodSeconds: 10, failureThreshold: 3 },
    ...(given?.startup ? { startupProbe: http(given.startup) } : {}),
  };
}
