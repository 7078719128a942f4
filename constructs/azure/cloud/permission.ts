import { z } from 'zod';
import { permissionScope } from './resource-ids';

/** Roles that grant roles, or everything: no workload gets them. */
const refusedRoles = ['Owner', 'Contributor', 'User Access Administrator', 'Role Based Access Control Administrator'];

/** Schema of a role of Azure for a resource. */
export const permissionSchema = z.strictObject({
  role: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9 ()-]+$/, 'must be the name of a role: write one such as Azure Service Bus Data Sender')
    .refine(
      (role) => !refusedRoles.includes(role),
      'allows all actions: write a role for what the application does, such as Azure Service Bus Data Sender',
    )
    .meta({ examples: ['Azure Service Bus Data Sender'] })
    .describe('name of a role of Azure, such as Azure Service Bus Data Sender'),
  scope: permissionScope
    .meta({
      examples: [
        '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.ServiceBus/namespaces/acme',
      ],
    })
    .describe('ID of the resource that the role is for'),
});

/** Role of Azure for a resource. */
export type AzurePermission = Readonly<z.output<typeof permissionSchema>>;
