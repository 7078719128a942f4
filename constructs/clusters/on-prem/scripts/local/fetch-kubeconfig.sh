#!/usr/bin/env bash
# Fetches the administrator's kubeconfig from a control plane into a file that only its owner may read.
# The environment says which: KUBECONFIG_FILE.
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
  $name ($address): ${reason:-it is no control plane of cluster $CLUSTER_NAME yet}"
done <<<"$CONTROL_PLANES"
fail "no control plane gives a kubeconfig:$reasons"
