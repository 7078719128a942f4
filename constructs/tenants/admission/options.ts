import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { listServiceRanges } from '../../../src/kinds/cluster-ranges';
import { listProviderLabels } from '../../../src/kinds/labels';
import { tryGetHttp01SolverNamespace } from '../../kubernetes/http01-challenge';

/** Options of the admission policies of a cluster. */
export interface TenantAdmissionPoliciesProps {
  /**
   * Namespace of cert-manager, where it solves ACME HTTP-01 challenges by a pod and Service in the tenant's namespace.
   * @default challenges are not solved by HTTP
   */
  readonly solverNamespace?: string | undefined;
  /**
   * Namespace of cert-manager.
   * @default the cluster has none, and tenants write the certificates of their Ingresses
   */
  readonly issuerNamespace?: string | undefined;
  /**
   * Namespace of Argo CD.
   * @default the cluster has none
   */
  readonly deliveryNamespace?: string | undefined;
  /**
   * API groups of the objects that pods of providers in namespaces of tenants change.
   * @default none
   */
  readonly podApiGroups?: readonly string[];
  /**
   * Labels of pods of providers in namespaces of tenants: keys, or prefixes of keys that end with a slash.
   * @default those of Plinth and of cert-manager
   */
  readonly providerLabels?: readonly string[];
  /**
   * Values of the label `app.kubernetes.io/name` of pods that providers create in namespaces of tenants.
   * @default none
   */
  readonly operatedApps?: readonly string[];
  /**
   * Namespaces of the operators of such pods.
   * @default none
   */
  readonly providerNamespaces?: readonly string[];
  /**
   * ClusterSecretStores whose keys contain no slashes.
   * @default none
   */
  readonly flatSecretStores?: readonly string[];
  /**
   * Ranges of the addresses of Services, one for each IP family.
   * @default unknown
   */
  readonly serviceRanges?: readonly string[];
}

/** Returns the options of the admission policies of a cluster: what its components declare. */
export function resolveAdmissionOptions(cluster: ClusterInfo): TenantAdmissionPoliciesProps {
  const { capabilities } = cluster;
  const endpoints = Object.values(capabilities).flatMap((endpoint) => endpoint ?? []);
  return {
    solverNamespace: tryGetHttp01SolverNamespace(cluster),
    issuerNamespace: tryGetEndpoint(cluster, 'certificates')?.namespace,
    deliveryNamespace: tryGetEndpoint(cluster, 'delivery')?.namespace,
    podApiGroups: [...new Set(endpoints.flatMap(({ podApiGroups = [] }) => podApiGroups))].sort(),
    providerLabels: listProviderLabels(capabilities),
    operatedApps: [...new Set(endpoints.flatMap(({ operatedPods }) => operatedPods?.app ?? []))].sort(),
    providerNamespaces: [
      ...new Set(
        endpoints.flatMap(({ operatedPods, namespace }) =>
          operatedPods && namespace !== undefined ? [namespace] : [],
        ),
      ),
    ].sort(),
    flatSecretStores: capabilities.secrets?.flatStores ?? [],
    serviceRanges: listServiceRanges(cluster),
  };
}
