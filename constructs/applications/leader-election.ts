import type { Construct } from 'constructs';
import type { Role, RoleBinding } from 'kubernetes-types/rbac/v1';
import type { ApplicationPlan } from '../../src/kinds/cluster-plan';
import { addObject } from '../kubernetes/object';
import { workloadMetadata } from './metadata';

/**
 * Adds the Role and RoleBinding with which the pods of an application can elect their leader by one Lease.
 * @see https://kubernetes.io/docs/concepts/architecture/leases/
 */
export function addLeaderElectionRole(scope: Construct, plan: ApplicationPlan): void {
  if (!plan.options.leaderElection) return;
  const metadata = workloadMetadata(plan);
  const leases = { apiGroups: ['coordination.k8s.io'], resources: ['leases'] };
  addObject<Role>(scope, 'Leader', {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata,
    rules: [
      // RBAC cannot restrict `create` to a resource name.
      { ...leases, verbs: ['create'] },
      { ...leases, resourceNames: [plan.name], verbs: ['get', 'update', 'patch'] },
    ],
  });
  addObject<RoleBinding>(scope, 'LeaderBinding', {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: plan.name },
    subjects: [{ kind: 'ServiceAccount', name: plan.name, namespace: plan.namespace }],
  });
}
