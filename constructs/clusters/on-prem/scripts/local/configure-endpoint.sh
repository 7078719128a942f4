#!/usr/bin/env bash
# Configures keepalived and HAProxy, or kube-vip, on every control plane, with the current list of control planes, or removes them.
# Runs locally, when the endpoint, its `via` or that list changed. Reads CLUSTER_IDENTITY. Unreachable control planes are skipped, with a warning.
. "$(dirname "$0")/lib.sh"

if [ -z "$ENDPOINT" ]; then exit; fi
while read -r name address; do
  select_host "$name"
  if ! on_host "$address" configure-endpoint </dev/null; then
    reason=$(diagnose_ssh "$address")
    case $reason in
      unreachable*) log "warning: $reason; it keeps its previous list of control planes until it is replaced" ;;
      *) fail "${reason:-could not configure its endpoint}" ;;
    esac
  fi
done <<<"$CONTROL_PLANES"
NAME=''
# Your own load balancer may be configured later.
if [ "$ENDPOINT_VIA" = external ]; then exit; fi
if find_healthy_control_plane_except none; then on_host "$healthy_host" wait-endpoint; fi
