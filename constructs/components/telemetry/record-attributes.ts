import type { ClusterInfo } from '../../../src/kinds/cluster-info';

/** Resource attribute of log records: `container`, `audit`, `control-plane` or `flow-logs`. */
export const recordAttribute = 'plinth.record';

/** Returns the processor that sets the name of the cluster. */
export function renderClusterAttribute({ cluster, environment }: ClusterInfo) {
  return {
    attributes: [
      { key: 'k8s.cluster.name', value: cluster, action: 'upsert' },
      { key: 'deployment.environment.name', value: environment, action: 'upsert' },
    ],
  };
}

/**
 * Fields of a syslog message: the syslog exporter reads them from attributes of the log record.
 * @see https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/exporter/syslogexporter
 */
export const syslogFields = {
  error_mode: 'ignore',
  log_statements: [
    {
      context: 'log',
      statements: [
        'set(attributes["message"], body) where IsString(body)',
        // A line break ends a message: what follows it could look like another one.
        'replace_pattern(attributes["message"], "[\\r\\n]+", " ")',
        'set(attributes["hostname"], resource.attributes["k8s.cluster.name"])',
        'set(attributes["hostname"], resource.attributes["k8s.node.name"]) where resource.attributes["k8s.node.name"] != nil',
        `set(attributes["appname"], resource.attributes["${recordAttribute}"])`,
        'set(attributes["appname"], resource.attributes["k8s.container.name"]) where resource.attributes["k8s.container.name"] != nil',
        `set(attributes["appname"], "kube-apiserver") where resource.attributes["${recordAttribute}"] == "audit"`,
        'set(attributes["proc_id"], resource.attributes["k8s.pod.name"])',
        // Otherwise the message would have the time 0, such as a line of the audit log that agents read.
        'set(time, Now()) where time_unix_nano == 0',
      ],
    },
  ],
};
