/**
 * Label of pods to which AKS adds the token of their service account, and the environment variables for SDKs.
 * @see https://learn.microsoft.com/azure/aks/workload-identity-overview#pod-labels
 */
export const workloadIdentityLabel = 'azure.workload.identity/use';
