/**
 * Returns the annotations by which Helm and Argo CD retain an object that is no longer rendered.
 * @param retained whether the object is retained; @default true
 */
export function renderRetention(retained = true): { readonly annotations?: Record<string, string> } {
  if (!retained) return {};
  return {
    annotations: {
      'helm.sh/resource-policy': 'keep',
      'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
    },
  };
}
