import { z } from 'zod';

/** Returns the ID of a resource group. */
export function resourceGroupId(subscription: string, group: string): string {
  return `/subscriptions/${subscription}/resourceGroups/${group}`;
}

/**
 * Returns the ID of a resource.
 * @param type such as `Microsoft.KeyVault/vaults`
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
 */
export function resourceId(groupId: string, type: string, name: string): string {
  return `${groupId}/providers/${type}/${name}`;
}

/**
 * Returns the parts of the ID of a resource of a resource group.
 * @throws Error for another ID, which the schema refuses
 */
export function parseResourceId(id: string): {
  readonly subscription: string;
  readonly group: string;
  /** Last part of the ID. */
  readonly name: string;
} {
  const [, subscription, group, name] =
    /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/.*\/([^/]+)$/.exec(id) ?? [];
  if (subscription === undefined || group === undefined || name === undefined)
    throw new Error(`'${id}' is not the ID of a resource`);
  return { subscription, group, name };
}

const uuid = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** Schema of a GUID, such as the ID of a subscription or of a group of Microsoft Entra. */
export function guid(noun: string) {
  return z
    .string()
    .regex(
      new RegExp(`^${uuid}$`),
      `must be the ID of ${noun}: write one such as 00000000-0000-0000-0000-000000000000`,
    );
}

/**
 * Schema of the ID of an existing resource.
 * @param type such as `Microsoft.Network/virtualNetworks/subnets`
 */
export function existingResourceId(type: string) {
  const [namespace = '', ...types] = type.split('/');
  const path = types.map((segment) => `/${segment}/[^/\\s]+`).join('');
  const example = types.map((segment) => `/${segment}/…`).join('');
  return z
    .string()
    .regex(
      new RegExp(
        `^/subscriptions/${uuid}/resourceGroups/[^/\\s]+/providers/${namespace.replaceAll('.', '\\.')}${path}$`,
      ),
      `must be the ID of a resource: write one such as /subscriptions/…/resourceGroups/…/providers/${namespace}${example}`,
    );
}

/** Schema of the ID of an existing resource group. */
export const existingResourceGroupId = z
  .string()
  .regex(
    new RegExp(`^/subscriptions/${uuid}/resourceGroups/[^/\\s]+$`),
    'must be the ID of a resource group: write one such as /subscriptions/…/resourceGroups/…',
  );

/** Schema of the scope of permissions: a resource, or all resources of a resource group. */
export const permissionScope = z
  .string()
  .regex(
    new RegExp(`^/subscriptions/${uuid}/resourceGroups/[^/\\s]+(/providers/[^\\s]+)?$`),
    'must be the ID of a resource or of a resource group: write one such as /subscriptions/…/resourceGroups/…/providers/Microsoft.ServiceBus/namespaces/…',
  );
