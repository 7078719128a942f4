/**
 * Categories of the logs of a control plane, without the audit log of read requests, which is many times as large as all others.
 * @see https://learn.microsoft.com/azure/aks/monitor-aks-reference#resource-logs
 */
export const logCategories = {
  audit: ['kube-audit-admin'],
  'control-plane': [
    ...['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'],
    ...['cluster-autoscaler', 'cloud-controller-manager', 'guard'],
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;
