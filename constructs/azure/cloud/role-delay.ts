import type { Construct } from 'constructs';
import type { TerraformDependable } from '../../../src/kinds/bound-cluster';
import { TerraformData } from '../../terraform/terraform-data';

/** Seconds in which services of Azure learn of most role assignments. */
const delaySeconds = 180;

/**
 * Adds a wait after role assignments, for resources that Azure creates only once the service that they use knows the
 * assignment: Terraform itself waits for Azure Resource Manager only. `PLINTH_ROLE_DELAY_SECONDS` sets another time for an apply.
 * @see https://learn.microsoft.com/azure/role-based-access-control/troubleshooting#symptom---role-assignment-changes-are-not-being-detected
 */
export function addRoleDelay(
  scope: Construct,
  id: string,
  assignments: readonly { readonly id: string }[],
): TerraformDependable {
  return new TerraformData(scope, id, {
    triggersReplace: assignments.map((assignment) => assignment.id),
    provisioners: [{ type: 'local-exec', command: `sleep "$\${PLINTH_ROLE_DELAY_SECONDS:-${delaySeconds}}"` }],
  });
}
