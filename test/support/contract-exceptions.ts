/** What the contract test demands of each component, and a kind may lack for a reason. */
export type ComponentPart = 'values' | 'restricted' | 'monitor' | 'dashboard' | 'alerts' | 'both-deliveries';

const hostAccess = 'its pods configure the network of the nodes';
const hostLogs = 'its pods read the log files of the nodes';
const hostVolumes = 'its pods mount volumes of the nodes for other pods';
const alertsOnly = 'it works or does not: its alerts are all that a person acts on';
const ownPages = 'it shows its state on pages of its own';
const ofItsUsers = 'the dashboards of ingress and applications show its requests';

/** Parts that kinds lack, each with the reason. The contract test fails for an entry that is not needed. */
export const contractExceptions: Readonly<Record<ComponentPart, Readonly<Record<string, string>>>> = {
  values: { ory: 'each of its four charts has `values` of its own, in `kratos`, `hydra`, `oathkeeper` and `keto`' },
  restricted: {
    calico: hostAccess,
    cilium: hostAccess,
    'core-dns': 'the cache on the nodes has an address of the node',
    flannel: hostAccess,
    metallb: hostAccess,
    'fluent-bit': hostLogs,
    fluentd: hostLogs,
    loki: hostLogs,
    'open-telemetry': hostLogs,
    influxdb: 'the chart of version 1 has no value for the security context of its container',
    'local-path': hostVolumes,
    longhorn: hostVolumes,
    rook: 'its pods use the disks of the nodes',
    velero: hostVolumes,
    'node-exporter': 'it reads the state of the nodes',
    telegraf: 'it reads the state of the nodes',
  },
  monitor: {
    kibana: 'it has no metrics in the format of Prometheus',
    'local-path': 'its program has no metrics',
    prometheus: 'its chart has monitors of its own, which are on by default',
    'service-gate': 'its program has no metrics; the state of its pods is an alert',
    valkey: 'monitors belong to the caches of tenants',
  },
  dashboard: {
    'argo-cd': ownPages,
    calico: alertsOnly,
    'cert-manager': alertsOnly,
    cilium: alertsOnly,
    dex: ofItsUsers,
    elasticsearch: 'Kibana shows the state of its indices and nodes',
    'external-dns': alertsOnly,
    flannel: alertsOnly,
    'fluent-bit': alertsOnly,
    fluentd: alertsOnly,
    grafana: 'a dashboard about Grafana is not readable while Grafana fails',
    kibana: ownPages,
    kyverno: alertsOnly,
    'local-path': 'its program has no metrics',
    longhorn: ownPages,
    metallb: alertsOnly,
    'metrics-server': alertsOnly,
    'node-exporter': 'the chart of Prometheus has the dashboards of nodes',
    'oidc-issuer': ofItsUsers,
    ory: ofItsUsers,
    prometheus: 'its chart has dashboards of its own',
    'service-gate': ofItsUsers,
  },
  alerts: {
    'local-path': 'its program has no metrics; pending volumes are alerts of Prometheus',
    'node-exporter': 'the chart of Prometheus has the alerts of nodes',
    prometheus: 'its chart has alerts of its own, with runbooks',
    valkey: 'alerts belong to the caches of tenants',
  },
  'both-deliveries': {},
};
