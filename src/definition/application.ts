import { z } from 'zod';
import type { WithNames } from './checked-names';
import type { Documented } from './documented-options';
import { nameSchema } from '../schema/json-schema';
import { allowsSchema, type CallTargetInput, type ServiceCallerInput } from './calls';
import { patchSchema, type Patch } from './patch';
import { recordByName, hostname, list, port, quantity, nonEmptyList, int32 } from '../schema/field-types';
import { loginSchema } from './login';
import { portsSchema, protocolSchema } from './ports';
import { probeSchema } from './probe';
import { workloadConfigurationFields, workloadFields, type WorkloadNames, type WorkloadReferences } from './workload';
import { absolutePath } from './absolute-path';

const percent = int32.min(1).max(100);

const replicasSchema = z.union([
  int32.min(0),
  z.strictObject({
    min: int32.min(1).describe('minimum number of pods'),
    max: int32.min(1).describe('maximum number of pods'),
    cpuPercent: z
      .union([percent, z.literal('none')])
      .default(80)
      .describe('target CPU usage in percent of the CPU request; `none`: CPU usage does not affect scaling'),
    memoryPercent: percent
      .optional()
      .describe('target memory usage in percent of the memory request; @default memory does not affect scaling'),
    metric: z
      .strictObject({
        name: z
          .string()
          .min(1)
          .meta({ examples: ['queue_length'] })
          .describe('name of the metric in the custom metrics API'),
        average: quantity.describe('target average value per pod'),
      })
      .optional()
      .meta({ examples: [{ name: 'queue_length', average: '30' }] })
      .describe('metric of the application that affects scaling; @default none'),
  }),
]);
nameSchema('Replicas', replicasSchema);

const routeSchema = z.union([
  hostname,
  z.strictObject({
    host: hostname.describe('host name of the Ingress'),
    paths: nonEmptyList(absolutePath).default(['/']).describe('path prefixes that are routed to the application'),
  }),
]);

const redirectSchema = z.strictObject({
  from: hostname.describe('host name whose requests are redirected'),
  to: hostname.describe('host name in the Location header (permanent redirect); the path is preserved'),
});

/** Options of an application that may differ per environment. */
export const applicationConfigurationSchema = z.strictObject({
  ...workloadConfigurationFields,
  image: workloadConfigurationFields.image.optional(),
  replicas: replicasSchema
    .optional()
    .describe(
      'number of pods, or { min, max } for a HorizontalPodAutoscaler; @default { min: 2, max: 4 }, or 1 with a volume that is not shared',
    ),
  ingress: z
    .union([hostname, list(routeSchema)])
    .optional()
    .describe('host name, or list of host names and { host, paths }, of the Ingress; @default no Ingress'),
  redirects: list(redirectSchema)
    .optional()
    .describe('permanent redirects from host names of the application to other host names; @default none'),
  allows: allowsSchema.optional(),
  login: loginSchema
    .optional()
    .describe(
      'users who may open the application in a browser: true for all users of the issuer, or { groups, paths }; the application receives user, e-mail address and groups in the headers X-Auth-Request-User, -Email and -Groups; @default false, everybody',
    ),
});
nameSchema('ApplicationConfiguration', applicationConfigurationSchema);

/** Schema of an application: a long-running container. */
export const applicationSchema = applicationConfigurationSchema.extend({
  kind: z
    .literal('application')
    .optional()
    .describe('`application`: a long-running container, in a Deployment; @default application'),
  ...workloadFields,
  image: workloadConfigurationFields.image,
  port: z
    .union([port, z.literal('none')])
    .default(8080)
    .describe(
      'container port; `none` for an application that accepts no connections, which has no Service and no readiness probe by default',
    ),
  protocol: protocolSchema.default('http').describe('protocol on the container port, and the name of the port'),
  servicePort: port.default(80).describe('port of the Service'),
  ports: portsSchema.optional(),
  probes: z
    .strictObject({
      liveness: probeSchema.optional().describe('probe whose failure restarts the container; @default none'),
      readiness: probeSchema
        .optional()
        .describe('probe whose failure removes the pod from the Service; @default a connection to the container port'),
      startup: probeSchema.optional().describe('probe that must succeed before the other probes run; @default none'),
    })
    .optional()
    .describe(
      'HTTP, command, gRPC and TCP probes of the container; @default a readiness probe that connects to the container port',
    ),
  preStop: z
    .union([
      z.strictObject({ seconds: int32.min(0).describe('duration of the sleep in seconds') }),
      z.strictObject({
        path: absolutePath.meta({ examples: ['/drain'] }).describe('HTTP path that is requested'),
        port: port.optional().describe('port of the request; @default the container port'),
      }),
      z.strictObject({
        command: nonEmptyList(z.string())
          .meta({ examples: [['sh', '-c', 'sleep 5']] })
          .describe('command that runs in the container'),
      }),
    ])
    .default({ seconds: 5 })
    .describe('preStop hook, which runs before SIGTERM so that load balancers can stop sending requests'),
  strategy: z
    .enum(['rolling', 'recreate'])
    .optional()
    .describe('update strategy of the Deployment; @default rolling, or recreate with a volume that is not shared'),
  spread: z
    .enum(['prefer', 'require'])
    .default('prefer')
    .describe('whether spreading pods over nodes and zones is preferred or required'),
  leaderElection: z
    .boolean()
    .default(false)
    .describe('whether pods may elect a leader with a Lease that has the name of the application'),
  metrics: z
    .union([
      absolutePath,
      z.strictObject({
        path: absolutePath.default('/metrics').describe('HTTP path of the metrics'),
        port: port.optional().describe('port of the metrics; @default the container port'),
      }),
    ])
    .optional()
    .describe('HTTP path, or { path, port }, of Prometheus metrics; @default no metrics are scraped'),
  perEnvironment: recordByName(applicationConfigurationSchema)
    .optional()
    .describe('options that differ per environment: objects such as `env` are merged, other values are replaced'),
  patch: patchSchema.optional(),
});
nameSchema('Application', applicationSchema);

type ApplicationData = Documented<'Application', z.input<typeof applicationSchema>>;

/** Options of an application that may differ per environment, as written in a definition. */
export type ApplicationConfigurationInput = Readonly<
  Documented<'ApplicationConfiguration', z.input<typeof applicationConfigurationSchema>>
>;

/** Application as written in a definition. `definePlatform` checks the names of callees, environments and clusters. */
export interface ApplicationInput<
  Calls extends string = string,
  Environment extends string = string,
  Cluster extends string = string,
>
  extends
    Omit<Readonly<ApplicationData>, 'calls' | 'allows' | 'clusters' | 'perEnvironment' | 'patch'>,
    WorkloadReferences<Calls, Environment, Cluster, ApplicationConfigurationInput> {
  /**
   * Workloads of other tenants that may call the application, as `tenant/name`, or `{ from, as: 'service' }` for calls with a
   * token only.
   * @default none
   * @example allows: ['bank/teller']
   */
  readonly allows?: readonly (Calls | ServiceCallerInput)[] | undefined;
  /**
   * Fields of the generated objects, by kind: merged over the generated values.
   * @default none
   * @example patch: { Deployment: { spec: { minReadySeconds: 10 } } }
   */
  readonly patch?: Patch | undefined;
}

/** Options of {@link application}. The names in them are checked by `definePlatform`. */
export interface ApplicationArgument<
  Calls extends string | CallTargetInput,
  Allows extends string | ServiceCallerInput,
  Environment extends string,
  Cluster extends string,
> extends Omit<ApplicationInput<never, Environment, Cluster>, 'calls' | 'allows'> {
  /**
   * Targets that the workload calls: `name` of an application of the same tenant, `tenant/name` of another tenant, either
   * with `:port`, `{ to, as: 'service' }` for an application that verifies the caller, a host or range outside the
   * platform, or a capability of the platform. All other egress is denied.
   * @default none
   * @example calls: ['api', 'bank/teller', { host: 'api.payments.example' }]
   */
  // As a conditional type, names are inferred as literals and egress targets are checked for unknown options.
  readonly calls?: readonly (Calls extends string ? Calls : CallTargetInput)[] | undefined;
  /**
   * Workloads of other tenants that may call the application, as `tenant/name`, or `{ from, as: 'service' }` for calls with
   * a token only.
   * @default none
   * @example allows: ['bank/teller']
   */
  readonly allows?: readonly (Allows extends string ? Allows : ServiceCallerInput)[] | undefined;
}

/** Application that {@link application} has returned. */
export interface DefinedApplication<Calls extends string, Environment extends string, Cluster extends string>
  extends
    ApplicationInput<NoInfer<Calls>, NoInfer<Environment>, NoInfer<Cluster>>,
    WithNames<WorkloadNames<Calls, Environment, Cluster>> {}

/**
 * Returns an application for `tenants.<tenant>.applications`: a long-running container that accepts connections.
 * @example
 * application({ image: 'registry.acme.example/web:2.0.0', port: 3000, ingress: 'shop.acme.example', calls: ['api'] })
 */
export function application<
  const Calls extends string | CallTargetInput = never,
  const Allows extends string | ServiceCallerInput = never,
  const Environment extends string = never,
  const Cluster extends string = never,
>(
  options: ApplicationArgument<Calls, Allows, Environment, Cluster>,
): DefinedApplication<Extract<Calls | Allows, string>, Environment, Cluster> {
  return options as DefinedApplication<Extract<Calls | Allows, string>, Environment, Cluster>;
}

/** Options of an application, defaults filled. */
export type ApplicationOptions = Readonly<z.output<typeof applicationSchema>>;

/** Host name and path prefixes that are routed to an application. */
export interface Route {
  readonly host: string;
  readonly paths: readonly string[];
}
