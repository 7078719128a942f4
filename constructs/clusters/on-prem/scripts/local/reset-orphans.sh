#!/usr/bin/env bash
# Resets hosts that Terraform has no resource for, since it was interrupted while they joined. Last script of a teardown.
# Runs locally, at destroy of the resource `identity`. Reads CLUSTER_IDENTITY. Only hosts with this cluster's identity are reset;
# unreachable ones are skipped, with a warning.
. "$(dirname "$0")/lib.sh"

failed=$(mktemp)
trap 'rm -f "$failed"' EXIT
while read -r name address; do
  (
    select_host "$name"
    if ! state=$(on_host "$address" state 2>/dev/null); then
      log "warning: was not reset: $(diagnose_ssh "$address")"
      exit
    fi
    read -r stage identity _ recorded_name recorded_address recorded_role _ <<<"$state"
    # It may have joined with another name, address or role than it is defined with now.
    if [ "${recorded_name:--}" != - ]; then NAME=$recorded_name; fi
    if [ "${recorded_address:--}" != - ]; then ADDRESS=$recorded_address; fi
    if [ "${recorded_role:--}" != - ]; then ROLE=$recorded_role; fi
    if [ "$stage" != none ] && [ "$identity" = "$CLUSTER_IDENTITY" ] && ! on_host "$address" reset; then
      echo "$name" >>"$failed"
    fi
  ) </dev/null &
  track_job $!
done <<<"$(list_hosts)"
wait_jobs
if [ -s "$failed" ]; then fail "could not reset $(tr '\n' ' ' <"$failed")"; fi
rm -f "$scripts/../teardown"
