import type { Endpoint } from '../../../src/definition/capability';

/**
 * Load balancers of Services on AKS.
 * @see https://learn.microsoft.com/azure/aks/internal-lb
 */
export const azureLoadBalancer: Endpoint = {
  internalAnnotations: { 'service.beta.kubernetes.io/azure-load-balancer-internal': 'true' },
};
