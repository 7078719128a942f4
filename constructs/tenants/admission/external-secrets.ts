import { flatKeySeparator } from '../../../src/definition/secret-keys';
import { bindingStorePattern } from '../../../src/definition/uses';
import { resourceRule, tenantName, validation, type AdmissionPolicy } from './policy';

/** Expression of a key under the tenant's name: the one of `uses: { secret: { path } }`, so without dots. */
const key = `'^' + ${tenantName} + '/[A-Za-z0-9][A-Za-z0-9_-]*(/[A-Za-z0-9_-]+)*$'`;

/** The same where keys contain no slashes. Names of tenants contain no separator there, so no key is of two tenants. */
const flatKey = `'^' + ${tenantName} + '${flatKeySeparator}[A-Za-z0-9][A-Za-z0-9_-]*$'`;

/** Expression that is true for a reference to the ClusterSecretStore of the tenant. */
const isStoreOfTenant = (reference: string) =>
  `(has(${reference}.kind) && ${reference}.kind == 'ClusterSecretStore' && has(${reference}.name) && ${reference}.name in variables.secretStore)`;

/** Expression that is true for a reference to a store of the namespace's own Secrets. Tenants cannot create SecretStores. */
const isStoreOfNamespace = (reference: string) =>
  `(has(${reference}.kind) && ${reference}.kind == 'SecretStore' && has(${reference}.name) && ${reference}.name.matches('${bindingStorePattern}'))`;

const store = 'object.spec.secretStoreRef';

/** Expression that is true where all data comes from one generator of passwords in the namespace, and from no store. */
const onlyGenerated =
  "!has(object.spec.secretStoreRef) && !has(object.spec.data) && has(object.spec.dataFrom) && object.spec.dataFrom.all(item, !has(item.extract) && !has(item.find) && has(item.sourceRef) && !has(item.sourceRef.storeRef) && has(item.sourceRef.generatorRef) && item.sourceRef.generatorRef.kind == 'Password')";

/** Expression that is true where all data comes from Secrets of the namespace. */
const onlyOfNamespace = `has(${store}) && ${isStoreOfNamespace(store)} && !has(object.spec.dataFrom) && has(object.spec.data) && object.spec.data.all(item, !has(item.sourceRef))`;

/** Returns the expression of a key in the tenant's store. Its validations have verified the name of the store. */
function renderKey(flatStores: readonly string[]): string {
  if (flatStores.length === 0) return key;
  const names = flatStores.map((name) => `'${name}'`).join(', ');
  return `has(${store}) && has(${store}.name) && ${store}.name in [${names}] ? ${flatKey} : ${key}`;
}

/**
 * Store and keys of ExternalSecrets: tenants that share a store each have their keys under their own name. A generated
 * password, and a copy of Secrets of the namespace itself, disclose nothing of others.
 * @param flatStores ClusterSecretStores whose keys contain no slashes
 * @see https://external-secrets.io/latest/api/externalsecret/
 */
export const externalSecrets = (flatStores: readonly string[]): AdmissionPolicy => ({
  name: 'external-secrets',
  resourceRules: [resourceRule('external-secrets.io', ['externalsecrets'])],
  restrictions: ['secret-store'],
  variables: { key: renderKey(flatStores), ofNamespace: `(${onlyGenerated}) || (${onlyOfNamespace})` },
  validations: [
    validation(
      `variables.ofNamespace || (has(${store}) && ${isStoreOfTenant(store)})`,
      "'reads secrets of the ClusterSecretStore ' + variables.secretStore.join(', ')",
    ),
    validation(
      'variables.ofNamespace || !has(object.spec.data) || object.spec.data.all(item, !has(item.sourceRef) && item.remoteRef.key.matches(variables.key))',
      `'reads keys under ' + ${tenantName} + '/ of the secret store, of letters, digits, hyphens and slashes'`,
    ),
    validation(
      'variables.ofNamespace || !has(object.spec.dataFrom) || object.spec.dataFrom.all(item, !has(item.sourceRef) && !has(item.find) && has(item.extract) && item.extract.key.matches(variables.key))',
      `'extracts keys under ' + ${tenantName} + '/ of the secret store, of letters, digits, hyphens and slashes'`,
    ),
    validation('!has(object.spec.target) || !has(object.spec.target.manifest)', "'writes secrets into a Secret only'"),
  ],
});
