import type { Construct } from 'constructs';
import type { Service } from 'kubernetes-types/core/v1';
import type { Ingress } from 'kubernetes-types/networking/v1';
import type { ApplicationPlan } from '../../src/kinds/cluster-plan';
import type { ClusterInfo } from '../../src/kinds/cluster-info';
import { certificateAnnotations, ingressClass } from '../components/ingress/ingress';
import { addPatchedObject, workloadMetadata, podSelectorLabels } from './metadata';

/** Adds the Service of an application and, if it has routes, its Ingress. */
export function addServiceAndIngress(scope: Construct, plan: ApplicationPlan, cluster: ClusterInfo): void {
  const metadata = workloadMetadata(plan);
  const { name, routes, options, transport } = plan;
  const { protocol, servicePort, patch } = options;
  addPatchedObject<Service>(scope, 'Service', patch, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: {
      type: 'ClusterIP',
      selector: podSelectorLabels(plan),
      ports: [
        {
          name: protocol,
          port: servicePort,
          targetPort: protocol,
          ...(transport === 'UDP' ? { protocol: transport } : {}),
          // Ingress controllers use HTTP/2 without TLS (h2c) only with this appProtocol.
          ...(protocol === 'grpc' ? { appProtocol: 'kubernetes.io/h2c' } : {}),
        },
      ],
    },
  });
  if (routes.length === 0) return;
  const hasCertificates = 'certificates' in cluster.capabilities;
  const hosts = [...new Set(routes.map(({ host }) => host))];
  const backend = { service: { name, port: { name: protocol } } };
  addPatchedObject<Ingress>(scope, 'Ingress', patch, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { ...metadata, ...(hasCertificates ? { annotations: certificateAnnotations(cluster) } : {}) },
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
