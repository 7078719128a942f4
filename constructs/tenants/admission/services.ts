import { excludeHttp01Solver, resourceRule, validation, type AdmissionPolicy } from './policy';

/** Annotations of a Service that a tenant may set, besides those without a domain. */
const annotations =
  '^(argocd[.]argoproj[.]io|meta[.]helm[.]sh|helm[.]sh|kubectl[.]kubernetes[.]io|service[.]kubernetes[.]io|prometheus[.]io|plinth[.]dev)/';

/**
 * Type, addresses and annotations of Services: no other way leads into the tenant's namespaces than its Ingresses.
 * @param solverNamespace namespace of cert-manager, whose ACME HTTP-01 solver has a Service of type NodePort
 * @see https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#denyserviceexternalips
 */
export function services(solverNamespace: string | undefined): AdmissionPolicy {
  return {
    name: 'services',
    resourceRules: [resourceRule('', ['services'])],
    ...excludeHttp01Solver(solverNamespace),
    restrictions: [],
    variables: {
      annotations: 'has(object.metadata.annotations) ? object.metadata.annotations : {}',
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
      validation('size(variables.refused) == 0', "'may not set the annotations ' + variables.refused.join(', ')"),
    ],
  };
}
