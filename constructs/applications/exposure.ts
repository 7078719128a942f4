import type { Construct } from 'constructs';
import type { Service } from 'kubernetes-types/core/v1';
import type { Ingress } from 'kubernetes-types/networking/v1';
import type { ApplicationPlan } from '../../src/model/cluster-plan';
import type { ClusterFacts } from '../../src/model/facts';
import { draw } from '../kubernetes-object';
import { metadataOf, podsOf } from './metadata';

/** Draws the Service of an application and, where the world reaches it, its Ingress. */
export function drawExposure(scope: Construct, plan: ApplicationPlan, facts: ClusterFacts): void {
  const metadata = metadataOf(plan);
  draw<Service>(scope, 'Service', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: {
      type: 'ClusterIP',
      selector: podsOf(plan),
      ports: [{ name: 'http', port: servicePort, targetPort: 'http' }],
    },
  });
  const { hosts, name } = plan;
  if (hosts.length === 0) return;
  const secured = 'certificates' in facts.offers;
  draw<Ingress>(scope, 'Ingress', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { ...metadata, ...(secured ? { annotations: { 'cert-manager.io/cluster-issuer': 'default' } } : {}) },
    spec: {
      ingressClassName: 'default',
      rules: hosts.map((host) => ({
        host,
        http: {
          paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name, port: { name: 'http' } } } }],
        },
      })),
      ...(secured ? { tls: [{ hosts: [...hosts], secretName: `${name}-tls` }] } : {}),
    },
  });
}

/** Port of every application's Service: callers write `http://api`, whatever the container listens on. */
const servicePort = 80;
