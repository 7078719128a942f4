import type { Construct } from 'constructs';
import type { Service } from 'kubernetes-types/core/v1';
import type { ObjectMeta } from 'kubernetes-types/meta/v1';
import type { Ingress, IngressBackend } from 'kubernetes-types/networking/v1';
import type { Route } from '../../src/definition/application';
import { isPathPrefix } from '../../src/definition/login';
import type { ApplicationPlan } from '../../src/kinds/workload-plan';
import type { ClusterInfo } from '../../src/kinds/cluster-info';
import { findDuplicates } from '../../src/checks/duplicates';
import { certificateAnnotations, ingressClass } from '../kubernetes/ingress';
import type { KubernetesObject } from '../kubernetes/object';
import { addPatchedObject, workloadMetadata, podSelectorLabels } from './metadata';

/**
 * Adds the Service of an application, unless it accepts no connections, and its Ingress, if it has routes. The Ingress
 * routes to the main port. Providers of capabilities can add an Ingress with other annotations for some paths, or replace it.
 */
export function addServiceAndIngress(scope: Construct, plan: ApplicationPlan, cluster: ClusterInfo): void {
  const metadata = workloadMetadata(plan);
  const { name, routes, ports, options } = plan;
  const { patch } = options;
  const [main] = ports;
  if (!main) return;
  addPatchedObject<Service>(scope, 'Service', patch, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: {
      type: 'ClusterIP',
      selector: podSelectorLabels(plan),
      ports: ports.map((port) => ({
        name: port.name,
        port: port.servicePort,
        targetPort: port.name,
        ...(port.transport === 'UDP' ? { protocol: port.transport } : {}),
        // Ingress controllers use HTTP/2 without TLS (h2c) only with this appProtocol.
        ...(port.protocol === 'grpc' ? { appProtocol: 'kubernetes.io/h2c' } : {}),
      })),
    },
  });
  if (routes.length === 0 || plan.additions.some(({ replacesIngress }) => replacesIngress)) return;
  const backend = { service: { name, port: { name: main.name } } };
  const addIngress = (id: string, ingress: ApplicationIngress) => {
    addPatchedObject<Ingress>(scope, id, patch, renderIngress({ ...metadata, ...ingress }, backend, cluster));
  };
  const annotations = { ...certificateAnnotations(cluster), ...mergeIngressAnnotations(plan) };
  addIngress('Ingress', { name, annotations, routes });
  for (const ingressPath of plan.additions.flatMap(({ ingressPaths = [] }) => ingressPaths))
    addIngress(`Ingress-${ingressPath.name}`, {
      name: `${name}-${ingressPath.name}`,
      annotations: ingressPath.annotations,
      routes: routes
        .filter(({ paths }) => paths.some((path) => isPathPrefix(path, ingressPath.path)))
        .map(({ host }) => ({ host, paths: [ingressPath.path] })),
    });
}

/** Ingress of an application: all of its routes, or one path with other annotations. */
interface ApplicationIngress {
  readonly name: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly routes: readonly Route[];
}

/**
 * Renders an Ingress. The Secret of a certificate has the name of its host, so that all Ingresses of a namespace use the
 * certificate that the first one requests: authorities limit the number of certificates for a host.
 * @see https://letsencrypt.org/docs/rate-limits/#new-certificates-per-exact-set-of-identifiers
 */
function renderIngress(
  { annotations, routes, ...metadata }: Omit<ObjectMeta, 'annotations'> & ApplicationIngress,
  backend: IngressBackend,
  cluster: ClusterInfo,
): KubernetesObject<Ingress> {
  const hosts = [...new Set(routes.map(({ host }) => host))];
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { ...metadata, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) },
    spec: {
      ingressClassName: ingressClass,
      rules: routes.map(({ host, paths }) => ({
        host,
        http: { paths: paths.map((path) => ({ path, pathType: 'Prefix' as const, backend })) },
      })),
      ...('certificates' in cluster.capabilities
        ? { tls: hosts.map((host) => ({ hosts: [host], secretName: host })) }
        : {}),
    },
  };
}

/**
 * Returns the annotations that providers of capabilities add to the Ingress of an application.
 * @throws Error where two providers set the same annotation
 */
function mergeIngressAnnotations({ name, additions }: ApplicationPlan): Readonly<Record<string, string>> {
  const annotations = additions.flatMap(({ ingressAnnotations = {} }) => Object.entries(ingressAnnotations));
  const [duplicate] = findDuplicates(annotations, ([annotation]) => annotation).keys();
  if (duplicate !== undefined) throw new Error(`two providers set the annotation '${duplicate}' of Ingress '${name}'`);
  return Object.fromEntries(annotations);
}
