import { z } from 'zod';
import type { EgressTargetInput } from './calls';
import { patchSchema, type Patch } from './patch';
import { recordByName, hostname, list, port, quantity, nonEmptyList } from '../schema/field-types';
import { path, probeSchema, workloadConfigurationFields, workloadFields, type WorkloadReferences } from './workload';

const percent = z.int().min(1).max(100);

const replicasSchema = z.union([
  z.int().min(0),
  z.strictObject({
    min: z.int().min(1),
    max: z.int().min(1),
    cpuPercent: percent.default(80).describe('share of the CPU request that more replicas are made at'),
    memoryPercent: percent.optional().describe('share of the memory request that more replicas are made at'),
    metric: z
      .strictObject({ name: z.string().min(1), average: quantity.describe('value per pod that more are made at') })
      .optional()
      .describe('a metric of its own that it scales by'),
  }),
]);

const routeSchema = z.union([
  hostname,
  z.strictObject({ host: hostname, paths: nonEmptyList(path).default(['/']).describe('what of the host is its own') }),
]);

const redirectSchema = z.strictObject({
  from: hostname.describe('host that people come to'),
  to: hostname.describe('host that they are sent to for good, with the path that they asked for'),
});

/** What may differ between environments: the code goes everywhere, its configuration and version do not. */
export const applicationConfigurationSchema = z.strictObject({
  ...workloadConfigurationFields,
  image: workloadConfigurationFields.image.optional(),
  replicas: replicasSchema.optional().describe('a number, or { min, max } to scale; @default { min: 2, max: 4 }'),
  ingress: z
    .union([hostname, list(routeSchema)])
    .optional()
    .describe('hosts, or { host, paths }, that the world reaches it by'),
  redirects: list(redirectSchema).optional().describe('hosts of its own that lead to others'),
});

/** A container that serves, and what it needs from the platform. */
export const applicationSchema = applicationConfigurationSchema.extend({
  kind: z.literal('application').optional(),
  ...workloadFields,
  image: workloadConfigurationFields.image,
  port: port.default(8080).describe('port that it listens on'),
  protocol: z.enum(['http', 'grpc', 'tcp', 'udp']).default('http').describe('what it speaks on its port'),
  servicePort: port.default(80).describe('port that others call it by'),
  probes: z
    .strictObject({
      liveness: probeSchema.optional(),
      readiness: probeSchema.optional(),
      startup: probeSchema.optional(),
    })
    .optional()
    .describe('how the platform knows that it works; @default it is ready when its port takes a connection'),
  preStop: z
    .union([
      z.strictObject({ seconds: z.int().min(0) }),
      z.strictObject({ path }),
      z.strictObject({ command: nonEmptyList(z.string()) }),
    ])
    .default({ seconds: 5 })
    .describe('what happens before it is told to stop, so that nobody is still sent to it'),
  strategy: z.enum(['rolling', 'recreate']).optional().describe('@default rolling, unless a volume is its alone'),
  spread: z.enum(['prefer', 'require']).default('prefer').describe('over hosts and zones'),
  leaderElection: z.boolean().default(false).describe('its pods choose a leader by the Lease of its name'),
  metrics: z
    .union([path, z.strictObject({ path: path.default('/metrics'), port: port.optional() })])
    .optional()
    .describe('where its metrics are read; @default nowhere'),
  allows: list(z.string())
    .optional()
    .describe('applications of other tenants that may call it, as `tenant/application`'),
  login: z.boolean().optional().describe('people must log in before they reach it'),
  perEnvironment: recordByName(applicationConfigurationSchema)
    .optional()
    .describe('configuration that differs, by environment'),
  patch: patchSchema.optional(),
});

type ApplicationData = z.input<typeof applicationSchema>;

/** What may differ between environments, as a person writes it. */
export type ApplicationConfigurationInput = Readonly<z.input<typeof applicationConfigurationSchema>>;

/** An application as a person writes it; the names that it may call and the environments are checked by `definePlatform`. */
export interface ApplicationInput<Calls extends string = string, E extends string = string, C extends string = string>
  extends
    Omit<Readonly<ApplicationData>, 'calls' | 'allows' | 'clusters' | 'perEnvironment' | 'patch'>,
    WorkloadReferences<Calls, E, C, ApplicationConfigurationInput> {
  /** Applications of other tenants that may call it, as `tenant/application`. */
  readonly allows?: readonly Calls[] | undefined;
  /** Fields of the objects that are made of it, by their kind: laid over what Plinth writes. */
  readonly patch?: Patch | undefined;
}

/**
 * Makes the data of an application: a container that serves, and what it needs from the platform.
 * @example
 * application({ image: 'registry.acme.example/web:2.0.0', port: 3000, ingress: 'shop.acme.example', calls: ['api'] })
 */
export function application<
  const Calls extends string | EgressTargetInput = never,
  const Allows extends string = never,
  const E extends string = never,
  const C extends string = never,
>(
  options: Omit<ApplicationInput<never, E, C>, 'calls' | 'allows'> & {
    // In the shape of a condition, so that names infer as written and hosts are checked for words that they do not have.
    readonly calls?: readonly (Calls extends string ? Calls : EgressTargetInput)[] | undefined;
    readonly allows?: readonly Allows[] | undefined;
  },
): ApplicationInput<NoInfer<Extract<Calls, string> | Allows>, NoInfer<E>, NoInfer<C>> {
  return options as ApplicationInput<Extract<Calls, string> | Allows, E, C>;
}

/** An application with its defaults filled. */
export type ApplicationOptions = Readonly<z.output<typeof applicationSchema>>;

/** What can serve `redirects`, by the `api` of the capability `ingress`. */
export const ingressApisWithRedirects = ['traefik', 'nginx'] as const;

/** A host and the paths of it that lead to an application. */
export interface Route {
  readonly host: string;
  readonly paths: readonly string[];
}
