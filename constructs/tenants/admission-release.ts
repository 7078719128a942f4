import type { ClusterPlan } from '../../src/kinds/cluster-plan';
import type { ObjectRelease } from '../../src/kinds/release';
import { releaseNames } from '../../src/kinds/release-names';
import { TenantAdmissionPolicies } from './admission';
import { resolveAdmissionOptions } from './admission/options';
import { addRequestPriorities } from './request-priorities';

/** The release of the admission policies, and of the priorities of requests, for all tenants of a cluster. */
export function admissionPoliciesRelease({
  clusterInfo,
  namespaces,
}: Pick<ClusterPlan, 'clusterInfo' | 'namespaces'>): ObjectRelease {
  return {
    name: releaseNames.admissionPolicies,
    namespace: 'kube-system',
    podSecurity: 'restricted',
    objects: {
      'objects.yaml': (scope) => new TenantAdmissionPolicies(scope, 'admission', resolveAdmissionOptions(clusterInfo)),
      'priorities.yaml': (scope) => {
        addRequestPriorities(scope, namespaces.map(({ name }) => name).sort());
      },
    },
  };
}
