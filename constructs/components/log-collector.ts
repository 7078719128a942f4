/**
 * Namespace of whatever reads the files that containers print to: these are the host's, so it is privileged and nothing
 * else lives there.
 */
export const collectorNamespace = 'log-collector';

/** Whom a line belongs to that no tenant's container printed. */
export const platformTenant = 'platform';
