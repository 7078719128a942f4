/**
 * Providers of External Secrets whose keys contain no slashes: Azure Key Vault and Google Secret Manager.
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftkeyvault
 * @see https://cloud.google.com/secret-manager/docs/creating-and-accessing-secrets
 */
const flatProviders = ['azurekv', 'gcpsm'];

/**
 * Providers of External Secrets that look for a single value of an entry before they write it. All others, such as that of
 * AWS Secrets Manager, look for the entry: with `updatePolicy: IfNotExists`, they write no second value to it.
 * @see https://github.com/external-secrets/external-secrets/tree/v2.9.0/providers/v1, functions `SecretExists`
 */
const valueProviders = ['akeyless', 'infisical', 'kubernetes', 'onepassword', 'onepasswordSDK', 'vault'];

/**
 * Returns the field of the endpoint that names the stores whose keys contain no slashes.
 * @param providers field `provider` of the stores, by name
 */
export function renderFlatStores(providers: Readonly<Record<string, object>>): { readonly flatStores?: string[] } {
  const flatStores = Object.entries(providers)
    .filter(([, provider]) => flatProviders.some((name) => name in provider))
    .map(([name]) => name);
  return flatStores.length === 0 ? {} : { flatStores: flatStores.sort() };
}

/**
 * Returns the field of the endpoint for a store to which an entry is written as a whole.
 * @param provider field `provider` of the store
 */
export function renderWholeEntries(provider: object): { readonly wholeEntries?: true } {
  return valueProviders.some((name) => name in provider) ? {} : { wholeEntries: true };
}
