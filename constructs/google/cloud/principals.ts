import type { GoogleCloud } from './google-cloud';

/** Service account of pods. */
export interface ServiceAccount {
  readonly namespace: string;
  readonly name: string;
}

/**
 * Returns the principal of the pods of a service account, on all clusters of the project. They need no service account of
 * Google, and no annotation.
 * @see https://cloud.google.com/kubernetes-engine/docs/concepts/workload-identity#principal-id-examples
 */
export function podPrincipal(
  { project, projectNumber }: Pick<GoogleCloud, 'project' | 'projectNumber'>,
  { namespace, name }: ServiceAccount,
): string {
  const pool = `projects/${projectNumber}/locations/global/workloadIdentityPools/${project}.svc.id.goog`;
  return `principal://iam.googleapis.com/${pool}/subject/ns/${namespace}/sa/${name}`;
}

/**
 * Address and port of the metadata server of nodes with GKE Dataplane V2, from which pods get their credentials.
 * @see https://cloud.google.com/kubernetes-engine/docs/how-to/network-policy#network-policy-and-workload-identity
 */
export const metadataServer = { cidr: '169.254.169.254/32', port: 80 };
