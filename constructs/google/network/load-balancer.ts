import type { Endpoint } from '../../../src/definition/capability';

/**
 * Load balancers of Services on GKE.
 * @see https://cloud.google.com/kubernetes-engine/docs/how-to/internal-load-balancing
 */
export const googleLoadBalancer: Endpoint = {
  internalAnnotations: { 'networking.gke.io/load-balancer-type': 'Internal' },
};
