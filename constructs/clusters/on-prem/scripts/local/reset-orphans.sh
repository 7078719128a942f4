#!/usr/bin/env bash
# The end of a teardown: resets the hosts that Terraform did not know as members, because it was interrupted while they
# joined. Only hosts that carry the identity of this cluster are touched.
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
    read -r stage identity _ <<<"$state"
    if [ "$stage" != none ] && [ "$identity" = "$IDENTITY" ] && ! on_host "$address" reset; then
      echo "$name" >>"$failed"
    fi
  ) </dev/null &
  track_job $!
done <<<"$(list_hosts)"
wait_jobs
if [ -s "$failed" ]; then fail "could not reset $(tr '\n' ' ' <"$failed")"; fi
rm -f "$scripts/../teardown"
