import type { ClusterInfo } from '../../src/kinds/cluster-info';
import type { ObjectRelease } from '../../src/kinds/release';
import { releaseNames } from '../../src/kinds/release-names';
import { TenantAdmissionPolicies } from './admission';
import { resolveAdmissionOptions } from './admission/options';

/** The release of the admission policies for all tenants of a cluster. */
export function admissionPoliciesRelease(cluster: ClusterInfo): ObjectRelease {
  return {
    name: releaseNames.admissionPolicies,
    namespace: 'kube-system',
    podSecurity: 'restricted',
    objects: {
      'objects.yaml': (scope) => new TenantAdmissionPolicies(scope, 'admission', resolveAdmissionOptions(cluster)),
    },
  };
}
