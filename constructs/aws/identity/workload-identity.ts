import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { ApplicationPlan, JobPlan } from '../../../src/kinds/workload-plan';
import type { WorkloadAdditions } from '../../../src/kinds/additions';
import { podIdentityAgent } from '../../kubernetes/pod-credentials';
import { digest } from '../../digest';
import type { PolicyStatement } from '../cloud/policy-document';
import { addPodIdentity } from './pod-identity';

/** Policies by name: statements, or the JSON of a document. */
export type WorkloadPermissions = Readonly<Record<string, readonly PolicyStatement[] | string>>;

/**
 * Returns what gives a workload its permissions in AWS: a role that only its service account on this cluster can assume,
 * and egress to the agent that issues its credentials. A workload without permissions gets neither.
 */
export function renderWorkloadIdentity(
  { tenant, name, namespace }: ApplicationPlan | JobPlan,
  permissions: WorkloadPermissions,
  { platform, cluster }: ClusterInfo,
): WorkloadAdditions {
  if (Object.keys(permissions).length === 0) return {};
  // Two workloads can have the same names of tenant and workload, joined by a hyphen.
  const suffix = digest([tenant, name]).slice(0, 6);
  return {
    egress: [{ peer: { cidr: podIdentityAgent.cidr }, ports: [podIdentityAgent.port] }],
    terraformReleases: [
      {
        name: `${name}-identity`,
        stack: 'infrastructure',
        add: (scope) => {
          addPodIdentity(scope, 'pod', {
            name: [platform, cluster, tenant, name, suffix],
            serviceAccount: { namespace, name },
            policies: permissions,
          });
        },
      },
    ],
  };
}
