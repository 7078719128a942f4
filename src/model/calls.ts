import { z } from 'zod';
import { cidr, hostname, list, port, someOf } from './schema';

const ports = someOf(port).default([443]).describe('ports of TCP');

/** What lies outside of the platform, by name or range, or a capability that a component provides. */
export const outside = z.union([
  z.strictObject({ host: hostname.describe('host outside; only some networks can enforce names'), ports }),
  z.strictObject({ cidr: cidr.describe('addresses outside'), ports }),
  z.strictObject({
    capability: z.string().describe("API of the platform that the tenant's `capabilities` name"),
    ports: someOf(port).optional().describe('ports of TCP; @default all'),
  }),
]);

/** Whom a workload calls. */
export const callsSchema = list(z.union([z.string(), outside])).describe(
  'whom it calls: applications of its tenant, `tenant/application` of another, hosts or ranges outside, or capabilities of the platform',
);

/** What is called beside applications, ports filled in. */
export type OutsideCall = Readonly<z.output<typeof outside>>;

/** What is called beside applications, as a person writes it. */
export type Outside = Readonly<z.input<typeof outside>>;

/** A host outside of the platform by its name. */
export type OutsideHost = Extract<OutsideCall, { readonly host: string }>;

/** A range outside of the platform. */
export type OutsideRange = Extract<OutsideCall, { readonly cidr: string }>;

/** A capability of the platform that is called. */
export type CapabilityCall = Extract<OutsideCall, { readonly capability: string }>;
