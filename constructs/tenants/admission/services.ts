import { addressRangePattern } from './address-pattern';
import {
  absent,
  annotationsOfObject,
  excludeHttp01Solver,
  harmlessAnnotationDomains,
  resourceRule,
  validation,
  type AdmissionPolicy,
} from './policy';

/** Annotations of a Service that a tenant may set, besides those without a domain. */
const annotations = `^(${harmlessAnnotationDomains}|service[.]kubernetes[.]io)/`;

/** Options of the policy of Services. */
export interface ServicesOptions {
  /** Namespace of cert-manager, whose ACME HTTP-01 solver has a Service of type NodePort; undefined where it has none. */
  readonly solverNamespace: string | undefined;
  /** Range of the addresses of Services; undefined where it is not known. */
  readonly serviceCidr: string | undefined;
}

/**
 * Type, addresses and annotations of Services: no other way leads into the tenant's namespaces than its Ingresses. The
 * API server assigns no address of the first part of the range by itself: it is for the Services of the platform that have
 * a fixed one, such as the DNS.
 * @see https://kubernetes.io/docs/concepts/services-networking/cluster-ip-allocation/#avoid-nodeport-conflict
 * @see https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#denyserviceexternalips
 */
export function services({ solverNamespace, serviceCidr }: ServicesOptions): AdmissionPolicy {
  const isReserved = (address: string) =>
    serviceCidr === undefined ? 'false' : `${address}.matches('${addressRangePattern(serviceCidr)}')`;
  return {
    name: 'services',
    resourceRules: [resourceRule('', ['services'])],
    ...excludeHttp01Solver(solverNamespace),
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
        "'may not choose an address of the platform for a Service: remove clusterIP and clusterIPs'",
      ),
      validation('size(variables.refused) == 0', "'may not set the annotations ' + variables.refused.join(', ')"),
    ],
  };
}
