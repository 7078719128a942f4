#!/usr/bin/env bash
# The end of a teardown: resets the hosts that Terraform did not know as members, because it was interrupted while they
# joined. Only hosts that carry the identity of this cluster are touched.
. "$(dirname "$0")/start.sh"

failed=$(mktemp)
trap 'rm -f "$failed"' EXIT
while read -r name address; do
  (
    about "$name"
    if ! standing=$(on_host "$address" standing 2>/dev/null); then
      say "warning: was not reset: $(trouble "$address")"
      exit
    fi
    read -r stage identity _ <<<"$standing"
    if [ "$stage" != none ] && [ "$identity" = "$IDENTITY" ] && ! on_host "$address" reset; then
      echo "$name" >>"$failed"
    fi
  ) </dev/null &
  begun $!
done <<<"$(all_hosts)"
ended
if [ -s "$failed" ]; then fail "could not reset $(tr '\n' ' ' <"$failed")"; fi
rm -f "$scripts/../torn-down"
