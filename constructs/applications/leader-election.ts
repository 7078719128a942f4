import type { Construct } from 'constructs';
import type { ApplicationPlan } from '../../src/kinds/workload-plan';
import { addRole } from '../kubernetes/role';
import { workloadMetadata } from './metadata';

/**
 * Adds the Role and RoleBinding with which the pods of an application can elect their leader by one Lease.
 * @see https://kubernetes.io/docs/concepts/architecture/leases/
 */
export function addLeaderElectionRole(scope: Construct, plan: ApplicationPlan): void {
  if (!plan.options.leaderElection) return;
  const { name, namespace } = plan;
  const leases = { apiGroups: ['coordination.k8s.io'], resources: ['leases'] };
  addRole(scope, 'Leader', {
    metadata: { ...workloadMetadata(plan), name, namespace },
    rules: [
      // RBAC cannot restrict `create` to a resource name.
      { ...leases, verbs: ['create'] },
      { ...leases, resourceNames: [name], verbs: ['get', 'update', 'patch'] },
    ],
    account: plan,
  });
}
