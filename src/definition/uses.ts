import { z } from 'zod';
import { includesHosts } from './calls';
import type { ProvidedCapabilities } from './capability';
import { cidr, dnsLabel, hostname, ipAddress, list, port, int32 } from '../schema/field-types';

const environmentVariableName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable: write letters, digits and _');

/** Schema of a server that a workload uses: outside the platform, or provided by the platform. */
const serverUseSchema = (defaultPort: number) =>
  z.strictObject({
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
    name: z.string().min(1).optional().describe('name of the database, bucket, queue or key prefix on the server'),
    credentials: dnsLabel
      .optional()
      .describe('Secret in the namespace of the workload with the keys that `env` names; @default none'),
    env: z
      .record(environmentVariableName, z.string().min(1))
      .default({})
      .describe(
        "environment variables by name: 'host', 'port' or 'name' of the server, or a key of `credentials` such as 'password'",
      ),
  });

const storedSecretSchema = z.strictObject({
  path: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]*(\/[A-Za-z0-9_-]+)*$/, 'must be a path: write one such as web or web/payments')
    .describe("path in the platform's secret store, below the name of the tenant"),
  env: z
    .record(environmentVariableName, z.string().min(1))
    .default({})
    .describe('environment variables by name, each with a key of the stored secret'),
  refreshMinutes: int32.min(1).default(60).describe('interval in minutes at which the secret is read again'),
});

/** Schema of the backing services that a workload uses. */
export const usesSchema = z.strictObject({
  database: serverUseSchema(5432).optional().describe('database server; @default none'),
  cache: serverUseSchema(6379).optional().describe('cache server; @default none'),
  queue: serverUseSchema(9092).optional().describe('message queue server; @default none'),
  bucket: serverUseSchema(443).optional().describe('S3-compatible object storage; @default none'),
  secret: storedSecretSchema.optional().describe("secret in the platform's secret store; @default none"),
});

/** Backing services that a workload uses, defaults filled. */
export type Uses = Readonly<z.output<typeof usesSchema>>;

/** Server that a workload uses. */
export type ServerUse = NonNullable<Uses['database']>;

/** Keys of {@link Uses} that are servers. Each is also the name of the capability that provides one. */
export const serverUseNames = ['database', 'cache', 'queue', 'bucket'] as const;

/** Address of a server that the platform provides. */
export interface PlatformServer {
  readonly host: string;
  readonly port: number;
}

/** Servers of the platform that a workload uses, by capability. */
export type PlatformServers = { readonly [Name in (typeof serverUseNames)[number]]?: PlatformServer };

/**
 * Returns the server that a cluster provides; undefined where the endpoint of the capability has no URL with a host name
 * or no namespace, which the network policies need.
 */
export function tryGetPlatformServer(
  capability: (typeof serverUseNames)[number],
  { port: defaultPort }: ServerUse,
  capabilities: ProvidedCapabilities,
): PlatformServer | undefined {
  const { url, namespace } = capabilities[capability] ?? {};
  if (url === undefined || namespace === undefined || !URL.canParse(url)) return undefined;
  const { hostname: host, port: urlPort } = new URL(url);
  if (host === '') return undefined;
  return { host, port: urlPort === '' ? defaultPort : Number(urlPort) };
}

/** Returns the servers of the platform that a workload uses on a cluster. */
export function resolvePlatformServers(
  { uses = {} }: { readonly uses?: Uses | undefined },
  capabilities: ProvidedCapabilities,
): PlatformServers {
  return Object.fromEntries(
    serverUseNames.flatMap((name) => {
      const use = uses[name];
      const server = use && use.server === undefined ? tryGetPlatformServer(name, use, capabilities) : undefined;
      return server ? [[name, server]] : [];
    }),
  );
}

/** Returns the CIDR of a server that is written as an IP address; undefined for a host name. */
export function tryFormatServerCidr(server: string): string | undefined {
  if (server.includes(':')) return `${server}/128`;
  return /^[0-9.]+$/.test(server) ? `${server}/32` : undefined;
}
