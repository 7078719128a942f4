import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { ApplicationPlan, JobPlan } from '../../../src/kinds/workload-plan';
import type { WorkloadAdditions } from '../../../src/kinds/additions';
import { podIdentityAgent } from '../../kubernetes/pod-credentials';
import { digest } from '../../digest';
import { declaredIdentity } from '../../clouds/declared-identity';
import { escapeTemplateSequences } from '../../terraform/template-sequences';
import type { PolicyDocument, PolicyStatement } from '../cloud/policy-document';
import { addPodIdentity } from './pod-identity';

/** Policies by name: statements, or the JSON of a document. */
type WorkloadPermissions = Readonly<Record<string, readonly PolicyStatement[] | string>>;

/** Permissions of workloads on clusters in AWS: of what they use, and of the option `permissions` of the cluster. */
export const renderDeclaredIdentity = declaredIdentity(
  (declared: PolicyDocument): readonly PolicyStatement[] | string => escapeTemplateSequences(JSON.stringify(declared)),
  renderWorkloadIdentity,
);

/**
 * Returns what gives a workload its permissions in AWS: a role that only its service account on this cluster can assume,
 * and egress to the agent that issues its credentials. A workload without permissions gets neither.
 */
function renderWorkloadIdentity(
  { tenant, name, namespace }: ApplicationPlan | JobPlan,
  permissions: WorkloadPermissions,
  clusterInfo: ClusterInfo,
): WorkloadAdditions {
  const { platform, cluster } = clusterInfo;
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
            cluster: clusterInfo,
            policies: permissions,
          });
        },
      },
    ],
  };
}
