import { resourceRule, tenantName, validation, type AdmissionPolicy } from './policy';

const store = 'object.spec.secretStoreRef';

/** Expression of a key under the tenant's name: the one of `uses: { secret: { path } }`, so without dots. */
const key = `'^' + ${tenantName} + '/[A-Za-z0-9][A-Za-z0-9_-]*(/[A-Za-z0-9_-]+)*$'`;

/**
 * Store and keys of ExternalSecrets: tenants that share a store each have their keys under their own name.
 * @see https://external-secrets.io/latest/api/externalsecret/
 */
export const externalSecrets: AdmissionPolicy = {
  name: 'external-secrets',
  resourceRules: [resourceRule('external-secrets.io', ['externalsecrets'])],
  restrictions: ['secret-store'],
  variables: { key },
  validations: [
    validation(
      `has(${store}) && has(${store}.kind) && ${store}.kind == 'ClusterSecretStore' && has(${store}.name) && ${store}.name in variables.secretStore`,
      "'reads secrets of the ClusterSecretStore ' + variables.secretStore.join(', ')",
    ),
    validation(
      '!has(object.spec.data) || object.spec.data.all(item, !has(item.sourceRef) && item.remoteRef.key.matches(variables.key))',
      `'reads keys under ' + ${tenantName} + '/ of the secret store, of letters, digits, hyphens and slashes'`,
    ),
    validation(
      '!has(object.spec.dataFrom) || object.spec.dataFrom.all(item, !has(item.sourceRef) && !has(item.find) && has(item.extract) && item.extract.key.matches(variables.key))',
      `'extracts keys under ' + ${tenantName} + '/ of the secret store, of letters, digits, hyphens and slashes'`,
    ),
    validation('!has(object.spec.target) || !has(object.spec.target.manifest)', "'writes secrets into a Secret only'"),
  ],
};
