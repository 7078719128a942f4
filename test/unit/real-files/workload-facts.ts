import type { Container, EnvVar, PodSpec, Probe, Volume } from 'kubernetes-types/core/v1';
import type { RenderedObject } from '../../support/rendered';

/**
 * Facts of a workload that a file and the output of its definition must have in common. Options that a file does not
 * set are not compared.
 */
export interface WorkloadFacts {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  /** User and group ID of the process. */
  readonly user?: number;
  readonly group?: number;
  readonly writableRoot?: boolean;
  readonly capabilities?: readonly string[];
  readonly ports?: readonly number[];
  /** Ports of the Service, each with its container port. */
  readonly service?: Readonly<Record<number, number>>;
  /** Variables: a value, or `secret <name> <key>`, `config <name> <key>` and `field <path>`. */
  readonly env?: Readonly<Record<string, string>>;
  readonly envFrom?: readonly string[];
  /** What is mounted, by path: `empty`, `memory`, `claim 20Gi`, `secret <name>`, `config <name>`. */
  readonly mounts?: Readonly<Record<string, string>>;
  readonly requests?: Readonly<Record<string, string>>;
  readonly limits?: Readonly<Record<string, string>>;
  readonly liveness?: ProbeFacts;
  readonly readiness?: ProbeFacts;
  readonly startup?: ProbeFacts;
  readonly preStop?: object;
  readonly graceSeconds?: number;
  /** Number of pods, or minimum, maximum and metrics of the HorizontalPodAutoscaler. */
  readonly replicas?: number | { readonly min: number; readonly max: number; readonly metrics: readonly string[] };
  readonly strategy?: object;
  /** Hosts with paths of the Ingress. */
  readonly routes?: readonly string[];
  /** Ports and paths of metrics. */
  readonly metrics?: string;
  readonly initContainers?: readonly string[];
  readonly pullSecrets?: readonly string[];
  /** Ranges and ports that the workload may reach outside the cluster. */
  readonly egress?: readonly string[];
  /** Workloads that may connect, as `<workload>:<port>`. */
  readonly callers?: readonly string[];
  readonly cronJob?: object;
  readonly job?: object;
  /** Other fields of the Deployment's pod. */
  readonly pod?: object;
}

/** A probe: its action with the number of its port, and its times. */
export type ProbeFacts = Readonly<Record<string, unknown>>;

interface WorkloadSpec {
  readonly template?: { readonly spec: PodSpec };
  readonly jobTemplate?: { readonly spec: WorkloadSpec };
  readonly strategy?: object;
  readonly replicas?: number;
}

/** Reads the facts out of the objects of a workload. */
export function readWorkloadFacts(name: string, objects: readonly RenderedObject[]): WorkloadFacts {
  const get = (kind: string) => objects.find((object) => object.kind === kind && object.metadata.name === name);
  const workload = get('Deployment') ?? get('CronJob') ?? objects.find(({ kind }) => kind === 'Job');
  if (!workload) throw new Error(`no workload ${name}`);
  const spec = workload.spec as WorkloadSpec;
  const pod = (spec.jobTemplate?.spec.template ?? spec.template)?.spec;
  const container = pod?.containers.find((candidate) => candidate.name === name);
  if (!pod || !container) throw new Error(`no container ${name}`);
  const context = { ...pod.securityContext, ...container.securityContext };
  return {
    image: container.image ?? '',
    command: container.command ?? [],
    args: container.args ?? [],
    user: context.runAsUser ?? -1,
    group: context.runAsGroup ?? -1,
    writableRoot: container.securityContext?.readOnlyRootFilesystem !== true,
    capabilities: container.securityContext?.capabilities?.add ?? [],
    ports: (container.ports ?? []).map(({ containerPort }) => containerPort),
    service: readService(get('Service'), container),
    env: Object.fromEntries((container.env ?? []).map((variable) => [variable.name, readVariable(variable)])),
    envFrom: (container.envFrom ?? []).map(({ secretRef, configMapRef }) =>
      secretRef ? `secret ${secretRef.name ?? ''}` : `config ${configMapRef?.name ?? ''}`,
    ),
    mounts: readMounts(pod, container, objects),
    requests: container.resources?.requests ?? {},
    limits: container.resources?.limits ?? {},
    ...readProbes(container),
    preStop: container.lifecycle?.preStop ?? {},
    graceSeconds: pod.terminationGracePeriodSeconds ?? 30,
    replicas: readReplicas(spec, get('HorizontalPodAutoscaler')),
    strategy: spec.strategy ?? {},
    routes: readRoutes(get('Ingress')),
    metrics: readMetrics(get('PodMonitor'), container),
    initContainers: (pod.initContainers ?? []).map(({ image }) => image ?? ''),
    pullSecrets: (pod.imagePullSecrets ?? []).map((secret) => secret.name ?? ''),
    ...readConnections(get('NetworkPolicy')),
    ...(workload.kind === 'CronJob' ? { cronJob: workload.spec ?? {} } : {}),
    job: spec.jobTemplate?.spec ?? (workload.kind === 'Job' ? workload.spec : undefined) ?? {},
    pod,
  };
}

function readVariable({ value, valueFrom }: EnvVar): string {
  const { secretKeyRef, configMapKeyRef, fieldRef } = valueFrom ?? {};
  if (secretKeyRef) return `secret ${secretKeyRef.name ?? ''} ${secretKeyRef.key}`;
  if (configMapKeyRef) return `config ${configMapKeyRef.name ?? ''} ${configMapKeyRef.key}`;
  return fieldRef ? `field ${fieldRef.fieldPath}` : (value ?? '');
}

/** Returns the number of a port that is given by name or number. */
function portNumber(port: unknown, { ports = [] }: Container): number {
  return ports.find(({ name }) => name === port)?.containerPort ?? Number(port);
}

function readService(service: RenderedObject | undefined, container: Container): Readonly<Record<number, number>> {
  const { ports = [] } = (service?.spec ?? {}) as { readonly ports?: readonly { port: number; targetPort: unknown }[] };
  return Object.fromEntries(ports.map(({ port, targetPort }) => [port, portNumber(targetPort, container)]));
}

function readMounts(
  { volumes = [] }: PodSpec,
  { volumeMounts = [] }: Container,
  objects: readonly RenderedObject[],
): Readonly<Record<string, string>> {
  const sources = new Map(volumes.map((volume) => [volume.name, readVolume(volume, objects)]));
  return Object.fromEntries(volumeMounts.map(({ name, mountPath }) => [mountPath, sources.get(name) ?? '']));
}

function readVolume(
  { emptyDir, secret, configMap, persistentVolumeClaim }: Volume,
  objects: readonly RenderedObject[],
): string {
  if (emptyDir) return emptyDir.medium === 'Memory' ? 'memory' : 'empty';
  if (secret) return `secret ${secret.secretName ?? ''}`;
  if (configMap) return `config ${configMap.name ?? ''}`;
  const claim = objects.find(
    ({ kind, metadata }) => kind === 'PersistentVolumeClaim' && metadata.name === persistentVolumeClaim?.claimName,
  );
  if (!claim) return `claim ${persistentVolumeClaim?.claimName ?? ''}`;
  const { resources } = claim.spec as { readonly resources: { readonly requests: { readonly storage: string } } };
  return `claim ${resources.requests.storage}`;
}

function readProbes(container: Container) {
  return Object.fromEntries(
    (['liveness', 'readiness', 'startup'] as const).flatMap((name) => {
      const probe = container[`${name}Probe`];
      return probe ? [[name, readProbe(probe, container)]] : [];
    }),
  ) as Readonly<Record<'liveness' | 'readiness' | 'startup', ProbeFacts>>;
}

function readProbe({ httpGet, grpc, tcpSocket, ...others }: Probe, container: Container): ProbeFacts {
  return {
    ...others,
    ...(httpGet ? { path: httpGet.path, port: portNumber(httpGet.port, container), headers: httpGet.httpHeaders } : {}),
    ...(grpc ? { grpc: grpc.port } : {}),
    ...(tcpSocket ? { tcp: portNumber(tcpSocket.port, container) } : {}),
  };
}

interface AutoscalerSpec {
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly metrics: readonly {
    readonly resource?: { readonly name: string; readonly target: { readonly averageUtilization: number } };
    readonly pods?: { readonly metric: { readonly name: string }; readonly target: { readonly averageValue: string } };
    readonly external?: { readonly metric: { readonly name: string } };
  }[];
}

function readReplicas(workload: WorkloadSpec, autoscaler: RenderedObject | undefined) {
  if (!autoscaler) return workload.replicas ?? 1;
  const { minReplicas, maxReplicas, metrics } = autoscaler.spec as unknown as AutoscalerSpec;
  return {
    min: minReplicas,
    max: maxReplicas,
    metrics: metrics.map(({ resource, pods, external }) =>
      resource
        ? `${resource.name} ${resource.target.averageUtilization}`
        : pods
          ? `${pods.metric.name} ${pods.target.averageValue}`
          : (external?.metric.name ?? ''),
    ),
  };
}

interface IngressSpec {
  readonly rules: readonly { readonly host: string; readonly http: { readonly paths: readonly { path: string }[] } }[];
}

function readRoutes(ingress: RenderedObject | undefined): readonly string[] {
  const { rules = [] } = (ingress?.spec ?? {}) as Partial<IngressSpec>;
  return rules.flatMap(({ host, http }) => http.paths.map(({ path }) => `${host}${path}`));
}

function readMetrics(monitor: RenderedObject | undefined, container: Container): string {
  const spec = monitor?.spec as { readonly podMetricsEndpoints: readonly { path: string; port: string }[] } | undefined;
  const [endpoint] = spec?.podMetricsEndpoints ?? [];
  return endpoint ? `${portNumber(endpoint.port, container)}${endpoint.path}` : '';
}

interface Rule {
  readonly ports?: readonly { readonly port: number }[];
  readonly from?: readonly { readonly podSelector?: { readonly matchLabels?: Readonly<Record<string, string>> } }[];
  readonly to?: readonly { readonly ipBlock?: { readonly cidr: string } }[];
}

function readConnections(policy: RenderedObject | undefined) {
  const { ingress = [], egress = [] } = (policy?.spec ?? {}) as {
    readonly ingress?: readonly Rule[];
    readonly egress?: readonly Rule[];
  };
  return {
    egress: egress.flatMap(({ to = [], ports = [] }) =>
      to.flatMap(({ ipBlock }) => (ipBlock ? ports.map(({ port }) => `${ipBlock.cidr}:${port}`) : [])),
    ),
    callers: ingress
      .flatMap(({ from = [], ports = [] }) =>
        from.flatMap(({ podSelector }) => {
          const caller = podSelector?.matchLabels?.['app.kubernetes.io/name'];
          return caller === undefined ? [] : ports.map(({ port }) => `${caller}:${port}`);
        }),
      )
      .sort(),
  };
}
