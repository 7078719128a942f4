import type { Files } from './output-files';

type Attributes = Readonly<Record<string, unknown>>;

interface Stack {
  readonly provider?: Readonly<Record<string, readonly Attributes[]>>;
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Attributes>>>>;
}

/** Resources whose names are unique in a whole cloud. */
const globalTypes = new Set([
  'aws_s3_bucket',
  'azurerm_eventhub_namespace',
  'azurerm_key_vault',
  'azurerm_managed_redis',
  'azurerm_postgresql_flexible_server',
  'azurerm_servicebus_namespace',
  'azurerm_storage_account',
  'google_storage_bucket',
]);

const nameAttributes = ['name', 'bucket', 'identifier', 'replication_group_id', 'user_group_id', 'instance_id'];

/** Attributes with the account, and with what contains a resource. */
const accountAttributes = ['subscription_id', 'project', 'allowed_account_ids', 'region'];
const parentAttributes = [
  'resource_group_name',
  'key_vault_id',
  'key_ring',
  'namespace_id',
  'server_id',
  'virtual_network_name',
  'private_dns_zone_name',
  'parent_id',
  'role',
];

const clouds = ['aws', 'azurerm', 'google'];

/** Lists the resources of clouds in the stacks of an output that have the type, name and place of another one. */
export function listNameCollisions(files: Files): readonly string[] {
  const places = new Map<string, string[]>();
  for (const [path, text] of Object.entries(files)) {
    const [, stack] = /^cdktf\.out\/stacks\/([^/]+)\/cdk\.tf\.json$/.exec(path) ?? [];
    if (stack === undefined) continue;
    const { provider = {}, resource = {} } = JSON.parse(text) as Stack;
    const accounts = clouds.map((cloud) => pick(provider[cloud]?.[0] ?? {}, accountAttributes));
    for (const [type, resources] of Object.entries(resource)) {
      if (!clouds.some((cloud) => type.startsWith(`${cloud}_`))) continue;
      for (const [id, attributes] of Object.entries(resources)) {
        const names = pick(attributes, nameAttributes);
        // A reference is the name of a resource of the same stack.
        if (names === '' || names.includes('${')) continue;
        const place = globalTypes.has(type)
          ? ''
          : [...accounts, pick(attributes, parentAttributes), pick(attributes, ['location'])];
        const key = JSON.stringify([type, names, place]);
        places.set(key, [...(places.get(key) ?? []), `${stack}: ${type}.${id} (${names})`]);
      }
    }
  }
  return [...places.values()].filter((found) => found.length > 1).map((found) => found.join(' = '));
}

function pick(attributes: Attributes, keys: readonly string[]): string {
  return keys.flatMap((key) => (attributes[key] === undefined ? [] : [JSON.stringify(attributes[key])])).join('/');
}
