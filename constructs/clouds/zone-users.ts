import type { ComponentReference } from '../../src/kinds/bound-component';

/** Options of a component for DNS zones that name the components which change records. */
interface ZoneUsers {
  readonly dnsRecords: readonly string[];
  readonly certificates: readonly string[];
}

/** Lists the components externalDns() and certManager() that get permission to change zones. */
export function listZoneUsers({ dnsRecords, certificates }: ZoneUsers): readonly ComponentReference[] {
  return [
    ...dnsRecords.map((name) => ({ path: ['dnsRecords'], kind: 'external-dns', name })),
    ...certificates.map((name) => ({ path: ['certificates'], kind: 'cert-manager', name })),
  ];
}
