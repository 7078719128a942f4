import type { AlertRule } from '../../monitoring/alert-rules';

/** Folder on hosts of on-premises clusters with files of metrics, which node-exporter reads. */
export const hostMetricsFolder = '/var/lib/plinth/metrics';

const day = 24 * 60 * 60;

/** Alerts about the hosts of an on-premises cluster, from the metrics that Plinth's timers write on them. */
export const hostAlerts: readonly AlertRule[] = [
  {
    name: 'HostCertificateExpires',
    expr: `plinth_certificate_expiry_timestamp_seconds - time() < ${14 * day}`,
    forMinutes: 60,
    severity: 'warning',
    summary:
      'The certificate {{ $labels.certificate }} of the host {{ $labels.instance }} expires within 14 days, and was not renewed.',
    runbook:
      'On the host, systemctl status plinth-certificates.timer shows whether renewal runs, and journalctl -u plinth-certificates why it fails. docs/on-premises.md, "Certificates", shows how to renew by hand.',
  },
  {
    name: 'HostCertificateExpired',
    expr: 'plinth_certificate_expiry_timestamp_seconds - time() < 0',
    forMinutes: 5,
    severity: 'critical',
    summary: 'The certificate {{ $labels.certificate }} of the host {{ $labels.instance }} has expired.',
    runbook:
      'Pods continue to run. On the host, systemctl start plinth-certificates renews the certificates of a control plane; kubelet renews its own once a control plane is healthy, after systemctl restart kubelet.',
  },
  {
    name: 'ClusterBackupMissing',
    expr: 'time() - plinth_backup_due_timestamp_seconds > 7200',
    forMinutes: 15,
    severity: 'critical',
    summary: 'The host {{ $labels.instance }} has not written its backup of etcd, which was due two hours ago.',
    runbook:
      'On the host, journalctl -u plinth-backup shows why it failed: most often the folder of the backups is full or not mounted. systemctl start plinth-backup repeats it.',
  },
];
