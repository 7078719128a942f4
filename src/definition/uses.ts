import { z } from 'zod';
import { nameSchema } from '../schema/json-schema';
import { includesHosts } from './calls';
import type { CapabilityEndpoints } from './capability';
import { absoluteMountPath } from './absolute-path';
import { cidr, dnsLabel, hostname, ipAddress, list, port, int32, quantity } from '../schema/field-types';

const environmentVariableName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable: write letters, digits and _');

/** How a workload reads the Secret of a use. */
const bindingFields = {
  env: z
    .record(environmentVariableName, z.string().min(1))
    .default({})
    .meta({ examples: [{ DATABASE_HOST: 'host' }] })
    .describe(
      'environment variables by name, each with a key of the Secret of the use, such as host, port, username and password',
    ),
  files: absoluteMountPath
    .optional()
    .meta({ examples: ['/run/secrets/database'] })
    .describe('folder in which each key of the Secret of the use is a file; @default none'),
};

/** Sizes of a server that the platform provides. */
export const serverSizes = ['small', 'medium', 'large'] as const;

/** What happens to the data of a use when the use or its workload is removed. */
const onRemoval = z
  .enum(['retain', 'delete'])
  .optional()
  .describe(
    'whether data that the platform stores is retained when the use or its workload is removed; @default retain',
  );

/** Options of a server that the platform runs for the workload. */
const providedServerFields = {
  size: z
    .enum(serverSizes)
    .optional()
    .describe(
      'size of a server that the platform provides: the defaults of cpu, memory, storageGiB and instances; @default small',
    ),
  cpu: quantity.optional().describe('CPU request of each instance; @default that of `size`'),
  memory: quantity.optional().describe('memory request and limit of each instance; @default that of `size`'),
  storageGiB: int32.min(1).optional().describe('size of the volume of each instance, in GiB; @default that of `size`'),
  instances: int32
    .min(1)
    .max(9)
    .optional()
    .describe('number of instances, one of which is written to; @default that of `size`'),
  dedicated: z
    .boolean()
    .optional()
    .describe('a server of its own, instead of the one that all uses in the namespace share; @default false'),
  onRemoval,
};

const cacheFields = {
  size: providedServerFields.size.describe(
    'size of a server that the platform provides: the defaults of cpu and memory; @default small',
  ),
  cpu: providedServerFields.cpu,
  memory: providedServerFields.memory,
};

const bucketFields = {
  sizeGiB: int32
    .min(1)
    .optional()
    .describe(
      'size above which a bucket that the platform provides accepts no more objects, in GiB; buckets of a cloud have none; @default that of the component',
    ),
  onRemoval,
};

/** Schema of a server that a workload uses: outside the platform, or provided by the platform. */
const createServerUseSchema = <F extends z.ZodRawShape>(defaultType: string, defaultPort: number, fields: F) =>
  z.strictObject({
    ...fields,
    type: dnsLabel
      .default(defaultType)
      .describe('protocol of the server, and value of `type` in the Secret of the use'),
    server: z
      .union([hostname, ipAddress])
      .optional()
      .describe('host name or IP address outside the platform; @default the server that the cluster provides'),
    port: port.default(defaultPort).describe('TCP port of the server'),
    addresses: list(cidr)
      .optional()
      .describe(
        'address ranges of `server`, required where it is a host name and the network does not enforce host names; @default the address in `server`',
      ),
    includesHosts,
    name: z
      .string()
      .min(1)
      .optional()
      .meta({ examples: ['orders'] })
      .describe('name of the database, bucket, queue or key prefix on the server'),
    credentials: dnsLabel
      .optional()
      .describe(
        'existing Secret in the namespace of the workload with the keys that the platform does not know, such as username and password; @default none',
      ),
    ...bindingFields,
  });

const storedSecretSchema = z.strictObject({
  path: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]*(\/[A-Za-z0-9_-]+)*$/, 'must be a path: write one such as web or web/payments')
    .meta({ examples: ['web/payments'] })
    .describe("path in the platform's secret store, below the name of the tenant"),
  ...bindingFields,
  refreshMinutes: int32.min(1).default(60).describe('interval in minutes at which the secret is read again'),
});
nameSchema('SecretUse', storedSecretSchema);

/** Schema of the use of a capability that is not built in. Its provider checks the other options, which are not objects. */
const customUseSchema = z.looseObject(bindingFields);
nameSchema('CustomUse', customUseSchema);

/** Options of the use of a server, which no name of a use may have: `{ port: 5432 }` is one use. */
const serverUseOptions = Object.keys(createServerUseSchema('', 0, providedServerFields).shape);

const useName = dnsLabel.refine(
  (name) => !serverUseOptions.includes(name),
  'is the name of an option: write another name for the use',
);

const severalByName = <S extends z.ZodType>(schema: S) =>
  z
    .record(useName, schema)
    .refine((uses) => Object.keys(uses).length > 0, 'must contain at least one use: write { name: { … } }');

/** Returns the schema of one use, or of several uses by name. */
const oneOrSeveral = <S extends z.ZodType>(schema: S) => z.union([schema, severalByName(schema)]);

/** Schema of the backing services that a workload uses. */
export const usesSchema = z
  .object({
    database: oneOrSeveral(nameSchema('DatabaseUse', createServerUseSchema('postgresql', 5432, providedServerFields)))
      .optional()
      .meta({ examples: [{ files: '/run/secrets/database' }] })
      .describe('database, or several databases by name; @default none'),
    cache: oneOrSeveral(nameSchema('CacheUse', createServerUseSchema('redis', 6379, cacheFields)))
      .optional()
      .meta({ examples: [{ files: '/run/secrets/cache' }] })
      .describe('cache, or several caches by name; @default none'),
    queue: oneOrSeveral(nameSchema('QueueUse', createServerUseSchema('kafka', 9092, {})))
      .optional()
      .meta({ examples: [{ files: '/run/secrets/queue' }] })
      .describe('message queue, or several message queues by name; @default none'),
    bucket: oneOrSeveral(nameSchema('BucketUse', createServerUseSchema('s3', 443, bucketFields)))
      .optional()
      .meta({ examples: [{ files: '/run/secrets/bucket' }] })
      .describe('S3-compatible bucket, or several buckets by name; @default none'),
    secret: storedSecretSchema
      .optional()
      .meta({ examples: [{ path: 'web/payments', env: { API_KEY: 'key' } }] })
      .describe("secret in the platform's secret store; @default none"),
  })
  // Options of one use are not objects, so that several uses by name come first.
  .catchall(
    z
      .union([severalByName(customUseSchema), customUseSchema])
      .describe(
        'use of another capability by its name, or several uses by name; its provider defines the other options',
      ),
  );
nameSchema('Uses', usesSchema);

/** Backing services that a workload uses, defaults filled. */
export type Uses = Readonly<z.output<typeof usesSchema>>;

/** Backing services that a workload uses, as written in a definition. */
export type UsesInput = Readonly<z.input<typeof usesSchema>>;

/** Server that a workload uses. */
export type ServerUse = Readonly<
  z.output<ReturnType<typeof createServerUseSchema<typeof providedServerFields & typeof bucketFields>>>
>;

/** Options of {@link ServerUse} that apply only to servers and data that a provider creates for the workload. */
export const providedServerOptions = Object.keys({
  ...providedServerFields,
  ...bucketFields,
}) as readonly (keyof typeof providedServerFields | keyof typeof bucketFields)[];

/** Keys of {@link Uses} that are servers. Each is also the name of the capability that provides one. */
export const serverUseNames = ['database', 'cache', 'queue', 'bucket'] as const;

/** Options of a use: those of a server, or of a capability that is not built in. */
export type UseOptions = Readonly<z.output<typeof customUseSchema>> & Partial<ServerUse>;

/** One use of a capability by a workload. */
export interface Use {
  /** Capability that provides what is used. */
  readonly capability: string;
  /**
   * Name of the use.
   * @default the workload has one use of the capability
   */
  readonly name?: string;
  /** Keys of the options in `uses`. */
  readonly path: readonly string[];
  readonly options: UseOptions;
}

/** Use of a server. */
export interface ServerUseEntry extends Use {
  readonly capability: ServerCapability;
  readonly options: ServerUse;
}

type ServerCapability = (typeof serverUseNames)[number];

/** Lists the uses of capabilities by a workload, several uses of one capability in the order of their names. */
export function listUses({ uses = {} }: { readonly uses?: Uses | undefined }): readonly Use[] {
  return Object.entries(uses)
    .filter(([capability, value]) => capability !== 'secret' && value !== undefined)
    .flatMap(([capability, value]) => listUsesOfCapability(capability, value as object));
}

/** Lists the uses of servers by a workload. */
export function listServerUses(workload: { readonly uses?: Uses | undefined }): readonly ServerUseEntry[] {
  return listUses(workload).filter(isServerUse);
}

/** Returns whether a use is that of a server. */
export function isServerUse(use: Use): use is ServerUseEntry {
  return serverUseNames.some((capability) => capability === use.capability);
}

function listUsesOfCapability(capability: string, value: object): readonly Use[] {
  // Only the schema of one use fills the default of `env`.
  if ('env' in value) return [{ capability, path: [capability], options: value as UseOptions }];
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, options]) => ({ capability, name, path: [capability, name], options: options as UseOptions }));
}

/** Returns the name of the Secret with what a workload needs for a use: `web-database`, `web-database-orders`. */
export function bindingSecretName(workload: string, { path }: Pick<Use, 'path'>): string {
  return [workload, ...path].join('-');
}

/** Returns the name of the volume with the keys of that Secret as files. */
export function useVolumeName({ path }: Pick<Use, 'path'>): string {
  return ['uses', ...path].join('-');
}

/** Keys of the Secret of a database that the platform provides. */
export const databaseKeys: string[] = [
  ...['type', 'provider', 'host', 'port', 'database', 'username', 'password', 'uri', 'ca.crt'],
];

/** Keys of the Secret of a cache that the platform provides. */
export const cacheKeys: string[] = [...['type', 'provider', 'host', 'port', 'username', 'password', 'uri']];

/** Names of SecretStores that {@link bindingStoreName} returns, as a regular expression. */
export const bindingStorePattern = '^bindings-[a-z]+$';

/**
 * Returns the name of the SecretStore in a namespace by which External Secrets reads the Secrets that the Secrets of uses
 * are made from: those of the provider's operator, and generated passwords.
 */
export function bindingStoreName(capability: string): string {
  return `bindings-${capability}`;
}

/** Address of a server. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * Returns the server that a cluster provides; undefined where the endpoint of the capability has no URL with a host name
 * or no namespace, which the network policies need.
 */
export function tryGetPlatformServer(
  { capability, options: { port: defaultPort } }: Use,
  capabilities: CapabilityEndpoints,
): ServerAddress | undefined {
  const { url, namespace } = capabilities[capability] ?? {};
  if (url === undefined || namespace === undefined || !URL.canParse(url)) return undefined;
  const { hostname: host, port: urlPort, protocol } = new URL(url);
  const port = urlPort === '' ? (defaultPort ?? portByProtocol[protocol]) : Number(urlPort);
  return host === '' || port === undefined ? undefined : { host, port };
}

const portByProtocol: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** Returns the CIDR of a server that is written as an IP address; undefined for a host name. */
export function tryFormatServerCidr(server: string): string | undefined {
  if (server.includes(':')) return `${server}/128`;
  return /^[0-9.]+$/.test(server) ? `${server}/32` : undefined;
}
