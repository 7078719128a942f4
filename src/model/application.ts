import { z } from 'zod';
import { byName, cidr, dnsLabel, hostname, image, list, port, quantity, secretKey } from './schema';

const path = z.string().regex(/^\//, 'not a path: begin with /');

const probe = z.strictObject({
  path: path.describe('HTTP path that answers 200 to 399 when all is well'),
  port: port.optional().describe("@default the application's port"),
  periodSeconds: z.int().min(1).default(10),
  timeoutSeconds: z.int().min(1).default(1),
  failureThreshold: z.int().min(1).default(3),
});

const replicas = z.union([
  z.int().min(0),
  z.strictObject({
    min: z.int().min(1),
    max: z.int().min(1),
    cpuPercent: z.int().min(1).max(100).default(80).describe('share of the CPU request that more replicas are made at'),
  }),
]);

/** A host outside of the platform, by name or range, that an application may reach. */
export const outside = z.union([
  z.strictObject({ host: hostname, ports: list(port).default([443]) }),
  z.strictObject({ cidr, ports: list(port).default([443]) }),
]);

/** What may differ between environments: the code and its image go everywhere, their configuration does not. */
export const configurationSchema = z.strictObject({
  replicas: replicas.optional().describe('a number, or { min, max } to scale by CPU; @default { min: 2, max: 4 }'),
  resources: z
    .strictObject({
      cpu: quantity.default('200m').describe('CPU request'),
      memory: quantity.default('256Mi').describe('memory request'),
      memoryLimit: quantity.default('512Mi').describe('memory at which the container is stopped'),
    })
    .optional(),
  env: z
    .record(
      z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'not the name of an environment variable'),
      z.union([z.string(), secretKey]),
    )
    .optional()
    .describe('environment variables: values, or keys of existing Secrets'),
  ingress: z
    .union([hostname, list(hostname)])
    .optional()
    .describe('host names that the world reaches it by'),
});

/** A container that serves, and what it needs from the platform. */
export const applicationSchema = configurationSchema.extend({
  image: image.describe('with tag or digest'),
  command: list(z.string()).optional().describe('@default what the image says'),
  args: list(z.string()).optional().describe('@default what the image says'),
  port: port.default(8080).describe('port that it listens on'),
  namespace: dnsLabel.optional().describe("one of the tenant's namespaces; @default the first"),
  clusters: list(z.string()).optional().describe("some of the tenant's clusters; @default all of them"),
  probes: z
    .strictObject({ liveness: probe.optional(), readiness: probe.optional(), startup: probe.optional() })
    .optional()
    .describe('how the platform knows that it works; @default a TCP connection to its port'),
  metrics: z
    .union([path, z.strictObject({ path: path.default('/metrics'), port: port.optional() })])
    .optional()
    .describe('where its metrics are read; @default nowhere'),
  calls: list(z.union([z.string(), outside]))
    .optional()
    .describe('whom it calls: applications of its tenant, `tenant/application` of another, or hosts outside'),
  allows: list(z.string())
    .optional()
    .describe('applications of other tenants that may call it, as `tenant/application`'),
  login: z.boolean().optional().describe('people must log in before they reach it'),
  terminationGracePeriodSeconds: z.int().min(0).max(180).default(30),
  perEnvironment: byName(configurationSchema).optional().describe('configuration that differs, by environment'),
});

type ApplicationData = z.input<typeof applicationSchema>;

/** What may differ between environments, as a person writes it. */
export type ConfigurationInput = Readonly<z.input<typeof configurationSchema>>;

/** A host outside of the platform, as a person writes it. */
export type Outside = Readonly<z.input<typeof outside>>;

/** An application as a person writes it; the names that it may call and the environments are checked by `definePlatform`. */
export interface ApplicationInput<
  Calls extends string = string,
  E extends string = string,
  C extends string = string,
> extends Omit<Readonly<ApplicationData>, 'calls' | 'allows' | 'clusters' | 'perEnvironment'> {
  /** Whom it calls: applications of its tenant by name, `tenant/application` of another, or hosts outside. */
  readonly calls?: readonly (Calls | Outside)[] | undefined;
  /** Applications of other tenants that may call it, as `tenant/application`. */
  readonly allows?: readonly Calls[] | undefined;
  /**
   * Some of the tenant's clusters.
   * @default all of them
   */
  readonly clusters?: readonly C[] | undefined;
  /** Configuration that differs, by environment. */
  readonly perEnvironment?: { readonly [K in E]?: ConfigurationInput } | undefined;
}

/**
 * Makes the data of an application: a container that serves, and what it needs from the platform.
 * @example
 * application({ image: 'registry.acme.example/web:2.0.0', port: 3000, ingress: 'shop.acme.example', calls: ['api'] })
 */
export function application<
  const Calls extends string | Outside = never,
  const Allows extends string = never,
  const E extends string = never,
  const C extends string = never,
>(
  options: Omit<ApplicationInput<never, E, C>, 'calls' | 'allows'> & {
    // In the shape of a condition, so that names infer as written and hosts are checked for words that they do not have.
    readonly calls?: readonly (Calls extends string ? Calls : Outside)[] | undefined;
    readonly allows?: readonly Allows[] | undefined;
  },
): ApplicationInput<NoInfer<Extract<Calls, string> | Allows>, NoInfer<E>, NoInfer<C>> {
  return options as ApplicationInput<Extract<Calls, string> | Allows, E, C>;
}

/** A host outside of the platform, ports filled in. */
export type OutsideHost = Readonly<z.output<typeof outside>>;

/** An application with its defaults filled. */
export type Application = Readonly<z.output<typeof applicationSchema>>;
