# shellcheck shell=bash
# Installs the timer that renews the certificates of this control plane, approves those of kubelets, and writes the metrics of certificates.
# Runs on any host, before it joins: until then, the program of the timer does nothing. Reads CERTIFICATE_RENEWAL_DAYS, 0 to renew none.
lock_host
require_own_host
program=/var/lib/plinth/maintain-certificates
{
  printf '#!/usr/bin/env bash\nset -euo pipefail\numask 077\n'
  declare -p CLUSTER_NAME NAME ADDRESS ROLE ETCD_HOSTS CERTIFICATE_RENEWAL_DAYS PATH state_file log_dir admin_kubeconfig metrics_dir
  echo "THIS_HOST_ADDRESS=$ADDRESS"
  # All functions, so that none is missing that another one calls.
  declare -f
  echo maintain_certificates
} | write_if_changed "$program" || true
chmod 700 "$program"
write_if_changed /etc/systemd/system/plinth-certificates.service <<X2 || true
[Unit]
Description=Certificates of cluster $CLUSTER_NAME

[Service]
Type=oneshot
# By bash, since SELinux lets systemd start no program in /var/lib.
ExecStart=$(command -v bash) $program
X2
write_if_changed /etc/systemd/system/plinth-certificates.timer <<X2 || true
[Unit]
Description=Times of plinth-certificates.service

[Timer]
OnBootSec=2min
OnUnitInactiveSec=$(if [ "$ROLE" = control-plane ]; then echo 5min; else echo 15min; fi)
RandomizedDelaySec=60

[Install]
WantedBy=timers.target
X2
record_files "$program" /etc/systemd/system/plinth-certificates.service /etc/systemd/system/plinth-certificates.timer
systemctl daemon-reload
systemctl enable --quiet --now plinth-certificates.timer
