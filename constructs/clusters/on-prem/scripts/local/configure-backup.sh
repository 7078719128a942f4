#!/usr/bin/env bash
# Installs the timer of backups on every control plane, or removes it. Runs locally, last, when the backup settings or the hosts with etcd
# changed. Reads CLUSTER_IDENTITY. Fails if a control plane is unreachable, since it would keep its previous settings.
. "$(dirname "$0")/lib.sh"

credentials=''
if [ -n "$BACKUP_S3_CREDENTIALS" ] && ! credentials=$(cat "$BACKUP_S3_CREDENTIALS" 2>/dev/null); then
  fail "backup.s3.credentials: cannot read $BACKUP_S3_CREDENTIALS: nothing was changed; write the path of a file on this machine"
fi
while read -r name address; do
  select_host "$name"
  if ! on_host "$address" "S3_CREDENTIALS=$credentials" configure-backup </dev/null; then
    reason=$(diagnose_ssh "$address")
    fail "${reason:-could not configure its backups, see above}"
  fi
done <<<"$CONTROL_PLANES"
