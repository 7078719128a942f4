import type { Construct } from 'constructs';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { secretStorePath } from '../../../src/kinds/component-secret';
import { getAzureCloud } from '../cloud/azure-cloud';
import { formatName } from '../cloud/names';
import type { AzurePermission } from '../cloud/permission';
import { environmentVaultId } from '../vault/environment-vault';
import { addClientIdSecret } from './client-id';
import { addFederatedIdentity, type ServiceAccount } from './federated-identity';
import { addRole } from './role';

/** Properties of the identity of a component's pods. */
export interface ComponentIdentityProps {
  /** Parts of its name in Azure, in addition to platform and cluster. */
  readonly name: readonly string[];
  readonly serviceAccount: ServiceAccount;
  readonly permissions: readonly AzurePermission[];
  /** Name of the Secret with its client ID, in the namespace of the service account. */
  readonly secret: string;
  readonly cluster: ClusterInfo;
}

/**
 * Adds the identity of a component's pods, with its roles, and its client ID in the key vault, from which External Secrets
 * reads it.
 */
export function addComponentIdentity(
  scope: Construct,
  id: string,
  { name, serviceAccount, permissions, secret, cluster }: ComponentIdentityProps,
): void {
  const identity = addFederatedIdentity(scope, id, {
    name: formatName('identity', cluster.platform, cluster.cluster, ...name),
    serviceAccount,
    cloud: getAzureCloud(cluster),
  });
  for (const permission of permissions) addRole(scope, id, permission, identity.principalId);
  addClientIdSecret(scope, `${id}-client-id`, {
    name: secretStorePath(cluster, { namespace: serviceAccount.namespace, name: secret }, 'provided'),
    vaultId: environmentVaultId(cluster),
    identity,
  });
}
