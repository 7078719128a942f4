import { namespaceRelease } from '../../../constructs/kubernetes/component-namespace';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { Release } from '../../../src/kinds/release';
import type { KubernetesObject } from '../cluster/api';
import { listNetworkPolicies } from '../cluster/reachability-table';
import { selects, type Labels, type Selector } from '../../support/label-selector';
import { reaches, type End } from '../../support/network-evaluator';
import { synthesizeObjects } from '../../support/rendered';
import { listPodTemplates } from './pod-templates';

interface ContainerPort {
  readonly name?: string;
  readonly containerPort: number;
}

interface Pod {
  /** Object that creates the pod: `Deployment traefik`. */
  readonly owner: string;
  readonly namespace: string;
  readonly labels: Labels;
  readonly usesHostNetwork: boolean;
  readonly ports: readonly ContainerPort[];
}

interface Endpoint {
  readonly port?: string;
  readonly targetPort?: string | number;
  readonly relabelings?: readonly { readonly targetLabel?: string; readonly replacement?: string }[];
}

/** Spec of a ServiceMonitor or PodMonitor. */
interface MonitorSpec {
  readonly selector: Selector;
  readonly namespaceSelector?: { readonly any?: boolean; readonly matchNames?: readonly string[] };
  readonly endpoints?: readonly Endpoint[];
  readonly podMetricsEndpoints?: readonly Endpoint[];
}

interface ServiceSpec {
  readonly selector?: Labels;
  readonly ports?: readonly { readonly name?: string; readonly port: number; readonly targetPort?: string | number }[];
}

/** Scrape target of a monitor, or the reason why an endpoint of the monitor has none. */
type Target = { readonly pod: Pod; readonly port: number } | { readonly problem: string };

/** Monitors whose targets are not in the output of the charts, with the reason. */
const monitorsWithoutTargets: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['apiserver', 'kubelet', 'coredns', 'kube-controller-manager', 'kube-etcd', 'kube-proxy', 'kube-scheduler'].map(
      (component) => [`prometheus-${component}`, 'the target is part of the cluster'],
    ),
  ),
  'calico-node': 'the operator creates its pods',
  'calico-typha': 'the operator creates its pods',
  ...Object.fromEntries(
    ['dex', 'ory', 'oidc-issuer'].map((issuer) => [`${issuer}-gates`, 'the gates are objects of tenants']),
  ),
  'open-telemetry': 'the receivers are objects of tenants',
  'prometheus-prometheus': 'the operator creates its pods',
  'prometheus-alertmanager': 'the operator creates its pods',
  'ory-kratos-courier': "in the chart of Kratos, the labels of the courier's Service do not match its monitor",
};

/**
 * Returns a problem for each monitor without a reachable target: no Service or pod matches its selector, the port does
 * not exist, or the network policies of the namespace do not allow Prometheus.
 * @param charts objects of chart releases; charts that are not available are left out
 */
export function findMonitorsWithoutTargets(
  releases: readonly Release[],
  charts: readonly (readonly [Release, readonly KubernetesObject[]])[],
  cluster: ClusterInfo,
): readonly string[] {
  const objectsByRelease = [...charts, ...releases.map((release) => [release, renderReleaseObjects(release)] as const)];
  const objects = objectsByRelease.flatMap(([release, releaseObjects]) =>
    releaseObjects.map((object) => withNamespace(object, release)),
  );
  const policies = listNetworkPolicies([...objects, ...renderNamespaces(releases, cluster)]);
  const prometheus = prometheusEnd(cluster);
  const monitors = objects.filter(
    ({ kind, metadata }) =>
      ['ServiceMonitor', 'PodMonitor'].includes(kind) && !(metadata.name in monitorsWithoutTargets),
  );
  return monitors.flatMap((monitor) =>
    listTargets(monitor, objects).flatMap((target) => {
      const name = `${monitor.kind} ${monitor.metadata.name}`;
      if ('problem' in target) return [`${name}: ${target.problem}`];
      const { pod, port } = target;
      if (pod.usesHostNetwork || reaches(policies, prometheus, podEnd(pod), { port, protocol: 'TCP' })) return [];
      return [`${name}: network policies do not allow Prometheus on port ${port} of ${pod.owner}`];
    }),
  );
}

/** Returns the targets of all endpoints of a monitor. */
function listTargets(monitor: KubernetesObject, objects: readonly KubernetesObject[]): readonly Target[] {
  const { selector, endpoints = [], podMetricsEndpoints = [] } = monitor.spec as MonitorSpec;
  const isSelectedNamespace = namespaceFilter(monitor);
  const pods = objects.flatMap(listPods).filter(({ namespace }) => isSelectedNamespace(namespace));
  const selectedPods = pods.filter(({ labels }) => selects(selector, labels));
  const podTargets = podMetricsEndpoints.flatMap((endpoint) => {
    const address = endpoint.relabelings?.find(({ targetLabel }) => targetLabel === '__address__')?.replacement;
    const port = address === undefined ? (endpoint.port ?? '') : Number(address.split(':').at(-1));
    return targetsOrProblem(
      selectedPods.map((pod) => resolvePort(pod, port)),
      `no pod matches ${JSON.stringify(selector)}`,
    );
  });
  const services = objects.filter(
    ({ kind, metadata }) =>
      kind === 'Service' && isSelectedNamespace(metadata.namespace ?? '') && selects(selector, metadata.labels),
  );
  const serviceNames = services.map(({ metadata }) => metadata.name).join(', ');
  const serviceTargets = endpoints.flatMap((endpoint) =>
    targetsOrProblem(
      services.flatMap((service) => listServiceTargets(service, endpoint, pods)),
      services.length === 0
        ? `no Service matches ${JSON.stringify(selector)}`
        : `no pod for port ${endpoint.port ?? ''} of the Services ${serviceNames}`,
    ),
  );
  return [...podTargets, ...serviceTargets];
}

/** Returns the pods of a Service with the port of an endpoint. */
function listServiceTargets(
  service: KubernetesObject,
  { port: portName, targetPort }: Endpoint,
  pods: readonly Pod[],
): readonly Target[] {
  const { selector, ports = [] } = service.spec as ServiceSpec;
  if (selector === undefined) return [];
  const servicePods = pods.filter(
    ({ namespace, labels }) => namespace === service.metadata.namespace && selects({ matchLabels: selector }, labels),
  );
  return ports
    .filter(({ name }) => portName === undefined || name === portName)
    .flatMap((servicePort) =>
      servicePods.map((pod) => resolvePort(pod, targetPort ?? servicePort.targetPort ?? servicePort.port)),
    );
}

function targetsOrProblem(targets: readonly Target[], problem: string): readonly Target[] {
  return targets.length > 0 ? targets : [{ problem }];
}

/** Resolves a port name; numbers are valid even if the container does not list them. */
function resolvePort(pod: Pod, port: string | number): Target {
  if (typeof port === 'number') return { pod, port };
  const containerPort = pod.ports.find(({ name }) => name === port)?.containerPort;
  return containerPort === undefined
    ? { problem: `${pod.owner} has no port named '${port}'` }
    : { pod, port: containerPort };
}

function listPods(object: KubernetesObject): readonly Pod[] {
  return listPodTemplates(object).map(({ owner, template }) => {
    const { metadata, spec } = template as unknown as {
      metadata?: { labels?: Labels };
      spec: {
        hostNetwork?: boolean;
        containers?: readonly { ports?: readonly ContainerPort[] }[];
        initContainers?: readonly { ports?: readonly ContainerPort[] }[];
      };
    };
    const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
    return {
      owner,
      namespace: object.metadata.namespace ?? '',
      labels: metadata?.labels ?? {},
      usesHostNetwork: spec.hostNetwork === true,
      ports: containers.flatMap(({ ports = [] }) => ports),
    };
  });
}

/** Returns the filter for namespaces that a monitor selects; by default, its own. */
function namespaceFilter({ metadata, spec }: KubernetesObject): (namespace: string) => boolean {
  const { any = false, matchNames = [metadata.namespace] } = (spec as MonitorSpec).namespaceSelector ?? {};
  return (namespace) => any || matchNames.includes(namespace);
}

function renderReleaseObjects(release: Release): readonly KubernetesObject[] {
  if (!('objects' in release)) return [];
  return Object.values(release.objects).flatMap(
    (addObjects) => synthesizeObjects(addObjects) as unknown as readonly KubernetesObject[],
  );
}

/** Adds the namespace of the release to an object without one. */
function withNamespace(object: KubernetesObject, release: Release): KubernetesObject {
  return { ...object, metadata: { namespace: release.namespace, ...object.metadata } };
}

/** Returns the namespaces of the releases with their network policies, as a plan would create them. */
function renderNamespaces(releases: readonly Release[], cluster: ClusterInfo): readonly KubernetesObject[] {
  return [...new Set(releases.map(({ namespace }) => namespace))].flatMap((name) => {
    const namespaceReleases = releases.filter(({ namespace }) => namespace === name);
    const networkRules = namespaceReleases.flatMap((release) =>
      Object.entries(release.networkRules ?? {}).map(([policy, rule]) => [`${release.name}-${policy}`, rule] as const),
    );
    const { objects } = namespaceRelease(
      {
        name,
        podSecurity: 'restricted',
        phase: 'platform',
        capabilities: [],
        networkRules: Object.fromEntries(networkRules),
        isolatePods: namespaceReleases.some(({ isolatePods }) => isolatePods === true),
      },
      cluster,
    );
    return Object.values(objects).flatMap(
      (addObjects) => synthesizeObjects(addObjects) as unknown as readonly KubernetesObject[],
    );
  });
}

/** Returns the Prometheus pod of a cluster, as network policies see it. */
function prometheusEnd(cluster: ClusterInfo): End {
  const { namespace = 'monitoring', podLabels = {} } = cluster.capabilities.metrics ?? {};
  const labels = { 'app.kubernetes.io/name': 'prometheus', ...podLabels };
  return {
    ip: '10.244.0.1',
    pod: { namespace, namespaceLabels: { 'kubernetes.io/metadata.name': namespace }, labels },
  };
}

function podEnd({ namespace, labels }: Pod): End {
  return {
    ip: '10.244.0.2',
    pod: { namespace, namespaceLabels: { 'kubernetes.io/metadata.name': namespace }, labels },
  };
}
