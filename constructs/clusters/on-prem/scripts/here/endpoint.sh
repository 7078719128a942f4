#!/usr/bin/env bash
# Tells every control plane how the endpoint is held, and of all the others, so that each can hand on to whoever lives.
. "$(dirname "$0")/start.sh"

if [ "$ENDPOINT_VIA" != keepalived ] && [ -z "$KUBE_VIP" ]; then exit; fi
while read -r name address; do
  about "$name"
  if ! on_host "$address" endpoint </dev/null; then
    why=$(trouble "$address")
    case $why in
      down*) say "warning: ${why#down: }, and keeps its list of control planes until it is replaced" ;;
      *) fail "${why:-could not write its endpoint}" ;;
    esac
  fi
done <<<"$CONTROL_PLANES"
NAME=''
if via=$(living_control_plane none); then on_host "$via" answers; fi
