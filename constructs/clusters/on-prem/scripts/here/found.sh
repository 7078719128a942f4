#!/usr/bin/env bash
# Makes the cluster, once. Whether there is one already is asked of every host: of nothing else, and of none in particular.
. "$(dirname "$0")/start.sh"

members='' founder=''
while read -r name address; do
  if ! standing=$(on_host "$address" standing </dev/null); then
    fail "$name ($address) does not say whether it belongs to a cluster: $(trouble "$address"); nothing was changed"
  fi
  read -r stage identity <<<"$standing"
  if [ "$stage" = none ] || [ "$stage" = prepared ]; then continue; fi
  if [ "$identity" != "$IDENTITY" ]; then
    fail "$name ($address) belongs to another cluster ($identity): reset it there first (kubeadm reset, rm -r /etc/plinth)"
  fi
  # One that was interrupted while it made the cluster goes on; nobody can have joined it.
  if [ "$stage" = founding ]; then founder="$name $address"; else members="$members $name"; fi
done <<<"$(all_hosts)"
if [ -n "$members" ]; then
  say "the cluster is there:$members"
  exit
fi
read -r name _ <<<"${founder:-$CONTROL_PLANES}"
about "$name"
on_host "$ADDRESS" init
say 'made the cluster'
