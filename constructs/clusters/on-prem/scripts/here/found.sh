#!/usr/bin/env bash
# Makes the cluster, once. Whether there is one already is asked of every host: of nothing else, and of none in particular.
. "$(dirname "$0")/start.sh"

members='' founder='' etcd_founder=''
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
  case $stage in
    founding) if grep -qx "$name $address" <<<"$ETCD"; then etcd_founder=$name; else founder=$name; fi ;;
    *) members="$members $name" ;;
  esac
done <<<"$(all_hosts)"
if [ -n "$members" ]; then
  say "the cluster is there:$members"
  exit
fi
# Where etcd has hosts of its own, the first of them begins alone, and the others join it later.
if [ -n "$ETCD" ]; then
  read -r name _ <<<"${etcd_founder:-$ETCD}"
  about "$name"
  on_host "$ADDRESS" etcd-start
  say 'runs etcd'
  TICKET=$(on_host "$ADDRESS" etcd-certificates)
fi
read -r name _ <<<"${founder:-$CONTROL_PLANES}"
about "$name"
on_host "$ADDRESS" init
say 'made the cluster'
