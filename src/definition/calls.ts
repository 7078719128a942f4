import { z } from 'zod';
import { capabilityName } from './capability';
import { nameSchema } from '../schema/json-schema';
import { cidr, hostname, list, port, nonEmptyList } from '../schema/field-types';

/** Option that lets a range include hosts of the cluster. */
export const includesHosts = z
  .boolean()
  .optional()
  .describe('whether the range may include hosts of the cluster; @default false: they are excluded');

const tcpPorts = nonEmptyList(port).default([443]).describe('TCP ports');

/** Target of a call that is not an application: a host or range outside the platform, or a capability of the platform. */
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
    ports: nonEmptyList(port).optional().describe('TCP ports; @default all'),
  }),
]);

/** Targets that a workload calls. */
export const callsSchema = list(z.union([z.string(), egressTargetSchema])).describe(
  'targets that the workload calls: `name` of an application of the same tenant, `tenant/name` of another tenant, either with `:port` for one of its ports by name, a host or range outside the platform, or a capability of the platform; all other egress is denied',
);
nameSchema('Calls', callsSchema);

/** Target of a call that is not an application, defaults filled. */
export type EgressTarget = Readonly<z.output<typeof egressTargetSchema>>;

/** Target of a call that is not an application, as written in a definition. */
export type EgressTargetInput = Readonly<z.input<typeof egressTargetSchema>>;

/** Host name outside the platform. */
export type EgressHost = Extract<EgressTarget, { readonly host: string }>;

/** Address range outside the cluster. */
export type EgressCidr = Extract<EgressTarget, { readonly cidr: string }>;

/** Capability of the platform. */
export type EgressCapability = Extract<EgressTarget, { readonly capability: string }>;
