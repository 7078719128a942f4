import { RoleAssignment } from '@cdktf/provider-azurerm/lib/role-assignment';
import type { Construct } from 'constructs';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { ApplicationPlan, JobPlan } from '../../../src/kinds/cluster-plan';
import type { WorkloadAdditions } from '../../../src/kinds/additions';
import { digest } from '../../digest';
import { getAzureCloud } from '../cloud/azure-cloud';
import type { AzurePermission } from '../cloud/permission';
import { environmentVaultId, formatSecretName } from '../vault/environment-vault';
import { formatName } from '../cloud/names';
import { addClientId, addClientIdSecret, clientIdKey } from './client-id';
import { addFederatedIdentity } from './federated-identity';

/** Roles of Azure by the name of what needs them. */
export type WorkloadPermissions = Readonly<Record<string, readonly AzurePermission[]>>;

/**
 * Label of pods to which AKS adds the token of their service account, and the environment variables for SDKs.
 * @see https://learn.microsoft.com/azure/aks/workload-identity-overview#pod-labels
 */
const workloadIdentityLabel = 'azure.workload.identity/use';

/**
 * Returns what gives a workload its permissions in Azure: a managed identity that only its service account on this cluster
 * can use, with roles for resources, and egress to Microsoft Entra. A workload without permissions gets nothing.
 */
export function renderWorkloadIdentity(
  workload: ApplicationPlan | JobPlan,
  permissions: WorkloadPermissions,
  cluster: ClusterInfo,
): WorkloadAdditions {
  const roles = Object.values(permissions).flat();
  if (roles.length === 0) return {};
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
          addIdentity(scope, workload, roles, key, cluster);
        },
      },
    ],
  };
}

function addIdentity(
  scope: Construct,
  { tenant, name, namespace }: ApplicationPlan | JobPlan,
  roles: readonly AzurePermission[],
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
  for (const { role, scope: on } of roles)
    new RoleAssignment(scope, `role-${digest([role, on]).slice(0, 8)}`, {
      scope: on,
      roleDefinitionName: role,
      principalId: identity.principalId,
      principalType: 'ServicePrincipal',
    });
  addClientIdSecret(scope, 'client-id', {
    name: key,
    vaultId: environmentVaultId(clusterInfo),
    identity,
  });
}
