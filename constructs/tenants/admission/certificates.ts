import { celList, listAsText, resourceRule, validation, type AdmissionPolicy } from './policy';

/** Usages of the certificate of a server, which cert-manager sets for Ingresses, too. */
const serverUsages = ['digital signature', 'key encipherment', 'server auth'];

const names = ['ipAddresses', 'uris', 'emailAddresses', 'otherNames', 'literalSubject', 'nameConstraints'];

/**
 * Names and issuer of Certificates. Issuers and CertificateRequests are not among the kinds of tenants.
 * @see https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.CertificateSpec
 */
export const certificates: AdmissionPolicy = {
  name: 'certificates',
  resourceRules: [resourceRule('cert-manager.io', ['certificates'])],
  restrictions: ['hosts'],
  variables: {
    spec: 'object.spec',
    names:
      '(has(object.spec.dnsNames) ? object.spec.dnsNames : []) + (has(object.spec.commonName) && object.spec.commonName != "" ? [object.spec.commonName] : [])',
  },
  validations: [
    validation(
      'size(variables.names) > 0 && variables.names.all(name, name in variables.hosts)',
      `'may have certificates for ' + ${listAsText('variables.hosts', 'no host')}`,
    ),
    validation(
      `(!has(object.spec.isCA) || !object.spec.isCA) && ${names.map((field) => `!has(object.spec.${field})`).join(' && ')}`,
      "'may have certificates of host names only, never of an authority'",
    ),
    validation(
      '!has(object.spec.duration) && !has(object.spec.renewBefore) && !has(object.spec.renewBeforePercentage)',
      "'must have certificates that are renewed at the time of the platform: remove duration, renewBefore and renewBeforePercentage'",
    ),
    validation(
      `!has(object.spec.subject) && (!has(object.spec.usages) || object.spec.usages.all(usage, usage in ${celList(serverUsages)}))`,
      "'may have certificates of servers only: remove subject and other usages'",
    ),
    // Each issuance is an order of the ACME account that all tenants share: one Certificate for each host, whose changes issue
    // none.
    validation(
      'object.spec.secretName == object.metadata.name && variables.names.all(name, name == object.metadata.name) && (!has(object.spec.privateKey) || !has(object.spec.privateKey.algorithm) && !has(object.spec.privateKey.size) && !has(object.spec.privateKey.encoding))',
      "'must have one Certificate for each host, with the host as its name and as secretName, and without an algorithm of the key'",
    ),
    validation(
      "has(object.spec.issuerRef.kind) && object.spec.issuerRef.kind == 'ClusterIssuer' && object.spec.issuerRef.name == 'default' && (!has(object.spec.issuerRef.group) || object.spec.issuerRef.group == 'cert-manager.io')",
      "'must have certificates of the ClusterIssuer default'",
    ),
  ],
};
