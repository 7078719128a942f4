import { FederatedIdentityCredential } from '@cdktf/provider-azurerm/lib/federated-identity-credential';
import { UserAssignedIdentity } from '@cdktf/provider-azurerm/lib/user-assigned-identity';
import type { Construct } from 'constructs';
import type { AzureCloud } from '../cloud/azure-cloud';
import { clusterReferences } from '../cloud/cluster-references';
import { renderTags } from '../cloud/tags';

/** Service account of pods in the cluster. */
export interface ServiceAccount {
  readonly namespace: string;
  readonly name: string;
}

/** Audience of the tokens that service accounts exchange at Microsoft Entra. */
export const tokenAudience = 'api://AzureADTokenExchange';

/** Properties of the identity of pods. */
export interface FederatedIdentityProps {
  /** Name in Azure. */
  readonly name: string;
  readonly serviceAccount: ServiceAccount;
  readonly cloud: AzureCloud;
}

/**
 * Adds a managed identity that only the pods of one service account of this cluster can use: Microsoft Entra exchanges the
 * tokens of the service account for its own.
 * @see https://learn.microsoft.com/entra/workload-id/workload-identity-federation
 */
export function addFederatedIdentity(
  scope: Construct,
  id: string,
  { name, serviceAccount, cloud }: FederatedIdentityProps,
): InstanceType<typeof UserAssignedIdentity> {
  const { group } = clusterReferences(scope, cloud);
  const identity = new UserAssignedIdentity(scope, id, {
    name,
    location: cloud.region,
    resourceGroupName: group,
    tags: renderTags(cloud.tags),
  });
  addFederatedCredential(scope, `${id}-credential`, {
    name: 'kubernetes',
    identityId: identity.id,
    resourceGroup: group,
    serviceAccount,
    cloud,
  });
  return identity;
}

/** Properties of the trust of an identity in a service account. */
export interface FederatedCredentialProps {
  readonly name: string;
  /** ID of the identity, and its resource group. */
  readonly identityId: string;
  readonly resourceGroup: string;
  readonly serviceAccount: ServiceAccount;
  /** Place of the cluster of the service account. */
  readonly cloud: AzureCloud;
}

/** Lets a service account of the cluster use an identity. */
export function addFederatedCredential(
  scope: Construct,
  id: string,
  { name, identityId, resourceGroup, serviceAccount, cloud }: FederatedCredentialProps,
): void {
  new FederatedIdentityCredential(scope, id, {
    name,
    resourceGroupName: resourceGroup,
    parentId: identityId,
    issuer: clusterReferences(scope, cloud).issuer,
    subject: `system:serviceaccount:${serviceAccount.namespace}:${serviceAccount.name}`,
    audience: [tokenAudience],
  });
}
