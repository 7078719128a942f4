import { z } from 'zod';
import { tryGetEndpoint, type ClusterInfo } from '../../../../src/kinds/cluster-info';
import { helmValues } from '../../../../src/schema/field-types';
import type { NetworkRule } from '../../../../src/kinds/network-rules';
import { certificateAnnotations, ingressClass } from '../../../kubernetes/ingress';
import { renderHeaderAnnotations } from '../../ingress/proxy-annotations';
import type { DatabaseSource } from './databases';

/** Options that all ORY services have in common. */
export const serviceOptions = {
  enabled: z.boolean().default(true).describe('deploy this service'),
  replicas: z.int().min(1).default(2).describe('number of pods'),
  values: helmValues.optional(),
};

/** Option of the services that exist once per cluster. */
export const clusterServiceEnabled = z
  .boolean()
  .optional()
  .describe('deploy this service; @default true, false in a realm');

/** Component and cluster of an ORY service. */
export interface OryContext {
  /** Name of the component, and of its namespace. */
  readonly name: string;
  /** Whether the issuer is that of some tenants only. */
  readonly realm: boolean;
  /** Namespace of the gates of applications. */
  readonly gateNamespace: string;
  /** Where the databases come from. */
  readonly databases: DatabaseSource;
  readonly cluster: ClusterInfo;
}

/** Returns the Helm values that all ORY charts have in common. */
export function renderServiceValues({ cluster }: OryContext, replicas: number) {
  return {
    ...(cluster.registryMirror === undefined ? {} : { global: { imageRegistry: cluster.registryMirror } }),
    replicaCount: replicas,
    pdb: { enabled: replicas > 1, spec: { maxUnavailable: 1 } },
  };
}

/** Returns the Helm values for the ServiceMonitor of an ORY chart. */
export function renderServiceMonitorValues({ cluster }: OryContext) {
  return { enabled: tryGetEndpoint(cluster, 'metrics') !== undefined };
}

/** Returns the Helm values for the Ingress of an ORY chart. */
export function renderIngressValues(host: string, cluster: ClusterInfo) {
  const hasCertificates = tryGetEndpoint(cluster, 'certificates') !== undefined;
  return {
    enabled: tryGetEndpoint(cluster, 'ingress') !== undefined,
    className: ingressClass,
    annotations: { ...certificateAnnotations(cluster), ...renderHeaderAnnotations(cluster) },
    hosts: [{ host, paths: [{ path: '/', pathType: 'Prefix' }] }],
    tls: hasCertificates ? [{ hosts: [host], secretName: `${host.replace(/\./g, '-')}-tls` }] : [],
  };
}

/** Returns the URL of a Service in the namespace of the component, for clients inside the cluster. */
export function serviceUrl({ name, cluster }: OryContext, service: string, port: number): string {
  return `http://${service}.${name}.svc.${cluster.clusterDomain}:${port}`;
}

/** Egress of the ORY services: to databases inside or outside the cluster, and to mail servers and issuers outside. */
export const egressRules: readonly NetworkRule[] = [{ peer: 'outside-cluster' }, { peer: { capability: 'database' } }];

/**
 * Returns the ingress rules of a public port: it admits the ingress controller and, unless the issuer is that of some
 * tenants, the pods of tenants.
 */
export function publicIngressRules(port: number, { realm }: OryContext): readonly NetworkRule[] {
  const controller: NetworkRule = { peer: { capability: 'ingress' }, ports: [port] };
  return realm ? [controller] : [controller, { peer: 'tenants', ports: [port] }];
}
