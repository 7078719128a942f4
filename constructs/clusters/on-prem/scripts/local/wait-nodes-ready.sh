#!/usr/bin/env bash
# Waits until all nodes are Ready; fails after READY_TIMEOUT_SECONDS.
# Runs locally, from the bootstrap stack, once the network is installed.
. "$(dirname "$0")/lib.sh"

while read -r name address; do
  if on_host "$address" kubeconfig >/dev/null 2>&1 </dev/null; then
    on_host "$address" wait-nodes-ready
    log 'all nodes are Ready'
    exit
  fi
done <<<"$CONTROL_PLANES"
fail 'could not reach any control plane of the cluster'
