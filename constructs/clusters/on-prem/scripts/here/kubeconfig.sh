#!/usr/bin/env bash
# Fetches the administrator's kubeconfig from a control plane into a file that only its owner may read.
# The environment says which: FILE.
. "$(dirname "$0")/start.sh"

umask 077
file=$FILE
mkdir -p "$(dirname "$file")"
new=$(mktemp "$file.XXXXXX")
trap 'rm -f "$new"' EXIT
reasons=
while read -r name address; do
  if on_host "$address" kubeconfig >"$new" 2>/dev/null </dev/null; then
    mv "$new" "$file"
    say "wrote $file"
    exit
  fi
  why=$(trouble "$address")
  reasons="$reasons
  $name ($address): ${why:-it is no control plane of cluster $CLUSTER yet}"
done <<<"$CONTROL_PLANES"
fail "no control plane gives a kubeconfig:$reasons"
