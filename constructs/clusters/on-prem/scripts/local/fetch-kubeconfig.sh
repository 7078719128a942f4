#!/usr/bin/env bash
# Fetches the administrator's kubeconfig from the first control plane that has one, into a file with mode 0600.
# Runs locally, in an apply and for `plinth kubeconfig`. Reads KUBECONFIG_FILE, the path to write.
. "$(dirname "$0")/lib.sh"

umask 077
file=$KUBECONFIG_FILE
mkdir -p "$(dirname "$file")"
temporary=$(mktemp "$file.XXXXXX")
trap 'rm -f "$temporary"' EXIT
reasons=
while read -r name address; do
  if on_host "$address" kubeconfig >"$temporary" 2>/dev/null </dev/null; then
    mv "$temporary" "$file"
    log "wrote $file"
    exit
  fi
  reason=$(diagnose_ssh "$address")
  reasons="$reasons
  $name ($address): ${reason:-not a control plane of cluster $CLUSTER_NAME yet}"
done <<<"$CONTROL_PLANES"
fail "could not fetch the kubeconfig from any control plane:$reasons"
