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
