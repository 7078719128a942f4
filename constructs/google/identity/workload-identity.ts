import { ProjectIamMember } from '@cdktf/provider-google/lib/project-iam-member';
import { PubsubSubscriptionIamMember } from '@cdktf/provider-google/lib/pubsub-subscription-iam-member';
import { PubsubTopicIamMember } from '@cdktf/provider-google/lib/pubsub-topic-iam-member';
import { StorageBucketIamMember } from '@cdktf/provider-google/lib/storage-bucket-iam-member';
import type { Construct } from 'constructs';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { ApplicationPlan, JobPlan } from '../../../src/kinds/workload-plan';
import type { WorkloadAdditions } from '../../../src/kinds/additions';
import { declaredIdentity } from '../../clouds/declared-identity';
import { digest } from '../../digest';
import { getGoogleCloud } from '../cloud/google-cloud';
import type { GooglePermission } from '../cloud/permission';
import { metadataServer } from '../../kubernetes/pod-credentials';
import { podPermissions } from '../cloud/pod-permissions';
import { podPrincipal } from '../cloud/principals';
import { escapeTemplateSequences } from '../../terraform/template-sequences';

/** Role for a resource of the tenant. */
export interface ResourcePermission {
  readonly role: string;
  readonly type: 'bucket' | 'topic' | 'subscription';
  /** Name of the resource. */
  readonly resource: string;
}

/** Role for a resource, or in the project. */
export type WorkloadPermission = GooglePermission | ResourcePermission;

/** Roles of Google Cloud by the name of what needs them. */
type WorkloadPermissions = Readonly<Record<string, readonly WorkloadPermission[]>>;

/** Permissions of workloads on clusters in Google Cloud: of what they use, and of the option `permissions` of the cluster. */
export const renderDeclaredIdentity = declaredIdentity(
  (declared: readonly GooglePermission[]): readonly WorkloadPermission[] => declared,
  renderWorkloadIdentity,
);

/**
 * Returns what gives a workload its permissions in Google Cloud: roles for the principal of its service account, which is
 * the same on all clusters of the project, and egress to the metadata server. A workload without permissions gets nothing.
 */
function renderWorkloadIdentity(
  { tenant, name, namespace }: ApplicationPlan | JobPlan,
  permissions: WorkloadPermissions,
  cluster: ClusterInfo,
): WorkloadAdditions {
  const roles = Object.values(permissions).flat();
  if (roles.length === 0) return {};
  const { project, projectNumber } = getGoogleCloud(cluster);
  const member = podPrincipal({ project, projectNumber }, { namespace, name });
  return {
    egress: [{ peer: { cidr: metadataServer.cidr }, ports: [metadataServer.port] }],
    terraformReleases: [
      podPermissions(`${name}-identity`, () =>
        Object.fromEntries(
          roles.map((permission) => [
            roleId(permission),
            (scope, id) => {
              addRole(scope, id, permission, member, { project, title: `${tenant}/${name}` });
            },
          ]),
        ),
      ),
    ],
  };
}

function roleId(permission: WorkloadPermission): string {
  const object = 'resource' in permission ? permission.resource : permission.condition;
  return `role-${digest([permission.role, object]).slice(0, 8)}`;
}

function addRole(
  scope: Construct,
  id: string,
  permission: WorkloadPermission,
  member: string,
  { project, title }: { readonly project: string; readonly title: string },
): void {
  if ('resource' in permission) {
    addResourceRole(scope, id, permission, member, project);
    return;
  }
  const { role, condition } = permission;
  new ProjectIamMember(scope, id, {
    project,
    role,
    member,
    ...(condition === undefined ? {} : { condition: { title, expression: escapeTemplateSequences(condition) } }),
  });
}

function addResourceRole(
  scope: Construct,
  id: string,
  { role, type, resource }: ResourcePermission,
  member: string,
  project: string,
): void {
  switch (type) {
    case 'bucket':
      new StorageBucketIamMember(scope, id, { bucket: resource, role, member });
      return;
    case 'topic':
      new PubsubTopicIamMember(scope, id, { project, topic: resource, role, member });
      return;
    case 'subscription':
      new PubsubSubscriptionIamMember(scope, id, { project, subscription: resource, role, member });
  }
}
