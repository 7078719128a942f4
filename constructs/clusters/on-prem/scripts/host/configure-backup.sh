# shellcheck shell=bash
# Installs the timer of backups on this host, or removes it if no backup is defined.
# Runs on a control plane. Reads BACKUP_CERTIFICATE (PEM, empty without backup), BACKUP_FOLDER, BACKUP_SCHEDULE, BACKUP_KEEP, BACKUP_S3_*,
# and S3_CREDENTIALS, the content of a credentials file in the format of AWS, empty without a bucket.
lock_host
require_own_host
program=/var/lib/plinth/create-backup
if [ -z "$S3_CREDENTIALS" ]; then rm -f "$s3_credentials_file"; fi
if [ -z "$BACKUP_CERTIFICATE" ]; then
  if [ ! -e "$program" ]; then exit; fi
  systemctl disable --quiet --now plinth-backup.timer 2>/dev/null || true
  rm -f "$program" "$metrics_dir/backup.prom" /var/lib/plinth/last-backup /etc/systemd/system/plinth-backup.timer /etc/systemd/system/plinth-backup.service
  systemctl daemon-reload
  exit
fi
if ! command -v openssl >/dev/null; then fail 'openssl is not installed, which encrypts backups: install it'; fi
if ! systemd-analyze calendar "$BACKUP_SCHEDULE" >/dev/null 2>&1; then
  fail "backup.schedule '$BACKUP_SCHEDULE' is not a time of systemd: write one such as '*-*-* 02:00:00' (man systemd.time)"
fi
if ! openssl x509 -noout <<<"$BACKUP_CERTIFICATE" 2>/dev/null; then fail 'backup.certificate is not a certificate that openssl can read'; fi
if [ -n "$S3_CREDENTIALS" ]; then (umask 077; write_if_changed "$s3_credentials_file" <<<"$S3_CREDENTIALS" || true); fi
{
  printf '#!/usr/bin/env bash\nset -euo pipefail\numask 077\n'
  declare -p CLUSTER_NAME NAME ETCD_HOSTS PROXY_HTTP PROXY_HTTPS PROXY_EXCEPT PATH state_file metrics_dir s3_credentials_file
  declare -p "${!BACKUP_@}"
  declare -f
  echo create_backup
} | write_if_changed "$program" || true
chmod 700 "$program"
write_if_changed /etc/systemd/system/plinth-backup.service <<X2 || true
[Unit]
Description=Encrypted backup of etcd and the keys of cluster $CLUSTER_NAME

[Service]
Type=oneshot
# By bash, since SELinux lets systemd start no program in /var/lib.
ExecStart=$(command -v bash) $program
X2
write_if_changed /etc/systemd/system/plinth-backup.timer <<X2 || true
[Unit]
Description=Times of the backups of cluster $CLUSTER_NAME

[Timer]
OnCalendar=$BACKUP_SCHEDULE
Persistent=true
RandomizedDelaySec=300

[Install]
WantedBy=timers.target
X2
systemctl daemon-reload
systemctl enable --quiet --now plinth-backup.timer
# The program takes the lock of the host itself.
exec 9>&-
# The first backup also shows whether the folder and the certificate can be used.
run_logged backup systemctl start plinth-backup.service
