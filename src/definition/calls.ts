import { z } from 'zod';
import { capabilityName } from './capability';
import type { Documented } from './documented-options';
import { nameSchema } from '../schema/json-schema';
import { cidr, hostname, list, port, nonEmptyList } from '../schema/field-types';

/** Option that lets a range include hosts of the cluster. */
export const includesHosts = z
  .boolean()
  .optional()
  .describe('whether the range may include hosts of the cluster; @default false: they are excluded');

/** Editors show one documentation for `ports` of all targets. */
const portsDescription =
  'TCP ports; @default 443 for a host or range, all for a capability, those of the connection for a connection';

const tcpPorts = nonEmptyList(port).default([443]).describe(portsDescription);
const anyPorts = nonEmptyList(port).optional().describe(portsDescription);

/**
 * Target of a call that is not an application: a host or range outside the platform, a capability of the platform, or a
 * connection with another network.
 */
export const egressTargetSchema = z.union([
  z.strictObject({
    host: hostname.describe(
      'host name outside the platform; requires a network that enforces host names, such as Cilium',
    ),
    ports: tcpPorts,
  }),
  z.strictObject({
    cidr: cidr.describe(
      'address range outside the cluster; pods, Services, metadata services and other environments are always excluded',
    ),
    ports: tcpPorts,
    includesHosts,
  }),
  z.strictObject({
    capability: capabilityName.describe("capability of the platform that is listed in the tenant's `capabilities`"),
    ports: anyPorts,
  }),
  z.strictObject({
    connection: z
      .string()
      .meta({ examples: ['analytics'] })
      .describe("connection of the cluster with another network that is listed in the tenant's `connections`"),
    ports: anyPorts,
  }),
]);

nameSchema('EgressTarget', egressTargetSchema);

const asService = z
  .literal('service')
  .describe('`service`: with a short-lived token of the calling workload, which the gate of the application verifies');

const serviceCallSchema = z.strictObject({
  to: z
    .string()
    .meta({ examples: ['bank/ledger'] })
    .describe('`name` of an application of the same tenant, or `tenant/name` of another tenant'),
  as: asService,
});

/** Targets that a workload calls. */
export const callsSchema = list(z.union([z.string(), serviceCallSchema, egressTargetSchema])).describe(
  'targets that the workload calls: `name` of an application of the same tenant, `tenant/name` of another tenant, either with `:port` for one of its ports by name, `{ to, as: service }` for an application that verifies the caller, a host or range outside the platform, a capability of the platform, or a connection with another network; all other egress is denied',
);

/** Workloads of other tenants that may call an application. */
export const allowsSchema = list(
  z.union([
    z.string(),
    z.strictObject({
      from: z
        .string()
        .meta({ examples: ['bank/teller'] })
        .describe('workload of another tenant, as `tenant/name`'),
      as: asService,
    }),
  ]),
)
  .meta({ examples: [['bank/teller']] })
  .describe(
    'workloads of other tenants that may call the application, as `tenant/name`, or `{ from, as: service }` for calls with a token only; @default none',
  );

nameSchema('Allows', allowsSchema);

/**
 * Folder with the tokens of a workload for the applications that it calls as a service: one file for each, with the name
 * `<tenant>/<application>`.
 */
export const serviceTokenFolder = '/var/run/secrets/plinth.dev/services';

/** Returns the prefix of the environment variables for an application that a workload calls as a service. */
export function serviceVariablePrefix({
  tenant,
  application,
}: {
  readonly tenant: string;
  readonly application: string;
}) {
  return `SERVICE_${tenant}_${application}`.toUpperCase().replaceAll('-', '_');
}
nameSchema('Calls', callsSchema);

/** Call of an application that verifies the caller. */
export type ServiceCall = Readonly<z.output<typeof serviceCallSchema>>;

/** Entry of `calls`, defaults filled. */
export type Call = z.output<typeof callsSchema>[number];

/** Entry of `allows`. */
type AllowedCaller = z.output<typeof allowsSchema>[number];

/** Workload of another tenant that may call an application with a token only, as written in a definition. */
export type ServiceCallerInput = Exclude<Documented<'Allows', z.input<typeof allowsSchema>>[number], string>;

/** Target of a call, except names, as written in a definition. */
export type CallTargetInput = Exclude<Documented<'Calls', z.input<typeof callsSchema>>[number], string>;

/**
 * Call of an application that verifies the caller, as written in a definition.
 * @typeParam Name names that editors complete
 */
export interface ServiceCallInput<Name extends string> {
  /**
   * `name` of an application of the same tenant, or `tenant/name` of another tenant.
   * @example to: 'bank/ledger'
   */
  readonly to: Name;
  /**
   * `service`: with a short-lived token of the calling workload, which the gate of the application verifies.
   * @example as: 'service'
   */
  readonly as: 'service';
}

/** Returns whether an entry of `calls` is an application that verifies the caller. */
export function isServiceCall(call: Call): call is ServiceCall {
  return typeof call === 'object' && 'to' in call;
}

/** Returns whether an entry of `calls` is no application. */
export function isEgressTarget(call: Call): call is EgressTarget {
  return typeof call === 'object' && !('to' in call);
}

/** Lists the callers that may call without a token, or with one only. */
export function listAllowedCallers(
  allows: readonly AllowedCaller[] = [],
  as: 'workload' | 'service',
): readonly string[] {
  return allows.flatMap((caller) =>
    typeof caller === 'string' ? (as === 'workload' ? [caller] : []) : as === 'service' ? [caller.from] : [],
  );
}

/** Target of a call that is not an application, defaults filled. */
export type EgressTarget = Readonly<z.output<typeof egressTargetSchema>>;

/** Target of a call that is not an application, as written in a definition. */
export type EgressTargetInput = Exclude<CallTargetInput, ServiceCall>;

/** Host name outside the platform. */
export type EgressHost = Extract<EgressTarget, { readonly host: string }>;

/** Address range outside the cluster. */
export type EgressCidr = Extract<EgressTarget, { readonly cidr: string }>;

/** Capability of the platform. */
export type EgressCapability = Extract<EgressTarget, { readonly capability: string }>;

/** Connection of the cluster with another network. */
export type EgressConnection = Extract<EgressTarget, { readonly connection: string }>;
