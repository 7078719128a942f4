import { tryGetEndpoint, type ClusterInfo } from '../../src/kinds/cluster-info';
import type { ObjectRelease } from '../../src/kinds/release';
import { releaseNames } from '../../src/kinds/release-names';
import { tryGetHttp01SolverNamespace } from './http01-challenge';
import { TenantAdmissionPolicies } from './admission';

/** The release of the admission policies for all tenants of a cluster. */
export function admissionPoliciesRelease(cluster: ClusterInfo): ObjectRelease {
  const solverNamespace = tryGetHttp01SolverNamespace(cluster);
  const issuerNamespace = tryGetEndpoint(cluster, 'certificates')?.namespace;
  const groups = Object.values(cluster.capabilities).flatMap(({ podApiGroups = [] } = {}) => podApiGroups);
  const podApiGroups = [...new Set(groups)].sort();
  const flatSecretStores = cluster.capabilities.secrets?.flatStores ?? [];
  return {
    name: releaseNames.admissionPolicies,
    namespace: 'kube-system',
    podSecurity: 'restricted',
    objects: {
      'objects.yaml': (scope) =>
        new TenantAdmissionPolicies(scope, 'admission', {
          solverNamespace,
          issuerNamespace,
          podApiGroups,
          flatSecretStores,
        }),
    },
  };
}
