#!/usr/bin/env bash
# Waits until every node is Ready; the bootstrap runs it after the network.
. "$(dirname "$0")/lib.sh"

while read -r name address; do
  if on_host "$address" kubeconfig >/dev/null 2>&1 </dev/null; then
    on_host "$address" wait-nodes-ready
    log 'all nodes are Ready'
    exit
  fi
done <<<"$CONTROL_PLANES"
fail 'no control plane answers'
