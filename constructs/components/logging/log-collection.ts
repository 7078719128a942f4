import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { warning, type Problem } from '../../../src/schema/problem';

/**
 * Namespace of the log collectors. They read log files of the host, so the namespace is privileged and holds no other
 * workloads.
 */
export const collectorNamespace = 'log-collector';

/** Tenant ID in Loki of log lines from namespaces that belong to no tenant of the platform. */
export const platformTenant = 'platform';

/**
 * Regular expression for the first line of a multi-line log entry, in a syntax that all collectors understand: the line
 * starts with a date, optionally after an opening bracket. Other lines continue the entry.
 */
export const multilineStartPattern = '^\\[?[0-9]{4}-[0-9]{2}-[0-9]{2}';

/** Security context of a container that reads the host's log files, which root owns; it needs no capabilities. */
export const hostLogReaderSecurityContext = {
  runAsUser: 0,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};

/**
 * Environment variables `LOGS_USERNAME` and `LOGS_PASSWORD`, read from the Secret `logs` in {@link collectorNamespace}.
 */
export const logsCredentialEnv = ['username', 'password'].map((key) => ({
  name: `LOGS_${key.toUpperCase()}`,
  valueFrom: { secretKeyRef: { name: 'logs', key } },
}));

/**
 * Value of `exclusiveResources` (name of a resource, and the fix if two components use it) of each log collector. Two
 * collectors would deliver every line twice.
 */
export const containerLogsResource = {
  'the container logs': 'remove one of the collectors; that of loki is removed by loki({ collector: false })',
};

/** Returns a warning if no component of the cluster collects logs. */
export function warnIfLogsNotCollected(cluster: ClusterInfo): readonly Problem[] {
  if (tryGetEndpoint(cluster, 'log-collection')) return [];
  return [
    warning([], undefined, 'no component collects logs', "add a component of kind 'fluent-bit', or another collector"),
  ];
}
