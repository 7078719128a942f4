#!/usr/bin/env bash
# Sees to it that every described host is a member, and that nodes have the labels and taints of the description.
# Terraform, killed at a bad moment, takes a host for done that was in the middle of joining: here it is finished.
. "$(dirname "$0")/start.sh"

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
while read -r name address; do
  (on_host "$address" standing >"$results/$name" 2>/dev/null || echo unknown >"$results/$name") </dev/null &
  begun $!
done <<<"$(all_hosts)"
ended
while read -r name address; do
  read -r stage identity _ <"$results/$name"
  case $stage in
    member)
      if [ "$identity" != "$IDENTITY" ]; then fail "$name belongs to another cluster ($identity)"; fi ;;
    # It was let in once; that it is off now is nothing that labels could mend.
    unknown) say "warning: $name does not answer: $(trouble "$address")" ;;
    *)
      about "$name"
      NAME=$name ADDRESS=$ADDRESS ROLE=$ROLE IDENTITY=$IDENTITY bash "$scripts/here/enter.sh" </dev/null
      NAME='' ;;
  esac
done <<<"$(all_hosts)"

via=$(living_control_plane none) || fail 'no control plane answers'
TICKET=$(cut -f2,6,7 <<<"$HOSTS")
on_host "$via" label
say 'every host is a member'
