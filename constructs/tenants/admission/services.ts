import {
  absent,
  annotationsOfObject,
  excludeHttp01Solver,
  harmlessAnnotationDomains,
  resourceRule,
  validation,
  type AdmissionPolicy,
} from './policy';
import { isReservedAddress } from './reserved-addresses';

/** Annotations of a Service that a tenant may set, besides those without a domain. */
const annotations = `^(${harmlessAnnotationDomains}|service[.]kubernetes[.]io)/`;

/** Options of the policy of Services. */
export interface ServicesOptions {
  /** Namespace of cert-manager, whose ACME HTTP-01 solver has a Service of type NodePort; undefined where it has none. */
  readonly solverNamespace: string | undefined;
  /** Ranges of the addresses of Services, one for each IP family; empty where they are not known. */
  readonly serviceRanges: readonly string[];
}

/**
 * Type, addresses and annotations of Services: no other way leads into the tenant's namespaces than its Ingresses. The
 * API server assigns no address of the first part of a range by itself: it is for the Services of the platform that have
 * a fixed one, such as the DNS.
 * @see https://kubernetes.io/docs/concepts/services-networking/cluster-ip-allocation/#avoid-nodeport-conflict
 * @see https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#denyserviceexternalips
 */
export function services({ solverNamespace, serviceRanges }: ServicesOptions): AdmissionPolicy {
  const isReserved = (address: string) => isReservedAddress(address, serviceRanges);
  return {
    name: 'services',
    resourceRules: [resourceRule('', ['services'])],
    matchConditions: excludeHttp01Solver(solverNamespace),
    restrictions: [],
    variables: {
      annotations: annotationsOfObject,
      refused: `variables.annotations.filter(key, key.contains('/') && !key.matches('${annotations}'))`,
    },
    validations: [
      validation(
        "!has(object.spec.type) || object.spec.type == 'ClusterIP'",
        "'is reached from outside by Ingresses only: the type of a Service is ClusterIP'",
      ),
      validation(
        '!has(object.spec.externalIPs) || object.spec.externalIPs.size() == 0',
        "'may not set externalIPs of a Service'",
      ),
      validation(
        `(${absent('object.spec.clusterIP')} || !${isReserved('object.spec.clusterIP')}) && (!has(object.spec.clusterIPs) || !object.spec.clusterIPs.exists(address, ${isReserved('address')}))`,
        "'may not choose this address for a Service, which belongs to the platform or is not in canonical form: remove clusterIP and clusterIPs'",
      ),
      validation('size(variables.refused) == 0', "'may not set the annotations ' + variables.refused.join(', ')"),
    ],
  };
}
