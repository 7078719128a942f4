import type { Construct } from 'constructs';
import type { Deployment } from 'kubernetes-types/apps/v1';
import type { Container, EnvVar, PodSpec, Probe } from 'kubernetes-types/core/v1';
import type { Application } from '../../src/model/application';
import type { ApplicationPlan } from '../../src/model/cluster-plan';
import { mirrored, type ClusterFacts } from '../../src/model/facts';
import { draw } from '../kubernetes-object';
import { metadataOf, podsOf } from './metadata';
import { metricsPortOf } from './metrics';
import { replicasOf } from './scaling';

/** Draws the Deployment of an application. */
export function drawWorkload(scope: Construct, plan: ApplicationPlan, facts: ClusterFacts): void {
  const metadata = metadataOf(plan);
  const { min, max } = replicasOf(plan);
  draw<Deployment>(scope, 'Default', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      // Where it scales by itself, a number here would be set back at each apply.
      ...(min === max ? { replicas: min } : {}),
      revisionHistoryLimit: 3,
      progressDeadlineSeconds: 300,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: '25%' } },
      selector: { matchLabels: podsOf(plan) },
      template: { metadata: { labels: { ...metadata.labels } }, spec: podSpec(plan, facts) },
    },
  });
}

/** The pod of an application: as little as it can do with, spread over hosts and zones. */
export function podSpec(plan: ApplicationPlan, facts: ClusterFacts): PodSpec {
  const { name, options } = plan;
  const labelSelector = { matchLabels: podsOf(plan) };
  return {
    serviceAccountName: name,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: options.terminationGracePeriodSeconds,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: nobody,
      runAsGroup: nobody,
      fsGroup: nobody,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    affinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 10, podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector } },
        ],
      },
    },
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'topology.kubernetes.io/zone',
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector,
      },
    ],
    containers: [container(plan, facts)],
    volumes: [{ name: 'tmp', emptyDir: {} }],
  };
}

/** Above the ids of people on the host, and the one that most images without root already use. */
const nobody = 65532;

function container(plan: ApplicationPlan, facts: ClusterFacts): Container {
  const { name, options } = plan;
  const { image, command, args, port, terminationGracePeriodSeconds: grace } = options;
  const { cpu = '200m', memory = '256Mi', memoryLimit = '512Mi' } = options.resources ?? {};
  const metricsPort = metricsPortOf(options);
  const env = environment(options);
  return {
    name,
    image: mirrored(facts, image),
    ...(command ? { command: [...command] } : {}),
    ...(args ? { args: [...args] } : {}),
    ports: [
      { name: 'http', containerPort: port },
      ...(metricsPort === undefined || metricsPort === port ? [] : [{ name: 'metrics', containerPort: metricsPort }]),
    ],
    ...(env.length > 0 ? { env } : {}),
    resources: { requests: { cpu, memory }, limits: { memory: memoryLimit } },
    ...probes(options),
    // It is told to stop only after the Services have stopped sending to it.
    ...(grace > preStopSeconds ? { lifecycle: { preStop: { sleep: { seconds: preStopSeconds } } } } : {}),
    securityContext: {
      allowPrivilegeEscalation: false,
      privileged: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
  };
}

const preStopSeconds = 5;

function environment({ env = {} }: Application): EnvVar[] {
  return Object.entries(env).map(([name, value]) =>
    typeof value === 'string'
      ? { name, value }
      : { name, valueFrom: { secretKeyRef: { name: value.secret, key: value.key } } },
  );
}

function probes({
  port,
  probes: given,
}: Application): Pick<Container, 'livenessProbe' | 'readinessProbe' | 'startupProbe'> {
  type Given = NonNullable<NonNullable<typeof given>['liveness']>;
  const http = ({ path, port: other, ...times }: Given): Probe => ({
    httpGet: { path, port: other ?? 'http' },
    ...times,
  });
  const tcp = { tcpSocket: { port } };
  return {
    livenessProbe: given?.liveness ? http(given.liveness) : { ...tcp, periodSeconds: 20, failureThreshold: 6 },
    readinessProbe: given?.readiness ? http(given.readiness) : { ...tcp, periodSeconds: 10, failureThreshold: 3 },
    ...(given?.startup ? { startupProbe: http(given.startup) } : {}),
  };
}
