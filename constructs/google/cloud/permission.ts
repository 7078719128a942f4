import { z } from 'zod';
import { warning, type Problem } from '../../../src/schema/problem';

/** Roles that grant roles, or nearly everything: no workload gets them. */
const refusedRoles = /^roles\/(owner|editor|viewer|browser|iam\.|resourcemanager\.)/;

const conditionExample = 'resource.name.startsWith("projects/_/buckets/acme-reports/")';

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
    .meta({ examples: [conditionExample] })
    .describe(`condition of IAM, in CEL, such as ${conditionExample}; @default all resources`),
});

/** Role of Google Cloud in the project. */
export type GooglePermission = Readonly<z.output<typeof permissionSchema>>;

/**
 * Beginnings of the roles of services whose resources have attributes, by which conditions can select them.
 * @see https://cloud.google.com/iam/docs/conditions-resource-attributes
 */
const servicesWithAttributes = new Set([
  ...['apigee', 'backupdr', 'bigquery', 'bigtable', 'binaryauthorization', 'clouddeploy', 'cloudkms', 'cloudsql'],
  ...['compute', 'connectors', 'container', 'dataform', 'datastore', 'dns', 'iap', 'integrations', 'logging'],
  ...['managedkafka', 'networksecurity', 'pubsublite', 'secretmanager', 'spanner', 'storage'],
]);

/** Warns of conditions on resources of services that have no attributes: they are never true. */
export function checkPermissionConditions(
  permissions: Readonly<Record<string, readonly GooglePermission[]>>,
): readonly Problem[] {
  return Object.entries(permissions).flatMap(([workload, roles]) =>
    roles.flatMap(({ role, condition = '' }, index) => {
      const service = /^roles\/([a-z0-9]+)\./i.exec(role)?.[1];
      if (service === undefined || servicesWithAttributes.has(service) || !/\bresource\./.test(condition)) return [];
      return [
        warning(
          ['permissions', workload, index, 'condition'],
          condition,
          `is about resources of the service '${service}', which have no attributes in conditions of IAM: it is never true`,
          'remove it, or give the workload the role for the single resource outside of Plinth',
        ),
      ];
    }),
  );
}
