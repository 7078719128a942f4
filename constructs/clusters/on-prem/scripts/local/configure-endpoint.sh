#!/usr/bin/env bash
# Tells every control plane how the endpoint is held, and of all the others, so that each can hand on to whoever lives.
. "$(dirname "$0")/lib.sh"

if [ "$ENDPOINT_VIA" != keepalived ] && [ -z "$KUBE_VIP_MANIFEST" ]; then exit; fi
while read -r name address; do
  select_host "$name"
  if ! on_host "$address" configure-endpoint </dev/null; then
    reason=$(diagnose_ssh "$address")
    case $reason in
      unreachable*) log "warning: ${reason#unreachable: }, and keeps its list of control planes until it is replaced" ;;
      *) fail "${reason:-could not write its endpoint}" ;;
    esac
  fi
done <<<"$CONTROL_PLANES"
NAME=''
if control_plane=$(find_healthy_control_plane none); then on_host "$control_plane" wait-endpoint; fi
