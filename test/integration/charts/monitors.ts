import { namespaceRelease } from '../../../constructs/kubernetes/component-namespace';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { Release } from '../../../src/kinds/release';
import type { KubernetesObject } from '../cluster/api';
import { policiesIn } from '../cluster/reach-table';
import { selects, type Labels, type Selector } from '../../support/label-selector';
import { reaches, type End } from '../../support/network-evaluator';
import { synthesizeObjects } from '../../support/rendered';
import { podsOf } from './judge';

interface NamedPort {
  readonly name?: string;
  readonly containerPort: number;
}

interface Pod {
  readonly by: string;
  readonly namespace: string;
  readonly labels: Labels;
  readonly onHost: boolean;
  readonly ports: readonly NamedPort[];
}

interface Endpoint {
  readonly port?: string;
  readonly targetPort?: string | number;
  readonly relabelings?: readonly { readonly targetLabel?: string; readonly replacement?: string }[];
}

interface MonitorSpec {
  readonly selector: Selector;
  readonly namespaceSelector?: { readonly any?: boolean; readonly matchNames?: readonly string[] };
  readonly endpoints?: readonly Endpoint[];
  readonly podMetricsEndpoints?: readonly Endpoint[];
}

/** Monitors that find nothing among what charts make, with the reason. */
const excused: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['apiserver', 'kubelet', 'coredns', 'kube-controller-manager', 'kube-etcd', 'kube-proxy', 'kube-scheduler'].map(
      (part) => [`prometheus-${part}`, 'the cluster itself makes what it speaks of'],
    ),
  ),
  'calico-node': 'the operator makes its pods',
  'calico-typha': 'the operator makes its pods',
  'prometheus-prometheus': 'the operator makes its pods',
  'prometheus-alertmanager': 'the operator makes its pods',
  'ory-kratos-courier': 'the chart of Kratos gives the Service of the courier other labels than its monitor asks for',
};

/**
 * Monitors of some releases through which Prometheus would read nothing: no Service or pod fits, the port that they name
 * is not there, or the policies of the namespace keep Prometheus out. Charts that are not at hand have no objects.
 */
export function idleMonitors(
  releases: readonly Release[],
  charts: readonly (readonly [Release, readonly KubernetesObject[]])[],
  cluster: ClusterInfo,
): readonly string[] {
  const made = [...charts, ...releases.map((release) => [release, drawn(release)] as const)];
  const objects = made.flatMap(([release, each]) => each.map((object) => placed(object, release)));
  const policies = policiesIn([...objects, ...namespacesOf(releases, cluster)]);
  const prometheus = prometheusOf(cluster);
  const found: string[] = [];
  for (const monitor of objects.filter(({ kind }) => ['ServiceMonitor', 'PodMonitor'].includes(kind))) {
    const { name } = monitor.metadata;
    if (name in excused) continue;
    const say = (text: string) => found.push(`${monitor.kind} ${name}: ${text}`);
    for (const { text, pod, port } of targetsOf(monitor, objects)) {
      if (pod === undefined || port === undefined) say(text);
      else if (!pod.onHost && !reaches(policies, prometheus, endOf(pod), { port, protocol: 'TCP' }))
        say(`Prometheus is kept from port ${port} of ${pod.by}`);
    }
  }
  return found;
}

interface Target {
  readonly text: string;
  readonly pod?: Pod;
  readonly port?: number;
}

/** What each endpoint of a monitor leads to: pods with a port, or words for what is missing. */
function targetsOf(monitor: KubernetesObject, objects: readonly KubernetesObject[]): readonly Target[] {
  const { selector, endpoints = [], podMetricsEndpoints = [] } = monitor.spec as MonitorSpec;
  const here = inNamespaces(monitor);
  const pods = objects.flatMap(podsIn).filter(({ namespace }) => here(namespace));
  const ofPods = podMetricsEndpoints.flatMap((endpoint) => {
    const address = endpoint.relabelings?.find(({ targetLabel }) => targetLabel === '__address__')?.replacement;
    const port = address === undefined ? (endpoint.port ?? '') : Number(address.split(':').at(-1));
    const fitting = pods.filter(({ labels }) => selects(selector, labels));
    return orNone(
      `no pod has ${JSON.stringify(selector)}`,
      fitting.flatMap((pod) => portsOf(pod, port)),
    );
  });
  const services = objects.filter(
    ({ kind, metadata }) => kind === 'Service' && here(metadata.namespace ?? '') && selects(selector, metadata.labels),
  );
  const ofServices = endpoints.flatMap(({ port, targetPort }) => {
    const exposed = services.flatMap((service) => {
      const { selector: of, ports = [] } = service.spec as {
        selector?: Labels;
        ports?: readonly { name?: string; port: number; targetPort?: string | number }[];
      };
      const behind = pods.filter(
        ({ namespace, labels }) =>
          of !== undefined && namespace === service.metadata.namespace && selects({ matchLabels: of }, labels),
      );
      return ports
        .filter(({ name }) => port === undefined || name === port)
        .flatMap((one) => behind.flatMap((pod) => portsOf(pod, targetPort ?? one.targetPort ?? one.port)));
    });
    const names = services.map(({ metadata }) => metadata.name).join(', ');
    return orNone(
      names === ''
        ? `no Service has ${JSON.stringify(selector)}`
        : `no pod behind a port ${port ?? ''} of the Services ${names}`,
      exposed,
    );
  });
  return [...ofPods, ...ofServices];
}

function orNone(text: string, targets: readonly Target[]): readonly Target[] {
  return targets.length > 0 ? targets : [{ text }];
}

/** A port of a pod, by its name or, where a Service leads to it, by its number. */
function portsOf(pod: Pod, port: string | number): readonly Target[] {
  if (typeof port === 'number') return [{ text: '', pod, port }];
  const named = pod.ports.find(({ name }) => name === port);
  return [named ? { text: '', pod, port: named.containerPort } : { text: `${pod.by} has no port named '${port}'` }];
}

function podsIn(object: KubernetesObject): readonly Pod[] {
  return podsOf(object).map(({ by, template }) => {
    const { metadata, spec } = template as unknown as {
      metadata?: { labels?: Labels };
      spec: {
        hostNetwork?: boolean;
        containers?: readonly { ports?: readonly NamedPort[] }[];
        initContainers?: readonly { ports?: readonly NamedPort[] }[];
      };
    };
    const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
    return {
      by,
      namespace: object.metadata.namespace ?? '',
      labels: metadata?.labels ?? {},
      onHost: spec.hostNetwork === true,
      ports: containers.flatMap(({ ports = [] }) => ports),
    };
  });
}

function inNamespaces({ metadata, spec }: KubernetesObject): (namespace: string) => boolean {
  const { any = false, matchNames = [metadata.namespace] } = (spec as MonitorSpec).namespaceSelector ?? {};
  return (namespace) => any || matchNames.includes(namespace);
}

function drawn(release: Release): readonly KubernetesObject[] {
  if (!('objects' in release)) return [];
  return Object.values(release.objects).flatMap(
    (draw) => synthesizeObjects(draw) as unknown as readonly KubernetesObject[],
  );
}

/** What stands without a namespace goes to that of its release. */
function placed(object: KubernetesObject, release: Release): KubernetesObject {
  return { ...object, metadata: { namespace: release.namespace, ...object.metadata } };
}

/** The namespaces that a plan would make for these releases, and their policies. */
function namespacesOf(releases: readonly Release[], cluster: ClusterInfo): readonly KubernetesObject[] {
  return [...new Set(releases.map(({ namespace }) => namespace))].flatMap((name) => {
    const within = releases.filter(({ namespace }) => namespace === name);
    const traffic = within.flatMap((release) =>
      Object.entries(release.networkRules ?? {}).map(([policy, each]) => [`${release.name}-${policy}`, each] as const),
    );
    const { objects } = namespaceRelease(
      {
        name,
        podSecurity: 'restricted',
        phase: 'platform',
        capabilities: [],
        networkRules: Object.fromEntries(traffic),
        isolatePods: within.some(({ isolatePods }) => isolatePods === true),
      },
      cluster,
    );
    return Object.values(objects).flatMap((draw) => synthesizeObjects(draw) as unknown as readonly KubernetesObject[]);
  });
}

function prometheusOf(cluster: ClusterInfo): End {
  const { namespace = 'monitoring', podLabels = {} } = cluster.capabilities.metrics ?? {};
  const labels = { 'app.kubernetes.io/name': 'prometheus', ...podLabels };
  return {
    ip: '10.244.0.1',
    pod: { namespace, namespaceLabels: { 'kubernetes.io/metadata.name': namespace }, labels },
  };
}

function endOf({ namespace, labels }: Pod): End {
  return {
    ip: '10.244.0.2',
    pod: { namespace, namespaceLabels: { 'kubernetes.io/metadata.name': namespace }, labels },
  };
}
