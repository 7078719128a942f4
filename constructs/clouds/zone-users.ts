import type { z } from 'zod';
import type { ComponentReference } from '../../src/kinds/bound-component';
import { dnsLabel, list } from '../../src/schema/field-types';

/** Options of a component for DNS zones that name the components which change records. */
export const zoneUserFields = {
  dnsRecords: list(dnsLabel)
    .default(['external-dns'])
    .describe('names of the components externalDns() that change records'),
  certificates: list(dnsLabel)
    .default(['cert-manager'])
    .describe('names of the components certManager() that answer DNS-01 challenges'),
};

type ZoneUsers = Readonly<z.output<z.ZodObject<typeof zoneUserFields>>>;

/** Lists the components externalDns() and certManager() that get permission to change zones. */
export function listZoneUsers({ dnsRecords, certificates }: ZoneUsers): readonly ComponentReference[] {
  return [
    ...dnsRecords.map((name) => ({ path: ['dnsRecords'], kind: 'external-dns', name })),
    ...certificates.map((name) => ({ path: ['certificates'], kind: 'cert-manager', name })),
  ];
}
