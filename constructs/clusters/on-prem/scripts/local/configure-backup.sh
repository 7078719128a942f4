#!/usr/bin/env bash
# Installs the timer of backups on every control plane, or removes it. Runs locally, last, when the backup settings or the control planes
# changed. Reads CLUSTER_IDENTITY. Fails if a control plane is unreachable, since it would keep its previous settings.
. "$(dirname "$0")/lib.sh"

while read -r name address; do
  select_host "$name"
  if ! on_host "$address" configure-backup </dev/null; then
    reason=$(diagnose_ssh "$address")
    fail "${reason:-could not configure its backups, see above}"
  fi
done <<<"$CONTROL_PLANES"
