import { z } from 'zod';

/** Roles that grant roles, or nearly everything: no workload gets them. */
const refusedRoles = /^roles\/(owner|editor|viewer|browser|iam\.|resourcemanager\.)/;

/** Schema of a role of Google Cloud in the project. */
export const permissionSchema = z.strictObject({
  role: z
    .string()
    .regex(
      /^(roles|projects\/[a-z0-9-]+\/roles)\/[A-Za-z0-9_.]+$/,
      'must be a role: write one such as roles/pubsub.publisher',
    )
    .refine(
      (role) => !refusedRoles.test(role),
      'is a basic role, or grants roles: write a role for what the application does, such as roles/pubsub.publisher',
    )
    .meta({ examples: ['roles/pubsub.publisher'] })
    .describe('role of Google Cloud, such as roles/pubsub.publisher'),
  condition: z
    .string()
    .min(1)
    .optional()
    .meta({ examples: ['resource.name.endsWith("/topics/orders")'] })
    .describe('condition of IAM, in CEL, such as resource.name.endsWith("/topics/orders"); @default all resources'),
});

/** Role of Google Cloud in the project. */
export type GooglePermission = Readonly<z.output<typeof permissionSchema>>;
