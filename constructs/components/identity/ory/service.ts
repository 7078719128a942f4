import { z } from 'zod';
import { tryGetEndpoint, type ClusterInfo } from '../../../../src/kinds/cluster-info';
import { helmValues } from '../../../../src/schema/field-types';
import type { NetworkRule } from '../../../../src/kinds/network-rules';
import { certificateAnnotations, ingressClass } from '../../ingress/ingress';
import { containerResources } from '../../../kubernetes/container-resources';

/** Options that every program of ORY takes. */
export const serviceOptions = {
  enabled: z.boolean().default(true).describe('run it'),
  replicas: z.int().min(1).default(2).describe('pods that serve'),
  values: helmValues.optional(),
};

/** Where a program of ORY stands: the component that it is a part of, and its cluster. */
export interface OryContext {
  /** Name of the component, which its namespace has too. */
  readonly name: string;
  readonly cluster: ClusterInfo;
}

/** Values that all charts of ORY take alike. */
export function renderServiceValues({ cluster }: OryContext, replicas: number) {
  return {
    ...(cluster.registryMirror === undefined ? {} : { global: { imageRegistry: cluster.registryMirror } }),
    replicaCount: replicas,
    pdb: { enabled: replicas > 1, spec: { maxUnavailable: 1 } },
  };
}

/** Whether the monitors of a chart are wanted. */
export function renderServiceMonitorValues({ cluster }: OryContext) {
  return { enabled: tryGetEndpoint(cluster, 'metrics') !== undefined };
}

/** Values of the charts that keep something in a database: the Secret, and the job that prepares the database. */
export function renderDatabaseValues(secret: string) {
  return {
    secret: { enabled: false, nameOverride: secret },
    job: { resources: containerResources({ cpuRequest: '50m', memoryRequest: '64Mi', memoryLimit: '256Mi' }) },
  };
}

/** Values of an Ingress in the form of ORY's charts. */
export function renderIngressValues(host: string, clusterInfo: ClusterInfo) {
  const tls = tryGetEndpoint(clusterInfo, 'certificates') !== undefined;
  return {
    enabled: tryGetEndpoint(clusterInfo, 'ingress') !== undefined,
    className: ingressClass,
    annotations: certificateAnnotations(clusterInfo),
    hosts: [{ host, paths: [{ path: '/', pathType: 'Prefix' }] }],
    tls: tls ? [{ hosts: [host], secretName: `${host.replace(/\./g, '-')}-tls` }] : [],
  };
}

/** Address of a Service of a release inside the cluster. */
export function serviceUrl({ name, cluster }: OryContext, service: string, port: number): string {
  return `http://${service}.${name}.svc.${cluster.clusterDomain}:${port}`;
}

/** Whom the programs talk to: databases in the cluster or outside, mail servers and other issuers outside. */
export const egressRules: readonly NetworkRule[] = [{ peer: 'world' }, { peer: { capability: 'database' } }];

/** Who may use a public port: people through the ingress, and applications. */
export function publicIngressRules(port: number): readonly NetworkRule[] {
  return [
    { peer: { capability: 'ingress' }, ports: [port] },
    { peer: 'tenants', ports: [port] },
  ];
}
