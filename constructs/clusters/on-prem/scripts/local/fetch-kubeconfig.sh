#!/usr/bin/env bash
# Fetches the administrator's kubeconfig from the first control plane that has one, into a file with mode 0600.
# Prints why a control plane returns none before it asks the next one, since each may take as long as the timeout of a connection.
# Prints a warning if its certificate has expired, or expires soon. Runs locally, in an apply and for `plinth kubeconfig`. Reads KUBECONFIG_FILE, the path to write.
. "$(dirname "$0")/lib.sh"

umask 077
file=$KUBECONFIG_FILE
mkdir -p "$(dirname "$file")"
temporary=$(mktemp "$file.XXXXXX")
errors=$(mktemp)
trap 'rm -f "$temporary" "$errors"' EXIT
while read -r name address; do
  if on_host "$address" kubeconfig >"$temporary" 2>"$errors" </dev/null; then
    mv "$temporary" "$file"
    # Its certificate has expired, or expires soon.
    grep 'warning: ' "$errors" || true
    log "wrote $file"
    exit
  fi
  reason=$(diagnose_ssh "$address")
  log "$name ($address): ${reason:-not a control plane of cluster $CLUSTER_NAME yet}"
done <<<"$CONTROL_PLANES"
fail "could not fetch the kubeconfig from any control plane"
