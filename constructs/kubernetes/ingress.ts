import { tryGetEndpoint, type ClusterInfo } from '../../src/kinds/cluster-info';

/** Name of the IngressClass that every provider of `ingress` serves; Ingresses need not name a controller. */
export const ingressClass = 'default';

/** Name of the ClusterIssuer that every provider of `certificates` creates. */
export const clusterIssuer = 'default';

/** Returns the Ingress annotations that request a certificate; none if no component provides `certificates`. */
export function certificateAnnotations(cluster: ClusterInfo): Readonly<Record<string, string>> {
  return tryGetEndpoint(cluster, 'certificates') ? { 'cert-manager.io/cluster-issuer': clusterIssuer } : {};
}
