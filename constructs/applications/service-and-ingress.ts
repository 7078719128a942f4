import type { Construct } from 'constructs';
import type { Service } from 'kubernetes-types/core/v1';
import type { Ingress } from 'kubernetes-types/networking/v1';
import type { ApplicationPlan } from '../../src/kinds/cluster-plan';
import type { ClusterInfo } from '../../src/kinds/cluster-info';
import { findDuplicates } from '../../src/checks/duplicates';
import { certificateAnnotations, ingressClass } from '../kubernetes/ingress';
import { addPatchedObject, workloadMetadata, podSelectorLabels } from './metadata';

/**
 * Adds the Service of an application, unless it accepts no connections, and its Ingress, if it has routes. The Ingress
 * routes to the main port.
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
  if (routes.length === 0) return;
  const hasCertificates = 'certificates' in cluster.capabilities;
  const hosts = [...new Set(routes.map(({ host }) => host))];
  const backend = { service: { name, port: { name: main.name } } };
  const annotations = { ...certificateAnnotations(cluster), ...mergeIngressAnnotations(plan) };
  addPatchedObject<Ingress>(scope, 'Ingress', patch, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { ...metadata, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) },
    spec: {
      ingressClassName: ingressClass,
      rules: routes.map(({ host, paths }) => ({
        host,
        http: { paths: paths.map((path) => ({ path, pathType: 'Prefix' as const, backend })) },
      })),
      ...(hasCertificates ? { tls: [{ hosts, secretName: `${name}-tls` }] } : {}),
    },
  });
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
