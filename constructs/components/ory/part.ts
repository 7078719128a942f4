import { z } from 'zod';
import { tryGetEndpoint, type ClusterFacts } from '../../../src/model/facts';
import { helmValues } from '../../../src/model/schema';
import type { Flow } from '../../../src/model/traffic';
import { certificateAnnotations, ingressClass } from '../ingress';
import { sized } from '../resources';

/** Options that every program of ORY takes. */
export const partOptions = {
  enabled: z.boolean().default(true).describe('run it'),
  replicas: z.int().min(1).default(2).describe('pods that serve'),
  values: helmValues.optional(),
};

/** Where a program of ORY stands: the component that it is a part of, and its cluster. */
export interface Place {
  /** Name of the component, which its namespace has too. */
  readonly name: string;
  readonly facts: ClusterFacts;
}

/** Values that all charts of ORY take alike. */
export function partValues({ facts }: Place, replicas: number) {
  return {
    ...(facts.registryMirror === undefined ? {} : { global: { imageRegistry: facts.registryMirror } }),
    replicaCount: replicas,
    pdb: { enabled: replicas > 1, spec: { maxUnavailable: 1 } },
  };
}

/** Whether the monitors of a chart are wanted. */
export function monitored({ facts }: Place) {
  return { enabled: tryGetEndpoint(facts, 'metrics') !== undefined };
}

/** Values of the charts that keep something in a database: the Secret, and the job that prepares the database. */
export function storedValues(secret: string) {
  return {
    secret: { enabled: false, nameOverride: secret },
    job: { resources: sized('50m', '64Mi', '256Mi') },
  };
}

/** Values of an Ingress in the form of ORY's charts. */
export function partIngress(host: string, facts: ClusterFacts) {
  const tls = tryGetEndpoint(facts, 'certificates') !== undefined;
  return {
    enabled: tryGetEndpoint(facts, 'ingress') !== undefined,
    className: ingressClass,
    annotations: certificateAnnotations(facts),
    hosts: [{ host, paths: [{ path: '/', pathType: 'Prefix' }] }],
    tls: tls ? [{ hosts: [host], secretName: `${host.replace(/\./g, '-')}-tls` }] : [],
  };
}

/** Address of a Service of a release inside the cluster. */
export function serviceUrl({ name, facts }: Place, service: string, port: number): string {
  return `http://${service}.${name}.svc.${facts.clusterDomain}:${port}`;
}

/** Whom the programs talk to: databases in the cluster or outside, mail servers and other issuers outside. */
export const outward: readonly Flow[] = [{ peer: 'world' }, { peer: { capability: 'database' } }];

/** Who may use a public port: people through the ingress, and applications. */
export function users(port: number): readonly Flow[] {
  return [
    { peer: { capability: 'ingress' }, ports: [port] },
    { peer: 'tenants', ports: [port] },
  ];
}
