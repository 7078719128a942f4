import { z } from 'zod';
import { cidr, hostname, list, port, nonEmptyList } from '../schema/field-types';

const ports = nonEmptyList(port).default([443]).describe('ports of TCP');

/** What lies outside of the platform, by name or range, or a capability that a component provides. */
export const egressTargetSchema = z.union([
  z.strictObject({ host: hostname.describe('host outside; only some networks can enforce names'), ports }),
  z.strictObject({ cidr: cidr.describe('addresses outside'), ports }),
  z.strictObject({
    capability: z.string().describe("API of the platform that the tenant's `capabilities` name"),
    ports: nonEmptyList(port).optional().describe('ports of TCP; @default all'),
  }),
]);

/** Whom a workload calls. */
export const callsSchema = list(z.union([z.string(), egressTargetSchema])).describe(
  'whom it calls: applications of its tenant, `tenant/application` of another, hosts or ranges outside, or capabilities of the platform',
);

/** What is called beside applications, ports filled in. */
export type EgressTarget = Readonly<z.output<typeof egressTargetSchema>>;

/** What is called beside applications, as a person writes it. */
export type EgressTargetInput = Readonly<z.input<typeof egressTargetSchema>>;

/** A host outside of the platform by its name. */
export type EgressHost = Extract<EgressTarget, { readonly host: string }>;

/** A range outside of the platform. */
export type EgressCidr = Extract<EgressTarget, { readonly cidr: string }>;

/** A capability of the platform that is called. */
export type EgressCapability = Extract<EgressTarget, { readonly capability: string }>;
