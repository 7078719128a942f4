import { ProjectIamMember } from '@cdktf/provider-google/lib/project-iam-member';
import type { Construct } from 'constructs';
import { digest } from '../../digest';

/** Properties of the administrators of all clusters of a project. */
export interface AdministratorsProps {
  readonly project: string;
  /** Members of IAM. */
  readonly administrators: readonly string[];
}

/**
 * Lets members of IAM administer the clusters of a project: GKE has no roles for one cluster.
 * @see https://cloud.google.com/kubernetes-engine/docs/how-to/iam#container.admin
 */
export function addAdministrators(scope: Construct, { project, administrators }: AdministratorsProps): void {
  for (const member of administrators)
    new ProjectIamMember(scope, `administrator-${digest(member).slice(0, 6)}`, {
      project,
      role: 'roles/container.admin',
      member,
    });
}
