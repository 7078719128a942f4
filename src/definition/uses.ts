import { z } from 'zod';
import type { ProvidedCapabilities } from './capability';
import { cidr, dnsLabel, hostname, ipAddress, list, port } from '../schema/field-types';

const environmentVariableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'not the name of an environment variable');

/**
 * A server outside of the platform by reference, or the one that the platform provides. What may be known stands here;
 * what may not stands in a Secret of the application's namespace.
 */
const serverUseSchema = (defaultPort: number) =>
  z.strictObject({
    server: z
      .union([hostname, ipAddress])
      .optional()
      .describe('its name or address; @default what the platform provides'),
    port: port.default(defaultPort),
    addresses: list(cidr)
      .optional()
      .describe('ranges that its name stands for, where the network cannot enforce names; @default its address'),
    name: z.string().min(1).optional().describe('database, bucket, queue or prefix on it'),
    credentials: dnsLabel.optional().describe('Secret with the keys that `env` names; @default none'),
    env: z
      .record(environmentVariableName, z.string().min(1))
      .default({})
      .describe("variables by name: 'host', 'port', 'name', or a key of the credentials, such as 'password'"),
  });

const storedSecretSchema = z.strictObject({
  path: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9/_-]*$/, 'not a path: write one such as web or web/payments')
    .describe("where it stands in the platform's secret store, under the tenant's name"),
  env: z
    .record(environmentVariableName, z.string().min(1))
    .default({})
    .describe('variables by name: keys of the stored secret'),
  refreshMinutes: z.int().min(1).default(60),
});

/** What an application uses, each by capability or by reference to a server outside. */
export const usesSchema = z.strictObject({
  database: serverUseSchema(5432).optional(),
  cache: serverUseSchema(6379).optional(),
  queue: serverUseSchema(9092).optional(),
  bucket: serverUseSchema(443).optional(),
  secret: storedSecretSchema.optional(),
});

/** What an application uses, defaults filled. */
export type Uses = Readonly<z.output<typeof usesSchema>>;

/** A server that is used, by its reference. */
export type ServerUse = NonNullable<Uses['database']>;

/** The uses that are servers; each is also the name of the capability that provides one. */
export const serverUseNames = ['database', 'cache', 'queue', 'bucket'] as const;

/** A server that the platform provides, as those who use it reach it. */
export interface PlatformServer {
  readonly host: string;
  readonly port: number;
}

/** The servers of the platform that a workload uses. */
export type PlatformServers = { readonly [U in (typeof serverUseNames)[number]]?: PlatformServer };

/** The server that a cluster provides; undefined where the capability names no address, or no namespace to let anybody into. */
export function tryGetPlatformServer(
  use: (typeof serverUseNames)[number],
  { port }: ServerUse,
  offers: ProvidedCapabilities,
): PlatformServer | undefined {
  const { url, namespace } = offers[use] ?? {};
  if (url === undefined || namespace === undefined || !URL.canParse(url)) return undefined;
  const address = new URL(url);
  if (address.hostname === '') return undefined;
  return { host: address.hostname, port: address.port === '' ? port : Number(address.port) };
}

/** The servers of the platform that a workload uses on a cluster. */
export function resolvePlatformServers(
  { uses = {} }: { readonly uses?: Uses | undefined },
  offers: ProvidedCapabilities,
): PlatformServers {
  return Object.fromEntries(
    serverUseNames.flatMap((name) => {
      const use = uses[name];
      const server = use && use.server === undefined ? tryGetPlatformServer(name, use, offers) : undefined;
      return server ? [[name, server]] : [];
    }),
  );
}
