/** Address and port on each node from which the pods of a cloud get their credentials. */
export interface CredentialServer {
  readonly cidr: string;
  readonly port: number;
}

/**
 * Pod Identity agent of EKS, from which SDKs get credentials.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html
 */
export const podIdentityAgent: CredentialServer = { cidr: '169.254.170.23/32', port: 80 };

/**
 * Metadata server of nodes with GKE Dataplane V2.
 * @see https://cloud.google.com/kubernetes-engine/docs/how-to/network-policy#network-policy-and-workload-identity
 */
export const metadataServer: CredentialServer = { cidr: '169.254.169.254/32', port: 80 };

/**
 * Label of pods to which AKS adds a file with the token of their service account, and the environment variables for SDKs.
 * @see https://learn.microsoft.com/azure/aks/workload-identity-overview#pod-labels
 */
export const workloadIdentityLabel = 'azure.workload.identity/use';
