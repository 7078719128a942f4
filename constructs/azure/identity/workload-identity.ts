import type { Construct } from 'constructs';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { ApplicationPlan, JobPlan } from '../../../src/kinds/workload-plan';
import type { WorkloadAdditions } from '../../../src/kinds/additions';
import { declaredIdentity } from '../../clouds/declared-identity';
import { digest } from '../../digest';
import { getAzureCloud } from '../cloud/azure-cloud';
import type { AzurePermission } from '../cloud/permission';
import { environmentVaultId, formatSecretName } from '../vault/environment-vault';
import { formatName } from '../cloud/names';
import { addCacheAccess, type CacheAccess } from './cache-access';
import { addClientId, addClientIdSecret, clientIdKey } from './client-id';
import { addFederatedIdentity } from './federated-identity';
import { addRole } from './role';
import { workloadIdentityLabel } from '../../kubernetes/pod-credentials';

/** Role for a resource, or access to the data of a cache, which is no role of Azure. */
export type WorkloadPermission = AzurePermission | CacheAccess;

/** Permissions in Azure by the name of what needs them. */
type WorkloadPermissions = Readonly<Record<string, readonly WorkloadPermission[]>>;

/** Permissions of workloads on clusters in Azure: of what they use, and of the option `permissions` of the cluster. */
export const renderDeclaredIdentity = declaredIdentity(
  (declared: readonly AzurePermission[]): readonly WorkloadPermission[] => declared,
  renderWorkloadIdentity,
);

/**
 * Returns what gives a workload its permissions in Azure: a managed identity that only its service account on this cluster
 * can use, with roles for resources, and egress to Microsoft Entra. A workload without permissions gets nothing.
 */
function renderWorkloadIdentity(
  workload: ApplicationPlan | JobPlan,
  permissions: WorkloadPermissions,
  cluster: ClusterInfo,
): WorkloadAdditions {
  const all = Object.values(permissions).flat();
  if (all.length === 0) return {};
  const { tenant, name, namespace, secretStore = 'default' } = workload;
  const secret = `${name}-azure-identity`;
  const key = formatSecretName(tenant, cluster.cluster, name, 'identity');
  return {
    podLabels: { [workloadIdentityLabel]: 'true' },
    // AKS would take it from an annotation of the service account, which Terraform cannot set before the namespace exists.
    env: { AZURE_CLIENT_ID: { secret, key: clientIdKey } },
    // Addresses of Microsoft Entra are public.
    egress: [{ peer: 'outside-cluster', ports: [443] }],
    objects: (scope) => {
      addClientId(scope, { name: secret, namespace, store: secretStore, key });
    },
    terraformReleases: [
      {
        name: `${name}-identity`,
        stack: 'infrastructure',
        add: (scope) => {
          addIdentity(scope, workload, all, key, cluster);
        },
      },
    ],
  };
}

function addIdentity(
  scope: Construct,
  { tenant, name, namespace }: ApplicationPlan | JobPlan,
  permissions: readonly WorkloadPermission[],
  key: string,
  clusterInfo: ClusterInfo,
): void {
  const { platform, cluster } = clusterInfo;
  // Two workloads can have the same names of tenant and workload, joined by a hyphen.
  const suffix = digest([tenant, name]).slice(0, 6);
  const identity = addFederatedIdentity(scope, 'identity', {
    name: formatName('identity', platform, cluster, tenant, name, suffix),
    serviceAccount: { namespace, name },
    cloud: getAzureCloud(clusterInfo),
  });
  const { principalId } = identity;
  for (const permission of permissions)
    if ('cache' in permission) addCacheAccess(scope, permission, { principalId, names: [cluster, tenant, name] });
    else addRole(scope, 'role', permission, principalId);
  addClientIdSecret(scope, 'client-id', {
    name: key,
    vaultId: environmentVaultId(clusterInfo),
    identity,
  });
}
