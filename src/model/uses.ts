import { z } from 'zod';
import { cidr, dnsLabel, hostname, ipAddress, list, port } from './schema';

const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'not the name of an environment variable');

/**
 * A server outside of the platform, by reference. What may be known stands here; what may not stands in a Secret of the
 * application's namespace.
 */
const server = (defaultPort: number) =>
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
      .record(variable, z.string().min(1))
      .default({})
      .describe("variables by name: 'host', 'port', 'name', or a key of the credentials, such as 'password'"),
  });

const storedSecret = z.strictObject({
  path: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9/_-]*$/, 'not a path: write one such as web or web/payments')
    .describe("where it stands in the platform's secret store, under the tenant's name"),
  env: z.record(variable, z.string().min(1)).default({}).describe('variables by name: keys of the stored secret'),
  refreshMinutes: z.int().min(1).default(60),
});

/** What an application uses, each by capability or by reference to a server outside. */
export const usesSchema = z.strictObject({
  database: server(5432).optional(),
  cache: server(6379).optional(),
  queue: server(9092).optional(),
  bucket: server(443).optional(),
  secret: storedSecret.optional(),
});

/** What an application uses, defaults filled. */
export type Uses = Readonly<z.output<typeof usesSchema>>;

/** A server that is used, by its reference. */
export type ServerUse = NonNullable<Uses['database']>;

/** The uses that are servers. */
export const serverUses = ['database', 'cache', 'queue', 'bucket'] as const;
