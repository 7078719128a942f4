/** Returns the path of the kubeconfig that the apply of an on-premises cluster writes. */
export function kubeconfigPath(cluster: string): string {
  return `kubeconfig/${cluster}.yaml`;
}
