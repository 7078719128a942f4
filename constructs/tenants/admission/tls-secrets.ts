import { isByAccountsOf, resourceRule, validation, type AdmissionPolicy } from './policy';

/**
 * Certificates of the hosts of a tenant, in Secrets with the names of the hosts: cert-manager writes them. Ingress
 * controllers serve a certificate for all names in it, in whose namespace it may be, so that a certificate that a tenant
 * has written would be served for hosts of others.
 * @param issuerNamespace namespace of cert-manager
 */
export function tlsSecrets(issuerNamespace: string): AdmissionPolicy {
  return {
    name: 'tls-secrets',
    resourceRules: [resourceRule('', ['secrets'])],
    // Host names have at least two labels.
    matchConditions: [
      {
        name: 'named-as-a-host',
        expression: `object.metadata.name.contains('.') && !${isByAccountsOf(issuerNamespace)}`,
      },
    ],
    restrictions: ['hosts'],
    validations: [
      // Argo CD writes Secrets of tenants' repositories: of service accounts, only those of cert-manager may.
      validation(
        `!(object.metadata.name in variables.hosts) || ${isByAccountsOf(issuerNamespace)} || (!request.userInfo.username.startsWith('system:serviceaccount:') && authorizer.group('').resource('secrets').namespace('kube-system').check('create').allowed())`,
        "'has certificates of its hosts from cert-manager: choose another name for the Secret'",
      ),
    ],
  };
}
