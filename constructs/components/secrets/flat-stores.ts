/**
 * Providers of External Secrets whose keys contain no slashes: Azure Key Vault and Google Secret Manager.
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftkeyvault
 * @see https://cloud.google.com/secret-manager/docs/creating-and-accessing-secrets
 */
const flatProviders = ['azurekv', 'gcpsm'];

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
