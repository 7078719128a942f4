import { RoleAssignment } from '@cdktf/provider-azurerm/lib/role-assignment';
import type { Construct } from 'constructs';
import { digest } from '../../digest';
import type { AzurePermission } from '../cloud/permission';

/**
 * Gives an identity a role for a resource.
 * @param id beginning of the ID of the construct; a digest of role and resource follows
 */
export function addRole(
  scope: Construct,
  id: string,
  { role, scope: resource }: AzurePermission,
  principalId: string,
): void {
  new RoleAssignment(scope, `${id}-${digest([role, resource]).slice(0, 8)}`, {
    scope: resource,
    roleDefinitionName: role,
    principalId,
    principalType: 'ServicePrincipal',
  });
}
