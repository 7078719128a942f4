import { tryGetEndpoint, type ClusterFacts } from '../../src/model/facts';

/** The IngressClass that every provider of `ingress` serves, so that nobody names a product. */
export const ingressClass = 'default';

/** The ClusterIssuer that every provider of `certificates` makes. */
export const clusterIssuer = 'default';

/** What makes cert-manager fetch a certificate for an Ingress; nothing where nothing provides `certificates`. */
export function certificateAnnotations(facts: ClusterFacts): Readonly<Record<string, string>> {
  return tryGetEndpoint(facts, 'certificates') ? { 'cert-manager.io/cluster-issuer': clusterIssuer } : {};
}
