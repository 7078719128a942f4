import type { Endpoint } from '../../../src/definition/capability';

/**
 * Load balancers of Services on EKS, by the controller of the control plane: Network Load Balancers, behind which pods see the
 * addresses of clients. Without the annotation, it creates Classic Load Balancers. No Service can have a fixed address.
 * @see https://cloud-provider-aws.sigs.k8s.io/service_controller/
 */
export const awsLoadBalancer: Endpoint = {
  addresses: [],
  annotations: { 'service.beta.kubernetes.io/aws-load-balancer-type': 'nlb' },
  internalAnnotations: { 'service.beta.kubernetes.io/aws-load-balancer-internal': 'true' },
};
