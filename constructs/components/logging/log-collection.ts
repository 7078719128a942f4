import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { warning, type Problem } from '../../../src/schema/problem';

/**
 * Namespace of whatever reads the files that containers print to: these are the host's, so it is privileged and nothing
 * else lives there.
 */
export const collectorNamespace = 'log-collector';

/** Whom a line belongs to that no tenant's container printed. */
export const platformTenant = 'platform';

/**
 * Where an entry of many lines begins, as a regular expression that every collector understands: with a date, bare or in
 * brackets. What follows up to the next date belongs to it.
 */
export const multilineStartPattern = '^\\[?[0-9]{4}-[0-9]{2}-[0-9]{2}';

/** A container that reads the host's log files: they belong to root, and it needs no capability to read them. */
export const hostLogReaderSecurityContext = {
  runAsUser: 0,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};

/** User that writes logs where that needs one, from the Secret `logs` of the collector's namespace. */
export const logsCredentialEnv = ['username', 'password'].map((key) => ({
  name: `LOGS_${key.toUpperCase()}`,
  valueFrom: { secretKeyRef: { name: 'logs', key } },
}));

/** Warns where logs are kept that nothing brings. */
export function warnIfLogsNotCollected(cluster: ClusterInfo): readonly Problem[] {
  if (tryGetEndpoint(cluster, 'log-collection')) return [];
  return [warning([], undefined, 'nothing brings logs to it', 'add fluentBit(), or another collector')];
}
