import { isByAccountsOf, resourceRule, validation, type AdmissionPolicy } from './policy';

/** CEL expression that is true for a Secret that ingress controllers can read a certificate from. */
function isCertificate(object: 'object' | 'oldObject'): string {
  return `${object}.type == 'kubernetes.io/tls' || (has(${object}.data) && ('tls.crt' in ${object}.data || 'tls.key' in ${object}.data))`;
}

/**
 * Certificates of hosts, in Secrets with the names of the hosts: cert-manager writes them. Ingress controllers serve a
 * certificate for all names in it, in whose namespace it may be, so that a certificate that a tenant has written would be
 * served for hosts of others. Names of all hosts are refused, also of those that are not of the tenant: it could become one
 * later.
 * @param issuerNamespace namespace of cert-manager
 */
export function tlsSecrets(issuerNamespace: string): AdmissionPolicy {
  const isByIssuerOrPlatform = `${isByAccountsOf(issuerNamespace)} || (!request.userInfo.username.startsWith('system:serviceaccount:') && authorizer.group('').resource('secrets').namespace('kube-system').check('create').allowed())`;
  // The garbage collector and the controller of namespaces delete objects, too.
  const isByKubernetes = `${isByAccountsOf('kube-system')} || request.userInfo.username == 'system:kube-controller-manager'`;
  return {
    name: 'tls-secrets',
    resourceRules: [resourceRule('', ['secrets'], ['CREATE', 'UPDATE', 'DELETE'])],
    restrictions: [],
    validations: [
      // Host names have at least two labels. Of service accounts, only those of cert-manager may write certificates.
      validation(
        `request.operation == 'DELETE' || !object.metadata.name.contains('.') || !(${isCertificate('object')}) || ${isByIssuerOrPlatform}`,
        "'has certificates of hosts from cert-manager: choose a name without a dot for the Secret'",
      ),
      // Without it, cert-manager would order another one, and all tenants share the orders of one ACME account.
      validation(
        `request.operation != 'DELETE' || !oldObject.metadata.name.contains('.') || !(${isCertificate('oldObject')}) || ${isByKubernetes} || ${isByIssuerOrPlatform}`,
        "'may not delete certificates of hosts, which cert-manager would order again'",
      ),
    ],
  };
}
