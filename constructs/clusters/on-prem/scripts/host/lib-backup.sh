# shellcheck shell=bash
# Functions for scripts of host/ that save the data of etcd. configure-backup.sh also copies them into the program that the timer runs.

# save_etcd_snapshot FILE: saves a snapshot of etcd to a file, readable only by root; fails unless it is complete.
save_etcd_snapshot() {
  local output
  # The only folder of the host that the container of etcd can write to.
  local temporary=/var/lib/etcd/plinth-snapshot.db
  rm -f "$temporary" "$temporary.part"
  if ! output=$(etcdctl snapshot save "$temporary" --command-timeout 10m 2>&1) || [ ! -s "$temporary" ]; then
    rm -f "$temporary" "$temporary.part"
    fail "could not save a snapshot of etcd ($(grep -v '^ctr: ' <<<"$output" | tail -n 1)): nothing was changed"
  fi
  chmod 600 "$temporary"
  mv "$temporary" "$1.new"
  sync "$1.new"
  mv "$1.new" "$1"
}

# record_backup: records the time of a backup, and when the next one is due, in /var/lib/plinth/last-backup and as metrics.
record_backup() {
  local now due
  now=$(date +%s)
  due=$(systemd-analyze calendar "$BACKUP_SCHEDULE" 2>/dev/null | sed -n 's/^ *\(Next elapse\|(in UTC)\): *//p' | tail -n 1)
  # A schedule in the past has no next time.
  if [ -n "$due" ] && [ "$due" != never ]; then due=$(date --date "$due" +%s 2>/dev/null) || due=; else due=; fi
  mkdir -p /var/lib/plinth
  printf '%s\n' "time=$now" "due=$due" >/var/lib/plinth/last-backup
  {
    echo '# HELP plinth_backup_last_success_timestamp_seconds Time of the last backup that this host has written, in seconds since 1970.'
    echo '# TYPE plinth_backup_last_success_timestamp_seconds gauge'
    echo "plinth_backup_last_success_timestamp_seconds $now"
    if [ -n "$due" ]; then
      echo '# HELP plinth_backup_due_timestamp_seconds Time at which the next backup of this host is due, in seconds since 1970.'
      echo '# TYPE plinth_backup_due_timestamp_seconds gauge'
      echo "plinth_backup_due_timestamp_seconds $due"
    fi
  } | write_metrics backup
}

# create_backup: writes an encrypted backup to BACKUP_FOLDER: a snapshot of etcd, the keys and certificates of the CAs and of service
# accounts, the keys that encrypt Secrets, and the identity and version of the cluster. Only the private key of BACKUP_CERTIFICATE decrypts it. Keeps the newest
# BACKUP_KEEP backups of this host.
create_backup() {
  local folder file old files=()
  lock_host
  folder=$(mktemp --directory /var/lib/plinth-XXXXXX)
  # shellcheck disable=SC2064 # the folder of now
  trap "rm -rf '$folder'" EXIT
  save_etcd_snapshot "$folder/etcd.db"
  for file in ca.crt ca.key sa.key sa.pub front-proxy-ca.crt front-proxy-ca.key etcd/ca.crt etcd/ca.key; do
    if [ ! -e "/etc/kubernetes/pki/$file" ]; then fail "/etc/kubernetes/pki/$file does not exist: no backup was written"; fi
    files+=("pki/$file")
  done
  if [ -e /etc/kubernetes/encryption/keys ]; then files+=(encryption/keys); fi
  printf '%s\n' "identity=$(read_state identity)" "cluster=$CLUSTER_NAME" "kubernetes=$(kubelet --version | sed 's/^Kubernetes v//')" \
    "host=$(read_state name)" "time=$(date --utc +%Y-%m-%dT%H:%M:%SZ)" >"$folder/backup"
  printf '%s\n' "$BACKUP_CERTIFICATE" >"$folder/certificate.pem"
  mkdir -p "$BACKUP_FOLDER"
  file=$BACKUP_FOLDER/$CLUSTER_NAME-$(read_state name)-$(date --utc +%Y%m%dT%H%M%SZ).backup
  tar --create --gzip --directory "$folder" backup etcd.db --directory /etc/kubernetes "${files[@]}" |
    openssl cms -encrypt -binary -stream -outform DER -aes256 -out "$file.new" "$folder/certificate.pem" ||
    fail "could not write $file: no backup was written"
  chmod 600 "$file.new"
  sync "$file.new"
  mv "$file.new" "$file"
  record_backup
  find "$BACKUP_FOLDER" -name "$CLUSTER_NAME-$(read_state name)-*.backup" | sort --reverse | tail -n "+$((BACKUP_KEEP + 1))" |
    while read -r old; do rm -f "$old"; done
  log "wrote $file"
}
