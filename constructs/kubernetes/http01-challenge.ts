import type { Construct } from 'constructs';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import type { ObjectMeta } from 'kubernetes-types/meta/v1';
import { tryGetEndpoint, type ClusterInfo } from '../../src/kinds/cluster-info';
import { ingressRule, providerPeers } from './network-policies';
import { addObject } from './object';

/** Port of the pods with which cert-manager answers a challenge. */
const solverPort = 8089;

/**
 * Returns the namespace of the cert-manager that solves ACME HTTP-01 challenges with a pod and a Service in the namespace
 * of each Ingress; undefined where the cluster uses no such challenge.
 */
export function tryGetHttp01SolverNamespace(cluster: ClusterInfo): string | undefined {
  return usesHttp01Challenge(cluster) ? tryGetEndpoint(cluster, 'certificates')?.namespace : undefined;
}

/**
 * Adds the NetworkPolicy that allows the ingress controller to reach the solver pods of ACME HTTP-01 challenges. Adds
 * nothing where the cluster uses no such challenge.
 * @see https://cert-manager.io/docs/configuration/acme/http01/
 */
export function addHttp01SolverPolicy(scope: Construct, metadata: ObjectMeta, cluster: ClusterInfo): void {
  if (!usesHttp01Challenge(cluster)) return;
  addObject<NetworkPolicy>(scope, 'AllowHttp01Solver', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata,
    spec: {
      podSelector: { matchLabels: { 'acme.cert-manager.io/http01-solver': 'true' } },
      policyTypes: ['Ingress'],
      ingress: [ingressRule(providerPeers('ingress', cluster), [solverPort])],
    },
  });
}

function usesHttp01Challenge(cluster: ClusterInfo): boolean {
  return tryGetEndpoint(cluster, 'certificates')?.api === 'acme-http01';
}
